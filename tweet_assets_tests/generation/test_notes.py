"""What the user wrote down, and what becomes of it in a brief. Every text is invented."""

from datetime import date, timedelta

import pandas as pd
import pytest

from tweet_assets.accounts import Account
from tweet_assets.generation.briefs import DESCRIPTIONS, Brief, brief, in_turn
from tweet_assets.generation.csv_rows import UnreadableRows
from tweet_assets.generation.notes import Fact, facts_of, read_facts, read_ideas
from tweet_assets.settings import SETTINGS
from tweet_assets.style import Style

DAY = date(2026, 3, 10)
FACTS = """text,source,checked_on
"I sold 812 cups, 40 % more than in spring.",my till,2026-01-31
The shop is open since 2019.,my lease,2025-12-01
"""
IDEAS = """topic,note,format
tea,the blue kettle,story
tea,"why we whisper, with tea",
rain,umbrellas left on trains,
"""
TOPICS, FORMATS = ("tea", "rain"), ("story", "opinion")


def ideas(content: str = IDEAS) -> pd.DataFrame:
    return read_ideas(content, "ideas.csv", TOPICS, FORMATS)


def test_facts_come_with_their_source_and_the_day_of_their_check() -> None:
    assert facts_of(read_facts(FACTS, "facts.csv")) == (
        Fact("I sold 812 cups, 40 % more than in spring.", "my till", date(2026, 1, 31)),
        Fact("The shop is open since 2019.", "my lease", date(2025, 12, 1)),
    )


def test_a_file_that_is_not_there_has_no_rows_and_their_types() -> None:
    assert read_facts("", "facts.csv").dtypes.equals(read_facts(FACTS, "facts.csv").dtypes)
    assert ideas("").dtypes.equals(ideas().dtypes)
    assert len(read_facts("", "facts.csv")) == len(ideas("")) == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("text,source\n", "facts.csv line 1: the header is text, source; text, source, checked_on was expected"),
        ("text,source,checked_on\na,b,soon\n", "facts.csv line 2: checked_on is 'soon'; a day like 2026-01-31"),
        ("text,source,checked_on\na,,2026-01-01\n", "line 2: nothing stands under source"),
        ("text,source,checked_on\na,b,2026-01-01\na,c,2026-01-02\n", "line 3: this fact stands in the file already"),
        ('text,source,checked_on\n"a"x,b,2026-01-01\n', "line 2: is not CSV"),
        ("text,source,checked_on\na,b,2026-01-01,d\n", "line 2: there are more fields"),
    ],
)
def test_a_file_of_facts_that_is_wrong_names_its_line(content: str, says: str) -> None:
    with pytest.raises(UnreadableRows, match=says):
        read_facts(content, "facts.csv")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("snow,a,", "line 2: the topic 'snow' is none of tea, rain"),
        ("tea,a,saga", "line 2: the format 'saga' is none of story, opinion"),
        ("tea,,", "line 2: nothing stands under note"),
        ("tea,a,\ntea,a,story", "line 3: this idea stands in the file already"),
    ],
)
def test_an_idea_that_would_never_be_written_is_refused(row: str, says: str) -> None:
    with pytest.raises(UnreadableRows, match=says):
        ideas(f"topic,note,format\n{row}\n")


def test_a_brief_is_what_the_user_says_of_the_cell() -> None:
    style = Style(voice="dry", tones={"warm": "as to a friend"}, allowed=("#tea",), instructions={"letter": "a letter"})
    account = Account("me", topics=TOPICS, formats=("story", "letter"), style=style)
    found = brief(account, DAY, "letter", "tea", facts_of(read_facts(FACTS, "f")), ideas())
    assert (found.topic, found.topics, found.instructions) == ("tea", ("rain",), "a letter")
    assert (found.voice, found.tone, found.tone_instructions) == ("dry", "warm", "as to a friend")
    assert (found.idea, found.allowed) == ("why we whisper, with tea", ("#tea",))
    assert brief(account, DAY, "story", "rain", (), ideas()).instructions == DESCRIPTIONS["story"]
    with pytest.raises(ValueError, match="'saga' is no format of @me"):
        brief(account, DAY, "saga", "tea", (), ideas())


def test_what_the_user_has_said_is_all_of_it() -> None:
    fact = Fact("The shop is open since 2019.", "my lease", DAY)
    assert Brief("tea", topics=("rain",), voice="dry", idea="the kettle", facts=(fact,)).text.split("\n") == [
        "tea", "rain", "the kettle", "dry", fact.text,
    ]  # fmt: skip


def test_ideas_and_tones_take_turns_by_day_and_format() -> None:
    account = Account("me", topics=TOPICS, style=Style(tones={"a": "1", "b": "2", "c": "3"}))
    days = [DAY + timedelta(days=n) for n in range(6)]
    briefs = [brief(account, day, "story", "tea", (), ideas()) for day in days]
    assert {b.idea for b in briefs} == {"the blue kettle", "why we whisper, with tea"}
    assert [b.tone for b in briefs[:3]] == [b.tone for b in briefs[3:]]
    assert {b.tone for b in briefs[:3]} == {"a", "b", "c"}
    assert in_turn([], DAY, "story") is None


def test_the_facts_nearest_to_the_topic_come_first_and_old_ones_not_at_all() -> None:
    facts = [Fact(f"Invented fact {n}.", "me", DAY) for n in range(9)]
    facts += [Fact("My tea is blue.", "me", DAY), Fact("Tea is old.", "me", DAY - timedelta(days=366))]
    found = brief(Account("me", topics=TOPICS), DAY, "story", "tea", facts, ideas("")).facts
    assert found[0].text == "My tea is blue."
    assert len(found) == SETTINGS.generation.facts_max
    assert "Tea is old." not in {fact.text for fact in found}

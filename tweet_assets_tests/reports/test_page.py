"""The whole page, in both forms, over whole, missing and hostile facts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tweet_assets.reports import page
from tweet_assets.reports.facts import Facts, History

HOSTILE = "<script>alert(1)</script> ```\n</div>\n````\n# not a heading | & \" ' {{ 7 * 7 }} \x00"
NEVER_SHOWN = re.compile(r"(?<![\w-])(?:nan|none|nat|inf|null|<na>|&lt;na&gt;)(?![\w-])", re.IGNORECASE)
VOID = {"meta"}
SVG_ALONE = {"line", "path", "circle"}


class Outline(HTMLParser):
    """Which tags stand open, and what a reader reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.read: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SVG_ALONE, f"<{tag}/> closes nothing in HTML"
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.read.append(data)


def outline(html: str) -> Outline:
    parser = Outline()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def assert_sound(told: page.Page) -> None:
    """Balanced, self-contained, and with nothing in it that only a program would say."""
    parsed = outline(told.html)
    said = " ".join([*parsed.read, *(value or "" for _, attributes in parsed.tags for value in attributes.values())])
    assert not NEVER_SHOWN.findall(said.replace("default-src 'none'", ""))
    assert not NEVER_SHOWN.findall(told.markdown)
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in parsed.tags}
    assert not {"src", "href"} & {name for _, attributes in parsed.tags for name in attributes}
    assert len(told.html.encode()) < 200_000


@pytest.fixture(scope="session")
def told(facts: Facts) -> page.Page:
    return page.build(facts)


def test_a_whole_day_is_a_sound_page(told: page.Page) -> None:
    assert_sound(told)


def test_both_forms_say_the_same_of_what_matters(told: page.Page) -> None:
    read = " ".join("".join(outline(told.html).read).split())
    for said in (
        "3 things we are confident about (1 of them only in your history), 2 leaning, 6 unknown.",
        "question posts: +43 % against your mean (90 % interval from +24 % to +66 %), 120 posts",
        "The figures of 280 of 312 outcomes are not 24-hour totals",
        "Beats the baseline: 12 % less error",
        "Not enough evidence yet: 7 posts gained a follower, 10 are needed.",
        "cannot tell yet: 31 effective posts, 100 are needed",
        "assigned, hidden until the verdict",
        "tweet-assets approve d1",
        "Drafts of the day: 14 clean, 2 needs review.",
        "Which posts gain followers?",
        "Never learned from:",
    ):
        assert said in read
        assert said in told.markdown.replace("**", "")


def test_the_same_facts_give_the_same_bytes(facts: Facts, told: page.Page) -> None:
    assert page.build(facts) == told


def test_the_order_of_rows_changes_nothing(facts: Facts, told: page.Page) -> None:
    names = ("arm_posteriors", "policy", "engagement_model", "policy_value", "decisions", "outbox", "outcomes")
    assert page.build(replace(facts, **{name: getattr(facts, name).iloc[::-1] for name in names})) == told


def test_every_interval_is_drawn_and_described_for_who_cannot_see_it(told: page.Page) -> None:
    drawn = [attributes for tag, attributes in outline(told.html).tags if tag == "svg" and "role" in attributes]
    assert len(drawn) == 12  # eight formats and four slots
    assert drawn[0]["aria-label"] == "question: +43 %, 90 % interval from +24 % to +66 %; raw +60 %"


def test_a_hostile_text_stays_text_in_both_forms(facts: Facts) -> None:
    hostile = replace(
        facts,
        decisions=facts.decisions.assign(text=HOSTILE, topic=HOSTILE, note=HOSTILE),
        outcomes=facts.outcomes.assign(text=HOSTILE),
        policy_value=facts.policy_value.assign(reason=HOSTILE),
    )
    told = page.build(hostile)
    assert_sound(told)
    assert any("<script>alert(1)</script>" in said for said in outline(told.html).read)
    outside = re.sub(r"^(`{3,})text\n.*?\n\1$", "", told.markdown, flags=re.DOTALL | re.MULTILINE)
    assert "```" not in outside.replace(r"\`", "")
    assert not re.search(r"(?<!\\)<", outside)
    assert "# not a heading" not in outside.replace(r"\#", "")
    assert told.markdown.count("<script>alert(1)</script>") == 8  # two decisions and six posts, each within its fence


def test_an_account_on_its_first_day_reads_what_would_fill_the_page(nothing: Facts) -> None:
    told = page.build(nothing)
    assert_sound(told)
    assert "Nothing is known yet" in told.markdown
    assert told.markdown.count("would fill this") == 8  # six blocks and the two models: all that can be empty
    assert "No post has been read yet" in told.markdown
    assert "There is no draft for this day. Spent on language models: not known." in told.markdown


def test_a_simulated_day_and_a_rehearsal_are_marked_at_the_top(facts: Facts, told: page.Page) -> None:
    marked = page.build(replace(facts, simulated=True, rehearsal=True))
    assert marked.markdown.index("Simulated data") < marked.markdown.index("3 things")
    assert marked.html.index("Simulated data.</strong>") < marked.html.index("3 things")
    assert "Rehearsal." in marked.html
    assert "tweet-assets approve" not in marked.html + marked.markdown
    assert "Simulated data" not in told.html + told.markdown
    assert "Rehearsal" not in told.html + told.markdown


def test_24_hour_totals_need_no_words(facts: Facts) -> None:
    timely = replace(facts, history=History({"original": 1}, mature=1, too_young=0, without_outcome=0))
    assert "24-hour totals" not in page.build(timely).markdown


FRAMES = (
    *("arm_posteriors", "policy", "engagement_model", "engagement_skill", "follow_model", "follow_skill"),
    *("policy_value", "decisions", "outbox", "outcomes", "decision_probabilities"),
)
MISSING = st.sampled_from([None, float("nan"), pd.NA, pd.NaT, float("inf"), float("-inf")])


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_whatever_is_missing_no_reader_sees_how_a_program_spells_it(facts: Facts, data: st.DataObject) -> None:
    holed = {}
    for name in FRAMES:
        frame = getattr(facts, name).astype(object)
        for column in data.draw(
            st.lists(st.sampled_from(list(frame.columns)), max_size=len(frame.columns), unique=True)
        ):
            which = data.draw(st.integers(0, 2 ** len(frame) - 1))
            missing = data.draw(MISSING)
            frame[column] = pd.Series(
                [missing if which >> at & 1 else value for at, value in enumerate(frame[column])],
                index=frame.index,
                dtype=object,
            )
        holed[name] = frame.iloc[:0] if data.draw(st.integers(0, 9)) == 0 else frame
    assert_sound(page.build(replace(facts, **holed)))


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, float("inf")])
def test_frames_with_nothing_but_missing_values_still_make_a_page(facts: Facts, missing: object) -> None:
    blank = {}
    for name in FRAMES:
        frame = getattr(facts, name)
        values = {column: pd.Series([missing] * len(frame), dtype=object) for column in frame.columns}
        if "dimension" in values:
            values["dimension"] = frame["dimension"].reset_index(drop=True)
        blank[name] = pd.DataFrame(values)
    assert_sound(page.build(replace(facts, **blank)))


def test_an_account_with_fifty_posts_a_day_stays_below_the_size(facts: Facts) -> None:
    many = pd.concat([facts.decisions.iloc[1:].assign(decision_id=f"d{n}", text="word " * 56) for n in range(50)])
    assert_sound(page.build(replace(facts, decisions=many)))


def test_what_the_overview_saw_is_said_and_what_it_did_not_is_unknown(facts: Facts) -> None:
    days = pd.DataFrame(
        {
            "file_sha256": "a",
            "day": pd.to_datetime([facts.as_of - timedelta(days=1), facts.as_of]),
            "follows": pd.array([12, 3], dtype="Int64"),
            "unfollows": pd.array([4, 1], dtype="Int64"),
            "profile_visits": pd.array([None, None], dtype="Int64"),
        }
    )

    said = page.build(replace(facts, overview_days=days)).markdown

    assert "on 1 of the last 28 days: 12 followers came and 4 left, a change of +8; not known profile visits" in said
    assert "by X's overview" not in page.build(replace(facts, overview_days=days.iloc[:0])).markdown

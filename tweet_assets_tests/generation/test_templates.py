from datetime import date

import pytest

from tweet_assets.arms import FORMATS
from tweet_assets.generation.briefs import Brief
from tweet_assets.generation.guardrails import Held, verdict
from tweet_assets.generation.originality import texts as indexed
from tweet_assets.generation.prompts import Cell, Prompt
from tweet_assets.generation.templates import LENGTH_MAX, TemplateWriter, texts
from tweet_assets.generation.writers import WriterError
from tweet_assets.labelling import format_of
from tweet_assets.settings import SETTINGS
from tweet_assets.tweet_text import weighted_length

TOPICS = ("writing", "personal finance", "data science", "houseplants", "learning languages", "urban cycling")
PROMPT = Prompt("", "", "1", "0")


def cell(draft_format: str, topic: str = "writing") -> Cell:
    return Cell("me", date(2026, 1, 1), draft_format, "own", topic)


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("draft_format", FORMATS)
def test_there_are_many_texts_and_each_looks_like_its_format(draft_format: str, topic: str) -> None:
    made = set(texts(draft_format, topic).values())
    assert len(made) >= 100
    some = sorted(made)[::5]
    assert {format_of(text)[0] for text in some} == {draft_format}
    assert max(map(weighted_length, some)) <= LENGTH_MAX
    assert all(topic in text and "{" not in text for text in made)


@pytest.mark.parametrize("draft_format", FORMATS)
def test_templates_claim_nothing_but_the_figure_of_a_data_post(draft_format: str) -> None:
    none = indexed({}, SETTINGS.generation)
    held = Held(none, none, SETTINGS.generation)
    found = {verdict(t, held, (), Brief("tea"), date(2026, 1, 1)).verdict for t in texts(draft_format, "tea").values()}
    assert found == ({"needs_review"} if draft_format == "data" else {"clean"})


@pytest.mark.parametrize("draft_format", FORMATS)
def test_a_cell_has_different_openings_and_middles(draft_format: str) -> None:
    answer = TemplateWriter().write(PROMPT, cell(draft_format), 4, 3)
    assert answer.model is None
    assert len(set(answer.texts)) == 4
    assert len({text.split("\n")[0] for text in answer.texts}) == 4
    assert answer == TemplateWriter().write(PROMPT, cell(draft_format), 4, 3)
    assert answer != TemplateWriter().write(PROMPT, cell(draft_format), 4, 4)


def test_more_candidates_than_openings_are_still_different() -> None:
    assert len(set(TemplateWriter().write(PROMPT, cell("story"), 30, 1).texts)) == 30


def test_a_topic_too_long_for_a_post_is_refused() -> None:
    with pytest.raises(WriterError, match="leaves room for 0 templates of 4"):
        TemplateWriter().write(PROMPT, cell("story", "x" * 270), 4, 1)


def test_a_topic_that_sounds_like_another_format_still_gets_texts() -> None:
    assert len(TemplateWriter().write(PROMPT, cell("story", "the myth of tea"), 4, 1).texts) == 4


def test_a_format_of_the_users_own_is_for_a_language_model() -> None:
    with pytest.raises(WriterError, match="templates know no format 'letter'"):
        TemplateWriter().write(PROMPT, cell("letter"), 4, 1)

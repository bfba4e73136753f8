"""Every text and handle here is invented."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd
import pytest

from tweet_assets.generation.drafting import COLUMNS, Bench, draft_cells, draft_id
from tweet_assets.generation.originality import texts
from tweet_assets.generation.prompts import Cell, Prompt, build
from tweet_assets.generation.templates import TemplateWriter
from tweet_assets.generation.writers import Answer, Refused, WriterError, WrongKey
from tweet_assets.settings import SETTINGS

DAY = date(2026, 1, 1)
CELLS = [Cell("me", DAY, form, "own", "tea") for form in ("story", "opinion")]
NAMES = ["for_day", "account", "format", "inspiration", "topic", "position", "example_id", "example_form", "content"]
EXAMPLES = pd.DataFrame([(DAY, "me", "story", "own", "tea", 1, "own:1", "text", "I saw Kessel pour.")], columns=NAMES)
NONE = texts({}, SETTINGS.generation)
BENCH = Bench(NONE, NONE, ("tea",), (), SETTINGS.generation)


@dataclass
class ScriptedWriter:
    """Says what it was given, or fails as it was told."""

    says: tuple[str, ...] = ()
    fails: WriterError | None = None
    asked: int = 0
    name: Literal["openai"] = "openai"

    def write(self, prompt: Prompt, cell: Cell, candidates: int, seed: int) -> Answer:  # noqa: ARG002 - as any writer
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        return Answer(self.says, "a-model")


def prompts() -> dict[Cell, Prompt]:
    return {cell: build(cell, EXAMPLES, ("tea",), (), SETTINGS.generation) for cell in CELLS}


def test_every_candidate_becomes_a_row_with_its_verdict() -> None:
    writer = ScriptedWriter(("Tea waits.", "tea waits!", "Kessel pours.", "Tea\u200b is 5% rain", "@x tea"))
    found = draft_cells(prompts(), EXAMPLES, BENCH, writer, None, 1, False)
    story = found.drafts[found.drafts["format"] == "story"]
    assert list(found.drafts.columns) == list(COLUMNS)
    assert story["verdict"].tolist() == ["clean", "blocked", "blocked", "needs_review", "blocked"]
    assert story["reasons"].tolist()[1] == ["is the same as another candidate of its cell"]
    assert story["reasons"].tolist()[2] == ["takes the name Kessel from an example"]
    assert story["text"].tolist()[3] == "Tea is 5% rain"
    assert set(story["model"]) == {"a-model"}
    assert story["weighted_length"].tolist()[0] == 10
    opinion = found.drafts[found.drafts["format"] == "opinion"]
    assert opinion["verdict"].tolist()[2] == "clean"  # nobody named Kessel in that prompt
    assert found.failures == ()
    assert found.drafts["draft_id"].is_unique


def test_templates_write_a_whole_day_and_write_it_again_the_same() -> None:
    first = draft_cells(prompts(), EXAMPLES, BENCH, TemplateWriter(), None, 1, True)
    again = draft_cells(prompts(), EXAMPLES, BENCH, TemplateWriter(), None, 1, True)
    pd.testing.assert_frame_equal(first.drafts, again.drafts)
    assert len(first.drafts) == 2 * SETTINGS.generation.candidates
    assert first.drafts["model"].isna().all()
    assert set(first.drafts["writer"]) == {"template"}
    assert first.drafts["rehearsal"].all()


def test_a_cell_that_fails_goes_to_the_fallback_under_its_own_name() -> None:
    writer = ScriptedWriter(fails=Refused("no"))
    found = draft_cells(prompts(), EXAMPLES, BENCH, writer, TemplateWriter(), 1, False)
    assert writer.asked == 2
    assert set(found.drafts["writer"]) == {"template"}
    assert [(f.cell, f.writer, str(f.error)) for f in found.failures] == [(c, "openai", "no") for c in CELLS]


def test_a_failure_that_would_repeat_itself_is_met_once() -> None:
    writer = ScriptedWriter(fails=WrongKey("no"))
    found = draft_cells(prompts(), EXAMPLES, BENCH, writer, TemplateWriter(), 1, False)
    assert writer.asked == 1
    assert len(found.failures) == 1
    assert len(found.drafts) == 2 * SETTINGS.generation.candidates


def test_without_a_fallback_there_is_no_draft_and_a_failure_a_cell() -> None:
    found = draft_cells(prompts(), EXAMPLES, BENCH, ScriptedWriter(fails=Refused("no")), None, 1, False)
    assert found.drafts.empty
    assert len(found.failures) == 2


def test_a_rehearsal_is_never_paid_for() -> None:
    with pytest.raises(ValueError, match="only templates write rehearsals"):
        draft_cells(prompts(), EXAMPLES, BENCH, ScriptedWriter(), None, 1, True)


def test_a_rehearsals_name_is_never_that_of_a_real_draft() -> None:
    assert draft_id(CELLS[0], "template", 0, "h", True) != draft_id(CELLS[0], "template", 0, "h", False)
    assert draft_id(CELLS[0], "template", 0, "h", False) != draft_id(CELLS[0], "openai", 0, "h", False)

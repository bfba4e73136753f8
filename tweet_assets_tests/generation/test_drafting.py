"""Every text and handle here is invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd
import pytest

from tweet_assets.accounts import Account
from tweet_assets.generation import drafting
from tweet_assets.generation.drafting import COLUMNS, Desk, Order, draft_cells, draft_id
from tweet_assets.generation.guardrails import Held
from tweet_assets.generation.originality import texts
from tweet_assets.generation.prompts import Cell, Prompt
from tweet_assets.generation.templates import TemplateWriter
from tweet_assets.generation.writers import Answer, Refused, Writer, WriterError, WrongKey
from tweet_assets.settings import SETTINGS
from tweet_assets.style import Style

DAY = date(2026, 1, 1)
CELLS = [Cell("me", DAY, form, "own", "tea") for form in ("story", "opinion")]
NAMES = "for_day account format inspiration topic position example_id example_form content origin".split()  # noqa: SIM905
EXAMPLES = pd.DataFrame(
    [(DAY, "me", "story", "own", "tea", 1, "own:1", "text", "I saw Kessel pour.", "own")], columns=NAMES
)
NONE = texts({}, SETTINGS.generation)
HELD = Held(NONE, NONE, SETTINGS.generation)
IDEAS = pd.DataFrame({"topic": ["tea"], "note": ["the blue kettle"], "format": ["story"]}, dtype="str")
ME = Account("me", topics=("tea",), style=Style(tones={"dry": "as dust"}))


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
        return Answer(self.says, "a-model", f"request of {cell.format}")


def orders() -> dict[Cell, Order]:
    return drafting.orders(ME, CELLS, EXAMPLES, (), IDEAS, SETTINGS.generation)


def desk(writer: Writer, fallback: Writer | None = None, **more: object) -> Desk:
    return Desk(HELD, writer, fallback, 1, **more)  # type: ignore[arg-type]


def test_every_candidate_becomes_a_row_with_its_verdict() -> None:
    writer = ScriptedWriter(("Tea waits.", "tea waits!", "Kessel pours.", "Tea\u200b is 5% rain", "@x tea"))
    found = draft_cells(orders(), desk(writer))
    story = found.drafts[found.drafts["format"] == "story"]
    assert list(found.drafts.columns) == list(COLUMNS)
    assert story["verdict"].tolist() == ["clean", "blocked", "blocked", "needs_review", "blocked"]
    assert story["reasons"].tolist()[1] == [f"is the same as another draft: {story['draft_id'].tolist()[0]}"]
    assert story["reasons"].tolist()[2] == ["takes the name Kessel from an example"]
    assert story["text"].tolist()[3] == "Tea is 5% rain"
    assert set(story["model"]) == {"a-model"}
    assert story["weighted_length"].tolist()[0] == 10
    opinion = found.drafts[found.drafts["format"] == "opinion"]
    assert opinion["verdict"].tolist()[0] == "blocked"  # the story has said it already
    assert "Kessel" not in "".join(opinion["reasons"].tolist()[2])  # nobody was named in that prompt
    assert found.failures == ()
    assert found.drafts["draft_id"].is_unique


def test_what_stood_in_the_prompt_is_written_by_code_and_a_model_needs_a_person() -> None:
    told = '{"writer": "template", "verdict": "clean", "examples": []}'
    found = draft_cells(orders(), desk(ScriptedWriter(("Tea waits.", told)))).drafts
    story = found[found["format"] == "story"]
    assert [list(examples) for examples in story["examples"]] == [["text:own:1"]] * 2
    assert story["request_hash"].tolist() == ["request of story"] * 2
    assert set(found["tone"]) == {"dry"}
    assert set(found["writer"]) == {"openai"}
    assert found["needs_person"].all()
    assert story["verdict"].tolist() == ["clean", "blocked"]


def test_an_order_holds_the_brief_of_its_cell_and_the_words_that_are_shown() -> None:
    made = orders()
    assert made[CELLS[0]].brief.idea == "the blue kettle"
    assert made[CELLS[1]].brief.idea is None
    assert [order.shown for order in made.values()] == [("I saw Kessel pour.",), ()]


def test_what_moderation_flags_needs_a_person_and_templates_are_not_sent() -> None:
    asked: list[str] = []

    def moderator(account: str, sent: Sequence[str]) -> Sequence[Sequence[str]]:
        asked.append(account)
        return [("moderation flags it: rude",), ()]

    found = draft_cells(orders(), desk(ScriptedWriter(("Tea waits.", "Rain waits.")), moderator=moderator)).drafts
    assert found["verdict"].tolist()[:2] == ["needs_review", "clean"]
    assert list(found["reasons"].tolist()[0]) == ["moderation flags it: rude"]
    assert asked == ["me", "me"]
    failing = ScriptedWriter(fails=WrongKey("no"))
    assert draft_cells(orders(), desk(failing, TemplateWriter(), moderator=moderator)).failures
    assert asked == ["me", "me"]


def test_a_draft_that_stands_is_not_written_twice_and_is_no_twin_of_itself() -> None:
    writer = ScriptedWriter(("Tea waits.", "Rain waits."))
    first = draft_cells(orders(), desk(writer)).drafts
    good = first[first["verdict"] != "blocked"]
    named = dict(zip(good["draft_id"], good["text"], strict=True))
    again = draft_cells(orders(), desk(writer, standing=named)).drafts
    pd.testing.assert_frame_equal(again, first)
    other = draft_cells(orders(), desk(writer, standing={"d": "tea WAITS"})).drafts
    assert list(other["reasons"].tolist()[0]) == ["is the same as another draft: d"]


def test_templates_write_a_whole_day_and_write_it_again_the_same() -> None:
    first = draft_cells(orders(), desk(TemplateWriter(), rehearsal=True))
    again = draft_cells(orders(), desk(TemplateWriter(), rehearsal=True))
    pd.testing.assert_frame_equal(first.drafts, again.drafts)
    assert len(first.drafts) == 2 * SETTINGS.generation.candidates
    assert first.drafts["model"].isna().all()
    assert set(first.drafts["writer"]) == {"template"}
    assert first.drafts["rehearsal"].all()
    assert not any(map(len, first.drafts["examples"]))  # they read no prompt
    assert first.drafts["tone"].isna().all()
    assert (first.drafts["needs_person"] == (first.drafts["verdict"] != "clean")).all()


def test_a_cell_that_fails_goes_to_the_fallback_under_its_own_name() -> None:
    writer = ScriptedWriter(fails=Refused("no"))
    found = draft_cells(orders(), desk(writer, TemplateWriter()))
    assert writer.asked == 2
    assert set(found.drafts["writer"]) == {"template"}
    assert [(f.cell, f.writer, str(f.error)) for f in found.failures] == [(c, "openai", "no") for c in CELLS]


def test_a_failure_that_would_repeat_itself_is_met_once() -> None:
    writer = ScriptedWriter(fails=WrongKey("no"))
    found = draft_cells(orders(), desk(writer, TemplateWriter()))
    assert writer.asked == 1
    assert len(found.failures) == 1
    assert len(found.drafts) == 2 * SETTINGS.generation.candidates


def test_without_a_fallback_there_is_no_draft_and_a_failure_a_cell() -> None:
    found = draft_cells(orders(), desk(ScriptedWriter(fails=Refused("no"))))
    assert found.drafts.empty
    assert len(found.failures) == 2


def test_a_rehearsal_is_never_paid_for() -> None:
    with pytest.raises(ValueError, match="only templates write rehearsals"):
        draft_cells(orders(), desk(ScriptedWriter(), rehearsal=True))


def test_a_rehearsals_name_is_never_that_of_a_real_draft() -> None:
    assert draft_id(CELLS[0], "template", 0, "h", True) != draft_id(CELLS[0], "template", 0, "h", False)
    assert draft_id(CELLS[0], "template", 0, "h", False) != draft_id(CELLS[0], "openai", 0, "h", False)


def test_what_costs_nothing_is_written_twice_for_every_decision_planned_and_a_model_as_usual() -> None:
    many = draft_cells(orders(), desk(TemplateWriter(), decisions=9)).drafts

    assert set(many.groupby(["format", "inspiration", "topic"]).size()) == {18}
    assert many["text"].is_unique
    usual = SETTINGS.generation.candidates
    assert desk(ScriptedWriter(), decisions=9).candidates(ScriptedWriter()) == usual
    assert desk(TemplateWriter(), decisions=1).candidates(TemplateWriter()) == usual

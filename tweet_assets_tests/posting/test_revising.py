"""Another text for a decision: worded by a person, or the next draft of its cell."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from posting.decided import decision

from tweet_assets.generation.guardrails import Verdict
from tweet_assets.posting import approvals, attempts, outbox, publishing, reconciling, revising, revisions
from tweet_assets.posting.attempts import Try
from tweet_assets.posting.deciding import text_hash
from tweet_assets.posting.pending import waiting
from tweet_assets.warehouse import Warehouse

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
CLEAN = Verdict("clean", ())
EXPECTED = pd.Series({"expected_rate": 0.03, "low80": 0.02, "high80": 0.05})


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "posting.duckdb", "posting")


def decide(store: Warehouse, *rows: pd.DataFrame) -> None:
    with store.transaction() as transaction:
        for row in rows:
            transaction.append("posting.decisions", row)


def add(store: Warehouse, one: Try, state: attempts.State, why: str, now: datetime, after: tuple[object, ...]) -> bool:
    with store.transaction() as ledger:
        return attempts.add(ledger, one, state, why, now, after)  # type: ignore[arg-type]


def now_of(store: Warehouse, name: str = "d1") -> pd.Series:
    return revisions.standing(store, "decision_id = ?", [name]).iloc[0]


def judge(store: Warehouse, verdict: approvals.Verdict, name: str = "d1") -> None:
    with store.transaction() as transaction:
        row = revisions.standing(transaction, "decision_id = ?", [name]).iloc[0]
        transaction.append("posting.approvals", approvals.verdict_on(row, verdict, None, NOW))


def state_of(store: Warehouse, name: str = "d1") -> str:
    tables = [store.table(f"posting.{table}") for table in ("approvals", "attempts")]
    rows = outbox.outbox(revisions.standing(store), *tables)
    return str(rows.set_index("decision_id").loc[name, "state"])


def stock(*names: str, **changes: object) -> pd.DataFrame:
    row = {
        "account": "invented_me", "format": "story", "inspiration": "none", "topic": "writing", "verdict": "clean",
        "reasons": [], "rehearsal": False, "expected_rate": 0.02, "low80": 0.01, "high80": 0.04, "may_rank": False,
        "needs_person": False, "example_form": "structure",
    }  # fmt: skip
    return pd.DataFrame([{**row, "draft_id": name, "text": f"The text of {name}", **changes} for name in names])


def test_a_decision_stands_with_the_text_it_was_drawn_with_until_it_is_revised(store: Warehouse) -> None:
    decide(store, decision("d1"), decision("d2"))

    drawn = revisions.standing(store)
    columns = list(decision())
    pd.testing.assert_frame_equal(drawn[columns], store.table("posting.decisions")[columns])
    assert drawn["version"].tolist() == [0, 0]
    assert drawn["edited"].tolist() == [False, False]

    revising.edit(store, now_of(store), "In my own words", CLEAN, EXPECTED, NOW)
    one, two = (now_of(store, name) for name in ("d1", "d2"))

    assert (one["text"], one["text_sha256"], one["version"], one["edited"]) == (
        "In my own words", text_hash("In my own words"), 1, True
    )  # fmt: skip
    assert (one["expected_rate"], one["low80"], one["high80"], one["needs_person"]) == (0.03, 0.02, 0.05, True)
    assert (one["format"], one["slot"], one["propensity"], one["draft_id"]) == ("story", "12-15", 0.25, "draft of d1")
    assert (two["text"], two["version"], two["edited"]) == ("A text of d2", 0, False)
    assert store.table("posting.decisions")["text"].tolist() == ["A text of d1", "A text of d2"]  # write-once


def test_a_revision_leaves_the_approval_of_the_text_before_behind(store: Warehouse) -> None:
    decide(store, decision("d1", mode="approve"))
    judge(store, "approved")
    assert [text.text for text in waiting(store, "invented_me")] == ["A text of d1"]

    revising.edit(store, now_of(store), "In my own words", CLEAN, EXPECTED, NOW)

    assert state_of(store) == "awaiting_approval"
    assert waiting(store, "invented_me") == []
    judge(store, "approved")
    assert [text.text for text in waiting(store, "invented_me")] == ["In my own words"]


def test_what_the_guardrails_block_is_not_kept(store: Warehouse) -> None:
    decide(store, decision("d1"))

    with pytest.raises(revising.NotRevised, match="block this wording: has a link"):
        revising.edit(store, now_of(store), "x.example", Verdict("blocked", ("has a link",)), EXPECTED, NOW)

    assert store.table("posting.revisions").empty


def test_of_two_who_revise_the_same_text_the_second_is_told(store: Warehouse) -> None:
    decide(store, decision("d1"))
    seen = now_of(store)
    revising.edit(store, seen, "The first", CLEAN, EXPECTED, NOW)

    with pytest.raises(revising.NotRevised, match="has changed since you saw it"):
        revising.edit(store, seen, "The second", CLEAN, EXPECTED, NOW)
    with pytest.raises(revising.NotRevised, match="the same as it was"):
        revising.edit(store, now_of(store), "The first", CLEAN, EXPECTED, NOW)

    assert now_of(store)["text"] == "The first"


@pytest.mark.parametrize("state", ["sending", "handed_over", "posted", "refused", "unknown", "needs_human", "expired"])
def test_a_text_that_was_sent_or_handed_over_is_not_revised(store: Warehouse, state: attempts.State) -> None:
    decide(store, decision("d1"))
    one = Try("d1", text_hash("A text of d1"), "x")
    assert add(store, one, state, "invented", NOW, (None,))
    judge(store, "rejected")

    with pytest.raises(revising.NotRevised, match=state.replace("_", " ")):
        revising.edit(store, now_of(store), "Too late", CLEAN, EXPECTED, NOW)
    assert revising.refill(store, "invented_me", stock("a"), NOW).empty


def test_a_rehearsal_is_not_revised(store: Warehouse) -> None:
    decide(store, decision("d1", rehearsal=True))

    with pytest.raises(revising.NotRevised, match="rehearsal"):
        revising.edit(store, now_of(store), "Never", CLEAN, EXPECTED, NOW)


def test_a_text_that_was_revised_after_it_was_approved_is_neither_armed_nor_sent(store: Warehouse) -> None:
    decide(store, decision("d1"))
    before = Try("d1", text_hash("A text of d1"), "x")
    assert add(store, before, "armed", "every gate is open", NOW, (None,))
    revising.edit(store, now_of(store), "In my own words", CLEAN, EXPECTED, NOW)
    after = Try("d1", text_hash("In my own words"), "x")
    assert state_of(store) == "awaiting_approval"  # and not "armed": nothing would let a person judge it

    assert not add(store, before, "sending", "one call", NOW, ("armed",))
    assert not add(store, before, "armed", "every gate is open", NOW, ("armed",))
    assert add(store, after, "armed", "every gate is open", NOW, ("armed",))


def test_a_rejected_text_gives_way_to_the_next_draft_of_its_cell(store: Warehouse) -> None:
    decide(store, decision("d1"), decision("d2"))
    judge(store, "rejected")
    others = [
        stock("other format", format="data"),
        stock("other side", inspiration="own"),
        stock("other topic", topic="tea"),
        stock("blocked", verdict="blocked"),
        stock("rehearsed", rehearsal=True),
        stock("draft of d1", "draft of d2"),
    ]

    assert revising.refill(store, "invented_me", pd.concat(others), NOW).empty
    assert state_of(store) == "rejected"

    [row] = revising.refill(store, "invented_me", pd.concat([*others, stock("next")]), NOW).to_dict("records")
    assert (row["decision_id"], row["draft_id"], row["text"], row["edited"]) == (
        "d1",
        "next",
        "The text of next",
        False,
    )
    assert (row["draft_probability"], row["chosen_by"], row["propensity"]) == (1.0, "lot", 0.25)
    assert state_of(store) == "awaiting_approval"
    assert revising.refill(store, "invented_me", pd.concat([*others, stock("next")]), NOW).empty

    judge(store, "rejected")
    again = revising.refill(store, "invented_me", stock("next", "draft of d1", "third"), NOW)
    assert again["draft_id"].tolist() == ["third"]
    assert store.table("posting.revisions")["version"].tolist() == [1, 2]


def test_a_decision_without_a_draft_gets_one_when_there_is_one_and_two_never_the_same(store: Warehouse) -> None:
    nothing = {"text": None, "draft_id": None, "chosen_by": None, "note": "no draft of this cell passed"}
    decide(store, decision("d1", **nothing), decision("d2", **nothing), decision("d3", **nothing, rehearsal=True))

    filled = revising.refill(store, "invented_me", stock("a", "b", "c"), NOW)

    assert filled["decision_id"].tolist() == ["d1", "d2"]
    assert filled["draft_id"].nunique() == 2
    assert state_of(store) == "awaiting_approval"


def test_one_draft_is_given_to_one_decision_and_to_none_of_another_account(store: Warehouse) -> None:
    nothing = {"text": None, "draft_id": None, "chosen_by": None, "note": "no draft of this cell passed"}
    decide(
        store, decision("d1", account="invented_you", **nothing), decision("d2", **nothing), decision("d3", **nothing)
    )

    assert revising.refill(store, "invented_me", stock("only"), NOW)["decision_id"].tolist() == ["d2"]
    assert revising.refill(store, "invented_me", stock("only"), NOW).empty


def test_a_decision_whose_time_is_over_or_that_was_passed_over_stays_as_it_is(store: Warehouse) -> None:
    decide(store, decision("d1"), decision("d2", due_at=pd.Timestamp(NOW)))
    judge(store, "skipped")
    judge(store, "rejected", "d2")

    assert state_of(store) == "skipped"
    assert revising.refill(store, "invented_me", stock("a", "b"), NOW).empty


def test_a_person_may_write_where_no_draft_was_fit(store: Warehouse) -> None:
    decide(store, decision("d1", text=None, draft_id=None, chosen_by=None))

    revising.edit(store, now_of(store), "Mine alone", CLEAN, EXPECTED, NOW)

    row = now_of(store)
    assert (row["text"], row["edited"], row["version"]) == ("Mine alone", True, 1)
    assert pd.isna(row["draft_id"])


def test_a_post_of_a_persons_wording_is_told_as_edited_and_one_of_the_next_draft_is_not(store: Warehouse) -> None:
    decide(store, decision("d1"), decision("d2"), decision("d3"))
    revising.edit(store, now_of(store), "In my own words", CLEAN, EXPECTED, NOW)
    judge(store, "rejected", "d2")
    revising.refill(store, "invented_me", stock("next"), NOW)
    chances = pd.DataFrame({"format": ["story"], "slot": ["12-15"], "topic": ["in turn"], "probability": [1.0]})
    for post_id, name in enumerate(("d1", "d2", "d3"), 1):
        standing = now_of(store, name)
        with store.transaction() as ledger:
            drawn = chances.assign(decision_id=name, account="invented_me", for_day=standing["for_day"])
            ledger.append("posting.decision_probabilities", drawn)
            one = Try(name, str(standing["text_sha256"]), "x")
            attempts.add(ledger, one, "sending", "one call", NOW, (None,))
            attempts.add(ledger, one, "posted", "X says it", NOW, ("sending",), str(post_id))

    told = reconciling.carried_out(store).set_index("decision_id")

    assert told["edited"].to_dict() == {"d1": True, "d2": False, "d3": False}
    assert told["text"].to_dict() == {"d1": "In my own words", "d2": "The text of next", "d3": "A text of d3"}
    assert told["propensity"].tolist() == [0.25] * 3


def test_what_was_rejected_after_it_was_handed_over_leaves_the_calendar(store: Warehouse) -> None:
    decide(store, decision("d1"), decision("d2"))
    for name in ("d1", "d2"):
        one = Try(name, text_hash(f"A text of {name}"), "folder")
        add(store, one, "handed_over", "in the outbox folder", NOW, (None,))
        judge(store, "approved", name)
    judge(store, "skipped", "d2")

    assert [entry.decision_id for entry in publishing.by_hand(store, NOW, ["invented_me"])] == ["d1"]


def test_what_stands_is_the_same_by_query_and_by_frames(store: Warehouse) -> None:
    decide(store, decision("d1"), decision("d2"), decision("d3", text=None, draft_id=None, chosen_by=None))
    for text in ("The first", "The second"):
        revising.edit(store, now_of(store), text, CLEAN, EXPECTED, NOW)
    judge(store, "rejected", "d2")
    revising.refill(store, "invented_me", stock("a", "b", reasons=["has a number"]), NOW)

    by_frames = revisions.current(store.table("posting.decisions"), store.table("posting.revisions"))

    by_query = revisions.standing(store)
    assert by_query["version"].tolist() == [2, 1, 1]
    assert [list(reasons) for reasons in by_query["reasons"]] == [[], ["has a number"], ["has a number"]]
    same = [
        frame.assign(**{name: frame[name].map(list) for name in ("reasons", "empty_cells")})[sorted(frame)]
        for frame in (by_query, by_frames.sort_values("decision_id", ignore_index=True))
    ]
    pd.testing.assert_frame_equal(*same, check_dtype=False)

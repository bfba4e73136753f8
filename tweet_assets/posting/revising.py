"""Another text in the place of the one that a decision stands with: a person's wording, or the next draft of its cell.

Only while nothing has been sent or handed over; and only in the place of the text that was seen: of two who revise the
same one, the second is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import pandas as pd

from tweet_assets.generation.guardrails import Verdict
from tweet_assets.posting import attempts, deciding, revisions
from tweet_assets.posting.approvals import latest
from tweet_assets.warehouse import Transaction, Warehouse

Origin = Literal["edited", "refilled"]
_BEFORE_SENDING = (None, "held", "armed")
_USED = """
select draft_id from posting.decisions where draft_id is not null
union
select draft_id from posting.revisions where draft_id is not null
"""


class NotRevised(Exception):
    """A text stays as it is; the message says why."""


def edit(store: Warehouse, seen: pd.Series, text: str, verdict: Verdict, expected: pd.Series, now: datetime) -> None:
    """Writes a person's wording into the ledger. `seen` is the decision as the person saw it.

    `expected` has expected_rate, low80 and high80 of the new text. Raises NotRevised, also for a text that the
    guardrails block.
    """
    if verdict.verdict == "blocked":
        raise NotRevised(f"The guardrails block this wording: {'; '.join(verdict.reasons)}. The text stays as it was.")
    of_text = {
        "draft_id": seen["draft_id"],
        "draft_probability": None,
        "chosen_by": None,
        "text": text,
        "text_sha256": deciding.text_hash(text),
        "needs_person": True,
        "example_form": seen["example_form"],
        **{name: expected[name] for name in ("expected_rate", "low80", "high80")},
        "note": "worded by a person",
    }
    with store.transaction() as transaction:
        _add(transaction, seen, "edited", of_text, verdict.reasons, now)


def refill(store: Warehouse, account: str, stock: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Gives the next draft of its cell to each of an account's decisions that has none, or whose text was rejected.

    `stock` has the drafts that are still good, joined to their scores (posting.scored_drafts). Returns those decisions
    as they stand then; a cell that is empty leaves its decision as it is.
    """
    with store.transaction() as transaction:
        decisions = revisions.standing(transaction, "account = ? and not rehearsal and due_at > ?", [account, now])
        verdicts = latest(transaction.read("select * from posting.approvals"))
        judged = decisions.merge(verdicts, on=["decision_id", "text_sha256"], how="left")
        wanting = judged[judged["text"].isna() | judged["verdict"].eq("rejected")].sort_values(
            ["due_at", "decision_id"]
        )
        filled = []
        for _, decision in wanting.iterrows():
            name = str(decision["decision_id"])
            if attempts.last(transaction, name).state not in _BEFORE_SENDING or attempts.was_sent(transaction, name):
                continue
            used = transaction.read(_USED)["draft_id"]
            unused = stock[~stock["rehearsal"].astype(bool) & ~stock["draft_id"].isin(used)]
            of_text = deciding.next_draft(decision, unused, int(decision["version"]) + 1)
            if of_text is not None:
                [reasons] = unused.loc[unused["draft_id"] == of_text["draft_id"], "reasons"]
                if decision["verdict"] == "rejected":
                    of_text["note"] = f"in the place of one that was rejected ({decision['why']}): {of_text['note']}"
                _add(transaction, decision, "refilled", of_text, reasons, now)
                filled.append(name)
        return revisions.standing(transaction, "list_contains(?::text[], decision_id)", [filled])


def _add(
    transaction: Transaction,
    seen: pd.Series,
    origin: Origin,
    of_text: dict[str, object],
    reasons: Sequence[str],
    now: datetime,
) -> None:
    name = str(seen["decision_id"])
    if seen["rehearsal"]:
        raise NotRevised(f"{name} is the rehearsal of a past day: nothing of it is revised.")
    if seen["mode"] == "observe" and origin == "edited":
        raise NotRevised(f"{name} was decided in mode observe: nothing of it is judged or published.")
    state = attempts.last(transaction, name).state
    if state not in _BEFORE_SENDING:
        raise NotRevised(f"{name} is {str(state).replace('_', ' ')}: its text can no longer be changed here.")
    if attempts.was_sent(transaction, name):
        raise NotRevised(f"{name} was sent before, and X may have that text: it can no longer be changed here.")
    stands = revisions.text_sha256(transaction, name)
    if stands != (None if pd.isna(seen["text_sha256"]) else seen["text_sha256"]):
        raise NotRevised(f"The text of {name} has changed since you saw it. Read it again.")
    if of_text["text_sha256"] == stands:
        raise NotRevised("The wording is the same as it was.")
    row = {
        "decision_id": name,
        "version": int(seen["version"]) + 1,
        "origin": origin,
        **of_text,
        "reasons": list(reasons),
        "revised_at": now,
    }
    frame = pd.DataFrame([row]).astype({"draft_id": "str", "chosen_by": "str", "example_form": "str"})
    numbers = ["draft_probability", "expected_rate", "low80", "high80"]
    transaction.append("posting.revisions", frame.astype(dict.fromkeys(numbers, "float64")))

"""A person's verdicts: bound to exactly one text, kept for ever, the last one counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

import pandas as pd

from tweet_assets.warehouse import Transaction

Verdict = Literal["approved", "rejected", "skipped"]


class NotApprovable(Exception):
    """No verdict can be given on this decision; the message says why."""


def verdict_on(decision: pd.Series, verdict: Verdict, why: str | None, given_at: datetime) -> pd.DataFrame:
    """One row of posting.approvals. Raises NotApprovable for a rehearsal, in mode observe, and without a text."""
    name = decision["decision_id"]
    if decision["rehearsal"]:
        raise NotApprovable(f"{name} is the rehearsal of a past day: nothing of it can be approved or published.")
    if decision["mode"] == "observe":
        raise NotApprovable(f"{name} was decided in mode observe: nothing of it is judged or published.")
    if pd.isna(decision["text"]):
        raise NotApprovable(f"{name} has no draft: {decision['note']}.")
    identity = f"{name}|{decision['text_sha256']}|{verdict}|{given_at.isoformat()}"
    return pd.DataFrame(
        {
            "approval_id": [sha256(identity.encode()).hexdigest()[:16]],
            "decision_id": [name],
            "text_sha256": [decision["text_sha256"]],
            "verdict": [verdict],
            "why": [why],
            "given_at": pd.Series([given_at], dtype="datetime64[us, UTC]"),
        }
    )


def moment(ledger: Transaction, decision_id: str, now: datetime) -> datetime:
    """When a verdict is given: now, and after all that were given on the decision before.

    The last verdict counts. Simulated time stands still, and a clock may go back: neither must let an earlier one win.
    """
    [last] = ledger.one("select max(given_at) from posting.approvals where decision_id = ?", [decision_id])
    return now if last is None or last < now else last + timedelta(microseconds=1)


def latest(approvals: pd.DataFrame) -> pd.DataFrame:
    """The last verdict on each decision and text: columns decision_id, text_sha256, verdict, why."""
    ordered = approvals.sort_values(["given_at", "verdict"])  # of two of the same moment, what holds it back
    return ordered.drop_duplicates(["decision_id", "text_sha256"], keep="last")[
        ["decision_id", "text_sha256", "verdict", "why"]
    ]

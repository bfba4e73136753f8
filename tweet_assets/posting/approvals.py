"""A person's verdicts: bound to exactly one text, kept for ever, the last one counts."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Literal

import pandas as pd

Verdict = Literal["approved", "rejected", "skipped"]


class NotApprovable(Exception):
    """No verdict can be given on this decision; the message says why."""


def verdict_on(decision: pd.Series, verdict: Verdict, why: str | None, given_at: datetime) -> pd.DataFrame:
    """One row of posting.approvals. Raises NotApprovable for a rehearsal and for a decision without a text."""
    name = decision["decision_id"]
    if decision["rehearsal"]:
        raise NotApprovable(f"{name} is the rehearsal of a past day: nothing of it can be approved or published.")
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


def latest(approvals: pd.DataFrame) -> pd.DataFrame:
    """The last verdict on each decision and text: columns decision_id, text_sha256, verdict, why."""
    ordered = approvals.sort_values(["given_at", "verdict"])  # of two of the same moment, 'rejected' comes last
    return ordered.drop_duplicates(["decision_id", "text_sha256"], keep="last")[
        ["decision_id", "text_sha256", "verdict", "why"]
    ]

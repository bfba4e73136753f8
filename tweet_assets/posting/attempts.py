"""The ledger of tries: where each stands, and the one way to add a step.

A step is added only to the step it was decided on: of two processes that want to add one to the same, one is told no.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import pandas as pd

from tweet_assets.posting import revisions
from tweet_assets.warehouse import Transaction, Warehouse

State = Literal[
    "held", "armed", "sending", "handed_over", "posted", "refused", "unknown", "needs_human", "rearmed", "expired"
]
OPEN: tuple[State, ...] = ("held", "armed", "rearmed")
"""From these a text may be sent: nothing has been sent since, or a person has looked."""
ARMED: tuple[State, ...] = ("armed",)
SENDING: tuple[State, ...] = ("sending",)
UNKNOWN: tuple[State, ...] = ("unknown",)
_TOWARDS_X: tuple[State, ...] = ("armed", "sending")
IN_DOUBT: tuple[State, ...] = ("unknown", "needs_human")


@dataclass(frozen=True)
class Step:
    """The last step of a try. Number 0: there was none."""

    number: int
    state: State | None
    detail: str = ""


@dataclass(frozen=True)
class Try:
    """What a step is about."""

    decision_id: str
    text_sha256: str
    publisher: str


def last(transaction: Transaction, decision_id: str) -> Step:
    """Where a try stands."""
    rows = transaction.read(
        "select step, state, detail from posting.attempts where decision_id = ? order by step desc limit 1",
        [decision_id],
    )
    if rows.empty:
        return Step(0, None)
    return Step(int(rows["step"].iloc[0]), rows["state"].iloc[0], str(rows["detail"].iloc[0]))


def add(
    store: Warehouse,
    one: Try,
    state: State,
    detail: str,
    now: datetime,
    after: Collection[State | None],
    post_id: str | None = None,
    server_at: datetime | None = None,
) -> bool:
    """Commits a step, if the last one is among `after`. Returns whether it did.

    A post that carries out one decision carries out no second, and a text that the decision no longer stands with is
    not sent: then the step is not added either.
    """
    with store.transaction() as transaction:
        before = last(transaction, one.decision_id)
        if before.state not in after:
            return False
        if state in _TOWARDS_X and revisions.text_sha256(transaction, one.decision_id) != one.text_sha256:
            return False
        if post_id is not None:
            [taken] = transaction.one("select count(*) from posting.attempts where post_id = ?", [post_id])
            if taken:
                return False
        if before.state == state == "held" and before.detail == detail:
            return True  # it waits for the same reason: nothing new to say
        transaction.append("posting.attempts", _row(one, before.number + 1, state, detail, now, post_id, server_at))
    return True


def _row(
    one: Try, step: int, state: State, detail: str, now: datetime, post_id: str | None, server_at: datetime | None
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "decision_id": [one.decision_id],
            "step": [step],
            "publisher": [one.publisher],
            "state": [state],
            "text_sha256": [one.text_sha256],
            "post_id": pd.Series([post_id], dtype="str"),
            "happened_at": pd.Series([now], dtype="datetime64[us, UTC]"),
            "server_at": pd.to_datetime(pd.Series([server_at], dtype="object"), utc=True).astype("datetime64[us, UTC]"),
            "detail": [detail],
        }
    )

"""The ledger of tries: where each stands, and the one way to add a step.

A step is added only to the step it was decided on: of two processes that want to add one to the same, one is told no.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tweet_assets.posting import revisions
from tweet_assets.warehouse import Transaction

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


def last(ledger: Transaction, decision_id: str) -> Step:
    """Where a try stands."""
    rows = ledger.rows(
        "select step, state, detail from posting.attempts where decision_id = ? order by step desc limit 1",
        [decision_id],
    )
    return Step(*rows[0]) if rows else Step(0, None)


def of(ledger: Transaction, decision_id: str) -> Try:
    """The try at a decision, as its last step has it; there has to be one."""
    [text_sha256, publisher] = ledger.one(
        "select text_sha256, publisher from posting.attempts where decision_id = ? order by step desc limit 1",
        [decision_id],
    )
    return Try(decision_id, text_sha256, publisher)


def was_sent(ledger: Transaction, decision_id: str) -> bool:
    """Whether a try ever got as far as sending: then X may have the text."""
    [times] = ledger.one(
        "select count(*) from posting.attempts where decision_id = ? and state = 'sending'", [decision_id]
    )
    return bool(times)


def add(
    ledger: Transaction,
    one: Try,
    state: State,
    detail: str,
    now: datetime,
    after: Collection[State | None],
    post_id: str | None = None,
    server_at: datetime | None = None,
) -> bool:
    """Adds a step, if the last one is among `after`; it counts once that is committed. Returns whether it did.

    A post that carries out one decision carries out no second, and a text that the decision no longer stands with is
    not sent: then the step is not added either.
    """
    before = last(ledger, one.decision_id)
    if before.state not in after:
        return False
    if post_id is not None:
        [taken] = ledger.one("select count(*) from posting.attempts where post_id = ?", [post_id])
        if taken:
            return False
    if state in _TOWARDS_X and revisions.text_sha256(ledger, one.decision_id) != one.text_sha256:
        return False
    if before.state == state == "held" and before.detail == detail:
        return True  # it waits for the same reason: nothing new to say
    ledger.execute(
        """
        insert into posting.attempts
            (decision_id, step, publisher, state, text_sha256, post_id, happened_at, server_at, detail)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            one.decision_id,
            before.number + 1,
            one.publisher,
            state,
            one.text_sha256,
            post_id,
            now,
            server_at,
            detail,
        ],
    )
    return True

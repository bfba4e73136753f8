"""What is asked of X about our own account: written down and reserved before it is asked, settled by the answer.

From these rows follow what a month has cost, whether X wants a pause, and whether the breaker is open. However many
there are, few are read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import uuid4

from tweet_assets.posting.x_account import Answer
from tweet_assets.settings import SETTINGS, Posting
from tweet_assets.tweet_text import facts
from tweet_assets.warehouse import Transaction, Warehouse

Request = Literal["me", "timeline", "create", "lookup", "recent", "analytics"]
_LOCKED = (401, 402)  # the same keys and the same credit answer the same tomorrow


@dataclass(frozen=True)
class Asking:
    """A request that is written down, and may be asked once."""

    request_id: str
    usd: float
    """What it costs at most."""


@dataclass(frozen=True)
class Made:
    """A request that was made. Without a status there was no answer yet, or none at all."""

    request: Request
    begun_at: datetime
    http_status: int | None
    answered_at: datetime | None
    requests_left: int | None
    window_ends_at: datetime | None


@dataclass(frozen=True)
class Requests:
    """posting.x_requests of one account."""

    store: Warehouse
    account: str
    clock: Callable[[], datetime]
    settings: Posting = SETTINGS.posting

    def ask(
        self,
        request: Request,
        usd: float,
        question: Callable[[], Answer],
        cost: Callable[[Answer], float] | None = None,
    ) -> Answer:
        """Asks once, for at most `usd`: reserves, asks, settles."""
        with self.store.transaction() as ledger:
            asking = self.reserve(ledger, request, usd)
        answer = question()
        with self.store.transaction() as ledger:
            self.settle(ledger, asking, answer, cost)
        return answer

    def reserve(self, ledger: Transaction, request: Request, usd: float) -> Asking:
        """Writes a request down. It may be asked once this is committed, and not before."""
        asking = Asking(uuid4().hex, usd)
        ledger.execute(
            """
            insert into posting.x_requests (request_id, account, request, begun_at, usd_reserved, detail)
            values (?, ?, ?, ?, ?, 'no answer yet')
            """,
            [asking.request_id, self.account, request, self.clock(), usd],
        )
        return asking

    def settle(
        self, ledger: Transaction, asking: Asking, answer: Answer, cost: Callable[[Answer], float] | None = None
    ) -> None:
        """Writes down what came; `cost` tells what an answer cost. One that says no costs nothing.

        Without an answer the cost stays reserved.
        """
        known = cost(answer) if cost and answer.ok else asking.usd
        spent = known if answer.ok else None if answer.status is None or answer.status >= 500 else 0.0
        ledger.execute(
            """
            update posting.x_requests
            set usd_spent = ?, http_status = ?, answered_at = ?, requests_left = ?, window_ends_at = ?, detail = ?
            where request_id = ?
            """,
            [
                spent,
                answer.status,
                self.clock(),
                answer.requests_left,
                answer.window_ends_at,
                answer.failure or answer.said or "answered",
                asking.request_id,
            ],
        )

    def newest(self, ledger: Transaction) -> list[Made]:
        """The last requests, and of every kind the last that was answered, in the order in which they were made.

        That is the order of their rows: a clock that was wrong for a while dates them as it likes.
        """
        rows = ledger.rows(
            """
            select request, begun_at, http_status, answered_at, requests_left, window_ends_at
            from posting.x_requests
            where account = $1 and (
                rowid in (select rowid from posting.x_requests where account = $1 order by rowid desc limit $2)
                or rowid in (
                    select max(rowid) from posting.x_requests
                    where account = $1 and answered_at is not null
                    group by request
                )
            )
            order by rowid
            """,
            [self.account, self.settings.errors_in_a_row],
        )
        return [Made(*row) for row in rows]

    def usd_of_month(self, ledger: Transaction, now: datetime) -> float:
        """What the requests of this calendar month (UTC) have cost, or may have."""
        first = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        [usd] = ledger.one(
            """
            select coalesce(sum(coalesce(usd_spent, usd_reserved)), 0.0)
            from posting.x_requests
            where account = ? and begun_at >= ?
            """,
            [self.account, first],
        )
        return float(usd)

    def last_answered(self, ledger: Transaction, request: Request) -> datetime | None:
        """When a request of this kind was begun last, of those that X answered with a yes; None: none was."""
        [moment] = ledger.one(
            """
            select max(begun_at) from posting.x_requests
            where account = ? and request = ? and http_status = 200
            """,
            [self.account, request],
        )
        return moment  # type: ignore[no-any-return]

    def last_statuses(self, ledger: Transaction, request: Request, since: datetime) -> list[int | None]:
        """What X said to the last requests of a kind since a moment, oldest first; None: nothing, or not yet."""
        rows = ledger.rows(
            """
            select http_status from posting.x_requests
            where account = ? and request = ? and begun_at > ?
            order by rowid desc
            limit ?
            """,
            [self.account, request, since, self.settings.errors_in_a_row],
        )
        return [status for [status] in reversed(rows)]


def usd_of_post(text: str, settings: Posting = SETTINGS.posting) -> float:
    """What X takes for a post: more than ten times as much with a link."""
    return settings.usd_a_create_with_link if facts(text).links else settings.usd_a_create


def breaker(
    requests: Sequence[Made], resumed_at: datetime | None, now: datetime, settings: Posting = SETTINGS.posting
) -> str | None:
    """Why X is left alone; None: it may be asked. `requests` are the last ones, in the order in which they were made.

    Wrong keys and no credit leave it open until a person resumes; errors in a row for a while.
    """
    since = [made for made in requests if resumed_at is None or made.begun_at > resumed_at]
    if not since:
        return None
    last = since[-1]
    if last.http_status in _LOCKED:
        why = (
            "does not accept the keys (401)" if last.http_status == _LOCKED[0] else "says that no credit is left (402)"
        )
        return f"X {why}; mend it, then `tweet-assets resume`"
    tail = since[-settings.errors_in_a_row :]
    failed = all(made.http_status is None or made.http_status >= 400 for made in tail)
    again = last.begun_at + timedelta(minutes=settings.breaker_minutes)
    if failed and len(tail) == settings.errors_in_a_row and now < again:
        return f"the last {len(tail)} requests to X failed; it is asked again at {again:%H:%M} UTC"
    return None


def pause(requests: Sequence[Made], request: Request, now: datetime) -> str | None:
    """Why X wants a pause, as its last answer to this kind of request says; None: it does not."""
    told = [made for made in requests if made.request == request and made.answered_at is not None]
    if not told:
        return None
    last = told[-1]
    spent = last.requests_left == 0 or last.http_status == 429
    if not spent or last.window_ends_at is None or last.window_ends_at <= now:
        return None
    return f"X takes no more until {last.window_ends_at:%H:%M} UTC"

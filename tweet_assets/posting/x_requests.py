"""What is asked of X about our own account: written down and reserved before it is asked, settled by the answer.

From these rows follow what a month has cost, whether X wants a pause, and whether the breaker is open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import uuid4

import pandas as pd

from tweet_assets.posting.x_account import Answer
from tweet_assets.settings import SETTINGS, Posting
from tweet_assets.tweet_text import facts
from tweet_assets.warehouse import Transaction, Warehouse

Request = Literal["me", "timeline", "create", "lookup", "recent", "analytics"]
_LOCKED = (401, 402)  # the same keys and the same credit answer the same tomorrow


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
        """Asks once, for at most `usd`; `cost` tells what an answer cost. One that says no costs nothing.

        Without an answer the cost stays reserved.
        """
        name = uuid4().hex
        row = {
            "request_id": [name],
            "account": [self.account],
            "request": [request],
            "begun_at": _moment(self.clock()),
            "usd_reserved": [usd],
            "usd_spent": pd.Series([None], dtype="float64"),
            "http_status": pd.Series([None], dtype="Int64"),
            "answered_at": _moment(None),
            "requests_left": pd.Series([None], dtype="Int64"),
            "window_ends_at": _moment(None),
            "detail": ["no answer yet"],
        }
        with self.store.transaction() as transaction:
            transaction.append("posting.x_requests", pd.DataFrame(row))
        answer = question()
        known = cost(answer) if cost and answer.ok else usd
        spent = known if answer.ok else None if answer.status is None or answer.status >= 500 else 0.0
        with self.store.transaction() as transaction:
            transaction.execute(
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
                    name,
                ],
            )
        return answer

    def rows(self) -> pd.DataFrame:
        """Every request of this account, oldest first."""
        return self.told(self.store)

    def told(self, store: Warehouse | Transaction) -> pd.DataFrame:
        """The same, as read by a transaction that reads more."""
        return store.read("select * from posting.x_requests where account = ? order by begun_at", [self.account])


def usd_of_post(text: str, settings: Posting = SETTINGS.posting) -> float:
    """What X takes for a post: more than ten times as much with a link."""
    return settings.usd_a_create_with_link if facts(text).links else settings.usd_a_create


def usd_of_month(requests: pd.DataFrame, now: datetime) -> float:
    """What the requests of this calendar month (UTC) have cost, or may have."""
    first = pd.Timestamp(now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0))
    month = requests[requests["begun_at"] >= first]
    return float(month["usd_spent"].astype("float64").fillna(month["usd_reserved"].astype("float64")).sum())


def breaker(
    requests: pd.DataFrame, resumed_at: datetime | None, now: datetime, settings: Posting = SETTINGS.posting
) -> str | None:
    """Why X is left alone; None: it may be asked.

    Wrong keys and no credit leave it open until a person resumes; errors in a row for a while.
    """
    rows = requests.assign(http_status=requests["http_status"].astype("float64"))
    rows = rows if resumed_at is None else rows[rows["begun_at"] > pd.Timestamp(resumed_at)]
    if rows.empty:
        return None
    last = rows.iloc[-1]
    if last["http_status"] in _LOCKED:
        why = (
            "does not accept the keys (401)"
            if last["http_status"] == _LOCKED[0]
            else "says that no credit is left (402)"
        )
        return f"X {why}; mend it, then `tweet-assets resume`"
    tail = rows.tail(settings.errors_in_a_row)
    failed = (tail["http_status"].isna() | (tail["http_status"] >= 400)).all() and len(tail) == settings.errors_in_a_row
    again = last["begun_at"].to_pydatetime() + timedelta(minutes=settings.breaker_minutes)
    if failed and now < again:
        return f"the last {len(tail)} requests to X failed; it is asked again at {again:%H:%M} UTC"
    return None


def pause(requests: pd.DataFrame, request: Request, now: datetime) -> str | None:
    """Why X wants a pause, as its last answer to this kind of request says; None: it does not."""
    told = requests[(requests["request"] == request) & requests["answered_at"].notna()]
    if told.empty:
        return None
    last = told.iloc[-1]
    spent = 0 in last[["requests_left"]].dropna().tolist() or 429 in last[["http_status"]].dropna().tolist()
    if not spent or pd.isna(last["window_ends_at"]) or last["window_ends_at"] <= pd.Timestamp(now):
        return None
    return f"X takes no more until {last['window_ends_at']:%H:%M} UTC"


def _moment(moment: datetime | None) -> pd.Series[pd.Timestamp]:
    return pd.to_datetime(pd.Series([moment], dtype="object"), utc=True).astype("datetime64[us, UTC]")

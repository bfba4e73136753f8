"""The record of requests to a language model, in the database: reserved before, settled after, never paid twice.

Implements `budget.Ledger`. Beginning reads what is stored and what the day has spent, and adds to it, in one
transaction; a database file has one writer. So runs side by side neither pass the cap together nor pay for the same
request both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pandas as pd

from tweet_assets.generation import budget
from tweet_assets.generation.budget import Call, Reserved, Settlement, Stored, UnderWay
from tweet_assets.generation.writers import OutOfBudget
from tweet_assets.settings import Generation
from tweet_assets.warehouse import Transaction, Warehouse

_SETTLED_LATER = (
    "model_answered", "request_id", "http_status", "response", "failure", "input_tokens", "output_tokens", "usd_spent",
    "latency_seconds",
)  # fmt: skip


@dataclass(frozen=True)
class Calls:
    """`generation.model_calls` of one data folder. `now` says what time it is, `run_id` which run asks."""

    store: Warehouse
    now: Callable[[], datetime]
    settings: Generation
    run_id: str | None = None

    def begin(self, call: Call) -> Reserved | Stored | UnderWay:
        """Commits a reservation, or says why none is needed. Raises OutOfBudget."""
        now = self.now().astimezone(UTC)
        with self.store.transaction() as transaction:
            tries = transaction.read(
                "select attempt, state, response, begun_at from generation.model_calls where request_hash = ?",
                [call.request_hash],
            )
            answered = tries.loc[tries["state"] == "answered", "response"]
            if len(answered):
                return Stored(str(answered.iloc[0]))
            left = self._seconds_left(tries, now)
            if left > 0:
                return UnderWay(left)
            refusal = budget.refusal(self._of_day(transaction, now), now.date(), call.usd, self.settings)
            if refusal:
                raise OutOfBudget(f"{refusal}. The cap is in settings.py; tomorrow it is free again.")
            attempt = int(tries["attempt"].max()) + 1 if len(tries) else 1
            transaction.append("generation.model_calls", self._row(call, attempt, now))
        return Reserved(attempt)

    def settle(self, call: Call, attempt: int, settlement: Settlement) -> None:
        """Commits how the request ended. A cost that nobody reported leaves the reservation standing.

        Raises LookupError for a request that was never reserved: its answer would be lost, and its cost uncounted.
        """
        key = [call.request_hash, attempt]
        with self.store.transaction() as transaction:
            known = "select 1 from generation.model_calls where request_hash = ? and attempt = ?"
            if transaction.read(known, key).empty:
                raise LookupError(
                    f"generation.model_calls has no request {call.request_hash}, attempt {attempt}, to settle: "
                    "begin it first."
                )
            transaction.execute(
                """
                update generation.model_calls
                set state = ?, model_answered = ?, request_id = ?, http_status = ?, response = ?, failure = ?,
                    input_tokens = ?, output_tokens = ?, usd_spent = ?, latency_seconds = ?
                where request_hash = ? and attempt = ?
                """,
                [
                    "answered" if settlement.response is not None else "failed",
                    settlement.model,
                    settlement.request_id,
                    settlement.http_status,
                    settlement.response,
                    settlement.failure,
                    settlement.usage.input_tokens,
                    settlement.usage.output_tokens,
                    settlement.usd_spent,
                    settlement.latency_seconds,
                    *key,
                ],
            )

    def _seconds_left(self, tries: pd.DataFrame, now: datetime) -> float:
        """For how long a reserved request of another run may still be answered."""
        lifetime = timedelta(seconds=self.settings.openai_timeout_seconds + self.settings.openai_grace_seconds)
        begun = tries.loc[tries["state"] == "reserved", "begun_at"].dropna()
        return max((moment + lifetime - now).total_seconds() for moment in begun) if len(begun) else 0.0

    def _of_day(self, transaction: Transaction, now: datetime) -> pd.DataFrame:
        query = "select utc_day, usd_spent, usd_reserved from generation.model_calls where utc_day = ?"
        return transaction.read(query, [now.date()])

    def _row(self, call: Call, attempt: int, now: datetime) -> pd.DataFrame:
        row = {
            "request_hash": call.request_hash,
            "attempt": attempt,
            "purpose": call.purpose,
            "run_id": self.run_id,
            "utc_day": pd.Timestamp(now.date()),
            "begun_at": now,
            "account": call.account,
            "prompt_hash": call.prompt_hash,
            "prompt_version": call.prompt_version,
            "examples": list(call.examples),
            "because": call.because,
            "model_asked": call.model,
            "state": "reserved",
            "usd_per_million_input": call.cost.input,
            "usd_per_million_output": call.cost.output,
            "usd_reserved": call.usd,
        }
        return pd.DataFrame([row | dict.fromkeys(_SETTLED_LATER)])

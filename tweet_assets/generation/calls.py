"""The record of calls to a language model, in the database: reserved before, settled after, never paid twice.

Implements `budget.Ledger`. Reserving reads the day's spending and adds to it in one transaction, and a database file
has one writer, so that runs side by side cannot pass the cap together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tweet_assets.generation import budget
from tweet_assets.generation.budget import Settlement
from tweet_assets.generation.writers import OutOfBudget
from tweet_assets.settings import Generation
from tweet_assets.warehouse import Warehouse


@dataclass(frozen=True)
class Calls:
    """`generation.model_calls` of one data folder. `utc_day` says which day it is."""

    store: Warehouse
    utc_day: Callable[[], date]
    settings: Generation

    def stored(self, request_hash: str) -> str | None:
        """The body of the answer that this request once got, or None."""
        found = self.store.read(
            "select response from generation.model_calls where request_hash = ? and state = 'answered'", [request_hash]
        )
        return None if found.empty else str(found["response"].iloc[0])

    def reserve(self, request_hash: str, account: str, model: str, usd: float) -> None:
        """Commits a reservation. Raises OutOfBudget. What a failed try of the same request cost stays counted."""
        today = self.utc_day()
        with self.store.transaction() as transaction:
            calls = transaction.read("select * from generation.model_calls")
            refusal = budget.reserve(calls, today, usd, self.settings)
            if refusal:
                raise OutOfBudget(f"{refusal}. The cap is in settings.py; tomorrow it is free again.")
            before = calls[calls["request_hash"] == request_hash]
            carried = float(before["usd_spent"].fillna(before["usd_reserved"]).sum())
            row = {
                "request_hash": [request_hash],
                "utc_day": [pd.Timestamp(today)],
                "account": [account],
                "model_asked": [model],
                "state": ["reserved"],
                "usd_before": [carried],
                "usd_reserved": [usd + carried],
            }
            empty = dict.fromkeys(
                ("model_answered", "request_id", "response", "failure", "input_tokens", "output_tokens", "usd_spent")
            )
            fresh = pd.DataFrame(row).assign(**empty)
            transaction.replace("generation.model_calls", fresh, "request_hash = ?", [request_hash])

    def settle(self, request_hash: str, settlement: Settlement) -> None:
        """Commits how the call ended. A cost that nobody reported leaves the reservation standing.

        Raises LookupError for a call that was never reserved: its answer would be lost, and its cost uncounted.
        """
        with self.store.transaction() as transaction:
            query = "select 1 from generation.model_calls where request_hash = ?"
            if transaction.read(query, [request_hash]).empty:
                raise LookupError(f"generation.model_calls has no call {request_hash} to settle: reserve it first.")
            transaction.execute(
                """
                update generation.model_calls
                set state = ?, model_answered = ?, request_id = ?, response = ?, failure = ?,
                    input_tokens = ?, output_tokens = ?, usd_spent = ? + usd_before
                where request_hash = ?
                """,
                [
                    "answered" if settlement.response is not None else "failed",
                    settlement.model,
                    settlement.request_id,
                    settlement.response,
                    settlement.failure,
                    settlement.usage.input_tokens,
                    settlement.usage.output_tokens,
                    settlement.usd_spent,
                    request_hash,
                ],
            )

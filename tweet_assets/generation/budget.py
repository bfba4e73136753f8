"""What a call to a language model may cost, and what the day has left.

Money is reserved before the call at the most that it can cost, and settled after with what was used. Usage that
nobody reported keeps its reservation: unknown is not free. Each attempt of a call is reserved for, because one that
timed out may have been answered, and billed, all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Protocol

import pandas as pd

from tweet_assets.generation.prompts import Cell, Prompt
from tweet_assets.settings import Generation

_MILLION = 1_000_000


class UnknownPrice(Exception):
    """Nobody said what a model costs, so no call to it can be kept within a budget."""


@dataclass(frozen=True)
class Price:
    """US dollars per million tokens."""

    input: float
    output: float


@dataclass(frozen=True)
class Usage:
    """Tokens that a provider reported; None where it did not."""

    input_tokens: int | None
    output_tokens: int | None


@dataclass(frozen=True)
class Settlement:
    """How a call ended: an answer (`response`, the body as it came) or a failure (its name)."""

    usage: Usage
    usd_spent: float | None  # None: unknown, and so the reservation counts
    response: str | None = None
    failure: str | None = None
    model: str | None = None
    request_id: str | None = None


class Ledger(Protocol):
    """The record of calls, `generation.model_calls`: it knows the UTC day and what was spent on it."""

    def stored(self, request_hash: str) -> str | None:
        """The response that this request once got; None: it has to be asked for."""
        ...

    def reserve(self, request_hash: str, account: str, model: str, usd: float) -> None:
        """Commits a reservation, deciding by `budget.reserve` in the same transaction. Raises OutOfBudget.

        A request that failed, or that was left reserved by a run that died, is reserved once more: what it cost
        before stays counted on top.
        """
        ...

    def settle(self, request_hash: str, settlement: Settlement) -> None:
        """Commits how the call ended, before anybody reads the answer."""
        ...


def price(model: str, settings: Generation, configured: Price | None = None) -> Price:
    """What a model costs: as configured, or as settings know it of the default model. Raises UnknownPrice."""
    if configured is not None:
        return configured
    if model == settings.openai_model:
        return Price(settings.usd_per_million_input, settings.usd_per_million_output)
    raise UnknownPrice(
        f"the price of '{model}' is not known. Configure what a million tokens cost, 0 for a local model."
    )


def estimate(prompt: Prompt, settings: Generation, cost: Price) -> float:
    """The most that a call with this prompt can cost in US dollars, all its attempts together."""
    characters = len(prompt.instructions) + len(prompt.input)
    once = characters / settings.characters_per_token * cost.input + settings.output_tokens_max * cost.output
    return (1 + settings.openai_retries) * once / _MILLION


def spent(usage: Usage, cost: Price) -> float | None:
    """What the reported tokens cost in US dollars; None where a count is unknown."""
    if usage.input_tokens is None or usage.output_tokens is None:
        return None
    return (usage.input_tokens * cost.input + usage.output_tokens * cost.output) / _MILLION


def reserve(calls: pd.DataFrame, day: date, estimate_usd: float, settings: Generation) -> str | None:
    """Why one more call may not be made on a UTC day, given `generation.model_calls`; None: it may.

    A call counts with what it cost, or with its reservation where that is unknown.
    """
    today = calls[pd.to_datetime(calls["utc_day"]) == pd.Timestamp(day)]
    if len(today) >= settings.calls_a_day_max:
        return f"{len(today)} calls were made on {day}, and {settings.calls_a_day_max} are allowed a UTC day"
    used = float(today["usd_spent"].astype("float64").fillna(today["usd_reserved"].astype("float64")).sum())
    if used + estimate_usd > settings.usd_a_day_max:
        return (
            f"${used:.4f} of ${settings.usd_a_day_max:.2f} are spent or reserved on {day}, "
            f"and this call may cost ${estimate_usd:.4f}"
        )
    return None


def request_hash(cell: Cell, request: Mapping[str, object], prompt: Prompt, seed: int, sample: int) -> str:
    """Hash of a whole request: the cell and everything that is sent. `sample` tells repeated tries apart."""
    whole = {
        "account": cell.account,
        "for_day": cell.for_day.isoformat(),
        "format": cell.format,
        "inspiration": cell.inspiration,
        "topic": cell.topic,
        "prompt": [prompt.prompt_version, prompt.prompt_hash],
        "request": request,
        "seed": seed,
        "sample": sample,
    }
    return sha256(json.dumps(whole, sort_keys=True, ensure_ascii=True).encode()).hexdigest()[:32]

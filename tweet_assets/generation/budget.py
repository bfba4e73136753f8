"""What a request to a language model may cost, and what the day has left.

Money is reserved before each request at the most that it can cost, and settled after with what was used. Usage that
nobody reported keeps its reservation: unknown is not free, and a request that timed out may have been answered, and
billed, all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal, Protocol

import pandas as pd

from tweet_assets.generation.prompts import Prompt
from tweet_assets.settings import Generation

Purpose = Literal["drafts", "analysis", "moderation"]
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
class Call:
    """One request as the ledger knows it: what it is for, what stands in it, and the most that it can cost."""

    request_hash: str
    purpose: Purpose
    account: str
    model: str
    cost: Price
    usd: float
    prompt_hash: str
    prompt_version: str
    examples: tuple[str, ...] = ()
    because: str | None = None
    """Why it is paid for though it was answered before; None: it is not."""


@dataclass(frozen=True)
class Reserved:
    """The request may be made: it is the `attempt`-th for this hash."""

    attempt: int


@dataclass(frozen=True)
class Stored:
    """The body of the answer that this request once got: it is not made again."""

    body: str


@dataclass(frozen=True)
class UnderWay:
    """Another run is making this very request; it has so many seconds left until it counts as lost."""

    seconds: float


@dataclass(frozen=True)
class Settlement:
    """How a request ended: an answer (`response`, the body as it came) or a failure (its name)."""

    usage: Usage
    usd_spent: float | None  # None: unknown, and so the reservation counts
    response: str | None = None
    failure: str | None = None
    model: str | None = None
    request_id: str | None = None
    http_status: int | None = None
    latency_seconds: float | None = None


class Ledger(Protocol):
    """The record of requests, `generation.model_calls`: it knows the time, and what was spent today."""

    def begin(self, call: Call) -> Reserved | Stored | UnderWay:
        """Commits a reservation, or says why none is needed. Raises OutOfBudget.

        What is stored is given back whatever the budget says. A request that failed, or that was left reserved by a
        run that died, is reserved once more, beside what it cost before.
        """
        ...

    def settle(self, call: Call, attempt: int, settlement: Settlement) -> None:
        """Commits how the request ended, before anybody reads the answer."""
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


def estimate(characters: int, settings: Generation, cost: Price) -> float:
    """The most that one request with a prompt of so many characters can cost, in US dollars."""
    tokens = characters / settings.characters_per_token
    return (tokens * cost.input + settings.output_tokens_max * cost.output) / _MILLION


def spent(usage: Usage, cost: Price) -> float | None:
    """What the reported tokens cost in US dollars; None where a count is unknown."""
    if usage.input_tokens is None or usage.output_tokens is None:
        return None
    return (usage.input_tokens * cost.input + usage.output_tokens * cost.output) / _MILLION


def refusal(calls: pd.DataFrame, day: date, usd: float, settings: Generation) -> str | None:
    """Why one more request may not be made on a UTC day, given `generation.model_calls`; None: it may.

    A request counts with what it cost, or with its reservation where that is unknown.
    """
    today = calls[pd.to_datetime(calls["utc_day"]) == pd.Timestamp(day)]
    if len(today) >= settings.calls_a_day_max:
        return f"{len(today)} calls were made on {day}, and {settings.calls_a_day_max} are allowed a UTC day"
    used = float(today["usd_spent"].astype("float64").fillna(today["usd_reserved"].astype("float64")).sum())
    if used + usd > settings.usd_a_day_max:
        return (
            f"${used:.4f} of ${settings.usd_a_day_max:.2f} are spent or reserved on {day}, "
            f"and this call may cost ${usd:.4f}"
        )
    return None


def request_hash(
    account: str, cell: Mapping[str, str], request: Mapping[str, object], prompt: Prompt | None, sample: object
) -> str:
    """Hash of a whole request: the account, its cell and everything that is sent.

    `sample` tells repeated tries apart: which one it is, the seed, why it is asked again.
    """
    whole = {
        "account": account,
        "cell": dict(cell),
        "prompt": [prompt.prompt_version, prompt.prompt_hash] if prompt else None,
        "request": request,
        "sample": sample,
    }
    return sha256(json.dumps(whole, sort_keys=True, ensure_ascii=True).encode()).hexdigest()[:32]

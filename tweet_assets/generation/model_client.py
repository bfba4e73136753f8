"""Requests to a language model, by OpenAI's API or any server that speaks it: the only place that knows the client.

The order is what keeps money and record together: a stored response is read again for nothing; else the request is
reserved, made, settled with its usage and its body stored, and only then does anybody look at the answer. The client's
own retries are off: they would ask again, and pay again, when the quota is gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

from tweet_assets.generation import budget
from tweet_assets.generation.answers import model_of, usage_of
from tweet_assets.generation.budget import Call, Ledger, Price, Settlement, Stored, UnderWay, Usage
from tweet_assets.generation.writers import (
    BadRequest,
    OutOfQuota,
    Passing,
    RateLimited,
    Unavailable,
    WriterError,
    WrongKey,
)
from tweet_assets.settings import Generation

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI
    from openai._legacy_response import LegacyAPIResponse

Endpoint = Literal["responses", "chat", "moderations"]

_UNPAID = 0.0  # a request that was turned away before a model saw it
_PAUSE_SECONDS = 0.5  # doubled after each attempt, where the server does not say how long
_POLL_SECONDS = 1.0  # how often it is looked whether another run has the answer


@dataclass(frozen=True)
class ModelClient:
    """Asks a server, once a request, within the budget. `pause` waits, in seconds; `clock` counts them."""

    ledger: Ledger
    settings: Generation
    api_key: str = field(repr=False)
    base_url: str = "https://api.openai.com/v1"
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def body(self, call: Call, endpoint: Endpoint, request: Mapping[str, object]) -> str:
        """The body of the answer, from the ledger where this request was answered before. Raises WriterError."""
        failures = 0
        while True:
            begun = self.ledger.begin(call)
            if isinstance(begun, Stored):
                return begun.body
            if isinstance(begun, UnderWay):
                self.pause(min(begun.seconds, _POLL_SECONDS))
                continue
            try:
                return self._settled(call, begun.attempt, endpoint, request)
            except (RateLimited, Unavailable) as error:
                failures += 1
                if failures > self.settings.openai_retries:
                    raise
                self.pause(_wait(error, failures - 1, self.settings.openai_timeout_seconds))

    def _settled(self, call: Call, attempt: int, endpoint: Endpoint, request: Mapping[str, object]) -> str:
        """One request, settled and stored before anybody has read it. Raises WriterError."""
        started = self.clock()
        try:
            body, request_id, status = self._asked(endpoint, request)
        except WriterError as error:
            # without an answer nobody knows whether a model saw it; what was turned away, none did
            usd = None if isinstance(error, Unavailable) else _UNPAID
            failed = Settlement(
                Usage(None, None),
                usd,
                failure=type(error).__name__,
                http_status=error.http_status,
                latency_seconds=self.clock() - started,
            )
            self.ledger.settle(call, attempt, failed)
            raise
        usage = usage_of(body)
        usd = _UNPAID if call.cost == Price(0, 0) else budget.spent(usage, call.cost)
        answered = Settlement(
            usage,
            usd,
            body,
            model=model_of(body),
            request_id=request_id,
            http_status=status,
            latency_seconds=self.clock() - started,
        )
        self.ledger.settle(call, attempt, answered)
        return body

    def _asked(self, endpoint: Endpoint, request: Mapping[str, object]) -> tuple[str, str | None, int]:
        """The body of an answer, the request's id and the status. Raises WriterError."""
        import openai

        try:
            with openai.OpenAI(
                api_key=self.api_key,
                base_url=self.base_url,
                timeout=self.settings.openai_timeout_seconds,
                max_retries=0,
            ) as client:
                raw = _creator(client, endpoint)(**request)
                return raw.text, raw.request_id, raw.status_code
        except openai.APIStatusError as error:
            raise self._named(error) from error
        except openai.APIConnectionError as error:  # a timeout is one of them
            raise Unavailable(f"{self.base_url} gave no answer ({type(error).__name__}). Try again later.") from error

    def _named(self, error: APIStatusError) -> WriterError:
        """The failure by its status. What the server says of a key is not repeated."""
        said = error.message.replace(self.api_key, "...")[:300]
        status = error.status_code
        named: WriterError
        if status in {401, 403}:
            named = WrongKey(f"{self.base_url} does not accept the key ({status}). Check the key and its rights.")
        elif status == 402 or "insufficient_quota" in {error.code, error.type}:
            named = OutOfQuota(f"{self.base_url} has no credit left for this key ({status}). Add credit, or wait.")
        elif status == 429:
            named = RateLimited(f"{self.base_url} is asked too often: {said}", _seconds(error.response.headers))
        elif status in {408, 409} or status >= 500:
            named = Unavailable(f"{self.base_url} failed with {status}: {said}", _seconds(error.response.headers))
        else:
            named = BadRequest(
                f"{self.base_url} refuses the request with {status}: {said}. Check the model and api_mode."
            )
        named.http_status = status
        return named


def _creator(client: OpenAI, endpoint: Endpoint) -> Callable[..., LegacyAPIResponse[object]]:
    """The client's method, told to hand over the body as it came: its models would judge it first."""
    if endpoint == "responses":
        return cast("Callable[..., LegacyAPIResponse[object]]", client.responses.with_raw_response.create)
    if endpoint == "chat":
        return cast("Callable[..., LegacyAPIResponse[object]]", client.chat.completions.with_raw_response.create)
    return cast("Callable[..., LegacyAPIResponse[object]]", client.moderations.with_raw_response.create)


def _seconds(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds; None where it is absent or a date."""
    said = headers.get("retry-after", "")
    return float(said) if said.replace(".", "", 1).isdecimal() else None


def _wait(error: Passing, attempt: int, most: float) -> float:
    told = error.retry_after_seconds
    return min(told if told is not None else _PAUSE_SECONDS * 2**attempt, most)

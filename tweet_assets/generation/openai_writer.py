"""The language-model writer, by OpenAI's API or any server that speaks it.

The order of a call is what keeps money and record together: a stored response is read again for nothing; else the
call is reserved, made, settled with its usage and its body stored, and only then is the answer looked at. The client's
own retries are off: they would ask again, and pay again, when the quota is gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

from tweet_assets.generation import budget
from tweet_assets.generation.answers import ApiMode, model_of, schema, texts_of, usage_of
from tweet_assets.generation.budget import Ledger, Price, Settlement, Usage
from tweet_assets.generation.prompts import Cell, Prompt
from tweet_assets.generation.writers import (
    Answer,
    BadAnswer,
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

_UNPAID = 0.0  # a request that was turned away before a model saw it
_PAUSE_SECONDS = 0.5  # doubled after each attempt, where the server does not say how long


@dataclass(frozen=True)
class OpenAIWriter:
    """Asks a model for all candidates of a cell in one call, and once more if the answer cannot be used.

    `cost` is the model's price: a call whose price nobody knows is not made. `pause` waits, in seconds.
    """

    ledger: Ledger
    settings: Generation
    model: str
    cost: Price
    api_key: str = field(repr=False)
    base_url: str = "https://api.openai.com/v1"
    api_mode: ApiMode = "responses"
    pause: Callable[[float], None] = time.sleep
    name: Literal["openai"] = "openai"

    def write(self, prompt: Prompt, cell: Cell, candidates: int, seed: int) -> Answer:
        """Exactly `candidates` texts, from the ledger where this request was answered before. Raises WriterError."""
        try:
            return self._sample(prompt, cell, candidates, seed, sample=0, complaint=None)
        except BadAnswer as error:
            return self._sample(prompt, cell, candidates, seed, sample=1, complaint=str(error))

    def _sample(
        self, prompt: Prompt, cell: Cell, candidates: int, seed: int, *, sample: int, complaint: str | None
    ) -> Answer:
        request = self._request(prompt, candidates, complaint)
        key = budget.request_hash(cell, {"mode": self.api_mode, **request}, prompt, seed, sample)
        body = self.ledger.stored(key)
        if body is None:
            self.ledger.reserve(key, cell.account, self.model, budget.estimate(prompt, self.settings, self.cost))
            body = self._paid(key, request)
        # over-length candidates are worth one more call; after it, the guardrails take them out one by one
        length_max = self.settings.weighted_length_max if sample == 0 else None
        return Answer(texts_of(body, self.api_mode, candidates, length_max), model_of(body))

    def _paid(self, key: str, request: Mapping[str, object]) -> str:
        """The body of an answer, settled and stored before anybody has read it."""
        lost = 0
        for attempt in range(1 + self.settings.openai_retries):
            try:
                body, request_id = self._call(request)
            except (RateLimited, Unavailable) as error:
                lost += isinstance(error, Unavailable)
                if attempt == self.settings.openai_retries:
                    self._failed(key, error, lost)
                    raise
                self.pause(_wait(error, attempt, self.settings.openai_timeout_seconds))
            except WriterError as error:
                self._failed(key, error, lost)
                raise
            else:
                usage = usage_of(body)
                # an attempt that was lost may have been answered too: then nobody knows what all of it cost
                usd = budget.spent(usage, self.cost) if lost == 0 else None
                self.ledger.settle(key, Settlement(usage, usd, body, model=model_of(body), request_id=request_id))
                return body
        raise AssertionError("the last attempt returns or raises")

    def _failed(self, key: str, error: WriterError, lost: int) -> None:
        usd = None if lost else _UNPAID
        self.ledger.settle(key, Settlement(Usage(None, None), usd, failure=type(error).__name__))

    def _request(self, prompt: Prompt, candidates: int, complaint: str | None) -> dict[str, object]:
        again = "" if complaint is None else f"\n\nYour last answer could not be used: {complaint}"
        asked = prompt.input + again
        form: dict[str, object] = {"name": "drafts", "strict": True, "schema": schema(candidates)}
        if self.api_mode == "responses":
            return {
                "model": self.model,
                "instructions": prompt.instructions,
                "input": asked,
                "text": {"format": {"type": "json_schema", **form}},
                "max_output_tokens": self.settings.output_tokens_max,
                "store": False,
            }
        return {
            "model": self.model,
            "messages": [{"role": "system", "content": prompt.instructions}, {"role": "user", "content": asked}],
            "response_format": {"type": "json_schema", "json_schema": form},
            # the older name of it: local servers know it, and they are why chat is here
            "max_tokens": self.settings.output_tokens_max,
        }

    def _call(self, request: Mapping[str, object]) -> tuple[str, str | None]:
        """One attempt: the body of an answer and the request's id. Raises WriterError."""
        import openai

        try:
            with openai.OpenAI(
                api_key=self.api_key,
                base_url=self.base_url,
                timeout=self.settings.openai_timeout_seconds,
                max_retries=0,
            ) as client:
                raw = self._creator(client)(**request)
                return raw.text, raw.request_id
        except openai.APIStatusError as error:
            raise self._named(error) from error
        except openai.APIConnectionError as error:  # a timeout is one of them
            raise Unavailable(f"{self.base_url} gave no answer ({type(error).__name__}). Try again later.") from error

    def _creator(self, client: OpenAI) -> Callable[..., LegacyAPIResponse[object]]:
        """The client's method for the mode, told to hand over the body as it came: its models would judge it first."""
        raw = (
            client.responses.with_raw_response
            if self.api_mode == "responses"
            else client.chat.completions.with_raw_response
        )
        return cast("Callable[..., LegacyAPIResponse[object]]", raw.create)

    def _named(self, error: APIStatusError) -> WriterError:
        """The failure by its status. What the server says of a key is not repeated."""
        said = error.message.replace(self.api_key, "...")[:300]
        status = error.status_code
        if status in {401, 403}:
            return WrongKey(f"{self.base_url} does not accept the key ({status}). Check the key and its rights.")
        if status == 402 or "insufficient_quota" in {error.code, error.type}:
            return OutOfQuota(f"{self.base_url} has no credit left for this key ({status}). Add credit, or wait.")
        if status == 429:
            return RateLimited(f"{self.base_url} is asked too often: {said}", _seconds(error.response.headers))
        if status in {408, 409} or status >= 500:
            return Unavailable(f"{self.base_url} failed with {status}: {said}", _seconds(error.response.headers))
        return BadRequest(f"{self.base_url} refuses the request with {status}: {said}. Check the model and api_mode.")


def _seconds(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds; None where it is absent or a date."""
    said = headers.get("retry-after", "")
    return float(said) if said.replace(".", "", 1).isdecimal() else None


def _wait(error: Passing, attempt: int, most: float) -> float:
    told = error.retry_after_seconds
    return min(told if told is not None else _PAUSE_SECONDS * 2**attempt, most)

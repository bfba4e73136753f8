"""The language-model writer: all candidates of a cell in one request, and one more if the answer cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from tweet_assets.generation import budget
from tweet_assets.generation.answers import ApiMode, model_of, schema, texts_of
from tweet_assets.generation.budget import Call, Price
from tweet_assets.generation.model_client import ModelClient
from tweet_assets.generation.prompts import Cell, Prompt
from tweet_assets.generation.writers import Answer, BadAnswer, PastDay
from tweet_assets.settings import Generation


@dataclass(frozen=True)
class OpenAIWriter:
    """Writes by a model that speaks OpenAI's API.

    `cost` is the model's price: a call whose price nobody knows is not made. `today` is the first day that may be paid
    for. `because` is the reason for paying for what was answered before; None: it is not paid for again.
    """

    client: ModelClient
    model: str
    cost: Price
    today: date
    api_mode: ApiMode = "responses"
    because: str | None = None
    name: Literal["openai"] = "openai"

    @property
    def settings(self) -> Generation:
        return self.client.settings

    def again(self, because: str | None) -> OpenAIWriter:
        """The same writer, that pays once more for what was answered before, where a reason is given."""
        return replace(self, because=because)

    def write(self, prompt: Prompt, cell: Cell, candidates: int, seed: int) -> Answer:
        """Exactly `candidates` texts, from the ledger where this request was answered before. Raises WriterError."""
        if cell.for_day < self.today:
            raise PastDay(
                f"{cell.for_day} is over: nobody can post on it, so no language model is paid for it. "
                "Templates rehearse a past day."
            )
        try:
            return self._sample(prompt, cell, candidates, seed, sample=0, complaint=None)
        except BadAnswer as error:
            return self._sample(prompt, cell, candidates, seed, sample=1, complaint=str(error))

    def _sample(
        self, prompt: Prompt, cell: Cell, candidates: int, seed: int, *, sample: int, complaint: str | None
    ) -> Answer:
        request = self._request(prompt, candidates, complaint)
        key = budget.request_hash(
            cell.account,
            cell.named(),
            {"mode": self.api_mode, **request},
            prompt,
            [seed, sample] if self.because is None else [seed, sample, self.because],
        )
        characters = len(prompt.instructions) + len(prompt.input) + len(complaint or "")
        call = Call(
            request_hash=key,
            purpose="drafts",
            account=cell.account,
            model=self.model,
            cost=self.cost,
            usd=budget.estimate(characters, self.settings, self.cost),
            prompt_hash=prompt.prompt_hash,
            prompt_version=prompt.prompt_version,
            examples=prompt.examples,
            because=self.because,
        )
        body = self.client.body(call, self.api_mode, request)
        # over-length candidates are worth one more call; after it, the guardrails take them out one by one
        length_max = self.settings.weighted_length_max if sample == 0 else None
        return Answer(texts_of(body, self.api_mode, candidates, length_max), model_of(body), key)

    def _request(self, prompt: Prompt, candidates: int, complaint: str | None) -> dict[str, object]:
        again = "" if complaint is None else f"\n\nYour last answer could not be used: {complaint}"
        form = {"name": "drafts", "strict": True, "schema": schema(candidates)}
        return request(
            self.api_mode, self.model, prompt.instructions, prompt.input + again, form, self.settings.output_tokens_max
        )


def request(
    api_mode: ApiMode, model: str, instructions: str, asked: str, form: Mapping[str, object], output_tokens_max: int
) -> dict[str, object]:
    """What is sent for an answer of a given form (name, strict, schema), in either of the API's two ways."""
    if api_mode == "responses":
        return {
            "model": model,
            "instructions": instructions,
            "input": asked,
            "text": {"format": {"type": "json_schema", **form}},
            "max_output_tokens": output_tokens_max,
            "store": False,
        }
    return {
        "model": model,
        "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": asked}],
        "response_format": {"type": "json_schema", "json_schema": dict(form)},
        # the older name of it: local servers know it, and they are why chat is here
        "max_tokens": output_tokens_max,
    }

"""Which language model writes, from the variables of the environment. The key is handed on and stands nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast, get_args

from tweet_assets.generation.answers import ApiMode
from tweet_assets.generation.budget import Ledger, Price, price
from tweet_assets.generation.openai_writer import OpenAIWriter
from tweet_assets.settings import SETTINGS, Generation

KEY = "OPENAI_API_KEY"
BASE_URL = "TWEET_ASSETS_BASE_URL"
MODEL = "TWEET_ASSETS_MODEL"
PRICE = "TWEET_ASSETS_USD_PER_MILLION"
API_MODE = "TWEET_ASSETS_API_MODE"

_PRICE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*,\s*(\d+(?:\.\d+)?)\s*")


class BadVariable(ValueError):
    """A variable of the environment cannot be meant as it stands; the message names it."""


def is_configured(environment: Mapping[str, str]) -> bool:
    """Whether a model writes: a key for OpenAI, or a server of one's own, which may need none."""
    return bool(environment.get(KEY) or environment.get(BASE_URL))


def model_writer(
    ledger: Ledger, environment: Mapping[str, str], settings: Generation = SETTINGS.generation
) -> OpenAIWriter:
    """The writer that the environment names. Raises BadVariable, and UnknownPrice for a model without a price."""
    mode = environment.get(API_MODE) or "responses"
    if mode not in get_args(ApiMode):
        raise BadVariable(f"{API_MODE} is {mode!r}; one of {', '.join(get_args(ApiMode))} was expected.")
    model = environment.get(MODEL) or settings.openai_model
    return OpenAIWriter(
        ledger=ledger,
        settings=settings,
        model=model,
        cost=price(model, settings, _price(environment.get(PRICE))),
        api_key=environment.get(KEY) or "none",
        api_mode=cast("ApiMode", mode),
        base_url=environment.get(BASE_URL) or OpenAIWriter.base_url,
    )


def _price(given: str | None) -> Price | None:
    if not given:
        return None
    match = _PRICE.fullmatch(given)
    if match is None:
        raise BadVariable(
            f"{PRICE} is {given!r}; dollars per million tokens like '0.10,0.50' were expected: input, output."
        )
    return Price(float(match[1]), float(match[2]))

"""Which language model writes, from the variables of the environment. The key is handed on and stands nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast, get_args
from urllib.parse import urlsplit

from tweet_assets.generation.answers import ApiMode
from tweet_assets.generation.budget import Ledger, Price, price
from tweet_assets.generation.model_client import ModelClient
from tweet_assets.generation.openai_writer import OpenAIWriter
from tweet_assets.settings import SETTINGS, Generation

KEY = "OPENAI_API_KEY"
BASE_URL = "TWEET_ASSETS_BASE_URL"
MODEL = "TWEET_ASSETS_MODEL"
PRICE = "TWEET_ASSETS_USD_PER_MILLION"
API_MODE = "TWEET_ASSETS_API_MODE"
MODERATION = "TWEET_ASSETS_MODERATION"
ANALYSIS = "TWEET_ASSETS_ANALYSIS"

_PRICE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*,\s*(\d+(?:\.\d+)?)\s*")


class BadVariable(ValueError):
    """A variable of the environment cannot be meant as it stands; the message names it."""


@dataclass(frozen=True)
class Model:
    """Which model is asked, what it costs, and in which of the API's two ways."""

    name: str
    cost: Price
    api_mode: ApiMode


def is_configured(environment: Mapping[str, str]) -> bool:
    """Whether a model writes: a key for OpenAI, or a server of one's own, which may need none."""
    return bool(environment.get(KEY, "").strip() or environment.get(BASE_URL))


def model(environment: Mapping[str, str], settings: Generation = SETTINGS.generation) -> Model:
    """The model that the environment names. Raises BadVariable, and UnknownPrice for a model without a price."""
    mode = environment.get(API_MODE) or "responses"
    if mode not in get_args(ApiMode):
        raise BadVariable(f"{API_MODE} is {mode!r}; one of {', '.join(get_args(ApiMode))} was expected.")
    name = environment.get(MODEL) or settings.openai_model
    return Model(name, price(name, settings, _price(environment.get(PRICE))), cast("ApiMode", mode))


def check(environment: Mapping[str, str]) -> None:
    """Raises BadVariable where the key or the server that the environment names cannot be meant."""
    _key(environment)
    server(environment.get(BASE_URL), BASE_URL, KEY)


def client(ledger: Ledger, environment: Mapping[str, str], settings: Generation = SETTINGS.generation) -> ModelClient:
    """Who asks: the server and the key that the environment names. Raises BadVariable."""
    return ModelClient(
        ledger=ledger,
        settings=settings,
        api_key=_key(environment) or "none",
        base_url=server(environment.get(BASE_URL), BASE_URL, KEY) or ModelClient.base_url,
    )


def model_writer(
    ledger: Ledger,
    environment: Mapping[str, str],
    today: date,
    settings: Generation = SETTINGS.generation,
) -> OpenAIWriter:
    """The writer that the environment names. Raises BadVariable and UnknownPrice."""
    asked = model(environment, settings)
    return OpenAIWriter(client(ledger, environment, settings), asked.name, asked.cost, today, asked.api_mode)


def moderation_model(environment: Mapping[str, str]) -> str | None:
    """The model that looks at drafts beside the guardrails, such as 'omni-moderation-latest'; None: none does."""
    return environment.get(MODERATION, "").strip() or None


def analyses(environment: Mapping[str, str]) -> bool:
    """Whether the model is asked what is at work in tweets of others. Raises BadVariable."""
    said = environment.get(ANALYSIS, "").strip().lower()
    if said not in {"", "no", "yes"}:
        raise BadVariable(f"{ANALYSIS} is {said!r}; yes or no was expected.")
    return said == "yes" and is_configured(environment)


def _key(environment: Mapping[str, str]) -> str:
    """The key without the line break that a file of secrets ends with; '' where there is none."""
    key = environment.get(KEY, "").strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise BadVariable(f"{KEY} holds characters that no key has. Copy it again; it is not shown here.")
    return key


def server(given: str | None, variable: str, key: str) -> str | None:
    """An address that can be asked. It is shown in messages, so it may hold no password, and a bad one is not shown.

    `variable` is its name, and `key` that of the secret beside it. Raises BadVariable.
    """
    if not given:
        return None
    try:
        parts = urlsplit(given)
        stands = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and given.isprintable()
    except ValueError:  # of a port or a bracket
        stands = False
    if not stands or " " in given or "@" in given:
        raise BadVariable(
            f"{variable} is no address of a server: one like 'http://127.0.0.1:8080/v1' was expected, "
            f"without a user or password. A key goes into {key}."
        )
    return given


def _price(given: str | None) -> Price | None:
    if not given:
        return None
    match = _PRICE.fullmatch(given)
    if match is None:
        raise BadVariable(
            f"{PRICE} is {given!r}; dollars per million tokens like '0.10,0.50' were expected: input, output."
        )
    return Price(float(match[1]), float(match[2]))

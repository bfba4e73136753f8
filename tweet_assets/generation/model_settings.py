"""Which language model writes, from the variables of the environment. The key is handed on and stands nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast, get_args
from urllib.parse import urlsplit

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
    return bool(environment.get(KEY, "").strip() or environment.get(BASE_URL))


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
        api_key=_key(environment) or "none",
        api_mode=cast("ApiMode", mode),
        base_url=_server(environment.get(BASE_URL)) or OpenAIWriter.base_url,
    )


def _key(environment: Mapping[str, str]) -> str:
    """The key without the line break that a file of secrets ends with; '' where there is none."""
    key = environment.get(KEY, "").strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise BadVariable(f"{KEY} holds characters that no key has. Copy it again; it is not shown here.")
    return key


def _server(given: str | None) -> str | None:
    """An address that can be asked. It is shown in messages, so it may hold no password, and a bad one is not shown."""
    if not given:
        return None
    try:
        parts = urlsplit(given)
        stands = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and given.isprintable()
    except ValueError:  # of a port or a bracket
        stands = False
    if not stands or " " in given or "@" in given:
        raise BadVariable(
            f"{BASE_URL} is no address of a server: one like 'http://127.0.0.1:8080/v1' was expected, "
            f"without a user or password. A key goes into {KEY}."
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

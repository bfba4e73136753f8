"""A provider's moderation beside the guardrails, where the user names its model: what it flags needs a person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tweet_assets.generation import budget
from tweet_assets.generation.budget import Call, Price
from tweet_assets.generation.envelopes import at
from tweet_assets.generation.model_client import ModelClient
from tweet_assets.generation.writers import WriterError

_FREE = Price(0, 0)


def moderated(client: ModelClient, model: str, account: str, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Why each text needs a person; nothing where nothing was flagged. One request for all of them.

    Where no verdict is to be had every text needs a person: a look that did not happen is no look that found nothing.
    """
    request: Mapping[str, object] = {"model": model, "input": list(texts)}
    call = Call(
        request_hash=budget.request_hash(account, {}, request, None, "moderation"),
        purpose="moderation",
        account=account,
        model=model,
        cost=_FREE,
        usd=0.0,
        prompt_hash="",
        prompt_version="",
    )
    try:
        return _reasons(client.body(call, "moderations", request), len(texts))
    except WriterError as error:
        return [(f"moderation was asked for, and gave no verdict: {error}",)] * len(texts)


def _reasons(body: str, texts: int) -> list[tuple[str, ...]]:
    try:
        results = at(json.loads(body), "results")
    except (ValueError, RecursionError):
        results = None
    if not isinstance(results, list) or len(results) != texts or not all(_is_verdict(one) for one in results):
        return [("moderation was asked for, and its answer cannot be read",)] * texts
    return [_flags(one) for one in results]


def _is_verdict(result: object) -> bool:
    return isinstance(at(result, "flagged"), bool)


def _flags(result: object) -> tuple[str, ...]:
    if not at(result, "flagged"):
        return ()
    categories = at(result, "categories")
    named = sorted(str(n) for n, hit in categories.items() if hit is True) if isinstance(categories, Mapping) else []
    return (f"moderation flags it: {', '.join(named) or 'no category named'}",)

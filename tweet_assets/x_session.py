"""How X is asked, whoever asks: once, with an end to waiting, by keys that stand in no message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests
    from requests.adapters import HTTPAdapter

URL = "TWEET_ASSETS_X_URL"
X = "https://api.x.com"


def prepare(session: requests.Session, base_url: str, timeout_seconds: float, bodies: list[requests.Response]) -> None:
    """Makes a session of X's SDK wait so long, try once, follow nothing, and keep every answer as it came."""
    session.mount(base_url, _adapter(timeout_seconds))
    session.max_redirects = 0  # the SDK would post again wherever it is sent to
    session.hooks["response"].append(lambda response, **_: bodies.append(response))


def served_at(headers: Mapping[str, str]) -> datetime | None:
    """X's own clock when it answered, from the header Date; None where it does not say."""
    told = headers.get("date", "")
    if not re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", told):
        return None
    return parsedate_to_datetime(told).astimezone(UTC)


def window_ends_at(headers: Mapping[str, str]) -> datetime | None:
    """When X takes requests again, from its header; None where it does not say."""
    told = headers.get("x-rate-limit-reset", "")
    return datetime.fromtimestamp(int(told), UTC) if re.fullmatch(r"\d{1,11}", told, re.ASCII) else None


def requests_left(headers: Mapping[str, str]) -> int | None:
    """How many more requests X takes before that; None where it does not say."""
    told = headers.get("x-rate-limit-remaining", "")
    return int(told) if re.fullmatch(r"\d{1,9}", told, re.ASCII) else None


def _adapter(timeout_seconds: float) -> HTTPAdapter:
    from requests.adapters import HTTPAdapter

    adapter = HTTPAdapter(max_retries=0)
    send = adapter.send

    def waiting(request: requests.PreparedRequest, **more: Any) -> requests.Response:
        return send(request, **{**more, "timeout": timeout_seconds})  # the session says None of its own accord

    adapter.send = waiting  # type: ignore[method-assign,assignment]
    return adapter

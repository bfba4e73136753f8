"""What every read of our own posts at X shares: whether it may be asked, and the file that is kept of its answer."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from tweet_assets.posting import switches, x_requests
from tweet_assets.posting.desk import Desk, Keyholder
from tweet_assets.posting.x_account import Answer


class NotRead(Exception):
    """Nothing was read; the message says why."""


def afford(desk: Desk, request: x_requests.Request, usd: float) -> None:
    """Raises NotRead where X may not be asked now, or the month's budget does not allow so much."""
    now = desk.clock()
    with desk.store.transaction() as ledger:
        requests, resumed = desk.requests.newest(ledger), switches.resumed_at(ledger)
        spent = desk.requests.usd_of_month(ledger, now)
    against = x_requests.breaker(requests, resumed, now, desk.settings) or x_requests.pause(requests, request, now)
    if against:
        raise NotRead(against)
    if spent + usd > desk.account.budget_usd_a_month:
        raise NotRead(
            f"${spent:.3f} of ${desk.account.budget_usd_a_month:.2f} are spent or reserved this month, and this read "
            f"may cost ${usd:.3f}"
        )


def shown(answer: Answer) -> int:
    """How many posts an answer shows."""
    found = answer.body.get("data")
    return len(found) if isinstance(found, list) else 0


def failure(answer: Answer) -> str:
    """Why there is nothing in an answer."""
    return answer.failure or answer.said or f"X answered {answer.status}"


def keep(
    desk: Desk,
    holder: Keyholder,
    inbox: Path,
    body: Mapping[str, Any],
    observed_at: datetime,
    told_at: datetime | None = None,
) -> Path:
    """Writes what X told, with whose it is, where and when; whole or not at all.

    `observed_at` is the moment that its counts stand for, `told_at` the one at which X told them, where that was later.
    """
    users = body.get("includes") or {"users": [{"id": holder.user_id, "username": holder.handle}]}
    envelope: Mapping[str, Any] = {
        "tweet_assets_read": 1,
        "account": desk.account.handle,
        "server": desk.x.base_url,
        "observed_at": _written(observed_at),
        **({"told_at": _written(told_at)} if told_at else {}),
        "posts": {**body, "includes": users},
    }
    content = json.dumps(envelope, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
    folder = inbox / desk.account.handle
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"x-{observed_at:%Y-%m-%dT%H%M%SZ}-{sha256(content).hexdigest()[:8]}.json"
    draft = folder / f".part-{path.name}"
    draft.write_bytes(content)
    os.replace(draft, path)
    return path


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Time: what this machine's clock says, what is simulated, and whether a post is newer than now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tweet_assets.accounts import Folder
from tweet_assets.doctor.finding import Finding, ok, wrong


def findings(folder: Folder, clock: datetime, newest_post: datetime | None) -> Iterator[Finding]:
    """`newest_post` is when the newest post of ours was published; its id says so, whatever our clock says."""
    local = f"{clock.astimezone(folder.zone):%Y-%m-%d %H:%M} in {folder.zone.key}"
    if folder.is_ahead(clock):
        yield wrong(
            f"Simulated time is {folder.today}, and this machine's clock says {local}: no day runs that has not come.",
            "Set `today` of accounts.toml to a day that has come.",
        )
    elif folder.stands_at is not None:
        yield ok(f"Time is simulated and stands at {folder.stands_at.astimezone(folder.zone):%Y-%m-%d %H:%M}")
    else:
        yield ok(f"The clock says {local}")
    now = folder.now(clock)
    if newest_post is not None and newest_post > now:
        hours = (newest_post - now).total_seconds() / 3600
        yield wrong(
            f"Your newest post is of {newest_post.astimezone(folder.zone):%Y-%m-%d %H:%M}, {hours:.1f} hours from now.",
            "Set `today` of accounts.toml." if folder.stands_at else "Set this machine's clock: posts are dated by X.",
        )
    elif newest_post is not None:
        yield ok(f"Your newest post is of {newest_post.astimezone(folder.zone):%Y-%m-%d %H:%M}")

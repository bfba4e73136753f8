"""The account as X's overview saw it: followers gained and lost, profile visits. Of the account, and of no post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

DAYS = 28
_COUNTS = ("follows", "unfollows", "profile_visits")


@dataclass(frozen=True)
class Overview:
    """Sums over the days of the last 28 that an export covers; None for a count that no export has."""

    covered: int
    follows: int | None
    unfollows: int | None
    profile_visits: int | None


def overview(days: pd.DataFrame, as_of: date) -> Overview | None:
    """What rows of account.overview_days of one account say of the 28 days up to `as_of`; None where nothing is known.

    A day in several exports is told by the one that ends last. The last day of an export had not ended when it was
    made, and counts only where a later export has it.
    """
    ends = days.groupby("file_sha256")["day"].transform("max")
    whole = days.assign(_end=ends)[days["day"] < ends]
    first = pd.Timestamp(as_of - timedelta(days=DAYS - 1))
    recent = whole[(whole["day"] >= first) & (whole["day"] <= pd.Timestamp(as_of))]
    if recent.empty:
        return None
    latest = recent.sort_values(["day", "_end", *_COUNTS]).drop_duplicates("day", keep="last")
    sums = {count: int(latest[count].sum()) if latest[count].notna().any() else None for count in _COUNTS}
    return Overview(len(latest), **sums)

"""The days of the data folder: the partitions that every daily asset shares.

A partition is a day of the folder's time zone, from its `history_start` up to today. The same partitions serve as day
of maturity, as `as_of` (the last day whose facts a model may use) and as `for_day` (the day that is planned).
"""

from __future__ import annotations

import warnings
from datetime import date, timedelta

import dagster as dg

from tweet_assets.accounts import Folder
from tweet_assets.data_folder import DataFolder

# What Dagster still calls beta is used knowingly; it says so once a use, hundreds of lines before a page or a run.
warnings.filterwarnings("ignore", category=dg.BetaWarning)

_folder = DataFolder.current()
FOLDER = _folder.settings() if _folder.configured else Folder()

DAYS = dg.DailyPartitionsDefinition(
    start_date=FOLDER.history_start.isoformat(), timezone=str(FOLDER.zone), end_offset=1
)
WEEKS = dg.WeeklyPartitionsDefinition(
    start_date=(FOLDER.history_start + timedelta(days=-FOLDER.history_start.weekday() % 7)).isoformat(),
    timezone=str(FOLDER.zone),
    day_offset=1,
    end_offset=1,
)
"""Weeks that begin on Monday, up to the one that goes on."""
THE_DAY_BEFORE = dg.TimeWindowPartitionMapping(
    start_offset=-1, end_offset=-1, allow_nonexistent_upstream_partitions=True
)
"""A plan for a day rests on what was known when the day before had ended."""


def the_last(days: int) -> dg.TimeWindowPartitionMapping:
    """The day itself and those before it, `days` in all."""
    return dg.TimeWindowPartitionMapping(start_offset=1 - days, allow_nonexistent_upstream_partitions=True)


def week_of(day: date) -> date:
    """The Monday that a day's week begins with: the key of its partition."""
    return day - timedelta(days=day.weekday())


def of(context: dg.AssetExecutionContext) -> list[date]:
    """The days of a run, in order."""
    return [date.fromisoformat(key) for key in context.partition_keys]

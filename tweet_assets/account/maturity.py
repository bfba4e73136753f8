"""When a count became the outcome of a post: snapshots with bounds of when they were taken, and the first mature one.

A file tells totals, and seldom when it was made: exactly when the user says, or an archive does; else after its newest
post, after the last day in its name had begun, and before it was imported. A post counts as mature in a file when it
was as old as the maturity window, or older, at the earliest of these. At exactly 24 hours it is mature: an outcome is a
post's figures at that age, and a read that came on time must not be the one that does not count. The earliest bound is
a moment before which the file surely was not made, so nothing younger gets in. Figures are totals at that age or later:
`age_hours_min` says how old.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tweet_assets.account.headers import COUNTS
from tweet_assets.accounts import ConfigurationError
from tweet_assets.frames import content_hash
from tweet_assets.settings import SETTINGS

OUTCOME_COUNTS = (
    "impressions",
    "engagements",
    "likes",
    "reposts",
    "replies",
    "bookmarks",
    "shares",
    "follows",
    "url_clicks",
)


def snapshots(
    exports: pd.DataFrame,
    files: pd.DataFrame,
    observed: Mapping[str, datetime],
    zone: ZoneInfo,
    maturity_hours: float = SETTINGS.account.maturity_hours,
) -> pd.DataFrame:
    """One row a post and file, as account.outcome_snapshots.

    `exports` are rows of account.analytics_exports, `files` of account.export_files; `observed` tells, by file name,
    the moments that the user knows; a name that several files had says nothing of any of them. A day in a file's name
    may be one of `zone` or of UTC: it began at the earlier of the two.
    Raises ConfigurationError where a file is said to be older than a post in it.
    """
    known = bounds(files, observed, zone)
    frame = exports.merge(known, on="file_sha256", validate="many_to_one")
    frame["age_hours_min"] = (frame["observed_from"] - frame["posted_at"]).dt.total_seconds() / 3600
    frame["matured"] = frame["age_hours_min"] >= maturity_hours
    columns = [
        "account",
        "post_id",
        "file_sha256",
        "posted_at",
        *known.columns.drop("file_sha256"),
        "age_hours_min",
        "matured",
    ]
    return frame[[*columns, *COUNTS]]


def outcomes(
    snapshots: pd.DataFrame,
    posts: pd.DataFrame,
    zone: ZoneInfo,
    maturity_hours: float = SETTINGS.account.maturity_hours,
) -> pd.DataFrame:
    """One row a post of the ledger that is surely mature, as account.outcomes: its first mature snapshot; see _first.

    `day` is the local day of `zone` on which the post became as old as the window. `known_at` is the moment of the
    file, or the later one at which X told it, and unknown (NaT) where only the import bounds it.
    """
    first = _first(snapshots[snapshots["matured"].astype(bool)].merge(posts[["account", "post_id"]]))
    first["age_hours_max"] = _age_hours_max(first)
    first["matured_at"] = first["posted_at"] + pd.Timedelta(hours=maturity_hours)
    first["day"] = first["matured_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    first["known_at"] = first["told_at"].fillna(first["observed_until"])
    impressions = first["impressions"].astype("float64")
    first["engagement_rate"] = first["engagements"].astype("float64") / impressions.where(impressions > 0)
    order = [
        "account",
        "post_id",
        "day",
        "posted_at",
        "matured_at",
        "known_at",
        "age_hours_min",
        "age_hours_max",
        "file_sha256",
    ]
    return (
        first[[*order, *OUTCOME_COUNTS, "engagement_rate"]].sort_values(["account", "post_id"]).reset_index(drop=True)
    )


def _first(mature: pd.DataFrame) -> pd.DataFrame:
    """The youngest of each post's snapshots; of those that are as young as it, the one that knows the most counts.

    An archive has likes and reposts only: its snapshot counts only where no mature export has more to say. As young is
    what is surely no more than `equal_hours` older. So a read of what everybody sees does not hide engagements that a
    read of the same hours tells. A snapshot stays whole: counts of several ages in one row would be of no age, and
    what an export of days later tells beside was not known when the youngest was, and is not of its age.
    """
    post = ["account", "post_id"]
    ordered = mature.assign(
        partial=mature["impressions"].isna() | mature["replies"].isna(),
        known=mature[list(OUTCOME_COUNTS)].notna().sum(axis=1),
    ).sort_values(["partial", "age_hours_min", "file_sha256"])
    youngest = ordered.groupby(post)[["partial", "age_hours_min"]].transform("first")
    latest = youngest["age_hours_min"] + SETTINGS.account.equal_hours
    equal = (ordered["partial"] == youngest["partial"]) & (_age_hours_max(ordered) <= latest)
    near = ordered[equal | ~ordered.duplicated(post)]
    return near.sort_values("known", ascending=False, kind="stable").drop_duplicates(post).copy()


def _age_hours_max(snapshots: pd.DataFrame) -> pd.Series[float]:
    return (snapshots["observed_until"] - snapshots["posted_at"]).dt.total_seconds() / 3600


def bounds(files: pd.DataFrame, observed: Mapping[str, datetime], zone: ZoneInfo) -> pd.DataFrame:
    """When each file of account.export_files saw what it says: observed_from, observed_until, and on what they rest.

    `observed_until` is missing where only the import bounds it. Raises ConfigurationError for a moment of the user's
    before a post in the file.
    """
    frame = files[["file_sha256", "name", "period_end", "generated_at", "told_at", "newest_post_at"]].copy()
    ended = _begin(frame["period_end"], zone)
    newest = frame["newest_post_at"].astype("datetime64[us, UTC]")
    generated = frame["generated_at"].astype("datetime64[us, UTC]")
    generated = generated.where(generated >= newest)  # a clock that is older than a post in the file says nothing
    named = frame["name"].where(~frame["name"].duplicated(keep=False))
    given = pd.to_datetime(named.map(dict(observed)), utc=True).astype("datetime64[us, UTC]")
    early = frame.loc[given < newest, "name"]
    if len(early):
        raise ConfigurationError(f"accounts.toml, [observed]: {', '.join(early)} cannot be older than a post in it.")
    basis = pd.Series("newest_post", index=frame.index, dtype="str")
    basis[ended >= newest] = "period_end"
    basis[generated.notna()] = "file"
    basis[given.notna()] = "user"
    exact = given.fillna(generated)
    return pd.DataFrame(
        {
            "file_sha256": frame["file_sha256"],
            "observed_from": exact.fillna(newest.where(~(ended >= newest), ended)),
            "observed_until": exact,
            "told_at": frame["told_at"].astype("datetime64[us, UTC]"),
            "observed_basis": basis,
        }
    )


def _begin(days: pd.Series[pd.Timestamp], zone: ZoneInfo) -> pd.Series[pd.Timestamp]:
    """The earliest moment at which each day may have begun, in UTC: its midnight in UTC or in the zone.

    Where clocks change at midnight it may come twice, and the first counts, or not at all, and the hour after it does.
    """
    first = np.ones(len(days), dtype=bool)  # of the two midnights, the one of summer time
    local = days.dt.tz_localize(zone, ambiguous=first, nonexistent="shift_forward").dt.tz_convert("UTC")
    utc = days.dt.tz_localize("UTC")
    return local.where(local < utc, utc).astype("datetime64[us, UTC]")


def changed_days(due: pd.DataFrame, stored: pd.DataFrame) -> set[date]:
    """The days on which two sets of outcomes are not the same: a row more, a row less, or another figure."""
    hashes = [
        {date.fromisoformat(str(day)[:10]): content_hash(rows) for day, rows in frame.groupby("day")}
        for frame in (due, stored)
    ]
    return {day for day in hashes[0].keys() | hashes[1].keys() if hashes[0].get(day) != hashes[1].get(day)}


def shrunken(snapshots: pd.DataFrame) -> pd.DataFrame:
    """Counts that were smaller in a later snapshot of a post than in an earlier one: post_id, count, before, after.

    X takes back what it finds to be spam, and sometimes errs. Both snapshots are kept as they are.
    """
    ordered = snapshots.sort_values(["account", "post_id", "observed_from", "file_sha256"])
    keys = [ordered["account"], ordered["post_id"]]
    before = ordered[list(COUNTS)].groupby(keys).ffill().groupby(keys).shift()  # the last one that was measured
    found = [
        pd.DataFrame({"post_id": ordered["post_id"], "count": count, "before": before[count], "after": ordered[count]})[
            (ordered[count] < before[count]).fillna(False).astype("bool")
        ]
        for count in COUNTS
    ]
    return pd.concat(found, ignore_index=True)

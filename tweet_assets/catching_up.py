"""Which days are behind: those whose stored outcomes are not what the snapshots say they are, and those not learned.

Derived from what stands in the database, and so right after a crash, after a file that came late, and after the user
has said when a file was made.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from tweet_assets.account import maturity
from tweet_assets.account.headers import COUNTS
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import Own


def touched_days(own: Own) -> tuple[date, date] | None:
    """The first and the last day whose outcomes have to be derived anew; None if none has to."""
    folder = own.folder()
    store = own.warehouse()
    exports = store.read(
        f"select file_sha256, account, post_id, posted_at, {', '.join(COUNTS)} from account.analytics_exports"  # noqa: S608
    )
    snapshots = maturity.snapshots(exports, store.table("account.export_files"), folder.observed, folder.zone)
    due = maturity.outcomes(snapshots, store.table("account.posts"), folder.zone)
    changed = maturity.changed_days(
        due[due["day"] >= pd.Timestamp(folder.history_start)], store.table("account.outcomes")
    )
    return (min(changed), max(changed)) if changed else None


def unlearned(own: Own, as_of: date) -> date:
    """The first of the last days that nothing was learned as of; `as_of` itself where there is no other.

    The page of a week tells what was foretold of its posts, by what was learned as of the day before each.
    """
    folder = own.folder()
    first = max(as_of - timedelta(days=SETTINGS.learning.foretold_days), folder.history_start)
    wanted = {first + timedelta(days=n) for n in range((as_of - first).days)}
    store, missing = own.warehouse(), {as_of}
    for account in folder.accounts:
        learned = store.read(
            "select distinct as_of from learning.policy where account = ? and as_of >= ?", [account.handle, first]
        )
        missing |= wanted - {day.date() for day in learned["as_of"]}
    return min(missing)


def range_tags(first: date, last: date) -> dict[str, str]:
    """The tags that make one run of a range of days."""
    return {
        "dagster/asset_partition_range_start": first.isoformat(),
        "dagster/asset_partition_range_end": last.isoformat(),
    }

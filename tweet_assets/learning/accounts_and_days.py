"""The accounts of a folder and the days of a run: what is computed for each, and put together into tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from tweet_assets.accounts import Account, Folder
from tweet_assets.learning import history, terms

Compute = Callable[[Account, pd.Timestamp], pd.DataFrame]


def of(account: Account, *frames: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows of an account in each frame."""
    return [frame[frame["account"] == account.handle] for frame in frames]


def rows(frame: pd.DataFrame, account: Account, as_of: pd.Timestamp) -> pd.DataFrame:
    """The rows of an account as of a day."""
    return frame[(frame["account"] == account.handle) & (frame["as_of"] == as_of)]


def posts(folder: Folder, features: pd.DataFrame, rewards: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The posts that models are fitted to, by account."""
    found = {}
    for account in folder.accounts:
        known, earned = of(account, features, rewards)
        found[account.handle] = history.posts(known, earned, folder.zone)
    return found


def each_day(folder: Folder, keys: Sequence[str], compute: Compute) -> pd.DataFrame:
    """What `compute` says of each account and day of the run, with both named."""
    days = [pd.Timestamp(key) for key in keys]
    frames = [compute(a, day).assign(account=a.handle, as_of=day) for day in days for a in folder.accounts]
    return pd.concat(frames, ignore_index=True)


def fits(
    folder: Folder, keys: Sequence[str], fit: Callable[[Account, pd.Timestamp], terms.Fit], name: str
) -> dict[str, pd.DataFrame]:
    """The tables NAME_model and NAME_skill of every account and day of the run; of probabilities NAME_reliability."""
    beside: dict[str, list[pd.DataFrame]] = {}

    def model(account: Account, as_of: pd.Timestamp) -> pd.DataFrame:
        fitted = fit(account, as_of)
        for table, found in (("skill", fitted.skill), ("reliability", fitted.reliability)):
            if found is not None:
                beside.setdefault(f"{name}_{table}", []).append(found.assign(account=account.handle, as_of=as_of))
        return fitted.terms

    models = each_day(folder, keys, model)
    return {f"{name}_model": models} | {table: pd.concat(found, ignore_index=True) for table, found in beside.items()}

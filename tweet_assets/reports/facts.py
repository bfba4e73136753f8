"""What a page is made of: one account, one day, the frames that were stored for them, and the posts behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from tweet_assets.account.kinds import UNITS
from tweet_assets.settings import SETTINGS


@dataclass(frozen=True)
class History:
    """How many posts stand behind everything else. Outcomes are counted of what is learned from: originals and heads.

    later_totals: mature outcomes that an export saw at an age surely above twice the maturity window;
    later_age_hours: the median age at which those were seen; None when there are none.
    """

    posts_by_kind: Mapping[str, int]
    mature: int
    too_young: int
    without_outcome: int
    later_totals: int = 0
    later_age_hours: float | None = None


@dataclass(frozen=True)
class Facts:
    """One account and day. Every frame is restricted to them, with the columns of its tables.sql.

    Posteriors and policy are those of `as_of`, the decisions those of `for_day`. slots_left: whether a slot of the day
    could still be drawn when this was told. spend_usd None: not known.
    """

    account: str
    for_day: date
    as_of: date
    simulated: bool
    rehearsal: bool
    zone: str
    mode: str
    arm_posteriors: pd.DataFrame
    policy: pd.DataFrame
    decisions: pd.DataFrame
    outbox: pd.DataFrame
    decision_probabilities: pd.DataFrame
    drafts_by_verdict: Mapping[str, int]
    slots_left: bool = True
    spend_usd: float | None = None
    program: str = "tweet-assets"
    """What the user types before a command, with the data folder where it is not the default."""


def history(posts: pd.DataFrame, outcomes: pd.DataFrame, as_of: date, zone: ZoneInfo) -> History:
    """Counts of one account at the end of `as_of`, from rows of account.posts and account.outcomes.

    A post is too young when its maturity lies beyond that end; an old one without a row of outcomes has none.
    """
    end = datetime.combine(as_of + timedelta(days=1), time(), zone)
    window_hours = SETTINGS.account.maturity_hours
    past = posts[posts["posted_at"] < end]
    learned = past[past["kind"].isin(UNITS)]
    young = learned["posted_at"] + pd.Timedelta(hours=window_hours) >= end
    seen = learned["post_id"].isin(outcomes["post_id"])
    ages = outcomes.loc[outcomes["post_id"].isin(learned.loc[~young, "post_id"]), "age_hours_min"]
    later = ages[ages > 2 * window_hours]
    return History(
        posts_by_kind={str(kind): int(n) for kind, n in past["kind"].value_counts().sort_index().items()},
        mature=int((~young & seen).sum()),
        too_young=int(young.sum()),
        without_outcome=int((~young & ~seen).sum()),
        later_totals=len(later),
        later_age_hours=float(later.median()) if len(later) else None,
    )

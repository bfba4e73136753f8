"""What the page of a week is made of: one account, seven days, and the frames that were stored for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from tweet_assets.posting.agreement import Agreement
from tweet_assets.reports.changes import Change
from tweet_assets.reports.facts import History

DAYS = 7


@dataclass(frozen=True)
class WeekFacts:
    """One account and the seven days up to `as_of`. Every frame is the account's, with the columns of its tables.sql.

    `models` has, by the names of their tables, the rows of `as_of` of all that is learned; `earlier_models` those of
    the count's ridge of the days before, by which posts of the week were foretold. `posts` has a row for each
    original or head of a thread with a mature outcome: the columns of learning.features and learning.rewards, and the
    text of account.posts. `decisions` and `outbox` are of all days, `options` what each was drawn from.
    `replay` has rows of all days up to `as_of`. `failed_checks` None: it is not known what the checks said.
    """

    account: str
    as_of: date
    today: date
    """The day on which this is told; nothing but the action to take depends on it."""
    zone: str
    mode: str
    simulated: bool
    publishes_to_x: bool
    history: History
    models: Mapping[str, pd.DataFrame]
    earlier_models: Mapping[str, pd.DataFrame]
    posts: pd.DataFrame
    decisions: pd.DataFrame
    options: pd.DataFrame
    outbox: pd.DataFrame
    replay: pd.DataFrame
    export_files: pd.DataFrame
    model_calls: pd.DataFrame
    x_requests: pd.DataFrame
    overview_days: pd.DataFrame | None = None
    agreement: Agreement | None = None
    changes: Sequence[Change] = ()
    example_forms: Mapping[str, int] = field(default_factory=dict)
    failed_checks: Sequence[str] | None = None
    program: str = "tweet-assets"
    """What the user types before a command, with the data folder where it is not the default."""

    @property
    def first(self) -> date:
        """The first of the seven days."""
        return self.as_of - timedelta(days=DAYS - 1)

    @property
    def coming(self) -> list[date]:
        """The seven days after."""
        return [self.as_of + timedelta(days=n) for n in range(1, DAYS + 1)]

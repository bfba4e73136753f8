"""The user's accounts, and the data folder that they live in: what may be set, and what it is where nothing is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tweet_assets.arms import FORMATS, SLOTS, Slot
from tweet_assets.style import Style
from tweet_assets.toml_table import ConfigurationError as ConfigurationError

Mode = Literal["observe", "suggest", "approve", "auto"]
Goal = Literal["engagement", "reach", "conversation", "clicks", "followers"]
PublisherName = Literal["folder", "x"]
UNNAMED = "your_handle"
"""The handle in accounts.template.toml."""


@dataclass(frozen=True)
class Account:
    """One account of the user's, with what may differ from account to account."""

    handle: str
    aliases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ("my field",)
    formats: tuple[str, ...] = FORMATS
    slots: tuple[Slot, ...] = SLOTS
    posts_per_day: int = 2
    mode: Mode = "observe"
    goal: Goal = "engagement"
    dimensions: tuple[str, ...] = ("format", "slot")
    renamed: Mapping[str, str] = field(default_factory=dict)
    style: Style = field(default_factory=Style)
    topic_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    publisher: PublisherName = "folder"
    automated_label_confirmed: bool = False
    """Whether the account carries X's "Automated" label, which mode `auto` needs."""
    quiet_hours: Slot | None = None
    """Local hours in which nothing is published, whatever was approved."""
    posts_per_week: int = 14
    plan_days: int = 1
    """How many days are planned at a time, from the policy of the day before the first."""
    budget_usd_a_month: float = 5.0
    """The most that publishing and reading back may cost in a calendar month, UTC."""
    note: str = ""

    @property
    def is_unnamed(self) -> bool:
        """Whether its handle is the one of the template, which is nobody's."""
        return self.handle.lower() == UNNAMED

    @property
    def has_topics(self) -> bool:
        """Whether the user has said what it writes about."""
        return self.topics != Account.topics

    @property
    def names(self) -> tuple[str, ...]:
        """Its handle, and those that it had before."""
        return (self.handle, *self.aliases)

    @property
    def words_of_topics(self) -> Mapping[str, tuple[str, ...]]:
        """Each topic with the words that mark a text as its own: those the user gave, else those of its name."""
        return {topic: self.topic_words.get(topic, (topic,)) for topic in self.topics}

    @property
    def chooses_topics(self) -> bool:
        """Whether the policy chooses topics; else they take turns."""
        return "topic" in self.dimensions

    @property
    def publishes_to_x(self) -> bool:
        """Whether its texts go to X from here; else they go into the outbox folder, to be posted by hand."""
        return self.publisher == "x" and self.mode in ("approve", "auto")

    def days_planned(self, first: date, today: date) -> list[date]:
        """The days that are planned together with one: it alone if it is past, a rehearsal."""
        return [first + timedelta(days=n) for n in range(self.plan_days if first >= today else 1)]

    @property
    def slot_names(self) -> tuple[str, ...]:
        return tuple(s.name for s in self.slots)


@dataclass(frozen=True)
class Collection:
    """What is searched for on X, by its official API; the whole of a collection reads at most `tweets_max` tweets."""

    queries: tuple[str, ...]
    likes_min: int = 500
    tweets_max: int = 30


@dataclass(frozen=True)
class Folder:
    """What one data folder is: a time zone, a beginning, real or simulated, and its accounts."""

    accounts: tuple[Account, ...] = ()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    history_start: date = date(2015, 1, 1)
    simulated: bool = False
    stands_at: datetime | None = None
    """Where time is simulated: what time it is, until accounts.toml says another."""
    observed: Mapping[str, datetime] = field(default_factory=dict)
    collection: Collection | None = None
    """None: nothing is ever collected."""
    keep_tweets_days: int = 180
    """How long a tweet of somebody else's is kept after it was last fetched."""

    @property
    def formats(self) -> tuple[str, ...]:
        """Every format that has a meaning here: those that come with the project, and the accounts' own."""
        return tuple(dict.fromkeys((*FORMATS, *(name for account in self.accounts for name in account.formats))))

    def account(self, handle: str) -> Account | None:
        """The configured account of a handle, today's or a former one, whatever its capitals; None if there is none."""
        return next((a for a in self.accounts if handle.lower() in map(str.lower, a.names)), None)

    @property
    def today(self) -> date | None:
        """The local day where time is simulated; None: the clock tells."""
        return self.stands_at.astimezone(self.zone).date() if self.stands_at else None

    def now(self, clock: datetime) -> datetime:
        """What time it is here: by the clock, or where time is simulated, as accounts.toml says."""
        return self.stands_at or clock

    def clock_day(self, clock: datetime) -> date:
        """The local day by the clock, whatever is simulated."""
        return clock.astimezone(self.zone).date()

    def is_ahead(self, clock: datetime) -> bool:
        """Whether simulated time stands on a day to which the clock has not come: no run can be about it."""
        return self.day_of(clock) > self.clock_day(clock)

    def day_of(self, clock: datetime) -> date:
        """The folder's own today: fixed where it is simulated, else the local day."""
        return self.now(clock).astimezone(self.zone).date()

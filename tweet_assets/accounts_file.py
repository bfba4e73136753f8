"""The user's own settings: accounts.toml, read and checked.

Everything but a handle has a default. A setting that is missing, misspelled or out of range ends in a message that
names it. One exception, because the safe reading is known: a `mode` that is not understood is `observe`, in which
nothing is ever published; the account then carries a note that says so.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from itertools import pairwise
from typing import cast, get_args

from tweet_assets import style as style_
from tweet_assets.accounts import Account, Collection, Folder, Goal, Mode, PublisherName
from tweet_assets.arms import SLOTS, Slot, slot
from tweet_assets.settings import SETTINGS
from tweet_assets.toml_table import ConfigurationError, Table

_HANDLE = re.compile(r"[A-Za-z0-9_]{1,15}")
_TOP = ("timezone", "history_start", "simulated", "today", "observed", "keep_tweets_days", "collection", "accounts")
_EACH = (
    "handle",
    "aliases",
    "topics",
    "topic_words",
    "formats",
    "slots",
    "posts_per_day",
    "mode",
    "goal",
    "dimensions",
    "renamed",
    "publisher",
    "automated_label_confirmed",
    "quiet_hours",
    "posts_per_week",
    "plan_days",
    "budget_usd_a_month",
    *style_.KEYS,
)


def parse(text: str, name: str = "accounts.toml") -> Folder:
    """Reads accounts.toml. Raises ConfigurationError, which names the setting, what it is and what was expected."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{name} is not TOML: {error}.") from error
    table = _Table(content, name)
    table.only(_TOP)
    simulated = table.boolean("simulated", default=False)
    zone = table.zone("timezone")
    stands_at = table.day_or_moment("today", zone)
    if stands_at and not simulated:
        raise ConfigurationError(
            f"{name}: `today` belongs to simulated folders; a real one lives in real time. Remove it."
        )
    if simulated and not stands_at:
        raise ConfigurationError(f"{name}: `simulated = true` needs `today = YYYY-MM-DD`: simulated time stands still.")
    accounts = tuple(_account(_Table(row, f"{name}, account {n}")) for n, row in enumerate(table.rows("accounts"), 1))
    handles = [name.lower() for a in accounts for name in a.names]
    if not accounts:
        raise ConfigurationError(f"{name} names no account. Add [[accounts]] with a `handle`.")
    if len(set(handles)) < len(handles):
        raise ConfigurationError(f"{name}: a handle is there twice, as `handle` or among the `aliases`.")
    return Folder(
        accounts=accounts,
        zone=zone,
        history_start=table.day("history_start", default=date(2015, 1, 1)) or date(2015, 1, 1),
        simulated=simulated,
        stands_at=stands_at,
        observed=table.moments("observed", zone),
        collection=_collection(content.get("collection"), name),
        keep_tweets_days=table.whole("keep_tweets_days", default=180, low=1, high=3650),
    )


def _collection(value: object, name: str) -> Collection | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ConfigurationError(f"{name}: `collection` is a table, [collection], with `queries`.")
    table = _Table(value, f"{name}, [collection]")
    table.only(("queries", "likes_min", "tweets_max"))
    queries = table.words("queries", (), re.compile(r"\S(?:.{0,398}\S)?"))
    tweets_max = table.whole("tweets_max", default=30, low=10, high=30)
    if 10 * len(queries) > tweets_max:  # X answers with ten at least
        raise table.fail("queries", f"each reads ten tweets at least, so {tweets_max // 10} were expected at most")
    return Collection(queries, table.whole("likes_min", default=500, low=0, high=1_000_000), tweets_max)


def _account(table: _Table) -> Account:
    table.only(_EACH)
    mode, note = table.mode()
    topics = table.words("topics", Account.topics, re.compile(r".{1,80}"))
    posts_per_day = table.whole("posts_per_day", default=2, low=1, high=50)
    slots, quiet = table.slots(), table.quiet_hours()
    if quiet is not None and (loud := next((s for s in slots if s.first < quiet.end and quiet.first < s.end), None)):
        raise table.fail("quiet_hours", f"the slot {loud.name} lies in them; leave it out of `slots`")
    confirmed = table.boolean("automated_label_confirmed", default=False)
    if mode == "auto" and not confirmed:
        raise ConfigurationError(
            f'{table.where}: `mode` is "auto", in which texts go out unread, and X wants such an account to '
            'carry its label "Automated". Set the label in the settings of the account on X, then write '
            '`automated_label_confirmed = true` here; or take mode "approve".'
        )
    return Account(
        handle=table.handle(),
        aliases=table.words("aliases", (), _HANDLE) if table.content.get("aliases") else (),
        topics=topics,
        topic_words=table.topic_words(topics),
        formats=style_.formats(table),
        slots=slots,
        posts_per_day=posts_per_day,
        mode=mode,
        goal=cast("Goal", table.choice("goal", get_args(Goal), "engagement")),
        dimensions=table.dimensions(),
        renamed=table.renamed(topics),
        style=style_.style(table),
        publisher=cast("PublisherName", table.choice("publisher", get_args(PublisherName), "folder")),
        automated_label_confirmed=confirmed,
        quiet_hours=quiet,
        posts_per_week=table.whole("posts_per_week", default=7 * posts_per_day, low=1, high=350),
        plan_days=table.whole("plan_days", default=1, low=1, high=SETTINGS.posting.draft_days),
        budget_usd_a_month=table.amount("budget_usd_a_month", default=5.0, high=10_000.0),
        note=note,
    )


class _Table(Table):
    """One table of accounts.toml."""

    def handle(self) -> str:
        value = self.content.get("handle")
        if not isinstance(value, str) or not _HANDLE.fullmatch(value.removeprefix("@")):
            raise self.fail("handle", "the account's name on X was expected: letters, digits and _, at most 15")
        return value.removeprefix("@")

    def topic_words(self, topics: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        value = self.content.get("topic_words", {})
        if not isinstance(value, dict):
            raise self.fail("topic_words", "a table of topics, each with a list of words, was expected")
        for topic in value:
            if topic not in topics:
                raise self.fail("topic_words", f"{topic!r} is not one of the `topics`")
        words = _Table(value, f"{self.where}, topic_words")
        return {topic: words.words(topic, (), re.compile(r".{1,80}")) for topic in value}

    def slots(self) -> tuple[Slot, ...]:
        names = self.words("slots", tuple(s.name for s in SLOTS), re.compile(r".+"))
        try:
            slots = sorted((slot(name) for name in names), key=lambda s: s.first)
        except ValueError as error:
            raise self.fail("slots", str(error)) from error
        for earlier, later in pairwise(slots):
            if later.first < earlier.end:
                raise self.fail("slots", f"{earlier.name} and {later.name} share an hour")
        return tuple(slots)

    def quiet_hours(self) -> Slot | None:
        if "quiet_hours" not in self.content:
            return None
        try:
            return slot(str(self.content["quiet_hours"]))
        except ValueError as error:
            raise self.fail("quiet_hours", str(error)) from error

    def dimensions(self) -> tuple[str, ...]:
        names = self.words("dimensions", Account.dimensions, re.compile(r".+"))
        if names[:2] != Account.dimensions or names[2:] not in ((), ("topic",)):
            raise self.fail("dimensions", '["format", "slot"] or ["format", "slot", "topic"] was expected')
        return names

    def renamed(self, topics: tuple[str, ...]) -> dict[str, str]:
        value = self.content.get("renamed", {})
        if not isinstance(value, dict):
            raise self.fail("renamed", 'a table of topics, "former name" = "name of today", was expected')
        for former, present in value.items():
            if present not in topics or former in topics:
                raise self.fail("renamed", f"{former!r} has to be a former topic, and {present!r} one of the `topics`")
        return {former: str(present) for former, present in value.items()}

    def mode(self) -> tuple[Mode, str]:
        value = self.content.get("mode", "observe")
        if value in get_args(Mode):
            return cast("Mode", value), ""
        return (
            "observe",
            f"{self.where}: `mode` is {value!r}, which is none of {', '.join(get_args(Mode))}: it means observe.",
        )

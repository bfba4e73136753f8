"""What a person sees of each decision before judging it, and what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import pandas as pd

from tweet_assets.accounts import Account, Folder
from tweet_assets.generation.originality import Wordings, likeness, wordings
from tweet_assets.posting import calendar, x_requests
from tweet_assets.reports import numbers, plan
from tweet_assets.reports.rows import Row
from tweet_assets.review.judging import Bench
from tweet_assets.settings import SETTINGS
from tweet_assets.tweet_text import weighted_length

Action = Literal["approve", "reject", "skip", "edit"]
_MAY: Mapping[str, tuple[Action, ...]] = {
    "awaiting_approval": ("approve", "reject", "skip", "edit"),
    "approved": ("reject", "skip", "edit"),
    "rejected": ("approve", "skip", "edit"),
    "skipped": ("approve", "edit"),
    "no_draft": ("edit",),
    "handed_over": ("skip",),
}
_NEEDS_YOU = ("unknown", "needs_human")
_OBSERVED = "planned while the mode was observe, and stays so; days that are not planned yet will wait for you"


@dataclass(frozen=True)
class Nearest:
    """The text that is most like another: of 100 how much, whose it is, and what it says."""

    alike: int
    whose: str
    text: str


@dataclass(frozen=True)
class Card:
    """One decision; every field is ready to be read."""

    decision_id: str
    account: str
    due: str
    slot: str
    format: str
    topic: str
    propensity: str
    inspiration: str
    expected: str
    cost: str
    state: str
    state_said: str
    text: str | None
    text_sha256: str
    length: int
    origin: str
    verdict: str
    reasons: tuple[str, ...]
    nearest_example: Nearest | None
    nearest_post: Nearest | None
    may: tuple[Action, ...]
    link: str | None
    """Opens the text on X, ready to be posted by hand."""

    @property
    def waits(self) -> bool:
        return self.state == "awaiting_approval"


@dataclass(frozen=True)
class Day:
    """The decisions of one day, of every account, in order of time."""

    name: str
    cards: tuple[Card, ...]


def days(bench: Bench) -> list[Day]:
    """What is planned from today on, day by day, and before it what of the last days needs a person."""
    folder, now = bench.posting.folder(), bench.clock()
    today = now.astimezone(folder.zone).date()
    since = today - timedelta(days=SETTINGS.posting.draft_days)
    rows = bench.standing("for_day >= ? and not rehearsal", [since])
    shown = rows[(rows["for_day"] >= pd.Timestamp(today)) | rows["state"].isin(_NEEDS_YOU)]
    found: dict[date, list[Card]] = {}
    for account in folder.accounts:
        mine = shown[shown["account"] == account.handle]
        if len(mine):
            beside = _Beside.of(bench, account)
            for _, row in mine.iterrows():
                found.setdefault(row["for_day"].date(), []).append(_card(row, account, folder, beside, now))
    return [Day(_name(day, today), tuple(found[day])) for day in sorted(found)]


@dataclass(frozen=True)
class _Beside:
    """What the texts of an account are shown beside, and what the guardrails said of its drafts."""

    library: Wordings
    own: Wordings
    tweets: Mapping[str, tuple[str, str]]
    posts: Mapping[str, str]
    reasons: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, bench: Bench, account: Account) -> _Beside:
        store, settings = bench.external.warehouse(), SETTINGS.generation
        library = store.read("select example_id, text, author, origin from generation.viral_library")
        own = bench.own.warehouse().read(
            "select post_id, text from account.posts where account = ? and text is not null order by posted_at",
            [account.handle],
        )
        drafts = store.read("select draft_id, reasons from generation.drafts where not rehearsal")
        tweets = {str(row["example_id"]): (_whose(row), str(row["text"])) for _, row in library.iterrows()}
        posts = dict(zip(own["post_id"].astype(str), own["text"].astype(str), strict=True))
        return cls(
            wordings({name: text for name, (_, text) in tweets.items()}, settings),
            wordings(posts, settings),
            tweets,
            posts,
            {str(row["draft_id"]): tuple(map(str, row["reasons"])) for _, row in drafts.iterrows()},
        )

    def example(self, text: str) -> Nearest | None:
        alike, name = likeness(text, self.library)
        return None if name is None else Nearest(round(alike), *self.tweets[name])

    def post(self, text: str) -> Nearest | None:
        alike, name = likeness(text, self.own)
        return None if name is None else Nearest(round(alike), f"your post {name}", self.posts[name])


def _card(row: pd.Series, account: Account, folder: Folder, beside: _Beside, now: datetime) -> Card:
    known, state = Row({str(name): value for name, value in row.items()}), str(row["state"])
    text = known.text("text")
    may = _MAY.get(state, ()) if row["mode"] != "observe" else ()
    if state == "approved" and row["mode"] == "auto" and account.mode != "auto":
        may = ("approve", *may)  # the mode alone approved it, and counts no more
    by_x = account.publishes_to_x
    verdict, reasons = _verdict(row, beside)
    interval = numbers.span(known.number("low80"), known.number("high80"), numbers.rate)
    late = " (its time is over)" if row["due_at"] < now and state not in ("posted", "handed_over") else ""
    return Card(
        decision_id=str(row["decision_id"]),
        account=account.handle,
        due=f"{row['due_at'].astimezone(folder.zone):%H:%M}{late}",
        slot=str(row["slot"]),
        format=str(row["format"]),
        topic=str(row["topic"]),
        propensity=numbers.share(known.number("propensity")),
        inspiration=plan.inspiration(known.text("inspiration"), state),
        expected="no model can say yet"
        if known.number("expected_rate") is None
        else f"{numbers.rate(known.number('expected_rate'))} engagement per impression (80 % interval {interval})",
        cost=_cost(text, by_x),
        state=state,
        state_said=_OBSERVED if state == "observed" and account.mode != "observe" else plan.STATES[state],
        text=text,
        text_sha256=known.text("text_sha256") or "",
        length=weighted_length(text or ""),
        origin="your wording" if row["edited"] else str(row["note"]),
        verdict=verdict,
        reasons=reasons or ((str(row["why"]),) if state in _NEEDS_YOU else ()),
        nearest_example=beside.example(text) if text else None,
        nearest_post=beside.post(text) if text else None,
        may=may,
        link=calendar.link(text) if text and not by_x and state in ("approved", "handed_over") else None,
    )


def _verdict(row: pd.Series, beside: _Beside) -> tuple[str, tuple[str, ...]]:
    reasons = tuple(str(reason) for reason in row["reasons"])
    if row["version"] == 0 and isinstance(row["draft_id"], str):
        reasons = beside.reasons.get(row["draft_id"], ())
    if not isinstance(row["text"], str):
        return "there is no text", ()
    if reasons:
        return "a person should look", reasons
    return "a model wrote it; read it" if row["needs_person"] and not row["edited"] else "nothing found", ()


def _cost(text: str | None, by_x: bool) -> str:
    if not by_x:
        return "nothing: you post it by hand"
    usd = x_requests.usd_of_post(text or "") + SETTINGS.posting.usd_a_me
    return f"${usd:.3f} to X, with the question whose the keys are"


def _whose(tweet: pd.Series) -> str:
    if tweet["origin"] == "curated":
        return "a curated example, invented"
    return f"a tweet by @{tweet['author']}" if isinstance(tweet["author"], str) else "a tweet of somebody's"


def _name(day: date, today: date) -> str:
    told = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get((day - today).days)
    return f"{told}, {numbers.day(day)}" if told else numbers.day(day)

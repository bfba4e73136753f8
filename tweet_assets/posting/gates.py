"""May this text go out now? One pure function: every reason against it, by the name of its gate.

Asked when a try is armed and once more just before it is sent. What can pass by itself (an hour, a gap, a budget) makes
the text wait; what cannot (its time is over) ends it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tweet_assets.accounts import Account
from tweet_assets.generation.originality import Texts, Wordings, copies, likeness
from tweet_assets.settings import SETTINGS, Posting
from tweet_assets.tweet_text import facts

Gate = Literal[
    "stop", "mode", "folder", "approval", "text", "own_history", "examples", "early", "late", "quiet_hours",
    "most_a_day", "most_a_week", "gap", "budget", "breaker", "pause", "account", "clock",
]  # fmt: skip


@dataclass(frozen=True)
class Refusal:
    """Why a text may not go out. `final`: waiting does not help."""

    gate: Gate
    why: str
    final: bool = False


@dataclass(frozen=True)
class Approved:
    """A text that is to go out, and what stands behind it."""

    decision_id: str
    account: str
    text: str
    text_sha256: str
    mode: str
    due_at: datetime
    """Of the decision, or when a person armed it again."""
    needs_person: bool
    rehearsal: bool = False
    approved_at: datetime | None = None
    """When a person approved exactly this text; None: nobody did."""
    planned_at: datetime | None = None
    """The moment that was drawn, for which an approval holds however early it was given; None: `due_at` is it."""


@dataclass(frozen=True)
class Situation:
    """Everything else that counts, as it stands at a moment."""

    now: datetime
    account: Account
    zone: ZoneInfo
    own: Wordings
    """Posts of ours, this text's own tries left out."""
    library: Texts
    published_at: Sequence[datetime]
    """When posts of ours went out or may have, of the last week."""
    usd: float
    """What this post costs."""
    usd_of_month: float
    stop: str | None = None
    breaker: str | None = None
    pause: str | None = None
    keys_of: str | None = None
    """The handle of the account that the keys open; None: not asked yet."""
    server_at: datetime | None = None
    """X's clock, at `now`."""
    simulated_folder: bool = False
    real_server: bool = True


def refusals(text: Approved, at: Situation, settings: Posting = SETTINGS.posting) -> list[Refusal]:
    """Every reason why not; empty: it may go out."""
    return [*_allowed(text, at), *_approval(text, at, settings), *_wording(text, at), *_time(text, at, settings),
            *_pace(at, settings), *_x(text, at, settings)]  # fmt: skip


def _allowed(text: Approved, at: Situation) -> Iterator[Refusal]:
    if at.stop:
        yield Refusal("stop", at.stop)
    if text.mode not in ("approve", "auto") or at.account.mode not in ("approve", "auto"):
        yield Refusal("mode", f"the account's mode is {at.account.mode}, and the decision was made in {text.mode}")
    if at.account.mode == "auto" and not at.account.automated_label_confirmed:
        yield Refusal("mode", "automated_label_confirmed is not true")
    if text.rehearsal:
        yield Refusal("folder", "it is the rehearsal of a past day", final=True)
    if at.simulated_folder and at.real_server:
        yield Refusal("folder", "this folder is simulated, and the server is X's own")
    if not at.simulated_folder and not at.real_server:
        yield Refusal("folder", "this folder is real, and the server is not X's own")


def _approval(text: Approved, at: Situation, settings: Posting) -> Iterator[Refusal]:
    if text.approved_at is None:
        if at.account.mode != "auto" or text.needs_person:
            yield Refusal("approval", "nobody has approved exactly this text")
    elif at.now - text.approved_at > timedelta(hours=settings.approval_hours) and not _as_planned(text, at, settings):
        yield Refusal("approval", f"it was approved more than {settings.approval_hours:g} hours ago; approve it again")


def _as_planned(text: Approved, at: Situation, settings: Posting) -> bool:
    """Whether it goes out when it was planned to: a week is judged at one sitting."""
    return at.now - (text.planned_at or text.due_at) <= timedelta(minutes=settings.late_minutes)


def _wording(text: Approved, at: Situation) -> Iterator[Refusal]:
    counted = facts(text.text)
    if not text.text.strip():
        yield Refusal("text", "it is empty")
    if counted.weighted_length > at.own.settings.weighted_length_max:
        yield Refusal("text", f"it is {counted.weighted_length} long as X counts")
    if counted.mentions or "@" in text.text:
        yield Refusal("text", "it mentions somebody")
    if counted.cashtags > 1:
        yield Refusal("text", f"it has {counted.cashtags} cashtags, and X allows one")
    alike, post = likeness(text.text, at.own)
    if alike >= at.own.settings.own_token_sort_max:
        yield Refusal("own_history", f"it is {alike:.0f} of 100 alike to the post {post}")
    yield from (Refusal("examples", f"it copies a tweet: {reason}") for reason in copies(text.text, at.library)[:1])


def _time(text: Approved, at: Situation, settings: Posting) -> Iterator[Refusal]:
    if at.now < text.due_at:
        yield Refusal("early", f"it is due at {text.due_at.astimezone(at.zone):%Y-%m-%d %H:%M}")
    if at.now - text.due_at > timedelta(minutes=settings.late_minutes):
        late = (at.now - text.due_at).total_seconds() / 60
        yield Refusal("late", f"it is {late:.0f} minutes late, {settings.late_minutes:g} at most", final=True)
    quiet = at.account.quiet_hours
    if quiet is not None and quiet.holds(at.now.astimezone(at.zone)):
        yield Refusal("quiet_hours", f"quiet hours are {quiet.name}")


def _pace(at: Situation, settings: Posting) -> Iterator[Refusal]:
    today = at.now.astimezone(at.zone).date()
    day = sum(moment.astimezone(at.zone).date() == today for moment in at.published_at)
    week = sum(moment > at.now - timedelta(days=7) for moment in at.published_at)
    if day >= at.account.posts_per_day:
        yield Refusal("most_a_day", f"{day} posts went out today, {at.account.posts_per_day} at most")
    if week >= at.account.posts_per_week:
        yield Refusal("most_a_week", f"{week} posts went out in seven days, {at.account.posts_per_week} at most")
    gap = min((abs(at.now - moment) for moment in at.published_at), default=None)
    if gap is not None and gap < timedelta(hours=settings.gap_hours):
        minutes = gap.total_seconds() / 60
        yield Refusal("gap", f"another post went out {minutes:.0f} minutes ago, {settings.gap_hours:g} hours at least")
    if at.usd_of_month + at.usd > at.account.budget_usd_a_month:
        yield Refusal(
            "budget",
            f"${at.usd_of_month:.3f} of ${at.account.budget_usd_a_month:.2f} are spent or reserved this month, and "
            f"this post costs ${at.usd:.3f}",
        )


def _x(text: Approved, at: Situation, settings: Posting) -> Iterator[Refusal]:
    if at.breaker:
        yield Refusal("breaker", at.breaker)
    if at.pause:
        yield Refusal("pause", at.pause)
    if at.keys_of is not None and at.keys_of.lower() not in (name.lower() for name in at.account.names):
        yield Refusal("account", f"the keys are those of @{at.keys_of}, and this post is @{text.account}'s")
    if text.account != at.account.handle:
        yield Refusal("account", f"this post is @{text.account}'s, and not @{at.account.handle}'s")
    if at.server_at is not None:
        off = (at.now - at.server_at).total_seconds()
        if abs(off) > settings.clock_off_seconds_max:
            yield Refusal("clock", f"this machine's clock is {off:+.0f} seconds off X's")

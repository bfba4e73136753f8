"""What a round left behind, in a few lines, with the paths of what to look at, and what to type next."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd

from tweet_assets import inbox
from tweet_assets.accounts import Account, Folder
from tweet_assets.data_folder import DataFolder
from tweet_assets.days import week_of
from tweet_assets.posting.deciding import Plan
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import External, Own, Posting
from tweet_assets.warehouse import Warehouse

_STATES = """
select
    decisions.account, decisions.decision_id, decisions.for_day, decisions.due_at, decisions.format, decisions.slot,
    decisions.propensity, decisions.rehearsal, decisions.mode, outbox.state
from posting.decisions join posting.outbox using (decision_id)
where decisions.for_day >= ?
order by decisions.account, decisions.due_at
"""


@dataclass(frozen=True)
class Began:
    """When a round began, by the clock of the file system: what was moved aside before is of another."""

    seconds: float

    @classmethod
    def now(cls) -> Began:
        return cls(time.time())


def lines(place: DataFolder, folder: Folder, for_day: date, began: Began) -> Iterator[str]:
    """One line a fact; the last ones are the paths of the reports, and the command that comes next."""
    path = str(place.path)
    own, external, posting = (s(data_folder=path).warehouse() for s in (Own, External, Posting))
    rows = posting.read(_STATES, [for_day])
    rehearsal = for_day < folder.day_of(datetime.now(UTC))
    that_day = rows["for_day"] == pd.Timestamp(for_day)
    posts = 0
    for account in folder.accounts:
        told, number = _own_posts(own, account)
        posts += number
        yield f"@{account.handle} ({account.mode})"
        yield f"  own posts: {told}"
        of_it = rows[rows["account"] == account.handle]
        if not rehearsal:
            yield from _not_planned(folder, account, for_day, of_it)
            yield from _still_observed(account, of_it)
    library = external.read(
        "select origin, count(*) as n from generation.viral_library group by origin order by origin"
    )
    yield "library: " + (", ".join(f"{n} {o}" for o, n in zip(library["origin"], library["n"], strict=True)) or "empty")
    for _, row in rows[that_day].iterrows():
        due = row["due_at"].astimezone(folder.zone).strftime("%H:%M")
        arm = f"{row['format']} (probability {row['propensity']:.3f})"
        yield f"decision {row['decision_id']}: {due} {arm}, {row['state']}"
    ahead = rows[~that_day & ~rows["rehearsal"].astype(bool)]
    if len(ahead):
        counts = ahead["state"].value_counts()
        yield "planned for the days after: " + ", ".join(f"{n} {state}" for state, n in counts.items())
    for box in (place.own_inbox, place.external_inbox):
        yield from _moved_aside(box, began)
    for name, at in (("plan", for_day.isoformat()), ("report", f"week-{week_of(for_day - timedelta(days=1))}")):
        for page in sorted((place.path / "reports" / at).glob("*.html")):
            yield f"{name}: {page}"
    yield _next(place, {*rows.loc[that_day, "state"], *ahead["state"]}, posts, rehearsal)


def _own_posts(own: Warehouse, account: Account) -> tuple[str, int]:
    """How many posts of ours there are by kind, in words, and in all."""
    kinds = own.read(
        "select kind, count(*) as n from account.posts where account = ? group by kind order by n desc",
        [account.handle],
    )
    told = ", ".join(f"{n} {kind}" for kind, n in zip(kinds["kind"], kinds["n"], strict=True)) or "none yet"
    [[mature]] = own.rows("select count(*) from account.outcomes where account = ?", [account.handle])
    return f"{told}; {mature} with an outcome", int(kinds["n"].sum())


def _not_planned(folder: Folder, account: Account, for_day: date, decided: pd.DataFrame) -> Iterator[str]:
    """Why a day has fewer posts than the account asks for, where its hours are the reason."""
    now = folder.now(datetime.now(UTC))
    plan = Plan(account, for_day, folder.zone, now, rehearsal=False)
    that_day = decided[decided["for_day"] == pd.Timestamp(for_day)]
    dues = [moment.to_pydatetime() for moment in decided["due_at"]]
    if len(that_day) >= account.posts_per_day or plan.open_slots(that_day["slot"], dues):
        return
    planned = f"{len(that_day)} of {account.posts_per_day} posts" if len(that_day) else "no post"
    yield (
        f"  {planned} planned for {for_day}: at {now.astimezone(folder.zone):%H:%M} no further slot of the day is open "
        f"(a slot closes {SETTINGS.posting.closing_minutes:.0f} minutes before it ends, and posts lie "
        f"{SETTINGS.posting.gap_hours:g} hours apart). The next day is planned once it has begun."
    )


def _still_observed(account: Account, decided: pd.DataFrame) -> Iterator[str]:
    """What was planned while the mode was observe stays observed: nobody was to be asked for it."""
    observed = decided[decided["state"] == "observed"]
    if account.mode == "observe" or observed.empty:
        return
    yield (
        f"  {len(observed)} of the decisions up to {observed['for_day'].max().date()} were made in mode observe and "
        f"stay so: nothing of them is handed over. Mode {account.mode} holds for what is planned from now on."
    )


def _moved_aside(box: Path, began: Began) -> Iterator[str]:
    """What this round moved aside; of what lies there since earlier, how much."""
    reasons = sorted(box.rglob(f"{inbox.ASIDE}/*{inbox.REASON}"))
    fresh = [reason for reason in reasons if reason.stat().st_mtime >= began.seconds]
    for reason in fresh:
        yield f"moved aside: {reason}"
    if len(reasons) > len(fresh):
        yield f"{len(reasons) - len(fresh)} moved aside before, in {box / inbox.ASIDE}: delete what you have seen to"


def _next(place: DataFolder, states: Collection[str], posts: int, rehearsal: bool) -> str:
    if "awaiting_approval" in states:
        words, why = "review", ""
    elif not posts:
        words, why = "import FILE ...", "your exports from X, or your X archive: till then nothing is learned"
    elif "approved" in states:
        words, why = "publish", ""
    elif rehearsal:
        words, why = "run", "today's plan: this one was a rehearsal"
    else:
        words, why = "import FILE ...", "your next export, when you have posted; then run again"
    return f"Next: {place.command(words)}" + (f"   ({why})" if why else "")

"""What a round left behind, in a few lines, with the paths of what to look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from tweet_assets.accounts import Folder
from tweet_assets.data_folder import DataFolder
from tweet_assets.days import week_of
from tweet_assets.posting.deciding import Plan
from tweet_assets.stores import External, Own, Posting

_SHOWN = 3


def lines(place: DataFolder, folder: Folder, for_day: date) -> Iterator[str]:
    """One line a fact; the last ones are the paths of the reports."""
    path = str(place.path)
    own, external, posting = (s(data_folder=path).warehouse() for s in (Own, External, Posting))
    for account in folder.accounts:
        kinds = own.read(
            "select kind, count(*) as n from account.posts where account = ? group by kind order by n desc",
            [account.handle],
        )
        told = ", ".join(f"{n} {kind}" for kind, n in zip(kinds["kind"], kinds["n"], strict=True)) or "none yet"
        mature = own.read("select count(*) as n from account.outcomes where account = ?", [account.handle])["n"].iloc[0]
        yield f"@{account.handle} ({account.mode})"
        yield f"  own posts: {told}; {mature} with an outcome"
    library = external.read(
        "select origin, count(*) as n from generation.viral_library group by origin order by origin"
    )
    yield "library: " + (", ".join(f"{n} {o}" for o, n in zip(library["origin"], library["n"], strict=True)) or "empty")
    decided = posting.read(
        """
        select decisions.*, outbox.state
        from posting.decisions join posting.outbox using (decision_id)
        where decisions.for_day = ?
        order by decisions.account, decisions.due_at
        """,
        [for_day],
    )
    for _, row in decided.iterrows():
        due = row["due_at"].astimezone(folder.zone).strftime("%H:%M")
        arm = f"{row['format']} (probability {row['propensity']:.3f})"
        yield f"decision {row['decision_id']}: {due} {arm}, {row['state']}"
    ahead = posting.read(
        """
        select outbox.state, count(*) as n from posting.decisions join posting.outbox using (decision_id)
        where decisions.for_day > ? and not rehearsal group by outbox.state order by n desc
        """,
        [for_day],
    )
    if len(ahead):
        told = ", ".join(f"{n} {state}" for state, n in zip(ahead["state"], ahead["n"], strict=True))
        yield f"planned for the days after: {told}"
    if decided.empty:
        yield from _undecided(folder, for_day)
    for name, at in (("plan", for_day.isoformat()), ("report", f"week-{week_of(for_day - timedelta(days=1))}")):
        for page in sorted((place.path / "reports" / at).glob("*.html")):
            yield f"{name}: {page}"
    for inbox in (place.own_inbox, place.external_inbox):
        reasons = sorted(inbox.rglob("refused/*.reason.txt"), key=lambda path: path.stat().st_mtime, reverse=True)
        for reason in reasons[:_SHOWN]:
            yield f"moved aside: {reason}"
        if len(reasons) > _SHOWN:
            yield f"  and {len(reasons) - _SHOWN} before; delete in {inbox / 'refused'} what you have seen to"
    yield f"next: {place.program} {_next(folder, {*decided['state'], *ahead['state']})}"


def _next(folder: Folder, states: set[str]) -> str:
    if "awaiting_approval" in states:
        return "review"
    if "approved" in states and not any(account.publishes_to_x for account in folder.accounts):
        return "publish"
    return "report"


def _undecided(folder: Folder, for_day: date) -> Iterator[str]:
    """Why nothing is decided for a day: its slots are over, or nothing has planned it."""
    now = folder.now(datetime.now(UTC))
    for account in folder.accounts:
        rehearsal = for_day < folder.day_of(now)
        if not Plan(account, for_day, folder.zone, now, rehearsal).open_slots(()):
            yield (
                f"@{account.handle}: no slot of {for_day} was open any more. The next day is planned in its morning, "
                "or now with `plan_days = 2` in accounts.toml"
            )

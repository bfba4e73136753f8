"""Sixty days, or as many as one likes: an invented account from its first post on, behind a server like X's.

Time is what accounts.toml of the folder says, and it is moved: to the morning, to a person's hour, to each moment at
which a text is due or a post has come to an age, and there the project's own sensors and schedules are asked. Nothing
knows that it is not real but the server and its readers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from tweet_assets import round as round_
from tweet_assets.closed_loop.audience import Audience
from tweet_assets.closed_loop.daemon import Daemon
from tweet_assets.data_folder import DataFolder
from tweet_assets.drill.server import INVENTED, serving
from tweet_assets.drill.world import World
from tweet_assets.progress import SILENCE, Progress
from tweet_assets.review.judging import Bench
from tweet_assets.x_session import URL

HANDLE = "invented_me"
FIRST_DAY = date(2026, 3, 2)
ZONE = ZoneInfo("Europe/Lisbon")
_MORNING, _PERSON = time(5, 31), time(5, 50)
_AFTER = timedelta(minutes=1)
_REJECTED = 0.1  # of the texts that a person reads
_SETTINGS = """# An invented account. Nothing in this folder was ever on X.
timezone = "{zone}"
history_start = {history_start}
simulated = true
today = {now}

[[accounts]]
handle = "{handle}"
topics = ["writing", "coding", "teaching"]
mode = "approve"
publisher = "x"
posts_per_day = {posts_per_day}
budget_usd_a_month = 50.0
"""


class FolderTaken(Exception):
    """The folder holds something else; the message says what to do."""


@dataclass(frozen=True)
class Simulation:
    """An invented account in a data folder of its own."""

    place: DataFolder
    seed: int
    posts_per_day: int

    def run(self, days: int, progress: Progress) -> Audience:
        """Runs so many days; the tables of the folder tell the rest. Raises FolderTaken, RunFailed."""
        if self.place.path.exists() and any(self.place.path.iterdir()):
            raise FolderTaken(f"{self.place.path} is not empty. Name a folder that is not there yet.")
        self.place.path.mkdir(parents=True, exist_ok=True)
        first = datetime.combine(FIRST_DAY, time.min, ZONE).astimezone(UTC)
        now = [first]
        world = World(lambda: now[0], handle=HANDLE, naming="tweet")
        formats: dict[str, str] = {}
        world.counts = audience = Audience(formats, ZONE, self.seed)

        def move(moment: datetime) -> None:
            now[0] = moment
            self._write(moment)

        move(first)
        chance = np.random.default_rng(self.seed)
        with (
            serving(world) as address,
            _environment({**INVENTED, URL: address}),
            round_.over(self.place, SILENCE) as runs,
        ):
            daemon, bench = Daemon(runs, first), Bench.of(self.place)
            progress.expects(days)
            for number in range(days):
                day = FIRST_DAY + timedelta(days=number)
                self._day(day, daemon, bench, world, move, chance, formats)
                progress.passes(f"  {day}: {len(world.posts)} posts so far")
        return audience

    def _day(
        self,
        day: date,
        daemon: Daemon,
        bench: Bench,
        world: World,
        move: Callable[[datetime], None],
        chance: np.random.Generator,
        formats: dict[str, str],
    ) -> None:
        """From one midnight to the next."""
        ends = _at(day + timedelta(days=1), time.min)
        for moment in (_at(day, time.min), _at(day, _MORNING)):
            move(moment)
            daemon.look(moment)
        move(_at(day, _PERSON))
        dues = _judge(bench, chance, formats)
        ages = [post.at + timedelta(hours=hours) for post in world.posts for hours in (24, 48)]
        moments = {moment + _AFTER for moment in [*dues, *ages]}
        while today := sorted(moment for moment in moments if _at(day, _PERSON) < moment < ends):
            move(today[0])
            daemon.look(today[0])
            moments.discard(today[0])

    def _write(self, now: datetime) -> None:
        text = _SETTINGS.format(
            zone=ZONE.key,
            history_start=FIRST_DAY - timedelta(days=1),
            now=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            handle=HANDLE,
            posts_per_day=self.posts_per_day,
        )
        draft = self.place.path / "accounts.toml.partial"
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, self.place.accounts_file)


def _judge(bench: Bench, chance: np.random.Generator, formats: dict[str, str]) -> list[datetime]:
    """A person reads what waits, rejects some, and approves the rest; the moments at which they are due."""
    dues = []
    for _ in range(3):  # what takes the place of a rejected text is read too
        waiting = _waiting(bench)
        for decision_id, format_, text, due_at in waiting:
            if chance.random() < _REJECTED:
                bench.judge(decision_id, "rejected", "not how I speak")
            else:
                bench.judge(decision_id, "approved")
                formats[text] = format_
                dues.append(due_at)
    return dues


def _waiting(bench: Bench) -> list[tuple[str, str, str, datetime]]:
    rows = bench.standing("not rehearsal and due_at > ?", [bench.clock()])
    return [
        (str(row["decision_id"]), str(row["format"]), str(row["text"]), row["due_at"].to_pydatetime())
        for _, row in rows[rows["state"] == "awaiting_approval"].iterrows()
    ]


def _at(day: date, local: time) -> datetime:
    return datetime.combine(day, local, ZONE).astimezone(UTC)


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """The environment with these values, and afterwards as it was."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

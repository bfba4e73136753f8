"""The drill: many texts, one round after the other, each round a process that may be killed; then the count.

A person looks at what needs one, and arms it again if it is not there. In the end nothing goes wrong any more, and
every text has come to an end.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.drill import processes, texts, weather
from tweet_assets.drill.count import Count
from tweet_assets.drill.processes import Server
from tweet_assets.drill.server import INVENTED
from tweet_assets.generation import originality
from tweet_assets.posting import recovering, sending, switches, x_account
from tweet_assets.posting.desk import Desk
from tweet_assets.progress import Progress
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

_PERSON_EVERY = 3  # rounds, which is sooner than a text expires
_RULES = replace(SETTINGS.posting, gap_hours=0.0)


def run(intents: int, seed: int, progress: Progress) -> Count:
    """The whole drill. Processes are forked: whatever shows the progress must not do so by a thread."""
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a memory file system, where there is one
    with tempfile.TemporaryDirectory(prefix="tweet-assets-drill-", dir=base) as name:
        folder = Path(name)
        processes.set_now(folder, texts.BEGINS)
        generator = np.random.default_rng(seed)
        with processes.server(folder, seed) as server:
            desk = _desk(folder, server.address)
            desk.x.me()  # what a first request loads is loaded once, and not in every process anew
            count = Count(intents)
            _rounds(desk, count, generator, server, progress)
            _settle(desk, count, server)
            count.compare(desk.store, server.truth())
    return count


def _rounds(desk: Desk, count: Count, generator: np.random.Generator, server: Server, progress: Progress) -> None:
    progress.expects(count.intents)
    for number in range(count.intents):
        if number % texts.AT_A_TIME == 0:
            last = min(number + texts.AT_A_TIME, count.intents)
            decided = texts.decide(desk.store, number, last, generator)
            desk.wordings(dict(zip(decided, decided, strict=True)))  # once, and not in every process anew
        processes.set_now(desk.folder, texts.BEGINS + number * texts.APART + timedelta(minutes=1))
        accident = weather.accident(generator)
        count.rounds += 1
        count.accidents[texts.named(number)] = accident
        publishers = 2 if accident == "two at once" else 1
        acts = [_round(desk, accident, generator) for _ in range(publishers)]
        count.raised.update(processes.forked(*acts))
        if number % _PERSON_EVERY == 0:
            _person(desk, count, server)
        progress.passes(f"  {number + 1} of {count.intents}" if (number + 1) % 100 == 0 else "")


def _settle(desk: Desk, count: Count, server: Server) -> None:
    """Without accidents from now on, until every text has come to an end."""
    server.calm()
    for _ in range(40):
        if count.is_over(desk.store):
            break
        processes.set_now(desk.folder, processes.now(desk.folder) + timedelta(minutes=16))
        count.rounds += 1
        count.raised.update(processes.forked(lambda: sending.publish(desk)))
        _person(desk, count, server)


def _round(desk: Desk, accident: weather.Accident, generator: np.random.Generator) -> Callable[[], object]:
    """A round of publishing as it goes with this accident, to be done in a process of its own."""
    clock = weather.Clock(lambda: processes.now(desk.folder))
    x, full_after = desk.x, int(generator.integers(0, 60_000))
    dies_after = float(generator.uniform(0, 0.3))
    if accident == "killed at a step":
        clock.dies_at = int(generator.integers(1, 16))
    elif accident == "clock off a little":
        clock.off = timedelta(seconds=float(generator.uniform(-250, 250)))
    elif accident == "clock off a lot":
        clock.off = timedelta(hours=float(generator.uniform(-5, 5)))
    elif accident.endswith("the write"):
        x = weather.DyingAtTheWrite(x.keys, x.base_url, x.timeout_seconds, accident, float(generator.uniform(0, 0.02)))

    def publish() -> None:
        if accident == "disk full":
            weather.fill_the_disk(desk.folder, full_after)
        if accident == "killed at a moment":
            weather.die_within(dies_after)
        sending.publish(replace(desk, clock=clock, x=x))

    return publish


def _person(desk: Desk, count: Count, server: Server) -> None:
    """Looks at the account for every text that needs it, arms again what is not there, and resumes after a stop."""
    with desk.store.transaction() as ledger:
        asked = ledger.rows(
            """
            select decision_id, text
            from posting.attempts
            join posting.decisions using (decision_id)
            qualify row_number() over (partition by decision_id order by step desc) = 1 and state = 'needs_human'
            """
        )
        [locked] = ledger.one(
            """
            select count(*) from posting.x_requests
            where http_status in (401, 402)
                and begun_at > coalesce((select max(set_at) from posting.switches), '-infinity'::timestamptz)
            """
        )
    there = {text for _, text in server.truth().posts} if asked else set()
    for decision_id, text in asked:
        count.asked[decision_id] += 1
        count.asked_in_vain += text in there
        count.raised.update(processes.forked(lambda name=decision_id: recovering.rearm(desk, name)))  # type: ignore[misc]
    if locked:
        switches.throw(desk.folder, desk.store, "resume", "a person has seen to it", desk.clock())


def _desk(folder: Path, address: str) -> Desk:
    return Desk(
        store=Warehouse(folder / "posting.duckdb", "posting", simulated=True),
        x=x_account.XAccount(x_account.keys(INVENTED, "invented_me"), address, 0.5),
        account=Account(
            "invented_me", mode="approve", publisher="x", posts_per_day=10_000, posts_per_week=10_000,
            budget_usd_a_month=10_000.0,
        ),
        zone=ZoneInfo("UTC"),
        folder=folder,
        environment={},
        clock=lambda: processes.now(folder),
        own_posts=pd.DataFrame(
            {"post_id": [], "posted_at": pd.Series([], dtype="datetime64[us, UTC]"), "text": []}
        ),
        library=originality.texts({}, SETTINGS.generation),
        wordings=lambda named: originality.wordings(named, SETTINGS.generation),
        simulated=True,
        settings=_RULES,
    )  # fmt: skip

"""The drill: many texts, one round after the other, each round a process that may be killed; then the count.

The server runs in a process of its own, and what it has is the truth. A person looks at what needs one, and arms it
again if it is not there. In the end nothing goes wrong any more, and every text has come to an end.
"""

from __future__ import annotations

import os
import signal
import struct
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.drill import weather
from tweet_assets.drill.server import INVENTED, serving
from tweet_assets.drill.world import World
from tweet_assets.generation import originality
from tweet_assets.posting import approvals, recovering, sending, switches, x_account
from tweet_assets.posting.deciding import text_hash
from tweet_assets.posting.desk import Desk
from tweet_assets.posting.pending import is_due
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

_BEGINS = datetime(2026, 3, 2, 6, tzinfo=UTC)
_APART = timedelta(minutes=7)
_PERSON_EVERY = 5  # rounds
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_RULES = replace(SETTINGS.posting, gap_hours=0.0)


@dataclass
class Count:
    """What became of every text, by the ledger; and what the server says of it."""

    intents: int
    states: dict[str, int] = field(default_factory=dict)
    rounds: int = 0
    accidents: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    """Posts on the server beyond the first of a text."""
    not_in_ledger: int = 0
    """Posts on the server whose text the ledger does not hold for posted, under that id."""
    not_on_server: int = 0
    """Texts that the ledger holds for posted under an id that the server does not have for them."""
    asked_a_person: int = 0
    asked_in_vain: int = 0
    """Of these, texts that were on the server when the ledger first said that it needs a person."""
    raised: Counter[str] = field(default_factory=Counter)
    """How processes ended that nobody killed, where that was by an error."""

    @property
    def held(self) -> bool:
        ends = {"posted", "expired", "refused"}
        wrong = self.duplicates + self.not_in_ledger + self.not_on_server + self.asked_in_vain
        return not wrong and set(self.states) <= ends and sum(self.states.values()) == self.intents

    def lines(self) -> list[str]:
        return [
            f"{self.intents} texts in {self.rounds} rounds: "
            + ", ".join(f"{n} {name}" for name, n in self.accidents.most_common()),
            *(f"  {name:<28}{self.states.get(name, 0):>6}" for name in ("posted", "expired", "refused")),
            *(f"  {name:<28}{n:>6}" for name, n in sorted(self.states.items()) if name not in _ENDS),
            f"  {'asked a person':<28}{self.asked_a_person:>6}",
            f"  {'  of these, posted already':<28}{self.asked_in_vain:>6}",
            f"  {'duplicates on the server':<28}{self.duplicates:>6}",
            f"  {'on the server, not in ledger':<28}{self.not_in_ledger:>6}",
            f"  {'in ledger, not on the server':<28}{self.not_on_server:>6}",
            *(f"  ended by {name}: {n}" for name, n in self.raised.most_common()),
        ]


_ENDS = ("posted", "expired", "refused")


def run(intents: int, seed: int, say: Callable[[str], None]) -> Count:
    """The whole drill; `say` gets lines of progress."""
    x_account.ready()  # once, and not in every process anew
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a memory file system, where there is one
    with tempfile.TemporaryDirectory(prefix="tweet-assets-drill-", dir=base) as name:
        folder = Path(name)
        _set(folder, _BEGINS)
        generator = np.random.default_rng(seed)
        with _server(folder, seed) as (address, asking):
            desk = _desk(folder, address)
            _decide(desk.store, intents, generator)
            count = Count(intents)
            _rounds(desk, count, generator, asking, say)
            _settle(desk, count, asking)
            _compare(desk.store, asking, count)
    return count


def _rounds(
    desk: Desk, count: Count, generator: np.random.Generator, asking: Connection, say: Callable[[str], None]
) -> None:
    for number in range(count.intents):
        _set(desk.folder, _BEGINS + number * _APART + timedelta(minutes=1))
        accident = weather.accident(generator)
        count.rounds += 1
        count.accidents[accident] += 1
        _forked(lambda a=accident: _round(desk, a, generator), count)  # type: ignore[misc]
        if number % _PERSON_EVERY == 0:
            _person(desk, count, asking)
        if (number + 1) % 100 == 0:
            say(f"  {number + 1} of {count.intents}")


def _settle(desk: Desk, count: Count, asking: Connection) -> None:
    """Without accidents from now on, until every text has come to an end."""
    asking.send("calm")
    asking.recv()
    for _ in range(40):
        if not is_due(desk.store, desk.account.handle, _now(desk.folder) + timedelta(days=1)):
            break
        _set(desk.folder, _now(desk.folder) + timedelta(minutes=16))
        count.rounds += 1
        _forked(lambda: sending.publish(desk), count)
        _person(desk, count, asking)


def _round(desk: Desk, accident: weather.Accident, generator: np.random.Generator) -> None:
    clock = weather.Clock(lambda: _now(desk.folder))
    if accident == "killed":
        clock.dies_at = int(generator.integers(1, 40))
    elif accident == "clock off a little":
        clock.off = timedelta(seconds=float(generator.uniform(-250, 250)))
    elif accident == "clock off a lot":
        clock.off = timedelta(hours=float(generator.uniform(-5, 5)))
    elif accident == "disk full":
        weather.fill_the_disk(desk.folder, int(generator.integers(0, 60_000)))
    x = desk.x
    if accident.endswith("the write"):
        x = weather.DyingAtTheWrite(x.keys, x.base_url, x.timeout_seconds, accident, float(generator.uniform(0, 0.02)))
    sending.publish(replace(desk, clock=clock, x=x))


def _person(desk: Desk, count: Count, asking: Connection) -> None:
    """Looks at the account for every text that needs it, arms again what is not there, and resumes after a stop."""
    there = {text for _, text in _truth(asking)}
    store = desk.store
    last = _last(store)
    for row in last[last["state"] == "needs_human"].itertuples():
        count.asked_a_person += 1
        count.asked_in_vain += row.text in there
        _forked(lambda name=str(row.decision_id): recovering.rearm(desk, name), count)  # type: ignore[misc]
    locked = store.read("select 1 as one from posting.x_requests where http_status in (401, 402)")
    if len(locked):
        switches.throw(desk.folder, store, "resume", "a person has seen to it", desk.clock())


def _compare(store: Warehouse, asking: Connection, count: Count) -> None:
    truth = _truth(asking)
    last = _last(store)
    posted = last[last["state"] == "posted"]
    held = set(zip(posted["post_id"], posted["text"], strict=True))
    count.states = {str(state): int(n) for state, n in last["state"].value_counts().items()}
    count.duplicates = len(truth) - len({text for _, text in truth})
    count.not_in_ledger = len(set(truth) - held)
    count.not_on_server = len(held - set(truth))


def _last(store: Warehouse) -> pd.DataFrame:
    """Every text with the last step of its try; 'not tried' where there was none."""
    return store.read(
        """
        select decisions.decision_id, decisions.text, coalesce(last.state, 'not tried') as state, last.post_id
        from posting.decisions
        left join (
            select * from posting.attempts
            qualify row_number() over (partition by decision_id order by step desc) = 1
        ) as last using (decision_id)
        """
    )


def _forked(act: Callable[[], object], count: Count) -> None:
    """Does something in a process of its own, which may die of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - the process ends here, and its parent is told how
            told = f"{type(error).__name__}: {error}".splitlines()[0][:100]
            os.write(writing, (told + "\n" + traceback.format_exc()).encode()[:4000])
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode(errors="replace")
    os.waitpid(child, 0)
    if said:
        count.raised[said.split(":")[0]] += 1


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
        clock=lambda: _now(folder),
        own_posts=pd.DataFrame(
            {"post_id": [], "posted_at": pd.Series([], dtype="datetime64[us, UTC]"), "text": []}
        ),
        library=originality.texts({}, SETTINGS.generation),
        wordings=lambda named: originality.wordings(named, SETTINGS.generation),
        simulated=True,
        settings=_RULES,
    )  # fmt: skip


def _decide(store: Warehouse, intents: int, generator: np.random.Generator) -> None:
    rows = []
    for number in range(intents):
        words = ["".join(generator.choice(list(_LETTERS), int(generator.integers(3, 9)))) for _ in range(12)]
        text = f"Invented: {' '.join(words)}."
        due = _BEGINS + number * _APART
        rows.append({"decision_id": f"d{number:06d}", "ordinal": number + 1, "due_at": due, "text": text})
    frame = pd.DataFrame(rows).assign(
        account="invented_me", for_day=pd.Timestamp(_BEGINS.date()), rehearsal=False, mode="approve", format="story",
        slot="06-09", propensity=1.0, topic="invented", inspiration=None, inspiration_probability=None,
        draft_probability=1.0, chosen_by="lot", needs_person=True, example_form="structure", expected_rate=None,
        low80=None, high80=None, seed=1, policy_as_of=pd.Timestamp(_BEGINS.date()), policy_version="drill",
        note="drill",
    )  # fmt: skip
    frame["draft_id"] = "of " + frame["decision_id"]
    frame["text_sha256"] = [text_hash(text) for text in frame["text"]]
    frame["empty_cells"] = [[] for _ in range(intents)]
    frame["due_at"] = frame["due_at"].astype("datetime64[us, UTC]")
    given = [approvals.verdict_on(row, "approved", None, row["due_at"].to_pydatetime()) for _, row in frame.iterrows()]
    with store.transaction() as transaction:
        transaction.append("posting.decisions", frame)
        transaction.append("posting.approvals", pd.concat(given, ignore_index=True))


@contextmanager
def _server(folder: Path, seed: int) -> Iterator[tuple[str, Connection]]:
    """The server in a process of its own: its address, and a line on which it is asked for the truth."""
    context = get_context("fork")
    ours, its = context.Pipe()
    process = context.Process(target=_serve, args=(folder, seed, its), daemon=True)
    process.start()
    try:
        yield str(ours.recv()), ours
    finally:
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()


def _serve(folder: Path, seed: int, line: Connection) -> None:
    world = World(lambda: _now(folder), refuses_duplicates=False)
    world.faults = weather.faults(world, np.random.default_rng(seed + 1))
    world.requests_a_window = 10**9
    with serving(world, late_seconds=0.8) as address:
        line.send(address)
        while True:
            if line.recv() == "calm":
                world.faults = lambda _: "none"
                world.seen_after = timedelta(0)
            line.send([(post.post_id, post.text) for post in world.posts])


def _truth(asking: Connection) -> list[tuple[str, str]]:
    asking.send("truth")
    told: list[tuple[str, str]] = asking.recv()
    return told


def _set(folder: Path, now: datetime) -> None:
    """Time of the drill, for every process of it."""
    draft = folder / "now.partial"
    draft.write_bytes(struct.pack("d", now.timestamp()))
    os.replace(draft, folder / "now")


def _now(folder: Path) -> datetime:
    [seconds] = struct.unpack("d", (folder / "now").read_bytes())
    return datetime.fromtimestamp(seconds, UTC)

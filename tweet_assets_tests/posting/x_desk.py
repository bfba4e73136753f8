"""An account of an invented creator, its desk, and the local server that stands in for X."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
from posting.decided import decision

from tweet_assets.accounts import Account
from tweet_assets.drill.server import INVENTED, serving
from tweet_assets.drill.world import Fault, World
from tweet_assets.generation import originality
from tweet_assets.posting import approvals, x_account
from tweet_assets.posting.desk import Desk
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

DUE = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
NO_POSTS = pd.DataFrame({"post_id": [], "posted_at": pd.Series([], dtype="datetime64[us, UTC]"), "text": []})
GENERATION = SETTINGS.generation


def texts(named: Mapping[str, str]) -> originality.Texts:
    return originality.texts(named, GENERATION)


@dataclass
class Clock:
    """Time that stands still until it is moved; `off` is how far the machine's is from the server's."""

    at: datetime = DUE + timedelta(minutes=1)
    off: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return self.at + self.off

    def server(self) -> datetime:
        return self.at

    def passes(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass
class Faults:
    """The faults of the next requests of a kind, in their order; after them there are none."""

    of: dict[str, list[Fault]] = field(default_factory=dict)

    def __call__(self, request: str) -> Fault:
        waiting = self.of.get(request, [])
        return waiting.pop(0) if waiting else "none"


@dataclass
class Stage:
    """Everything that a test moves."""

    desk: Desk
    world: World
    clock: Clock
    faults: Faults

    @property
    def store(self) -> Warehouse:
        return self.desk.store

    def decide(self, *rows: pd.DataFrame, approve: bool = True) -> None:
        with self.store.transaction() as transaction:
            for row in rows:
                transaction.append("posting.decisions", row)
                if approve:
                    verdict = approvals.verdict_on(row.iloc[0], "approved", None, self.clock())
                    transaction.append("posting.approvals", verdict)

    def states(self, name: str = "d1") -> list[str]:
        rows = self.store.table("posting.attempts", decision_id=name)
        return [str(state) for state in rows.sort_values("step")["state"]]

    def why(self, name: str = "d1") -> str:
        return str(self.store.table("posting.attempts", decision_id=name).sort_values("step")["detail"].iloc[-1])

    @property
    def published(self) -> list[str]:
        return [post.text for post in self.world.posts]


@contextmanager
def stage(folder: Path, **changes: object) -> Iterator[Stage]:
    """A desk over an empty folder that is simulated, as one that talks to such a server has to be."""
    clock, faults = Clock(), Faults()
    world = World(clock.server, faults)
    with serving(world) as address:
        account = Account("invented_me", mode="approve", publisher="x")
        desk = Desk(
            store=Warehouse(folder / "posting.duckdb", "posting", simulated=True),
            x=x_account.XAccount(x_account.keys(INVENTED, "invented_me"), address, 1.0),
            account=account,
            zone=ZoneInfo("UTC"),
            folder=folder,
            environment={},
            clock=clock,
            own_posts=NO_POSTS,
            library=texts({}),
            wordings=lambda named: originality.wordings(named, GENERATION),
            simulated=True,
        )
        yield Stage(replace(desk, **changes), world, clock, faults)


def intent(name: str = "d1", **changes: object) -> pd.DataFrame:
    """A decision in mode approve, due at DUE."""
    return decision(name, **{"mode": "approve", "due_at": pd.Timestamp(DUE), **changes})

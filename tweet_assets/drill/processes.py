"""The processes of a drill: those that publish and may die of it, the server's, and the time that all of them share."""

from __future__ import annotations

import os
import signal
import struct
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from tweet_assets.drill import weather
from tweet_assets.drill.count import Truth
from tweet_assets.drill.server import serving
from tweet_assets.drill.world import World


def forked(*acts: Callable[[], object]) -> list[str]:
    """Does each thing in a process of its own, all at once. Returns the names of the errors that they ended by."""
    said = [_begun(act) for act in acts]
    return [name for name in (_ended(*each) for each in said) if name]


def _begun(act: Callable[[], object]) -> tuple[int, int]:
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
    return child, reading


def _ended(child: int, reading: int) -> str:
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode(errors="replace")
    os.waitpid(child, 0)
    return said.split(":")[0]


def set_now(folder: Path, now: datetime) -> None:
    """Time of the drill, for every process of it."""
    draft = folder / "now.partial"
    draft.write_bytes(struct.pack("d", now.timestamp()))
    os.replace(draft, folder / "now")


def now(folder: Path) -> datetime:
    [seconds] = struct.unpack("d", (folder / "now").read_bytes())
    return datetime.fromtimestamp(seconds, UTC)


class Server:
    """The other end of the line to the server."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self.address = str(line.recv())

    def truth(self) -> Truth:
        self._line.send("truth")
        told: Truth = self._line.recv()
        return told

    def calm(self) -> None:
        """From now on nothing goes wrong there."""
        self._line.send("calm")
        self._line.recv()


@contextmanager
def server(folder: Path, seed: int) -> Iterator[Server]:
    """The server in a process of its own; what it has is the truth."""
    context = get_context("fork")
    ours, its = context.Pipe()
    process = context.Process(target=_serve, args=(folder, seed, its), daemon=True)
    process.start()
    try:
        yield Server(ours)
    finally:
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()


def _serve(folder: Path, seed: int, line: Connection) -> None:
    world = World(lambda: now(folder), refuses_duplicates=False)
    world.faults = weather.faults(world, np.random.default_rng(seed + 1))
    world.requests_a_window = 10**9
    with serving(world, late_seconds=0.8) as address:
        line.send(address)
        while True:
            if line.recv() == "calm":
                world.faults = lambda _: "none"
                world.seen_after = timedelta(0)
            line.send(Truth([(post.post_id, post.text) for post in world.posts], list(world.writes)))

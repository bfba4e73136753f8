"""What goes wrong in a drill, by chance: with the server's requests, and with the process that publishes."""

from __future__ import annotations

import os
import resource
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import numpy as np

from tweet_assets.drill.world import Fault, World
from tweet_assets.posting.x_account import Answer, XAccount

Accident = Literal[
    "none", "killed at a step", "killed at a moment", "killed before the write", "killed in the write",
    "killed after the write", "clock off a little", "clock off a lot", "disk full", "two at once",
]  # fmt: skip
_ACCIDENTS: dict[Accident, float] = {
    "none": 0.40, "killed at a step": 0.12, "killed at a moment": 0.10, "killed before the write": 0.05,
    "killed in the write": 0.10, "killed after the write": 0.05, "clock off a little": 0.05, "clock off a lot": 0.04,
    "disk full": 0.05, "two at once": 0.04,
}  # fmt: skip
_OF_WRITE: dict[Fault, float] = {
    "none": 0.67, "lost_request": 0.07, "lost_answer": 0.09, "failed": 0.03, "failed_after": 0.04, "no_id": 0.02,
    "not_json": 0.02, "late_answer": 0.02, "duplicate": 0.01, "forbidden": 0.01, "too_many": 0.01, "bad_keys": 0.005,
    "no_credit": 0.005,
}  # fmt: skip
_OF_READ: dict[Fault, float] = {"none": 0.955, "failed": 0.02, "lost_request": 0.015, "not_json": 0.01}
_SEEN_AFTER_MINUTES = 14.0  # at most: a post that X shows later than the last look needs a person, who will see it


def faults(world: World, generator: np.random.Generator) -> Callable[[str], Fault]:
    """Draws what becomes of each request, and with each look how late the timeline is: it may forget what it showed."""

    def fault(request: str) -> Fault:
        world.seen_after = timedelta(minutes=float(generator.uniform(0, _SEEN_AFTER_MINUTES)))
        of = _OF_WRITE if request == "create" else _OF_READ
        return list(of)[int(generator.choice(len(of), p=list(of.values())))]

    return fault


def accident(generator: np.random.Generator) -> Accident:
    return list(_ACCIDENTS)[int(generator.choice(len(_ACCIDENTS), p=list(_ACCIDENTS.values())))]


def die_within(seconds: float) -> None:
    """Dies so much later, whatever is being done then."""
    timer = threading.Timer(seconds, die)
    timer.daemon = True
    timer.start()


def die() -> None:
    """As by kill -9: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Clock:
    """A machine's clock, `off` from the server's; the process is killed when it is asked for the `dies_at`th time."""

    server: Callable[[], datetime]
    off: timedelta = timedelta(0)
    dies_at: int = 0
    asked: int = 0

    def __call__(self) -> datetime:
        self.asked += 1
        if self.asked == self.dies_at:
            die()
        return self.server() + self.off


@dataclass(frozen=True)
class DyingAtTheWrite(XAccount):
    """Our account, whose process is killed before, in or after the write."""

    when: Accident = "killed after the write"
    seconds: float = 0.0

    def create(self, text: str) -> Answer:
        if self.when == "killed before the write":
            die()
        if self.when == "killed in the write":
            die_within(self.seconds)
        answer = super().create(text)
        die()
        return answer


def fill_the_disk(folder: Path, more_bytes: int) -> None:
    """From now on no file of this process may grow beyond the largest one there is and so many bytes."""
    largest = max((path.stat().st_size for path in folder.glob("*.duckdb*")), default=0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + more_bytes, resource.RLIM_INFINITY))

"""Dagster's history of the folder, and whether its daemon lives: read from the history itself, nothing is started."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tweet_assets.doctor.finding import Finding, note, ok, wrong
from tweet_assets.settings import SETTINGS

_RUNS = Path("history") / "runs.db"
_STARTS = "scripts/dev starts it; `tweet-assets run` does without"


def findings(home: Path, clock: datetime) -> Iterator[Finding]:
    """`home` is where the history is, or will be."""
    if not home.exists():
        yield ok(f"No history of runs yet; the first run makes it in {home}")
        return
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        yield wrong(f"The history of runs in {home} cannot be written.", "Make it yours: chown and chmod -R u+rwX.")
        return
    yield ok(f"The history of runs can be written: {home}")
    if (home / _RUNS).exists():
        yield _daemon(home / _RUNS, clock)


def _daemon(runs: Path, clock: datetime) -> Finding:
    try:
        with closing(sqlite3.connect(f"file:{runs}?mode=ro", uri=True)) as connection:
            [(moment,)] = connection.execute("select max(timestamp) from daemon_heartbeats").fetchall()
    except sqlite3.DatabaseError as error:
        return note(f"Whether Dagster's daemon runs cannot be known: {runs} says {error}.")
    if moment is None:
        return ok(f"Dagster's daemon has never run over this folder: {_STARTS}")
    seen = datetime.fromisoformat(str(moment)).replace(tzinfo=UTC)
    minutes = (clock - seen).total_seconds() / 60
    if minutes <= SETTINGS.terminal.daemon_silent_minutes:
        return ok("Dagster's daemon is running: sensors and schedules are asked")
    return ok(f"Dagster's daemon does not run, the last sign of it is of {seen:%Y-%m-%d %H:%M} UTC: {_STARTS}")

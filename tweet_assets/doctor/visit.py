"""One visit: every check, in an order in which what comes first explains what comes later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from tweet_assets.accounts import Folder
from tweet_assets.data_folder import DataFolder
from tweet_assets.doctor import machine, place
from tweet_assets.doctor.finding import Finding


def visit(at: DataFolder, environment: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """What is well and what is not, of this machine and a data folder. Changes nothing."""
    yield machine.python()
    yield from machine.packages()
    yield place.folder(at)
    yield machine.disk(at.path)
    found, said = place.settings(at)
    yield from said
    yield from machine.keys(environment, found or Folder())
    if found is None:
        return
    yield from place.permissions(at)
    yield from place.databases(at, found)
    yield from machine.clock(now, found, place.newest_post(at, found))
    yield from place.inboxes(at)
    yield place.history(at, environment)
    yield from place.switch(at, found, environment)

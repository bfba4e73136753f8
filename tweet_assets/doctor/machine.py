"""The machine: Python and packages, the disk, the clock, and the keys in the environment, never their values."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from tweet_assets.accounts import Folder
from tweet_assets.doctor.finding import Finding

PYTHON = (3, 11)
_NOTE_BYTES, _WRONG_BYTES = 1_000_000_000, 100_000_000
KEYS: Mapping[str, str] = {
    "OPENAI_API_KEY": "a language model writes drafts; without it templates do",
    "TWEET_ASSETS_BASE_URL": "a model server of your own writes drafts",
    "X_BEARER_TOKEN": "tweets of others are searched for, where accounts.toml has a [collection]",
    "X_API_KEY": "posts go out to X, with the three below",
    "X_API_SECRET": "posts go out to X",
    "X_ACCESS_TOKEN": "posts go out to X; of several accounts each has X_ACCESS_TOKEN_HANDLE",
    "X_ACCESS_TOKEN_SECRET": "posts go out to X",
}
PUBLISHING = ("X_API_KEY", "X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET")


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= PYTHON:
        return Finding("ok", f"Python {version}")
    needed = ".".join(map(str, PYTHON))
    return Finding("wrong", f"Python {version}; {needed} or newer is needed", f"PYTHON=python{needed} scripts/setup")


def packages(distribution: str = "tweet_assets") -> Iterator[Finding]:
    """Whether what the project requires is installed, in a version that it can use."""
    try:
        required = [Requirement(line) for line in metadata.requires(distribution) or ()]
    except metadata.PackageNotFoundError:
        yield Finding(
            "note", f"{distribution} itself is not installed, so its packages cannot be checked", "scripts/setup"
        )
        return
    wanted = [one for one in required if one.marker is None or one.marker.evaluate({"extra": ""})]
    bad = [said for one in wanted if (said := _unfit(one))]
    if bad:
        yield Finding("wrong", f"packages: {'; '.join(bad)}", "scripts/setup makes .venv anew from constraints.txt")
    else:
        yield Finding("ok", f"{len(wanted)} packages, each in a version that fits")


def _unfit(required: Requirement) -> str | None:
    try:
        found = metadata.version(required.name)
    except metadata.PackageNotFoundError:
        return f"{required.name} is missing"
    if required.specifier.contains(found, prereleases=True):
        return None
    return f"{required.name} is {found}, and {required.specifier} is needed"


def disk(folder: Path) -> Finding:
    place = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(place).free
    said = f"{free / 1e9:,.1f} GB free at {place}"
    if free < _WRONG_BYTES:
        return Finding("wrong", said, "make room: a run that finds the disk full stops, and loses nothing that stood")
    return Finding("note", said, "make room soon") if free < _NOTE_BYTES else Finding("ok", said)


def clock(now: datetime, folder: Folder, newest_post: datetime | None) -> Iterator[Finding]:
    """Whether the clock may be right: no post of ours can be younger than now."""
    local = now.astimezone(folder.zone)
    yield Finding("ok", f"it is {local:%Y-%m-%d %H:%M} in {folder.zone}")
    if folder.stands_at and folder.stands_at > now:
        yield Finding(
            "wrong",
            f"accounts.toml says that it is {folder.stands_at:%Y-%m-%d}, which this machine's clock has not reached",
            "set `today` to a day that is over",
        )
    elif folder.stands_at:
        yield Finding("note", f"this folder is simulated: in it it is {folder.today}")
    if newest_post and newest_post > now and not folder.simulated:
        yield Finding(
            "wrong",
            f"the newest post is of {newest_post:%Y-%m-%d %H:%M} UTC, and that has not come yet",
            "set the clock",
        )


def keys(environment: Mapping[str, str], folder: Folder) -> Iterator[Finding]:
    """Which keys are there, by name alone, and which are wanted by what is configured and are not."""
    given = [name for name in KEYS if environment.get(name, "").strip()]
    for name in given:
        yield Finding("ok", f"{name} is set: {KEYS[name]}")
    of_accounts = [name for name in environment if re.fullmatch(r"X_ACCESS_TOKEN(?:_SECRET)?_\w+", name)]
    yield from (Finding("ok", f"{name} is set") for name in sorted(of_accounts) if name not in KEYS)
    publishing = [account.handle for account in folder.accounts if account.publishes_to_x]
    missing = [name for name in PUBLISHING if name not in given]
    if publishing and missing and not of_accounts:
        yield Finding(
            "wrong",
            f"@{', @'.join(publishing)} publish to X, and the environment has no {', '.join(missing)}",
            'set them, or `publisher = "folder"` in accounts.toml',
        )
    if folder.collection and "X_BEARER_TOKEN" not in given:
        yield Finding("wrong", "accounts.toml has a [collection], and the environment no X_BEARER_TOKEN", "set it")
    if not given and not of_accounts:
        yield Finding("ok", "no key is set: everything stays on this machine")

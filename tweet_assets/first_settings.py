"""The first accounts.toml of a data folder: the template with a person's answers in it, and every comment kept."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tweet_assets import accounts_file
from tweet_assets.accounts import Folder
from tweet_assets.data_folder import PROJECT, DataFolder

TEMPLATE = PROJECT / "data" / "accounts.template.toml"
_LINK = re.compile(r"(?:https?://)?(?:www\.|mobile\.)?(?:x|twitter)\.com/@?(\w+)(?:[/?#].*)?", re.IGNORECASE)
_ZONE_FILE, _ZONE_NAME = Path("/etc/localtime"), Path("/etc/timezone")


class Exists(Exception):
    """There are settings already: they are the user's own, and stay."""


@dataclass(frozen=True)
class Answers:
    """What a person says first. No topics: the placeholder stays a comment."""

    handle: str
    timezone: str = "UTC"
    topics: Sequence[str] = ()
    mode: str = "observe"


def handle_of(typed: str) -> str:
    """The handle that was typed with or without @, or as a link to the account."""
    link = _LINK.fullmatch(typed.strip())
    return (link[1] if link else typed.strip()).removeprefix("@")


def machine_zone(environment_zone: str | None) -> str | None:
    """The name of this machine's zone, where it can be known: by TZ of the environment, or by the system's files."""
    target = str(_ZONE_FILE.resolve()) if _ZONE_FILE.is_symlink() else ""
    named = _ZONE_NAME.read_text(encoding="utf-8", errors="replace").strip() if _ZONE_NAME.is_file() else ""
    for name in ((environment_zone or "").removeprefix(":"), target.partition("zoneinfo/")[2], named):
        if name and is_zone(name):
            return name
    return None


def is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def text(answers: Answers, template: str) -> str:
    """The template with the answers. Raises ConfigurationError where accounts.toml does not take one of them."""
    said = _put(template, "timezone", json.dumps(answers.timezone))
    said = _put(said, "handle", json.dumps(handle_of(answers.handle)))
    said = _put(said, "mode", json.dumps(answers.mode))
    if answers.topics:
        said = _put(said, "topics", json.dumps(list(answers.topics), ensure_ascii=False))
    accounts_file.parse(said)
    return said


def write(place: DataFolder, answers: Answers) -> Folder:
    """Writes accounts.toml, whole or not at all, and makes the inboxes. Raises Exists and ConfigurationError."""
    content = text(answers, TEMPLATE.read_text(encoding="utf-8"))
    for box in (place.own_inbox, place.external_inbox):
        box.mkdir(parents=True, exist_ok=True)
    draft = place.path / f".accounts.toml.{uuid4().hex}"
    draft.write_text(content, encoding="utf-8")
    try:
        os.link(draft, place.accounts_file)  # unlike a rename, this never takes the place of another file
    except FileExistsError as error:
        raise Exists(f"{place.accounts_file} is there already and stays as it is. Change it in an editor.") from error
    finally:
        draft.unlink()
    return place.settings()


def _put(template: str, name: str, value: str) -> str:
    """A setting in the place of the template's, whether it stands there as a comment or not; what follows it stays."""
    line = re.compile(rf'(?m)^(?:# )?{name} = (?:"[^"\n]*"|\[[^\]\n]*\])')
    if len(line.findall(template)) != 1:
        raise AssertionError(f"accounts.template.toml has not one line of `{name}`")
    return line.sub(lambda _: f"{name} = {value}", template)

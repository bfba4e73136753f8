"""The settings of a new data folder: the template with what was answered in the places of its defaults."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tweet_assets.accounts import Account, Mode
from tweet_assets.accounts_file import parse

_PROFILE = re.compile(r"(?:https?://)?(?:www\.|mobile\.)?(?:x|twitter)\.com/(\w+).*", re.IGNORECASE)


@dataclass(frozen=True)
class Answers:
    """What somebody said of their account."""

    handle: str
    timezone: str
    topics: Sequence[str] = Account.topics
    mode: Mode = "observe"


def handle_of(said: str) -> str:
    """A handle out of what people type: 'me', '@me', 'https://x.com/me'."""
    bare = said.strip()
    profile = _PROFILE.fullmatch(bare)
    return profile[1] if profile else bare.removeprefix("@")


def text(template: str, answers: Answers) -> str:
    """accounts.toml with its comments. Raises ConfigurationError for an answer that no account can have."""
    topics = ", ".join(_quoted(topic) for topic in answers.topics)
    filled = template
    for place, line in (
        (r"^# Copy this file .*\n\n?", ""),
        (r'^timezone = "[^"]*"', f"timezone = {_quoted(answers.timezone)}"),
        (r'^handle = "[^"]*"', f"handle = {_quoted(answers.handle)}"),
        (r"^# topics = \[[^\]]*\]", f"topics = [{topics}]"),
        (r'^# mode = "[^"]*"', f'mode = "{answers.mode}"'),
    ):
        filled, found = re.subn(place, lambda _, line=line: line, filled, count=1, flags=re.MULTILINE)  # type: ignore[misc]
        if not found:
            raise LookupError(f"the template has no line like {place}")
    parse(filled, "accounts.toml")
    return filled


def _quoted(value: str) -> str:
    """A basic string of TOML."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in escaped) + '"'

"""What you post by hand, as a calendar: an entry a text, with a link that opens it on X, ready to be posted.

RFC 5545. An entry keeps its name, so that a newer file brings it up to date where the older one was imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

_LINE_OCTETS = 75
_MINUTES = 15
_LINK = "\n\nPost it: "  # many calendars show no URL, and all of them the description
_BEFORE = "-PT10M"
_TITLE_CHARACTERS = 40  # a calendar shows some sixty of a title


@dataclass(frozen=True)
class Entry:
    """A text that is to be posted by hand."""

    decision_id: str
    account: str
    due_at: datetime
    text: str
    format: str
    topic: str


def link(text: str) -> str:
    """Opens a text on X, ready to be posted."""
    return f"https://x.com/intent/post?text={quote(text, safe='')}"


def ics(entries: Sequence[Entry], now: datetime) -> str:
    """The calendar file, lines ended by CR LF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tweet_assets//EN"]
    for entry in entries:
        lines += _event(entry, now)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(entry: Entry, now: datetime) -> list[str]:
    title = _escaped(f"Post as @{entry.account}: {_beginning(entry.text)} ({entry.format}, {entry.topic})")
    address = link(entry.text)
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.decision_id}@tweet-assets.example",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(entry.due_at)}",
        f"DTEND:{_moment(entry.due_at + timedelta(minutes=_MINUTES))}",
        f"SUMMARY:{title}",
        f"DESCRIPTION:{_escaped(f'{entry.text}{_LINK}{address}')}",
        f"URL:{address}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{title}",
        f"TRIGGER:{_BEFORE}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _beginning(text: str) -> str:
    """The first words of a text, in one line."""
    words = " ".join(text.split())
    if len(words) <= _TITLE_CHARACTERS:
        return words
    cut = words[:_TITLE_CHARACTERS]
    return f"{cut.rpartition(' ')[0] or cut}…"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    text = re.sub(r"[\x00-\x09\x0e-\x1f\x7f]", " ", text)
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Parts of at most 75 octets, of which all but the first begin with a blank; no character is cut."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LINE_OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + character, size + octets
    yield part

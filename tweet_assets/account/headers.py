"""The headers of X's own exports: which file is which, and what its columns mean.

A file is recognised by its header, never by its name. Export formats change their spelling every year or two and with
the language of whoever exports; the words (header_words.py), and a `headers.toml` of the user's, are what has to grow.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tweet_assets.account.header_words import KNOWN, PLACES, ExportFormat
from tweet_assets.accounts import ConfigurationError

COUNTS = (
    "impressions",
    "engagements",
    "likes",
    "reposts",
    "replies",
    "bookmarks",
    "shares",
    "follows",
    "profile_visits",
    "detail_expands",
    "url_clicks",
    "hashtag_clicks",
    "permalink_clicks",
)
DAY_COUNTS = (
    "impressions",
    "likes",
    "engagements",
    "bookmarks",
    "shares",
    "follows",
    "unfollows",
    "replies",
    "reposts",
    "profile_visits",
    "posts_created",
    "video_views",
    "media_views",
)
MEANINGS = ("post_id", "link", "text", "time", "date", *dict.fromkeys([*COUNTS, *DAY_COUNTS]))
"""What a column can mean: the words on the right of a `headers.toml`."""

_NEEDED: Mapping[ExportFormat, frozenset[str]] = {
    "legacy": frozenset({"post_id", "link", "text", "time", "impressions", "likes", "reposts", "replies"}),
    "content": frozenset({"post_id", "link", "text", "impressions", "likes", "reposts", "replies"}),
    "overview": frozenset({"date", "impressions", "follows", "unfollows", "posts_created"}),
}

_GIVEN = "headers.toml"
_BY_DAY = frozenset({"date", "tweets published"})


class UnreadableExport(Exception):
    """The file is not one that can be imported; the message says what, where and what to do."""


@dataclass(frozen=True)
class Recognised:
    """What a header is: the export's format and language, and what each column means ('' for one that is not used)."""

    export_format: ExportFormat
    language: str
    meanings: tuple[str, ...]


def check_names(names: Mapping[str, str]) -> None:
    """Raises ConfigurationError where a headers.toml gives a column a meaning that there is not."""
    for header_name, meaning in names.items():
        if meaning not in MEANINGS:
            raise ConfigurationError(
                f"headers.toml: {header_name!r} means {meaning!r}, which is none of {', '.join(MEANINGS)}."
            )


def recognise(header: Sequence[str], name: str, names: Mapping[str, str] | None = None) -> Recognised:
    """The format of a header, and what its columns mean; `names` are the user's own, header = meaning.

    Raises UnreadableExport, with the header, where it is none that can be imported.
    """
    plain = [_plain(cell) for cell in header]
    given = {_plain(header_name): meaning for header_name, meaning in (names or {}).items()}
    alone: Mapping[str, str] = {}
    known = [*KNOWN.items(), *(((kind, _GIVEN), alone) for kind in _NEEDED)]
    for (export_format, language), words in known:
        meanings = _by_place(export_format, tuple(given.get(cell) or words.get(cell, "") for cell in plain))
        if not _NEEDED[export_format] <= set(meanings):
            continue
        used = [meaning for meaning in meanings if meaning]
        if len(set(used)) < len(used):
            raise UnreadableExport(f"{name}: two columns of the header mean the same. It reads: {_shown(header)}.")
        said = _GIVEN if any(given.get(cell, words.get(cell)) != words.get(cell) for cell in plain) else language
        return Recognised(export_format, said, meanings)
    if len(header) < 2:
        raise UnreadableExport(
            f"{name} is no table: its first line is {_shown(header)[:80]!r}. X's exports are CSV files."
        )
    if set(plain) >= _BY_DAY:
        raise UnreadableExport(
            f"{name} is a by-day activity export: it has days, not posts, and nothing of it is used. "
            "Export the posts (by Tweet) instead."
        )
    raise UnreadableExport(
        f"{name}: this header is not known: {_shown(header)}. Known are the post activity export (English, Portuguese, "
        "French), the content export (English, Japanese) and the account overview (English). If the file is one of "
        f"these in another language, say what its columns mean in headers.toml, in your data folder{_proposal(header)}"
    )


def _plain(cell: str) -> str:
    """A header without what differs for no reason: case, width, apostrophes, a colon or a backslash at its end."""
    text = unicodedata.normalize("NFKC", cell).casefold().replace("’", "'")
    return " ".join(text.split()).rstrip(":\\ ")


def _by_place(export_format: ExportFormat, meanings: tuple[str, ...]) -> tuple[str, ...]:
    """What the unknown names of a header mean, where most of it is known and stands where X puts it."""
    order, width = PLACES.get(export_format, ((), 0))
    known = sum(bool(meaning) for meaning in meanings)
    out_of_place = any(m and m != o for m, o in zip(meanings, order, strict=False))
    if len(meanings) != width or out_of_place or 2 * known < sum(map(bool, order)):
        return meanings
    return (*order, *[""] * (width - len(order)))


def _shown(header: Sequence[str]) -> str:
    return ", ".join(header)[:1000]


def _proposal(header: Sequence[str]) -> str:
    """Lines to paste, where the number of columns is that of an export whose order is known."""
    for export_format, (order, width) in PLACES.items():
        if len(header) == width:
            lines = [f'"{_toml(cell)}" = "{m}"' for cell, m in zip(header, order, strict=False) if m]
            return (
                f". It has as many columns as the {export_format} export; if they are in the same order, these lines "
                "are right:\n\n[columns]\n" + "\n".join(lines)
            )
    return ', for example:\n\n[columns]\n"' + _toml(header[0]) + '" = "post_id"'


def _toml(cell: str) -> str:
    escaped = cell.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped)

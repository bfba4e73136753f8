"""The X archive: everything that the account ever posted, with its reply chain, and without impressions.

It is a zip or a folder with `data/tweets.js` (before 2022 `tweet.js`), further parts, `note-tweet.js` with the whole
text of long posts, `account.js` and `manifest.js`. Each is JSON behind an assignment. Counts are strings. What else is
in there (messages, contacts, advertisements) is not opened.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import pandas as pd

from tweet_assets.account import snowflake
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.account.staging import ATTACHED, CELLS
from tweet_assets.tweet_text import encodable, plain

TWEETS = re.compile(r"(?:tweets|tweet)(?:-part\d+)?\.js", re.IGNORECASE)
"""The files of an archive that hold posts."""
OTHERS = ("note-tweet.js", "account.js", "manifest.js")
"""The files of an archive that are read beside them."""

_SELF_LINK = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(\w{1,15})/status/(\d+)/(?:photo|video)/")
_STATUS_LINK = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/\w{1,15}/status/\d+")
_NOTE_SECONDS = 60  # a note is made within moments of its post
_NOTE_PREFIX = 60  # characters of a cut text that have to be those of its note
_CUT_CHARACTERS = 200  # X cuts near 280 weighted ones, which are half as many in some scripts, and leaves a mark

Json = Mapping[str, object]


@dataclass(frozen=True)
class Archive:
    """The posts of an archive as cells (see staging.CELLS), and what the archive says of itself.

    `handle` is whose it is: by its own account.js or manifest, else by the links to its own pictures; None: it does
    not say. `generated_at` is when X made it, where the manifest is there.
    """

    cells: pd.DataFrame
    handle: str | None
    generated_at: datetime | None


def parse(files: Mapping[str, bytes], name: str) -> Archive:
    """Reads the files of one archive, by file name. Raises UnreadableExport."""
    tweets = [
        _entry(row, "tweet", f"{name} {part}", n)
        for part in sorted(files, key=_part)
        if TWEETS.fullmatch(part)
        for n, row in enumerate(_rows(files[part], f"{name} {part}"), 1)
    ]
    manifest = _object(files.get("manifest.js"), f"{name} manifest.js")
    account = next(iter(_rows(files["account.js"], f"{name} account.js")), {}) if "account.js" in files else {}
    own = _inner(account, "account")
    handle = _text(own, "username") or _text(_inner(manifest, "userInfo"), "userName") or _handle_in_links(tweets)
    own_ids = {_text(tweet, "id_str") or _text(tweet, "id") for tweet in tweets}
    identity = _Self(handle, _text(own, "accountId"), frozenset(filter(None, own_ids)))
    notes = _Notes.of(_rows(files["note-tweet.js"], f"{name} note-tweet.js") if "note-tweet.js" in files else [], name)
    rows = [_cells(tweet, n, identity, notes) for n, tweet in enumerate(tweets, 1)]
    cells = pd.DataFrame(rows, columns=list(CELLS))
    cells = cells.astype({"record_number": "int64"} | dict.fromkeys(CELLS[1:], "str"))
    return Archive(cells, handle, _moment(_text(_inner(manifest, "archiveInfo"), "generationDate")))


def _part(name: str) -> tuple[int, str]:
    found = re.search(r"part(\d+)", name)
    return (int(found[1]) if found else 0, name)


@dataclass(frozen=True)
class _Self:
    """How an archive's owner is named in replies."""

    handle: str | None
    account_id: str | None
    post_ids: frozenset[str]

    def replied_to(self, tweet: Json) -> str:
        """Whom a post answers: 'nobody', 'self' or 'other'."""
        parent = _text(tweet, "in_reply_to_status_id_str") or _text(tweet, "in_reply_to_status_id")
        user = _text(tweet, "in_reply_to_user_id_str") or _text(tweet, "in_reply_to_user_id")
        handle = _text(tweet, "in_reply_to_screen_name")
        if not (parent or user or handle):
            return "nobody"
        is_self = (
            parent in self.post_ids
            or bool(user and user == self.account_id)
            or bool(handle and self.handle and handle.lower() == self.handle.lower())
        )
        return "self" if is_self else "other"


@dataclass(frozen=True)
class _Notes:
    """Whole texts by when they were made, oldest first. A note has an id of its own, near that of its post."""

    moments: Sequence[float]
    texts: Sequence[str]

    @classmethod
    def of(cls, rows: Iterable[Json], name: str) -> _Notes:
        found = []
        for n, row in enumerate(rows, 1):
            note = _entry(row, "noteTweet", f"{name} note-tweet.js", n)
            text = _text(_inner(note, "core"), "text")
            moment = _moment(_text(note, "createdAt"))
            if text and moment:
                found.append((moment.timestamp(), text))
        found.sort()
        return cls([moment for moment, _ in found], [text for _, text in found])

    def whole(self, text: str, posted_at: float | None) -> str | None:
        """The note of a post: made in the same minute, and beginning as the post's cut text does."""
        if posted_at is None or ("…" not in text and len(text) < _CUT_CHARACTERS):
            return None
        opening = _opening(text)
        first = bisect_left(self.moments, posted_at - _NOTE_SECONDS)
        last = bisect_right(self.moments, posted_at + _NOTE_SECONDS)
        fitting = [t for t in self.texts[first:last] if len(t) > len(opening) and _opening(t).startswith(opening)]
        return fitting[0] if opening and len(set(fitting)) == 1 else None


def _opening(text: str) -> str:
    """The beginning of a text for comparing, without the mark and link that X puts where it cuts."""
    bare = re.split(r"…|https?://", plain(text))[0]
    return " ".join(bare.split())[:_NOTE_PREFIX]


def _cells(tweet: Json, number: int, identity: _Self, notes: _Notes) -> dict[str, object]:
    post_id = _text(tweet, "id_str") or _text(tweet, "id") or ""
    time = _text(tweet, "created_at") or ""
    text = _text(tweet, "full_text") or _text(tweet, "text") or ""
    whole = notes.whole(text, _posted(post_id, time))
    reply_to = identity.replied_to(tweet)
    parent = _text(tweet, "in_reply_to_status_id_str") or _text(tweet, "in_reply_to_status_id")
    media = [_text(m, "type") for m in _list(_inner(tweet, "extended_entities"), "media")] or [
        _text(m, "type") for m in _list(_inner(tweet, "entities"), "media")
    ]
    links = [_text(u, "expanded_url") or "" for u in _list(_inner(tweet, "entities"), "urls")]
    quotes = any(_STATUS_LINK.match(link) for link in links)
    row: dict[str, object] = dict.fromkeys(CELLS)
    row |= {
        "record_number": number,
        "post_id": post_id,
        "link": f"https://x.com/{identity.handle or '?'}/status/{post_id}",
        "text": whole or text,
        "time": time,
        "likes": _text(tweet, "favorite_count"),
        "reposts": _text(tweet, "retweet_count"),
    }
    row |= dict(
        zip(
            ATTACHED,
            (
                "note-tweet" if whole else "archive",
                reply_to,
                parent if reply_to == "self" else None,
                "yes" if quotes else "no",
                "+".join(sorted({m or "unknown" for m in media})) or "none",
                "yes" if any(not _STATUS_LINK.match(link) for link in links) else "no",
            ),
            strict=True,
        )
    )
    return row


def _posted(post_id: str, time: str) -> float | None:
    try:
        return snowflake.posted_at(post_id).timestamp()
    except ValueError:  # an id without a time, or none at all
        pass
    try:
        return datetime.strptime(time, "%a %b %d %H:%M:%S %z %Y").timestamp()
    except ValueError:
        return None


def _handle_in_links(tweets: Sequence[Json]) -> str | None:
    """Links to a post's own pictures name its author."""
    named = {
        match[1].lower(): match[1]
        for tweet in tweets
        for medium in chain(
            _list(_inner(tweet, "entities"), "media"), _list(_inner(tweet, "extended_entities"), "media")
        )
        if (match := _SELF_LINK.match(_text(medium, "expanded_url") or ""))
        and match[2] == (_text(tweet, "id_str") or _text(tweet, "id"))
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _rows(content: bytes, where: str) -> list[Json]:
    rows = _json(content, where)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableExport(f"{where} holds no list of entries. Download the archive again.")
    return rows


def _object(content: bytes | None, where: str) -> Json:
    found = _json(content, where) if content is not None else {}
    return found if isinstance(found, dict) else {}


def _json(content: bytes, where: str) -> object:
    """What stands behind the assignment, or a plain JSON file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableExport(f"{where} is damaged: it is not UTF-8. Download the archive again.") from error
    begin = re.match(r"\s*window\.[\w.]+\s*=", text)
    try:
        return json.loads(text[begin.end() :].rstrip().rstrip(";") if begin else text)
    except (ValueError, RecursionError) as error:
        raise UnreadableExport(f"{where} breaks off or was edited: {error}. Download the archive again.") from error


def _entry(row: Json, key: str, where: str, number: int) -> Json:
    inner = row.get(key, row)
    if not isinstance(inner, dict):
        raise UnreadableExport(f"{where}: entry {number} is not one of `{key}`. Download the archive again.")
    return inner


def _inner(row: Json, key: str) -> Json:
    inner = row.get(key)
    return inner if isinstance(inner, dict) else {}


def _list(row: Json, key: str) -> list[Json]:
    inner = row.get(key)
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []


def _text(row: Json, key: str) -> str | None:
    """A value as text; ids are texts, and where an older archive has numbers they are whole ones."""
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return encodable(str(value))


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None

"""The X archive: everything that the account ever posted, with its reply chain, and without impressions.

It is a zip or a folder with `data/tweets.js` (before 2022 `tweet.js`), further parts, `note-tweet.js` with the whole
text of long posts, `account.js` and `manifest.js`. Each is JSON behind an assignment. Counts are strings. What else is
in there (messages, contacts, advertisements) is not opened.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import pandas as pd

from tweet_assets.account import snowflake, ytd
from tweet_assets.account.cells import ATTACHED, CELLS
from tweet_assets.account.ytd import Json
from tweet_assets.tweet_text import plain

TWEETS = re.compile(r"(?:tweets|tweet)(?:-part\d+)?\.js", re.IGNORECASE)
"""The files of an archive that hold posts."""
OTHERS = ("note-tweet.js", "account.js", "manifest.js")
"""The files of an archive that are read beside them."""

_SELF_LINK = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(\w{1,15})/status/(\d+)/(?:photo|video)/")
_STATUS_LINK = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/\w{1,15}/status/\d+")
_NOTE_SECONDS = 60  # a note is made within moments of its post
_NOTE_PREFIX = 60  # characters of a cut text that have to be those of its note
_CUT_CHARACTERS = 200  # X cuts near 280 weighted ones, which are half as many in some scripts, and leaves a mark


@dataclass(frozen=True)
class Archive:
    """The posts of an archive as cells (see cells.CELLS), and what the archive says of itself.

    `handle` is whose it is, by its own account.js or manifest; None: it does not say. `pictured` are the names in the
    links of posts to their own pictures: its owner's, today's and former ones. `generated_at` is when X made it, where
    the manifest is there.
    """

    cells: pd.DataFrame
    handle: str | None
    pictured: tuple[str, ...]
    generated_at: datetime | None


def parse(files: Mapping[str, bytes], name: str) -> Archive:
    """Reads the files of one archive, by file name. Raises UnreadableExport."""
    tweets = [
        ytd.entry(row, "tweet", f"{name} {part}", n)
        for part in sorted(files, key=_part)
        if TWEETS.fullmatch(part)
        for n, row in enumerate(ytd.rows(files[part], f"{name} {part}"), 1)
    ]
    manifest = ytd.object_(files.get("manifest.js"), f"{name} manifest.js")
    account = next(iter(ytd.rows(files["account.js"], f"{name} account.js")), {}) if "account.js" in files else {}
    own = ytd.inner(account, "account")
    handle = ytd.text(own, "username") or ytd.text(ytd.inner(manifest, "userInfo"), "userName")
    pictured = _names_in_links(tweets)
    own_ids = {ytd.text(tweet, "id_str") or ytd.text(tweet, "id") for tweet in tweets}
    names = frozenset(name.lower() for name in (handle, *pictured) if name)
    identity = _Self(handle, names, ytd.text(own, "accountId"), frozenset(filter(None, own_ids)))
    notes = _Notes.of(
        ytd.rows(files["note-tweet.js"], f"{name} note-tweet.js") if "note-tweet.js" in files else [], name
    )
    rows = [_cells(tweet, n, identity, notes) for n, tweet in enumerate(tweets, 1)]
    cells = pd.DataFrame(rows, columns=list(CELLS))
    cells = cells.astype({"record_number": "int64"} | dict.fromkeys(CELLS[1:], "str"))
    return Archive(cells, handle, pictured, ytd.moment(ytd.text(ytd.inner(manifest, "archiveInfo"), "generationDate")))


def _part(name: str) -> tuple[int, str]:
    found = re.search(r"part(\d+)", name)
    return (int(found[1]) if found else 0, name)


@dataclass(frozen=True)
class _Self:
    """How an archive's owner is named in replies."""

    handle: str | None
    names: frozenset[str]
    account_id: str | None
    post_ids: frozenset[str]

    def replied_to(self, tweet: Json) -> str:
        """Whom a post answers: 'nobody', 'self' or 'other'."""
        parent = ytd.text(tweet, "in_reply_to_status_id_str") or ytd.text(tweet, "in_reply_to_status_id")
        user = ytd.text(tweet, "in_reply_to_user_id_str") or ytd.text(tweet, "in_reply_to_user_id")
        handle = ytd.text(tweet, "in_reply_to_screen_name")
        if not (parent or user or handle):
            return "nobody"
        is_self = (
            parent in self.post_ids
            or bool(user and user == self.account_id)
            or bool(handle and handle.lower() in self.names)
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
            note = ytd.entry(row, "noteTweet", f"{name} note-tweet.js", n)
            text = ytd.text(ytd.inner(note, "core"), "text")
            moment = ytd.moment(ytd.text(note, "createdAt"))
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
    post_id = ytd.text(tweet, "id_str") or ytd.text(tweet, "id") or ""
    time = ytd.text(tweet, "created_at") or ""
    text = ytd.text(tweet, "full_text") or ytd.text(tweet, "text") or ""
    whole = notes.whole(text, _posted(post_id, time))
    reply_to = identity.replied_to(tweet)
    parent = ytd.text(tweet, "in_reply_to_status_id_str") or ytd.text(tweet, "in_reply_to_status_id")
    media = [ytd.text(m, "type") for m in ytd.list_(ytd.inner(tweet, "extended_entities"), "media")] or [
        ytd.text(m, "type") for m in ytd.list_(ytd.inner(tweet, "entities"), "media")
    ]
    links = [ytd.text(u, "expanded_url") or "" for u in ytd.list_(ytd.inner(tweet, "entities"), "urls")]
    quotes = any(_STATUS_LINK.match(link) for link in links)
    row: dict[str, object] = dict.fromkeys(CELLS)
    row |= {
        "record_number": number,
        "post_id": post_id,
        "link": f"https://x.com/{identity.handle or '?'}/status/{post_id}",
        "text": whole or text,
        "time": time,
        "likes": ytd.text(tweet, "favorite_count"),
        "reposts": ytd.text(tweet, "retweet_count"),
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


def _names_in_links(tweets: Sequence[Json]) -> tuple[str, ...]:
    """Links to a post's own pictures name its author, as he was called then."""
    named = {
        match[1].lower(): match[1]
        for tweet in tweets
        for medium in chain(
            ytd.list_(ytd.inner(tweet, "entities"), "media"), ytd.list_(ytd.inner(tweet, "extended_entities"), "media")
        )
        if (match := _SELF_LINK.match(ytd.text(medium, "expanded_url") or ""))
        and match[2] == (ytd.text(tweet, "id_str") or ytd.text(tweet, "id"))
    }
    return tuple(sorted(named.values()))

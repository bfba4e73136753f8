"""One post of X's API v2 as a record of `cells`, whichever of its two vocabularies (tweet, post) the answer speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC

from tweet_assets.account import api_counts, ytd
from tweet_assets.account.cells import ATTACHED, CELLS
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.account.ytd import Json

_ID = re.compile(r"[1-9][0-9]{0,18}")
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,15}")
_SHORT = re.compile(r"https?://t\.co/\w+", re.IGNORECASE)
_STATUS = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/\w{1,15}/status/\d+", re.IGNORECASE)
_PICTURE = re.compile(r"/(?:photo|video)/\d+(?:[?#].*)?\Z")
NOBODY = "?"
"""Stands in a link for a handle that the answer does not tell: no link of a post on X, so the row is refused."""


@dataclass(frozen=True)
class Beside:
    """What an answer tells beside its posts: handles by user id, kinds of media by key, its posts as (author, id)."""

    handles: Mapping[str, str]
    media: Mapping[str, str]
    own: Set[tuple[str | None, str]]


def beside(posts: Sequence[Json], includes: Json, where: str) -> Beside:
    """Reads `includes`, and which posts are in the same answer. Raises UnreadableExport.

    A user whose name cannot be one of X's is nobody: his posts are refused. Two names of one user are a contradiction.
    """
    handles: dict[str, str] = {}
    for number, user in enumerate(ytd.list_(includes, "users"), 1):
        user_id = identity(user, "id", f"{where}: user {number}") or ""
        handle = ytd.text(user, "username") or ""
        if handles.setdefault(user_id, handle).lower() != handle.lower():
            raise UnreadableExport(
                f"{where}: user {user_id} is @{handles[user_id]} and @{handle} in `includes`. Read the posts again."
            )
    media = {ytd.text(one, "media_key") or "": ytd.text(one, "type") or "" for one in ytd.list_(includes, "media")}
    own = {
        (identity(post, "author_id", f"{where}: post {n}"), identity(post, "id", f"{where}: post {n}") or "")
        for n, post in enumerate(posts, 1)
    }
    return Beside({user: name for user, name in handles.items() if _HANDLE.fullmatch(name)}, media, own)


def identity(row: Json, key: str, where: str) -> str | None:
    """An id, None where there is none. Raises UnreadableExport for one that is no text of digits.

    A number is refused too: tools round numbers of so many digits.
    """
    value = row.get(key)
    if value is not None and not (isinstance(value, str) and _ID.fullmatch(value)):
        raise UnreadableExport(f"{where}: `{key}` is {str(value)[:40]!r}, digits as text were expected. Read again.")
    return value


def cells(post: Json, number: int, host: str, known: Beside, where: str) -> dict[str, object]:
    """The record of one post (see cells.CELLS); `host` is that of its link. Raises UnreadableExport.

    An answer that does not tell the text of a post was of its counts, and says nothing of whom it answers either.
    """
    where = f"{where}: post {number}"
    post_id, author = identity(post, "id", where), identity(post, "author_id", where)
    if post_id is None:
        raise UnreadableExport(f"{where} has no `id`. Read the posts again.")
    note = ytd.inner(post, "note_tweet") or ytd.inner(post, "note_post")
    references = _references(post, where)
    text = ytd.text(note, "text") or ytd.text(post, "text")
    if {"retweeted", "reposted"} & references.keys():  # what is not ours has to look like it: kinds.py asks the text
        text = ytd.text(post, "text") or ""
        text = text if text.startswith("RT @") else f"RT @: {text}"
    links = _links(post) | _links(note)
    row: dict[str, object] = dict.fromkeys(CELLS)
    row |= api_counts.counts(post, where) | {
        "record_number": number,
        "post_id": post_id,
        "link": f"https://{host}/{known.handles.get(author or '', NOBODY)}/status/{post_id}",
        "text": None if text is None else _SHORT.sub(lambda short: links.get(short[0], short[0]), text),
        "time": _time(post),
    }
    if text is None:
        return row | {"text_source": "api"}
    reply_to, parent = _replied_to(post, author, references.get("replied_to"), known, where)
    in_full = all(short in links for short in _SHORT.findall(text or ""))
    strange = any(not _STATUS.match(link) for link in links.values())
    attached = (
        "api",
        reply_to,
        parent if reply_to == "self" else None,
        "yes" if "quoted" in references else "no",
        _media(post, links, known, in_full),
        "yes" if strange else "no" if in_full else None,
    )
    return row | dict(zip(ATTACHED, attached, strict=True))


def _references(post: Json, where: str) -> dict[str, str]:
    """The posts that a post refers to, by how: replied_to, quoted, retweeted or reposted."""
    found = [one for key in ("referenced_tweets", "referenced_posts") for one in ytd.list_(post, key)]
    return {ytd.text(one, "type") or "": identity(one, "id", f"{where}: a reference") or "" for one in found}


def _replied_to(
    post: Json, author: str | None, parent: str | None, known: Beside, where: str
) -> tuple[str, str | None]:
    """Whom a post answers ('nobody', 'self' or 'other'), and which post."""
    user = identity(post, "in_reply_to_user_id", where)
    if not (parent or user):
        return "nobody", None
    is_self = author is not None and (user == author or (author, parent or "") in known.own)
    return "self" if is_self else "other", parent or None


def _links(row: Json) -> dict[str, str]:
    """What the short links of a text stand for."""
    urls = ytd.list_(ytd.inner(row, "entities"), "urls")
    pairs = ((ytd.text(url, "url"), ytd.text(url, "expanded_url")) for url in urls)
    return {short: whole for short, whole in pairs if short and whole}


def _media(post: Json, links: Mapping[str, str], known: Beside, in_full: bool) -> str | None:
    """Kinds of media with '+'; 'none' where every link is known and leads to no picture; else None."""
    value = ytd.inner(post, "attachments").get("media_keys")
    keys = [str(key) for key in value] if isinstance(value, list) else []
    if keys:
        kinds = {known.media.get(key, "") for key in keys}
        return None if "" in kinds else "+".join(sorted(kinds))
    pictured = any(_STATUS.match(link) and _PICTURE.search(link) for link in links.values())
    return "none" if in_full and not pictured else None


def _time(post: Json) -> str:
    """When a post was made, as X's archives write it: ids older than November 2010 do not tell."""
    moment = ytd.moment(ytd.text(post, "created_at"))
    return moment.astimezone(UTC).strftime("%a %b %d %H:%M:%S +0000 %Y") if moment else ""

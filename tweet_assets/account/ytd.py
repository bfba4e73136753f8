"""The files inside an X archive: JSON behind an assignment, and values of which nothing is taken for granted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime

from tweet_assets.account.headers import UnreadableExport
from tweet_assets.tweet_text import encodable

Json = Mapping[str, object]


def rows(content: bytes, where: str) -> list[Json]:
    rows = _json(content, where)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableExport(f"{where} holds no list of entries. Download the archive again.")
    return rows


def object_(content: bytes | None, where: str) -> Json:
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
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadableExport(f"{where} breaks off or was edited: {error}. Download the archive again.") from error


def entry(row: Json, key: str, where: str, number: int) -> Json:
    inner = row.get(key, row)
    if not isinstance(inner, dict):
        raise UnreadableExport(f"{where}: entry {number} is not one of `{key}`. Download the archive again.")
    return inner


def inner(row: Json, key: str) -> Json:
    inner = row.get(key)
    return inner if isinstance(inner, dict) else {}


def list_(row: Json, key: str) -> list[Json]:
    inner = row.get(key)
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []


def text(row: Json, key: str) -> str | None:
    """A value as text; ids are texts, and where an older archive has numbers they are whole ones."""
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return encodable(str(value))


def moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None

"""What every table and column is, read off the DDL that makes them: nothing of it is written down twice.

The contract of the text: `-- ` lines above a `create table` say what a row is; what stands behind a column says what
it is, its unit, and what NULL means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tweet_assets.column_words import EVERYWHERE

_PACKAGE = Path(__file__).parent
_TABLE = re.compile(
    r"(?P<above>(?:^--[^\n]*\n)*)^create table if not exists (?P<schema>\w+)\.(?P<name>\w+) \(\n(?P<body>.*?)^\);",
    re.MULTILINE | re.DOTALL,
)
_COLUMN = re.compile(r"(?P<name>\w+) (?P<type>[a-z]+(?:\[\])?)(?P<rest>.*)")
_OF_TABLE = ("primary key (", "unique (", "check (", "foreign key (")


@dataclass(frozen=True)
class Column:
    """One column. `checks` are its own conditions in SQL; `meaning` is '' where its name says it all."""

    name: str
    type: str
    required: bool
    in_key: bool
    checks: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class Table:
    """One table: what a row of it is, whether it is a ledger, its columns, and the conditions on a whole row."""

    schema: str
    name: str
    meaning: str
    columns: tuple[Column, ...]
    conditions: tuple[str, ...]
    line: int
    """Where its DDL stands in the file, from 1."""

    @property
    def ledger(self) -> bool:
        return self.meaning.startswith("ledger: ")

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.in_key)


def ddl_of(schema: str) -> Path:
    """The file whose DDL makes the tables of a schema."""
    return _PACKAGE / schema / "tables.sql"


@cache
def tables(schema: str) -> Mapping[str, Table]:
    """The tables of a schema by name. Raises ValueError for a line of DDL that cannot be understood."""
    ddl = ddl_of(schema).read_text(encoding="utf-8")
    found = [_table(match, 1 + ddl.count("\n", 0, match.start("schema"))) for match in _TABLE.finditer(ddl)]
    if len(found) != ddl.count("create table"):
        raise ValueError(
            f"{schema}/tables.sql: {ddl.count('create table')} tables, of which {len(found)} are understood"
        )
    return {table.name: table for table in found}


def _table(match: re.Match[str], line: int) -> Table:
    above = [line.removeprefix("--").strip() for line in match["above"].splitlines()]
    parts = _parts(match["body"])
    conditions = [text for text, _ in parts if text.startswith(_OF_TABLE)]
    key = next((re.findall(r"\w+", text.partition("(")[2]) for text in conditions if text.startswith("primary")), [])
    columns = [_column(text, meaning, key) for text, meaning in parts if not text.startswith(_OF_TABLE)]
    rest = tuple(text for text in conditions if not text.startswith("primary"))
    return Table(match["schema"], match["name"], " ".join(above), tuple(columns), rest, line)


def _column(text: str, meaning: str, key: list[str]) -> Column:
    found = _COLUMN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no column: a name, a type and conditions were expected")
    own_key = "primary key" in found["rest"]
    return Column(
        name=found["name"],
        type=found["type"],
        required="not null" in found["rest"] or own_key or found["name"] in key,
        in_key=own_key or found["name"] in key,
        checks=tuple(_checks(found["rest"])),
        meaning=meaning or EVERYWHERE.get(found["name"], ""),
    )


def _checks(rest: str) -> list[str]:
    """The conditions in `check (...)`, with the parentheses in them."""
    found = []
    for match in re.finditer(r"check \(", rest):
        depth, at = 1, match.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(rest[at], 0)
            at += 1
        found.append(rest[match.end() : at - 1].strip())
    return found


def _parts(body: str) -> list[tuple[str, str]]:
    """Columns and conditions of a table, each on one line, with the comment that stands behind it."""
    found: list[tuple[str, str]] = []
    text, meaning, depth, above = "", "", 0, ""
    for line in body.splitlines():
        code, _, comment = line.partition("--")
        code = code.strip()
        if not code:
            above = f"{above} {comment.strip()}".strip()
            continue
        text = f"{text} {code}".strip()
        meaning = f"{meaning} {comment.strip()}".strip()
        depth += code.count("(") - code.count(")")
        if depth == 0 and (code.endswith(",") or line == body.splitlines()[-1]):
            found.append((text.removesuffix(","), f"{above} {meaning}".strip()))
            text, meaning, above = "", "", ""
    if text:
        found.append((text, f"{above} {meaning}".strip()))
    return found

"""The figures of an export: whole numbers, however a spreadsheet wrote them, or unknown; anything else is refused.

'215.0' is 215 and '215,0' too. '1,234' is a thousand and more, since a count is whole; '1,000' may be one or a
thousand, and is read only in a file where another figure tells.
"""

from __future__ import annotations

from tweet_assets.account.headers import COUNTS, UnreadableExport
from tweet_assets.warehouse import Transaction

_COUNT = r"[0-9]{1,15}(?:[.,]0{1,2})?"  # '215.0' is 215; '1.000' may be a thousand, and is refused by itself
_SEPARATORS = (",", ".", " ", "\u00a0", "\u202f", "'", "’")  # between thousands, as the world's spreadsheets write them


def refuse_wrong(transaction: Transaction, name: str) -> None:
    """Raises UnreadableExport for the first figure that is no whole number, written in a way that has one meaning."""
    found = _first_wrong(transaction)
    if found is not None and (separator := _thousands(transaction)) is not None:
        bare = ", ".join(f"replace({count}, '{_quoted(separator)}', '') as {count}" for count in COUNTS)
        transaction.execute(f"create or replace temp view cells as select * replace ({bare}) from cells_as_read")  # noqa: S608
        found = _first_wrong(transaction)
    if found is not None:
        number, column, cell = found
        raise UnreadableExport(
            f"{name} record {number}: '{column}' is {cell[:40]!r}, a whole number was expected. "
            "Export it again from X Analytics."
        )


def _first_wrong(transaction: Transaction) -> tuple[int, str, str] | None:
    wrong = " ".join(f"when not regexp_full_match({c}, '{_COUNT}') and {c} not in ('', '-') then '{c}'" for c in COUNTS)
    found = transaction.connection.execute(
        f"""
        with judged as (select *, case {wrong} end as wrong from cells)
        select record_number, wrong, {" || ".join(f"case wrong when '{c}' then {c} else '' end" for c in COUNTS)}
        from judged
        where wrong is not null
        order by record_number
        limit 1
        """  # noqa: S608 - column names of this package
    ).fetchall()
    return found[0] if found else None


def _thousands(transaction: Transaction) -> str | None:
    """What stands between thousands in this file, where a figure like '1,234' can mean nothing else; '1,000' can."""
    told = []
    for separator in _SEPARATORS:
        mark = r"\." if separator == "." else _quoted(separator)
        sure = f"regexp_full_match(CELL, '[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+')"
        if separator in ",.":
            sure += f" and not regexp_full_match(CELL, '[0-9]{{1,3}}{mark}000')"
        of_any = " or ".join(f"({sure.replace('CELL', count)})" for count in COUNTS)
        [found] = transaction.one(f"select coalesce(bool_or({of_any}), false) from cells")  # noqa: S608
        told += [separator] if found else []
    return told[0] if len(told) == 1 else None


def _quoted(text: str) -> str:
    return text.replace("'", "''")

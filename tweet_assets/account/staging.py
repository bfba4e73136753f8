"""One export inside a transaction: every record of it with its fate, in a temporary table `staged`.

The database does the parsing. Each record is imported, or it is a duplicate, foreign, a phantom or refused, by the same
statement for every format. Figures are whole numbers or unknown; anything else makes the file unreadable, with its
record and column in the message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from tweet_assets import tweet_text
from tweet_assets.account import snowflake
from tweet_assets.account.clean_copy import END, CleanCopy
from tweet_assets.account.headers import COUNTS, Recognised, UnreadableExport
from tweet_assets.accounts import Folder
from tweet_assets.warehouse import MalformedFile, Transaction

ATTACHED = ("text_source", "reply_to", "reply_to_post_id", "quotes", "media", "links")
"""What only an archive knows of a post; NULL elsewhere."""
CELLS = ("record_number", "post_id", "link", "text", "time", *COUNTS, *ATTACHED)
"""The columns of `cells`: records as text, before anything is judged."""

_LINK = r"\Ahttps?://(?:www\.|mobile\.)?(twitter\.com|x\.com|simulated\.example)/([A-Za-z0-9_]{1,15})/status/([0-9]{1,19})(?:[/?#].*)?\z"
_COUNT = r"[0-9]{1,15}(?:[.,]0{1,2})?"  # '215.0' is 215; '1.000' may be a thousand, and is refused by itself
_SEPARATORS = (
    ",",
    ".",
    " ",
    "\u00a0",
    "\u202f",
    "'",
    "’",
)  # between thousands, as spreadsheets of the world write them
_WRONG_WIDTH = re.compile(r"CSV Error on Line: (\d+).*Expected Number of Columns: (\d+) Found: (\d+)", re.DOTALL)


@dataclass(frozen=True)
class Fates:
    """What became of the records of one file. They add up, always."""

    total: int
    imported: int
    duplicate: int
    foreign: int
    phantom: int
    refused: int


def load(transaction: Transaction, copy: CleanCopy, found: Recognised, name: str) -> None:
    """Makes `cells` of the records of a CSV file. Raises UnreadableExport where it is not a whole table."""
    columns = [f"c{n}" for n in range(len(found.meanings))]
    try:
        transaction.load_csv("raw", copy.path, columns, copy.separator)
    except MalformedFile as error:
        raise UnreadableExport(_malformed(str(error), name)) from error
    [read] = transaction.one("select count(*) from raw where record_number < ?", [copy.records])
    [ended] = transaction.one("select count(*) from raw where record_number = ? and c0 = ?", [copy.records, END])
    if read != copy.records or not ended:  # a reader that loses a record without a word is found out
        raise UnreadableExport(
            f"{name}: {copy.records - 1} records were counted, and not all of them could be read. Its quotes do not "
            "match; export it again."
        )
    place = {meaning: column for meaning, column in zip(found.meanings, columns, strict=True) if meaning}
    cells = {meaning: f"coalesce({place[meaning]}, '')" if meaning in place else "''" for meaning in CELLS[1:5]}
    cells |= {count: f"trim({place[count]})" if count in place else "null::varchar" for count in COUNTS}
    cells |= dict.fromkeys(ATTACHED, "null::varchar") | {"text_source": f"'{found.export_format}'"}
    if not copy.whole and found.meanings[-1] in CELLS[1:5]:
        raise UnreadableExport(
            f"{name} ends without a line end, and inside of `{found.meanings[-1]}` nobody can tell whether it was cut. "
            "Export it again, or end its last line if it is whole."
        )
    if not copy.whole and found.meanings[-1] in COUNTS:  # the file may have been cut inside its last cell
        cells[found.meanings[-1]] = f"if(record_number < {read - 1}, {cells[found.meanings[-1]]}, null)"
    listed = ", ".join(f"{expression} as {column}" for column, expression in cells.items())
    transaction.execute(
        f"create or replace temp view cells_as_read as select record_number, {listed} from raw "  # noqa: S608
        f"where record_number > 0 and record_number < {read}"
    )
    transaction.execute("create or replace temp view cells as from cells_as_read")


def load_frame(transaction: Transaction, cells: pd.DataFrame) -> None:
    """Makes `cells` of a frame with the columns CELLS, all text but the record number."""
    transaction.stage("raw", cells[list(CELLS)])
    transaction.execute("create or replace temp view cells_as_read as from raw")
    transaction.execute("create or replace temp view cells as from cells_as_read")


def judge(transaction: Transaction, folder: Folder, now: datetime, name: str) -> Fates:
    """Makes `staged` of `cells`: whose and which post each record is, its fate and the reason. Raises UnreadableExport.

    Of the same post twice in one file the larger figures count: figures grow, and the order of rows says nothing.
    """
    _refuse_figures(transaction, name)
    transaction.stage("account_names", _names(folder))
    kind = "real" if folder.simulated else "simulated"
    transaction.execute(
        f"""
        create or replace temp table staged as
        with linked as (
            select
                record_number,
                trim(post_id) as id_cell,
                trim(link) as link_cell,
                regexp_extract(trim(link), '{_LINK}', ['host', 'handle', 'id']) as link,
                coalesce(
                    try_strptime(time, '%Y-%m-%d %H:%M %z'), try_strptime(time, '%a %b %d %H:%M:%S %z %Y')
                ) as time_in_file
            from cells
        ),
        named as (
            select
                linked.* exclude (link),
                link.host as host,
                link.handle as handle,
                link.id as post_id,
                account_names.account,
                try_cast(link.id as bigint) as number,
                -- a spreadsheet keeps fifteen digits of a number
                (10 ** greatest(length(link.id) - 15, 0))::hugeint as rounded,
                if(regexp_full_match(id_cell, '[0-9]+'), try_cast(id_cell as hugeint), null) as cell_number
            from linked
            left join account_names on account_names.name = lower(link.handle)
        ),
        placed as (
            select
                *,
                case
                    when number >= {snowflake.FIRST}
                        then epoch_ms((number >> 22) + {snowflake.EPOCH_MS})::timestamptz
                    when number > 0 and time_in_file < '2010-11-06' then time_in_file
                end as posted_at,
                cell_number <> number
                    and not (cell_number % rounded = 0 and abs(cell_number - number) < rounded) as is_contradicted
            from named
        ),
        judged as (
            select
                *,
                case
                    when id_cell = '' and link_cell like '%/undefined' then 'phantom'
                    when post_id = '' then 'refused'
                    when account is null then 'foreign'
                    when (host = 'simulated.example') <> {str(folder.simulated).lower()} then 'foreign'
                    when is_contradicted then 'refused'
                    when posted_at is null then 'refused'
                    when posted_at > ?::timestamptz + interval 1 day then 'refused'
                    else 'imported'
                end as fate
            from placed
        )
        select
            record_number,
            fate,
            account,
            post_id,
            posted_at,
            nullif(lower(handle), '') as handle,
            case
                when fate = 'foreign' and account is null then
                    '@' || handle || ' is not a configured account; add it to accounts.toml if it is yours'
                when fate = 'foreign' then 'a {kind} post, and this data folder is not for those'
                when fate <> 'refused' then null
                when post_id = '' then 'the link is ''' || left(link_cell, 80) || ''', not one of a post on X'
                when is_contradicted then 'the id is ' || id_cell || ', but the link is of ' || post_id
                when posted_at is null then
                    post_id || ' is not an id of November 2010 or later, and the file has no time of day for it'
                else 'it was posted at ' || strftime(posted_at, '%Y-%m-%d %H:%M') || ' UTC, which has not come yet'
            end as reason
        from judged
        """,  # noqa: S608 - constants and column names of this package
        [now],
    )
    _find_duplicates(transaction)
    fates = dict(transaction.connection.execute("select fate, count(*) from staged group by fate").fetchall())
    return Fates(
        total=sum(fates.values()),
        **{fate: fates.get(fate, 0) for fate in ("imported", "duplicate", "foreign", "phantom", "refused")},
    )


def put(transaction: Transaction, file_sha256: str) -> None:
    """Puts what was imported of `cells` into account.analytics_exports, what was refused into account.refused_rows."""
    transaction.stage("resolved", _resolved(transaction))
    counts = ", ".join(f"{_number(count)} as {count}" for count in COUNTS)
    transaction.execute(
        f"""
        insert into account.analytics_exports by name
        select
            ?::text as file_sha256,
            record_number,
            staged.account,
            staged.post_id,
            staged.posted_at,
            coalesce(resolved.text, cells.text) as text,
            cells.text_source,
            cells.reply_to,
            cells.reply_to_post_id,
            cells.quotes = 'yes' as quotes,
            cells.media,
            cells.links = 'yes' as links,
            {counts}
        from staged
        join cells using (record_number)
        left join resolved using (record_number)
        where staged.fate = 'imported'
        """,  # noqa: S608 - column names of this package
        [file_sha256],
    )
    transaction.execute(
        """
        insert into account.refused_rows by name
        select ?::text as file_sha256, record_number, fate, handle, reason
        from staged
        where fate in ('foreign', 'refused')
        """,
        [file_sha256],
    )
    for statement in ("drop view cells", "drop view cells_as_read", "drop table raw", "drop table resolved"):
        transaction.execute(statement)


def _number(count: str) -> str:
    return f"try_cast(regexp_extract(cells.{count}, '^[0-9]+') as bigint)"


def _find_duplicates(transaction: Transaction) -> None:
    largest = ", ".join(f"{_number(count)} desc nulls last" for count in COUNTS)
    transaction.execute(
        f"""
        create or replace temp table doubled as
        with twice as (
            select account, post_id from staged where fate = 'imported' group by account, post_id having count(*) > 1
        )
        select
            record_number,
            row_number() over (
                partition by staged.account, staged.post_id
                order by {largest}, length(cells.text) desc, cells.text, record_number
            ) as place
        from staged
        semi join twice on staged.account = twice.account and staged.post_id = twice.post_id
        join cells using (record_number)
        where fate = 'imported'
        """  # noqa: S608 - column names of this package
    )
    transaction.execute(
        "update staged set fate = 'duplicate' from doubled "
        "where staged.record_number = doubled.record_number and doubled.place > 1"
    )


def _names(folder: Folder) -> pd.DataFrame:
    pairs = [(name.lower(), account.handle) for account in folder.accounts for name in account.names]
    return pd.DataFrame(pairs, columns=["name", "account"], dtype="str")


def _refuse_figures(transaction: Transaction, name: str) -> None:
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


def _resolved(transaction: Transaction) -> pd.DataFrame:
    """Texts without HTML entities, composed; only those that can have any leave the database for it."""
    rows = transaction.read(
        """
        select record_number, text
        from cells
        semi join (select record_number from staged where fate = 'imported') as imported using (record_number)
        where contains(text, '&') or nfc_normalize(text) <> text
        """
    )
    return rows.assign(text=pd.Series([tweet_text.plain(text) for text in rows["text"]], dtype="str"))


def _malformed(error: str, name: str) -> str:
    width = _WRONG_WIDTH.search(error)
    if width:
        return (
            f"{name} line {width[1]}: {width[3]} cells where the header has {width[2]}. "
            "The file is cut or was edited; export it again."
        )
    first = " ".join(error.split("Possible")[0].split())[:300]
    return f"{name} is not a table of comma-separated values: {first} Export it again."

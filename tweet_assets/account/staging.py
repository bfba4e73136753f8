"""One export inside a transaction: every record of it with its fate, in a temporary table `staged`.

The database does the parsing. Each record is imported, or it is a duplicate, foreign, a phantom or refused, by the same
statement for every format. Figures are whole numbers or unknown; anything else makes the file unreadable, with its
record and column in the message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from tweet_assets import tweet_text
from tweet_assets.account import snowflake
from tweet_assets.account.clean_copy import CleanCopy
from tweet_assets.account.headers import COUNTS, UnreadableExport
from tweet_assets.accounts import Folder
from tweet_assets.warehouse import MalformedFile, Transaction

ATTACHED = ("text_source", "reply_to", "reply_to_post_id", "quotes", "media", "links")
"""What only an archive knows of a post; NULL elsewhere."""
CELLS = ("record_number", "post_id", "link", "text", "time", *COUNTS, *ATTACHED)
"""The columns of `cells`: records as text, before anything is judged."""

_LINK = r"\Ahttps?://(?:www\.|mobile\.)?(twitter\.com|x\.com|simulated\.example)/([A-Za-z0-9_]{1,15})/status/([0-9]{1,19})(?:[/?#].*)?\z"
_COUNT = r"[0-9]{1,15}(?:\.0{1,2})?"  # '215.0' is 215; '1.000' may be a thousand, and is refused
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


def load(transaction: Transaction, copy: CleanCopy, meanings: Sequence[str], name: str) -> None:
    """Makes `cells` of the records of a CSV file. Raises UnreadableExport where it is not a whole table."""
    columns = [f"c{n}" for n in range(len(meanings))]
    try:
        transaction.load_csv("raw", copy.path, columns, copy.separator)
    except MalformedFile as error:
        raise UnreadableExport(_malformed(str(error), name)) from error
    [read] = transaction.one("select count(*) from raw")
    if read != copy.records:
        raise UnreadableExport(
            f"{name}: {copy.records - 1} records were counted and {read - 1} could be read. Its quotes do not match; "
            "export it again."
        )
    place = {meaning: column for meaning, column in zip(meanings, columns, strict=True) if meaning}
    cells = [f"coalesce({place[m]}, '') as {m}" if m in place else f"'' as {m}" for m in CELLS[1:5]]
    cells += [f"trim({place[m]}) as {m}" if m in place else f"null::varchar as {m}" for m in COUNTS]
    cells += [f"null::varchar as {m}" for m in ATTACHED]
    if not copy.whole and meanings[-1] in COUNTS:  # the file may have been cut inside its last cell
        cells = [
            f"case when record_number < {read - 1} then trim({columns[-1]}) end as {meanings[-1]}"
            if cell.endswith(f" as {meanings[-1]}")
            else cell
            for cell in cells
        ]
    transaction.execute(
        f"create or replace temp table cells as select record_number, {', '.join(cells)} from raw "  # noqa: S608
        "where record_number > 0"
    )
    transaction.execute("drop table raw")


def load_frame(transaction: Transaction, cells: pd.DataFrame) -> None:
    """Makes `cells` of a frame with the columns CELLS, all text but the record number."""
    transaction.stage("cells", cells[list(CELLS)])


def judge(transaction: Transaction, folder: Folder, now: datetime, name: str) -> Fates:
    """Makes `staged` of `cells`: fate and reason of each record, and what it says. Raises UnreadableExport.

    Of the same post twice in one file the larger figures count: figures grow, and the order of rows says nothing.
    """
    _refuse_figures(transaction, name)
    transaction.stage("account_names", _names(folder))
    counts = ",\n".join(f"try_cast(split_part(nullif({c}, '-'), '.', 1) as bigint) as {c}" for c in COUNTS)
    largest = ", ".join(f"{c} desc nulls last" for c in COUNTS)
    kind = "real" if folder.simulated else "simulated"
    transaction.execute(
        f"""
        create or replace temp table staged as
        with linked as (
            select
                *,
                trim(post_id) as id_cell,
                trim(link) as link_cell,
                regexp_extract(trim(link), '{_LINK}', ['host', 'handle', 'id']) as named
            from cells
        ),
        timed as (
            select
                linked.* exclude (post_id, {", ".join(COUNTS)}),
                named.id as post_id,
                account_names.account,
                try_cast(named.id as bigint) as number,
                if(regexp_full_match(id_cell, '[0-9]+'), try_cast(id_cell as hugeint), null) as cell_number,
                coalesce(
                    try_strptime(time, '%Y-%m-%d %H:%M %z'), try_strptime(time, '%a %b %d %H:%M:%S %z %Y')
                ) as time_in_file,
                {counts}
            from linked
            left join account_names on account_names.name = lower(named.handle)
        ),
        placed as (
            select
                *,
                case
                    when number >= {snowflake.FIRST}
                        then epoch_ms((number >> 22) + {snowflake.EPOCH_MS})::timestamptz
                    when number > 0 and time_in_file < '2010-11-06' then time_in_file
                end as posted_at
            from timed
        ),
        judged as (
            select
                *,
                case
                    when id_cell = '' and link_cell like '%/undefined' then 'phantom'
                    when post_id = '' then 'refused'
                    when account is null then 'foreign'
                    when (named.host = 'simulated.example') <> {str(folder.simulated).lower()} then 'foreign'
                    when cell_number is not null and cell_number <> number
                        and not (id_cell like '%000' and abs(cell_number - number) < number // 100000000000000)
                        then 'refused'
                    when posted_at is null then 'refused'
                    when posted_at > ?::timestamptz + interval 1 day then 'refused'
                    else 'imported'
                end as judgement
            from placed
        )
        select
            *,
            case
                when judgement = 'imported' and row_number() over (
                    partition by judgement, account, post_id order by {largest}, length(text) desc, text, record_number
                ) > 1 then 'duplicate'
                else judgement
            end as fate,
            case
                when judgement = 'foreign' and account is null then
                    '@' || named.handle || ' is not a configured account; add it to accounts.toml if it is yours'
                when judgement = 'foreign' then
                    'a {kind} post, and this data folder is not for those'
                when judgement <> 'refused' then null
                when post_id = '' then 'the link is ''' || left(link_cell, 80) || ''', not one of a post on X'
                when cell_number is not null and cell_number <> number then
                    'the id is ' || id_cell || ', but the link is of ' || post_id
                when posted_at is null then
                    post_id || ' is not an id of November 2010 or later, and the file has no time of day for it'
                else 'it was posted at ' || strftime(posted_at, '%Y-%m-%d %H:%M') || ' UTC, which has not come yet'
            end as reason
        from judged
        """,  # noqa: S608 - constants and column names of this package
        [now],
    )
    _resolve_texts(transaction)
    fates = dict(transaction.connection.execute("select fate, count(*) from staged group by fate").fetchall())
    return Fates(
        total=sum(fates.values()),
        **{fate: fates.get(fate, 0) for fate in ("imported", "duplicate", "foreign", "phantom", "refused")},
    )


def _names(folder: Folder) -> pd.DataFrame:
    pairs = [(name.lower(), account.handle) for account in folder.accounts for name in account.names]
    return pd.DataFrame(pairs, columns=["name", "account"], dtype="str")


def _refuse_figures(transaction: Transaction, name: str) -> None:
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
    for number, column, cell in found:
        raise UnreadableExport(
            f"{name} record {number}: '{column}' is {cell[:40]!r}, a whole number was expected. "
            "Export it again from X Analytics."
        )


def _resolve_texts(transaction: Transaction) -> None:
    """HTML entities and composition, in place; only texts that can have any leave the database for it."""
    rows = transaction.read(
        "select record_number, text from staged where contains(text, '&') or nfc_normalize(text) <> text"
    )
    if rows.empty:
        return
    transaction.stage("resolved", rows.assign(text=[tweet_text.plain(text) for text in rows["text"]]))
    transaction.execute(
        "update staged set text = resolved.text from resolved where staged.record_number = resolved.record_number"
    )


def _malformed(error: str, name: str) -> str:
    width = _WRONG_WIDTH.search(error)
    if width:
        return (
            f"{name} line {width[1]}: {width[3]} cells where the header has {width[2]}. "
            "The file is cut or was edited; export it again."
        )
    first = " ".join(error.split("Possible")[0].split())[:300]
    return f"{name} is not a table of comma-separated values: {first} Export it again."

"""One export inside a transaction: every record of `cells` with its fate, in a temporary table `staged`.

Each record is imported, or it is a duplicate, foreign, a phantom or refused, by the same
statement for every format. Figures are whole numbers or unknown; anything else makes the file unreadable, with its
record and column in the message.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from tweet_assets import tweet_text
from tweet_assets.account import figures, snowflake
from tweet_assets.account.headers import COUNTS
from tweet_assets.accounts import Folder
from tweet_assets.warehouse import Transaction

_LINK = r"\Ahttps?://(?:www\.|mobile\.)?(twitter\.com|x\.com|simulated\.example)/([A-Za-z0-9_]{1,15})/status/([1-9][0-9]{0,18})(?:[/?#].*)?\z"


@dataclass(frozen=True)
class Fates:
    """What became of the records of one file. They add up, always."""

    total: int
    imported: int
    duplicate: int
    foreign: int
    phantom: int
    refused: int


def judge(transaction: Transaction, folder: Folder, now: datetime, name: str) -> Fates:
    """Makes `staged` of `cells`: whose and which post each record is, its fate and the reason. Raises UnreadableExport.

    Of the same post twice in one file the larger figures count: figures grow, and the order of rows says nothing.
    """
    figures.refuse_wrong(transaction, name)
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
            if(account is null, nullif(lower(handle), ''), null) as handle,
            case
                when fate = 'foreign' and account is null then
                    '@' || handle || ' is not a configured account; add it to accounts.toml if it is yours'
                when fate = 'foreign' then 'a {kind} post, and this data folder is not for those'
                when fate <> 'refused' then null
                when post_id = '' and link_cell like '%/?/status/%' then
                    'nothing says whose ' || id_cell || ' is: its author is not among the users that came with it'
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

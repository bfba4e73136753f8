"""The stock of drafts by cell: which cells have none left, and what stands beside what is new.

A cell is a format under an inspiration on a topic: the one that the format has that day, or, where the account's policy
chooses topics, each of them. A draft stays good for some days,
until it is used. What stands is kept: a draft that a decision has taken, or that was paid for, is never written over.
A rehearsal has no stock: it is written anew each time, and takes nothing from real days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256

import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.arms import Inspiration, topic_of
from tweet_assets.generation.prompts import Cell
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

_CELL = ["for_day", "account", "format", "inspiration", "topic"]


def cells(account: Account, for_day: date, inspirations: Iterable[Inspiration], today: date) -> list[Cell]:
    """Every cell that an account has drafts written for on a day, format by format: also for the days planned ahead."""
    days = account.days_planned(for_day, today)
    sides = list(inspirations)
    return [
        Cell(account.handle, for_day, name, inspiration, topic)
        for name in account.formats
        for topic in (
            account.topics
            if account.chooses_topics
            else dict.fromkeys(topic_of(account.topics, day, name) for day in days)
        )
        for inspiration in sides
    ]


def missing(
    wanted: Sequence[Cell], standing: pd.DataFrame, used: Iterable[str], days: int = SETTINGS.posting.draft_days
) -> list[Cell]:
    """The cells without a draft that is still good, unused and not blocked.

    `standing` has rows of generation.drafts; rehearsed ones and those of other days than the last `days` do not count.
    """
    good = standing[
        ~standing["rehearsal"].astype(bool)
        & (standing["verdict"] != "blocked")
        & ~standing["draft_id"].isin(list(used))
    ]
    by = good.groupby(["account", "format", "inspiration", "topic"])["for_day"].apply(list).to_dict()

    def stocked(cell: Cell) -> bool:
        written = by.get((cell.account, cell.format, cell.inspiration, cell.topic), [])
        first, last = pd.Timestamp(cell.for_day - timedelta(days=days - 1)), pd.Timestamp(cell.for_day)
        return any(first <= day <= last for day in written)

    return [cell for cell in wanted if not stocked(cell)]


def accounts_in_fair_order(accounts: Iterable[Account], for_day: date) -> list[Account]:
    """The accounts in an order drawn by day: one budget serves all of them."""
    return sorted(accounts, key=lambda a: sha256(f"{for_day}\x1f{a.handle}".encode()).hexdigest())


def texts_of(drafts: pd.DataFrame, account: str) -> dict[str, str]:
    """The texts of an account's real drafts that are not blocked, by draft_id."""
    real = drafts[(drafts["account"] == account) & ~drafts["rehearsal"].astype(bool) & (drafts["verdict"] != "blocked")]
    return dict(zip(real["draft_id"].astype(str), real["text"].astype(str), strict=True))


def in_fair_order(cells: Iterable[Cell], seed: int) -> list[Cell]:
    """The cells in an order drawn by seed: where the budget ends early, no format and no inspiration is always last.

    The inspirations of a format and topic stay together, so that they are written by the same writer or nearly so.
    """

    def lot(*parts: str) -> str:
        return sha256("\x1f".join((str(seed), *parts)).encode()).hexdigest()

    return sorted(
        cells, key=lambda c: (lot(c.account, c.format, c.topic), lot(c.account, c.format, c.topic, c.inspiration))
    )


def standing(store: Warehouse, days: Sequence[date]) -> dict[str, pd.DataFrame]:
    """The drafts that may still be good on one of these days, and the prompts of the same time."""
    first = min(days) - timedelta(days=SETTINGS.posting.draft_days - 1)
    return {
        name: store.read(f"select * from generation.{name} where for_day >= ? and for_day <= ?", [first, max(days)])  # noqa: S608
        for name in ("drafts", "prompts")
    }


def shelved(
    standing: Mapping[str, pd.DataFrame], drafts: pd.DataFrame, prompts: pd.DataFrame, days: Sequence[date]
) -> dict[str, pd.DataFrame]:
    """The two tables for these days: what stands and is real, and what is new, which takes the place of rehearsals."""
    wanted = [pd.Timestamp(day) for day in days]
    old = {name: frame[frame["for_day"].isin(wanted)] for name, frame in standing.items()}
    real = old["drafts"][~old["drafts"]["rehearsal"].astype(bool)]
    return {
        "drafts": _together(drafts, real).drop_duplicates("draft_id"),
        "prompts": _together(prompts, old["prompts"]).drop_duplicates(_CELL),
    }


def append_uses(store: Warehouse, uses: pd.DataFrame) -> None:
    """Notes which drafts posting has taken: rows of generation.draft_uses. A draft that is noted already stays so."""
    with store.transaction() as transaction:
        transaction.append("generation.draft_uses", uses, on_conflict="do nothing")


def _together(new: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([f for f in (new, old) if len(f)] or [new], ignore_index=True)

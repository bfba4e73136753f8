"""The account overview: days of the account, and no posts."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from account.own_files import FOLDER, ONE, OVERVIEW, SIMULATED, Bench, day, record, table, tweet

from tweet_assets.account.headers import DAY_COUNTS, UnreadableExport
from tweet_assets.accounts import Account, Folder
from tweet_assets.warehouse import Warehouse

TWO_ACCOUNTS = Folder(accounts=(Account("Invented_Me"), Account("Invented_Too")))


def test_every_count_of_a_day_stands_in_its_place(store: Warehouse) -> None:
    record(store, table(OVERVIEW, day(), day("Thu, Mar 4, 2021", "-")), "account_overview_analytics.csv")

    rows = store.table("account.overview_days").sort_values("record_number")
    assert rows["day"].tolist() == [pd.Timestamp("2021-03-05"), pd.Timestamp("2021-03-04")]
    assert rows.iloc[0][list(DAY_COUNTS)].tolist() == list(range(1, 14))
    assert pd.isna(rows.iloc[1]["follows"])
    assert rows["account"].tolist() == ["Invented_Me"] * 2
    assert store.table("account.posts").empty
    [file] = store.table("account.export_files").to_dict("records")
    assert (file["export_format"], file["rows_total"], file["rows_imported"]) == ("overview", 2, 2)


@pytest.mark.parametrize("cell", ["Fri, Mar 5, 2021", "Fri, Mar 05, 2021", "Fri Mar 05 2021", "2021-03-05"])
def test_a_day_is_read_as_x_writes_it(bench: Bench, cell: str) -> None:
    days = bench.read(table(OVERVIEW, day(cell))).export.days

    assert days is not None
    assert days["day"].tolist() == [pd.Timestamp("2021-03-05")]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (table(OVERVIEW, day("05/03/2021")), "record 1: the day is '05/03/2021'; one like 'Tue, Jul 14, 2026' was"),
        (table(OVERVIEW, day(), day("Thu, Mar 4, 2021", "1.2K")), "record 2: 'follows' is '1.2K', a whole number was"),
        (table(OVERVIEW, day()[:9]), "record 1: 9 cells where the header has 14"),
        (table(OVERVIEW, day())[:-5], "record 1: 1[23] cells where the header has 14"),
        (table(OVERVIEW, day())[:-5] + b'"', "breaks off inside a text"),
        (table(OVERVIEW, day('Fri, "Mar" 5')).replace(b'""', b'"'), "not a table of comma-separated values"),
    ],
)
def test_a_day_that_cannot_be_read_refuses_the_file(bench: Bench, data: bytes, told: str) -> None:
    with pytest.raises(UnreadableExport, match=told):
        bench.read(data)


@pytest.mark.parametrize("moment", [date.min, date.max])
def test_the_first_and_the_last_day_that_there_are_is_no_error(store: Warehouse, moment: date) -> None:
    try:
        record(store, table(OVERVIEW, day(f"{moment:%a, %b} {moment.day}, {moment.year:04}")))
    except UnreadableExport:
        return
    assert store.table("account.overview_days")["day"].dt.year.tolist() == [moment.year]


@pytest.mark.parametrize("order", [1, -1])
def test_of_the_same_day_twice_the_larger_counts_win_whatever_the_order(bench: Bench, order: int) -> None:
    read = bench.read(table(OVERVIEW, *[day(follows="6"), day(follows="8")][::order]))

    assert read.export.days is not None
    assert read.export.days["follows"].tolist() == [8]
    assert read.fates == (1, 1, 0, 0, 0)


def test_whose_an_overview_is_says_the_user_where_there_are_several_accounts(bench: Bench) -> None:
    data = table(OVERVIEW, day())

    named = bench.read(data, folder=TWO_ACCOUNTS, handle="invented_too").export.days
    assert named is not None
    assert named["account"].tolist() == ["Invented_Too"]
    with pytest.raises(
        UnreadableExport, match=r"does not say whose it is, and there are 2 accounts. Put it into a folder"
    ):
        bench.read(data, folder=TWO_ACCOUNTS)


def test_an_overview_is_real_and_enters_no_simulated_folder(bench: Bench) -> None:
    with pytest.raises(UnreadableExport, match="an account overview is real, and this data folder is simulated"):
        bench.read(table(OVERVIEW, day()), folder=SIMULATED)


def test_a_spreadsheet_may_have_changed_an_overview_too(bench: Bench) -> None:
    data = table(OVERVIEW, day(), day("Thu, Mar 4, 2021"), separator=";").decode().replace("\r\n", "\r\n\r\n")

    days = bench.read(data.encode("utf-16")).export.days
    assert days is not None
    assert days[["record_number", "media_views"]].to_numpy().tolist() == [[1, 13], [2, 13]]


def test_a_last_cell_that_may_be_cut_is_unknown(bench: Bench) -> None:
    days = bench.read(table(OVERVIEW, day(), day("Thu, Mar 4, 2021"))[:-3]).export.days

    assert days is not None
    assert days["media_views"].fillna(-1).tolist() == [13, -1]
    assert days["video_views"].tolist() == [12, 12]


def test_invented_rows_are_as_they_are_said_to_be() -> None:
    assert len(day()) == len(OVERVIEW.split(","))
    assert tweet()["tweet"]["id_str"] == ONE  # type: ignore[index]
    assert FOLDER.account("INVENTED_ME") is FOLDER.accounts[0]

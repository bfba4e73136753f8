"""Decisions by the beginning of their ID. Every ID and row is invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from posting.decided import decision

from tweet_assets.posting import beginnings
from tweet_assets.posting.beginnings import NotNamed
from tweet_assets.warehouse import Warehouse

ONE, NEAR, OTHER = "b123451000000001", "b123459000000002", "c777770000000003"


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    store = Warehouse(tmp_path / "posting.duckdb", "posting")
    with store.transaction() as transaction:
        for ordinal, name in enumerate((ONE, NEAR, OTHER), 1):
            transaction.append("posting.decisions", decision(name, ordinal=ordinal))
    return store


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(ONE, ONE), ("c77777", OTHER), (" C777770 ", OTHER), ("b123451", ONE), ("b123459", NEAR)],
)
def test_a_beginning_that_no_other_has_names_a_decision(store: Warehouse, typed: str, meant: str) -> None:
    assert beginnings.named(store, typed) == meant


def test_a_beginning_of_several_lists_them(store: Warehouse) -> None:
    with pytest.raises(NotNamed) as error:
        beginnings.named(store, "b12345")

    first, *listed = str(error.value).splitlines()
    assert first == "Several decisions begin with 'b12345'; type more of the one that you mean:"
    assert [line.split()[0] for line in listed] == [ONE, NEAR]
    assert "@invented_me" in listed[0]


def test_a_short_beginning_names_nothing_even_where_it_could_mean_only_one(store: Warehouse) -> None:
    with pytest.raises(NotNamed) as error:
        beginnings.named(store, "c7777")

    assert str(error.value).startswith(
        "'c7777' is short: 6 letters of an ID were expected. It may mean:\n  c777770000000003"
    )


@pytest.mark.parametrize("typed", ["ffffff", "", "  ", "%", "b1234510000000011"])
def test_what_no_decision_begins_with_names_none(store: Warehouse, typed: str) -> None:
    with pytest.raises(NotNamed, match="There is no decision"):
        beginnings.named(store, typed)


def test_a_long_list_is_cut_and_says_how_much_is_not_shown(store: Warehouse) -> None:
    with store.transaction() as transaction:
        for number in range(12):
            transaction.append("posting.decisions", decision(f"b123450{number:09d}", ordinal=4 + number))

    with pytest.raises(NotNamed) as error:
        beginnings.named(store, "b12345")

    assert len(str(error.value).splitlines()) == 12
    assert str(error.value).endswith("\n  and 4 more")

"""What has to hold of own facts: the checks that run after each import."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import dagster as dg
import pandas as pd
import pytest
from account.own_files import CONTENT, FILES, LEGACY, ONE, OVERVIEW, content, day, legacy, record, table

from tweet_assets.account import checks, maturity
from tweet_assets.warehouse import Warehouse


def shots_of(store: Warehouse) -> pd.DataFrame:
    frames = store.table("account.analytics_exports"), store.table("account.export_files")
    return maturity.snapshots(*frames, {}, ZoneInfo("UTC"))


def ledgers(store: Warehouse) -> dict[str, pd.DataFrame]:
    return {name: store.table(f"account.{name}") for name in ("export_files", "analytics_exports")}


@pytest.fixture
def filled(store: Warehouse) -> Warehouse:
    for name, data in FILES.items():
        record(store, data, name)
    record(store, table(OVERVIEW, day()), "overview.csv")
    return store


def test_every_row_has_a_fate_until_one_is_lost(filled: Warehouse) -> None:
    assert checks.every_row_has_a_fate(ledgers(filled)).passed  # type: ignore[union-attr]

    tampered = ledgers(filled)
    tampered["analytics_exports"] = tampered["analytics_exports"].iloc[1:]
    result = checks.every_row_has_a_fate(tampered)
    assert isinstance(result, dg.AssetCheckResult)
    assert not result.passed
    assert result.metadata["wrong"].value in FILES


def test_figures_that_only_grow_pass(filled: Warehouse) -> None:
    result = checks.counts_never_shrink(shots_of(filled))

    assert isinstance(result, dg.AssetCheckResult)
    assert result.passed
    assert result.metadata["first"].value == "none"


def test_a_count_that_shrinks_is_a_warning_with_its_figures(store: Warehouse) -> None:
    record(store, table(CONTENT, content(likes="10")), "account_analytics_content_2021-03-01_2021-03-08.csv")
    record(store, table(LEGACY, legacy(likes="9.0")), "tweet_activity_metrics_20210301_20210401_en.csv")

    result = checks.counts_never_shrink(shots_of(store))

    assert isinstance(result, dg.AssetCheckResult)
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.WARN
    assert (result.metadata["posts"].value, result.metadata["counts"].value) == (1, 1)
    assert all(part in str(result.metadata["first"].value) for part in (ONE, "likes", "10", "9"))


def test_an_outcome_that_is_not_surely_a_day_old_is_an_error(filled: Warehouse) -> None:
    due = maturity.outcomes(shots_of(filled), filled.table("account.posts"), ZoneInfo("UTC"))
    assert checks.nothing_immature(due).passed  # type: ignore[union-attr]

    result = checks.nothing_immature(due.assign(age_hours_min=[23.9, 24.0, 25.0]))
    assert isinstance(result, dg.AssetCheckResult)
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.ERROR
    assert result.metadata["young"].value == 1

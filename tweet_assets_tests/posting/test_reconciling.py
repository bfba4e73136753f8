"""Finding the posts that carry out decisions, and what the posts ledger is told of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from tweet_assets.arms import slot
from tweet_assets.posting import reconciling
from tweet_assets.warehouse import Warehouse

DUE = pd.Timestamp("2026-03-10T12:30Z")
SLOTS = (slot("12-15"), slot("18-21"))
WAITING = pd.DataFrame(
    {
        "decision_id": ["d1"],
        "account": ["invented_me"],
        "text": ["How to begin:\n\nwrite the last line first."],
        "text_sha256": ["abc"],
        "due_at": [DUE],
        "format": ["how-to"],
        "slot": ["12-15"],
        "topic": ["writing"],
        "inspiration": [None],
        "propensity": [0.25],
        "policy_version": ["v1"],
    }
)


def posts(*rows: tuple[str, float, str, str]) -> pd.DataFrame:
    """post_id, hours after it was due, account, text."""
    return pd.DataFrame(
        [(p, DUE + pd.Timedelta(hours=hours), account, text, False) for p, hours, account, text in rows],
        columns=["post_id", "posted_at", "account", "text", "simulated"],
    )


SAME = "How to begin: write the last line first."


@pytest.mark.parametrize(
    ("hours", "account", "text", "found"),
    [
        (0.1, "invented_me", SAME, True),
        (71, "invented_me", SAME.upper(), True),
        (-71, "invented_me", SAME + " https://t.co/abc", True),
        (73, "invented_me", SAME, False),
        (0.1, "invented_you", SAME, False),
        (0.1, "invented_me", "How to begin: write the first line first.", False),
        (0.1, "invented_me", "https://t.co/abc", False),
    ],
)
def test_a_post_is_found_by_account_wording_and_time(hours: float, account: str, text: str, found: bool) -> None:
    pairs = reconciling.match(WAITING, posts(("1", hours, account, text)))

    assert pairs["post_id"].tolist() == (["1"] if found else [])


def test_one_post_carries_out_one_decision_and_the_earliest_counts() -> None:
    twice = pd.concat([WAITING, WAITING.assign(decision_id="d2", due_at=DUE + pd.Timedelta(hours=1))])

    pairs = reconciling.match(twice, posts(("2", 3, "invented_me", SAME), ("1", 1, "invented_me", SAME)))

    assert pairs[["decision_id", "post_id"]].to_numpy().tolist() == [["d1", "1"], ["d2", "2"]]


@pytest.mark.parametrize(
    ("hours", "executed", "overridden"), [(0.5, "12-15", False), (6, "18-21", True), (10, "other", True)]
)
def test_another_slot_than_drawn_is_an_override(hours: float, executed: str, overridden: bool) -> None:
    carried_out = WAITING.assign(post_id="1", open_slots=[["12-15", "18-21"]])

    rows = reconciling.published(carried_out, posts(("1", hours, "invented_me", SAME)), SLOTS, ZoneInfo("UTC"))

    assert rows["slot"].tolist() == [executed]
    assert rows["overridden"].tolist() == [overridden]
    assert rows["text"].tolist() == [SAME]  # as it stands on X
    assert rows["propensity"].tolist() == [0.25]


def test_recording_twice_is_recording_once(tmp_path: Path) -> None:
    store = Warehouse(tmp_path / "posting.duckdb", "posting")
    pairs = reconciling.match(WAITING, posts(("1", 0.1, "invented_me", SAME)))
    now = datetime(2026, 3, 12, tzinfo=UTC)

    reconciling.record(store, pairs, now)
    reconciling.record(store, pairs, now)

    assert store.table("posting.attempts")[["decision_id", "state", "post_id"]].to_numpy().tolist() == [
        ["d1", "posted", "1"]
    ]

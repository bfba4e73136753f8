"""Which posts are read at X, when, and what is written of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from posting.x_desk import DUE, Stage, stage

from tweet_assets.account import api_reads
from tweet_assets.posting import reading_back, reads

NO_READS: list[tuple[str, float]] = []


@pytest.fixture
def x(tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path) as found:
        yield found


def due(age_hours: float, *read_at_hours: float, in_full: bool = True) -> str:
    """What is due of one post of that age that was read at those ages."""
    posts = pd.DataFrame({"post_id": ["1"], "posted_at": [pd.Timestamp(DUE)]})
    reads = pd.DataFrame({"post_id": "1", "observed_at": [DUE + timedelta(hours=hours) for hours in read_at_hours]})
    reads["in_full"] = in_full
    reads["observed_at"] = pd.to_datetime(reads["observed_at"], utc=True)
    outcomes, beside = reading_back.due(posts, reads, DUE + timedelta(hours=age_hours))
    return "outcome" if outcomes else "beside" if beside else "nothing"


@pytest.mark.parametrize(
    ("age", "reads", "expected"),
    [
        (0.9, (), "nothing"),
        (1.0, (), "beside"),
        (1.5, (1.0,), "nothing"),
        (2.0, (), "nothing"),
        (23.9, (1.0,), "nothing"),
        (24.0, (1.0,), "outcome"),
        (24.0, (23.99,), "outcome"),
        (30.0, (24.0,), "nothing"),
        (47.0, (), "outcome"),  # a machine that slept
        (48.0, (24.0,), "beside"),
        (97.0, (24.0,), "nothing"),
        (168.0, (24.0, 48.0), "beside"),
        (400.0, (24.0,), "nothing"),
        (719.0, (), "outcome"),
        (721.0, (), "nothing"),
    ],
)
def test_a_post_is_read_when_it_comes_to_an_age(age: float, reads: tuple[float, ...], expected: str) -> None:
    assert due(age, *reads) == expected


@pytest.mark.parametrize(
    ("age", "reads", "expected"),
    [
        (31.0, (30.0,), "outcome"),
        (31.0, (23.0, 30.0), "outcome"),
        (31.0, (30.0, 30.5), "nothing"),
        (48.0, (30.0, 30.5), "beside"),
        (1.5, (1.0,), "nothing"),
    ],
)
def test_what_the_timeline_alone_has_shown_is_read_once_more(
    age: float, reads: tuple[float, ...], expected: str
) -> None:
    assert due(age, *reads, in_full=False) == expected


@pytest.mark.parametrize("naming", ["post", "tweet"])
def test_a_read_is_a_file_that_the_importer_knows(x: Stage, tmp_path: Path, naming: str) -> None:
    x.world.naming = naming  # type: ignore[assignment]
    x.world.create("Salt & <pepper>")
    x.world.counts = lambda _post, _now: {"impressions": 900, "likes": 7, "reposts": 2, "engagements": 30}
    x.clock.passes(hours=24)
    [name] = [post.post_id for post in x.world.posts]

    [by_id, recent] = reading_back.read(x.desk, tmp_path / "own", [name], [])

    told = api_reads.parse(by_id.read_bytes(), by_id.name)
    assert (told.account, told.observed_at) == ("invented_me", x.clock())
    [row] = told.cells.to_dict("records")
    assert (row["post_id"], row["impressions"], row["likes"], row["reposts"]) == (name, "900", "7", "2")
    assert row["engagements"] == "30"
    assert row["link"] == f"https://simulated.example/invented_me/status/{name}"
    assert recent.parent == tmp_path / "own/invented_me"
    assert json.loads(recent.read_bytes())["posts"]["data"][0]["id"] == name


def test_the_timeline_is_read_once_a_day_and_an_empty_one_writes_nothing(x: Stage, tmp_path: Path) -> None:
    assert reading_back.read(x.desk, tmp_path / "own", [], []) == []
    reading_back.read(x.desk, tmp_path / "own", [], [])
    assert x.world.requests.count("timeline") == 1
    x.clock.passes(hours=24)
    x.world.create("By hand")
    x.clock.passes(minutes=1)
    assert len(reading_back.read(x.desk, tmp_path / "own", [], [])) == 1


@pytest.mark.parametrize(
    ("fault", "why"),
    [("failed", "invented: failed"), ("lost_request", "ConnectionError"), ("too_many", "invented: too_many")],
)
def test_what_fails_is_said_and_writes_nothing(x: Stage, tmp_path: Path, fault: str, why: str) -> None:
    x.faults.of["lookup"] = [fault]  # type: ignore[list-item]
    with pytest.raises(reads.NotRead, match=why):
        reading_back.read(x.desk, tmp_path / "own", ["1"], [])
    assert not (tmp_path / "own").exists()


def test_after_too_many_requests_x_has_its_pause(x: Stage, tmp_path: Path) -> None:
    x.faults.of["lookup"] = ["too_many"]
    for why in ("invented: too_many", "X takes no more until 12:46 UTC"):
        with pytest.raises(reads.NotRead, match=why):
            reading_back.read(x.desk, tmp_path / "own", ["1"], [])
    assert x.world.requests.count("lookup") == 1


def test_a_month_without_budget_reads_nothing(x: Stage, tmp_path: Path) -> None:
    poor = replace(x.desk, account=replace(x.desk.account, budget_usd_a_month=0.010))
    with pytest.raises(reads.NotRead, match=r"\$0\.010 of \$0\.01"):
        reading_back.read(poor, tmp_path / "own", ["1"], [])
    assert x.world.requests == ["me"]


def test_keys_of_another_account_read_nothing(x: Stage, tmp_path: Path) -> None:
    x.world.handle = "invented_you"
    with pytest.raises(reads.NotRead, match="those of @invented_you"):
        reading_back.read(x.desk, tmp_path / "own", ["1"], [])


def test_a_read_costs_what_it_showed(x: Stage, tmp_path: Path) -> None:
    x.world.create("One")
    reading_back.read(x.desk, tmp_path / "own", [x.world.posts[0].post_id, "1"], [])

    rows = x.store.table("posting.x_requests").set_index("request")
    assert rows.loc["lookup", ["usd_reserved", "usd_spent"]].tolist() == [0.002, 0.001]

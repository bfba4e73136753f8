"""What a post had at 24 hours, asked for by a machine that slept: of a server whose truth is known, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from posting.x_desk import DUE, Stage, stage

from tweet_assets.account import importing, maturity, snowflake
from tweet_assets.account.exports import Setting
from tweet_assets.accounts import Account, Folder
from tweet_assets.drill.published import growing
from tweet_assets.posting import late_reads, reading_back, reads, switches
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

FOLDER = Folder(accounts=(Account("invented_me"),), simulated=True)
TRUTH = growing({"impressions": 9_000, "engagements": 700, "likes": 120, "reposts": 31, "replies": 17, "follows": 5})
SLEPT = 72.0
NEXT_HOUR = datetime(2026, 3, 11, 13, 0, tzinfo=UTC)
"""When a post of 12:31 is a day old, to the next full hour."""


@pytest.fixture
def x(tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path) as found:
        found.world.counts = TRUTH
        found.world.create("Invented: one.")
        found.clock.passes(hours=SLEPT)
        yield found


def names(x: Stage) -> list[str]:
    return [post.post_id for post in x.world.posts]


def read(x: Stage, folder: Path) -> list[Path]:
    """Reads all posts, none of which was read before."""
    return reading_back.read(x.desk, folder / "own", names(x), [])


def outcomes(folder: Path, now: datetime) -> pd.DataFrame:
    """The outcomes of all that lies in the inbox, once it is imported."""
    store = Warehouse(folder / "own.duckdb", "own", simulated=True)
    told = {receipt.name: receipt.fate for receipt in importing.take(folder / "own", Setting(FOLDER, now), store)}
    assert set(told.values()) <= {"imported"}, told
    shots = maturity.snapshots(
        store.table("account.analytics_exports"), store.table("account.export_files"), {}, ZoneInfo("UTC")
    )
    return maturity.outcomes(shots, store.table("account.posts"), ZoneInfo("UTC")).set_index("post_id")


def asked(x: Stage) -> list[str]:
    """What was asked of the server, but for whose the keys are."""
    return [request for request in x.world.requests if request not in ("me", "create")]


@pytest.mark.parametrize("naming", ["post", "tweet"])
def test_a_machine_that_slept_two_days_learns_what_the_post_had_at_24_hours(
    x: Stage, tmp_path: Path, naming: str
) -> None:
    x.world.naming = naming  # type: ignore[assignment]
    [post] = x.world.posts

    by_hours, _ = read(x, tmp_path)

    assert asked(x) == ["analytics", "timeline"]
    assert by_hours.parent == tmp_path / "own/invented_me"
    outcome = outcomes(tmp_path, x.clock()).loc[post.post_id]
    truth = TRUTH(post, NEXT_HOUR)
    assert {name: outcome[name] for name in truth} == truth
    assert truth["impressions"] == int(9_000 * (24 + 29 / 60) / (30 + 29 / 60))  # and not what it has now
    assert truth["impressions"] < TRUTH(post, x.clock())["impressions"]
    assert outcome["age_hours_min"] == outcome["age_hours_max"] == pytest.approx(24 + 29 / 60)
    assert outcome["known_at"] == x.clock()


def test_posts_of_several_days_and_hours_each_have_their_own_moment(x: Stage, tmp_path: Path) -> None:
    for hours in (0.25, 0.25, 5.0):  # two of one hour, one of the next day
        x.world.create(f"Invented: {x.clock()}.")
        x.clock.passes(hours=hours)
    x.clock.passes(hours=SLEPT)

    written = read(x, tmp_path)

    assert asked(x) == ["analytics", "analytics", "timeline"]
    told = outcomes(tmp_path, x.clock())
    for post in x.world.posts:
        grown = post.at + timedelta(hours=24)
        moment = grown.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        assert told.loc[post.post_id, "impressions"] == TRUTH(post, moment)["impressions"]
        assert 24 < told.loc[post.post_id, "age_hours_min"] < 25
    assert len(written) == 1 + 2 + 1  # of the first day, of the second one's two hours, and the timeline


def test_a_post_on_time_is_looked_up_and_costs_no_question_more(x: Stage, tmp_path: Path) -> None:
    x.world.create("Invented: two.")
    x.clock.passes(hours=25)
    late, on_time = names(x)
    read(x, tmp_path)

    assert late_reads.late([late, on_time], x.clock()) == [late]
    assert asked(x) == ["analytics", "lookup", "timeline"]
    told = outcomes(tmp_path, x.clock())
    assert told.loc[on_time, "age_hours_min"] == pytest.approx(25.0)


@pytest.mark.parametrize(
    ("age", "is_late"), [(24.0, False), (25.0, False), (25.01, True), (719.0, True), (720.0, True), (720.01, False)]
)
def test_late_is_what_is_read_more_than_an_hour_after_it_was_due(age: float, is_late: bool) -> None:
    name = str((int(DUE.timestamp() * 1000) - snowflake.EPOCH_MS) << 22)
    assert late_reads.late([name], DUE + timedelta(hours=age)) == ([name] if is_late else [])
    assert late_reads.late(["17"], DUE) == []  # an id that holds no time


def test_the_figures_of_24_hours_are_asked_for_once(x: Stage, tmp_path: Path) -> None:
    [post] = x.world.posts
    read(x, tmp_path)
    outcomes(tmp_path, x.clock())
    store = Warehouse(tmp_path / "own.duckdb", "own", simulated=True)
    told = store.read(
        """
        select post_id, generated_at as observed_at, engagements is not null as in_full
        from account.analytics_exports
        join account.export_files using (file_sha256)
        """
    )
    posts = store.table("account.posts")[["post_id", "posted_at"]]

    by_hours = told["observed_at"] == pd.Timestamp(NEXT_HOUR)
    assert told["in_full"].tolist() == by_hours.tolist()
    assert reading_back.due(posts, told, x.clock())[0] == []
    assert reading_back.due(posts, told[~by_hours], x.clock())[0] == [post.post_id]  # what the timeline showed


# ---- a tier without analytics


def test_where_the_tier_has_none_a_late_post_is_looked_up_and_x_is_not_asked_again_for_a_week(
    x: Stage, tmp_path: Path
) -> None:
    x.world.has_analytics = False
    [post] = x.world.posts
    read(x, tmp_path)

    assert asked(x) == ["analytics", "lookup", "timeline"]
    outcome = outcomes(tmp_path, x.clock()).loc[post.post_id]
    assert (outcome["age_hours_min"], outcome["impressions"]) == (SLEPT, TRUTH(post, x.clock())["impressions"])

    x.clock.passes(days=6.9)
    read(x, tmp_path)
    assert asked(x).count("analytics") == 1
    x.clock.passes(days=0.2)
    x.world.has_analytics = True
    read(x, tmp_path)
    assert asked(x).count("analytics") == 2


def test_what_the_server_has_not_counted_yet_is_looked_up(x: Stage, tmp_path: Path) -> None:
    x.world.counted_late = timedelta(hours=SLEPT - 20)
    read(x, tmp_path)

    assert asked(x) == ["analytics", "lookup", "timeline"]
    assert outcomes(tmp_path, x.clock())["age_hours_min"].tolist() == [SLEPT]


# ---- what fails


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("failed", "1 posts that are read late wait for X's analytics: invented: failed"),
        ("not_json", "wait for X's analytics: JSONDecodeError"),
        ("lost_answer", "wait for X's analytics: ConnectionError"),
        ("too_many", "wait for X's analytics: invented: too_many"),
    ],
)
def test_a_late_post_waits_where_x_fails_and_the_others_are_read(
    x: Stage, tmp_path: Path, fault: str, why: str
) -> None:
    x.world.create("Invented: two.")
    x.clock.passes(hours=24)
    late, on_time = names(x)
    x.faults.of["analytics"] = [fault]  # type: ignore[list-item]
    with pytest.raises(reads.NotRead, match=why):
        read(x, tmp_path)

    assert asked(x) == ["analytics", "lookup", "timeline"]
    [looked_up] = [
        path for path in (tmp_path / "own/invented_me").glob("x-*.json") if '"engagements"' in path.read_text()
    ]
    assert on_time in looked_up.read_text(encoding="utf-8")
    assert late not in looked_up.read_text(encoding="utf-8")

    x.clock.passes(minutes=16)
    read(x, tmp_path)
    [post, _] = x.world.posts
    assert outcomes(tmp_path, x.clock()).loc[late, "impressions"] == TRUTH(post, NEXT_HOUR)["impressions"]


def test_after_too_many_requests_analytics_have_their_pause(x: Stage, tmp_path: Path) -> None:
    x.faults.of["analytics"] = ["too_many"]
    for _ in range(2):
        with pytest.raises(reads.NotRead, match="wait for X's analytics"):
            read(x, tmp_path)
    assert asked(x).count("analytics") == 1
    x.clock.passes(minutes=16)
    read(x, tmp_path)
    assert asked(x).count("analytics") == 2


def test_without_credit_nothing_more_is_asked_until_a_person_resumes(x: Stage, tmp_path: Path) -> None:
    x.faults.of["analytics"] = ["no_credit"]
    for _ in range(2):
        with pytest.raises(reads.NotRead, match="no credit is left"):
            read(x, tmp_path)
    assert asked(x) == ["analytics"]

    x.clock.passes(minutes=1)
    switches.throw(x.desk.folder, x.store, "resume", "credit was added", x.clock())
    x.clock.passes(minutes=1)
    read(x, tmp_path)
    assert asked(x) == ["analytics", "analytics", "timeline"]


def test_a_server_that_fails_three_times_in_a_row_counts_as_one_that_has_none(x: Stage, tmp_path: Path) -> None:
    x.faults.of["analytics"] = ["failed", "lost_answer", "failed"]
    for _ in range(2):
        with pytest.raises(reads.NotRead, match="wait for X's analytics"):
            read(x, tmp_path)
        x.clock.passes(hours=1)
    assert "lookup" not in asked(x)
    read(x, tmp_path)
    assert asked(x).count("analytics") == 3
    assert asked(x)[-1] == "lookup"


# ---- what it costs


def test_analytics_cost_what_they_showed_and_without_an_answer_what_was_reserved(x: Stage, tmp_path: Path) -> None:
    x.faults.of["analytics"] = ["lost_answer"]
    with pytest.raises(reads.NotRead):
        read(x, tmp_path)
    x.clock.passes(hours=1)
    reading_back.read(x.desk, tmp_path / "own", [*names(x), str(int(names(x)[0]) + 1)], [])

    rows = x.store.table("posting.x_requests")
    rows = rows[rows["request"] == "analytics"].sort_values("begun_at")
    price = SETTINGS.posting.usd_an_analytics_read
    assert rows["usd_reserved"].tolist() == [price, 2 * price]
    assert rows["usd_spent"].isna().tolist() == [True, False]
    assert rows["usd_spent"].tolist()[1] == price


def test_a_month_without_budget_asks_for_no_analytics(x: Stage, tmp_path: Path) -> None:
    poor = replace(x.desk, account=replace(x.desk.account, budget_usd_a_month=0.010))
    with pytest.raises(reads.NotRead, match=r"\$0\.010 of \$0\.01"):
        reading_back.read(poor, tmp_path / "own", names(x), [])
    assert asked(x) == []

"""Three simulated days: everything that happens is started by the project's own sensors and schedules."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tweet_assets.closed_loop import told
from tweet_assets.closed_loop.audience import Audience
from tweet_assets.closed_loop.simulation import FolderTaken, Simulation
from tweet_assets.data_folder import DataFolder
from tweet_assets.progress import SILENCE
from tweet_assets.stores import Own, Posting

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def simulated(lasting_memory: Path) -> tuple[Simulation, Audience, dict[str, str | None]]:
    before = {name: os.environ.get(name) for name in os.environ if not name.startswith("TWEET_ASSETS_DATA")}
    patch = pytest.MonkeyPatch()
    patch.setenv("DAGSTER_HOME", str(lasting_memory / "history"))
    (lasting_memory / "history").mkdir()
    (lasting_memory / "history" / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    patch.setenv("TWEET_ASSETS_DATA", "")  # what a simulation sets is gone after it
    one = Simulation(DataFolder(lasting_memory / "simulated"), seed=7, posts_per_day=2)
    try:
        audience = one.run(3, SILENCE)
        kept = {name: os.environ.get(name) for name in before}
    finally:
        patch.undo()
    assert kept == before | {name: kept[name] for name in kept if name in ("DAGSTER_HOME",)}
    return one, audience, before


def test_what_was_decided_was_approved_posted_once_read_at_a_day_and_learned_from(
    simulated: tuple[Simulation, Audience, dict[str, str | None]],
) -> None:
    place = simulated[0].place
    own, posting = Own(data_folder=str(place.path)).warehouse(), Posting(data_folder=str(place.path)).warehouse()
    decisions = posting.table("posting.decisions")
    last = posting.read(
        "select * from posting.attempts qualify row_number() over (partition by decision_id order by step desc) = 1"
    )

    assert len(decisions) == 6
    sums = posting.table("posting.decision_probabilities").groupby("decision_id")["probability"].sum()
    assert sums.to_numpy() == pytest.approx(1.0)
    posted = last[last["state"] == "posted"]
    assert len(posted) >= 5  # what a person rejects three times in a row stays
    assert posted["post_id"].is_unique
    posts = own.table("account.posts").set_index("post_id")
    assert set(posts.index) == set(posted["post_id"])
    assert set(posts["decision_id"]) == set(posted["decision_id"])
    assert not posts["overridden"].any()
    assert not posts["edited"].any()
    outcomes = own.table("account.outcomes")
    assert set(outcomes["post_id"]) == set(posts.index[posts["posted_at"] < pd.Timestamp("2026-03-04T00:00Z")])
    assert outcomes["age_hours_min"].between(24.0, 24.2).all()
    assert (outcomes["known_at"] >= outcomes["matured_at"]).all()
    assert set(own.table("learning.features")["evidence"]) == {"randomised"}


def test_every_morning_learns_from_what_had_matured_the_day_before(
    simulated: tuple[Simulation, Audience, dict[str, str | None]],
) -> None:
    own = Own(data_folder=str(simulated[0].place.path)).warehouse()
    policies = own.read(
        "select as_of, sum(posts) as posts, max(probability) as top from learning.policy group by as_of"
    )
    matured = own.read("select day, count(*) as n from account.outcomes group by day").set_index("day")["n"]

    assert [day.date() for day in policies["as_of"]] == [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)]
    for row in policies.itertuples():
        assert row.posts == matured[matured.index <= row.as_of].sum()
    # before there is a post every arm is alike; then they are not
    assert policies["top"].iloc[0] == pytest.approx(1 / 56)
    assert policies["top"].iloc[2] > 1 / 56


def test_what_it_shows_is_told_and_a_folder_is_not_used_twice(
    simulated: tuple[Simulation, Audience, dict[str, str | None]],
) -> None:
    one, audience, _ = simulated
    lines = list(told.lines(one.place, audience))

    assert lines[0].startswith("6 decisions, each with its propensity: ")
    assert any(line.startswith("  2026-03-02 to 2026-03-04    6 decisions") for line in lines)
    assert any("refused" in line for line in lines)  # six posts are no evidence
    with pytest.raises(FolderTaken, match="is not empty"):
        one.run(1, SILENCE)

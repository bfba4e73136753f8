"""Publishing as its users meet it: the job, the commands, and that no key stands in anything that was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import rounds
from click.testing import CliRunner, Result
from posting.decided import decision

from tweet_assets.command import main
from tweet_assets.drill.published import growing
from tweet_assets.drill.server import INVENTED, serving
from tweet_assets.drill.world import World
from tweet_assets.posting import approvals
from tweet_assets.stores import Own, Posting

NOON = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)  # the folder's own now


@pytest.fixture
def world(memory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A simulated folder whose account publishes to a local server, with the keys of that server."""
    rounds.write_account(memory / "data", mode="approve")
    accounts = memory / "data/accounts.toml"
    accounts.write_text(accounts.read_text(encoding="utf-8") + 'publisher = "x"\n', encoding="utf-8")
    home = memory / "history"
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    monkeypatch.setenv("TWEET_ASSETS_DATA", str(memory / "data"))
    for name, value in INVENTED.items():
        monkeypatch.setenv(name, value)
    world = World(lambda: NOON)
    with serving(world) as address:
        monkeypatch.setenv("TWEET_ASSETS_X_URL", address)
        yield world


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def approved(data: Path) -> Posting:
    posting = Posting(data_folder=str(data))
    decided = decision(mode="approve", due_at=pd.Timestamp(NOON), for_day=pd.Timestamp("2026-03-01"), slot="00-06")
    with posting.warehouse().transaction() as transaction:
        transaction.append("posting.decisions", decided)
        options = decided[["decision_id", "account", "for_day", "format", "slot"]].assign(
            topic="in turn", probability=1.0
        )
        transaction.append("posting.decision_probabilities", options)
        transaction.append("posting.approvals", approvals.verdict_on(decided.iloc[0], "approved", None, NOON))
    return posting


@pytest.mark.slow
def test_an_approved_text_goes_to_x_and_stands_in_the_posts_ledger_with_its_arms(world: World, memory: Path) -> None:
    data = memory / "data"
    approved(data)

    said = call("publish")
    assert said.exit_code == 0, said.output
    call("publish")

    assert [post.text for post in world.posts] == ["A text of d1"]
    [row] = Own(data_folder=str(data)).warehouse().table("account.posts", source="outbox").to_dict("records")
    assert (row["post_id"], row["decision_id"], row["propensity"]) == (world.posts[0].post_id, "d1", 0.25)
    assert (row["format"], row["slot"], row["overridden"], row["edited"]) == ("story", "00-06", False, False)
    written = b"".join(path.read_bytes() for path in memory.rglob("*") if path.is_file())
    assert b"A text of d1" in written
    assert not [name for name, value in INVENTED.items() if value.encode() in written]


@pytest.mark.slow
def test_the_loop_closes_through_x_from_a_decision_to_a_learned_outcome(world: World, memory: Path) -> None:
    data = memory / "data"
    approved(data)
    call("publish")
    [post] = world.posts
    world.counts = lambda _post, _now: {"impressions": 900, "likes": 7, "reposts": 2, "replies": 1, "engagements": 30}
    by_hand = "Quite another thing, by hand."
    world.create(by_hand)
    accounts = data / "accounts.toml"
    accounts.write_text(accounts.read_text(encoding="utf-8").replace(f"{rounds.TODAY}", "2026-03-02"), encoding="utf-8")
    world.clock = lambda: NOON + timedelta(hours=24)

    said = call("read")
    assert said.exit_code == 0, said.output
    said = call("run")
    assert said.exit_code == 0, said.output

    own = Own(data_folder=str(data)).warehouse()
    [outcome] = own.table("account.outcomes", post_id=post.post_id).to_dict("records")
    assert (outcome["impressions"], outcome["likes"], outcome["age_hours_min"]) == (900, 7, 24.0)
    assert outcome["known_at"] == NOON + timedelta(hours=24)
    [features] = own.table("learning.features", post_id=post.post_id).to_dict("records")
    assert (features["evidence"], features["propensity"], features["format"]) == ("randomised", 0.25, "story")
    assert own.table("learning.rewards", post_id=post.post_id)["reward"].notna().all()
    [manual] = own.table("account.posts", text=by_hand).to_dict("records")
    assert manual["source"] == "api"
    assert pd.isna(manual["decision_id"])


@pytest.mark.slow
def test_a_machine_that_slept_two_days_over_an_outcome_learns_what_it_was_at_24_hours(
    world: World, memory: Path
) -> None:
    data = memory / "data"
    approved(data)
    call("publish")
    [post] = world.posts
    world.counts = growing({"impressions": 900, "likes": 70, "reposts": 20, "replies": 10, "engagements": 300})
    accounts = data / "accounts.toml"
    accounts.write_text(accounts.read_text(encoding="utf-8").replace(f"{rounds.TODAY}", "2026-03-04"), encoding="utf-8")
    world.clock = lambda: NOON + timedelta(hours=72)

    for _ in range(2):  # the second time it is known, and not asked for again
        said = call("read")
        assert said.exit_code == 0, said.output
        said = call("run")
        assert said.exit_code == 0, said.output

    own = Own(data_folder=str(data)).warehouse()
    read = own.table("account.analytics_exports", post_id=post.post_id)
    assert sorted(read["engagements"].isna()) == [False, True]  # by its hours, and by the timeline
    [outcome] = own.table("account.outcomes", post_id=post.post_id).to_dict("records")
    truth = world.counts(post, post.at + timedelta(hours=24))
    assert {name: outcome[name] for name in truth} == truth
    assert (outcome["age_hours_min"], outcome["age_hours_max"]) == (24.0, 24.0)
    assert outcome["known_at"] == NOON + timedelta(hours=72)
    [reward] = own.table("learning.rewards", post_id=post.post_id).to_dict("records")
    assert (reward["age_hours_min"], reward["known_at"]) == (24.0, NOON + timedelta(hours=72))


def test_connect_says_whose_the_keys_are_and_posts_nothing(world: World) -> None:
    assert "the keys are right" in call("connect").output
    world.handle = "invented_you"
    wrong = call("connect")

    assert (wrong.exit_code, world.posts) == (1, [])
    assert "the keys are those of @invented_you" in wrong.output


def test_connect_names_the_variable_that_is_not_set(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X_ACCESS_TOKEN")
    said = call("connect")

    assert said.exit_code == 1
    assert "The environment has no X_ACCESS_TOKEN." in said.output
    assert not [value for value in INVENTED.values() if value in said.output]


@pytest.mark.slow
def test_a_stopped_folder_publishes_nothing_until_it_is_resumed(world: World, memory: Path) -> None:
    approved(memory / "data")
    assert "STOP" in call("stop", "--why", "a bad day").output
    stopped = call("publish")
    assert (stopped.exit_code, "Nothing is published: the file STOP lies" in stopped.output) == (0, True)
    assert world.requests == []

    assert call("resume").output == "Publishing goes on.\n"
    call("publish")
    assert len(world.posts) == 1


def test_what_was_not_tried_cannot_be_armed_again(world: World, memory: Path) -> None:
    approved(memory / "data")
    said = call("rearm", "d1")

    assert said.exit_code == 1
    assert "d1 is not tried yet" in said.output
    assert "There is no decision d9" in call("rearm", "d9").output


@pytest.mark.slow
def test_a_short_drill_makes_no_duplicate_and_ends_as_the_server_says() -> None:
    said = call("drill", "--intents", "12", "--seed", "3")

    assert said.exit_code == 0, said.output
    assert re.search(r"duplicates on the server +0$", said.output, re.MULTILINE)
    assert re.search(r"all +12 ", said.output)

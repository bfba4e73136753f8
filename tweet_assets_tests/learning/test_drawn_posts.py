"""What could be drawn for each post of a log, and with which probability. Accounts are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from tweet_assets.accounts import Account
from tweet_assets.learning import bandit, drawn_posts, policy, policy_value, space
from tweet_assets.learning.policy import IN_TURN
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse
from tweet_assets_tests.learning.conftest import invent_account

SLOTS = ("09-12", "18-21")
AS_OF = date(2026, 6, 30)
UTC = ZoneInfo("UTC")
ACCOUNT = Account("invented", formats=("data", "story", "question"))
FIRST = date(2026, 3, 1)


def test_the_log_holds_what_was_drawn_and_posted_as_drawn() -> None:
    posts = pd.DataFrame(
        {
            "account": "me", "post_id": ["1", "2", "3"], "posted_at": pd.Timestamp("2026-06-01T22:30Z"),
            "decision_id": ["a", "b", None], "propensity": [0.2, 0.3, None], "edited": [False, True, None],
            "overridden": [False, False, None], "format": "data", "slot": "09-12", "topic": "any",
            "open_slots": [list(SLOTS)] * 3,
        }
    )  # fmt: skip
    rewards = pd.DataFrame(
        {"account": "me", "post_id": ["1", "2", "3"], "day": pd.Timestamp("2026-06-03"), "reward": 2.0}
    )

    found = drawn_posts.logged(posts, rewards, AS_OF, ZoneInfo("Europe/Berlin"))

    assert found["post_id"].tolist() == ["1"]
    assert found["before"].tolist() == [pd.Timestamp("2026-06-01")]  # after midnight in Berlin: the 2nd


# ---- what they were drawn from


def history(days: int, account: Account = ACCOUNT) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Policies and beliefs of some days, from FIRST on; other posts were mature on each."""
    arms, whole, beliefs = space.of(account), [], []
    known, earned = invent_account(300, 5, format_effects={"data": 0.4, "story": 0.2})
    statistics = bandit.statistics(known, earned, arms, UTC)
    for number in range(days):
        as_of = FIRST + timedelta(days=number)
        stamp = {"account": account.handle, "as_of": pd.Timestamp(as_of).as_unit("us")}
        told = bandit.posteriors(statistics, arms, as_of - timedelta(days=40 - number))
        whole.append(policy.for_day(told, account, as_of + timedelta(days=1)).assign(**stamp))
        beliefs.append(told.assign(**stamp))
    return pd.concat(whole, ignore_index=True), pd.concat(beliefs, ignore_index=True)


POLICIES, BELIEFS = history(30)


def renormalised(whole: pd.DataFrame, _: pd.DataFrame, slots: list[str]) -> pd.DataFrame:
    """What later posts of a day were drawn from before they had a win share of their own."""
    kept = whole[whole["slot"].isin(slots)]
    return kept.assign(probability=kept["probability"] / kept["probability"].sum())


def among(whole: pd.DataFrame, beliefs: pd.DataFrame, slots: list[str]) -> pd.DataFrame:
    return policy.among(whole, beliefs, ACCOUNT, {"slot": slots})


def posted(rule, a_day: int = 3, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:  # type: ignore[no-untyped-def]
    """The ledger and rewards of an account that drew so: no two posts of a day in one slot; data earns 1, others 0."""
    chance, rows = np.random.default_rng(seed), []
    for as_of, whole in POLICIES.groupby("as_of"):
        beliefs, taken = BELIEFS[BELIEFS["as_of"] == as_of], []
        for ordinal in range(a_day):
            slots = [name for name in ACCOUNT.slot_names if name not in taken]
            options = rule(whole, beliefs, slots)
            arm = options.iloc[int(chance.choice(len(options), p=options["probability"].to_numpy()))]
            taken.append(arm["slot"])
            at = as_of.tz_localize("UTC") + pd.Timedelta(days=1, hours=12, minutes=ordinal)
            reward = float(arm["format"] == "data") + 0.3 * chance.normal()
            rows.append((f"{at:%m%d}{ordinal}", at, arm["format"], arm["slot"], arm["probability"], slots, reward))
    ledger = pd.DataFrame(
        rows, columns=["post_id", "posted_at", "format", "slot", "propensity", "open_slots", "reward"]
    ).assign(account=ACCOUNT.handle, decision_id="d", edited=False, overridden=False, topic="any")
    day = (ledger["posted_at"] + pd.Timedelta(days=1)).dt.tz_localize(None).dt.normalize()
    return ledger.drop(columns="reward"), ledger[["account", "post_id", "reward"]].assign(day=day)


def learned(posts: pd.DataFrame, rewards: pd.DataFrame) -> pd.DataFrame:
    """What the policies of the days are worth by these posts."""
    lenient = replace(SETTINGS.learning, value_min_effective_posts=0.0, value_max_weight_share=1.0)
    known = drawn_posts.executed(ACCOUNT, AS_OF, UTC, posts, rewards, POLICIES, BELIEFS)
    today = POLICIES[POLICIES["as_of"] == POLICIES["as_of"].max()].assign(as_of=pd.Timestamp(AS_OF).as_unit("us"))
    log = drawn_posts.logged(posts, rewards, AS_OF, UTC)
    nobody = pd.Series(dtype="float64", index=pd.MultiIndex.from_arrays([[], [], []], names=drawn_posts.ARMS))
    found = policy_value.values(log, pd.concat([POLICIES, today]), nobody, known, AS_OF, lenient)
    return found[(found["policy"] == "learned") & (found["against"] == "itself")].set_index("estimator")


def test_each_choice_has_the_probabilities_that_its_post_was_drawn_from() -> None:
    posts, rewards = posted(among)

    found = drawn_posts.executed(ACCOUNT, AS_OF, UTC, posts, rewards, POLICIES, BELIEFS)

    assert len(found) == 90
    for post in posts.itertuples():
        before = post.posted_at.tz_localize(None).normalize() - pd.Timedelta(days=1)
        probability = found[before, tuple(post.open_slots)]
        assert probability[post.format, post.slot, IN_TURN] == post.propensity
        assert abs(sum(probability.values()) - 1) <= 1e-12
        assert {slot for _, slot, _ in probability} == set(post.open_slots)


def test_a_post_that_was_drawn_by_its_policy_weighs_one() -> None:
    posts, rewards = posted(among)

    found = learned(posts, rewards)

    for estimator in ("ipw", "snipw"):
        assert found.loc[estimator, "value"] == pytest.approx(rewards["reward"].mean(), rel=1e-12)
        assert found.loc[estimator, "effective_posts"] == pytest.approx(90, rel=1e-12)
    assert found.loc["dr", "effective_posts"] == pytest.approx(90, rel=1e-12)


def test_posts_that_were_drawn_in_the_proportions_of_the_whole_policy_still_tell_what_is_learned_now() -> None:
    """Their propensity is what was logged. The truth is known: how often data would have been drawn instead."""
    off, errors = [], []
    for seed in range(100, 110):
        posts, rewards = posted(renormalised, seed=seed)
        known = drawn_posts.executed(ACCOUNT, AS_OF, UTC, posts, rewards, POLICIES, BELIEFS)
        before = posts["posted_at"].dt.tz_localize(None).dt.normalize() - pd.Timedelta(days=1)
        truth = np.mean(
            [
                sum(p for (name, _, _), p in known[day, tuple(slots)].items() if name == "data")
                for day, slots in zip(before, posts["open_slots"], strict=True)
            ]
        )
        found = learned(posts, rewards).loc["ipw"]
        off.append(found["value"] - truth)
        errors.append(found["standard_error"])
        assert found["effective_posts"] < 89  # another policy than the one that drew them

    assert abs(np.mean(off)) < 3 * np.sqrt(np.mean(np.square(errors)) / len(errors))


def test_what_is_not_known_is_missing() -> None:
    posts, rewards = posted(among)
    days = sorted(POLICIES["as_of"].unique())
    changed = BELIEFS.assign(data_version=BELIEFS["data_version"].where(BELIEFS["as_of"] != days[1], "later"))
    changed = changed[changed["as_of"] != days[2]]

    found = drawn_posts.executed(ACCOUNT, AS_OF, UTC, posts, rewards, POLICIES[POLICIES["as_of"] != days[0]], changed)

    choices = {day: [slots for known, slots in found if known == day] for day in days[:4]}
    assert choices[days[0]] == []  # no policy
    everything = [tuple(ACCOUNT.slot_names)]
    assert choices[days[1]] == choices[days[2]] == everything  # no beliefs: the whole policy alone
    assert len(choices[days[3]]) == 3


def test_posts_younger_than_the_day_are_not_asked_for() -> None:
    posts, rewards = posted(among)

    found = drawn_posts.executed(ACCOUNT, FIRST + timedelta(days=3), UTC, posts, rewards, POLICIES, BELIEFS)

    assert {day.date() for day, _ in found} == {FIRST, FIRST + timedelta(days=1)}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_beliefs_that_are_loaded_are_those_before_posts_that_were_drawn(tmp_path: Path, zone: str) -> None:
    own = Warehouse(tmp_path / "own.duckdb", "own")
    moments = pd.to_datetime(["2026-03-10T09:45Z", "2026-03-20T14:30Z", "2026-03-25T12:00Z"])
    ledger = pd.DataFrame(
        {
            "account": ["invented", "invented", "another"], "post_id": ["1", "2", "3"], "posted_at": moments,
            "kind": "original", "kind_basis": "publishing", "media": "none", "link": "none", "source": "outbox",
            "simulated": False, "decision_id": ["a", None, "c"], "propensity": [0.2, None, 0.2],
        }
    )  # fmt: skip
    own.replace("account.posts", ledger.assign(**dict.fromkeys(
        ("text", "format", "slot", "topic", "inspiration", "open_slots", "policy_version", "edited", "overridden",
         "user_format", "user_topic"), None)))  # fmt: skip
    own.replace("learning.arm_posteriors", BELIEFS)

    query = f"select distinct as_of from learning.arm_posteriors where {drawn_posts.ONLY_THEIR_DAYS} order by all"
    loaded = own.read(query)["as_of"].dt.date.tolist()

    local = moments[0].tz_convert(zone).date()
    assert local - timedelta(days=1) in loaded
    assert len(loaded) == 3

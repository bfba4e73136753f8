"""What a policy would have earned against three others. Logs are invented, and their truth is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from tweet_assets.learning import policy_value
from tweet_assets.learning.policy import IN_TURN
from tweet_assets.settings import SETTINGS

FORMATS, SLOTS = ("data", "story"), ("09-12", "18-21")
AS_OF = date(2026, 6, 30)
LENIENT = replace(SETTINGS.learning, value_min_effective_posts=0.0, value_max_weight_share=1.0)
MEANS = {("data", "09-12"): 3.0, ("data", "18-21"): 3.5, ("story", "09-12"): 2.0, ("story", "18-21"): 2.5}
LEARNED = {("data", "09-12"): 0.2, ("data", "18-21"): 0.6, ("story", "09-12"): 0.1, ("story", "18-21"): 0.1}


def policies(*days: str) -> pd.DataFrame:
    rows = [
        (pd.Timestamp(day).as_unit("us"), *arm, IN_TURN, p, MEANS[arm]) for day in days for arm, p in LEARNED.items()
    ]
    return pd.DataFrame(rows, columns=["as_of", "format", "slot", "topic", "probability", "mean"])


def log(posts: int, seed: int = 1, open_slots: tuple[str, ...] = SLOTS) -> pd.DataFrame:
    """Posts drawn evenly among what was open, each earning its arm's mean and noise of sd .5."""
    chance = np.random.default_rng(seed)
    formats, slots = chance.choice(FORMATS, posts), chance.choice(open_slots, posts)
    means = np.array([MEANS[arm] for arm in zip(formats, slots, strict=True)])
    return pd.DataFrame(
        {
            "post_id": [str(n) for n in range(posts)], "before": pd.Timestamp("2026-06-30").as_unit("us"),
            "format": formats, "slot": slots, "topic": "any", "open_slots": [list(open_slots)] * posts,
            "propensity": 1 / (2 * len(open_slots)), "reward": means + 0.5 * chance.normal(size=posts),
        }
    )  # fmt: skip


HABIT = pd.Series({("story", "09-12", "any"): 0.75, ("data", "09-12", "other"): 0.25})


def values(rows: pd.DataFrame, **how: object) -> pd.DataFrame:
    known = {"policies": policies("2026-06-30"), "habit": HABIT, "settings": SETTINGS.learning, **how}
    found = policy_value.values(rows, known["policies"], known["habit"], AS_OF, known["settings"])  # type: ignore[arg-type]
    return found.set_index(["policy", "against", "estimator"])


def worth(policy: dict[tuple[str, str], float]) -> float:
    return sum(p * MEANS[arm] for arm, p in policy.items())


@pytest.mark.parametrize("estimator", ["ipw", "snipw", "dm", "dr"])
def test_every_policy_is_worth_what_its_arms_earn(estimator: str) -> None:
    found = values(log(2_000))
    truth = {
        "learned": worth(LEARNED),
        "uniform": np.mean(list(MEANS.values())),
        "habit": 0.75 * 2.0 + 0.25 * 3.0,
        "best fixed": 3.5,
    }

    for name, value in truth.items():
        row = found.loc[(name, "itself", estimator)]
        assert row["answered"]
        assert abs(row["value"] - value) < 3.5 * row["standard_error"] + 1e-9
    for name in ("uniform", "habit", "best fixed"):
        row = found.loc[("learned", name, estimator)]
        assert abs(row["value"] - (truth["learned"] - truth[name])) < 3.5 * row["standard_error"] + 1e-9


def test_a_paired_difference_is_surer_than_two_separate_answers() -> None:
    found = values(log(2_000))["standard_error"]

    for estimator in ("snipw", "dr"):
        apart = np.hypot(found["learned", "itself", estimator], found["uniform", "itself", estimator])
        assert found["learned", "uniform", estimator] < 0.9 * apart


def test_policies_are_restricted_to_what_was_open() -> None:
    found = values(log(1_000, open_slots=("18-21",)), settings=LENIENT)

    row = found.loc[("learned", "itself", "dr")]
    assert row["value"] == pytest.approx((0.6 * 3.5 + 0.1 * 2.5) / 0.7, abs=3 * row["standard_error"])
    assert found.loc[("habit", "itself", "ipw"), "reason"].startswith("no overlap")


def test_the_best_fixed_arm_is_chosen_on_one_half_and_judged_by_the_other() -> None:
    """Pure noise: the arm that looks best in the first half is worth no more than any other in the second."""
    gaps = []
    for seed in range(40):
        rows = log(400, seed)
        rows["reward"] = np.random.default_rng(seed).normal(size=400)
        gaps.append(values(rows, settings=LENIENT).loc[("best fixed", "itself", "snipw"), "value"])

    assert abs(np.mean(gaps)) < 3 * np.std(gaps) / 40**0.5


def test_without_the_policy_of_the_day_before_no_model_enters() -> None:
    rows = log(500).assign(before=pd.Timestamp("2026-03-01").as_unit("us"))

    assert set(values(rows).index.get_level_values("estimator")) == {"ipw", "snipw"}


@pytest.mark.parametrize("posts", [0, 1, 60])
def test_too_few_posts_are_refused_with_the_reason(posts: int) -> None:
    found = values(log(posts))

    assert not found["answered"].any()
    assert found["value"].isna().all()
    assert found["reason"].str.contains("posts").all()


def test_an_account_without_habit_has_none() -> None:
    found = values(log(500), habit=HABIT.iloc[:0])

    assert found.loc[("habit", "itself", "ipw"), "reason"].startswith("no overlap")


def test_habit_is_what_nobody_drew_and_newer_counts_more() -> None:
    at = [pd.Timestamp("2026-06-30", tz="UTC") - pd.Timedelta(days=d) for d in (0, SETTINGS.learning.half_life_days, 5)]
    features = pd.DataFrame(
        {"posted_at": at, "format": ["data", "story", "story"], "slot": "09-12", "topic": "any",
         "evidence": ["observational", "observational", "randomised"]}
    )  # fmt: skip

    found = policy_value.habit(features, AS_OF)

    assert found["data", "09-12", "any"] == pytest.approx(2 / 3)
    assert found["story", "09-12", "any"] == pytest.approx(1 / 3)
    assert policy_value.habit(features.iloc[2:], AS_OF).empty


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

    found = policy_value.logged(posts, rewards, AS_OF, ZoneInfo("Europe/Berlin"))

    assert found["post_id"].tolist() == ["1"]
    assert found["before"].tolist() == [pd.Timestamp("2026-06-01")]  # after midnight in Berlin: the 2nd

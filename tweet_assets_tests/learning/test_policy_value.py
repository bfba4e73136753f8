"""What a policy would have earned against three others. Logs are invented, and their truth is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from tweet_assets.learning import policy_value
from tweet_assets.learning.drawn_posts import Arm, Choice
from tweet_assets.learning.policy import IN_TURN
from tweet_assets.settings import SETTINGS, Learning

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


def executed(rows: pd.DataFrame, known: pd.DataFrame) -> dict[Choice, dict[Arm, float]]:
    """What these invented policies are drawn with among what was open: their own proportions."""
    found = {}
    for day, slots in {(day, tuple(slots)) for day, slots in zip(rows["before"], rows["open_slots"], strict=True)}:
        of_day = known[(known["as_of"] == day) & known["slot"].isin(slots)]
        arms = zip(of_day["format"], of_day["slot"], of_day["topic"], strict=True)
        if len(of_day):
            found[day, slots] = dict(zip(arms, of_day["probability"] / of_day["probability"].sum(), strict=True))
    return found


def values(
    rows: pd.DataFrame,
    policies: pd.DataFrame = policies("2026-06-30"),  # noqa: B008 - a frame that nobody changes
    habit: pd.Series[float] = HABIT,
    settings: Learning = SETTINGS.learning,
) -> pd.DataFrame:
    found = policy_value.values(rows, policies, habit, executed(rows, policies), AS_OF, settings)
    return found.set_index(["policy", "against", "estimator"]).sort_index()


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
        if (name, estimator) == ("learned", "dm"):
            continue  # refused
        assert row["answered"]
        assert abs(row["value"] - value) < 3.5 * row["standard_error"] + 1e-9
    for name in ("uniform", "habit", "best fixed") if estimator != "dm" else ():
        row = found.loc[("learned", name, estimator)]
        assert abs(row["value"] - (truth["learned"] - truth[name])) < 3.5 * row["standard_error"] + 1e-9


def test_the_model_that_a_policy_was_made_from_is_no_witness_for_it() -> None:
    found = values(log(2_000)).xs("dm", level="estimator")

    assert not found.loc["learned"]["answered"].any()
    assert found.loc["learned"][["value", "standard_error", "low90", "high90"]].isna().all(axis=None)
    assert found.loc["learned"]["reason"].str.contains("praises it").all()
    assert found.loc["uniform"]["answered"].all()


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


def test_learned_is_what_was_drawn_from_and_not_the_whole_policy_in_its_own_proportions() -> None:
    """The arm that is best of what is left is drawn nearly always, though the whole policy hardly ever drew it."""
    rows = log(2_000, open_slots=("09-12",))
    drawn_from = {("data", "09-12", IN_TURN): 0.95, ("story", "09-12", IN_TURN): 0.05}
    among = {(rows["before"].iloc[0], ("09-12",)): drawn_from}

    found = policy_value.values(rows, policies("2026-06-30"), HABIT, among, AS_OF, LENIENT)

    found = found[(found["policy"] == "learned") & (found["against"] == "itself")].set_index("estimator")
    for estimator in ("ipw", "snipw", "dr"):
        row = found.loc[estimator]
        assert row["value"] == pytest.approx(0.95 * 3 + 0.05 * 2, abs=3.5 * row["standard_error"])


def test_the_best_fixed_arm_is_chosen_on_one_half_and_judged_by_the_other() -> None:
    """Pure noise: the arm that looks best in the first half is worth no more than any other in the second."""
    gaps = []
    for seed in range(40):
        rows = log(400, seed)
        rows["reward"] = np.random.default_rng(seed).normal(size=400)
        gaps.append(values(rows, settings=LENIENT).loc[("best fixed", "itself", "snipw"), "value"])

    assert abs(np.mean(gaps)) < 3 * np.std(gaps) / 40**0.5


def test_without_the_policy_of_the_day_before_no_model_enters_and_nothing_is_said_of_what_was_learned() -> None:
    found = values(log(500).assign(before=pd.Timestamp("2026-03-01").as_unit("us")))

    assert set(found.index.get_level_values("estimator")) == {"ipw", "snipw"}
    assert found.loc[("uniform", "itself", "ipw"), "answered"]
    assert not found.loc["learned"]["answered"].any()
    assert found.loc["learned"]["reason"].str.contains("policy of the day before").all()


def test_a_post_for_which_a_policy_had_no_choice_is_left_out_and_never_one_that_earned_nothing() -> None:
    """Two posts a day, in different slots: every second post finds one slot closed. Every arm earns 3."""
    half = [log(1_000, 3), log(500, 4, ("09-12",)), log(500, 5, ("18-21",))]
    rows = pd.concat(half, ignore_index=True).sample(frac=1, random_state=6).reset_index(drop=True)
    rows["reward"] = 3 + 0.5 * np.random.default_rng(7).normal(size=len(rows))

    found = values(rows, policies=policies("2026-06-30").assign(mean=3.0))

    for name in ("habit", "best fixed"):
        for estimator in ("ipw", "snipw", "dm", "dr"):
            alone, apart = found.loc[(name, "itself", estimator)], found.loc[("learned", name, estimator)]
            assert "left out" in alone["reason"]
            assert abs(alone["value"] - 3) < 3.5 * alone["standard_error"] + 1e-9
            assert estimator == "dm" or abs(apart["value"]) < 3.5 * apart["standard_error"]
    assert found.loc[("habit", "itself", "ipw"), "posts"] == 1_500
    assert found.loc[("learned", "itself", "ipw"), "posts"] == 2_000


def test_an_arm_that_could_not_be_drawn_yet_is_no_option_of_any_policy() -> None:
    """A format that is new today: an even choice among what could be drawn then is worth what was drawn."""
    new = policies("2026-06-30")
    new = pd.concat([new, new[new["format"] == "data"].assign(format="thread")])
    rows = log(2_000).assign(before=pd.Timestamp("2026-06-29").as_unit("us"))

    found = values(rows, policies=pd.concat([policies("2026-06-29"), new]))

    for estimator in ("ipw", "snipw", "dm", "dr"):
        assert found.loc[("uniform", "itself", estimator), "value"] == pytest.approx(2.75, abs=0.06)


def learning(days: int, seed: int, gain: float) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """An account whose policy follows each day what its arms earned so far: its log, policies, and what it gained.

    The gain is of the expected rewards of the days' policies over those of an even choice.
    """
    chance, arms = np.random.default_rng(seed), list(MEANS)
    means = np.array([gain * (MEANS[arm] - 2.75) for arm in arms])
    total, count, posts, known, gained = np.zeros(4), np.zeros(4), [], [], []
    for number in range(days):
        before = pd.Timestamp("2026-01-01").as_unit("us") + pd.Timedelta(days=number)
        shown = np.divide(total, count, out=np.zeros(4), where=count > 0)
        probability = 0.8 * np.exp(3 * shown) / np.exp(3 * shown).sum() + 0.05
        known += [(before, *arm, IN_TURN, p, m) for arm, p, m in zip(arms, probability, shown, strict=True)]
        for arm in chance.choice(4, 3, p=probability):
            reward = means[arm] + chance.normal()
            posts.append((before, *arms[arm], "any", list(SLOTS), probability[arm], reward))
            total[arm], count[arm] = total[arm] + reward, count[arm] + 1
            gained.append(probability @ means - means.mean())
    columns = ["before", "format", "slot", "topic", "open_slots", "propensity", "reward"]
    history = pd.DataFrame(known, columns=["as_of", "format", "slot", "topic", "probability", "mean"])
    today = history[history["as_of"] == history["as_of"].max()].assign(as_of=pd.Timestamp(AS_OF).as_unit("us"))
    return pd.DataFrame(posts, columns=columns), pd.concat([history, today]), float(np.mean(gained))


@pytest.mark.parametrize("gain", [0.0, 1.0])
def test_what_learning_gained_over_chance_is_told_as_surely_as_it_says(gain: float) -> None:
    """Pure noise among them: a policy judged by the posts that it was fitted to would claim a gain nearly always."""
    held, claimed = [], []
    for seed in range(80):
        rows, known, gained = learning(60, seed, gain)
        found = values(rows, policies=known, settings=LENIENT).loc[("learned", "uniform")].loc[["ipw", "snipw", "dr"]]
        held.append(((found["low90"] <= gained) & (gained <= found["high90"])).to_numpy())
        claimed.append((found["low90"] > 0).to_numpy())

    coverage = np.mean(held, axis=0)  # 90 % is promised; the standard error of each is 3 points
    assert (coverage > 0.79).all()
    if gain == 0:
        assert (np.mean(claimed, axis=0) < 0.13).all()


@pytest.mark.parametrize("posts", [0, 1, 60])
def test_too_few_posts_are_refused_with_the_reason(posts: int) -> None:
    found = values(log(posts))

    assert not found["answered"].any()
    assert found["value"].isna().all()
    assert found["reason"].str.contains("posts").all()


def test_an_account_without_habit_has_none() -> None:
    found = values(log(500), habit=HABIT.iloc[:0])

    for row in (("habit", "itself", "ipw"), ("learned", "habit", "ipw")):
        assert found.loc[row, "reason"] == "no habit is known: the account has no posts of its own choice"


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

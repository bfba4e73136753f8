"""What we believe of each arm. Accounts are invented and their truth is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tweet_assets import arms
from tweet_assets.learning import bandit
from tweet_assets.learning.bandit import BASELINE, NOT_ENOUGH
from tweet_assets.settings import SETTINGS

FORMATS = arms.FORMATS
SLOTS = tuple(slot.name for slot in arms.SLOTS)
LATER = date(2027, 1, 1)
SUMS = ["posts", "reward_sum", "reward_square_sum"]


def statistics(*rows: tuple[str, str, str, str, int, float, float]) -> pd.DataFrame:
    names = ["day", "format", "slot", "evidence", *SUMS]
    frame = pd.DataFrame(rows, columns=names).astype(
        {"format": "str", "slot": "str", "evidence": "str", "posts": "Int64"}
    )
    frame["day"] = pd.to_datetime(frame["day"]).astype("datetime64[us]")
    return frame.assign(account="invented", age_band="at 24 h", posts_by_rule=0)


def of(posteriors: pd.DataFrame, dimension: str, arm: str) -> pd.Series:
    [at] = posteriors.index[(posteriors["dimension"] == dimension) & (posteriors["arm"] == arm)]
    return posteriors.loc[at]


def test_statistics_count_the_posts_that_have_features_and_a_reward() -> None:
    keys = pd.DataFrame({"account": "invented", "post_id": ["1", "2", "3", "4"]})
    features = keys.iloc[:3].assign(
        format="data",
        format_basis=["decision", "gives figures", "gives figures"],
        slot="09-12",
        evidence=["randomised", "randomised", "observational"],
    )
    rewards = keys.assign(  # the fourth is a reply
        day=pd.Timestamp("2026-07-02"), age_hours_min=[25.0, 47.9, 30.0, 30.0], reward=[1.0, 3.0, np.nan, 5.0]
    )

    found = bandit.statistics(features, rewards)

    assert found.drop(columns="account").values.tolist() == [
        [pd.Timestamp("2026-07-02"), "data", "09-12", "randomised", "at 24 h", 2, 1, 4.0, 10.0]
    ]


@given(days=st.sets(st.integers(0, 29)))
@settings(max_examples=15, deadline=None)
def test_statistics_of_days_add_up_over_any_split(days: set[int], invented: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    features, rewards = invented
    chosen = rewards["day"].isin([pd.Timestamp("2026-01-02") + pd.Timedelta(days=day) for day in days])

    parts = pd.concat([bandit.statistics(features, rewards[part]) for part in (chosen, ~chosen)])

    keys = ["day", "format", "slot", "evidence"]
    whole = bandit.statistics(features, rewards).set_index(keys)[SUMS].astype(float)
    summed = parts.groupby(keys)[SUMS].sum().astype(float)
    pd.testing.assert_frame_equal(summed.sort_index(), whole.sort_index(), check_exact=False)


@pytest.fixture(scope="module")
def invented() -> tuple[pd.DataFrame, pd.DataFrame]:
    chance = np.random.default_rng(11)
    keys = pd.DataFrame({"account": "invented", "post_id": [str(n) for n in range(120)]})
    features = keys.assign(
        format=chance.choice(FORMATS[:3], 120),
        format_basis="decision",
        slot=chance.choice(SLOTS[:2], 120),
        evidence="randomised",
    )
    days = pd.Timestamp("2026-01-02") + pd.to_timedelta(np.arange(120) // 4, unit="D")
    return features, keys.assign(day=days, age_hours_min=26.0, reward=chance.normal(4, 1, 120))


def test_without_posts_belief_is_the_prior_and_nobody_leads() -> None:
    found = bandit.posteriors(statistics(), FORMATS, SLOTS, LATER)

    assert set(found["verdict"]) == {NOT_ENOUGH, BASELINE}
    assert found["raw_mean"].isna().all()
    assert (found["mean"] == 0).all()
    assert found.loc[found["dimension"] == "format", "p_best"].tolist() == [1 / 8] * 8
    assert found.loc[found["dimension"] == "slot", "p_best"].tolist() == [1 / 7] * 7
    assert found["p_best"].isna().sum() == 1 + 56


def test_level_and_arms_add_up_and_posts_are_counted_by_evidence() -> None:
    rows = statistics(
        ("2026-07-01", "data", "09-12", "randomised", 2, 8.0, 34.0),
        ("2026-07-02", "data", "12-15", "observational", 1, 3.0, 9.0),
        ("2026-07-02", "story", "09-12", "observational", 1, 2.0, 4.0),
    )

    found = bandit.posteriors(rows, ("data", "story"), ("09-12", "12-15"), date(2026, 7, 3))

    data = of(found, "format", "data")
    assert (data["posts_randomised"], data["posts_observational"]) == (2, 1)
    assert data["raw_mean"] == pytest.approx(11 / 3)
    assert of(found, "level", "all")["raw_mean"] == pytest.approx(13 / 4)
    assert found["position"].tolist() == list(range(9))
    assert all(len(row) == 9 for row in found["covariance"])
    np.testing.assert_allclose(np.sqrt(np.diag(np.array(found["covariance"].tolist()))), found["sd"])


def test_a_planted_format_is_found_and_called_better(invent: Callable[..., tuple[pd.DataFrame, pd.DataFrame]]) -> None:
    features, rewards = invent(600, 5, format_effects={"data": 0.8})

    found = bandit.posteriors(bandit.statistics(features, rewards), FORMATS, SLOTS, date(2026, 7, 1))

    formats = found[found["dimension"] == "format"].set_index("arm")
    assert formats["mean"].idxmax() == "data"
    assert formats.loc["data", "verdict"] == "better"
    assert formats.loc["data", "p_best"] > 0.95
    # beyond the account's mean, of which data itself is an eighth
    assert formats.loc["data", "low90"] < 0.8 * 7 / 8 < formats.loc["data", "high90"]


def test_habit_alone_speaks_of_history_only(invent: Callable[..., tuple[pd.DataFrame, pd.DataFrame]]) -> None:
    features, rewards = invent(600, 5, format_effects={"data": 0.8, "story": -0.8}, evidence="observational")

    found = bandit.posteriors(bandit.statistics(features, rewards), FORMATS, SLOTS, date(2026, 7, 1))

    assert of(found, "format", "data")["verdict"] == "in your history: better"
    assert of(found, "format", "story")["verdict"] == "in your history: worse"


@pytest.mark.parametrize(
    ("format_name", "by_rule", "verdict"),
    [
        ("question", 0, "in your history: better"),
        ("question", 99, "labels not reliable enough"),  # measured: 22 of 34 right
        ("announcement", 99, "in your history: better"),  # 12 of 13
        ("myth-busting", 99, "labels not reliable enough"),  # measured on one text: as good as not measured
    ],
)
def test_a_format_read_off_by_a_rule_that_errs_supports_no_claim(
    invent: Callable[..., tuple[pd.DataFrame, pd.DataFrame]], format_name: str, by_rule: int, verdict: str
) -> None:
    features, rewards = invent(600, 5, format_effects={format_name: 0.9}, evidence="observational")
    rows = bandit.statistics(features, rewards).assign(posts_by_rule=lambda rows: rows["posts"] * bool(by_rule))

    found = bandit.posteriors(rows, FORMATS, SLOTS, date(2026, 7, 1))

    assert of(found, "format", format_name)["verdict"] == verdict
    assert set(found.loc[found["dimension"] == "slot", "verdict"]) == {NOT_ENOUGH}


def test_pure_noise_is_nearly_never_called_anything(invent: Callable[..., tuple[pd.DataFrame, pd.DataFrame]]) -> None:
    fooled = 0
    for seed in range(40):
        features, rewards = invent(300, 100 + seed)
        found = bandit.posteriors(bandit.statistics(features, rewards), FORMATS, SLOTS, date(2026, 4, 1))
        fooled += bool((~found["verdict"].isin([NOT_ENOUGH, BASELINE])).any())

    assert fooled <= 8  # three dimensions, each wrong for a tenth of accounts at most, before shrinkage


def test_one_lucky_post_makes_no_verdict() -> None:
    rows = [("2026-07-01", name, "09-12", "randomised", 20, 80.0, 320.0 + 5.0) for name in FORMATS[1:]]
    lucky = ("2026-07-01", FORMATS[0], "09-12", "randomised", 1, 12.0, 144.0)

    found = bandit.posteriors(statistics(*rows, lucky), FORMATS, SLOTS, date(2026, 7, 1))

    assert of(found, "format", FORMATS[0])["low90"] > 0
    assert of(found, "format", FORMATS[0])["verdict"] == NOT_ENOUGH


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    chance, held = np.random.default_rng(17), []
    learning = SETTINGS.learning
    for _ in range(150):
        effect = chance.normal(0, learning.format_prior_sd, 4)
        rows = []
        for name, size in zip(FORMATS[:4], effect, strict=True):
            rewards = 4 + size + chance.normal(0, 1, 25)
            rows.append(("2026-07-01", name, "09-12", "randomised", 25, rewards.sum(), (rewards**2).sum()))
        found = bandit.posteriors(statistics(*rows), FORMATS[:4], ("09-12",), date(2026, 7, 1))
        formats = found[found["dimension"] == "format"]
        truth = effect - effect.mean()
        held += ((formats["low90"] <= truth) & (truth <= formats["high90"])).tolist()

    assert 0.86 <= np.mean(held) <= 0.94  # 600 intervals of 90 %


def test_an_old_post_counts_half_for_every_half_life() -> None:
    half_life = int(SETTINGS.learning.half_life_days)
    as_of = date(2026, 7, 1)
    old = str(pd.Timestamp(as_of) - pd.Timedelta(days=half_life))[:10]
    one_old = statistics(
        ("2026-07-01", "data", "09-12", "randomised", 8, 32.0, 136.0), (old, "data", "09-12", "randomised", 2, 0.0, 4.0)
    )
    # the same sums, each old post halved: (8 + 1) posts; but the plain counts say ten
    halved = statistics(("2026-07-01", "data", "09-12", "randomised", 9, 32.0, 138.0))

    found = bandit.posteriors(one_old, ("data",), ("09-12",), as_of)
    other = bandit.posteriors(halved, ("data",), ("09-12",), as_of)

    assert of(found, "level", "all")["posts_randomised"] == 10
    within = 138 - 32**2 / 9  # and degrees of freedom: the weights, less the sum of their squares over their sum
    assert found["noise_sd"].iloc[0] == pytest.approx(((5 + within) / (5 + 9 - 8.5 / 9)) ** 0.5)
    assert of(found, "level", "all")["mean"] == pytest.approx(of(other, "level", "all")["mean"], rel=1e-3)


def test_arms_that_are_not_configured_keep_their_history_and_do_not_compete() -> None:
    rows = statistics(
        ("2026-07-01", "unlabelled", "other", "observational", 30, 180.0, 1100.0),
        ("2026-07-01", "data", "09-12", "randomised", 30, 120.0, 500.0),
    )

    found = bandit.posteriors(rows, ("data", "story"), ("09-12",), date(2026, 7, 1))

    unlabelled = of(found, "format", "unlabelled")
    assert unlabelled["posts_observational"] == 30
    assert np.isnan(unlabelled["p_best"])
    assert np.isnan(of(found, "slot", "other")["p_best"])
    assert found.loc[found["dimension"] == "format", "p_best"].sum() == pytest.approx(1)
    assert of(found, "level", "all")["mean"] == pytest.approx(5, abs=0.1)
    assert of(found, "slot", "09-12")["p_best"] == 1.0


@given(
    extra=st.lists(st.tuples(st.integers(1, 400), st.sampled_from(FORMATS), st.floats(-50, 50)), min_size=1, max_size=5)
)
@settings(max_examples=15, deadline=None)
def test_days_after_as_of_change_nothing(
    extra: list[tuple[int, str, float]], invented: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    known = bandit.statistics(*invented)
    as_of = date(2026, 2, 1)
    future = statistics(
        *(
            (str(pd.Timestamp(as_of) + pd.Timedelta(days=d))[:10], f, "03-05", "randomised", 1, r, r * r)
            for d, f, r in extra
        )
    )

    before = bandit.posteriors(known, FORMATS, SLOTS, as_of)
    after = bandit.posteriors(pd.concat([known, future]), FORMATS, SLOTS, as_of)

    pd.testing.assert_frame_equal(before, after)


def test_the_order_of_rows_and_a_second_run_change_nothing(invented: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    known = bandit.statistics(*invented)

    once = bandit.posteriors(known, FORMATS, SLOTS, LATER)

    pd.testing.assert_frame_equal(once, bandit.posteriors(known, FORMATS, SLOTS, LATER))
    shuffled = bandit.posteriors(known.sample(frac=1, random_state=1), FORMATS, SLOTS, LATER)
    np.testing.assert_allclose(shuffled["mean"], once["mean"], atol=1e-9)


def test_rows_of_two_accounts_are_refused() -> None:
    row = ("2026-07-01", "data", "09-12", "randomised", 1, 1.0, 1.0)
    both = pd.concat([statistics(row), statistics(row).assign(account="another")])

    with pytest.raises(ValueError, match="2 accounts"):
        bandit.posteriors(both, FORMATS, SLOTS, LATER)


def test_without_arms_there_is_nothing_to_believe() -> None:
    with pytest.raises(ValueError, match="at least one format"):
        bandit.posteriors(statistics(), (), SLOTS, LATER)

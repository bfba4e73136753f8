"""Coefficients in words."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pandas as pd
import pytest

from tweet_assets.learning import terms
from tweet_assets.learning.features import COVARIATES
from tweet_assets.reports.effects import average, effects


def _said(model: pd.DataFrame) -> dict[str, tuple[str, str]]:
    return {effect.said: (effect.change, effect.interval) for effect in effects(model)}


def test_a_covariate_is_told_by_one_standard_deviation(learned: dict[str, pd.DataFrame]) -> None:
    said = _said(learned["engagement_model"])
    # exp(-0.2) - 1 = -18 %; -0.2 -/+ 1.2816 x 0.05 are -0.264 and -0.136
    assert said["0.40 more links"] == ("-18 %", "from -23 % to -13 %")
    assert said["1.6 times as long"] == ("+9 %", "from +5 % to +14 %")  # exp(0.47) = 1.6
    assert "0.14 more of text quality, which goes from 0 to 1" in said


def test_a_weekend_is_told_as_a_whole_and_not_by_standard_deviations(learned: dict[str, pd.DataFrame]) -> None:
    # from 0 to 1 is 1 / 0.45 standard deviations: 0.045 / 0.45 = 0.1
    assert _said(learned["engagement_model"])["at a weekend rather than on a weekday"][0] == "+11 %"
    rare = learned["engagement_model"].assign(center=0.02, scale=0.14)
    # the design stops at 3 standard deviations: (3 + 0.02 / 0.14) x 0.045 = 0.1414
    assert _said(rare)["at a weekend rather than on a weekday"][0] == "+15 %"


def test_a_format_is_told_against_the_mix_as_the_model_itself_would_predict() -> None:
    root = np.random.default_rng(5).normal(size=(3, 3))
    model = pd.DataFrame(
        {
            "term": ["intercept", "format=question", "format=story"],
            "coefficient": [0.0, 0.3, -0.2],
            "center": [0.0, 0.4, 0.6],
            "scale": [1.0, 0.5, 0.5],
            "position": [0, 1, 2],
            "covariance": [row if at else [0.0] * 3 for at, row in enumerate(_without_intercept(root @ root.T))],
        }
    ).assign(low80=None, high80=None)
    a_question = pd.DataFrame({"format": ["question"], "slot": ["09-12"]}).assign(**dict.fromkeys(COVARIATES, np.nan))
    value, sd = terms.linear(model, a_question)
    (effect,) = (e for e in effects(model) if e.said == "question posts rather than your mix")
    assert effect.value == pytest.approx((0.6 * 0.3 + 0.6 * 0.2) / 0.5)
    assert effect.value == pytest.approx(value[0])
    assert effect.low80 == pytest.approx(value[0] - terms.Z80 * sd[0])
    assert effect.high80 == pytest.approx(value[0] + terms.Z80 * sd[0])


def _without_intercept(covariance: np.ndarray) -> list[list[float]]:
    """The intercept is known exactly here: its column is 0, and its row is set to 0 by the caller."""
    return [[0.0, *row[1:]] for row in covariance.tolist()]


def test_a_format_that_no_fitted_post_had_is_left_out(learned: dict[str, pd.DataFrame]) -> None:
    model = learned["engagement_model"]
    unseen = model.assign(center=model["center"].where(model["term"] != "format=story", 0.0))
    assert not any("story" in said for said in _said(unseen))


def test_clear_effects_come_first_and_large_ones_before_small_ones(learned: dict[str, pd.DataFrame]) -> None:
    found = effects(learned["engagement_model"])
    assert [effect.clear for effect in found] == [True] * 5 + [False] * 2
    assert found[0].said == "question posts rather than your mix"


def test_a_term_that_is_not_known_is_left_out_and_one_without_interval_says_so(
    learned: dict[str, pd.DataFrame],
) -> None:
    model = learned["engagement_model"]
    assert effects(model.assign(scale=None)) == []
    assert effects(model.assign(term="something new")) == []
    unsure = model.assign(covariance=None, low80=None, high80=None)
    assert {effect.interval for effect in effects(unsure)} == {"interval not known"}
    assert not any(effect.clear for effect in effects(unsure))


def test_the_average_post_is_the_intercept(learned: dict[str, pd.DataFrame]) -> None:
    assert average(learned["engagement_model"], "engagement") == "2.0 % (80 % interval from 1.9 % to 2.1 %)"
    # 1 / (1 + e^2) = 12 %; -2 -/+ 1.2816 x 0.3
    assert 1 / (1 + exp(2)) == pytest.approx(0.119, abs=0.001)
    assert average(learned["follow_model"], "follow") == "12 % (80 % interval from 8 % to 17 %)"
    assert average(learned["follow_model"].iloc[:0], "follow") is None
    assert average(learned["follow_model"].assign(coefficient=None), "follow") is None
    assert average(learned["engagement_model"].assign(coefficient=log(0.5)), "engagement") is not None


def test_an_effect_of_inspiration_says_in_which_form_tweets_of_others_were_shown() -> None:
    model = pd.DataFrame(
        {
            "term": ["intercept", "inspiration=own", "inspiration=own+viral"],
            "coefficient": [0.0, -0.1, 0.1],
            "center": [0.0, 0.5, 0.5],
            "scale": 1.0,
            "position": [0, 1, 2],
            "covariance": [[0.0] * 3] * 3,
            "low80": 0.0,
            "high80": 0.0,
        }
    )
    told = {effect.said for effect in effects(model, {"structure": 12, "text": 1})}
    form = "(tweets of others as structure in 12 decisions, as text in 1 decision)"
    assert f"examples in the prompt: own+viral rather than your mix {form}" in told
    assert all("not logged" in effect.said for effect in effects(model))

"""What a model says of itself: a picture, and what moved since the day before."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tweet_assets.learning import telling

NONE = pd.DataFrame()


def arms(means: list[float], posts: list[int], verdicts: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "dimension": "format",
            "arm": ["question", "story"],
            "mean": means,
            "low90": [mean - 0.1 for mean in means],
            "high90": [mean + 0.1 for mean in means],
            "verdict": verdicts,
            "posts_observational": posts,
            "posts_randomised": 0,
        }
    )


def test_the_arm_that_moved_most_comes_first_with_its_new_posts_and_its_verdict_of_before() -> None:
    before = arms([0.0, 0.1], [5, 5], ["not enough evidence", "not enough evidence"])
    now = arms([0.01, 0.4], [5, 8], ["not enough evidence", "in your history: better"])

    told = telling.posteriors(now, before)

    assert told.changes.splitlines()[2:] == [
        "| format story | +10.5 % | +49.2 % | +3 | in your history: better (was: not enough evidence) |",
        "| format question | +0.0 % | +1.0 % | +0 | not enough evidence |",
    ]
    assert told.picture.startswith("<svg")


def test_a_first_day_has_nothing_before_it() -> None:
    told = telling.posteriors(arms([0.0, 0.1], [5, 5], ["", ""]), NONE)

    assert told.changes.count("| new |") == 2
    assert told.changes.count("all new") == 2


def test_a_policy_tells_whose_probability_moved() -> None:
    now = pd.DataFrame(
        {
            "format": ["question", "story"],
            "slot": "09-12",
            "topic": "in turn",
            "probability": [0.7, 0.3],
            "mean": [2.0, 1.8],
            "low80": [1.9, 1.7],
            "high80": [2.1, 1.9],
        }
    )
    told = telling.policy(now, now.assign(probability=[0.5, 0.5]))

    assert "| question at 09-12 | 50.0 % | 70.0 % |" in told.changes
    assert telling.policy(now.iloc[:0], NONE).picture == ""


def test_a_model_shows_its_clear_terms_and_which_coefficients_moved() -> None:
    now = pd.DataFrame(
        {
            "term": ["intercept", "links", "lines"],
            "coefficient": [-4.0, -0.2, 0.01],
            "low80": [-4.1, -0.3, -0.1],
            "high80": [-3.9, -0.1, 0.12],
        }
    )
    told = telling.linear(now, now.assign(coefficient=[-4.0, -0.1, 0.01]))

    assert told.changes.splitlines()[2] == "| links | -0.100 | -0.200 (-0.300 to -0.100) |"
    assert "intercept" not in told.picture
    assert telling.linear(now.iloc[:0], NONE).picture == ""


def test_a_value_that_is_refused_is_not_drawn_and_its_reason_is_told() -> None:
    now = pd.DataFrame(
        {
            "policy": "learned",
            "against": ["uniform", "habit"],
            "estimator": "dr",
            "answered": [True, False],
            "value": [0.2, np.nan],
            "low90": [0.1, np.nan],
            "high90": [0.3, np.nan],
            "posts": 120,
            "reason": ["as many as needed", "no habit is known"],
        }
    )
    told = telling.policy_value(now, NONE)

    assert "uniform, dr" in told.picture
    assert "habit" not in told.picture
    assert "| learned | habit | dr | not known | not known | no habit is known |" in told.changes


@pytest.mark.parametrize(("shares", "options"), [([0.25] * 4, 4.0), ([1.0], 1.0), ([0.5, 0.25, 0.25], 2**1.5)])
def test_a_policy_spreads_over_as_many_options_as_its_entropy_says(shares: list[float], options: float) -> None:
    assert telling.effective_options(pd.Series(shares)) == pytest.approx(options)

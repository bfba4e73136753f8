"""What each thing in a text adds to what the ridge expects of it."""

from __future__ import annotations

from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.learning import terms
from tweet_assets.reports.contributions import contributions

Z80 = 1.2815515655446004


def model(covariance: np.ndarray | None = None) -> pd.DataFrame:
    rows = [
        ("intercept", -4.0, 0.0, 1.0),
        ("format=question", 0.10, 0.25, 0.5),
        ("format=story", -0.05, 0.75, 0.5),
        ("questions", 0.2, 0.5, 0.5),
        ("log_length", -0.1, 4.6, 0.4),
        ("links", 0.0, 0.5, 0.5),
    ]
    frame = pd.DataFrame(rows, columns=["term", "coefficient", "center", "scale"])
    covariance = np.eye(len(frame)) * 0.01 if covariance is None else covariance
    return frame.assign(position=range(len(frame)), covariance=covariance.tolist())


def post(**known: object) -> pd.DataFrame:
    return pd.DataFrame([{"format": "question", "questions": 2.0, "log_length": 4.6, "links": 0.0, **known}])


def test_a_count_adds_its_distance_from_the_mean_with_its_interval() -> None:
    found = {one.what: one for one in contributions(post(), model())}
    # 2 questions are (2 - .5) / .5 = 3 sds above the mean: 3 x .2, with an sd of 3 x .1
    assert found["2 questions"].value == pytest.approx(0.6)
    assert found["2 questions"].high80 == pytest.approx(0.6 + Z80 * 0.3)
    assert found["2 questions"].clear


def test_a_factor_is_one_thing_with_what_it_is_and_what_it_is_not() -> None:
    found = {one.what: one for one in contributions(post(), model())}
    # being a question: (1 - .25) / .5 = 1.5 of .10; not being a story: -.75 / .5 = -1.5 of -.05
    assert found["the format question"].value == pytest.approx(0.15 + 0.075)
    assert found["the format question"].low80 == pytest.approx(0.225 - Z80 * 0.1 * np.hypot(1.5, 1.5))


def test_what_stands_at_the_mean_is_left_out_and_what_may_be_nothing_comes_last() -> None:
    found = contributions(post(), model())
    assert [one.what for one in found] == ["2 questions", "the format question", "no link"]
    assert found[-1].clear is False
    assert found[0].said == "2 questions: +82 % (from +24 % to +168 %)"


@given(
    questions=st.floats(0, 5),
    length=st.integers(1, 300),
    name=st.sampled_from(["question", "story", "unheard of"]),
    values=st.lists(st.floats(-1, 1), min_size=36, max_size=36),
)
def test_they_add_up_to_the_prediction_less_that_of_the_average_post(
    questions: float, length: int, name: str, values: list[float]
) -> None:
    root = np.array(values).reshape(6, 6)
    fitted = model(root @ root.T)
    text = post(questions=questions, log_length=log(length), format=name)

    total = sum(one.value for one in contributions(text, fitted))

    assert total == pytest.approx(float(terms.linear(fitted, text)[0][0]) - -4.0, abs=1e-9)

"""Linear models as tables. All posts are invented."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tweet_assets.learning import terms
from tweet_assets.learning.features import TEXT_COVARIATES
from tweet_assets.learning.space import WEEKEND, Space
from tweet_assets.settings import SETTINGS

SPACE = Space(
    {"format": ("data", "story", "question", "opinion"), "slot": ("09-12", "18-21")},
    contexts={"weekend": WEEKEND},
    covariates=TEXT_COVARIATES,
)
RATIO = SETTINGS.learning.covariate_prior_sd / SETTINGS.learning.arm_prior_sd


def posts(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """Format, slot and number of lines; every other covariate is 0."""
    frame = pd.DataFrame(rows, columns=["format", "slot", "lines"]).astype({"format": "str", "slot": "str"})
    return frame.assign(weekend="no", **{name: 0.0 for name in SPACE.covariates if name != "lines"})


def scaled(features: pd.DataFrame, weight: list[float]) -> terms.Scaling:
    names = terms.names(features, SPACE)
    return terms.scaling(names, terms.raw_values(features, names), np.array(weight))


FOUR = posts(("data", "09-12", 1), ("data", "09-12", 3), ("data", "18-21", 1), ("story", "18-21", 3))


def test_terms_are_intercept_levels_and_covariates() -> None:
    assert terms.names(FOUR, SPACE) == (
        "intercept",
        "format=data",
        "format=story",
        "slot=09-12",
        "slot=18-21",
        "weekend",
        *SPACE.covariates,
        "age_doublings",
    )


def test_centers_and_scales_by_hand() -> None:
    found = scaled(FOUR, [1, 1, 1, 1])

    at = {name: (found.center[n], found.scale[n]) for n, name in enumerate(found.names)}
    assert at["intercept"] == (0, 1)
    assert at["lines"] == (2, 1)
    assert at["format=data"] == pytest.approx((0.75, RATIO))
    assert at["format=story"] == pytest.approx((0.25, RATIO))
    assert at["links"] == (0, 1)  # nothing varies there


def test_weights_move_the_center() -> None:
    found = scaled(FOUR, [3, 1, 0, 0])

    lines = found.names.index("lines")
    assert found.center[lines] == pytest.approx(1.5)
    assert found.scale[lines] == pytest.approx(0.75**0.5)


def test_the_rare_and_the_frequent_format_share_one_scale() -> None:
    many = posts(*[("data", "09-12", 1)] * 8, ("story", "09-12", 1), ("question", "09-12", 1))

    found = scaled(many, [1] * 10)

    assert found.scale[1:4] == pytest.approx([RATIO] * 3)


def test_a_design_row_by_hand() -> None:
    model = scaled(FOUR, [1, 1, 1, 1])

    [row] = model.design(terms.raw_values(posts(("story", "09-12", 3)), model.names))

    assert row[:5] == pytest.approx([1, -0.75 / RATIO, 0.75 / RATIO, 0.5 / RATIO, -0.5 / RATIO])
    assert row[model.names.index("lines")] == 1


def test_what_the_fit_never_saw_contributes_nothing() -> None:
    model = scaled(FOUR, [1, 1, 1, 1])
    strange = posts(("opinion", "other", float("nan")))

    [row] = model.design(terms.raw_values(strange, model.names))

    assert row.tolist() == [1.0] + [0.0] * (len(model.names) - 1)


def test_a_level_that_only_other_rows_have_contributes_nothing_either() -> None:
    names = terms.names(FOUR, SPACE)
    raw = terms.raw_values(FOUR, names)
    early = terms.scaling(names, raw[:3], np.ones(3))  # without the story

    rows = early.design(raw)

    assert rows[3, 1:3].tolist() == [0.0, 0.0]


def test_a_covariate_no_post_has_is_never_used() -> None:
    model = scaled(FOUR.assign(quality=float("nan")), [1, 1, 1, 1])

    rows = model.design(terms.raw_values(FOUR.assign(quality=9.0), model.names))

    assert np.isfinite(rows).all()
    assert model.center[-1] == 0.0


def test_far_outliers_count_as_three_standard_deviations() -> None:
    model = scaled(FOUR, [1, 1, 1, 1])

    [row] = model.design(terms.raw_values(posts(("data", "09-12", 500)), model.names))

    assert row[model.names.index("lines")] == SETTINGS.learning.covariate_sd_max


def test_a_stored_model_predicts_as_by_hand() -> None:
    scaling = terms.Scaling(("intercept", "lines"), np.array([0.0, 2.0]), np.array([1.0, 0.5]))
    stored = terms.frame(scaling, np.array([3.0, 1.0]), np.array([[0.04, 0.01], [0.01, 0.09]]))

    mean, sd = terms.linear(stored.iloc[::-1], posts(("data", "09-12", 2.5), ("data", "09-12", 2)))

    assert mean == pytest.approx([4, 3])  # (2.5 - 2) / 0.5 = 1
    assert sd == pytest.approx([(0.04 + 2 * 0.01 + 0.09) ** 0.5, 0.2])
    assert stored["high80"].tolist() == pytest.approx([3 + 1.2815516 * 0.2, 1 + 1.2815516 * 0.3])


def test_an_intercept_alone_says_the_same_of_every_post() -> None:
    mean, sd = terms.linear(terms.intercept_only(1.5, 0.2), FOUR)

    assert mean.tolist() == [1.5] * 4
    assert sd == pytest.approx([0.2] * 4)
    assert terms.nothing().empty

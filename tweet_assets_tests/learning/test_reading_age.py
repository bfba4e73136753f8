"""How late figures were read, as the models see it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tweet_assets.learning import reading_age, terms
from tweet_assets.learning.space import Space


@pytest.mark.parametrize(
    ("hours", "band", "doublings"),
    [
        (24.1, "at 24 h", 0.006),
        (47.9, "at 24 h", 0.997),
        (48.0, "2 to 7 days", 1.0),
        (96.0, "2 to 7 days", 2.0),
        (168.0, "8 to 30 days", 2.807),
        (720.0, "later", 4.907),
        (20.0, "at 24 h", 0.0),
    ],
)
def test_an_age_has_a_band_and_doublings(hours: float, band: str, doublings: float) -> None:
    ages = pd.Series([hours], index=[7])

    assert reading_age.band(ages).to_dict() == {7: band}
    assert reading_age.doublings(ages)[7] == pytest.approx(doublings, abs=0.001)


def test_growth_begins_at_24_hours_and_is_ever_less_sure() -> None:
    covariance = reading_age.growth_covariance(0.1)

    assert covariance[0].tolist() == [0, 0, 0, 0]
    np.testing.assert_allclose(np.diag(covariance), [0, 0.02, 0.04, 0.06])
    assert np.linalg.eigvalsh(covariance).min() >= -1e-12


def test_a_draft_is_asked_about_at_24_hours_whatever_the_age_of_what_was_fitted() -> None:
    fitted = pd.DataFrame({"format": "data", "lines": 0.0}, index=[0, 1])
    names = terms.names(fitted, Space({"format": ("data",)}, covariates=("lines",)))
    scaling = terms.scaling(names, terms.raw_values(fitted.assign(age_doublings=[1.0, 3.0]), names), np.ones(2))

    [draft] = scaling.design(terms.raw_values(fitted.iloc[:1], names))

    assert dict(zip(names, draft, strict=True))["age_doublings"] == -2.0  # two spreads below the mean of two doublings

"""What the loops found of the demo account's truth."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from tweet_assets.data_folder import DataFolder
from tweet_assets.demo import grading
from tweet_assets.demo.creator import HANDLE
from tweet_assets.demo.truth import TRUTH
from tweet_assets.stores import Own

_LEARNED = ("arm_posteriors", "engagement_model", "engagement_skill", "follow_model", "follow_skill")


def grades(place: DataFolder, for_day: date) -> pd.DataFrame:
    """Every planted effect beside what was believed when the day began; columns as `grading.grade`."""
    store = Own(data_folder=str(place.path)).warehouse(read_only=True)
    learned = {n: store.table(f"learning.{n}", account=HANDLE, as_of=for_day - timedelta(days=1)) for n in _LEARNED}
    return grading.grade(TRUTH, **learned)


def of(place: DataFolder, for_day: date) -> str:
    """The grades as plain text."""
    return grading.summary(grades(place, for_day))

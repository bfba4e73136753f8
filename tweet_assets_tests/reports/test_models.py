"""What a model may say."""

from __future__ import annotations

import pandas as pd
import pytest

from tweet_assets.reports import models


def test_a_model_that_beats_its_baseline_says_by_how_much_and_shows_its_terms(learned: dict[str, pd.DataFrame]) -> None:
    report = models.report(learned["engagement_model"], learned["engagement_skill"], "engagement")
    assert report.verdict == (
        "Beats the baseline: 12 % less error on later posts than your recent mean rate "
        "(80 % interval from +3 % to +21 %)."
    )
    assert (len(report.clear), len(report.open)) == (5, 2)
    assert report.by_luck == "Of 7 such intervals about 1.4 exclude 0 by luck alone."
    assert report.sentences[0] == "Behind it: 312 posts, 250 observational and 62 randomised."


@pytest.mark.parametrize(
    ("skill", "low80", "start"),
    [
        (0.1, -0.02, "Does not surely beat the baseline: 10 % less error"),
        (-0.1, -0.2, "Does not surely beat the baseline: 10 % more error"),
        (None, None, "Whether it beats your recent mean rate could not be measured."),
    ],
)
def test_a_model_that_may_be_no_better_says_so(
    learned: dict[str, pd.DataFrame], skill: float | None, low80: float | None, start: str
) -> None:
    graded = learned["engagement_skill"].assign(skill=skill, skill_low80=low80)
    assert models.report(learned["engagement_model"], graded, "engagement").verdict.startswith(start)


def test_without_enough_evidence_the_baseline_answers_and_no_term_is_shown(learned: dict[str, pd.DataFrame]) -> None:
    report = models.report(learned["engagement_model"], learned["follow_skill"], "follow")
    assert report.verdict == "Not enough evidence yet: 7 posts gained a follower, 10 are needed."
    assert report.sentences[1] == "Until then the answer is your base rate: 2 % (80 % interval from 1 % to 4 %)."
    assert report.effects == ()


def test_a_baseline_of_engagement_is_stored_as_a_log(learned: dict[str, pd.DataFrame]) -> None:
    graded = learned["follow_skill"].assign(baseline=-3.912, baseline_low80=-4.0, baseline_high80=-3.8)
    said = models.report(learned["engagement_model"], graded, "engagement").sentences[1]
    assert said == "Until then the answer is your recent mean rate: 2.0 % (80 % interval from 1.8 % to 2.2 %)."
    graded = learned["follow_skill"].assign(baseline=None)
    assert (
        models.report(learned["engagement_model"], graded, "engagement").sentences[1]
        == "There is no baseline yet either."
    )


def test_what_rests_on_habit_alone_is_of_your_history(learned: dict[str, pd.DataFrame]) -> None:
    graded = learned["engagement_skill"].assign(posts_randomised=0)
    assert "of your history" in models.report(learned["engagement_model"], graded, "engagement").sentences[0]


@pytest.mark.parametrize("enough", [None, pd.NA, False])
def test_evidence_that_is_not_known_to_be_enough_is_not_enough(
    learned: dict[str, pd.DataFrame], enough: bool | None
) -> None:
    graded = learned["engagement_skill"].astype(object).assign(enough_evidence=enough, reason=None)
    report = models.report(learned["engagement_model"], graded, "engagement")
    assert report.verdict == "Not enough evidence yet: the reason was not stored."
    assert not report.enough_evidence


def test_a_model_that_was_never_fitted_says_what_it_takes(learned: dict[str, pd.DataFrame]) -> None:
    report = models.report(learned["follow_model"].iloc[:0], learned["follow_skill"].iloc[:0], "follow")
    assert report.verdict == "Not fitted yet."
    assert report.filled_by.startswith("10 posts that gained a follower")

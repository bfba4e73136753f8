"""How sure we are of an arm, by rule."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pandas as pd
import pytest

from tweet_assets.reports import findings
from tweet_assets.reports.findings import Finding


def _one(learned: dict[str, pd.DataFrame], **changed: object) -> Finding:
    stored = learned["arm_posteriors"]
    arm = stored[stored["arm"] == "story"].assign(**changed)
    level = stored[stored["dimension"] == "level"]
    return findings.findings(pd.concat([level, arm]), "format")[0]


@pytest.mark.parametrize(
    ("verdict", "mean", "sd", "sureness", "said"),
    [
        ("better", 0.4, 0.1, "confident", "better"),
        ("worse", -0.4, 0.1, "confident", "worse"),
        ("in your history: worse", -0.4, 0.1, "confident", "in your history: worse"),
        ("not enough evidence", 0.13, 0.1, "leaning", "leaning better"),  # 1.2816 x 0.1 = 0.128
        ("not enough evidence", -0.13, 0.1, "leaning", "leaning worse"),
        ("not enough evidence", 0.128, 0.1, "unknown", "not enough evidence"),
        ("not enough evidence", 0.0, 0.0, "unknown", "not enough evidence"),
        ("not enough evidence", None, 0.1, "unknown", "not enough evidence"),
        (None, None, None, "unknown", "not enough evidence"),
    ],
)
def test_an_arm_is_confident_by_its_verdict_and_leans_by_its_80_per_cent_interval(
    learned: dict[str, pd.DataFrame],
    verdict: str | None,
    mean: float | None,
    sd: float | None,
    sureness: str,
    said: str,
) -> None:
    finding = _one(learned, verdict=verdict, mean=mean, sd=sd)
    assert (finding.sureness, finding.verdict) == (sureness, said)


def test_what_only_habit_chose_is_said_to_be_of_your_history(learned: dict[str, pd.DataFrame]) -> None:
    assert _one(learned, posts_randomised=0).verdict == "in your history: leaning better"
    assert _one(learned, posts_randomised=1).verdict == "leaning better"


def test_the_raw_effect_compares_plain_means(learned: dict[str, pd.DataFrame]) -> None:
    assert _one(learned, raw_mean=2.5 + log(1.5)).raw_change == "+50 %"
    assert _one(learned, raw_mean=None).raw_change == "not known"
    assert _one(learned, raw_mean=None, posts_observational=0, posts_randomised=0).raw_change == "no post yet"


def test_arms_go_from_the_best_effect_down_and_what_nobody_can_choose_comes_last(
    learned: dict[str, pd.DataFrame],
) -> None:
    names = [finding.arm for finding in findings.findings(learned["arm_posteriors"], "format")]
    assert names == ["question", "how-to", "story", "data", "framework", "opinion", "announcement", "unlabelled"]


def test_the_headline_counts_what_can_be_chosen(learned: dict[str, pd.DataFrame]) -> None:
    formats = findings.findings(learned["arm_posteriors"], "format")
    assert findings.headline(formats) == (
        "3 things we are confident about (1 of them only in your history), 1 leaning, 3 unknown."
    )
    assert findings.headline([f for f in formats if f.arm == "how-to"]) == (
        "1 thing we are confident about (only in your history), 0 leaning, 0 unknown."
    )
    assert findings.headline([f for f in formats if f.arm == "data"]) == (
        "0 things we are confident about, 0 leaning, 1 unknown."
    )
    assert findings.headline([f for f in formats if f.arm == "unlabelled"]).startswith("Nothing is known yet")


def test_a_sentence_names_the_interval_and_the_posts(learned: dict[str, pd.DataFrame]) -> None:
    finding = replace(_one(learned), effect=log(1.43), low90=log(1.12), high90=log(1.8), in_history_only=True)
    assert findings.sentence(finding) == (
        "story posts: +43 % against your mean (90 % interval from +12 % to +80 %), 52 posts, in your history"
    )

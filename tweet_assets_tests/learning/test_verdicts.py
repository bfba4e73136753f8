"""What may be said of an arm, and what it would take to say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import ceil, log
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from tweet_assets.learning import bandit, verdicts
from tweet_assets.learning.belief import Belief
from tweet_assets.settings import SETTINGS
from tweet_assets_tests.learning.conftest import FIRST_POST, SPACE, invent_posts

LEARNING = SETTINGS.learning
LATER = date(2026, 8, 1)


def said(belief: Belief, as_of: date = LATER) -> pd.DataFrame:
    return pd.concat([belief.effects, verdicts.of(belief, as_of)], axis=1).set_index(["dimension", "arm"])


def believed(effects: dict[str, float], posts: int = 800, **how: object) -> Belief:
    return bandit.fit(invent_posts(posts, 5, effects, **how), SPACE, LATER)  # type: ignore[arg-type]


def test_a_planted_difference_is_called_by_its_name() -> None:
    found = said(believed({"data": 0.8, "story": -0.8}))

    assert found.loc[("format", "data"), "verdict"] == "better"
    assert found.loc[("format", "story"), "verdict"] == "worse"
    assert found.loc[("format", "data"), "p_best"] > 0.99
    assert set(found.loc["slot", "verdict"]) == {verdicts.NOT_ENOUGH}
    assert found.loc[("level", "all"), "verdict"] == verdicts.BASELINE
    assert set(found.loc["covariate", "verdict"]) == set(found.loc["format x slot", "verdict"]) == {verdicts.NO_CLAIM}


def test_habit_alone_speaks_of_history_only() -> None:
    found = said(believed({"data": 1.2, "story": -1.2}, posts=2000, evidence="observational"))

    assert found.loc[("format", "data"), "verdict"] == "in your history: better"
    assert found.loc[("format", "story"), "verdict"] == "in your history: worse"


@pytest.mark.parametrize(
    ("arm", "by_rule", "verdict"),
    [
        ("question", 0, "better"),
        ("question", 999, verdicts.UNRELIABLE),  # measured: 22 of 34 right
        ("announcement", 999, "better"),  # 12 of 13
        ("myth-busting", 999, verdicts.UNRELIABLE),  # measured on one text: as good as not measured
    ],
)
def test_a_format_read_off_by_a_rule_that_errs_supports_no_claim(arm: str, by_rule: int, verdict: str) -> None:
    posts = invent_posts(800, 5, {"data": 0.9}).assign(format=lambda rows: rows["format"].replace("data", arm))
    arms = [arm if name == "data" else f"other {name}" for name in SPACE.dimensions["format"]]
    posts["format"] = np.where(posts["format"] == arm, arm, "other " + posts["format"].astype(str))
    belief = bandit.fit(posts, replace(SPACE, dimensions={**SPACE.dimensions, "format": arms}), LATER)
    marked = replace(belief, effects=belief.effects.assign(posts_by_rule=by_rule))

    assert said(marked).loc[("format", arm), "verdict"] == verdict


def test_one_lucky_post_makes_no_verdict() -> None:
    posts = invent_posts(300, 5, noise=0.1)
    kept = posts[(posts["format"] != "data") | (posts.index == posts.index[posts["format"] == "data"][0])]
    lucky = kept.assign(likes=np.where(kept["format"] == "data", 1e6, kept["likes"]))

    found = said(bandit.fit(lucky, SPACE, LATER))

    assert found.loc[("format", "data"), "verdict"] == verdicts.NOT_ENOUGH


def test_a_year_of_looks_at_pure_noise_hardly_ever_says_anything() -> None:
    fooled = 0
    for seed in range(30):
        posts = invent_posts(700, 300 + seed, posts_a_day=2)
        looks = [FIRST_POST.date() + timedelta(days=day) for day in range(28, 350, 28)]
        words = {word for day in looks for word in verdicts.of(bandit.fit(posts, SPACE, day), day)["verdict"].tolist()}
        fooled += "better" in words

    assert fooled <= 4  # of 30; one of twenty is promised for looks at every week


def test_what_noise_alone_would_show_is_what_the_best_arm_of_noise_shows() -> None:
    best, promised = [], []
    for seed in range(60):
        belief = bandit.fit(invent_posts(200, 900 + seed), SPACE, LATER)
        formats = (belief.effects["dimension"] == "format").to_numpy()
        best.append(belief.mean[formats].max())
        promised.append(belief.effects["noise_best"].to_numpy()[formats][0])

    assert np.mean(promised) == pytest.approx(np.mean(best), rel=0.3)


def test_posts_needed_by_hand_and_the_day_by_the_pace() -> None:
    belief = believed({}, posts=200)
    belief = replace(belief, posts_a_day=4.0, noise_sd=1.0)
    row = said(belief, date(2026, 2, 20)).loc[("format", "data")]

    z = NormalDist().inv_cdf(1 - 0.05 / (4 + 3 + 2) / LEARNING.looks) + NormalDist().inv_cdf(0.8)
    share = row["posts_randomised"] / 200
    in_all = z**2 / (log(1.5) ** 2 * share * (1 - share))
    assert row["posts_needed"] == ceil(in_all - 200)
    assert row["needed_on"] == pd.Timestamp("2026-02-20") + timedelta(days=ceil((in_all - 200) / 4))


def test_where_nothing_matured_of_late_there_is_no_day_to_name() -> None:
    silent = replace(believed({}, posts=100), posts_a_day=0.0, noise_sd=1.0)

    assert said(silent).loc[("format", "data"), "posts_needed"] > 0
    assert pd.isna(said(silent).loc[("format", "data"), "needed_on"])


def test_what_was_true_once_and_is_no_longer_is_not_called_better() -> None:
    """Two years ago data did very well, since then it does as well as the rest: all posts alike still say better."""
    then, since = invent_posts(600, 3, {"data": 1.5}), invent_posts(600, 4)
    ago = pd.Timedelta(days=700)
    old = then.assign(posted_at=then["posted_at"] - ago, matured_at=then["matured_at"] - ago)

    belief = bandit.fit(pd.concat([old, since]), SPACE, date(2026, 6, 1))

    found = said(belief).loc[("format", "data")]
    assert found["lasting_z"] > verdicts.threshold(belief)
    assert found["verdict"] == verdicts.NOT_ENOUGH

"""What models expect of drafts: natural units, intervals in order, and unknown where nothing was learned."""

from __future__ import annotations

from datetime import date
from math import exp

import numpy as np
import pandas as pd
import pytest

from tweet_assets.learning import terms
from tweet_assets.learning.features import COVARIATES
from tweet_assets.posting import scoring
from tweet_assets.warehouse import Warehouse

TUESDAY, SATURDAY = date(2026, 3, 10), date(2026, 3, 14)
DRAFTS = pd.DataFrame(
    {
        "draft_id": ["a", "b"],
        "account": "invented_me",
        "format": ["question", "story"],
        "inspiration": "none",
        "topic": "writing",
        "text": ["What did you learn this week?", "Yesterday I threw a chapter away"],
        "writer": "templates",
        "verdict": ["clean", "needs_review"],
        "reasons": [[], ["invented reason"]],
        "needs_person": [False, True],
        "example_form": "structure",
        "rehearsal": False,
    }
)
UNKNOWN = {
    "ranking_pairs": 0,
    "ranking_low95": np.nan,
    "baseline": np.nan,
    "baseline_low80": np.nan,
    "baseline_high80": np.nan,
    "residual_sd": np.nan,
}


def skill(enough: bool, posts: int = 40, **figures: float) -> pd.DataFrame:
    return pd.DataFrame([{"posts": posts, "enough_evidence": enough, **UNKNOWN, **figures}])


def model(**coefficients: float) -> pd.DataFrame:
    """A model that is sure of its terms: 0 but for the given ones, on the scale of the raw values."""
    names = ["intercept", "format=question", "format=story", "slot=06-09", *COVARIATES]
    given = {"format_question": "format=question", "format_story": "format=story"}
    sizes = {given.get(name, name): value for name, value in coefficients.items()}
    return pd.DataFrame(
        {
            "term": names,
            "coefficient": [sizes.get(name, 0.0) for name in names],
            "low80": 0.0,
            "high80": 0.0,
            "center": [0.5 if "=" in name else 0.0 for name in names],
            "scale": 1.0,
            "position": range(len(names)),
            "covariance": [[0.0] * len(names)] * len(names),
        }
    )


def models(engaged: pd.DataFrame, follows: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    none = terms.nothing()
    return {"engagement_model": none, "engagement_skill": engaged}, {"follow_model": none, "follow_skill": follows}


def test_without_evidence_every_draft_gets_the_recent_rate_in_natural_units() -> None:
    rate = skill(False, residual_sd=1)
    base = skill(False, baseline=0.1, baseline_low80=0.05, baseline_high80=0.2)

    engaged, follows = models(rate, base)
    engaged["engagement_model"] = terms.intercept_only(np.log(0.02), np.log(2) / 1.28)

    rows = scoring.score(DRAFTS, engaged, follows, TUESDAY, date(2026, 3, 9))

    assert rows["expected_rate"].tolist() == pytest.approx([0.02, 0.02])
    # Wider than the mean's own interval: a single post scatters about it.
    assert (rows["low80"] < 0.01).all()
    assert (rows["high80"] > 0.04).all()
    assert rows["low80"].to_numpy() * rows["high80"].to_numpy() == pytest.approx([0.02**2] * 2)
    assert rows["follow_probability"].tolist() == pytest.approx([0.1, 0.1])
    assert rows["follow_enough_evidence"].tolist() == [False, False]


def test_with_evidence_the_rate_is_the_exponential_of_the_terms() -> None:
    engaged, follows = models(skill(True, residual_sd=0.5), skill(False))
    engaged["engagement_model"] = model(intercept=-4.0, format_question=0.6, weekend=0.3)
    half = exp(1.3036387 * 0.5)  # Student's t of 39 degrees of freedom

    weekday = scoring.score(DRAFTS, engaged, follows, TUESDAY, TUESDAY).set_index("draft_id")
    weekend = scoring.score(DRAFTS, engaged, follows, SATURDAY, TUESDAY).set_index("draft_id")

    # A question is half an indicator above the mean of the posts, a story half of one below it.
    assert weekday["expected_rate"].tolist() == pytest.approx([exp(-3.7), exp(-4.3)])
    assert weekday["low80"].tolist() == pytest.approx([exp(-3.7) / half, exp(-4.3) / half])
    assert weekday["high80"].tolist() == pytest.approx([exp(-3.7) * half, exp(-4.3) * half])
    assert (weekend["expected_rate"] / weekday["expected_rate"]).tolist() == pytest.approx([exp(0.3)] * 2)


@pytest.mark.parametrize("skills", [skill(False, posts=0), skill(False).iloc[:0]], ids=["nothing known", "no rows"])
def test_without_a_model_what_is_expected_is_unknown_and_not_zero(skills: pd.DataFrame) -> None:
    rows = scoring.score(DRAFTS, *models(skills, skills), TUESDAY, date(2026, 3, 9))

    assert rows[["expected_rate", "low80", "high80", "follow_probability"]].isna().all().all()
    assert not rows["follow_enough_evidence"].fillna(False).any()
    assert rows["quality"].between(0, 1).all()  # of the text alone


@pytest.mark.parametrize("drafts", [DRAFTS, DRAFTS.iloc[:0]], ids=["drafts", "none"])
@pytest.mark.parametrize("known", [True, False])
def test_the_rows_are_those_of_the_table(
    tmp_path_factory: pytest.TempPathFactory, drafts: pd.DataFrame, known: bool
) -> None:
    skills = skill(False).iloc[: int(known)]
    store = Warehouse(tmp_path_factory.mktemp("posting") / "posting.duckdb", "posting")

    store.replace("posting.scored_drafts", scoring.score(drafts, *models(skills, skills), TUESDAY, date(2026, 3, 9)))

    stored = store.table("posting.scored_drafts")
    assert stored["draft_id"].tolist() == drafts["draft_id"].tolist()
    assert stored["verdict"].tolist() == drafts["verdict"].tolist()


@pytest.mark.parametrize(
    ("pairs", "low95", "may"), [(100, 0.501, True), (99, 0.9, False), (5_000, 0.5, False), (0, np.nan, False)]
)
def test_the_ridge_may_rank_once_it_has_proved_it(pairs: int, low95: float, may: bool) -> None:
    engaged = skill(True, ranking_pairs=pairs, ranking_low95=low95)
    scored = scoring.score(DRAFTS, *models(engaged, skill(False)), TUESDAY, date(2026, 3, 9))
    assert scored["may_rank"].tolist() == [may, may]
    nothing = scoring.score(DRAFTS, *models(engaged.iloc[:0], skill(False).iloc[:0]), TUESDAY, date(2026, 3, 9))
    assert nothing["may_rank"].tolist() == [False, False]

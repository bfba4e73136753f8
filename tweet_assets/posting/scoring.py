"""What the two models of the account expect of a draft, and whether the ridge has earned to choose by it.

Till it has, what they say informs the person who approves, and orders nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from tweet_assets.learning import engagement, features, follow, ranking
from tweet_assets.learning.policy import SATURDAY
from tweet_assets.learning.space import WEEKEND
from tweet_assets.learning.terms import Fit

_CARRIED = (
    "draft_id", "account", "format", "inspiration", "topic", "text", "writer", "verdict", "reasons",
    "needs_person", "example_form", "rehearsal",
)  # fmt: skip


def score(
    drafts: pd.DataFrame,
    engagement_model: Mapping[str, pd.DataFrame],
    follow_model: Mapping[str, pd.DataFrame],
    for_day: date,
    as_of: date,
) -> pd.DataFrame:
    """One row a draft of one account, as posting.scored_drafts.

    The models come as their two tables, terms and skill. `expected_rate` is engagement per impression with its 80 %
    interval, in no particular slot; without a model it is unknown. An account that was never learned from has tables
    without rows, which is the same.
    """
    rows = _design(drafts, for_day)
    scored = (
        drafts[list(_CARRIED)].reset_index(drop=True).assign(for_day=pd.Timestamp(for_day), as_of=pd.Timestamp(as_of))
    )
    expected = (
        engagement.predict(Fit(engagement_model["engagement_model"], engagement_model["engagement_skill"]), rows)
        if len(engagement_model["engagement_skill"])
        else pd.DataFrame(np.nan, index=rows.index, columns=["mean", "low80", "high80"])
    )
    scored["expected_rate"] = np.exp(expected["mean"].to_numpy())
    scored["low80"] = np.exp(expected["low80"].to_numpy())
    scored["high80"] = np.exp(expected["high80"].to_numpy())
    gained = (
        follow.predict(Fit(follow_model["follow_model"], follow_model["follow_skill"]), rows)
        if len(follow_model["follow_skill"])
        else pd.DataFrame({"probability": np.nan, "enough_evidence": pd.NA}, index=rows.index)
    )
    scored["follow_probability"] = gained["probability"].to_numpy(dtype="float64")
    scored["follow_enough_evidence"] = gained["enough_evidence"].astype("boolean").array
    scored["quality"] = rows["quality"].to_numpy()
    scored["may_rank"] = pd.array([_may_rank(engagement_model["engagement_skill"])] * len(scored), dtype="boolean")
    return scored


def _may_rank(skill: pd.DataFrame) -> bool:
    if skill.empty:
        return False
    row = skill.iloc[0]
    return ranking.may_rank(int(row["ranking_pairs"]), None if pd.isna(row["ranking_low95"]) else row["ranking_low95"])


def _design(drafts: pd.DataFrame, for_day: date) -> pd.DataFrame:
    covariates = [features.text_covariates(text) for text in drafts["text"]]
    rows = pd.DataFrame(covariates, columns=list(features.TEXT_COVARIATES), index=drafts.index, dtype="float64")
    weekend = WEEKEND[int(for_day.weekday() >= SATURDAY)]
    return rows.assign(format=drafts["format"], topic=drafts["topic"], weekend=weekend)

"""Own posts that did best, shrunken so that luck does not lead.

The one place where own outcomes reach generation. Posts that were written with viral examples in the prompt stay
out: else what was borrowed would come back as the account's own voice.
"""

from __future__ import annotations

import pandas as pd

from tweet_assets.account.kinds import UNITS
from tweet_assets.generation.sanitise import clean
from tweet_assets.settings import Generation

COLUMNS = (
    "account",
    "post_id",
    "posted_at",
    "text",
    "impressions",
    "engagements",
    "shrunken_rate",
    "position",
)


def own_top_posts(outcomes: pd.DataFrame, posts: pd.DataFrame, settings: Generation) -> pd.DataFrame:
    """The best `settings.own_top_posts` posts of each account; columns of `generation.own_top_posts`.

    Only originals and heads of threads with a measured outcome. The rate of a post is
    (engagements + a r) / (impressions + a), r being the account's pooled rate over these posts and a
    `settings.own_rate_prior_impressions`: the posterior mean of a rate under a beta prior worth `a` impressions.
    An account without a single impression has no top posts.
    """
    wanted = posts[posts["kind"].isin(UNITS) & (posts["inspiration"].fillna("") != "own+viral") & posts["text"].notna()]
    measured = outcomes.loc[
        outcomes["impressions"].notna() & outcomes["engagements"].notna(),
        ["account", "post_id", "impressions", "engagements"],
    ]
    frame = wanted[["account", "post_id", "posted_at", "text"]].merge(measured, on=["account", "post_id"])
    frame["text"] = [clean(str(text), settings.tweet_characters_max) for text in frame["text"]]
    frame["text"] = frame["text"].astype("str")
    frame = frame[frame["text"] != ""]
    sums = frame.groupby("account")[["impressions", "engagements"]].transform("sum").astype("float64")
    frame = frame[sums["impressions"] > 0]
    pooled = sums["engagements"] / sums["impressions"]
    weight = settings.own_rate_prior_impressions
    engaged = frame["engagements"].astype("float64") + weight * pooled[frame.index]
    frame = frame.assign(shrunken_rate=engaged / (frame["impressions"].astype("float64") + weight))
    frame = frame.sort_values(["account", "shrunken_rate", "post_id"], ascending=[True, False, True], kind="stable")
    frame["position"] = (frame.groupby("account").cumcount() + 1).astype("Int64")
    return frame.loc[frame["position"] <= settings.own_top_posts, list(COLUMNS)].reset_index(drop=True)


def own_texts(posts: pd.DataFrame) -> pd.DataFrame:
    """Every text of our own that a draft should not repeat: all posts but replies and reposts.

    Columns of `generation.own_texts`.
    """
    said = posts[~posts["kind"].isin(("reply", "repost")) & posts["text"].notna() & (posts["text"] != "")]
    return said[["account", "post_id", "text"]].sort_values(["account", "post_id"]).reset_index(drop=True)

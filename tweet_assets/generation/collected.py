"""Which tweets of others are viral: known views, enough of them, by the newest look at each.

A tweet comes again and again, with other counts each time. The newest observation is the tweet's, and it decides:
a tweet whose newest observation does not know its views is not eligible, whatever an older one said.
"""

from __future__ import annotations

import pandas as pd

COLUMNS = (
    "tweet_id",
    "author",
    "posted_at",
    "text",
    "views",
    "likes",
    "reposts",
    "replies",
    "quotes",
    "bookmarks",
    "fetched_at",
    "file_sha256",
)


def eligible(exports: pd.DataFrame, views_min: int, api_tweets_max: int) -> pd.DataFrame:
    """The tweets of `generation.viral_exports` with at least `views_min` views, one row a tweet.

    Of several observations the newest counts; of equally new ones that with most views. What an API call brought is
    cut to its `api_tweets_max` most seen tweets, unless a file of the user's brought the same tweet too.
    Columns of `generation.collected_tweets`, by tweet_id.
    """
    ordered = exports.sort_values(
        ["tweet_id", "fetched_at", "views", "file_sha256", "record_number"],
        ascending=[True, False, False, True, True],
        na_position="last",
        kind="stable",
    )
    newest = ordered.drop_duplicates("tweet_id")
    seen = newest[(newest["views"] >= views_min).fillna(False).astype(bool)]
    by_views = seen.sort_values(["views", "tweet_id"], ascending=[False, True], kind="stable")
    place = by_views[by_views["via"] == "api"].groupby("file_sha256").cumcount()
    brought = set(exports.loc[exports["via"] == "file", "tweet_id"])
    beyond = place.index[place >= api_tweets_max]
    dropped = seen.index.isin(beyond) & ~seen["tweet_id"].isin(brought).to_numpy()
    return seen.loc[~dropped, list(COLUMNS)].sort_values("tweet_id").reset_index(drop=True)

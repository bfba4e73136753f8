"""Which tweets of others are viral: known views, enough of them, by the newest look at each.

A tweet comes again and again, with other counts each time. The newest observation is the tweet's, and it decides:
a tweet whose newest observation does not know its views is not eligible, whatever an older one said.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
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
    "author_excess",
)
_USUAL_TWEETS_MIN = 3  # of an author's other tweets, before anything is called usual


def eligible(exports: pd.DataFrame, views_min: int, api_tweets_max: int) -> pd.DataFrame:
    """The tweets of `generation.viral_exports` with at least `views_min` views, one row a tweet.

    Of several observations the newest counts; of equally new ones that with most views. What an API call brought is
    cut to its `api_tweets_max` most seen tweets, unless a file of the user's brought the same tweet too.
    Columns of `generation.collected_tweets`, by tweet_id. author_excess is the log of a tweet's likes + 1 over the
    median of those of the author's other tweets that are known, viral or not; unknown with fewer than three of them.
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
    kept = seen[~dropped]
    kept = kept.assign(author_excess=_excess(newest).reindex(kept.index))
    return kept[list(COLUMNS)].sort_values("tweet_id").reset_index(drop=True)


def _excess(newest: pd.DataFrame) -> pd.Series[float]:
    """How far each tweet's likes are above the author's own usual, as a difference of logs; by index."""
    logs = newest["likes"].astype("float64").map(np.log1p)
    found = pd.Series(np.nan, index=newest.index)
    for _, likes in logs.dropna().groupby(newest["author"].str.lower()):
        if len(likes) > _USUAL_TWEETS_MIN:
            found[likes.index] = likes - _medians_of_others(likes.to_numpy(np.float64))
    return found


def _medians_of_others(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """For each value, the median of all but it."""
    rank = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    ordered, left = np.sort(values), len(values) - 1
    low, high = (left - 1) // 2, left // 2
    found: npt.NDArray[np.float64] = (ordered[low + (low >= rank)] + ordered[high + (high >= rank)]) / 2
    return found

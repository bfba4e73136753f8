"""What has to hold of the library and of drafts, checked after each run."""

import dagster as dg
import pandas as pd

from tweet_assets.generation import assets
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import Several


@dg.asset_check(asset=assets.collected_tweets, description="Every collected tweet has the views that it needs.")
def all_have_their_views(collected_tweets: pd.DataFrame) -> dg.AssetCheckResult:
    few = collected_tweets[collected_tweets["views"] < SETTINGS.generation.views_min]
    return dg.AssetCheckResult(passed=few.empty, metadata={"tweets": len(collected_tweets), "below": len(few)})


@dg.asset_check(asset=assets.drafts, description="No draft that may be approved is longer than X allows.")
def none_is_too_long(drafts: Several) -> dg.AssetCheckResult:
    rows = drafts["drafts"]
    long = rows[(rows["weighted_length"] > SETTINGS.generation.weighted_length_max) & (rows["verdict"] != "blocked")]
    return dg.AssetCheckResult(passed=long.empty, metadata={"drafts": len(rows), "too_long": len(long)})

"""The entry: everything that Dagster sees. A graph that breaks the firewall does not load."""

import dagster as dg

from tweet_assets import automation, firewall, jobs
from tweet_assets.account import assets as account
from tweet_assets.data_folder import DataFolder
from tweet_assets.doors import DraftUsesDoor, PostsDoor
from tweet_assets.generation import assets as generation
from tweet_assets.generation.writing import Writing
from tweet_assets.learning import assets as learning
from tweet_assets.posting import assets as posting
from tweet_assets.reports import assets as reports
from tweet_assets.reports import checks
from tweet_assets.stores import External, Own, Posting


def of(place: DataFolder) -> dg.Definitions:
    """The graph over one data folder. Raises FirewallBreach."""
    path = str(place.path)
    return firewall.enforce(
        dg.Definitions(
            assets=dg.load_assets_from_modules([account, learning, generation, posting, reports], include_specs=True),
            asset_checks=checks.CHECKS,
            jobs=jobs.JOBS,
            schedules=automation.SCHEDULES,
            sensors=automation.SENSORS,
            resources={
                "own": Own(data_folder=path),
                "external": External(data_folder=path),
                "posting": Posting(data_folder=path),
                "posts_door": PostsDoor(data_folder=path),
                "draft_uses_door": DraftUsesDoor(data_folder=path),
                "writing": Writing(),
            },
            executor=jobs.IN_PROCESS,
        )
    )


defs = of(DataFolder.current())

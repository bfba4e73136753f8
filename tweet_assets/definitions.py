"""The entry: everything that Dagster sees. A graph that breaks the firewall does not load."""

import os
from collections.abc import Sequence
from pathlib import Path

import dagster as dg

from tweet_assets import automation, firewall, jobs
from tweet_assets.account import assets as account
from tweet_assets.data_folder import REPOSITORY, DataFolder
from tweet_assets.doors import DraftUsesDoor, PostsDoor
from tweet_assets.generation import assets as generation
from tweet_assets.generation.writing import Writing
from tweet_assets.learning import assets as learning
from tweet_assets.posting import assets as posting
from tweet_assets.reports import assets as reports
from tweet_assets.reports import checks
from tweet_assets.stores import External, Own, Posting

Assets = Sequence[dg.AssetsDefinition | dg.AssetSpec]


def _assets() -> Assets:
    modules = [account, learning, generation, posting, reports]
    return dg.load_assets_from_modules(modules, include_specs=True)  # type: ignore[return-value]


def _with_source(assets: Assets) -> Assets:
    """Each asset with the line of code that makes it: on this machine, or on the web where the environment says so."""
    found: Assets = dg.with_source_code_references(assets)  # type: ignore[assignment]
    address, _, branch = os.environ.get(REPOSITORY, "").partition(" ")
    if not address:
        return found
    here = dg.AnchorBasedFilePathMapping(
        local_file_anchor=Path(__file__).parent, file_anchor_path_in_repository="tweet_assets"
    )
    return dg.link_code_references_to_git(found, address, branch or "main", here)  # type: ignore[return-value]


def of(place: DataFolder) -> dg.Definitions:
    """The graph over one data folder. Raises FirewallBreach."""
    path = str(place.path)
    return firewall.enforce(
        dg.Definitions(
            assets=_with_source(_assets()),
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

"""The graph as Dagster sees it: names, lanes, and what stands in docs/graph.txt."""

from __future__ import annotations

import re
from pathlib import Path

import dagster as dg
import pytest

from tweet_assets import firewall, graph_text, lanes
from tweet_assets.definitions import defs
from tweet_assets.warehouse import DOMAINS

PROJECT = Path(__file__).parent.parent
SPECS = {spec.key: spec for spec in defs.resolve_all_asset_specs()}
DERIVED = [a for a in defs.assets or () if isinstance(a, dg.AssetsDefinition)]
NAMES = [
    "account/analytics_exports",
    "account/overview_days",
    "account/posts",
    "account/outcome_snapshots",
    "account/outcomes",
    "learning/features",
    "learning/replay",
    "learning/rewards",
    "learning/arm_statistics",
    "learning/arm_posteriors",
    "learning/engagement_model",
    "learning/follow_model",
    "learning/policy",
    "learning/policy_value",
    "generation/viral_exports",
    "generation/curated_examples",
    "generation/facts",
    "generation/ideas",
    "generation/collected_tweets",
    "generation/viral_library",
    "generation/deeper_analysis",
    "generation/own_top_posts",
    "generation/prompt_examples",
    "generation/draft_uses",
    "generation/drafts",
    "posting/scored_drafts",
    "posting/decisions",
    "posting/approvals",
    "posting/revisions",
    "posting/attempts",
    "posting/outbox",
    "posting/x_requests",
    "generation/model_calls",
    "reports/daily",
    "reports/weekly",
]


def key(name: str) -> dg.AssetKey:
    return dg.AssetKey(name.split("/"))


def test_the_assets_are_those_of_the_design() -> None:
    assert sorted(k.to_user_string() for k in SPECS) == sorted(NAMES)


def test_the_list_in_the_documents_is_the_graph() -> None:
    assert (PROJECT / "docs" / "graph.txt").read_text(encoding="utf-8") == graph_text.of(defs)


@pytest.mark.parametrize("name", NAMES)
def test_one_name_stands_in_four_places_and_every_asset_explains_itself(name: str) -> None:
    spec, lane = SPECS[key(name)], name.split("/")[0]

    assert spec.group_name == lane
    assert spec.tags["lane"] == lane
    assert spec.metadata["dagster/table_name"] == name.replace("/", ".")
    assert (PROJECT / "tweet_assets" / lane / "tables.sql").exists()
    assert len(spec.description or "") >= 40
    assert spec.owners
    assert "dagster/kind/duckdb" in spec.tags


def test_every_asset_has_its_table_in_the_database_of_its_lane() -> None:
    for lane in lanes.LANES:
        assert lane.name in DOMAINS[lane.store]  # type: ignore[index]
        ddl = (PROJECT / "tweet_assets" / lane.name / "tables.sql").read_text(encoding="utf-8")
        stored = set(re.findall(rf"create table if not exists {lane.name}\.(\w+)", ddl))
        assert {k.path[1] for k in SPECS if k.path[0] == lane.name} <= stored


@pytest.mark.parametrize("asset", DERIVED, ids=lambda a: a.key.to_user_string())
def test_every_derived_asset_has_a_code_version_one_run_a_range_and_its_own_store(asset: dg.AssetsDefinition) -> None:
    assert asset.code_versions_by_key[asset.key]
    assert asset.backfill_policy == dg.BackfillPolicy.single_run()
    lane = next(lane for lane in lanes.LANES if lane.name == asset.key.path[0])
    assert asset.get_io_manager_key_for_asset_key(asset.key) == lane.store
    assert asset.op.pool == lane.store


def test_what_learns_requires_the_store_of_own_facts_and_nothing_else() -> None:
    asked = {
        a.key.to_user_string(): a.required_resource_keys for a in DERIVED if a.key.path[0] in ("account", "learning")
    }

    assert set(map(frozenset, asked.values())) == {frozenset({"own"})}


def test_the_two_lanes_meet_in_posting_and_not_before() -> None:
    def lanes_above(name: str) -> set[str]:
        return {k.path[0] for k in firewall.ancestors(SPECS, key(name))}

    assert lanes_above("posting/decisions") >= {"learning", "generation", "account"}
    for name in NAMES:
        if name.startswith(("account/", "learning/")):
            assert lanes_above(name) <= {"account", "learning"}
        if name.startswith("generation/"):
            assert lanes_above(name) <= {"account", "generation"}


def test_own_top_posts_are_the_one_crossing_from_own_facts_into_generation() -> None:
    crossings = {
        spec.key.path[1]
        for spec in SPECS.values()
        if spec.key.path[0] == "generation" and any(d.asset_key.path[0] == "account" for d in spec.deps)
    }

    assert crossings == {"own_top_posts"}


def test_nothing_that_materialises_can_publish() -> None:
    publish = defs.resolve_job_def("publish")

    assert not publish.asset_layer.executable_asset_keys
    for name in (
        "own_outcomes",
        "learning_replay",
        "generation_daily",
        "posting_daily",
        "reports_daily",
        "reports_weekly",
    ):
        ops = {op.name for op in defs.resolve_job_def(name).all_node_defs}
        assert "publish_approved" not in ops


def test_a_lane_has_a_job_of_its_own() -> None:
    for job, lane in {
        "own_outcomes": "account",
        "learning_replay": "learning",
        "generation_daily": "generation",
        "posting_daily": "posting",
    }.items():
        selected = defs.resolve_job_def(job).asset_layer.executable_asset_keys
        assert selected == {a.key for a in DERIVED if a.key.path[0] == lane}


@pytest.mark.parametrize("page", ["daily", "weekly"])
def test_a_page_has_a_job_of_its_own(page: str) -> None:
    selected = defs.resolve_job_def(f"reports_{page}").asset_layer.executable_asset_keys
    assert selected == {key(f"reports/{page}")}

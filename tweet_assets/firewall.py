"""The firewall, checked whenever the graph is loaded: a graph that breaks it does not load.

No external row, module, table or asset is an ancestor of anything learned, but through the outcomes of own posts. Of
the five layers this module is the second, lineage, and a part of the third, storage; the others are import contracts,
the importer's own rules, the warehouse's closed connections, and the tests that poison the library.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import dagster as dg

from tweet_assets.lanes import LANES

LANE_NAMES = frozenset(lane.name for lane in LANES)

MAY_DESCEND_FROM: Mapping[str, frozenset[str]] = {
    "account": frozenset({"account"}),
    "learning": frozenset({"account", "learning"}),
    "generation": frozenset({"account", "generation"}),
    "posting": frozenset({"account", "learning", "generation", "posting"}),
    "reports": LANE_NAMES,
}
"""The lanes that may stand anywhere above an asset of a lane."""

MAY_USE: Mapping[str, frozenset[str]] = {
    "account": frozenset({"own"}),
    "learning": frozenset({"own"}),
    "generation": frozenset({"external", "writing"}),
    "posting": frozenset({"posting", "writing", "draft_uses_door"}),
    "reports": frozenset({"posting"}),
}
"""The resources that an asset of a lane may ask for. What it reads from others comes as declared arguments."""

JOBS_MAY_USE: Mapping[str, frozenset[str]] = {
    "own_import": frozenset({"own"}),
    "external_import": frozenset({"external"}),
    "viral_collect": frozenset({"external"}),
    "publish": frozenset({"posting", "own", "external", "posts_door"}),
    "read_back": frozenset({"posting", "own", "external"}),
    "reconcile": frozenset({"posting", "own", "posts_door"}),
}
"""The resources of the jobs that are not about assets. A job that is not named here does not load."""


class FirewallBreach(Exception):
    """The graph mixes the two loops; the message names each asset, and what is wrong with it."""


def enforce(definitions: dg.Definitions) -> dg.Definitions:
    """Returns the definitions it was given. Raises FirewallBreach with everything that is wrong."""
    specs = {spec.key: spec for spec in definitions.resolve_all_asset_specs()}
    breaches = [
        *(breach for spec in specs.values() for breach in _misplaced(spec)),
        *_descent(specs),
        *(breach for asset in _computed(definitions) for breach in _resources(asset)),
        *_jobs(definitions),
        *_stores(definitions),
    ]
    if breaches:
        raise FirewallBreach("The firewall between learning and generation is broken:\n" + "\n".join(sorted(breaches)))
    return definitions


def ancestors(specs: Mapping[dg.AssetKey, dg.AssetSpec], key: dg.AssetKey) -> set[dg.AssetKey]:
    """Everything that stands above an asset, however far."""
    above: set[dg.AssetKey] = set()
    edge = [key]
    while edge:
        current = edge.pop()
        for dep in specs[current].deps if current in specs else ():
            if dep.asset_key not in above:
                above.add(dep.asset_key)
                edge.append(dep.asset_key)
    return above


def _misplaced(spec: dg.AssetSpec) -> Iterable[str]:
    name = spec.key.to_user_string()
    lane = spec.key.path[0]
    if len(spec.key.path) != 2 or lane not in LANE_NAMES:
        yield f"{name}: its key begins with none of the lanes {', '.join(sorted(LANE_NAMES))}"
        return
    if spec.group_name != lane:
        yield f"{name}: its group is {spec.group_name}, its lane is {lane}"
    if spec.tags.get("lane") != lane:
        yield f"{name}: its tag says lane {spec.tags.get('lane')}, its key says {lane}"


def _descent(specs: Mapping[dg.AssetKey, dg.AssetSpec]) -> Iterable[str]:
    for key in specs:
        allowed = MAY_DESCEND_FROM.get(key.path[0], frozenset())
        for above in ancestors(specs, key):
            if above.path[0] not in allowed:
                yield f"{key.to_user_string()}: descends from {above.to_user_string()}"


def _computed(definitions: dg.Definitions) -> list[dg.AssetsDefinition]:
    declared = (*(definitions.assets or ()), *(definitions.asset_checks or ()))
    return [one for one in declared if isinstance(one, dg.AssetsDefinition)]


def _resources(declared: dg.AssetsDefinition) -> Iterable[str]:
    checked = {check.asset_key for check in declared.check_keys}
    # Dagster names its default store for the verdict of a check, which nothing stores.
    verdict = frozenset() if declared.keys else frozenset({"io_manager"})
    for key in declared.keys | checked:
        beyond = declared.required_resource_keys - MAY_USE.get(key.path[0], frozenset()) - verdict
        if beyond:
            yield f"{key.to_user_string()}: asks for the resources {', '.join(sorted(beyond))}"


def _stores(definitions: dg.Definitions) -> Iterable[str]:
    """A store under another's name would give a lane the file of another domain."""
    for name in {lane.store for lane in LANES}:
        found = getattr((definitions.resources or {}).get(name), "domain", None)
        if found != name:
            yield f"resource {name}: it is the store of the domain {found}"


def _jobs(definitions: dg.Definitions) -> Iterable[str]:
    for job in definitions.jobs or ():
        if not isinstance(job, dg.JobDefinition):
            continue
        used = {key for op in job.all_node_defs if isinstance(op, dg.OpDefinition) for key in op.required_resource_keys}
        beyond = used - JOBS_MAY_USE.get(job.name, frozenset())
        if beyond:
            yield f"job {job.name}: asks for the resources {', '.join(sorted(beyond))}"

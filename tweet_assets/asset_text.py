"""The list of assets as Markdown: what docs/assets.md holds. `python -m tweet_assets.asset_text` prints it."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from tweet_assets.lanes import LANES, Lane


def of(definitions: dg.Definitions) -> str:
    """Lane by lane, what each asset is, how it is partitioned, what it is made from, and what its checks guard."""
    return "\n".join(_lines(definitions))


def _lines(definitions: dg.Definitions) -> Iterator[str]:
    yield "# Assets"
    yield ""
    yield "Generated from the graph by `python -m tweet_assets.asset_text`, and tested to be what it says. A ledger is"
    yield "filled by an importer, a person or the publisher; everything else is computed, and can be computed again."
    specs = {spec.key: spec for spec in definitions.resolve_all_asset_specs()}
    checks: dict[dg.AssetKey, list[dg.AssetCheckSpec]] = {}
    for check in (spec for one in definitions.asset_checks or () for spec in one.check_specs):
        checks.setdefault(check.asset_key, []).append(check)
    for lane in LANES:
        yield from _lane(lane, [specs[key] for key in sorted(specs) if key.path[0] == lane.name], checks)
    yield ""


def _lane(lane: Lane, specs: list[dg.AssetSpec], checks: dict[dg.AssetKey, list[dg.AssetCheckSpec]]) -> Iterator[str]:
    yield ""
    yield f"## {lane.name}: {lane.purpose}"
    yield ""
    yield f"Alone in the UI: `{lane.address}`"
    for spec in specs:
        made = ", ".join(f"`{dep.asset_key.to_user_string()}`" for dep in sorted(spec.deps, key=lambda d: d.asset_key))
        yield ""
        yield f"### {spec.key.to_user_string()}"
        yield ""
        yield " ".join((spec.description or "").split())
        yield ""
        yield f"* {_kind(spec)}" + (f", from {made}" if made else "")
        for check in sorted(checks.get(spec.key, []), key=lambda check: check.name):
            yield f"* check `{check.name}`: {check.description}"


def _kind(spec: dg.AssetSpec) -> str:
    if "ledger" in spec.tags:
        return "ledger"
    if spec.partitions_def is None:
        return "computed whole"
    weekly = isinstance(spec.partitions_def, dg.WeeklyPartitionsDefinition)
    return "computed week by week" if weekly else "computed day by day"


if __name__ == "__main__":
    from tweet_assets.definitions import defs

    print(of(defs), end="")

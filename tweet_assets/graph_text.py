"""The graph as plain text: what docs/graph.txt holds. `python -m tweet_assets.graph_text` prints it."""

from __future__ import annotations

import dagster as dg

from tweet_assets.lanes import LANES


def of(definitions: dg.Definitions) -> str:
    """Lane by lane, each asset with its kind of partition and what it is made from."""
    specs = {spec.key: spec for spec in definitions.resolve_all_asset_specs()}
    lines = []
    for lane in LANES:
        lines.append(f"{lane.name}: {lane.purpose}")
        for key in sorted((k for k in specs if k.path[0] == lane.name), key=lambda k: k.path[1]):
            spec = specs[key]
            how = "ledger" if "ledger" in spec.tags else _partitions(spec)
            above = sorted(dep.asset_key.to_user_string() for dep in spec.deps)
            lines.append(f"  {key.path[1]:<18} {how:<7}{' <- ' + ', '.join(above) if above else ''}".rstrip())
        lines.append("")
    return "\n".join(lines)


def _partitions(spec: dg.AssetSpec) -> str:
    if spec.partitions_def is None:
        return "whole"
    return "weekly" if isinstance(spec.partitions_def, dg.WeeklyPartitionsDefinition) else "daily"


if __name__ == "__main__":
    from tweet_assets.definitions import defs

    print(of(defs), end="")

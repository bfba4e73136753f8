"""The five lanes of the graph, and how an asset of a lane is declared.

One name in four places: package = prefix of the key = group in the UI = schema in the database. Declaring an asset by
its lane is what keeps the four the same; `firewall.py` checks that they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import dagster as dg

IN_PROCESS = dg.in_process_executor
"""A step takes milliseconds; a process for each would take seconds."""

OWNER = "creator@tweet-assets.example"


@dataclass(frozen=True)
class Lane:
    """One lane: its name, the store that holds its tables, and what it is for."""

    name: str
    store: str
    purpose: str

    @property
    def tags(self) -> dict[str, str]:
        return {"lane": self.name}

    def key(self, name: str) -> dg.AssetKey:
        return dg.AssetKey([self.name, name])

    def ledger(
        self, name: str, description: str, kinds: set[str] | None = None, also_tables: Sequence[str] = ()
    ) -> dg.AssetSpec:
        """An asset that no run computes: an importer, a person or the publisher appends to it."""
        spec = dg.AssetSpec(
            self.key(name),
            description=description,
            group_name=self.name,
            kinds={"duckdb", *(kinds or set())},
            owners=[OWNER],
            tags={**self.tags, "ledger": "yes"},
            metadata={"also_tables": list(also_tables), **_table_metadata(self.name, name)},
        )
        return spec.with_io_manager_key(self.store)

    def derived(
        self,
        kinds: set[str],
        day_column: str | None = None,
        partitions_def: dg.PartitionsDefinition[str] | None = None,
        also_tables: Sequence[str] = (),
        ins: Mapping[str, dg.AssetIn] | None = None,
        deps: Sequence[dg.AssetKey | dg.AssetSpec | dg.AssetDep] | None = None,
        code_version: str = "1",
    ) -> Callable[[Callable[..., object]], dg.AssetsDefinition]:
        """An asset that a run computes. Its docstring is its description; a range of days is one run."""

        def declare(function: Callable[..., object]) -> dg.AssetsDefinition:
            declared = dg.asset(
                key_prefix=self.name,
                group_name=self.name,
                kinds={"duckdb", *kinds},
                owners=[OWNER],
                tags=self.tags,
                io_manager_key=self.store,
                partitions_def=partitions_def,
                backfill_policy=dg.BackfillPolicy.single_run(),
                ins=ins,
                deps=deps,
                code_version=code_version,
                pool=self.store,
                metadata={
                    "also_tables": list(also_tables),
                    **({"day_column": day_column} if day_column else {}),
                    **_table_metadata(self.name, function.__name__),
                },
            )(function)
            assert isinstance(declared, dg.AssetsDefinition)
            return declared

        return declare


def _table_metadata(lane: str, name: str) -> dict[str, str]:
    return {"dagster/table_name": f"{lane}.{name}"}


ACCOUNT = Lane("account", "own", "My facts.")
LEARNING = Lane("learning", "own", "Learns from my facts only.")
GENERATION = Lane("generation", "external", "Learns from nobody, takes examples.")
POSTING = Lane("posting", "posting", "Where the two loops meet.")
REPORTS = Lane("reports", "posting", "What works for you.")
LANES = (ACCOUNT, LEARNING, GENERATION, POSTING, REPORTS)

"""The five lanes of the graph, and how an asset of a lane is declared.

One name in four places: package = prefix of the key = group in the UI = schema in the database. Declaring an asset by
its lane is what keeps the four the same; `firewall.py` checks that they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import dagster as dg

from tweet_assets import table_columns

IN_PROCESS = dg.in_process_executor
"""A step takes milliseconds; a process for each would take seconds."""

OWNER = "creator@tweet-assets.example"
"""Whose data it is; beside it, each lane has a team, by which the UI can filter."""


@dataclass(frozen=True)
class Lane:
    """One lane: its name, the store that holds its tables, and what it is for."""

    name: str
    store: str
    purpose: str

    @property
    def tags(self) -> dict[str, str]:
        return {"lane": self.name}

    @property
    def owners(self) -> list[str]:
        return [OWNER, f"team:{self.name}"]

    @property
    def address(self) -> str:
        """Where the UI shows this lane alone."""
        return f'/asset-groups?asset-selection=group%3A"{self.name}"'

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
            owners=self.owners,
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
                owners=self.owners,
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


def _table_metadata(lane: str, name: str) -> dict[str, str | dg.TableSchema | dg.CodeReferencesMetadataValue]:
    """The table's name, columns and DDL, as the UI shows them, from the DDL that makes it."""
    table = table_columns.tables(lane)[name]
    columns = [
        dg.TableColumn(
            column.name,
            column.type,
            description=column.meaning or None,
            constraints=dg.TableColumnConstraints(
                nullable=not column.required,
                unique=table.key == (column.name,),
                other=[*(["part of the key"] if column.in_key and len(table.key) > 1 else []), *column.checks],
            ),
        )
        for column in table.columns
    ]
    schema = dg.TableSchema(columns, dg.TableConstraints(other=list(table.conditions)))
    ddl = dg.LocalFileCodeReference(
        file_path=str(table_columns.ddl_of(lane)), line_number=table.line, label="its table"
    )
    return {
        "dagster/table_name": f"{lane}.{name}",
        "dagster/column_schema": schema,
        "dagster/code_references": dg.CodeReferencesMetadataValue(code_references=[ddl]),
    }


ACCOUNT = Lane("account", "own", "My facts.")
LEARNING = Lane("learning", "own", "Learns from my facts only.")
GENERATION = Lane("generation", "external", "Learns from nobody, takes examples.")
POSTING = Lane("posting", "posting", "Where the two loops meet.")
REPORTS = Lane("reports", "posting", "What works for you.")
LANES = (ACCOUNT, LEARNING, GENERATION, POSTING, REPORTS)

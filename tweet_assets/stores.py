"""The three domains of trust, as Dagster sees them: each one a database file, its inbox, and the right to use them.

An asset receives what it reads as arguments, so what it reads is what it declares: the store of the asset above loads
the argument. What it returns is written by its own store, to the table that its key names, in the place of the
partitions that ran.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import dagster as dg
import pandas as pd

from tweet_assets import rows_of_accounts
from tweet_assets.accounts import Folder
from tweet_assets.data_folder import DataFolder
from tweet_assets.warehouse import Domain, Warehouse, WarehouseError

ONLY = "only"
"""In the metadata of an input: a condition in SQL, by which an asset asks for some rows of a table and not for all."""
TABLES = "tables"
"""In the metadata of an input: which of the tables of an asset that fills several are asked for."""
Several = dict[str, pd.DataFrame]
Tables = pd.DataFrame | Several


class Store(dg.ConfigurableIOManager):
    """One domain's database, and the accounts that the data folder is about."""

    data_folder: str
    domain: ClassVar[Domain]

    @property
    def place(self) -> DataFolder:
        return DataFolder(Path(self.data_folder))

    def folder(self) -> Folder:
        """accounts.toml, read when it is asked for: a change needs no restart."""
        return self.place.settings()

    def warehouse(self, read_only: bool = False) -> Warehouse:
        path = self.place.path / f"{self.domain}.duckdb"
        return Warehouse(path, self.domain, self.folder().simulated, read_only=read_only and path.exists())

    def of_day(self, table: str, column: str, day: date) -> pd.DataFrame:
        """The rows of one table of this domain that stand for a day."""
        return self.warehouse().read(f"select * from {table} where {column} = ? order by all", [day])  # noqa: S608

    def keep_names(self) -> None:
        """Gives every row of an account the handle that accounts.toml has for it, when that was changed."""
        names = {name.lower(): account.handle for account in self.folder().accounts for name in account.names}
        rows_of_accounts.rename(self.warehouse(), names)

    def handle_output(self, context: dg.OutputContext, obj: Tables) -> None:
        """Puts what the asset returned in the place of the partitions that ran, all its tables in one transaction."""
        main = _table(context.asset_key)
        tables = (
            {main: obj} if isinstance(obj, pd.DataFrame) else {f"{main.split('.')[0]}.{n}": f for n, f in obj.items()}
        )
        where, parameters = _partitions(context)
        with self.warehouse().transaction() as transaction:
            for name, frame in tables.items():
                transaction.replace(name, frame, where, parameters)

    def load_input(self, context: dg.InputContext) -> Tables:
        """The rows of the asset above: of the partitions that map to this run, or all; several tables as a mapping."""
        upstream = context.upstream_output
        if upstream is None:
            raise WarehouseError(f"{context.asset_key.to_user_string()} is no asset that a table stands for.")
        main = _table(context.asset_key)
        schema = main.split(".")[0]
        where, parameters = _partitions(context)
        only = (context.definition_metadata or {}).get(ONLY, "true")
        store = self.warehouse(read_only=True)

        def rows(name: str) -> pd.DataFrame:
            return store.read(f"select * from {name} where {where} and {only} order by all", parameters)  # noqa: S608

        also = also_tables(upstream.definition_metadata)
        if not also:
            return rows(main)
        wanted = (context.definition_metadata or {}).get(TABLES, (main.split(".")[1], *also))
        return {name: rows(f"{schema}.{name}") for name in wanted}


class Own(Store):
    """own.duckdb: my facts and what is learned from them. All that learning ever asks for."""

    domain = "own"


class External(Store):
    """external.duckdb: tweets of others, prompts, drafts."""

    domain = "external"


class Posting(Store):
    """posting.duckdb: decisions, approvals, the outbox, reports."""

    domain = "posting"


def day_column(metadata: Mapping[str, object]) -> str | None:
    """The column by which an asset's tables are partitioned, as its definition says."""
    value = metadata.get("day_column")
    return value if isinstance(value, str) else None


def also_tables(metadata: Mapping[str, object]) -> tuple[str, ...]:
    """The tables that an asset fills beside the one that bears its name."""
    value = metadata.get("also_tables")
    return tuple(str(name) for name in value) if isinstance(value, list | tuple) else ()


def _table(key: dg.AssetKey) -> str:
    schema, name = key.path
    return f"{schema}.{name}"


def _partitions(context: dg.OutputContext | dg.InputContext) -> tuple[str, list[object]]:
    if not context.has_asset_partitions:
        return "true", []
    metadata = context.definition_metadata if isinstance(context, dg.OutputContext) else _upstream_metadata(context)
    column = day_column(metadata)
    if column is None:
        raise WarehouseError(
            f"{context.asset_key.to_user_string()} is partitioned, but does not name its `day_column`."
        )
    windows = context.asset_partitions_time_window
    first, end = windows.start.date(), windows.end.date()
    return f"{column} >= ? and {column} < ?", [first, max(end, first + timedelta(days=1))]


def _upstream_metadata(context: dg.InputContext) -> Mapping[str, object]:
    return context.upstream_output.definition_metadata if context.upstream_output else {}

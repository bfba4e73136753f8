"""What every derived asset says of itself when it is done: its content hash as data version, its rows, its days.

The data version is a hash of what the frame says. Two runs over the same facts say the same version, and a poisoned
library changes the library's version and none of what is learned. A run over a range of days says one version for the
range; each of its partitions carries the hash of its own rows as metadata, `content_hash`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Protocol, TypeVar

import dagster as dg
import pandas as pd

from tweet_assets.charts import canvas
from tweet_assets.frames import content_hash
from tweet_assets.stores import Several, Store, Tables, day_column

T = TypeVar("T", pd.DataFrame, Several)
Figure = int | float | str


class Told(Protocol):
    """What a model says of itself: an <svg>, or '' where there is nothing to draw, and a Markdown table."""

    @property
    def picture(self) -> str: ...

    @property
    def changes(self) -> str: ...


Telling = Callable[[pd.DataFrame, pd.DataFrame], Told]
"""From the rows of an account and day, and of the day before, of which there may be none."""


def stored(context: dg.AssetExecutionContext, tables: T, **figures: Figure) -> dg.MaterializeResult[T]:
    """The result of an asset whose rows its store has still to write. `figures` are shown, and plotted over time."""
    version = _version(context, tables)
    return dg.MaterializeResult(
        value=tables, data_version=dg.DataVersion(version), metadata={**_said(tables, version), **figures}
    )


def written(context: dg.AssetExecutionContext, tables: Tables, **figures: Figure) -> dg.MaterializeResult[None]:
    """The result of an asset that has written its rows itself, because what stands may not be replaced."""
    version = _version(context, tables)
    return dg.MaterializeResult(data_version=dg.DataVersion(version), metadata={**_said(tables, version), **figures})


def ledger(
    key: dg.AssetKey, fingerprint: tuple[int, str], figures: Mapping[str, float], files: dg.MarkdownMetadataValue
) -> dg.AssetMaterialization:
    """What an import says of a ledger that it fills: its rows and version, figures, and every file's fate."""
    rows, version = fingerprint
    return dg.AssetMaterialization(
        key,
        metadata={"dagster/row_count": rows, **figures, "files": files},
        tags={"dagster/data_version": version},
    )


def tell(context: dg.AssetExecutionContext, store: Store, rows: pd.DataFrame, telling: Telling) -> None:
    """Shows a picture of the last day of a run, and what changed since the day before it, account by account.

    The day before is that of the run where it has one, else what stands in the asset's own table. Only the last day of
    a range is told of: a picture for each day of a year would weigh more than what it shows.
    """
    column = day_column(context.assets_def.metadata_by_key[context.asset_key])
    last = pd.Timestamp(max(context.partition_keys))
    earlier = last - pd.Timedelta(days=1)
    if str(earlier.date()) in context.partition_keys:
        before = rows[rows[str(column)] == earlier]
    else:
        before = store.of_day(".".join(context.asset_key.path), str(column), earlier.date())
    shown: list[str] = []
    for account, now in rows[rows[str(column)] == last].groupby("account"):
        told = telling(now, before[before["account"] == account])
        picture = [f"![{account}]({canvas.picture(told.picture)})"] if told.picture else []
        shown += [f"**@{account}, {last.date()}**", *picture, f"Since {earlier.date()}, what moved most:", told.changes]
    if shown:
        context.add_asset_metadata(
            {"picture and changes": dg.MetadataValue.md("\n\n".join(shown))}, partition_key=str(last.date())
        )


def _version(context: dg.AssetExecutionContext, tables: Tables) -> str:
    column = day_column(context.assets_def.metadata_by_key[context.asset_key])
    if column and len(context.partition_keys) > 1:
        return _version_of_days(context, _frames(tables), column)
    return "-".join(content_hash(frame) for frame in _frames(tables))


def _said(tables: Tables, version: str) -> dict[str, Figure]:
    return {"dagster/row_count": len(_frames(tables)[0]), "content_hash": version}


def _frames(tables: Tables) -> list[pd.DataFrame]:
    return [tables] if isinstance(tables, pd.DataFrame) else list(tables.values())


def _version_of_days(context: dg.AssetExecutionContext, frames: Sequence[pd.DataFrame], column: str) -> str:
    """The version of a range, made of those of its days, each of which is told."""
    versions = []
    by_day = [{str(day)[:10]: rows for day, rows in frame.groupby(column)} for frame in frames]
    for key in context.partition_keys:
        parts = [days.get(key, frame.iloc[:0]) for days, frame in zip(by_day, frames, strict=True)]
        version = "-".join(content_hash(part) for part in parts)
        context.add_asset_metadata({"dagster/row_count": len(parts[0]), "content_hash": version}, partition_key=key)
        versions.append(version)
    return sha256("-".join(versions).encode()).hexdigest()[:16]

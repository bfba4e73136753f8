"""The kill switch: a file STOP in the data folder, a variable of the environment, or a row. Any of them stops."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

import pandas as pd

from tweet_assets.warehouse import Transaction, Warehouse

VARIABLE = "TWEET_ASSETS_STOP"
FILE = "STOP"

Switch = Literal["stop", "resume"]


def stopped(folder: Path, environment: Mapping[str, str], store: Warehouse | Transaction) -> str | None:
    """Why nothing may be published; None: no switch is thrown. Anything that is said in the variable stops."""
    return without_rows(folder, environment) or by_rows(store)


def without_rows(folder: Path, environment: Mapping[str, str]) -> str | None:
    """The same, as far as it can be known without a database."""
    if (folder / FILE).exists():
        return f"the file {FILE} lies in the data folder"
    if environment.get(VARIABLE, "").strip():
        return f"{VARIABLE} is set in the environment"
    return None


def by_rows(store: Warehouse | Transaction) -> str | None:
    """The same, by the last row alone."""
    last = store.rows("select switch, why from posting.switches order by set_at desc, switch desc limit 1")
    return f"it was stopped: {last[0][1]}" if last and last[0][0] == "stop" else None


def throw(folder: Path, store: Warehouse, switch: Switch, why: str, now: datetime) -> None:
    """Stops or resumes. The file comes first when stopping: it needs no database that another run may hold."""
    if switch == "stop":
        (folder / FILE).write_text(f"{now.isoformat()} {why}\n", encoding="utf-8")
    row = pd.DataFrame({"set_at": pd.Series([now], dtype="datetime64[us, UTC]"), "switch": [switch], "why": [why]})
    with store.transaction() as transaction:
        transaction.append("posting.switches", row)
    if switch == "resume":
        (folder / FILE).unlink(missing_ok=True)


def resumed_at(store: Warehouse | Transaction) -> datetime | None:
    """When a person last said that it may go on: what went wrong before is known to them."""
    [[moment]] = store.rows("select max(set_at) from posting.switches where switch = 'resume'")
    return moment  # type: ignore[no-any-return]

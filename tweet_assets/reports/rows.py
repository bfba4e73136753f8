"""Rows of a frame as the page reads them: typed, and what is missing is None, whatever pandas calls it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Row:
    """One row. Asking for a column that the frame does not have raises KeyError: that is a broken contract."""

    values: Mapping[str, object]

    def number(self, name: str) -> float | None:
        """A finite number; None when it is missing or infinite."""
        value = self._known(name)
        if not isinstance(value, int | float | np.number):
            return None
        return float(value) if isfinite(value) else None

    def count(self, name: str) -> int | None:
        value = self.number(name)
        return None if value is None else round(value)

    def digits(self, name: str) -> str | None:
        """A whole number to its last digit: a seed of 64 bits does not survive a float."""
        value = self._known(name)
        return str(int(value)) if isinstance(value, int | np.integer) else None

    def text(self, name: str) -> str | None:
        value = self._known(name)
        return value if isinstance(value, str) else None

    def flag(self, name: str) -> bool | None:
        value = self._known(name)
        return bool(value) if isinstance(value, bool | np.bool_) else None

    def moment(self, name: str, zone: ZoneInfo) -> datetime | None:
        value = self._known(name)
        return pd.Timestamp(value).to_pydatetime().astimezone(zone) if isinstance(value, datetime) else None

    def day(self, name: str) -> date | None:
        value = self._known(name)
        return pd.Timestamp(value).date() if isinstance(value, date) else None

    def numbers(self, name: str) -> list[float] | None:
        """A list of finite numbers; None when it, or any of them, is missing."""
        value = self.values[name]
        if not isinstance(value, list | tuple | np.ndarray):
            return None
        numbers = [Row({name: item}).number(name) for item in value]
        known = [number for number in numbers if number is not None]
        return known if len(known) == len(numbers) else None

    def _known(self, name: str) -> object:
        value = self.values[name]
        return None if value is None or value is pd.NA or value is pd.NaT else value


def rows(frame: pd.DataFrame) -> list[Row]:
    return [Row({str(key): value for key, value in record.items()}) for record in frame.to_dict("records")]

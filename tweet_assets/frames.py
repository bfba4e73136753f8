"""What a stored frame promises: types that no row changes, values that survive, and a hash of what it says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

_COUNTS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")  # a sum of BIGINT is a HUGEINT


def as_promised(frame: pd.DataFrame, kinds: Sequence[str]) -> pd.DataFrame:
    """The frame of a query in the types of its columns' SQL kinds, also where a value is missing or there is no row.

    Counts are Int64, doubles float64, text str, truth boolean. Moments and days come from DuckDB as they should.
    """
    for column, kind in zip(frame.columns, kinds, strict=True):
        if kind in _COUNTS:
            frame[column] = frame[column].astype("Int64")
        elif kind == "UBIGINT":
            frame[column] = frame[column].astype("UInt64")
        elif kind in ("FLOAT", "DOUBLE"):
            frame[column] = frame[column].astype("float64")
        elif kind == "BOOLEAN":
            frame[column] = frame[column].astype("boolean")
        elif kind == "VARCHAR":
            frame[column] = frame[column].astype("str")
    return frame


def is_altered(column: pd.Series[Any], kind: str) -> bool:
    """Whether DuckDB would silently turn floats into something else: an id into '6.49e+17', 1.5 likes into 2."""
    if not pd.api.types.is_float_dtype(column.dtype):
        return False
    known = column.dropna()
    return bool(len(known)) and (kind == "VARCHAR" or (kind in _COUNTS and bool((known % 1 != 0).any())))


def content_hash(frame: pd.DataFrame) -> str:
    """Sixteen hex digits of what a frame says, whatever the order of its rows or columns.

    The same before writing and after reading: 5 is 5.0, a day is its midnight, every kind of missing is one.
    """
    columns = sorted(frame.columns)
    rows = sorted(zip(*([_said(value) for value in frame[column]] for column in columns), strict=True))
    return sha256(repr((columns, rows)).encode()).hexdigest()[:16]


def _is_plain(part: object) -> bool:
    """Whether a float64 holds a number exactly; NaN it holds, but so many ways."""
    return (type(part) is float and part == part) or (type(part) is int and abs(part) < 2**53)


def _said(value: object) -> str:
    if isinstance(value, np.ndarray | list | tuple):
        parts = value.tolist() if isinstance(value, np.ndarray) else list(value)
        if parts and all(map(_is_plain, parts)):  # the rows of a covariance: many, and long
            return f"[{(np.array(parts, np.float64) + 0.0).tobytes().hex()}]"
        return f"[{','.join(map(_said, parts))}]"
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return "NULL"
    if isinstance(value, str):
        return repr(str(value))
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, date):
        moment = pd.Timestamp(value)
        return (moment.tz_convert("UTC") if moment.tz else moment).isoformat(timespec="microseconds")
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return repr(value)

"""What a frame promises, without a database. The types as a database gives them are in test_warehouse.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.frames import as_promised, content_hash, is_altered


@pytest.mark.parametrize(
    ("kind", "values", "dtype"),
    [
        ("INTEGER", pd.Series([1, 2], dtype="int32"), "Int64"),
        ("HUGEINT", pd.Series([1.0, np.nan]), "Int64"),  # a sum of counts comes as floats
        ("UBIGINT", pd.Series([2**64 - 1], dtype="uint64"), "UInt64"),
        ("DOUBLE", pd.Series([1.5, None], dtype="Float64"), "float64"),
        ("BOOLEAN", pd.Series([True]), "boolean"),
        ("VARCHAR", pd.Series([], dtype="object"), "str"),
        ("VARCHAR[]", pd.Series([["a"]]), "object"),  # left as it came
    ],
)
def test_a_column_has_the_type_of_its_kind(kind: str, values: pd.Series, dtype: str) -> None:
    assert str(as_promised(pd.DataFrame({"column": values}), [kind])["column"].dtype) == dtype


@pytest.mark.parametrize(
    ("kind", "values", "altered"),
    [
        ("VARCHAR", [6.49e17], True),  # an id that was a float has lost its last digits already
        ("VARCHAR", [np.nan, np.nan], False),  # a column without any text
        ("BIGINT", [1.5], True),
        ("BIGINT", [1.0, np.nan], False),
        ("BIGINT", [float("inf")], True),
        ("DOUBLE", [1.5], False),
        ("VARCHAR", ["6.49"], False),
        ("BIGINT", [], False),
    ],
)
def test_floats_that_a_column_cannot_hold_are_found(kind: str, values: list[object], altered: bool) -> None:
    assert is_altered(pd.Series(values), kind) is altered


CELLS = st.none() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(max_size=5) | st.booleans()


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_says_nothing(rows: list[tuple[object, object]], shuffle: object) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b"], dtype="object")
    mixed = list(rows)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert content_hash(pd.DataFrame(mixed, columns=["a", "b"], dtype="object")[["b", "a"]]) == content_hash(frame)


@given(CELLS, CELLS)
def test_a_changed_cell_changes_the_hash(before: object, after: object) -> None:
    def hashed(cell: object) -> str:
        return content_hash(pd.DataFrame({"key": [1, 2], "cell": pd.Series([cell, "same"], dtype="object")}))

    same = isinstance(before, bool) == isinstance(after, bool) and before == after  # 5 is 5.0, True is not 1
    assert (hashed(before) == hashed(after)) == same


def test_missing_is_neither_zero_nor_empty_nor_its_own_name() -> None:
    cells = [None, 0, "", "NULL", "nan", False, [], [None], "[]", "0", b"0", float("inf")]
    hashes = [content_hash(pd.DataFrame({"cell": pd.Series([cell], dtype="object")})) for cell in cells]
    assert len(set(hashes)) == len(cells)


def test_every_kind_of_missing_is_one() -> None:
    kinds = [None, np.nan, pd.NA, pd.NaT]
    assert len({content_hash(pd.DataFrame({"cell": pd.Series([kind], dtype="object")})) for kind in kinds}) == 1


def test_values_cannot_move_between_columns_or_rows() -> None:
    frames = [
        pd.DataFrame({"a": ["x"], "b": ["y"]}),
        pd.DataFrame({"a": ["y"], "b": ["x"]}),
        pd.DataFrame({"a": ["x', 'y"], "b": [""]}),
        pd.DataFrame({"a": ["x", "y"], "b": ["", ""]}),
        pd.DataFrame({"a": ["x"], "c": ["y"]}),
        pd.DataFrame({"a": pd.Series([], dtype="str"), "b": pd.Series([], dtype="str")}),
    ]
    assert len({content_hash(frame) for frame in frames}) == len(frames)


def test_a_moment_is_the_same_in_every_zone_and_a_long_list_is_read_to_its_end() -> None:
    moment = pd.Timestamp("2026-03-01T12:00Z")
    there = pd.DataFrame({"at": [moment.tz_convert("Asia/Tokyo")]})
    assert content_hash(there) == content_hash(pd.DataFrame({"at": [moment]}))
    long = list(range(5_000))
    assert content_hash(pd.DataFrame({"n": [np.array(long)]})) == content_hash(pd.DataFrame({"n": [long]}))
    assert content_hash(pd.DataFrame({"n": [long]})) != content_hash(
        pd.DataFrame({"n": [[*long[:2_500], -1, *long[2_501:]]]})
    )

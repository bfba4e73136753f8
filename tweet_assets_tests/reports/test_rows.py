"""Reading a frame: whatever pandas calls missing is None."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from tweet_assets.reports.rows import Row, rows

MISSING = (None, pd.NA, pd.NaT, np.nan, float("inf"), -np.inf)


@pytest.mark.parametrize("missing", MISSING)
def test_what_is_missing_is_none_in_every_type(missing: object) -> None:
    row = Row({"x": missing})
    assert row.number("x") is None
    assert row.count("x") is None
    assert row.digits("x") is None
    assert row.text("x") is None
    assert row.flag("x") is None
    assert row.moment("x", ZoneInfo("UTC")) is None
    assert row.numbers("x") is None
    assert Row({"x": [1.0, missing]}).numbers("x") is None


def test_values_keep_their_type_on_the_way_out_of_a_frame() -> None:
    frame = pd.DataFrame(
        {
            "count": pd.array([3], dtype="Int64"),
            "share": [0.5],
            "text": pd.Series(["moss"], dtype="str"),
            "flag": pd.array([True], dtype="boolean"),
            "at": pd.to_datetime([datetime(2026, 3, 8, 9, tzinfo=UTC)]).astype("datetime64[us, UTC]"),
            "seed": np.array([2**64 - 1], dtype=np.uint64),
            "list": [np.array([1.0, 2.0])],
        }
    )
    (row,) = rows(frame)
    assert row.count("count") == 3
    assert row.number("share") == 0.5
    assert row.text("text") == "moss"
    assert row.flag("flag") is True
    assert row.moment("at", ZoneInfo("Asia/Tokyo")) == datetime(2026, 3, 8, 18, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert row.digits("seed") == "18446744073709551615"
    assert row.numbers("list") == [1.0, 2.0]


def test_a_column_that_is_not_there_is_a_broken_contract() -> None:
    with pytest.raises(KeyError, match="mean"):
        Row({"median": 1.0}).number("mean")

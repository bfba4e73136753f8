"""The time inside an id."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from account.own_files import id_at
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.account import snowflake


def test_the_id_holds_the_time_to_the_millisecond() -> None:
    assert snowflake.posted_at("1355500244381949952") == datetime(2021, 1, 30, 12, 56, 56, 894000, tzinfo=UTC)


@given(
    st.datetimes(datetime(2010, 11, 5), datetime(2079, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, (1 << 22) - 1),
)
def test_the_lower_bits_of_an_id_are_not_time(moment: datetime, rest: int) -> None:
    whole = moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    assert snowflake.posted_at(str(int(id_at(whole)) + rest)) == whole


@pytest.mark.parametrize("post_id", ["0", "12345", "29700859246", str(1 << 63)])
def test_an_id_that_was_counted_up_holds_no_time(post_id: str) -> None:
    with pytest.raises(snowflake.NoTimeInId, match=f"{post_id} is not an id of November 2010 or later"):
        snowflake.posted_at(post_id)

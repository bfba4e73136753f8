"""The time that is inside a post's id.

An id since 4 November 2010 holds the milliseconds since X's own epoch above its lowest 22 bits. It is the only time
of day that a content export has, and it agrees with the exports that do have one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH_MS = 1_288_834_974_657
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=EPOCH_MS)
FIRST = 29_700_859_247  # ids before it were counted up, and hold no time


class NoTimeInId(ValueError):
    """The id is older than the scheme."""


def posted_at(post_id: str) -> datetime:
    """When the post with this id was published, in UTC, to the millisecond. Raises NoTimeInId."""
    number = int(post_id)
    if number < FIRST or number >= 1 << 63:
        raise NoTimeInId(f"{post_id} is not an id of November 2010 or later, and so holds no time")
    return _EPOCH + timedelta(milliseconds=number >> 22)

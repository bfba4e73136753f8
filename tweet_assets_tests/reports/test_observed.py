"""Mode observe in words."""

from __future__ import annotations

from dataclasses import replace

from tweet_assets.posting.agreement import Agreement, Difference, Share
from tweet_assets.reports.observed import observed

FOUND = Agreement(
    window_days=28,
    decided=24,
    compared=20,
    without_post=2,
    unclear=1,
    untold=1,
    shares={
        "slot": Share(20, 9, 0.317, 0.591, 0.25, 0.41),
        "format": Share(8, 4, 0.296, 0.704, 0.125, 0.3),
        "both": Share(0, 0, None, None, None, None),
    },
    differences={
        "slot": Difference(11, 15, 0.1823, -0.1, 0.5, ""),
        "format": Difference(4, 5, None, None, None, "4 as decided and 5 otherwise with an outcome, 10 are needed"),
        "both": Difference(0, 0, None, None, None, "0 as decided and 0 otherwise with an outcome, 10 are needed"),
    },
)


def test_each_line_has_days_share_chance_and_what_came_of_it() -> None:
    told = observed(FOUND)

    assert told is not None
    assert told.counted.startswith("Of the last 28 days 24 had decisions in mode observe; on 20 of them you posted")
    assert "2 days without a post of your own, 1 day with posts of unknown kind alone, 1 day of which" in told.apart
    slot, format_, both = told.lines
    assert (slot.days, slot.share, slot.by_chance, slot.shuffled) == (
        "9 of 20", "45 % (from 32 % to 59 %)", "25 %", "41 %",
    )  # fmt: skip
    assert slot.outcome == "+20 % (from -10 % to +65 %), 11 posts against 15"
    assert format_.outcome == "not enough evidence yet: 4 as decided and 5 otherwise with an outcome, 10 are needed"
    assert (both.days, both.share, both.by_chance) == ("0 of 0", "no day to compare", "not known")


def test_days_that_are_all_compared_leave_nothing_apart() -> None:
    told = observed(replace(FOUND, without_post=0, unclear=0, untold=0))

    assert told is not None
    assert told.apart == ""
    assert observed(None) is None

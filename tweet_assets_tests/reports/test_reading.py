"""What was read, in sentences."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from tweet_assets.reports import reading
from tweet_assets.reports.facts import History

AS_OF = date(2026, 3, 7)
NO_ARMS = pd.DataFrame({"dimension": []})


def test_what_stands_behind_a_page_is_counted_by_kind_and_age(learned: dict[str, pd.DataFrame]) -> None:
    history = History({"original": 300, "reply": 1, "thread_head": 40}, 312, 2, 26, 280, 24.0 * 41)

    said = reading.sentences(history, learned["arm_posteriors"], None, AS_OF)

    assert said == [
        "Posts read: 300 originals, 1 reply, 40 heads of threads.",
        "Learned from are originals and heads of threads: 312 mature outcomes, 2 too young, 26 without an outcome.",
        "Of the posts behind formats and slots 250 are observational (your own habit chose) and 62 randomised "
        "(a logged draw chose, and was published as drawn).",
        "The figures of 280 of 312 outcomes are not 24-hour totals: an export saw them later, half of them at an age "
        "of 41 days or more. Older posts had longer to collect.",
    ]


def test_24_hour_totals_need_no_words_and_no_post_is_said() -> None:
    said = reading.sentences(History({}, 0, 0, 0), NO_ARMS, None, AS_OF)

    assert said[0] == "No post has been read yet. Import an export of your own."
    assert len(said) == 2


def test_what_the_overview_saw_is_said_and_what_it_did_not_is_unknown() -> None:
    days = pd.DataFrame(
        {
            "file_sha256": "a",
            "day": pd.to_datetime([AS_OF - timedelta(days=1), AS_OF]),
            "follows": pd.array([12, 3], dtype="Int64"),
            "unfollows": pd.array([4, 1], dtype="Int64"),
            "profile_visits": pd.array([None, None], dtype="Int64"),
        }
    )

    said = reading.sentences(History({}, 0, 0, 0), NO_ARMS, days, AS_OF)[-1]

    assert "on 1 of the last 28 days: 12 followers came and 4 left, a change of +8; not known profile visits" in said
    assert len(reading.sentences(History({}, 0, 0, 0), NO_ARMS, days.iloc[:0], AS_OF)) == 2

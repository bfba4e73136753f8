"""What a person made of decisions, counted by the format that was drawn."""

from __future__ import annotations

import pandas as pd

from tweet_assets.reports.changes import Change, changes


def test_each_format_tells_what_was_rejected_edited_and_overridden() -> None:
    outbox = pd.DataFrame(
        [
            ("d1", "story", "awaiting_approval"),  # another draft has taken its place
            ("d2", "story", "posted"),
            ("d3", "story", "posted"),
            ("d4", "data", "posted"),
            ("d5", "data", "awaiting_approval"),
            ("d6", "data", "rehearsal"),
        ],
        columns=["decision_id", "format", "state"],
    )
    posts = pd.DataFrame(
        [("d2", True, False), ("d3", False, None), ("d4", False, True), (None, None, None)],
        columns=["decision_id", "edited", "overridden"],
    )

    approvals = pd.DataFrame(
        {"decision_id": ["d1", "d2", "d1"], "verdict": ["rejected", "approved", "skipped"]}
    )  # fmt: skip
    assert changes(outbox, approvals, posts) == [
        Change("data", proposed=2, rejected=0, posted=1, edited=0, overridden=1),
        Change("story", proposed=3, rejected=1, posted=2, edited=1, overridden=0),
    ]


def test_without_decisions_there_is_nothing_to_tell() -> None:
    nothing = pd.DataFrame({"decision_id": [], "format": [], "state": []})

    nobody = pd.DataFrame({"decision_id": [], "verdict": []})
    assert changes(nothing, nobody, pd.DataFrame({"decision_id": [], "edited": [], "overridden": []})) == []

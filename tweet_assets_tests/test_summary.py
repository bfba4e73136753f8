"""What a round says of itself in the end, from literal rows."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from posting.decided import decision

from tweet_assets import summary
from tweet_assets.data_folder import DataFolder
from tweet_assets.posting import approvals, outbox, revisions
from tweet_assets.stores import Posting
from tweet_assets.summary import Began

DAY = pd.Timestamp("2026-03-10").date()
SETTINGS = """simulated = true
today = {today}
[[accounts]]
handle = "invented_me"
topics = ["writing"]
mode = "{mode}"
posts_per_day = {posts}
"""


def told(
    folder: Path, *decisions: pd.DataFrame, today: str = "2026-03-10T08:00:00Z", mode: str = "suggest", posts: int = 1
) -> list[str]:
    """The lines about these decisions, at that moment."""
    (folder / "accounts.toml").write_text(SETTINGS.format(today=today, mode=mode, posts=posts), encoding="utf-8")
    store = Posting(data_folder=str(folder)).warehouse()
    with store.transaction() as ledger:
        for row in decisions:
            ledger.append("posting.decisions", row)
        rows = revisions.standing(ledger)
        given, tried = ledger.read("select * from posting.approvals"), ledger.read("select * from posting.attempts")
        ledger.replace("posting.outbox", outbox.outbox(rows, given, tried))
    place = DataFolder(folder)
    return list(summary.lines(place, place.settings(), DAY, Began.now()))


def test_a_day_without_an_open_slot_says_why_nothing_is_planned(tmp_path: Path) -> None:
    [why] = [line for line in told(tmp_path, today="2026-03-10T23:40:00Z") if "planned for" in line]

    assert why == (
        "  no post planned for 2026-03-10: at 23:40 no further slot of the day is open (a slot closes 30 minutes "
        "before it ends, and posts lie 2 hours apart). The next day is planned once it has begun."
    )


def test_a_day_with_fewer_posts_than_asked_for_says_how_many(tmp_path: Path) -> None:
    one = decision(slot="21-24", due_at=pd.Timestamp("2026-03-10T22:30Z"))

    assert any(
        line.startswith("  1 of 2 posts planned for 2026-03-10: at 21:10")
        for line in told(tmp_path, one, today="2026-03-10T21:10:00Z", posts=2)
    )


def test_a_full_day_and_one_with_open_slots_give_no_reason(tmp_path: Path) -> None:
    assert not any("slot of the day is open" in line for line in told(tmp_path, decision()))
    assert not any("slot of the day is open" in line for line in told(tmp_path, posts=2))


def test_what_was_planned_in_observe_is_said_to_stay_so_after_the_mode_was_changed(tmp_path: Path) -> None:
    later = decision("d2", mode="observe", for_day=pd.Timestamp("2026-03-12"))
    lines = told(tmp_path, decision(mode="observe"), later)

    assert (
        "  2 of the decisions up to 2026-03-12 were made in mode observe and stay so: nothing of them is handed over. "
        "Mode suggest holds for what is planned from now on."
    ) in lines
    assert "planned for the days after: 1 observed" in lines
    assert not any("stay so" in line for line in told(tmp_path, mode="observe"))


def test_what_this_round_moved_aside_is_named_and_what_lay_there_is_counted(tmp_path: Path) -> None:
    aside = tmp_path / "inbox/own/refused"
    aside.mkdir(parents=True)
    for name in ("old", "older"):
        reason = aside / f"{name}.csv.reason.txt"
        reason.write_text("why")
        os.utime(reason, (1, 1))
    fresh = aside / "new.csv.reason.txt"
    fresh.write_text("why")
    os.utime(fresh, (4e9, 4e9))

    lines = told(tmp_path)

    assert [line for line in lines if "moved aside" in line] == [
        f"moved aside: {fresh}",
        f"2 moved aside before, in {aside}: delete what you have seen to",
    ]


@pytest.mark.parametrize(
    ("mode", "judged", "expected"),
    [("suggest", None, "review"), ("suggest", "skipped", "import FILE ..."), ("observe", None, "import FILE ...")],
)
def test_there_is_always_something_to_type_next(
    tmp_path: Path, mode: str, judged: approvals.Verdict | None, expected: str
) -> None:
    row = decision(mode=mode)
    if judged:
        told(tmp_path, row)
        with Posting(data_folder=str(tmp_path)).warehouse().transaction() as ledger:
            moment = pd.Timestamp("2026-03-10T07:00Z").to_pydatetime()
            ledger.append("posting.approvals", approvals.verdict_on(row.iloc[0], judged, None, moment))
    lines = told(tmp_path, *([] if judged else [row]), mode=mode)

    assert lines[-1].startswith(f"Next: tweet-assets --data {tmp_path} {expected}")

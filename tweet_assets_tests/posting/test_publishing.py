"""From a verdict to the outbox folder: exactly this text, once, and written down before it is tried."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from posting.decided import decision

from tweet_assets.accounts import Account, Mode
from tweet_assets.generation.guardrails import Verdict
from tweet_assets.posting import approvals, publishing, reconciling, revising, revisions
from tweet_assets.posting.deciding import text_hash
from tweet_assets.posting.outbox import outbox
from tweet_assets.posting.publishers import FolderPublisher, Intent, Outcome
from tweet_assets.warehouse import Warehouse

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
ME = Account("invented_me", mode="suggest")


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    store = Warehouse(tmp_path / "posting.duckdb", "posting")
    with store.transaction() as transaction:
        for name in ("d1", "d2"):
            transaction.append("posting.decisions", decision(name))
    return store


def judge(store: Warehouse, name: str, verdict: approvals.Verdict, at: datetime = NOW) -> None:
    row = store.table("posting.decisions", decision_id=name).iloc[0]
    with store.transaction() as transaction:
        transaction.append("posting.approvals", approvals.verdict_on(row, verdict, None, at))


@dataclass
class Watching:
    """A publisher that looks into the database while it is asked, and may fail."""

    store: Warehouse
    error: Exception | None = None
    name: str = "folder"
    seen: list[tuple[str, list[str]]] = field(default_factory=list)

    def publish(self, intent: Intent) -> Outcome:
        self.seen.append((intent.decision_id, self.store.table("posting.attempts")["state"].tolist()))
        if self.error:
            raise self.error
        return Outcome("handed_over", "done")


class Refusing:
    """A publisher that says no."""

    name = "folder"

    def publish(self, intent: Intent) -> Outcome:
        return Outcome("refused", f"{intent.decision_id} is not wanted")


@dataclass
class TakingBack(Watching):
    """While the first is published, a person changes their mind about the second."""

    def publish(self, intent: Intent) -> Outcome:
        judge(self.store, "d2", "rejected", NOW + timedelta(minutes=1))
        return super().publish(intent)


@dataclass
class WordingAnew(Watching):
    """While the first is published, a person words the second anew, and approves that."""

    def publish(self, intent: Intent) -> Outcome:
        seen = revisions.standing(self.store, "decision_id = 'd2'").iloc[0]
        if not seen["edited"]:
            expected = pd.Series({"expected_rate": None, "low80": None, "high80": None})
            revising.edit(self.store, seen, "In my own words", Verdict("clean", ()), expected, NOW)
            own = revisions.standing(self.store, "decision_id = 'd2'").iloc[0]
            with self.store.transaction() as transaction:
                transaction.append("posting.approvals", approvals.verdict_on(own, "approved", None, NOW))
        return super().publish(intent)


def states(store: Warehouse) -> dict[str, str]:
    frames = [store.table(f"posting.{name}") for name in ("decisions", "approvals", "attempts")]
    rows = outbox(*frames)
    return dict(zip(rows["decision_id"], rows["state"], strict=True))


def publish(store: Warehouse, publisher: object) -> pd.DataFrame:
    return publishing.publish(store, publisher, ZoneInfo("UTC"), lambda: NOW, [ME])  # type: ignore[arg-type]


def test_only_what_was_approved_is_handed_over_and_only_once(store: Warehouse) -> None:
    judge(store, "d1", "approved")
    publisher = Watching(store)

    assert publish(store, publisher)["decision_id"].tolist() == ["d1"]
    assert publish(store, publisher).empty
    assert publisher.seen == [("d1", ["sending"])]  # the try stood in the database before it was made
    assert states(store) == {"d1": "handed_over", "d2": "awaiting_approval"}


def test_a_try_that_broke_off_is_unknown_and_never_tried_again(store: Warehouse) -> None:
    judge(store, "d1", "approved")
    with pytest.raises(ConnectionError):
        publish(store, Watching(store, ConnectionError("the line went dead")))

    publisher = Watching(store)
    assert publish(store, publisher).empty
    assert publisher.seen == []
    assert states(store)["d1"] == "unknown"


def test_what_a_publisher_refused_is_refused_and_stays_so(store: Warehouse) -> None:
    judge(store, "d1", "approved")

    publish(store, Refusing())

    assert states(store)["d1"] == "refused"
    assert publish(store, Watching(store)).empty


def test_an_approval_taken_back_while_others_are_published_is_heard(store: Warehouse) -> None:
    judge(store, "d1", "approved")
    judge(store, "d2", "approved")

    publish(store, TakingBack(store))

    assert states(store) == {"d1": "handed_over", "d2": "rejected"}
    assert store.table("posting.attempts", decision_id="d2").empty


def test_of_two_verdicts_of_one_moment_the_rejection_counts(store: Warehouse) -> None:
    for name, order in (("d1", ("approved", "rejected")), ("d2", ("rejected", "approved"))):
        for verdict in order:
            judge(store, name, verdict)  # type: ignore[arg-type]

    assert states(store) == {"d1": "rejected", "d2": "rejected"}


ONE_RUN = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from tweet_assets.accounts import Account
from tweet_assets.posting import publishing
from tweet_assets.posting.publishers import Outcome
from tweet_assets.warehouse import Warehouse

class Noting:
    name = "folder"
    def publish(self, intent):
        with open(sys.argv[2], "a") as log:
            log.write(intent.decision_id + "\\n")
        if sys.argv[3] == "crash":
            os._exit(9)
        return Outcome("handed_over", "noted")

store = Warehouse(Path(sys.argv[1]), "posting")
me = Account("invented_me", mode="suggest")
publishing.publish(store, Noting(), ZoneInfo("UTC"), lambda: datetime.now(UTC), [me])
"""


def run(store: Warehouse, log: Path, ending: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", ONE_RUN, str(store.path), str(log), ending])


@dataclass
class Collecting:
    """A publisher that keeps what it was given."""

    name: str = "folder"
    intents: list[Intent] = field(default_factory=list)

    def publish(self, intent: Intent) -> Outcome:
        self.intents.append(intent)
        return Outcome("handed_over", "kept")


def test_texts_go_out_in_order_of_time_and_say_when_they_are_due_where_the_account_is(store: Warehouse) -> None:
    earlier = decision("d3", due_at=pd.Timestamp("2026-03-10T09:05Z"))
    with store.transaction() as transaction:
        transaction.append("posting.decisions", earlier)
    for name in ("d1", "d3"):
        judge(store, name, "approved")
    publisher = Collecting()

    publishing.publish(store, publisher, ZoneInfo("Asia/Tokyo"), lambda: NOW, [ME])

    assert publisher.intents == [
        Intent("d3", "invented_me", "A text of d3", "2026-03-10 18:05 (Asia/Tokyo)"),
        Intent("d1", "invented_me", "A text of d1", "2026-03-10 21:30 (Asia/Tokyo)"),
    ]


def test_two_processes_at_once_publish_each_text_once(store: Warehouse, tmp_path: Path) -> None:
    judge(store, "d1", "approved")
    judge(store, "d2", "approved")

    runs = [run(store, tmp_path / "log", "well") for _ in range(2)]

    assert [process.wait() for process in runs] == [0, 0]
    assert sorted((tmp_path / "log").read_text().split()) == ["d1", "d2"]
    assert states(store) == {"d1": "handed_over", "d2": "handed_over"}


def test_a_process_that_dies_between_the_two_commits_leaves_unknown_and_nobody_tries_again(
    store: Warehouse, tmp_path: Path
) -> None:
    judge(store, "d1", "approved")

    assert run(store, tmp_path / "log", "crash").wait() == 9
    assert publish(store, Watching(store)).empty

    assert (tmp_path / "log").read_text().split() == ["d1"]
    assert states(store)["d1"] == "unknown"


def test_the_last_verdict_counts(store: Warehouse) -> None:
    judge(store, "d1", "approved")
    judge(store, "d1", "rejected", NOW + timedelta(minutes=1))
    judge(store, "d2", "rejected")
    judge(store, "d2", "approved", NOW + timedelta(minutes=1))

    assert states(store) == {"d1": "rejected", "d2": "approved"}


def test_a_verdict_is_bound_to_the_text_that_was_seen(store: Warehouse) -> None:
    judge(store, "d1", "approved")
    with store.transaction() as transaction:
        transaction.execute(
            "update posting.decisions set text = 'Another text', text_sha256 = ? where decision_id = 'd1'",
            [text_hash("Another text")],
        )

    assert states(store)["d1"] == "awaiting_approval"
    assert publish(store, Watching(store)).empty


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"rehearsal": True}, "rehearsal"),
        ({"mode": "observe"}, "observed"),
        ({"text": None, "draft_id": None}, "no_draft"),
        ({"text": None, "draft_id": None, "rehearsal": True}, "rehearsal"),
        ({}, "awaiting_approval"),
    ],
)
def test_where_a_decision_stands(tmp_path: Path, changes: dict[str, object], state: str) -> None:
    store = Warehouse(tmp_path / "posting.duckdb", "posting")
    with store.transaction() as transaction:
        transaction.append("posting.decisions", decision(**changes))

    assert states(store) == {"d1": state}


@pytest.mark.parametrize(
    ("changes", "why"), [({"rehearsal": True}, "rehearsal of a past day"), ({"text": None}, "has no draft")]
)
def test_what_cannot_be_published_cannot_be_approved(changes: dict[str, object], why: str) -> None:
    with pytest.raises(approvals.NotApprovable, match=why):
        approvals.verdict_on(decision(**changes).iloc[0], "approved", None, NOW)


def test_the_folder_gets_the_text_to_the_letter_and_a_link_that_opens_it(tmp_path: Path) -> None:
    text = "A line & another\n\nwith „quotes“, 100 % and 🧵 <script>"
    outcome = FolderPublisher(tmp_path / "outbox").publish(Intent("d1", "invented_me", text, "2026-03-10 12:30"))

    [path] = (tmp_path / "outbox").iterdir()
    written = path.read_text(encoding="utf-8")
    assert path.name == "d1.txt"
    assert f"\n\n{text}\n\n" in written
    assert unquote(written.strip().rsplit("text=", 1)[1]) == text
    assert outcome.state == "handed_over"
    assert outcome.post_id is None


def test_a_text_that_is_worded_anew_while_others_are_published_goes_out_in_the_new_words_alone(
    store: Warehouse, tmp_path: Path
) -> None:
    judge(store, "d1", "approved")
    judge(store, "d2", "approved")
    publish(store, WordingAnew(store))

    assert publish(store, Watching(store))["decision_id"].tolist() == ["d2"]
    assert store.table("posting.attempts", decision_id="d2")["text_sha256"].unique() == [text_hash("In my own words")]


def test_a_text_of_an_account_that_publishes_otherwise_is_left_alone(store: Warehouse) -> None:
    judge(store, "d1", "approved")
    assert publishing.publish(
        store, Watching(store), ZoneInfo("UTC"), lambda: NOW, [replace(ME, handle="invented_you")]
    ).empty  # type: ignore[arg-type]


@pytest.mark.parametrize(("mode", "handed"), [("auto", ["d1", "d2"]), ("suggest", ["d2"]), ("observe", [])])
def test_a_mode_that_was_changed_since_the_day_was_planned_counts(
    tmp_path: Path, mode: Mode, handed: list[str]
) -> None:
    store = Warehouse(tmp_path / "posting.duckdb", "posting")
    with store.transaction() as transaction:
        for name in ("d1", "d2"):
            transaction.append("posting.decisions", decision(name, mode="auto"))
    judge(store, "d2", "approved")
    account = replace(ME, mode=mode, automated_label_confirmed=True)

    told = publishing.publish(store, Watching(store), ZoneInfo("UTC"), lambda: NOW, [account])  # type: ignore[arg-type]

    assert told["decision_id"].tolist() == handed


def test_what_was_handed_over_is_an_entry_of_the_calendar_until_it_is_seen(store: Warehouse) -> None:
    judge(store, "d1", "approved")
    publish(store, Watching(store))
    since = NOW - timedelta(hours=72)

    [entry] = publishing.by_hand(store, since, ["invented_me"])
    assert (entry.decision_id, entry.text, entry.format) == ("d1", "A text of d1", "story")
    assert publishing.by_hand(store, since, ["invented_you"]) == []
    assert publishing.by_hand(store, NOW + timedelta(days=1), ["invented_me"]) == []

    pairs = pd.DataFrame({"decision_id": ["d1"], "text_sha256": [text_hash("A text of d1")], "post_id": ["1"]})
    reconciling.record(store, pairs.astype("str"), NOW)
    assert publishing.by_hand(store, since, ["invented_me"]) == []

"""Finding the posts that carry out decisions, and what the posts ledger is told of them."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tweet_assets import tweet_text
from tweet_assets.account import ledger
from tweet_assets.arms import slot
from tweet_assets.learning import features
from tweet_assets.posting import reconciling
from tweet_assets.warehouse import Warehouse

DUE = pd.Timestamp("2026-03-10T12:30Z")
SLOTS = (slot("12-15"), slot("18-21"))
WAITING = pd.DataFrame(
    {
        "decision_id": ["d1"],
        "account": ["invented_me"],
        "text": ["How to begin:\n\nwrite the last line first."],
        "text_sha256": ["abc"],
        "due_at": [DUE],
        "format": ["how-to"],
        "slot": ["12-15"],
        "topic": ["writing"],
        "inspiration": [None],
        "propensity": [0.25],
        "policy_version": ["v1"],
    }
)


def posts(*rows: tuple[str, float, str, str]) -> pd.DataFrame:
    """post_id, hours after it was due, account, text."""
    return pd.DataFrame(
        [(p, DUE + pd.Timedelta(hours=hours), account, text, False) for p, hours, account, text in rows],
        columns=["post_id", "posted_at", "account", "text", "simulated"],
    ).astype({"post_id": "str", "posted_at": "datetime64[us, UTC]", "account": "str", "text": "str"})


SAME = "How to begin: write the last line first."
PIECES = st.sampled_from(["&amp;", "&", "lt;", "&lt;", "a", "B ", "\n", "#", "ﬁ", "İ", "ß", "’", "🧵"])


@pytest.mark.parametrize(
    ("hours", "account", "text", "found"),
    [
        (0.1, "invented_me", SAME, True),
        (71, "invented_me", SAME.upper(), True),
        (-71, "invented_me", SAME + " https://t.co/abc", True),
        (73, "invented_me", SAME, False),
        (-73, "invented_me", SAME, False),
        (0.1, "invented_you", SAME, False),
        (0.1, "invented_me", "How to begin: write the first line first.", False),
        (0.1, "invented_me", "https://t.co/abc", False),
    ],
)
def test_a_post_is_found_by_account_wording_and_time(hours: float, account: str, text: str, found: bool) -> None:
    pairs = reconciling.match(WAITING, posts(("1", hours, account, text)))

    assert pairs["post_id"].tolist() == (["1"] if found else [])


def test_one_post_carries_out_one_decision_and_the_earliest_counts() -> None:
    twice = pd.concat([WAITING, WAITING.assign(decision_id="d2", due_at=DUE + pd.Timedelta(hours=1))])

    pairs = reconciling.match(twice, posts(("2", 3, "invented_me", SAME), ("1", 1, "invented_me", SAME)))

    assert pairs[["decision_id", "post_id"]].to_numpy().tolist() == [["d1", "1"], ["d2", "2"]]


@pytest.mark.parametrize(
    ("hours", "executed", "overridden"), [(0.5, "12-15", False), (6, "18-21", True), (10, "other", True)]
)
def test_another_slot_than_drawn_is_an_override(hours: float, executed: str, overridden: bool) -> None:
    carried_out = WAITING.assign(post_id="1", open_slots=[["12-15", "18-21"]], edited=False)

    rows = reconciling.published(
        carried_out, posts(("1", hours, "invented_me", SAME)), SLOTS, ZoneInfo("UTC"), simulated=False
    )

    assert rows["slot"].tolist() == [executed]
    assert rows["overridden"].tolist() == [overridden]
    assert rows["text"].tolist() == [SAME]  # as it stands on X
    assert rows["propensity"].tolist() == [0.25]


def test_the_slot_that_was_met_is_read_off_the_clock_of_the_account() -> None:
    carried_out = WAITING.assign(post_id="1", open_slots=[["12-15", "18-21"]], edited=False)

    # 12:30 in UTC is 21:30 in Tokyo and 18:00 in Kolkata.
    seen = posts(("1", 0, "invented_me", SAME))
    tokyo = reconciling.published(carried_out, seen, SLOTS, ZoneInfo("Asia/Tokyo"), simulated=False)
    kolkata = reconciling.published(carried_out, seen, SLOTS, ZoneInfo("Asia/Kolkata"), simulated=False)

    assert [tokyo["slot"].item(), kolkata["slot"].item()] == ["other", "18-21"]


def test_recording_twice_is_recording_once(tmp_path: Path) -> None:
    store = Warehouse(tmp_path / "posting.duckdb", "posting")
    pairs = reconciling.match(WAITING, posts(("1", 0.1, "invented_me", SAME)))
    now = datetime(2026, 3, 12, tzinfo=UTC)

    reconciling.record(store, pairs, now)
    reconciling.record(store, pairs, now)

    assert store.table("posting.attempts")[["decision_id", "state", "post_id"]].to_numpy().tolist() == [
        ["d1", "posted", "1"]
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (SAME + " https://t.co/a https://t.co/b", True),
        ("How to begin: write &#116;he last line first.", True),
        ("RT @invented_you: " + SAME, False),
        ("", False),
    ],
)
def test_entities_and_links_at_the_end_are_no_other_wording_and_a_repost_is(text: str, found: bool) -> None:
    assert len(reconciling.match(WAITING, posts(("1", 1, "invented_me", text)))) == int(found)


def test_a_text_without_words_is_never_found() -> None:
    wordless = WAITING.assign(text="🧵 …")

    assert reconciling.match(wordless, posts(("1", 1, "invented_me", "🧵 …"), ("2", 1, "invented_me", ""))).empty


def test_a_post_that_carries_out_one_decision_is_not_recorded_for_another(tmp_path: Path) -> None:
    store = Warehouse(tmp_path / "posting.duckdb", "posting")
    same = posts(("1", 0.1, "invented_me", SAME))
    now = datetime(2026, 3, 12, tzinfo=UTC)

    reconciling.record(store, reconciling.match(WAITING, same), now)
    reconciling.record(store, reconciling.match(WAITING.assign(decision_id="d2"), same), now)

    assert store.table("posting.attempts")["decision_id"].tolist() == ["d1"]


def tried(store: Warehouse, *states: str) -> None:
    """One decision through the real ledgers: drawn with probability 0.25, and tried with these states in turn."""
    decided = WAITING.assign(
        for_day=pd.Timestamp("2026-03-10"), ordinal=1, rehearsal=False, mode="suggest", draft_id="x", seed=7,
        inspiration_probability=None, draft_probability=1.0, expected_rate=None, low80=None, high80=None,
        policy_as_of=pd.Timestamp("2026-03-09"), note="invented", chosen_by="lot", needs_person=False,
        example_form="structure",
    ).assign(empty_cells=[[]])  # fmt: skip
    options = pd.DataFrame(
        {
            "decision_id": "d1",
            "account": "invented_me",
            "for_day": pd.Timestamp("2026-03-10"),
            "format": ["how-to", "how-to", "story"],
            "slot": ["12-15", "18-21", "12-15"],
            "topic": "in turn",
            "probability": [0.25, 0.25, 0.5],
        }
    )
    tries = pd.DataFrame(
        {
            "decision_id": "d1",
            "step": range(1, len(states) + 1),
            "publisher": "folder",
            "state": list(states),
            "text_sha256": "abc",
            "post_id": None,
            "happened_at": DUE,
            "server_at": None,
            "detail": "",
        }
    )
    with store.transaction() as transaction:
        transaction.append("posting.decisions", decided)
        transaction.append("posting.decision_probabilities", options)
        transaction.append("posting.attempts", tries)


@pytest.mark.parametrize(("hours", "evidence", "propensity"), [(0.5, "randomised", 0.25), (6.0, "observational", None)])
def test_the_loop_closes_through_both_databases(
    tmp_path: Path, hours: float, evidence: str, propensity: float | None
) -> None:
    store = Warehouse(tmp_path / "posting.duckdb", "posting")
    own = Warehouse(tmp_path / "own.duckdb", "own")
    tried(store, "sending", "handed_over")
    seen = posts(("1", hours, "invented_me", SAME + " https://t.co/abc"))

    reconciling.record(store, reconciling.match(reconciling.waiting(store), seen), datetime(2026, 3, 12, tzinfo=UTC))
    rows = reconciling.published(reconciling.carried_out(store), seen, SLOTS, ZoneInfo("UTC"), simulated=False)

    assert [ledger.append_published(own, rows), ledger.append_published(own, rows)] == [1, 0]
    assert reconciling.waiting(store).empty
    [learned] = features.features(own.table("account.posts"), SLOTS, ZoneInfo("UTC"), {}).to_dict("records")
    assert (learned["format"], learned["format_basis"], learned["evidence"]) == ("how-to", "decision", evidence)
    assert learned["slot"] == ("12-15" if propensity else "18-21")
    assert learned["propensity"] == propensity if propensity else pd.isna(learned["propensity"])
    assert list(own.table("account.posts")["open_slots"].iloc[0]) == ["12-15", "18-21"]


def test_an_interrupted_try_is_settled_by_a_post_of_ours(tmp_path: Path) -> None:
    store = Warehouse(tmp_path / "posting.duckdb", "posting")
    tried(store, "sending")
    assert reconciling.waiting(store)["decision_id"].tolist() == ["d1"]

    seen = posts(("1", 0.5, "invented_me", SAME))
    reconciling.record(store, reconciling.match(reconciling.waiting(store), seen), datetime(2026, 3, 12, tzinfo=UTC))

    assert store.table("posting.attempts").sort_values("step")["state"].tolist() == ["sending", "posted"]
    assert reconciling.waiting(store).empty
    assert reconciling.carried_out(store)["post_id"].tolist() == ["1"]


def test_what_a_publisher_refused_does_not_wait_for_its_post(tmp_path: Path) -> None:
    store = Warehouse(tmp_path / "posting.duckdb", "posting")
    tried(store, "sending", "refused")

    assert reconciling.waiting(store).empty


@example("&amp;lt; stands for a bracket")
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.lists(PIECES).map("".join))
def test_what_an_export_makes_of_a_text_is_still_that_text(text: str) -> None:
    """X escapes the entities, flattens the lines and adds links; the importer resolves the entities again."""
    exported = tweet_text.plain(" ".join(html.escape(text, quote=False).split()) + " https://t.co/abc")

    pairs = reconciling.match(WAITING.assign(text=text), posts(("1", 1, "invented_me", exported)))

    assert len(pairs) == bool(tweet_text.normalised(tweet_text.plain(text)))


def test_where_nothing_waits_nothing_is_found(tmp_path: Path) -> None:
    store = Warehouse(tmp_path / "posting.duckdb", "posting")

    pairs = reconciling.match(reconciling.waiting(store), posts())
    reconciling.record(store, pairs, datetime(2026, 3, 12, tzinfo=UTC))

    assert reconciling.match(reconciling.waiting(store), posts(("1", 0.1, "invented_me", SAME))).empty
    assert store.table("posting.attempts").empty


def test_a_post_that_no_export_has_told_of_yet_is_as_it_was_sent(tmp_path: Path) -> None:
    store = Warehouse(tmp_path / "posting.duckdb", "posting")
    tried(store, "sending")
    number = str(((int(DUE.timestamp() * 1000) - 1_288_834_974_657) << 22) + 7)
    pairs = pd.DataFrame({"decision_id": ["d1"], "text_sha256": ["abc"], "post_id": [number]}, dtype="str")
    reconciling.record(store, pairs, datetime(2026, 3, 12, tzinfo=UTC))

    [row] = reconciling.published(
        reconciling.carried_out(store), posts(), SLOTS, ZoneInfo("UTC"), simulated=True
    ).to_dict("records")

    assert (row["post_id"], row["posted_at"], row["slot"], row["overridden"]) == (number, DUE, "12-15", False)
    assert (row["text"], row["simulated"], row["propensity"]) == (WAITING["text"].iloc[0], True, 0.25)

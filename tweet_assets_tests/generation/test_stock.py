"""The stock of drafts: what is missing, what stands, and what comes in by file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.accounts import Account
from tweet_assets.generation import importing, stock
from tweet_assets.generation.prompts import Cell
from tweet_assets.warehouse import Warehouse

ACCOUNT = Account("invented_me", topics=("tea", "rain"), formats=("story", "data"))
DAY = date(2026, 3, 10)
STORY = Cell("invented_me", DAY, "story", "none", "tea")


def draft(**changes: object) -> pd.DataFrame:
    row = {
        "draft_id": "d",
        "for_day": pd.Timestamp(DAY),
        "account": "invented_me",
        "format": "story",
        "inspiration": "none",
        "topic": "tea",
        "verdict": "clean",
        "rehearsal": False,
    }
    return pd.DataFrame([{**row, **changes}])


def test_where_the_policy_chooses_topics_there_is_a_cell_for_each_of_them() -> None:
    chooses = replace(ACCOUNT, dimensions=("format", "slot", "topic"))

    made = stock.cells(chooses, DAY, ("none",), DAY)

    assert {(cell.format, cell.topic) for cell in made} == {(f, t) for f in ACCOUNT.formats for t in ACCOUNT.topics}


def test_cells_are_formats_times_inspirations_on_the_topic_of_the_day() -> None:
    made = stock.cells(ACCOUNT, DAY, ("own", "own+viral"), DAY)

    assert [(c.format, c.inspiration) for c in made] == [
        ("story", "own"), ("story", "own+viral"), ("data", "own"), ("data", "own+viral")
    ]  # fmt: skip
    assert {c.topic for c in made} <= {"tea", "rain"}


def test_days_planned_ahead_have_the_cells_of_their_topics_and_a_past_day_its_own_alone() -> None:
    week = replace(ACCOUNT, plan_days=7)

    ahead = stock.cells(week, DAY, ("own", "own+viral"), DAY)

    assert {(c.format, c.topic) for c in ahead} == {(f, t) for f in ACCOUNT.formats for t in ACCOUNT.topics}
    assert {c.for_day for c in ahead} == {DAY}
    assert len(ahead) == len(set(ahead))
    later = DAY + timedelta(days=1)
    assert stock.cells(week, DAY, ("own",), later) == stock.cells(ACCOUNT, DAY, ("own",), later)


@pytest.mark.parametrize(
    ("changes", "used", "stocked"),
    [
        ({}, [], True),
        ({"verdict": "needs_review"}, [], True),
        ({"verdict": "blocked"}, [], False),
        ({}, ["d"], False),
        ({"rehearsal": True}, [], False),
        ({"topic": "rain"}, [], False),
        ({"inspiration": "own"}, [], False),
        ({"account": "invented_you"}, [], False),
        ({"for_day": pd.Timestamp("2026-03-04")}, [], True),
        ({"for_day": pd.Timestamp("2026-03-03")}, [], False),
        ({"for_day": pd.Timestamp("2026-03-11")}, [], False),
    ],
)
def test_a_cell_is_asked_for_when_nothing_good_is_left_of_it(
    changes: dict[str, object], used: list[str], stocked: bool
) -> None:
    assert stock.missing([STORY], draft(**changes), used) == ([] if stocked else [STORY])


def test_what_is_real_stands_and_rehearsals_are_replaced() -> None:
    standing = pd.concat(
        [draft(), draft(draft_id="old", rehearsal=True), draft(draft_id="x", for_day=pd.Timestamp("2026-03-09"))]
    )
    prompts = pd.DataFrame(
        {"for_day": [pd.Timestamp(DAY)], **dict.fromkeys(("account", "format", "inspiration", "topic"), "a")}
    )
    shelved = stock.shelved({"drafts": standing, "prompts": prompts}, draft(draft_id="new"), prompts.iloc[:0], [DAY])

    assert shelved["drafts"]["draft_id"].tolist() == ["new", "d"]
    assert len(shelved["prompts"]) == 1


def no_prompts() -> pd.DataFrame:
    cell = dict.fromkeys(("account", "format", "inspiration", "topic"), pd.Series(dtype="str"))
    return pd.DataFrame({"for_day": pd.Series(dtype="datetime64[us]"), **cell})


@given(rows=st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.integers(8, 12)), max_size=8))
def test_shelving_what_is_shelved_changes_nothing_and_no_real_draft_is_lost(rows: list[tuple[int, bool, int]]) -> None:
    made = [draft(draft_id=f"{n}", rehearsal=r, for_day=pd.Timestamp(2026, 3, d)) for n, r, d in rows]
    old = pd.concat(made).drop_duplicates("draft_id") if made else draft().iloc[:0]
    new = draft(draft_id="new")
    once = stock.shelved({"drafts": old, "prompts": no_prompts()}, new, no_prompts(), [DAY])
    twice = stock.shelved(once, new, no_prompts(), [DAY])

    # the labels of rows are not stored
    pd.testing.assert_frame_equal(*(kept["drafts"].reset_index(drop=True) for kept in (twice, once)))
    real = old[(old["for_day"] == pd.Timestamp(DAY)) & ~old["rehearsal"].astype(bool)]
    assert set(once["drafts"]["draft_id"]) == {"new", *real["draft_id"]}


def test_a_new_prompt_takes_the_place_of_that_of_its_cell_and_of_no_other() -> None:
    cell = {"for_day": pd.Timestamp(DAY), "account": "me", "format": "story", "inspiration": "none", "topic": "tea"}
    old = pd.DataFrame([cell | {"input": "old"}, cell | {"topic": "rain", "input": "old"}])
    new = pd.DataFrame([cell | {"input": "new"}])
    shelved = stock.shelved({"drafts": draft().iloc[:0], "prompts": old}, draft(), new, [DAY])

    assert shelved["prompts"][["topic", "input"]].to_numpy().tolist() == [["tea", "new"], ["rain", "old"]]


def test_what_stands_is_of_the_days_in_which_a_draft_may_still_be_good(tmp_path: Path) -> None:
    store = Warehouse(tmp_path / "external.duckdb", "external")
    rest = {"candidate": 1, "text": "Invented.", "writer": "template", "prompt_hash": "h", "prompt_version": "1"}
    rest |= {"example_form": "structure", "needs_person": False, **dict.fromkeys(("model", "request_hash", "tone"))}
    days = ("2026-03-03", "2026-03-04", "2026-03-11", "2026-03-12")
    for day in days:
        row = draft(draft_id=day, for_day=pd.Timestamp(day), weighted_length=9, **rest).assign(
            reasons=[[]], examples=[[]]
        )
        store.replace("generation.drafts", row, "draft_id = ?", [day])

    standing = stock.standing(store, [DAY, date(2026, 3, 11)])

    assert sorted(standing["drafts"]["draft_id"]) == ["2026-03-04", "2026-03-11"]
    assert standing["prompts"].empty


def test_the_order_of_cells_and_accounts_is_a_lot_in_which_inspirations_stay_together() -> None:
    accounts = [Account(name) for name in ("a", "b", "c")]
    days = [DAY + timedelta(days=n) for n in range(200)]
    firsts = [stock.accounts_in_fair_order(accounts, day)[0].handle for day in days]
    assert all(40 <= firsts.count(name) <= 95 for name in "abc")
    cells = stock.cells(replace(ACCOUNT, formats=("story", "data", "opinion")), DAY, ("own", "own+viral"), DAY)
    orders = [stock.in_fair_order(cells, seed) for seed in range(200)]
    assert all(sorted(order, key=str) == sorted(cells, key=str) for order in orders)
    assert all(order[n].format == order[n + 1].format for order in orders for n in (0, 2, 4))
    assert 70 <= sum(order[0].inspiration == "own" for order in orders) <= 130
    assert all(40 <= sum(order[0].format == name for order in orders) <= 95 for name in ("story", "data", "opinion"))
    assert stock.in_fair_order(reversed(cells), 1) == stock.in_fair_order(cells, 1)


def test_the_texts_that_stand_are_real_and_not_blocked() -> None:
    rows = pd.concat(
        [
            draft(draft_id="a", text="Tea."),
            draft(draft_id="b", text="Rain.", verdict="blocked"),
            draft(draft_id="c", text="Snow.", rehearsal=True),
            draft(draft_id="d", text="Hail.", account="invented_you"),
        ]
    )
    assert stock.texts_of(rows, "invented_me") == {"a": "Tea."}


def test_a_use_is_noted_once(tmp_path: Path) -> None:
    store = Warehouse(tmp_path / "external.duckdb", "external")
    uses = pd.DataFrame({"draft_id": ["d"], "decision_id": ["1"], "account": ["me"], "used_for": [pd.Timestamp(DAY)]})
    stock.append_uses(store, uses)
    stock.append_uses(store, uses.assign(decision_id="2"))

    assert store.table("generation.draft_uses")["decision_id"].tolist() == ["1"]


TWEET = (
    '{"id": %d, "rawContent": "An invented tweet", "user": {"username": "invented_her"}, "viewCount": %s, '
    '"date": "2026-03-01 10:00:00+00:00", "likeCount": 1, "retweetCount": 0, "replyCount": 0, "quoteCount": 0}'
)


def test_files_of_tweets_go_in_once_and_broken_ones_aside(tmp_path: Path) -> None:
    box = tmp_path / "inbox"
    box.mkdir()
    (box / "a.jsonl").write_text(TWEET % (2028000000000000001, 60_000) + "\n" + TWEET % (2028000000000000002, "null"))
    (box / "b_same.jsonl").write_text((box / "a.jsonl").read_text())
    (box / "c.json").write_text("{")
    store = Warehouse(tmp_path / "external.duckdb", "external")
    now = datetime(2026, 3, 10, tzinfo=UTC)

    receipts = list(importing.take(box, store, now))

    assert [(r.name, r.fate, r.rows) for r in receipts[:2]] == [
        ("a.jsonl", "imported", 2),
        ("b_same.jsonl", "known", 2),
    ]
    assert receipts[2].fate == "refused"
    assert (box / "refused" / "c.json.reason.txt").exists()
    rows = store.table("generation.viral_exports")
    assert rows["views"].isna().tolist() == [False, True]
    assert (rows["fetched_at"] == pd.Timestamp(now)).all()

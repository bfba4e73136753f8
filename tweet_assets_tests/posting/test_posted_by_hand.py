"""Texts that the user took from the page, or edited before she posted them. Siblings of one template are no edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from posting.decided import decision
from posting.x_desk import DUE as X_DUE
from posting.x_desk import intent, stage
from rapidfuzz.fuzz import token_sort_ratio

from tweet_assets.account import ledger
from tweet_assets.accounts import Account
from tweet_assets.arms import slot
from tweet_assets.generation import templates
from tweet_assets.generation.phrases import PHRASES
from tweet_assets.learning import features
from tweet_assets.posting import attempts, posted_by_hand, publishing, reconciling, sending
from tweet_assets.posting.approvals import verdict_on
from tweet_assets.posting.attempts import State, Try
from tweet_assets.posting.deciding import text_hash
from tweet_assets.posting.desk import situation
from tweet_assets.posting.pending import waiting
from tweet_assets.posting.publishers import FolderPublisher
from tweet_assets.posting.reconciling import worded
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

DUE = pd.Timestamp("2026-03-10T12:30Z")
NOW = datetime(2026, 3, 12, tzinfo=UTC)
SLOTS = (slot("12-15"), slot("18-21"))
DRAFT = "How to begin with compost:\n\nwrite down what went in, and when. A small heap is enough for the first year."
EDIT = "How to begin with compost: write down what went in and when! A tiny heap is enough for the first year, truly."
PARTS = templates.texts("question", "compost")


def posts(*rows: tuple[str, float, str], kind: str = "original") -> pd.DataFrame:
    """post_id, hours after it was due, text."""
    frame = pd.DataFrame(
        [(p, DUE + pd.Timedelta(hours=hours), text) for p, hours, text in rows],
        columns=["post_id", "posted_at", "text"],
    ).assign(account="invented_me", kind=kind, decision_id=None, simulated=False)
    return frame.astype({"post_id": "str", "text": "str", "posted_at": "datetime64[us, UTC]"})


def handed(*texts: str, in_hand: bool = True) -> pd.DataFrame:
    """Decisions d1, d2 ... of these texts, handed over an hour before they were due, or not at all."""
    made = pd.concat([decision(f"d{at}", text=text) for at, text in enumerate(texts, 1)], ignore_index=True)
    at = DUE - pd.Timedelta(hours=1) if in_hand else pd.NaT
    return made.assign(handed_at=pd.Series(at, index=made.index, dtype="datetime64[us, UTC]"))


def pairs(decisions: pd.DataFrame, own: pd.DataFrame) -> dict[str, str]:
    found = posted_by_hand.edited(decisions, own)
    return dict(zip(found["post_id"], found["decision_id"], strict=True))


@pytest.mark.parametrize(
    ("hours", "text", "found"),
    [
        (0.2, EDIT, True),
        (71, EDIT, True),
        (73, EDIT, False),
        (-0.9, EDIT, True),
        (-2, EDIT, False),  # before it was handed over
        (0.2, "How to begin with a garden: buy fewer things than you think, and look at them longer.", False),
        (0.2, "", False),
    ],
)
def test_an_edit_is_found_by_likeness_within_hours_of_the_slot(hours: float, text: str, found: bool) -> None:
    assert pairs(handed(DRAFT), posts(("1", hours, text))) == ({"1": "d1"} if found else {})


@pytest.mark.parametrize("kind", ["reply", "repost", "quote", "thread_part", "unknown"])
def test_only_an_original_or_a_head_of_a_thread_is_an_edit(kind: str) -> None:
    assert pairs(handed(DRAFT), posts(("1", 0.2, EDIT), kind=kind)) == {}


def test_another_account_has_nothing_to_do_with_it() -> None:
    assert pairs(handed(DRAFT), posts(("1", 0.2, EDIT)).assign(account="invented_you")) == {}


def test_texts_without_words_are_like_nothing() -> None:
    assert pairs(handed("🧵 …"), posts(("1", 0.2, "🧵 🧵"))) == {}


def test_what_was_never_handed_over_is_not_found_and_still_competes() -> None:
    other = DRAFT.replace("first year", "first winter")
    unhanded = handed(other, in_hand=False).assign(decision_id="d2")
    post = posts(("1", 0.2, EDIT.replace("first year", "first winter")))

    assert pairs(handed(DRAFT), post) == {"1": "d1"}
    assert pairs(handed(other, in_hand=False), post) == {}
    assert pairs(pd.concat([handed(DRAFT), unhanded], ignore_index=True), post) == {}


def test_of_two_decisions_or_two_posts_about_as_likely_none_is_taken() -> None:
    near = DRAFT.replace("small", "neat")  # the edit says 'tiny': it is as far from either

    assert pairs(handed(DRAFT, near), posts(("1", 0.2, EDIT))) == {}
    assert pairs(handed(DRAFT), posts(("1", 0.2, EDIT), ("2", 3, EDIT + " Yes."))) == {}


def test_each_edit_finds_its_own_decision_among_siblings_of_one_template() -> None:
    # The same middle: two of every pair share it, as drafts of one cell may.
    shared = [text for (_, middle, _), text in PARTS.items() if middle == next(iter(PARTS))[1]]
    siblings = [shared[0], shared[5], shared[10]]
    edits = [f"{text.replace('compost', 'my compost')} Tell me." for text in siblings]

    found = pairs(handed(*siblings), posts(*((str(at), at, text) for at, text in enumerate(edits))))

    assert found == {"0": "d1", "1": "d2", "2": "d3"}


ONE = st.sampled_from([(f, parts) for f in PHRASES for parts in templates.texts(f, "compost")])


@given(ONE, ONE)
def test_a_sibling_that_another_decision_holds_is_never_taken_for_an_edit(
    one: tuple[str, templates.Parts], other: tuple[str, templates.Parts]
) -> None:
    """The hard case: one waits, the user posts the other, lightly edited, straight from a page where it stood too."""
    ours, theirs = (templates.texts(f, "compost")[parts] for f, parts in (one, other))
    assume(ours != theirs)
    decisions = pd.concat([handed(ours), handed(theirs, in_hand=False).assign(decision_id="d2")], ignore_index=True)

    assert "d1" not in pairs(decisions, posts(("1", 1, theirs + " What about you?"))).values()


@given(ONE, ONE)
def test_siblings_below_the_threshold_are_never_pairs(
    one: tuple[str, templates.Parts], other: tuple[str, templates.Parts]
) -> None:
    ours, theirs = (templates.texts(f, "compost")[parts] for f, parts in (one, other))
    assume(sum(a == b for a, b in zip(one[1], other[1], strict=True)) < 2)

    alike = token_sort_ratio(worded(ours), worded(theirs))
    assert alike < SETTINGS.posting.edited_min
    assert pairs(handed(ours), posts(("1", 1, theirs))) == {}


WORD = st.sampled_from(["really", "maybe", "my", "quietly", "always"])


@given(ONE, st.lists(st.tuples(st.integers(0, 40), WORD), min_size=1, max_size=2))
def test_one_or_two_words_put_in_are_an_edit_of_that_text(
    one: tuple[str, templates.Parts], put: list[tuple[int, str]]
) -> None:
    text = templates.texts(one[0], "compost")[one[1]]
    words = text.split()
    for at, word in put:
        words.insert(at % len(words), word)

    assert pairs(handed(text), posts(("1", 1, " ".join(words)))) == {"1": "d1"}


MOMENTS = st.lists(st.integers(-200, 200), max_size=8).map(
    lambda hours: pd.Series([DUE + pd.Timedelta(hours=h) for h in hours], dtype="datetime64[us, UTC]")
)


@given(MOMENTS, MOMENTS)
def test_near_is_within_hours_of_any(moments: pd.Series, others: pd.Series) -> None:
    expected = [any(abs(one - other) <= pd.Timedelta(hours=72) for other in others) for one in moments]

    assert posted_by_hand.near(moments, others, 72).tolist() == expected


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "posting.duckdb", "posting")


def keep(store: Warehouse, *decisions: pd.DataFrame, tries: Mapping[str, tuple[State, ...]] | None = None) -> None:
    with store.transaction() as transaction:
        for row in decisions:
            transaction.append("posting.decisions", row)
            options = row[["decision_id", "account", "for_day", "format", "slot"]]
            transaction.append("posting.decision_probabilities", options.assign(topic="in turn", probability=1.0))
    for name, states in (tries or {}).items():
        sha = str(store.table("posting.decisions", decision_id=name)["text_sha256"].iloc[0])
        before: State | None = None
        for state in states:
            earlier = DUE.to_pydatetime() - timedelta(hours=1)
            with store.transaction() as ledger:
                assert attempts.add(ledger, Try(name, sha, "folder"), state, "invented", earlier, (before,))
            before = state


def steps(store: Warehouse, name: str = "d1") -> list[str]:
    rows = store.table("posting.attempts")
    return [str(state) for state in rows[rows["decision_id"] == name].sort_values("step")["state"]]


def test_an_edited_post_is_a_choice_of_the_user_and_its_row_holds_the_text_as_posted(
    store: Warehouse, tmp_path: Path
) -> None:
    keep(store, decision(text=DRAFT), tries={"d1": ("sending", "handed_over")})
    own, seen = Warehouse(tmp_path / "own.duckdb", "own"), posts(("7", 0.2, EDIT))

    assert posted_by_hand.find(store, seen, NOW) == 1
    assert posted_by_hand.find(store, seen, NOW) == 0
    rows = reconciling.published(reconciling.carried_out(store), seen, SLOTS, ZoneInfo("UTC"), simulated=False)
    assert ledger.append_published(own, rows) == 1

    [row] = own.table("account.posts").to_dict("records")
    assert (row["text"], row["edited"], row["overridden"], row["decision_id"]) == (EDIT, True, False, "d1")
    [learned] = features.features(own.table("account.posts"), SLOTS, ZoneInfo("UTC"), {}).to_dict("records")
    assert (learned["evidence"], learned["format"]) == ("observational", "story")
    assert pd.isna(learned["propensity"])
    assert store.table("posting.attempts", state="posted")["text_sha256"].tolist() == [text_hash(EDIT)]


def test_of_an_edit_that_no_export_tells_of_any_more_the_text_is_not_known(store: Warehouse) -> None:
    keep(store, decision(text=DRAFT), tries={"d1": ("sending", "handed_over")})
    number = str(((int(DUE.timestamp() * 1000) - 1_288_834_974_657) << 22) + 7)
    posted_by_hand.find(store, posts((number, 0, EDIT)), NOW)

    carried_out = reconciling.carried_out(store)
    [row] = reconciling.published(carried_out, posts(), SLOTS, ZoneInfo("UTC"), simulated=False).to_dict("records")
    assert row["edited"]
    assert pd.isna(row["text"])


def test_where_nothing_was_decided_or_posted_nothing_is_found(store: Warehouse) -> None:
    assert posted_by_hand.find(store, posts(("1", 0.1, DRAFT)), NOW) == 0
    keep(store, decision(text=DRAFT), tries={"d1": ("sending", "handed_over")})
    assert posted_by_hand.find(store, posts(), NOW) == 0
    assert posted_by_hand.find(store, posts(("1", 200, DRAFT)), NOW) == 0


def test_the_exact_text_comes_before_an_edit_of_it(store: Warehouse) -> None:
    keep(store, decision(text=DRAFT), tries={"d1": ("sending", "handed_over")})

    assert posted_by_hand.find(store, posts(("1", 0.1, EDIT), ("2", 5, DRAFT)), NOW) == 1
    assert store.table("posting.attempts", state="posted")["post_id"].tolist() == ["2"]
    assert reconciling.carried_out(store)["edited"].tolist() == [False]


@pytest.mark.parametrize("states", [("sending",), ("sending", "unknown"), ("sending", "unknown", "needs_human")])
def test_a_text_that_the_api_sent_was_not_edited_by_hand(store: Warehouse, states: tuple[State, ...]) -> None:
    keep(store, decision(text=DRAFT), tries={"d1": states})

    assert posted_by_hand.find(store, posts(("1", 0.1, EDIT)), NOW) == 0
    assert posted_by_hand.find(store, posts(("1", 0.1, DRAFT)), NOW) == 1


@pytest.mark.parametrize(
    ("changes", "states", "found"),
    [
        ({"mode": "suggest"}, (), True),
        ({"mode": "approve"}, ("held",), True),
        ({"mode": "approve"}, ("held", "armed"), True),
        ({"mode": "auto"}, ("expired",), True),
        ({"mode": "observe"}, (), False),
        ({"rehearsal": True}, (), False),
        ({"text": None}, (), False),
        ({}, ("sending", "refused"), False),
    ],
)
def test_a_text_that_nobody_sent_is_found_when_it_was_posted_to_the_word(
    store: Warehouse, changes: dict[str, object], states: tuple[State, ...], found: bool
) -> None:
    keep(store, decision(**{"text": DRAFT, **changes}), tries={"d1": states})
    assert posted_by_hand.find(store, posts(("1", 0.1, EDIT)), NOW) == 0

    assert posted_by_hand.find(store, posts(("1", 0.1, DRAFT)), NOW) == int(found)
    assert posted_by_hand.find(store, posts(("1", 0.1, DRAFT)), NOW) == 0
    assert steps(store) == [*states, *(["handed_over", "posted"] if found else [])]


def test_a_text_that_was_handed_over_comes_before_the_same_text_that_was_not(store: Warehouse) -> None:
    early = decision("d1", text=DRAFT, due_at=DUE - pd.Timedelta(hours=5))
    keep(store, early, decision("d2", text=DRAFT), tries={"d2": ("sending", "handed_over")})

    posted_by_hand.find(store, posts(("1", 0.1, DRAFT)), NOW)

    assert (steps(store, "d1"), steps(store, "d2")) == ([], ["sending", "handed_over", "posted"])


def test_what_was_posted_from_the_page_is_a_draw_where_it_met_its_slot(store: Warehouse, tmp_path: Path) -> None:
    keep(store, decision(text=DRAFT))
    own, seen = Warehouse(tmp_path / "own.duckdb", "own"), posts(("1", 0.1, DRAFT + " https://t.co/abc"))
    posted_by_hand.find(store, seen, NOW)
    rows = reconciling.published(reconciling.carried_out(store), seen, SLOTS, ZoneInfo("UTC"), simulated=False)
    ledger.append_published(own, rows)

    [learned] = features.features(own.table("account.posts"), SLOTS, ZoneInfo("UTC"), {}).to_dict("records")
    assert (learned["evidence"], learned["propensity"]) == ("randomised", 0.25)


def test_one_post_is_not_taken_twice_and_what_is_tried_meanwhile_is_left(store: Warehouse) -> None:
    keep(store, decision("d1", text=DRAFT), decision("d2", text=DRAFT))
    seen = posts(("1", 0.1, DRAFT))
    taken = reconciling.match(posted_by_hand.untried(store), seen).merge(seen[["post_id", "posted_at"]], on="post_id")
    keep(store, tries={"d1": ("sending",)})

    posted_by_hand.record_taken(store, taken, NOW)
    assert steps(store) == ["sending"]
    assert posted_by_hand.find(store, seen, NOW) == 1
    posted_by_hand.record_taken(store, taken.assign(decision_id="d2"), NOW)
    assert (steps(store), steps(store, "d2")) == (["sending", "posted"], [])


def test_the_folder_is_never_given_a_text_that_was_found_posted(store: Warehouse, tmp_path: Path) -> None:
    decided = decision(text=DRAFT)
    keep(store, decided)
    posted_by_hand.find(store, posts(("1", 0.1, DRAFT)), NOW)
    with store.transaction() as transaction:
        transaction.append("posting.approvals", verdict_on(decided.iloc[0], "approved", None, NOW))

    told = publishing.publish(
        store,
        FolderPublisher(tmp_path / "outbox"),
        ZoneInfo("UTC"),
        lambda: NOW,
        [Account("invented_me", mode="suggest")],
    )
    assert told.empty
    assert not (tmp_path / "outbox").exists()
    assert publishing.by_hand(store, NOW - timedelta(days=9), ["invented_me"]) == []


def test_x_is_never_sent_a_text_that_was_found_posted_and_it_counts_among_what_went_out(tmp_path: Path) -> None:
    with stage(tmp_path) as x:
        x.decide(intent("d1", text=DRAFT), intent("d2", text="Quite another invented text."))
        own = posts(("1", 0, DRAFT)).assign(posted_at=pd.Timestamp(X_DUE) - pd.Timedelta(minutes=5))
        posted_by_hand.find(x.store, own, x.clock())

        x = replace(x, desk=replace(x.desk, own_posts=own[["post_id", "posted_at", "text"]]))
        with x.store.transaction() as ledger:
            [other] = waiting(ledger, "invented_me")
            at = situation(x.desk, ledger, other, None)
        sending.publish(x.desk)

        assert other.decision_id == "d2"
        assert at.published_at == [X_DUE - timedelta(minutes=5)]
        assert x.states("d1") == ["handed_over", "posted"]
        assert x.published == []
        assert "gap: another post went out 6 minutes ago" in x.why("d2")

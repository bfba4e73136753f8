"""Verdicts and wordings over a real folder: what is written, and what takes the place of what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest
from review import planned

from tweet_assets.posting import attempts
from tweet_assets.posting.approvals import NotApprovable
from tweet_assets.posting.attempts import State, Try
from tweet_assets.posting.deciding import text_hash
from tweet_assets.posting.revising import NotRevised
from tweet_assets.review import cards
from tweet_assets.review.judging import Bench

pytestmark = pytest.mark.slow


def card_of(bench: Bench, name: str) -> cards.Card:
    return next(card for day in cards.days(bench) for card in day.cards if card.decision_id == name)


def tried(bench: Bench, name: str, state: State) -> None:
    one = Try(name, text_hash(planned.text_of(bench, name)), "folder")
    with bench.posting.warehouse().transaction() as ledger:
        assert attempts.add(ledger, one, state, "invented", bench.clock(), (None,))


def test_three_days_are_planned_from_one_policy_two_hours_apart_and_each_with_a_text(bench: Bench) -> None:
    days = cards.days(bench)
    rows = bench.posting.warehouse().table("posting.decisions").sort_values("due_at")

    assert [day.name for day in days] == [
        "Today, Sunday 1 March 2026", "Tomorrow, Monday 2 March 2026", "Tuesday 3 March 2026"
    ]  # fmt: skip
    assert [len(day.cards) for day in days] == [2, 2, 2]
    assert rows["policy_as_of"].nunique() == 1
    assert rows["policy_version"].nunique() == 3  # each day has its own draws, and its own weekend
    assert (rows["due_at"].diff().dropna() >= timedelta(hours=2)).all()
    assert rows["draft_id"].is_unique
    uses = bench.external.warehouse().table("generation.draft_uses")
    assert set(uses["draft_id"]) == set(rows["draft_id"])


def test_a_card_says_what_a_verdict_rests_on_and_hides_the_inspiration(bench: Bench) -> None:
    card = cards.days(bench)[0].cards[0]

    assert card.state_said == "waits for your approval"
    assert card.may == ("approve", "reject", "skip", "edit")
    assert "engagement per impression (80 % interval" in card.expected
    assert (card.cost, card.inspiration) == ("nothing: you post it by hand", "not assigned")
    assert card.length <= 280
    assert card.nearest_example is not None
    assert card.nearest_example.whose == "a curated example, invented"
    assert card.nearest_post is not None
    assert "invented_me" in card.nearest_post.text
    assert card.link is None


def test_an_approved_text_may_be_posted_by_its_link(bench: Bench) -> None:
    name = next(iter(planned.states(bench)))

    assert bench.judge(name, "approved") == f"{name} is approved."

    card = card_of(bench, name)
    assert card.link is not None
    assert card.link.startswith("https://x.com/intent/post?text=")
    assert card.may == ("reject", "skip", "edit")


def test_a_verdict_is_on_the_text_that_was_seen(bench: Bench) -> None:
    name = next(iter(planned.states(bench)))
    seen = text_hash(planned.text_of(bench, name))
    bench.edit(name, "I write the last line of a page first", seen)

    with pytest.raises(NotApprovable, match="has changed since you saw it"):
        bench.judge(name, "approved", None, seen)
    with pytest.raises(NotRevised, match="has changed since you saw it"):
        bench.edit(name, "Another wording of a page", seen)

    assert planned.states(bench)[name] == "awaiting_approval"
    bench.judge(name, "approved", None, text_hash("I write the last line of a page first"))
    assert planned.states(bench)[name] == "approved"


def test_a_rejected_text_is_followed_by_the_next_of_its_cell_until_none_is_left(bench: Bench) -> None:
    decided = bench.posting.warehouse().table("posting.decisions")
    rarest = decided["format"].map(decided["format"].value_counts()).idxmin()  # its cell has the most drafts left
    before = decided.loc[rarest]
    name = str(before["decision_id"])
    texts = [planned.text_of(bench, name)]

    while "has taken its place" in (said := bench.judge(name, "rejected", "not mine")):
        texts.append(planned.text_of(bench, name))
        assert planned.states(bench)[name] == "awaiting_approval"

    assert said == f"{name} is rejected. No other draft of its cell is left; more are written in the morning."
    assert len(texts) > 1
    assert len(set(texts)) == len(texts)
    drafts = bench.external.warehouse().table("generation.drafts").set_index("text").loc[texts]
    assert set(drafts["format"]) == {before["format"]}
    assert set(drafts["topic"]) == {before["topic"]}
    uses = bench.external.warehouse().table("generation.draft_uses", decision_id=name)
    assert set(uses["draft_id"]) == set(drafts["draft_id"])
    assert planned.states(bench)[name] == "rejected"
    assert card_of(bench, name).may == ("approve", "skip", "edit")


def test_a_wording_is_held_against_what_drafts_are_held_against(bench: Bench) -> None:
    name = next(iter(planned.states(bench)))
    own = bench.own.warehouse().table("account.posts")["text"].iloc[0]
    example = bench.external.warehouse().table("generation.viral_library")["text"].iloc[0]

    for text, why in (
        ("Read it on spam.example.com tonight", "has a link"),
        ("Thank you @somebody for this page", "mentions somebody"),
        ("word " * 80, "is 399 long as X counts"),
        (own, "repeats a post of ours"),
        (example, "copies"),
        ("  \u200b ", "has no words"),
    ):
        with pytest.raises(NotRevised, match=why):
            bench.edit(name, text)

    assert bench.posting.warehouse().table("posting.revisions").empty


def test_a_wording_that_a_person_should_look_at_says_why_and_waits(bench: Bench) -> None:
    name = next(iter(planned.states(bench)))

    said = bench.edit(name, "83 % of all pages are better when the last line comes first")

    assert "look at it once more" in said
    card = card_of(bench, name)
    assert card.verdict == "a person should look"
    assert card.reasons
    assert (card.origin, card.state) == ("your wording", "awaiting_approval")


def test_what_is_expected_of_a_wording_is_computed_anew(bench: Bench) -> None:
    name = next(iter(planned.states(bench)))
    before = card_of(bench, name).expected

    bench.edit(name, "Why?\n\nA page that asks may wait.\n\nWhat does yours ask, and of whom, and why today?")

    assert card_of(bench, name).expected != before
    row = bench.posting.warehouse().table("posting.revisions").iloc[0]
    assert row["low80"] < row["expected_rate"] < row["high80"]


def test_no_verdict_is_taken_on_what_has_been_sent_is_not_there_or_is_a_rehearsal(bench: Bench) -> None:
    first, second, *_ = planned.states(bench)
    tried(bench, first, "sending")

    with pytest.raises(NotApprovable, match="has been sent already"):
        bench.judge(first, "rejected", "too late")
    with pytest.raises(NotApprovable, match="There is no decision nobody"):
        bench.judge("nobody", "approved")
    with pytest.raises(NotRevised, match="There is no decision nobody"):
        bench.edit("nobody", "A page")
    tried(bench, second, "handed_over")
    with pytest.raises(NotRevised, match="handed over"):
        bench.edit(second, "A page that is too late")
    assert "leaves the calendar" in bench.judge(second, "skipped")
    assert card_of(bench, first).may == ()


def test_what_nobody_knows_the_end_of_is_shown_even_when_its_day_is_over(bench: Bench) -> None:
    name = next(iter(planned.states(bench)))
    tried(bench, name, "needs_human")
    store = bench.posting.warehouse()
    with store.transaction() as transaction:
        transaction.execute(
            "update posting.decisions set for_day = '2026-02-28', due_at = '2026-02-28 12:00+00' where decision_id = ?",
            [name],
        )

    day = cards.days(bench)[0]

    assert day.name == "Yesterday, Saturday 28 February 2026"
    [card] = day.cards
    assert (card.state, card.may) == ("needs_human", ())
    assert "look whether it is on X" in card.state_said


def test_in_mode_observe_there_is_nothing_to_judge(bench: Bench) -> None:
    with bench.posting.warehouse().transaction() as transaction:
        transaction.execute("update posting.decisions set mode = 'observe'")

    for day in cards.days(bench):
        for card in day.cards:
            assert (card.state, card.may) == ("observed", ())
            assert "planned while the mode was observe" in card.state_said  # the account is in suggest by now


def test_what_mode_auto_alone_had_approved_can_be_approved_once_the_mode_is_another(bench: Bench) -> None:
    name = next(iter(planned.states(bench)))
    with bench.posting.warehouse().transaction() as transaction:
        transaction.execute("update posting.decisions set mode = 'auto', needs_person = false")

    card = card_of(bench, name)

    assert (card.state, card.may) == ("approved", ("approve", "reject", "skip", "edit"))


def test_the_cost_of_a_text_is_that_of_its_publisher(bench: Bench) -> None:
    accounts = bench.posting.place.path / "accounts.toml"
    settings = accounts.read_text(encoding="utf-8").replace('mode = "suggest"', 'mode = "approve"\npublisher = "x"')
    accounts.write_text(settings, encoding="utf-8")

    assert cards.days(bench)[0].cards[0].cost == "$0.025 to X, with the question whose the keys are"


def test_the_last_verdict_counts_also_where_time_stands_still_or_goes_back(bench: Bench) -> None:
    name = next(iter(planned.states(bench)))
    for verdict in ("approved", "approved", "skipped", "approved"):
        bench.judge(name, verdict)
    assert planned.states(bench)[name] == "approved"  # simulated time stands still

    earlier = replace(bench, clock=lambda: bench.clock() - timedelta(hours=3))
    earlier.judge(name, "skipped")

    assert planned.states(bench)[name] == "skipped"


def test_what_was_decided_in_mode_observe_is_neither_judged_nor_worded_anew(bench: Bench) -> None:
    name = next(iter(planned.states(bench)))
    with bench.posting.warehouse().transaction() as transaction:
        transaction.execute("update posting.decisions set mode = 'observe'")

    for verdict in ("approved", "rejected", "skipped"):
        with pytest.raises(NotApprovable, match="mode observe"):
            bench.judge(name, verdict, "not mine")
    with pytest.raises(NotRevised, match="mode observe"):
        bench.edit(name, "A page has a last line, and it comes first")

    assert bench.posting.warehouse().table("posting.approvals").empty
    assert bench.posting.warehouse().table("posting.revisions").empty


def test_a_wording_that_was_judged_before_says_so_and_not_that_it_waits(bench: Bench) -> None:
    name = next(iter(planned.states(bench)))
    drawn = planned.text_of(bench, name)
    bench.judge(name, "approved")
    assert "waits for your approval" in bench.edit(name, "A page has a last line, and it comes first")

    said = bench.edit(name, drawn)

    assert "You approved exactly this wording before, and that stands." in said
    assert planned.states(bench)[name] == "approved"


@pytest.mark.parametrize(
    "text", ["a." * 12_500, "http://" + "a." * 12_500 + "com", "1" * 25_000, "e" + "\u0301" * 9_000]
)
def test_a_wording_that_is_far_too_long_is_told_at_once(bench: Bench, text: str) -> None:
    name = next(iter(planned.states(bench)))
    began = monotonic()

    with pytest.raises(NotRevised, match=r"long as X counts|characters"):
        bench.edit(name, text)

    assert monotonic() - began < 20  # its patterns need minutes for such a text, and everybody waits meanwhile

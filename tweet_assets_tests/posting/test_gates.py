"""Every gate alone: what closes it, what opens it, and that an open situation has no reason against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from posting.x_desk import DUE, texts

from tweet_assets.accounts import Account
from tweet_assets.arms import slot
from tweet_assets.posting.gates import Approved, Situation, refusals

ME = Account("invented_me", mode="approve", publisher="x")
NOW = DUE + timedelta(minutes=5)
TEXT = Approved(
    "d1", "invented_me", "Begin with the last line, and cut the first page.", "h", "approve", DUE, True,
    approved_at=DUE - timedelta(hours=5),
)  # fmt: skip
OPEN = Situation(
    now=NOW, account=ME, zone=ZoneInfo("UTC"), own=texts({}), library=texts({}), published_at=(), usd=0.015,
    usd_of_month=0.0, keys_of="Invented_Me", server_at=NOW,
)  # fmt: skip
LISBON = ZoneInfo("Europe/Lisbon")
LONG = DUE - timedelta(days=1)  # since it was to go out; it was armed again


def test_an_open_situation_has_no_reason_against_it() -> None:
    assert refusals(TEXT, OPEN) == []


@pytest.mark.parametrize(
    ("gate", "why", "text", "situation"),
    [
        ("stop", "by hand", {}, {"stop": "it was stopped: by hand"}),
        ("mode", "mode is observe", {}, {"account": replace(ME, mode="observe")}),
        ("mode", "mode is suggest", {}, {"account": replace(ME, mode="suggest")}),
        ("mode", "was made in observe", {"mode": "observe"}, {}),
        ("mode", "automated_label_confirmed", {}, {"account": replace(ME, mode="auto")}),
        ("folder", "rehearsal", {"rehearsal": True}, {}),
        ("folder", "simulated", {}, {"simulated_folder": True}),
        ("folder", "not X's own", {}, {"real_server": False}),
        ("approval", "nobody has approved", {"approved_at": None}, {}),
        ("approval", "more than 72 hours", {"approved_at": NOW - timedelta(hours=73), "planned_at": LONG}, {}),
        ("text", "mentions somebody", {"text": "As @invented_you said, begin at the end."}, {}),
        ("text", "mentions somebody", {"text": "As ＠invented_you said: mail me @ home"}, {}),
        ("text", "2 cashtags", {"text": "What $AAA and $BBB have in common."}, {}),
        ("text", "281 long", {"text": "a" * 281}, {}),
        ("text", "it is empty", {"text": "  "}, {}),
        ("own_history", "alike to the post 17", {}, {"own": texts({"17": TEXT.text + " Really."})}),
        ("examples", "copies a tweet", {}, {"library": texts({"tweet:5": TEXT.text})}),
        ("early", "due at 2026-03-10 12:30", {}, {"now": DUE - timedelta(seconds=1), "server_at": DUE}),
        ("late", "31 minutes late", {}, {"now": DUE + timedelta(minutes=31), "server_at": DUE + timedelta(minutes=31)}),
        ("quiet_hours", "12-13", {}, {"account": replace(ME, quiet_hours=slot("12-13"))}),
        ("most_a_day", "2 posts", {}, {"published_at": [NOW - timedelta(hours=h) for h in (3, 6)]}),
        ("most_a_week", "14 posts", {}, {"published_at": [NOW - timedelta(hours=11 * h + 13) for h in range(14)]}),
        ("gap", "119 minutes ago", {}, {"published_at": [NOW - timedelta(minutes=119)]}),
        ("budget", "$4.990 of $5.00", {}, {"usd_of_month": 4.99}),
        ("breaker", "402", {}, {"breaker": "X says no credit (402)"}),
        ("pause", "until", {}, {"pause": "X takes no more until 13:00 UTC"}),
        ("account", "are those of @invented_you", {}, {"keys_of": "invented_you"}),
        ("account", "this post is @invented_you's", {"account": "invented_you"}, {}),
        ("clock", "+301 seconds", {}, {"server_at": NOW - timedelta(seconds=301)}),
        ("clock", "-301 seconds", {}, {"server_at": NOW + timedelta(seconds=301)}),
    ],
)  # fmt: skip
def test_a_gate_closes_and_says_why(gate: str, why: str, text: dict[str, object], situation: dict[str, object]) -> None:
    found = refusals(replace(TEXT, **text), replace(OPEN, **situation))  # type: ignore[arg-type]

    assert {refusal.gate for refusal in found} == {gate}
    assert why in " ".join(refusal.why for refusal in found)
    assert [refusal.final for refusal in found] == [gate == "late" or why == "rehearsal"]


@pytest.mark.parametrize(
    ("text", "situation"),
    [
        ({"approved_at": NOW - timedelta(hours=72), "planned_at": LONG}, {}),
        ({"approved_at": NOW - timedelta(days=6)}, {}),  # a week is judged at one sitting, for the planned times
        ({"text": "What $AAA teaches."}, {}),
        ({}, {"published_at": [NOW - timedelta(hours=2)]}),
        ({}, {"published_at": [NOW - timedelta(days=1, hours=h) for h in range(2)]}),
        ({}, {"usd_of_month": 4.985}),
        ({}, {"now": DUE + timedelta(minutes=30), "server_at": None}),
        ({}, {"simulated_folder": True, "real_server": False}),
        ({}, {"account": replace(ME, aliases=("former_me",)), "keys_of": "former_me"}),
        (
            {"approved_at": None, "needs_person": False, "mode": "auto"},
            {"account": replace(ME, mode="auto", automated_label_confirmed=True)},
        ),
    ],
)
def test_what_is_just_inside_goes_out(text: dict[str, object], situation: dict[str, object]) -> None:
    assert refusals(replace(TEXT, **text), replace(OPEN, **situation)) == []  # type: ignore[arg-type]


def test_in_mode_auto_a_draft_that_needs_a_person_waits_for_one() -> None:
    at = replace(OPEN, account=replace(ME, mode="auto", automated_label_confirmed=True))
    found = refusals(replace(TEXT, approved_at=None, mode="auto"), at)

    assert [refusal.gate for refusal in found] == ["approval"]


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), True),  # winter: 23:30 in Lisbon
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), True),  # summer time since that night: 23:30
        (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), False),
    ],
)
def test_quiet_hours_are_those_of_the_account_in_summer_too(moment: datetime, quiet: bool) -> None:
    me = replace(ME, quiet_hours=slot("23-24"))
    at = replace(OPEN, account=me, zone=LISBON, now=moment, server_at=moment)
    text = replace(TEXT, due_at=moment, approved_at=moment)

    assert [refusal.gate for refusal in refusals(text, at)] == (["quiet_hours"] if quiet else [])


def test_every_reason_is_said_at_once() -> None:
    at = replace(OPEN, stop="stopped", breaker="open", usd_of_month=9.0)
    assert [refusal.gate for refusal in refusals(TEXT, at)] == ["stop", "budget", "breaker"]

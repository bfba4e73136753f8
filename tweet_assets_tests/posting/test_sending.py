"""From approved to posted: once, and whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from posting.test_revising import stock
from posting.x_desk import Stage, intent, stage

from tweet_assets.accounts import Account
from tweet_assets.drill.world import Fault
from tweet_assets.generation.guardrails import Verdict
from tweet_assets.posting import approvals, pending, recovering, revising, revisions, sending, switches


@pytest.fixture
def x(tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path) as found:
        yield found


def test_an_approved_text_is_posted_once_and_its_id_is_kept(x: Stage) -> None:
    x.decide(intent())

    assert sending.publish(x.desk) == {"posted": 1}
    assert sending.publish(x.desk) == {}

    assert x.published == ["A text of d1"]
    assert x.states() == ["armed", "sending", "posted"]
    assert x.store.table("posting.attempts", state="posted")["post_id"].tolist() == [x.world.posts[0].post_id]


@pytest.mark.parametrize(
    ("fault", "state", "there"),
    [
        ("lost_request", "unknown", False),
        ("lost_answer", "unknown", True),
        ("failed", "unknown", False),
        ("failed_after", "unknown", True),
        ("no_id", "unknown", True),
        ("not_json", "unknown", True),
        ("late_answer", "unknown", True),
        ("forbidden", "refused", False),
        ("too_many", "refused", False),
        ("bad_keys", "refused", False),
        ("no_credit", "refused", False),
        ("duplicate", "refused", False),
    ],
)
def test_only_a_definite_no_is_refused_and_nothing_is_written_twice(
    x: Stage, fault: Fault, state: str, there: bool
) -> None:
    x.decide(intent())
    x.faults.of["create"] = [fault]

    assert sending.publish(x.desk) == {state: 1}
    sending.publish(x.desk)

    assert x.states() == ["armed", "sending", state]
    assert x.world.requests.count("create") == 1
    assert bool(x.published) == there


def test_what_was_posted_and_not_answered_is_found_on_the_timeline(x: Stage) -> None:
    x.decide(intent())
    x.faults.of["create"] = ["lost_answer"]
    sending.publish(x.desk)

    assert sending.publish(x.desk) == {}  # nobody looks before a minute is over
    x.clock.passes(minutes=1)
    assert sending.publish(x.desk) == {"posted": 1}

    assert x.store.table("posting.attempts", state="posted")["post_id"].tolist() == [x.world.posts[0].post_id]
    assert len(x.published) == 1


def test_a_timeline_that_shows_it_late_is_looked_at_again(x: Stage) -> None:
    x.decide(intent())
    x.world.seen_after = timedelta(minutes=4)
    x.faults.of["create"] = ["lost_answer"]
    sending.publish(x.desk)

    told = []
    for _ in range(6):
        x.clock.passes(minutes=1)
        told.append(dict(sending.publish(x.desk)))

    assert told == [{}, {}, {}, {}, {"posted": 1}, {}]
    assert x.world.requests.count("timeline") == 2


def test_what_the_timeline_does_not_show_in_a_quarter_of_an_hour_needs_a_person_and_is_armed_again_by_one(
    x: Stage,
) -> None:
    x.decide(intent())
    x.faults.of["create"] = ["lost_request"]
    sending.publish(x.desk)
    x.clock.passes(minutes=15)
    assert sending.publish(x.desk) == {"needs_human": 1}
    x.clock.passes(hours=1)
    assert sending.publish(x.desk) == {}

    assert recovering.rearm(x.desk, "d1") == "rearmed"
    assert sending.publish(x.desk) == {"posted": 1}
    assert x.published == ["A text of d1"]


def test_a_post_that_shows_up_after_the_last_look_is_adopted_and_not_sent_again(x: Stage) -> None:
    x.decide(intent())
    x.world.seen_after = timedelta(minutes=40)
    x.faults.of["create"] = ["lost_answer"]
    sending.publish(x.desk)
    x.clock.passes(minutes=15)
    assert sending.publish(x.desk) == {"needs_human": 1}
    x.clock.passes(minutes=30)

    assert recovering.rearm(x.desk, "d1") == "posted"
    assert len(x.published) == 1


def test_nothing_is_armed_again_while_nobody_can_look(x: Stage) -> None:
    x.decide(intent())
    x.faults.of["create"] = ["lost_answer"]
    sending.publish(x.desk)
    x.world.seen_after = timedelta(hours=1)
    x.clock.passes(minutes=15)
    sending.publish(x.desk)
    x.faults.of["timeline"] = ["failed"]

    with pytest.raises(recovering.NotRearmed, match="cannot be seen"):
        recovering.rearm(x.desk, "d1")
    assert x.states()[-1] == "needs_human"


@pytest.mark.parametrize("state", ["posted", "unknown"])
def test_what_may_be_there_is_never_armed_again(x: Stage, state: str) -> None:
    x.decide(intent())
    x.faults.of["create"] = ["lost_answer"] if state == "unknown" else []
    sending.publish(x.desk)

    with pytest.raises(recovering.NotRearmed, match=state):
        recovering.rearm(x.desk, "d1")


def test_a_clock_that_jumps_ahead_does_not_shorten_the_quarter_of_an_hour(x: Stage) -> None:
    x.decide(intent())
    x.world.seen_after = timedelta(minutes=5)
    x.faults.of["create"] = ["lost_answer"]
    sending.publish(x.desk)

    x.clock.off = timedelta(hours=3)
    assert sending.publish(x.desk) == {}
    x.clock.passes(minutes=6)
    assert sending.publish(x.desk) == {"posted": 1}


def test_a_machine_whose_clock_is_off_publishes_nothing(x: Stage) -> None:
    x.clock.off = timedelta(minutes=6)
    x.decide(intent())

    assert sending.publish(x.desk) == {"held": 1}
    assert "clock: this machine's clock is +360 seconds off X's" in x.why()


def test_x_says_duplicate_of_a_text_that_was_sent_before_and_nobody_knows(x: Stage) -> None:
    x.decide(intent())
    x.world.seen_after = timedelta(hours=2)
    x.faults.of["create"] = ["lost_answer"]
    sending.publish(x.desk)
    x.clock.passes(minutes=16)
    sending.publish(x.desk)
    recovering.rearm(x.desk, "d1")

    assert sending.publish(x.desk) == {"unknown": 1}
    x.clock.passes(hours=2)
    assert sending.publish(x.desk) == {"posted": 1}
    assert len(x.published) == 1


def test_a_late_text_expires_and_a_machine_that_wakes_sends_no_burst(x: Stage) -> None:
    x.decide(*(intent(f"d{n}") for n in range(1, 6)))
    x.clock.passes(hours=9)

    assert sending.publish(x.desk) == {"expired": 5}
    assert x.world.requests == []


def test_of_two_that_are_due_together_one_goes_out(x: Stage) -> None:
    x.decide(intent("d1"), intent("d2", text="Quite another thing: begin with the ending, and cut the first page."))

    assert sending.publish(x.desk) == {"posted": 1, "held": 1}
    assert "gap: another post went out 0 minutes ago" in x.why("d2")


def test_it_waits_until_it_is_due_and_writes_nothing_meanwhile(x: Stage) -> None:
    x.clock.passes(minutes=-30)
    x.decide(intent())

    assert sending.publish(x.desk) == {"early": 1}
    assert x.states() == []


def test_a_switch_that_is_thrown_between_arming_and_sending_stops_it(x: Stage) -> None:
    x.decide(intent())

    class Stopping(type(x.desk.x)):  # type: ignore[misc]
        def me(self) -> object:
            answer = super().me()
            switches.throw(x.desk.folder, x.store, "stop", "I changed my mind", x.clock())
            return answer

    desk = replace(x.desk, x=Stopping(x.desk.x.keys, x.desk.x.base_url, 1.0))

    assert sending.publish(desk) == {"held": 1}
    assert "stop" in x.why()
    assert x.published == []
    x.clock.passes(seconds=1)
    switches.throw(x.desk.folder, x.store, "resume", "go on", x.clock())
    assert sending.publish(x.desk) == {"posted": 1}


def test_an_interrupted_sending_is_unknown_and_looked_for(x: Stage) -> None:
    x.decide(intent())

    class Dying(type(x.desk.x)):  # type: ignore[misc]
        def create(self, text: str) -> object:
            super().create(text)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sending.publish(replace(x.desk, x=Dying(x.desk.x.keys, x.desk.x.base_url, 1.0)))
    assert x.states() == ["armed", "sending"]

    assert sending.publish(x.desk) == {"unknown": 1}
    x.clock.passes(minutes=1)
    assert sending.publish(x.desk) == {"posted": 1}
    assert len(x.published) == 1


def test_a_post_by_hand_with_the_same_words_before_is_not_taken_for_it(x: Stage) -> None:
    x.world.create("A text of d1")
    x.world.refuses_duplicates = False
    x.clock.passes(minutes=5)
    x.decide(intent())
    x.faults.of["create"] = ["lost_request"]
    sending.publish(x.desk)
    x.clock.passes(minutes=15)

    assert sending.publish(x.desk) == {"needs_human": 1}


def test_the_breaker_stays_open_without_credit_until_a_person_resumes(x: Stage) -> None:
    x.decide(intent("d1"), intent("d2", text="Quite another thing: begin with the ending, and cut the first page."))
    x.faults.of["create"] = ["no_credit"]

    assert sending.publish(x.desk) == {"refused": 1, "held": 1}
    assert "no credit is left" in x.why("d2")
    x.clock.passes(minutes=20)
    assert sending.publish(x.desk) == {"held": 1}
    switches.throw(x.desk.folder, x.store, "resume", "paid", x.clock())
    assert sending.publish(x.desk) == {"posted": 1}


def test_a_request_that_a_wrong_clock_dated_does_not_hide_what_x_said_since(x: Stage) -> None:
    x.decide(intent("d1"), intent("d2", text="Quite another thing: begin with the ending, and cut the first page."))
    x.clock.off = timedelta(hours=5)
    x.desk.requests.ask("me", 0.01, x.desk.x.me)
    x.clock.off = timedelta(0)
    x.faults.of["create"] = ["no_credit"]

    assert sending.publish(x.desk) == {"refused": 1, "held": 1}
    x.clock.passes(minutes=1)
    assert sending.publish(x.desk) == {"held": 1}
    assert "no credit is left" in x.why("d2")
    assert x.world.requests.count("create") == 1


def test_nothing_holds_the_ledger_while_x_is_asked(x: Stage) -> None:
    x.decide(intent())
    seen: list[list[str]] = []

    class Looking(type(x.desk.x)):  # type: ignore[misc]
        def me(self) -> object:
            seen.append(x.states())
            return super().me()

        def create(self, text: str) -> object:
            seen.append(x.states())
            rows = x.store.table("posting.x_requests", request="create")
            assert rows["detail"].tolist() == ["no answer yet"]
            return super().create(text)

    desk = replace(x.desk, x=Looking(x.desk.x.keys, x.desk.x.base_url, 1.0))

    assert sending.publish(desk) == {"posted": 1}
    assert seen == [[], ["armed", "sending"]]


def test_a_switch_that_is_thrown_once_it_is_armed_stops_it(x: Stage) -> None:
    x.decide(intent())

    class Thrown(dict[str, str]):
        """An environment in which the variable is set when it is asked for the third time."""

        asked = 0

        def get(self, *_: object) -> str:
            self.asked += 1
            return "now" if self.asked == 3 else ""

    assert sending.publish(replace(x.desk, environment=Thrown())) == {"held": 1}
    assert x.states() == ["armed", "held"]
    assert "TWEET_ASSETS_STOP is set" in x.why()
    assert "create" not in x.world.requests


def test_keys_of_another_account_publish_nothing(x: Stage) -> None:
    x.world.handle = "somebody_else"
    x.decide(intent())

    assert sending.publish(x.desk) == {"held": 1}
    assert "the keys are those of @somebody_else" in x.why()
    assert x.published == []


def test_two_processes_at_once_are_one(x: Stage) -> None:
    import filelock

    x.decide(intent())
    with x.desk.lock, pytest.raises(filelock.Timeout):
        sending.publish(x.desk)


def test_a_rejection_after_the_approval_is_heard(x: Stage) -> None:
    from tweet_assets.posting import approvals

    x.decide(intent())
    row = x.store.table("posting.decisions").iloc[0]
    with x.store.transaction() as transaction:
        rejected = approvals.verdict_on(row, "rejected", "no", x.clock() + timedelta(seconds=1))
        transaction.append("posting.approvals", rejected)

    assert sending.publish(x.desk) == {}


def verdict(x: Stage, said: approvals.Verdict, after: timedelta) -> None:
    row = x.store.table("posting.decisions").iloc[0]
    with x.store.transaction() as transaction:
        transaction.append("posting.approvals", approvals.verdict_on(row, said, "no", x.clock() + after))


def test_a_rejection_while_x_is_asked_whose_the_keys_are_is_heard(x: Stage) -> None:
    x.decide(intent())

    def meanwhile(request: str) -> Fault:
        if request == "me":
            verdict(x, "rejected", timedelta(seconds=1))
        return "none"

    x.world.faults = meanwhile

    assert sending.publish(x.desk) == {"held": 1}
    assert "its approval was taken back" in x.why()
    assert x.published == []


@pytest.mark.parametrize("said", ["rejected", "skipped"])
def test_of_two_verdicts_of_one_moment_the_one_that_holds_it_back_counts(x: Stage, said: approvals.Verdict) -> None:
    x.decide(intent())
    verdict(x, said, timedelta(0))

    assert sending.publish(x.desk) == {}


@pytest.mark.parametrize(
    ("needs_person", "said", "sent"),
    [
        (False, None, True),
        (False, "rejected", False),
        (False, "skipped", False),
        (True, None, False),
        (None, None, False),
    ],
)
def test_in_mode_auto_goes_out_what_needs_nobody_and_nobody_has_held_back(
    x: Stage, needs_person: bool | None, said: approvals.Verdict | None, sent: bool
) -> None:
    me = Account("invented_me", mode="auto", publisher="x", automated_label_confirmed=True)
    x.decide(intent(mode="auto", needs_person=needs_person), approve=False)
    if said:
        verdict(x, said, timedelta(0))

    sending.publish(replace(x.desk, account=me))

    assert x.published == (["A text of d1"] if sent else [])


def test_of_a_text_that_was_worded_again_and_again_the_one_that_was_sent_is_looked_for(x: Stage) -> None:
    x.decide(intent(), approve=False)
    expected = pd.Series({"expected_rate": None, "low80": None, "high80": None})
    for text in ("First words", "Other words", "Last words of all"):
        seen = revisions.standing(x.store).iloc[0]
        revising.edit(x.store, seen, text, Verdict("clean", ()), expected, x.clock())
    with x.store.transaction() as transaction:
        last = approvals.verdict_on(revisions.standing(transaction).iloc[0], "approved", None, x.clock())
        transaction.append("posting.approvals", last)
    x.faults.of["create"] = ["lost_answer"]
    assert sending.publish(x.desk) == {"unknown": 1}
    with x.store.transaction() as ledger:
        [sent] = pending.standing(x.desk, ledger, "unknown")
    assert sent.text == "Last words of all"
    x.clock.passes(minutes=1)

    assert sending.publish(x.desk) == {"posted": 1}
    assert x.published == ["Last words of all"]


def test_what_it_costs_is_kept_and_unknown_stays_reserved(x: Stage) -> None:
    x.decide(intent())
    x.faults.of["create"] = ["lost_answer"]
    sending.publish(x.desk)

    rows = x.store.table("posting.x_requests").sort_values("begun_at")
    assert dict(zip(rows["request"], rows["usd_reserved"], strict=True)) == {"me": 0.010, "create": 0.015}
    assert rows["usd_spent"].isna().tolist() == [False, True] if rows["request"].iloc[0] == "me" else [True, False]


def test_no_key_stands_in_any_table_or_repr(x: Stage) -> None:
    x.decide(intent())
    x.faults.of["create"] = ["bad_keys"]
    sending.publish(x.desk)

    said = repr(x.desk) + "".join(
        x.store.table(f"posting.{name}").to_csv() for name in ("attempts", "x_requests", "switches")
    )
    assert "invented-x" not in said


@pytest.mark.parametrize("fault", ["lost_answer", "forbidden"])
def test_a_text_that_was_sent_once_keeps_its_wording_also_when_it_waits_again(x: Stage, fault: Fault) -> None:
    x.decide(intent())
    x.faults.of["create"] = [fault]
    x.world.seen_after = timedelta(hours=2)
    sending.publish(x.desk)
    x.clock.passes(minutes=15)
    sending.publish(x.desk)
    assert recovering.rearm(x.desk, "d1") == "rearmed"
    switches.throw(x.desk.folder, x.store, "stop", "invented", x.clock())
    sending.publish(x.desk)
    assert x.states()[-1] == "held"

    seen = revisions.standing(x.store).iloc[0]
    expected = pd.Series({"expected_rate": None, "low80": None, "high80": None})
    with pytest.raises(revising.NotRevised, match="was sent before"):
        revising.edit(x.store, seen, "Another wording", Verdict("clean", ()), expected, x.clock())
    with x.store.transaction() as transaction:
        rejected = approvals.verdict_on(seen, "rejected", "invented", x.clock() + timedelta(minutes=1))
        transaction.append("posting.approvals", rejected)
    later = x.clock() - timedelta(days=1)
    assert revising.refill(x.store, "invented_me", stock("next"), later).empty

"""The policy, its worth, and the decisions of a day, as they are shown."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from tweet_assets.reports import plan

LISBON, TOKYO = ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Tokyo")


def _decisions(
    planned: dict[str, pd.DataFrame], zone: ZoneInfo = LISBON, *, rehearsal: bool = False
) -> list[plan.Decision]:
    return plan.decisions(
        planned["decisions"], planned["outbox"], planned["decision_probabilities"], zone, rehearsal=rehearsal
    )


def test_the_ten_likeliest_cells_are_shown_and_the_rest_is_summed(learned: dict[str, pd.DataFrame]) -> None:
    told = plan.policy(learned["policy"])
    assert told is not None
    # weights 16^2, 15^2 ... 1 of a sum of 1,496; the last six are 36 + 25 + 16 + 9 + 4 + 1 = 91
    assert [cell.share for cell in told.cells[:3]] == ["17 %", "15 %", "13 %"]
    assert told.rest == "The other 6 combinations share 6 %."
    assert (told.seed, told.version) == ("18446744073709551615", "0123456789abcdef")
    unsure = plan.policy(learned["policy"].assign(probability=[0.5] * 15 + [None]))
    assert unsure is not None
    assert unsure.rest == "The other 6 combinations share what is not known."
    assert told.cells[0].expected == "11 (from 8.0 to 15)"  # e^2.5 - 1 = 11.2


def test_a_small_policy_is_shown_whole_and_none_is_none(learned: dict[str, pd.DataFrame]) -> None:
    told = plan.policy(learned["policy"].iloc[:3])
    assert told is not None
    assert told.rest == "These are all combinations."
    assert plan.policy(learned["policy"].iloc[:0]) is None


def test_a_value_that_was_refused_gives_the_reason(learned: dict[str, pd.DataFrame]) -> None:
    told = plan.values(learned["policy_value"])
    assert [value.policy for value in told] == ["learned", "learned", "uniform", "uniform"]
    assert told[0].answer == "cannot tell yet: 31 effective posts, 100 are needed"
    assert not told[0].answered


def test_a_value_that_was_answered_is_engagement_of_a_typical_post_with_its_interval(
    learned: dict[str, pd.DataFrame],
) -> None:
    answered = (
        learned["policy_value"].astype({"answered": "object"}).assign(answered=True, value=2.5, low90=2.2, high90=2.8)
    )
    assert plan.values(answered)[-1].answer == "11 (90 % interval from 8.0 to 15)"
    assert not plan.values(answered.assign(value=None))[0].answered


def test_a_difference_is_a_change_in_per_cent_and_says_against_what(learned: dict[str, pd.DataFrame]) -> None:
    answered = (
        learned["policy_value"].astype({"answered": "object"}).assign(answered=True, value=0.2, low90=0.05, high90=0.35)
    )
    told = plan.values(answered)[0]
    assert told.name == "learned, against uniform"
    assert told.answer == "+22 % (90 % interval from +5 % to +42 %)"


def test_the_direct_method_is_named(learned: dict[str, pd.DataFrame]) -> None:
    assert plan.values(learned["policy_value"].assign(estimator="dm"))[0].estimator == "the model's own word"


def test_decisions_stand_in_order_of_their_time_in_the_accounts_zone(planned: dict[str, pd.DataFrame]) -> None:
    assert [d.due for d in _decisions(planned)] == ["Sun 8 Mar, 10:30", "Sun 8 Mar, 19:30"]
    assert [d.due for d in _decisions(planned, TOKYO)] == ["Sun 8 Mar, 19:30", "Mon 9 Mar, 04:30"]


def test_a_decision_says_how_it_was_drawn_and_what_is_expected(planned: dict[str, pd.DataFrame]) -> None:
    first, second = _decisions(planned)
    assert first.propensity == "18 %, among 2 open combinations"
    assert first.expected == "2.1 % engagement per impression (80 % interval from 0.8 % to 5.3 %)"
    assert (second.propensity, second.expected) == ("18 %", "no model could say yet")
    assert second.state == "no draft was fit"


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("awaiting_approval", "assigned, hidden until the verdict"),
        ("observed", "assigned, hidden until the verdict"),
        ("unknown", "assigned, hidden until the verdict"),
        (None, "assigned, hidden until the verdict"),
        ("approved", "own+viral"),
        ("rejected", "assigned, hidden until the verdict"),  # another text of its cell may follow
        ("skipped", "own+viral"),
    ],
)
def test_the_inspiration_stays_hidden_until_there_is_a_verdict(
    planned: dict[str, pd.DataFrame], state: str | None, shown: str
) -> None:
    standing = planned["outbox"].assign(state=state)
    first, second = plan.decisions(planned["decisions"], standing, None, LISBON, rehearsal=False)
    assert (first.inspiration, second.inspiration) == (shown, "not assigned")


def test_only_what_waits_and_is_no_rehearsal_can_be_approved(planned: dict[str, pd.DataFrame]) -> None:
    assert [d.awaits_approval for d in _decisions(planned)] == [True, False]
    assert [d.awaits_approval for d in _decisions(planned, rehearsal=True)] == [False, False]
    rehearsed = planned["decisions"].assign(rehearsal=True)
    told = plan.decisions(rehearsed, planned["outbox"], None, LISBON, rehearsal=False)
    assert [d.awaits_approval for d in told] == [False, False]


def test_a_decision_that_is_not_in_the_outbox_says_so(planned: dict[str, pd.DataFrame]) -> None:
    told = plan.decisions(planned["decisions"], planned["outbox"].iloc[:0], None, LISBON, rehearsal=False)
    assert {d.state for d in told} == {"not in the outbox yet"}


def test_decisions_without_a_time_come_last(planned: dict[str, pd.DataFrame]) -> None:
    timeless = planned["decisions"].assign(due_at=[planned["decisions"]["due_at"].iloc[0], pd.NaT])
    told = plan.decisions(timeless, planned["outbox"], None, LISBON, rehearsal=False)
    assert [d.due for d in told] == ["Sun 8 Mar, 19:30", "not known"]

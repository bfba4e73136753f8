"""What the policy would have done beside what the user did: worked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import permutations, product
from math import sqrt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from posting.decided import decision
from scipy.stats import ttest_ind

from tweet_assets.posting.agreement import PARTS, Agreement, agreement, welch
from tweet_assets.posting.observed_days import Day, OwnPost, Part, by_chance
from tweet_assets.settings import SETTINGS

UTC = ZoneInfo("UTC")
SLOTS, FORMATS = ("09-12", "12-15", "18-21", "21-24"), ("story", "data")
AS_OF = date(2026, 3, 10)
FEW = replace(SETTINGS.posting, agreement_posts_min=2)


def decided(*rows: tuple[str, str, str], **changes: object) -> pd.DataFrame:
    """Day of March, slot, format; the second of a day is its second decision."""
    frames, ordinals = [], dict.fromkeys((day for day, _, _ in rows), 0)
    for at, (day, slot, format_) in enumerate(rows):
        ordinals[day] += 1
        made = {"for_day": pd.Timestamp(f"2026-03-{day}"), "ordinal": ordinals[day], "slot": slot, "format": format_}
        frames.append(decision(f"d{at}", **{"mode": "observe", **made, **changes}))
    return pd.concat(frames, ignore_index=True)


def options(decisions: pd.DataFrame, slots: Sequence[str] = SLOTS) -> pd.DataFrame:
    """Everything open to a day's first decision, and all but what was taken to its later ones."""
    rows: list[tuple[str, str, str]] = []
    for _, of_day in decisions.groupby("for_day"):
        taken: set[str] = set()
        for name, drawn in zip(of_day["decision_id"], of_day["slot"], strict=True):
            rows += [(str(name), s, f) for s in slots for f in FORMATS if s not in taken]
            taken.add(str(drawn))
    return pd.DataFrame(rows, columns=["decision_id", "slot", "format"], dtype="str")


def own(*rows: tuple[str, str, str | None]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """'day hour' of March, kind, format: account.posts and learning.features of them, named p0, p1 ..."""
    posts = pd.DataFrame(
        {
            "post_id": [f"p{at}" for at in range(len(rows))],
            "posted_at": pd.to_datetime([f"2026-03-{moment}:30" for moment, _, _ in rows], utc=True),
            "kind": [kind for _, kind, _ in rows],
            "decision_id": None,
        }
    )
    features = posts[["post_id"]].assign(format=[format_ or "unlabelled" for _, _, format_ in rows])
    return posts, features[posts["kind"].isin(["original", "thread_head"])]


def compare(
    decisions: pd.DataFrame,
    posts: tuple[pd.DataFrame, pd.DataFrame],
    rewards: Sequence[float | None] = (),
    **asked: object,
) -> Agreement | None:
    earned = pd.DataFrame({"post_id": [f"p{at}" for at in range(len(rewards))], "reward": list(rewards)})
    earned = earned.astype({"post_id": "str", "reward": "float64"})
    how = {"as_of": AS_OF, "zone": UTC, "settings": FEW} | asked
    return agreement(decisions, options(decisions), *posts, earned, **how)  # type: ignore[arg-type]


FOUR_DAYS = decided(
    ("02", "09-12", "story"), ("03", "12-15", "story"), ("04", "18-21", "data"), ("05", "09-12", "data")
)
HER_FOUR = own(
    ("02 10", "original", "story"),  # slot and format
    ("03 13", "thread_head", "data"),  # slot
    ("04 10", "original", "data"),  # format
    ("05 13", "original", None),  # another slot; nobody knows the format
)


def test_each_day_agrees_in_slot_in_format_or_in_both() -> None:
    found = compare(FOUR_DAYS, HER_FOUR)

    assert found is not None
    assert (found.decided, found.compared, found.without_post, found.untold) == (4, 4, 0, 0)
    assert {part: (found.shares[part].agreed, found.shares[part].days) for part in PARTS} == {
        "slot": (2, 4),
        "format": (2, 3),  # the day without a known format is no disagreement
        "both": (1, 3),
    }


def test_the_interval_is_wilsons() -> None:
    found = compare(FOUR_DAYS, HER_FOUR)

    assert found is not None
    n, p, z = 4, 0.5, 1.2815515655446004  # (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n)
    half = z * sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    assert (found.shares["slot"].low80, found.shares["slot"].high80) == pytest.approx((0.5 - half, 0.5 + half))


def test_chance_is_what_even_draws_would_have_agreed_with() -> None:
    found = compare(FOUR_DAYS, HER_FOUR)

    # One post a day: one of four slots, one of two formats, one of eight cells.
    assert found is not None
    assert [found.shares[part].by_chance for part in PARTS] == pytest.approx([1 / 4, 1 / 2, 1 / 8])


def test_her_days_in_another_order_agree_as_far_as_both_share_a_habit() -> None:
    found = compare(FOUR_DAYS, HER_FOUR)

    # Decided: 09, 12, 18, 09 o'clock; hers: 09, 12, 09, 12. Of the 16 pairs of days 2+2 meet at nine, 1+1 at twelve.
    # Of the three days whose format is known: story, story, data against story, data, data: 2 + 1 + 1 of 9 pairs;
    # in both: the first decision (09, story) meets her first day alone, the others none.
    assert found is not None
    assert [found.shares[part].shuffled for part in PARTS] == pytest.approx([6 / 16, 4 / 9, 1 / 9])


def test_two_decisions_and_two_posts_agree_more_easily_and_so_does_chance() -> None:
    day = decided(("02", "09-12", "story"), ("02", "18-21", "story"))
    found = compare(day, own(("02 10", "original", "data"), ("02 19", "original", "story")))

    # Slots: two of four drawn, two of four met; none is met by 2/4 x 1/3. Formats: hers are both that are open.
    # Both: the slots drawn are hers, one of hers, or none, with 1/6, 4/6, 1/6; each of hers meets its format by 1/2.
    assert found is not None
    assert [found.shares[part].agreed for part in PARTS] == [1, 1, 1]
    assert [found.shares[part].by_chance for part in PARTS] == pytest.approx([5 / 6, 1, 1 / 6 * 3 / 4 + 4 / 6 * 1 / 2])


def every_draw(part: Part, day: Day) -> float:
    """The same probability by going through every order in which slots could have been drawn, evenly at each step."""

    def agreed(at: int, drawn: tuple[tuple[str, str], ...]) -> float:
        assert day.open is not None
        if at == len(day.open):
            return float(replace(day, decided=drawn).agrees(part))
        slots, formats = day.open[at]
        cells = list(product(sorted(slots - {slot for slot, _ in drawn}), sorted(formats)))
        return sum(agreed(at + 1, (*drawn, cell)) for cell in cells) / len(cells)

    return agreed(0, ())


HOURS = st.integers(0, 23).map(lambda hour: datetime(2026, 3, 2, hour, 30, tzinfo=UTC))
POSTS = st.lists(st.tuples(HOURS, st.sampled_from([*FORMATS, "question", None])), max_size=3)
MENUS = st.permutations(SLOTS).flatmap(
    lambda order: st.lists(st.integers(0, 1), min_size=1, max_size=3).map(
        # each later decision finds the same open, or one slot that nobody took less
        lambda closed: [frozenset(order[: 4 - min(sum(closed[:at]), 4 - at - 1)]) for at in range(len(closed))]
    )
)


@given(POSTS, MENUS, st.sampled_from(PARTS))
def test_chance_is_exact(posts: list[tuple[datetime, str | None]], menus: list[frozenset[str]], part: Part) -> None:
    hers = tuple(OwnPost(str(at), moment, format_) for at, (moment, format_) in enumerate(posts))
    day = Day((), tuple((slots, frozenset(FORMATS)) for slots in menus), hers)

    assert by_chance(part, day) == pytest.approx(every_draw(part, day))


@given(st.lists(st.tuples(st.sampled_from(SLOTS), HOURS), min_size=2, max_size=4))
def test_another_order_is_the_mean_over_all_orders(days: list[tuple[str, datetime]]) -> None:
    decisions = decided(*((f"0{at + 1}", slot, "story") for at, (slot, _) in enumerate(days)))
    posts = own(*((f"0{at + 1} {moment:%H}", "original", None) for at, (_, moment) in enumerate(days)))
    found = compare(decisions, posts)

    def hits(order: Sequence[int]) -> float:
        within = [int(days[at][0][:2]) <= days[to][1].hour < int(days[at][0][3:]) for at, to in enumerate(order)]
        return sum(within) / len(days)

    assert found is not None
    mean = np.mean([hits(order) for order in permutations(range(len(days)))])
    assert found.shares["slot"].shuffled == pytest.approx(mean)


def test_days_without_an_own_post_are_apart() -> None:
    days = decided(*((f"0{day}", "09-12", "story") for day in range(1, 8)))
    posts = own(
        ("01 10", "original", "story"),
        ("02 10", "reply", None),  # no original, and a later day is known
        ("04 10", "unknown", None),  # perhaps an original
        ("05 10", "original", "story"),
        ("06 10", "reply", None),  # the last day that anything is known of: an original may have come after
    )
    found = compare(days, posts)

    assert found is not None
    assert (found.decided, found.compared) == (7, 2)
    assert (found.without_post, found.unclear, found.untold) == (2, 1, 2)
    assert found.shares["slot"].days == 2


def test_a_day_counts_if_it_is_over_was_observed_and_is_no_rehearsal() -> None:
    first = (AS_OF - timedelta(days=SETTINGS.posting.agreement_days - 1)).strftime("%d")
    assert compare(decided(("11", "09-12", "story")), HER_FOUR) is None
    assert compare(decided(("02", "09-12", "story"), mode="suggest"), HER_FOUR) is None
    assert compare(decided(("02", "09-12", "story"), rehearsal=True), HER_FOUR) is None
    assert first == "11"  # of February
    for day, counts in (("2026-02-11", True), ("2026-02-10", False)):
        assert (compare(decided(("02", "09-12", "story"), for_day=pd.Timestamp(day)), HER_FOUR) is not None) == counts


def test_a_post_that_carries_out_a_decision_is_not_her_own_choice() -> None:
    posts, features = HER_FOUR
    carried_out = posts.assign(decision_id=["d9", None, None, None])
    found = compare(FOUR_DAYS, (carried_out, features))

    assert found is not None
    assert (found.compared, found.without_post, found.shares["both"].agreed) == (3, 1, 0)


def test_the_day_and_the_hour_are_those_of_the_account() -> None:
    # Half past four of the third in Tokyo is half past seven in the evening of the second in UTC.
    day = decided(("03", "00-06", "story"))
    posts = own(("02 19", "original", "story"))

    tokyo = compare(day, posts, zone=ZoneInfo("Asia/Tokyo"))
    london = compare(day, posts)
    assert tokyo is not None
    assert london is not None
    assert (tokyo.compared, tokyo.shares["slot"].agreed) == (1, 1)
    assert (london.compared, london.untold) == (0, 1)
    assert london.shares["slot"].low80 is None


def test_without_the_logged_options_chance_is_not_known() -> None:
    nothing = options(FOUR_DAYS).head(0)
    found = agreement(FOUR_DAYS, nothing, *HER_FOUR, pd.DataFrame({"post_id": [], "reward": []}), AS_OF, UTC)

    assert found is not None
    assert found.shares["slot"].by_chance is None
    assert found.shares["slot"].shuffled is not None


def test_what_came_of_it_is_a_difference_with_an_interval() -> None:
    found = compare(FOUR_DAYS, HER_FOUR, [2.0, 4.0, 1.0, 2.0])

    # In the decided slot 2 and 4, elsewhere 1 and 2: 3 less 1.5. Variances of the means: 2/2 and .5/2, so that there
    # are 1.25**2 / (1 + .0625) = 1.4706 degrees of freedom.
    assert found is not None
    slot = found.differences["slot"]
    assert (slot.as_decided, slot.otherwise, slot.mean, slot.missing) == (2, 2, 1.5, "")
    interval = ttest_ind([2.0, 4.0], [1.0, 2.0], equal_var=False).confidence_interval(0.8)
    assert (slot.low80, slot.high80) == pytest.approx((interval.low, interval.high))


def test_too_few_outcomes_are_no_answer_and_say_so() -> None:
    found = compare(FOUR_DAYS, HER_FOUR, [2.0, 4.0, 1.0, None])

    assert found is not None
    assert found.differences["slot"].missing == "1 otherwise with an outcome, 2 are needed"
    assert (found.differences["format"].as_decided, found.differences["format"].otherwise) == (2, 1)
    assert found.differences["both"].mean is None


def test_outcomes_that_are_all_the_same_are_no_answer() -> None:
    found = compare(FOUR_DAYS, HER_FOUR, [0.0] * 4)

    assert found is not None
    assert found.differences["slot"].missing == "the outcomes of neither side vary"


@given(st.lists(st.floats(0, 12), min_size=2, max_size=9), st.lists(st.floats(0, 12), min_size=2, max_size=9))
def test_the_difference_is_that_of_a_second_library(one: list[float], other: list[float]) -> None:
    a, b = np.array(one), np.array(other)
    assume(min(a.std(), b.std()) > 1e-3)  # scipy warns where a side hardly varies
    interval = ttest_ind(a, b, equal_var=False).confidence_interval(0.8)

    assert welch(a, b) == pytest.approx((a.mean() - b.mean(), interval.low, interval.high))

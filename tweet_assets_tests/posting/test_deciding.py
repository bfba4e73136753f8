"""How a day is decided: exact probabilities, open slots, coins and lots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd
import pytest

from tweet_assets.accounts import Account
from tweet_assets.arms import INSPIRED, Inspiration, slot, topic_of
from tweet_assets.learning import bandit, space
from tweet_assets.learning import policy as policy_
from tweet_assets.posting import deciding, decisions_ledger
from tweet_assets.posting.deciding import Plan
from tweet_assets.warehouse import Warehouse
from tweet_assets_tests.learning.conftest import invent_account

SLOTS = (slot("06-09"), slot("12-15"), slot("18-21"))
ACCOUNT = Account("invented_me", topics=("writing",), formats=("question", "story"), slots=SLOTS, posts_per_day=2)
DAY = date(2026, 3, 10)
MIDNIGHT = datetime(2026, 3, 10, tzinfo=UTC)
PLAN = Plan(ACCOUNT, DAY, ZoneInfo("UTC"), MIDNIGHT, rehearsal=False)


def learned(account: Account = ACCOUNT, for_day: date = DAY, posts: int = 60) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The policy of an account for a day, and the beliefs that it is made from, after some invented posts."""
    known, earned = invent_account(posts, 1)
    chance, arms, as_of = np.random.default_rng(2), space.of(account), for_day - timedelta(days=1)
    drawn = {name: chance.choice(list(arms.factors[name]), posts) for name in ("format", "slot", "topic")}
    statistics = bandit.statistics(known.assign(**drawn), earned, arms, ZoneInfo("UTC"))
    stamp = {"account": account.handle, "as_of": pd.Timestamp(as_of)}
    beliefs = bandit.posteriors(statistics, arms, as_of).assign(**stamp)
    return policy_.for_day(beliefs, account, for_day).assign(**stamp), beliefs


POLICY, BELIEFS = learned()


def policy(version: str = "v1") -> pd.DataFrame:
    return POLICY.assign(policy_version=version)


def decide(
    plan: Plan,
    policy: pd.DataFrame,
    stock: pd.DataFrame,
    standing: pd.DataFrame,
    near: Sequence[datetime] = (),
    beliefs: pd.DataFrame = BELIEFS,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    return deciding.decide(plan, policy, beliefs, stock, standing, near)


def stock(verdicts: tuple[str, ...] = ("clean", "clean", "blocked"), inspiration: str = "none") -> pd.DataFrame:
    rows = [
        (f"{f}-{n}", f, inspiration, "writing", f"{f} {n}", verdict, False, 0.02, 0.01, 0.04)
        for f in ACCOUNT.formats
        for n, verdict in enumerate(verdicts)
    ]
    columns = [
        "draft_id",
        "format",
        "inspiration",
        "topic",
        "text",
        "verdict",
        "rehearsal",
        "expected_rate",
        "low80",
        "high80",
    ]
    return pd.DataFrame(rows, columns=columns).assign(may_rank=False, needs_person=False, example_form="structure")


STANDING = pd.DataFrame(
    {
        "slot": pd.Series(dtype="str"),
        "draft_id": pd.Series(dtype="str"),
        "ordinal": pd.Series(dtype="Int64"),
        "due_at": pd.Series(dtype="datetime64[us, UTC]"),
    }
)


FAR = pd.Timestamp("2026-03-01T00:00Z")


def test_what_each_decision_was_drawn_from_sums_to_1_and_holds_its_arm() -> None:
    decisions, options = decide(PLAN, policy(), stock(), STANDING)

    assert np.allclose(options.groupby("decision_id")["probability"].sum(), 1, atol=1e-12)
    logged = decisions.drop(columns="topic").merge(options, on=["decision_id", "format", "slot"])
    assert (logged["propensity"] == logged["probability"]).all()
    assert len(logged) == 2
    # The first could choose among three slots, the second no longer had the first one's.
    assert sorted(options.groupby("decision_id").size()) == [4, 6]


def test_a_later_post_is_drawn_by_how_often_an_arm_is_the_best_of_those_that_are_left() -> None:
    decisions, options = decide(PLAN, policy(), stock(), STANDING)
    first, second = (options[options["decision_id"] == decision] for decision in decisions["decision_id"])
    left = [s.name for s in SLOTS if s.name != decisions["slot"].iloc[0]]

    logged = [rows.set_index(["format", "slot"])["probability"] for rows in (first, second)]
    for found, slots in zip(logged, ([s.name for s in SLOTS], left), strict=True):
        drawn_from = policy_.among(policy(), BELIEFS, ACCOUNT, {"slot": slots}).set_index(["format", "slot"])
        pd.testing.assert_series_equal(found, drawn_from["probability"], check_exact=True)
    whole = policy().set_index(["format", "slot"])["probability"]
    assert logged[0].equals(whole)
    kept = whole[logged[1].index] / whole[logged[1].index].sum()
    assert (logged[1] - kept).abs().max() > 0.02  # and not in the proportions of the whole policy


def test_where_the_policy_chooses_topics_a_decision_has_the_topic_drawn_and_its_propensity() -> None:
    account = replace(ACCOUNT, topics=("writing", "coding"), dimensions=("format", "slot", "topic"))
    both, beliefs = learned(account, posts=10)
    drafts = pd.concat([stock().assign(topic=t, draft_id=stock()["draft_id"] + t) for t in account.topics])

    topics = set()
    for number in range(12):
        asked = both.assign(policy_version=f"v{number}")
        decisions, options = decide(replace(PLAN, account=account), asked, drafts, STANDING, beliefs=beliefs)
        logged = decisions.merge(options, on=["decision_id", "format", "slot", "topic"])
        assert (logged["propensity"] == logged["probability"]).all()
        assert len(logged) == 2
        assert all(draft.endswith(t) for draft, t in zip(decisions["draft_id"], decisions["topic"], strict=True))
        topics |= set(decisions["topic"])

    assert topics == {"writing", "coding"}


@pytest.fixture(scope="module")
def many_days() -> pd.DataFrame:
    """400 first decisions of a day, each under a policy of the same probabilities and another version."""
    one = replace(PLAN, account=replace(ACCOUNT, posts_per_day=1), inspirations=INSPIRED)
    drafts = pd.concat([stock(inspiration=side) for side in INSPIRED])
    return pd.concat([decide(one, policy(f"v{n}"), drafts, STANDING)[0] for n in range(400)], ignore_index=True)


def test_arms_are_drawn_as_often_as_their_probability_says(many_days: pd.DataFrame) -> None:
    drawn = Counter(zip(many_days["format"], many_days["slot"], strict=True))

    expected = policy().set_index(["format", "slot"])["probability"] * 400
    chi_square = sum((drawn[arm] - count) ** 2 / count for arm, count in expected.items())  # type: ignore[index]
    assert chi_square < 20.5  # of 5 degrees of freedom; 1 in 1,000 seeds would pass it


def test_a_draft_is_drawn_uniformly_among_those_of_its_cell(many_days: pd.DataFrame) -> None:
    first = int(many_days["draft_id"].str.endswith("-0").sum())

    assert many_days["draft_probability"].eq(0.5).all()  # the third is blocked
    assert abs(first - 200) < 3.3 * np.sqrt(400 / 4)


def test_the_same_inputs_give_the_same_day_and_another_policy_another_seed() -> None:
    first, _ = decide(PLAN, policy(), stock(), STANDING)
    again, _ = decide(PLAN, policy(), stock().iloc[::-1], STANDING)
    other, _ = decide(PLAN, policy("v2"), stock(), STANDING)

    pd.testing.assert_frame_equal(first, again)
    assert first["seed"].is_unique
    assert set(first["seed"]).isdisjoint(other["seed"])
    assert first["decision_id"].tolist() == other["decision_id"].tolist()


@pytest.mark.parametrize(
    ("clock", "open_slots"),
    [
        ("00:00", ["06-09", "12-15", "18-21"]),
        ("08:29", ["06-09", "12-15", "18-21"]),
        ("08:30", ["12-15", "18-21"]),  # thirty minutes are too few
        ("14:45", ["18-21"]),
        ("23:00", []),
    ],
)
def test_a_slot_is_open_until_half_an_hour_before_its_end(clock: str, open_slots: list[str]) -> None:
    now = datetime.fromisoformat(f"2026-03-10T{clock}:00+00:00")

    assert replace(PLAN, now=now).open_slots([]) == open_slots
    assert replace(PLAN, now=now, rehearsal=True).open_slots([]) == ["06-09", "12-15", "18-21"]


def test_a_day_that_has_not_begun_in_the_zone_of_the_account_is_all_open() -> None:
    # In New York the tenth begins at 04:00 of the tenth in UTC.
    plan = replace(PLAN, zone=ZoneInfo("America/New_York"), account=replace(ACCOUNT, slots=(slot("00-01"), *SLOTS)))

    assert replace(plan, now=datetime(2026, 3, 10, 3, 59, tzinfo=UTC)).open_slots([])[0] == "00-01"
    assert replace(plan, now=datetime(2026, 3, 10, 4, 29, tzinfo=UTC)).open_slots([])[0] == "00-01"
    assert replace(plan, now=datetime(2026, 3, 10, 4, 30, tzinfo=UTC)).open_slots([])[0] == "06-09"
    # In Tokyo it is 08:30 of the tenth while it is still the ninth in UTC.
    tokyo = replace(PLAN, zone=ZoneInfo("Asia/Tokyo"), now=datetime(2026, 3, 9, 23, 30, tzinfo=UTC))
    assert tokyo.open_slots([]) == ["12-15", "18-21"]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_due_moment_lies_in_its_slot_when_the_clock_changes(day: date, hours: int) -> None:
    zone = ZoneInfo("Europe/Lisbon")
    midnights = [datetime(day.year, day.month, day.day + n, tzinfo=zone).astimezone(UTC) for n in (0, 1)]
    assert (midnights[1] - midnights[0]).total_seconds() == 3600 * hours
    early = replace(ACCOUNT, slots=(slot("00-06"), slot("06-09")), posts_per_day=2)
    plan = Plan(early, day, zone, datetime(2026, 1, 1, tzinfo=UTC), rehearsal=False)
    known, beliefs = learned(early, day)
    for n in range(40):
        decisions, _ = decide(plan, known.assign(policy_version=f"v{n}"), stock(), STANDING, beliefs=beliefs)
        for _, row in decisions.iterrows():
            local = row["due_at"].astimezone(zone)
            assert local.date() == day
            assert next(s for s in early.slots if s.name == row["slot"]).holds(local)


def test_a_slot_that_the_clock_skips_is_closed_that_day() -> None:
    account = replace(ACCOUNT, slots=(slot("01-02"), slot("06-09")))
    plan = Plan(account, date(2026, 3, 29), ZoneInfo("Europe/Lisbon"), MIDNIGHT, rehearsal=False)

    assert plan.open_slots([]) == ["06-09"]
    assert replace(plan, for_day=date(2026, 3, 30)).open_slots([]) == ["01-02", "06-09"]


def test_a_plan_without_inspiration_assigns_none_and_takes_drafts_written_without_examples() -> None:
    plain, _ = decide(PLAN, policy(), pd.concat([stock(inspiration="own"), stock()]), STANDING)
    inspired, _ = decide(replace(PLAN, inspirations=INSPIRED), policy(), stock(), STANDING)

    assert plain[["inspiration", "inspiration_probability"]].isna().all().all()
    assert plain["draft_id"].notna().all()
    assert inspired["inspiration_probability"].tolist() == [0.5, 0.5]
    assert inspired["draft_id"].isna().all()  # drafts of another inspiration than the coin's are not of the cell


def test_a_draft_on_another_topic_than_the_days_is_not_of_the_cell() -> None:
    account = replace(ACCOUNT, topics=("writing", "reading"))
    decisions, _ = decide(replace(PLAN, account=account), policy(), stock(), STANDING)

    topics = [topic_of(account.topics, DAY, name) for name in decisions["format"]]
    assert decisions["topic"].tolist() == topics
    assert decisions["draft_id"].notna().tolist() == [topic == "writing" for topic in topics]


def test_a_day_without_an_open_slot_has_no_decision() -> None:
    late = replace(PLAN, now=datetime(2026, 3, 10, 23, tzinfo=UTC))

    assert [len(frame) for frame in decide(late, policy(), stock(), STANDING)] == [0, 0]


def test_a_due_moment_is_never_in_the_past() -> None:
    # 31 minutes before the slot's end there is one minute to draw, and it has not begun: not the one that is running.
    now = datetime(2026, 3, 10, 20, 28, 45, tzinfo=UTC)
    for n in range(20):
        decisions, _ = decide(replace(PLAN, now=now), policy(f"v{n}"), stock(), STANDING)
        assert decisions["due_at"].tolist() == [pd.Timestamp("2026-03-10T20:29Z")]


def test_inspiration_is_a_fair_coin(many_days: pd.DataFrame) -> None:
    assert set(many_days["inspiration"]) == {"own", "own+viral"}
    assert abs(int((many_days["inspiration"] == "own").sum()) - 200) < 3.3 * np.sqrt(400 / 4)


def test_inspiration_does_not_depend_on_the_format_that_was_drawn(many_days: pd.DataFrame) -> None:
    sides = many_days.groupby("format")["inspiration"].agg(lambda side: (side == "own").mean())
    counts = many_days["format"].value_counts()

    apart = abs(sides["question"] - sides["story"])
    assert apart < 3.3 * np.sqrt(0.25 / counts["question"] + 0.25 / counts["story"])


def test_the_coin_is_tossed_before_anybody_looks_at_drafts() -> None:
    plan = replace(PLAN, inspirations=INSPIRED)
    for n in range(10):
        empty, _ = decide(plan, policy(f"v{n}"), stock().iloc[:0], STANDING)
        full, _ = decide(plan, policy(f"v{n}"), stock(inspiration="own"), STANDING)
        assert empty["inspiration"].tolist() == full["inspiration"].tolist()


def test_without_a_fit_draft_the_arms_stand_as_drawn_and_blocked_ones_are_never_taken() -> None:
    with_drafts, _ = decide(PLAN, policy(), stock(), STANDING)
    without, _ = decide(PLAN, policy(), stock(("blocked", "blocked")), STANDING)

    assert without["draft_id"].isna().all()
    assert without["text"].isna().all()
    assert without[["format", "slot", "propensity"]].equals(with_drafts[["format", "slot", "propensity"]])
    assert with_drafts["draft_probability"].iloc[0] == 0.5  # two of three are not blocked
    assert not with_drafts["draft_id"].str.endswith("-2").any()


def test_a_draft_that_a_standing_decision_of_the_day_has_is_not_drawn_again() -> None:
    for n in range(10):
        stands = pd.DataFrame({"slot": ["06-09"], "draft_id": ["story-0"], "ordinal": [1]}).assign(due_at=FAR)
        decisions, _ = decide(PLAN, policy(f"v{n}"), stock(), stands)
        assert decisions["ordinal"].tolist() == [2]
        assert decisions["slot"].item() != "06-09"
        assert decisions["draft_id"].item() != "story-0"


def test_two_posts_are_never_due_within_two_hours_and_a_slot_without_such_a_moment_is_closed() -> None:
    hours = tuple(slot(name) for name in ("09-10", "10-11", "11-12", "14-15"))
    plan = replace(PLAN, account=replace(ACCOUNT, slots=hours, posts_per_day=3))
    at = {name: datetime(2026, 3, 10, *map(int, name.split(":")), tzinfo=UTC) for name in ("09:10", "10:10", "15:50")}

    assert plan.open_slots(["09-10"], [at["09:10"]]) == ["11-12", "14-15"]
    assert plan.open_slots(["10-11"], [at["10:10"]]) == ["14-15"]
    assert plan.open_slots([], [at["15:50"]]) == ["09-10", "10-11", "11-12"]

    options, beliefs = learned(plan.account)
    for n in range(40):
        decisions, probabilities = decide(
            plan, options.assign(policy_version=f"v{n}"), stock(), STANDING, [at["15:50"]], beliefs
        )
        dues = sorted([*decisions["due_at"], pd.Timestamp(at["15:50"])])
        assert min(later - earlier for earlier, later in pairwise(dues)) >= pd.Timedelta(hours=2)
        assert np.allclose(probabilities.groupby("decision_id")["probability"].sum(), 1)
        assert len(decisions) <= 2  # at most one of the morning, and 14-15 is too near to 15:50


# ---- the ledger


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "posting.duckdb", "posting")


def test_what_stands_is_never_drawn_again(store: Warehouse) -> None:
    first = decisions_ledger.fill(store, PLAN, policy(), BELIEFS, stock())
    again = decisions_ledger.fill(store, PLAN, policy("v2"), BELIEFS, stock(("clean",)))
    more = decisions_ledger.fill(
        store, replace(PLAN, account=replace(ACCOUNT, posts_per_day=3)), policy("v3"), BELIEFS, stock()
    )

    pd.testing.assert_frame_equal(first, again)
    pd.testing.assert_frame_equal(more.iloc[:2], first)
    assert more["policy_version"].tolist() == ["v1", "v1", "v3"]
    assert more["slot"].is_unique
    assert more["draft_id"].is_unique


def test_a_rehearsal_is_replaceable_has_ids_of_its_own_and_is_not_made_over_real_decisions(store: Warehouse) -> None:
    rehearsed = replace(PLAN, rehearsal=True)
    drafts = stock().assign(rehearsal=True)
    first = decisions_ledger.fill(store, rehearsed, policy(), BELIEFS, drafts)
    second = decisions_ledger.fill(store, rehearsed, policy("v2"), BELIEFS, drafts)
    real = decisions_ledger.fill(store, PLAN, policy(), BELIEFS, stock())

    assert first["decision_id"].tolist() == second["decision_id"].tolist()
    assert set(second["policy_version"]) == {"v2"}
    assert set(second["decision_id"]).isdisjoint(real["decision_id"])
    assert store.table("posting.decision_probabilities")["decision_id"].nunique() == len(real)
    assert set(decisions_ledger.uses(store, PLAN.for_day)["decision_id"]) == set(real["decision_id"])

    other = replace(rehearsed, for_day=date(2026, 3, 11))
    assert (
        decisions_ledger.fill(store, replace(other, rehearsal=False), policy(), BELIEFS, stock())["rehearsal"].tolist()
        == [False] * 2
    )
    assert decisions_ledger.fill(store, other, policy(), BELIEFS, drafts)["rehearsal"].tolist() == [False] * 2


def test_the_days_beside_a_day_are_kept_apart_from_it_too(store: Warehouse) -> None:
    late = replace(ACCOUNT, slots=(slot("22-24"),))
    early = replace(ACCOUNT, slots=(slot("00-01"), slot("03-05")), posts_per_day=1)
    next_day = date(2026, 3, 11)
    first = decisions_ledger.fill(store, replace(PLAN, account=late), *learned(late), stock())
    second = decisions_ledger.fill(
        store, replace(PLAN, account=early, for_day=next_day), *learned(early, next_day), stock()
    )

    assert (second["due_at"].min() - first["due_at"].max()) >= pd.Timedelta(hours=2)


def test_a_day_is_kept_apart_from_the_one_before_and_from_the_one_after_whichever_stands(store: Warehouse) -> None:
    early = replace(ACCOUNT, slots=(slot("00-01"),), posts_per_day=1)
    late = replace(ACCOUNT, slots=(slot("20-22"), slot("23-24")), posts_per_day=2)
    next_day = date(2026, 3, 11)
    decisions_ledger.fill(store, replace(PLAN, account=early, for_day=next_day), *learned(early, next_day), stock())
    before = decisions_ledger.fill(store, replace(PLAN, account=late), *learned(late), stock())

    latest = replace(ACCOUNT, slots=(slot("23-24"),), posts_per_day=1)
    evening, night = date(2026, 3, 14), date(2026, 3, 15)
    decisions_ledger.fill(store, replace(PLAN, account=latest, for_day=evening), *learned(latest, evening), stock())
    after = decisions_ledger.fill(store, replace(PLAN, account=early, for_day=night), *learned(early, night), stock())

    assert after.empty
    assert before["slot"].tolist() == ["20-22"]  # of 23 to 24 every minute is within two hours of the next post


def test_what_is_missing_of_a_real_day_is_not_filled_by_rehearsing_it(store: Warehouse) -> None:
    real = decisions_ledger.fill(store, PLAN, policy(), BELIEFS, stock())
    more = replace(PLAN, account=replace(ACCOUNT, posts_per_day=3), rehearsal=True)

    pd.testing.assert_frame_equal(decisions_ledger.fill(store, more, policy("v2"), BELIEFS, stock()), real)


@pytest.mark.parametrize("rehearsal", [True, False])
def test_rehearsed_drafts_are_for_rehearsals_and_real_ones_for_real_days(store: Warehouse, rehearsal: bool) -> None:
    drafts = stock().assign(rehearsal=not rehearsal)

    assert (
        decisions_ledger.fill(store, replace(PLAN, rehearsal=rehearsal), policy(), BELIEFS, drafts)["draft_id"]
        .isna()
        .all()
    )


def test_a_draft_is_taken_once_and_its_use_is_told(store: Warehouse) -> None:
    days = [
        decisions_ledger.fill(store, replace(PLAN, for_day=date(2026, 3, d)), policy(), BELIEFS, stock())
        for d in (10, 11, 12)
    ]
    taken = pd.concat(days)["draft_id"].dropna()

    assert taken.is_unique
    uses = decisions_ledger.uses(store, date(2026, 3, 11))
    assert set(uses["draft_id"]) == set(pd.concat(days[1:])["draft_id"].dropna())
    assert set(uses.columns) == {"draft_id", "decision_id", "account", "used_for"}


def test_a_draft_of_a_day_decided_ahead_is_not_used_on_the_days_before_it(store: Warehouse) -> None:
    days = [
        decisions_ledger.fill(store, replace(PLAN, for_day=date(2026, 3, d)), policy(), BELIEFS, stock())
        for d in (12, 11, 10)
    ]

    assert pd.concat(days)["draft_id"].dropna().is_unique


def test_rehearsing_days_again_decides_them_as_the_first_time(store: Warehouse) -> None:
    drafts = stock(("clean",) * 4).assign(rehearsal=True)

    def rehearse() -> pd.DataFrame:
        plans = [replace(PLAN, for_day=date(2026, 3, day), rehearsal=True) for day in (10, 11, 12)]
        return pd.concat(
            [decisions_ledger.fill(store, plan, policy(), BELIEFS, drafts) for plan in plans], ignore_index=True
        )

    first = rehearse()

    pd.testing.assert_frame_equal(first, rehearse())
    assert first["draft_id"].dropna().is_unique
    assert len(first["draft_id"].dropna()) > 4  # else there were too few drafts to be taken from each other


def test_drafts_are_good_for_a_week() -> None:
    drafts = pd.DataFrame({"for_day": pd.to_datetime(["2026-03-03", "2026-03-04", "2026-03-10", "2026-03-11"])})

    assert decisions_ledger.recent(drafts, DAY)["for_day"].dt.day.tolist() == [4, 10]


def test_real_decisions_are_made_where_only_a_rehearsal_stands(store: Warehouse) -> None:
    decisions_ledger.fill(store, replace(PLAN, rehearsal=True), policy(), BELIEFS, stock().assign(rehearsal=True))

    real = decisions_ledger.fill(store, PLAN, policy(), BELIEFS, stock())

    assert real["rehearsal"].tolist() == [False, False]
    assert store.table("posting.decisions")["decision_id"].nunique() == 2


def test_accounts_do_not_touch_each_other(store: Warehouse) -> None:
    other = replace(PLAN, account=replace(ACCOUNT, handle="invented_you"))
    mine = decisions_ledger.fill(store, PLAN, policy(), BELIEFS, stock())
    theirs = decisions_ledger.fill(store, other, policy().assign(account="invented_you"), BELIEFS, stock())

    assert set(mine["decision_id"]).isdisjoint(theirs["decision_id"])
    pd.testing.assert_frame_equal(decisions_ledger.fill(store, PLAN, policy("v2"), BELIEFS, stock()), mine)


def test_an_insert_that_fails_leaves_nothing(store: Warehouse) -> None:
    with pytest.raises(duckdb.ConstraintException):  # the decisions can be stored, their probabilities cannot
        decisions_ledger.fill(store, PLAN, policy().assign(account=None), BELIEFS, stock())

    assert store.table("posting.decisions").empty
    assert store.table("posting.decision_probabilities").empty


def test_a_models_rows_are_those_of_the_account_and_the_day() -> None:
    rows = pd.DataFrame(
        {
            "account": ["invented_me", "invented_me", "invented_you"],
            "as_of": pd.to_datetime(["2026-03-09", "2026-03-08", "2026-03-09"]),
            "term": ["wanted", "older", "another's"],
        }
    )

    assert decisions_ledger.of({"model": rows}, "invented_me", date(2026, 3, 9))["model"]["term"].tolist() == ["wanted"]


def test_the_coin_falls_on_as_many_sides_as_the_account_asks_for() -> None:
    sides: tuple[Inspiration, ...] = ("none", "own", "own+viral")
    one = replace(PLAN, account=replace(ACCOUNT, posts_per_day=1), inspirations=sides)
    drawn = pd.concat([decide(one, policy(f"v{n}"), stock(), STANDING)[0] for n in range(300)])
    assert (drawn["inspiration_probability"] == 1 / 3).all()
    assert all(70 <= (drawn["inspiration"] == side).sum() <= 130 for side in sides)


def test_what_could_have_been_drawn_and_had_no_draft_is_logged() -> None:
    without = stock(inspiration="own")
    without = without[without["format"] != "story"]
    decisions, _ = decide(replace(PLAN, inspirations=INSPIRED), policy(), without, STANDING)
    empty = ["question | own+viral | writing", "story | own | writing", "story | own+viral | writing"]
    assert decisions["empty_cells"].tolist() == [empty, empty]
    full, _ = decide(PLAN, policy(), stock(), STANDING)
    assert full["empty_cells"].tolist() == [[], []]


def test_a_ridge_that_has_earned_it_chooses_the_draft_and_the_arms_stay_as_drawn() -> None:
    better = stock().assign(expected_rate=[0.01, 0.09, 0.5, 0.01, 0.09, 0.5])  # what is blocked expects most
    one = replace(PLAN, account=replace(ACCOUNT, posts_per_day=1))
    by_lot, drawn = decide(one, policy(), better, STANDING)
    ranked, also_drawn = decide(one, policy(), better.assign(may_rank=True), STANDING)
    pd.testing.assert_frame_equal(drawn, also_drawn)
    assert ranked["draft_id"].str.endswith("-1").all()
    assert (ranked["draft_probability"].tolist(), ranked["chosen_by"].tolist()) == ([1.0], ["rank"])
    assert set(by_lot["chosen_by"]) == {"lot"}
    unknown = better.assign(may_rank=True, expected_rate=np.nan)
    assert set(decide(PLAN, policy(), unknown, STANDING)[0]["chosen_by"]) == {"lot"}


def test_a_decision_says_whether_its_draft_needs_a_person_and_how_tweets_of_others_were_shown() -> None:
    told = stock().assign(needs_person=True, example_form="text")
    decisions, _ = decide(PLAN, policy(), told, STANDING)
    assert decisions["needs_person"].tolist() == [True, True]
    assert decisions["example_form"].tolist() == ["text", "text"]
    nothing, _ = decide(PLAN, policy(), stock().iloc[:0], STANDING)
    assert nothing[["needs_person", "example_form", "chosen_by"]].isna().all().all()

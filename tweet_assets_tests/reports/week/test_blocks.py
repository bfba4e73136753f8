"""The blocks of a week's page, each over literal rows with an answer worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import log, sqrt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from reports.week.conftest import AS_OF, posts

from tweet_assets.reports.facts import History
from tweet_assets.reports.week import claims, front, health, inspiration, interplay, recent, reliability, worth
from tweet_assets.reports.week.coming import coming
from tweet_assets.reports.week.facts import WeekFacts

LISBON = ZoneInfo("Europe/Lisbon")
Learned = dict[str, pd.DataFrame]


def fits(learned: Learned, as_of: str = "2026-02-27") -> Learned:
    return {
        name: learned[name].assign(as_of=pd.Timestamp(as_of))
        for name in ("engagement_count_model", "engagement_count_skill")
    }


def test_a_week_is_the_posts_that_matured_in_its_seven_days(learned: Learned) -> None:
    found = recent.recent(posts([0, 6, 7, 96, 97], [1, 2, 3, 4, 5]), fits(learned), AS_OF, LISBON)

    assert [post.engagement for post in found.posts] == [2, 1]
    assert sorted(found.before) == [3, 4]  # seven to ninety-six days ago; the ninety-seventh is beyond ninety
    assert found.title == "2 posts of this week beside 2 before: too few to call it better or worse"


def test_a_week_is_called_better_only_where_its_interval_says_so(learned: Learned) -> None:
    usual = posts([0, 1, 2, *range(10, 40)], [10, 11, 9, *([8, 10, 12] * 10)])
    better = posts([0, 1, 2, *range(10, 40)], [100, 110, 90, *([8, 10, 12] * 10)])

    assert recent.recent(usual, fits(learned), AS_OF, LISBON).title.startswith("A usual week: 3 posts, a typical one")
    told = recent.recent(better, fits(learned), AS_OF, LISBON)
    assert told.title.startswith("A better week than usual: 3 posts")
    # the means of log(x + 1) are log(100.7) and log(10.87), nearly
    assert told.change == pytest.approx(log(100.7 / 10.87), abs=0.01)


def test_a_post_is_foretold_by_a_fit_of_a_day_before_it_and_by_none_that_has_seen_it(learned: Learned) -> None:
    one = posts([0], [400])  # posted on 6 March

    before = recent.recent(one, fits(learned, "2026-03-05"), AS_OF, LISBON).posts[0]
    same_day = recent.recent(one, fits(learned, "2026-03-06"), AS_OF, LISBON).posts[0]
    unproven = fits(learned)
    unproven["engagement_count_skill"] = unproven["engagement_count_skill"].assign(enough_evidence=False)

    # the model is its intercept, 2.4 with an sd of .1, and posts scatter by .8
    assert before.expected == pytest.approx(np.expm1(2.4))
    assert before.high80 == pytest.approx(np.expm1(2.4 + 1.284 * sqrt(0.1**2 + 0.8**2)), rel=0.01)
    assert before.against == "better"
    assert same_day.against == "not foretold"
    assert recent.recent(one, unproven, AS_OF, LISBON).posts[0].against == "not foretold"


def test_no_post_is_among_the_best_and_the_worst(learned: Learned) -> None:
    for count in range(9):
        found = recent.recent(posts([0] * count, list(range(count))), fits(learned), AS_OF, LISBON)
        best, worst = ({post.post_id for post in side} for side in (found.best, found.worst))
        assert best.isdisjoint(worst)
        assert len(best) == min(3, (count + 1) // 2)
        assert len(worst) == min(3, count // 2)


def test_a_post_without_a_count_is_said_and_not_ranked(learned: Learned) -> None:
    found = recent.recent(posts([0, 0], [None, 5]), fits(learned), AS_OF, LISBON)
    assert (len(found.posts), found.unmeasured) == (1, 1)


def test_a_combination_is_told_against_the_account_and_sure_by_its_interval(learned: Learned) -> None:
    policy = learned["policy"].iloc[:2].assign(mean=[2.8, 2.0], low80=[2.5, 1.0], high80=[3.1, 3.0], posts=[12, 3])

    found = interplay.interplay(policy, learned["arm_posteriors"])

    first, second = found.combinations
    assert (first.format, first.slot, first.few) == ("question", "06-09", False)
    assert first.difference == pytest.approx(0.4)  # the account's level is 2.4
    # an 80 % interval of +/- .3 is an sd of .234, and .4 is 1.71 of those: 2 Phi(1.71) - 1
    assert first.certainty == pytest.approx(0.9125, abs=0.002)
    assert (second.few, second.certainty < 0.4) == (True, True)
    assert found.title.startswith("Best so far: question at 06-09, +49 %")
    assert (
        interplay.interplay(policy.iloc[:0], learned["arm_posteriors"]).title == "No combination has been looked at yet"
    )


def test_what_the_policy_is_worth_is_told_by_the_first_estimator_that_answers(learned: Learned) -> None:
    rows = learned["policy_value"].astype({"answered": "object"})
    answered = rows.assign(answered=rows["estimator"] == "snipw", value=0.2, low90=0.05, high90=0.35)

    found = worth.worth(answered)
    [against] = [one for one in found.comparisons if one.change is not None]

    assert against.against == "posting at random"
    assert "+22 % (90 % interval from +5 % to +42 %), by self-normalised weights; 62 posts" in against.said
    assert found.title == "Following the policy helped: +22 % against posting at random"
    unsure = worth.worth(answered.assign(low90=-0.1))
    assert unsure.title == "Whether following the policy helped cannot be told apart from luck yet"
    assert worth.worth(rows).title == "Cannot tell yet whether the policy helps: 62 posts went out as drawn"
    assert worth.worth(rows.iloc[:0]).values == ()


def coin(drawn: tuple[int, int], means: tuple[float, float]) -> pd.DataFrame:
    """Posteriors of the two sides of the coin: sds .1 and .2, covariance .01."""
    return pd.DataFrame(
        {
            "dimension": "inspiration",
            "arm": ["own", "own+viral"],
            "position": [0, 1],
            "posts_randomised": list(drawn),
            "mean": list(means),
            "noise_sd": 1.0,
            "covariance": [[0.01], [0.01, 0.04]],
        }
    )


def test_tweets_of_others_are_compared_by_what_the_coin_gave_with_their_covariance() -> None:
    found = inspiration.inspiration(coin((30, 40), (-0.1, 0.3)), {"structure": 40})

    # .01 + .04 - 2 x .01 = .03
    assert found.change == pytest.approx(0.4)
    assert found.low90 == pytest.approx(0.4 - 1.645 * sqrt(0.03), abs=0.001)
    assert found.title == "Tweets of others in the prompt help: +49 %"
    assert found.said.startswith("40 posts with tweets of others in the prompt, 30 with own posts alone: +49 %")
    # 4 (1.645 + .842)**2 / log(1.25)**2 = 496.6, less the 70 there are
    assert found.posts_needed == 427
    assert found.said.endswith("They are shown as structure in 40 decisions.")


@pytest.mark.parametrize("drawn", [(0, 0), (5, 0), (0, 5)])
def test_one_side_of_the_coin_alone_tells_nothing(drawn: tuple[int, int]) -> None:
    found = inspiration.inspiration(coin(drawn, (0.0, 0.3)), {})

    assert found.change is None
    assert "cannot tell yet" in found.title
    assert "both are needed" in found.said


def test_an_account_without_a_coin_is_told_so(learned: Learned) -> None:
    nothing = inspiration.inspiration(learned["arm_posteriors"].iloc[:0], {})
    assert (nothing.change, nothing.posts_needed) == (None, None)
    assert nothing.said == (
        "0 posts with tweets of others in the prompt, 0 with own posts alone: both are needed before there is a "
        "difference. No decision was written with tweets of others yet."
    )


def replay(*days: tuple[str, list[str]]) -> pd.DataFrame:
    frame = pd.DataFrame(days, columns=["as_of", "claims"])
    return frame.assign(as_of=pd.to_datetime(frame["as_of"]), mode="in hindsight")


def test_a_claim_is_graded_by_posts_that_matured_after_it_and_by_none_before() -> None:
    said = replay(("2026-02-01", []), ("2026-02-10", ["format question: better"]), ("2026-03-07", []))
    before = posts([30] * 6, [1000] * 6, format="question")
    after = posts([5] * 12, [50] * 6 + [10] * 6, format=["question"] * 6 + ["story"] * 6)
    scatter = np.tile([-0.1, 0.0, 0.1], 4)
    after = after.assign(reward=after["reward"] + scatter)

    [found] = claims.claims(said, pd.concat([before, after]), AS_OF)

    assert (found.since, found.stands, found.posts, found.others) == (date(2026, 2, 10), False, 6, 6)
    assert found.change == pytest.approx(log(51 / 11))
    assert found.grade == "held up"
    assert claims.title([found]) == "1 claim so far: 1 held up, 0 did not, 0 open"
    assert "no longer said; 6 posts of it since, +364 % against 6 others" in found.told


def test_a_claim_that_turned_did_not_hold_up_and_too_few_posts_leave_it_open() -> None:
    said = replay(("2026-02-10", ["format question: better", "slot 09-12: worse"]))
    scatter = np.tile([-0.1, 0.1], 6)
    after = posts([5] * 12, [10] * 6 + [50] * 6, format=["question"] * 6 + ["story"] * 6)

    found = {claim.said: claim for claim in claims.claims(said, after.assign(reward=after["reward"] + scatter), AS_OF)}

    assert found["format question: better"].grade == "did not hold up"
    assert found["slot 09-12: worse"].grade == "open"  # every post was in that slot: there are no others
    assert found["slot 09-12: worse"].told == "still said; 12 posts of it since: too few to grade"
    assert claims.title([]) == "Nothing has been called better or worse yet"


def test_later_days_say_nothing_of_an_earlier_week() -> None:
    said = replay(("2026-02-10", ["format question: better"]), ("2026-03-08", ["format story: worse"]))
    assert [claim.said for claim in claims.claims(said, posts([], []), AS_OF)] == ["format question: better"]


def test_health_says_what_is_missing_refused_unknown_spent_and_failed(week_facts: WeekFacts) -> None:
    spent = pd.DataFrame(
        {
            "utc_day": pd.to_datetime(["2026-03-01", "2026-03-07", "2026-02-28"]),
            "begun_at": pd.to_datetime(["2026-03-01", "2026-03-07", "2026-02-28"], utc=True),
            "usd_spent": [0.01, np.nan, 5.0],
            "usd_reserved": [0.1, 0.2, 5.0],
        }
    )
    stuck = week_facts.outbox.assign(state="needs_human")

    found = {
        line.what: line
        for line in health.health(replace(week_facts, model_calls=spent, outbox=stuck, failed_checks=["a of b"]))
    }

    assert (found["outcomes"].state, found["outcomes"].said[:28]) == ("look", "26 posts of 338 that are a d")
    assert found["imports"].said.startswith("2 rows of other accounts and 0 rows without a post")
    assert (found["sends"].state, "(d1, d2)" in found["sends"].said) == ("wrong", True)
    assert found["spend"].said == "$0.21 for language models and $0.00 for X in the seven days."  # unknown: as reserved
    assert found["checks"].said == "1 check failed when last run: a of b."
    unknown = {line.what: line.state for line in health.health(replace(week_facts, failed_checks=None))}
    assert unknown["checks"] == "unknown"


def test_a_decision_exploits_where_nothing_open_was_expected_to_do_better(planned: Learned, learned: Learned) -> None:
    def kind(**means: float) -> str:
        policy = learned["policy"].copy()
        for slot, mean in means.items():
            policy.loc[
                (policy["format"] == "question") & (policy["slot"] == slot.strip("s").replace("_", "-")), "mean"
            ] = mean
        found = coming(
            planned["decisions"], planned["decision_probabilities"], planned["outbox"], policy,
            [date(2026, 3, 8)], LISBON, publishes_to_x=True,
        )  # fmt: skip
        return found.planned[0].kind

    assert kind(s09_12=3.0, s18_21=2.9) == "exploit"
    assert kind(s09_12=2.9, s18_21=3.0) == "explore"
    assert kind(s09_12=3.0, s18_21=2.9, s06_09=9.0) == "exploit"  # what was not open could not be chosen


def test_the_plan_says_what_it_costs_and_what_is_unknown_of_it(planned: Learned, learned: Learned) -> None:
    days = [date(2026, 3, 8), date(2026, 3, 9)]
    arguments = (
        planned["decisions"],
        planned["decision_probabilities"],
        planned["outbox"],
        learned["policy"],
        days,
        LISBON,
    )

    on_x, by_hand = coming(*arguments, publishes_to_x=True), coming(*arguments, publishes_to_x=False)

    assert [one.cost for one in on_x.planned] == [
        "$0.01",
        "not known",
    ]  # no text yet: nobody knows whether it has a link
    assert on_x.title.endswith("publishing costs not known")
    assert [one.cost for one in by_hand.planned] == ["nothing: you post it yourself"] * 2
    assert (on_x.unplanned, len(on_x.waiting)) == (1, 1)


def test_a_rehearsal_is_shown_only_where_nothing_real_is(planned: Learned, learned: Learned) -> None:
    rehearsed = planned["decisions"].assign(rehearsal=True)
    both = pd.concat([planned["decisions"], rehearsed.assign(decision_id=["r1", "r2"])])

    def names(decisions: pd.DataFrame) -> list[str]:
        found = coming(
            decisions, planned["decision_probabilities"], planned["outbox"], learned["policy"], [date(2026, 3, 8)],
            LISBON, publishes_to_x=False,
        )  # fmt: skip
        return [one.decision.decision_id for one in found.planned]

    assert names(both) == ["d1", "d2"]
    assert names(rehearsed) == ["d1", "d2"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"outbox": "needs_human"}, "Look on X for the texts"),
        ({}, "Judge 1 draft"),
        ({"outbox": "approved", "history": History({}, 10, 0, 90)}, "Export your posts from X Analytics once more"),
        ({"outbox": "approved", "history": History({}, 0, 5, 0)}, "Bring an export of your own posts"),
        ({"outbox": "approved", "today": date(2026, 4, 1)}, "Bring a newer export"),
        ({"decisions": 0}, "Have the days to come planned"),
        ({"outbox": "observed", "mode": "observe"}, "Set `mode ="),
        ({"outbox": "approved", "format": "unlabelled"}, "Label the posts"),
        ({"outbox": "approved"}, "Post as planned"),
    ],
)
def test_one_action_is_chosen_by_what_matters_first(
    week_facts: WeekFacts, change: dict[str, object], what: str
) -> None:
    facts = replace(week_facts, history=History({}, 300, 0, 10))
    if isinstance(change.get("outbox"), str):
        facts = replace(facts, outbox=facts.outbox.assign(state=change["outbox"]))
    if "decisions" in change:
        facts = replace(facts, decisions=facts.decisions.iloc[:0])
    for name in ("history", "today", "mode"):
        if name in change:
            facts = replace(facts, **{name: change[name]})  # type: ignore[arg-type]
    plan = coming(
        facts.decisions, facts.options, facts.outbox, facts.models["policy"], facts.coming, LISBON, facts.publishes_to_x
    )
    share = 1.0 if change.get("format") == "unlabelled" else 0.1

    assert front.action(facts, plan, health.health(facts), share).what.startswith(what)


def test_a_chance_means_what_it_says_where_its_interval_holds_it(learned: Learned) -> None:
    found = reliability.groups(learned["follow_reliability"].iloc[::-1])

    assert [group.holds for group in found] == [True, False]
    assert reliability.title(found).startswith("1 of 2 groups of posts gained followers about as often as was foretold")
    assert reliability.title([]).startswith("Too few posts")

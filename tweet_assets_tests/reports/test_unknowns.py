"""What is not known, and what it takes."""

from __future__ import annotations

import pandas as pd

from tweet_assets.reports import findings, models, plan
from tweet_assets.reports.unknowns import Unknown, unknowns


def _unknowns(learned: dict[str, pd.DataFrame]) -> dict[str, Unknown]:
    arms = [
        *findings.findings(learned["arm_posteriors"], "format"),
        *findings.findings(learned["arm_posteriors"], "slot"),
    ]
    engagement = models.report(learned["engagement_model"], learned["engagement_skill"], "engagement")
    follow = models.report(learned["follow_model"], learned["follow_skill"], "follow")
    listed = unknowns(arms, engagement, follow, plan.values(learned["policy_value"]))
    return {unknown.what: unknown for unknown in listed}


def test_every_unknown_is_listed_with_the_posts_behind_it(learned: dict[str, pd.DataFrame]) -> None:
    listed = _unknowns(learned)
    assert list(listed) == [
        "data posts: better or worse than your mean?",
        "framework posts: better or worse than your mean?",
        "opinion posts: better or worse than your mean?",
        "posts at 18-21: better or worse than your mean?",
        "posts at 21-24: better or worse than your mean?",
        "posts at 06-09: better or worse than your mean?",
        "Which posts gain followers?",
        "What is the learned policy worth, against posting at random?",
    ]
    assert listed["framework posts: better or worse than your mean?"].behind == "0 posts"
    assert listed["Which posts gain followers?"].behind == "312 posts"
    assert list(listed.values())[-1].behind == "62 randomised posts"


def test_how_many_more_posts_it_takes_and_by_when(learned: dict[str, pd.DataFrame]) -> None:
    listed = _unknowns(learned)
    assert listed["data posts: better or worse than your mean?"].missing == (
        "about 65 more drawn posts of the account would show a difference of +50 %, by about Friday 1 May 2026"
    )
    assert listed["posts at 18-21: better or worse than your mean?"].missing == (
        "+50 % would probably have shown by now: if there is a difference, it is smaller"
    )


def test_a_pace_of_nothing_has_no_date_and_what_is_not_known_no_number(learned: dict[str, pd.DataFrame]) -> None:
    what = "data posts: better or worse than your mean?"
    silent = dict(learned, arm_posteriors=learned["arm_posteriors"].assign(needed_on=pd.NaT))
    unasked = dict(learned, arm_posteriors=learned["arm_posteriors"].assign(posts_needed=None))
    together = "data, framework and opinion posts: better or worse than your mean?"

    assert _unknowns(silent)[what].missing.endswith("+50 %; nothing matured in four weeks")
    assert _unknowns(unasked)[together].missing == "how many it would take is not known"


def test_arms_of_which_the_same_is_missing_are_asked_about_together(learned: dict[str, pd.DataFrame]) -> None:
    alike = dict(learned, arm_posteriors=learned["arm_posteriors"].assign(posts_needed=100))

    listed = _unknowns(alike)

    assert listed["data, framework and opinion posts: better or worse than your mean?"].behind == "0 to 30 posts"
    assert listed["posts at 18-21, 21-24 and 06-09: better or worse than your mean?"].behind == "0 to 120 posts"


def test_a_count_that_is_not_known_is_not_called_zero(learned: dict[str, pd.DataFrame]) -> None:
    what = "What is the learned policy worth, against posting at random?"
    uncounted = dict(
        learned,
        policy_value=learned["policy_value"].assign(posts=None),
        follow_skill=learned["follow_skill"].assign(posts=None),
    )
    assert _unknowns(uncounted)[what].behind == "an unknown number of randomised posts"
    assert _unknowns(uncounted)["Which posts gain followers?"].behind == "an unknown number of posts"
    nothing = dict(
        learned, policy_value=learned["policy_value"].iloc[:0], follow_skill=learned["follow_skill"].iloc[:0]
    )
    assert _unknowns(nothing)[what].behind == "0 randomised posts"
    assert _unknowns(nothing)["Which posts gain followers?"].behind == "0 posts"


def test_what_has_an_answer_is_not_listed(learned: dict[str, pd.DataFrame]) -> None:
    known = dict(
        learned,
        arm_posteriors=learned["arm_posteriors"].assign(verdict="better"),
        follow_skill=learned["engagement_skill"].assign(events=40),
        policy_value=learned["policy_value"].astype({"answered": "object"}).assign(answered=True, value=2.5),
    )
    assert _unknowns(known) == {}

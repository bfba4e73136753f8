"""What is not known, and what it takes."""

from __future__ import annotations

from dataclasses import replace

from tweet_assets.reports import findings, models, plan
from tweet_assets.reports.facts import Facts
from tweet_assets.reports.unknowns import Unknown, unknowns


def _unknowns(facts: Facts) -> dict[str, Unknown]:
    arms = [*findings.findings(facts.arm_posteriors, "format"), *findings.findings(facts.arm_posteriors, "slot")]
    engagement = models.report(facts.engagement_model, facts.engagement_skill, "engagement")
    follow = models.report(facts.follow_model, facts.follow_skill, "follow")
    listed = unknowns(arms, facts.arm_posteriors, engagement, follow, plan.values(facts.policy_value))
    return {unknown.what: unknown for unknown in listed}


def test_every_unknown_is_listed_with_the_posts_behind_it(facts: Facts) -> None:
    listed = _unknowns(facts)
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


def test_how_many_more_posts_it_takes_follows_from_the_noise(facts: Facts) -> None:
    listed = _unknowns(facts)
    # noise 1.0 needs 95 posts; 30 are there, and 120 are enough to have seen +50 %
    assert listed["data posts: better or worse than your mean?"].missing == (
        "about 65 more posts would show a difference of +50 %"
    )
    assert listed["posts at 18-21: better or worse than your mean?"].missing == (
        "95 posts would show a difference of +50 %: it is probably smaller"
    )
    noiseless = replace(facts, arm_posteriors=facts.arm_posteriors.assign(noise_sd=None))
    assert _unknowns(noiseless)["data posts: better or worse than your mean?"].missing == (
        "how many it would take is not known yet"
    )


def test_a_count_that_is_not_known_is_not_called_zero(facts: Facts) -> None:
    what = "What is the learned policy worth, against posting at random?"
    uncounted = replace(
        facts,
        policy_value=facts.policy_value.assign(posts=None),
        follow_skill=facts.follow_skill.assign(posts=None),
    )
    assert _unknowns(uncounted)[what].behind == "an unknown number of randomised posts"
    assert _unknowns(uncounted)["Which posts gain followers?"].behind == "an unknown number of posts"
    nothing = replace(facts, policy_value=facts.policy_value.iloc[:0], follow_skill=facts.follow_skill.iloc[:0])
    assert _unknowns(nothing)[what].behind == "0 randomised posts"
    assert _unknowns(nothing)["Which posts gain followers?"].behind == "0 posts"


def test_what_has_an_answer_is_not_listed(facts: Facts) -> None:
    known = replace(
        facts,
        arm_posteriors=facts.arm_posteriors.assign(verdict="better"),
        follow_skill=facts.engagement_skill.assign(events=40),
        policy_value=facts.policy_value.astype({"answered": "object"}).assign(answered=True, value=2.5),
    )
    assert _unknowns(known) == {}

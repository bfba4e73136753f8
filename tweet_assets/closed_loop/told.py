"""What a simulation has shown, in lines: regret by spans of days, what was posted and learned, policy value."""

from __future__ import annotations

from collections.abc import Iterator

from tweet_assets.closed_loop import regret
from tweet_assets.closed_loop.audience import Audience
from tweet_assets.data_folder import DataFolder
from tweet_assets.posting import revisions
from tweet_assets.stores import Own, Posting

SPAN_DAYS = 10
_AGAINST = {"uniform": "drawing evenly", "habit": "habit", "best fixed": "the best fixed arm"}
_ESTIMATORS = {
    "ipw": "inverse propensity weights (IPW)",
    "snipw": "self-normalised weights (SNIPW)",
    "dm": "the model alone (DM)",
    "dr": "model and weights (DR)",
}


def lines(place: DataFolder, audience: Audience) -> Iterator[str]:
    """One line a fact, from the tables of the folder; worth and best arm from the truth, which they do not know."""
    own, posting = Own(data_folder=str(place.path)).warehouse(), Posting(data_folder=str(place.path)).warehouse()
    ends = posting.read(
        """
        with last as (
            select state from posting.attempts
            qualify row_number() over (partition by decision_id order by step desc) = 1
        )
        select state, count(*) as n from last group by state order by n desc
        """
    )
    decided = revisions.standing(posting)
    without = int(decided["text"].isna().sum())
    posts = own.read("select count(*) as n, sum(edited or overridden) as other from account.posts").iloc[0]
    learned = own.read(
        """
        select count(*) as n, avg(age_hours_min) as age from account.outcomes
        join account.posts using (account, post_id) where decision_id is not null
        """
    ).iloc[0]
    states = ", ".join(f"{n} {state}" for state, n in zip(ends["state"], ends["n"], strict=True))
    yield f"{len(decided)} decisions, each with its propensity: {states}; {without} without a draft that was fit"
    yield f"{posts['n']} own posts, {posts['other']} of them edited or overridden"
    yield f"{int(learned['n'])} outcomes of decisions, read at {learned['age']:.1f} hours"
    yield "regret in log engagement, of what the policy drew and of random falling:"
    for span in regret.spans(posting.table("posting.decision_probabilities"), audience.worth, SPAN_DAYS):
        yield (
            f"  {span.first} to {span.last}  {span.decisions:>3} decisions  {span.regret:.3f} of {span.by_chance:.3f}: "
            f"{100 * span.share:.0f} %"
        )
    value = own.read(
        """
        select policy, against, estimator, posts, value, low90, high90, answered, reason from learning.policy_value
        where as_of = (select max(as_of) from learning.policy_value) and policy = 'learned'
        order by against, estimator
        """
    )
    if len(value):
        yield "what the learned policy is worth, in log engagement, with 90 % intervals, by the logged draws:"
    for row in value.itertuples():
        said = f"{row.value:.2f} ({row.low90:.2f} to {row.high90:.2f})" if row.answered else f"refused: {row.reason}"
        against = "by itself" if row.against == "itself" else f"against {_AGAINST[str(row.against)]}"
        yield f"  {against}, {_ESTIMATORS[str(row.estimator)]}, {row.posts} posts: {said}"
    for report in sorted((place.path / "reports").glob("*/*.html"))[-1:]:
        yield f"report of the last day: {report}"

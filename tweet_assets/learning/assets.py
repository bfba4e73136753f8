"""What is learned, asset by asset. Each reads own facts or what was learned from them, and nothing else exists here."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import dagster as dg
import pandas as pd

from tweet_assets import lanes, materialisation
from tweet_assets.account import assets as account
from tweet_assets.accounts import Account
from tweet_assets.days import DAYS
from tweet_assets.learning import bandit, drawn_posts, engagement, follow, history, space, terms
from tweet_assets.learning import features as features_
from tweet_assets.learning import policy as policy_
from tweet_assets.learning import policy_value as policy_value_
from tweet_assets.learning import replay as replay_
from tweet_assets.learning import rewards as rewards_
from tweet_assets.stores import ONLY, Own, Several

LANE = lanes.LEARNING
OwnStore = dg.ResourceParam[Own]
_POSTS = {name: dg.AssetIn(LANE.key(name)) for name in ("features", "rewards")}
_ALL_DAYS = dg.AllPartitionMapping()


@LANE.derived(kinds={"pandas"}, ins={"posts": dg.AssetIn(account.posts.key)})
def features(
    context: dg.AssetExecutionContext, own: OwnStore, posts: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """What was knowable of each original post and head of a thread before it was published: format, slot, text.

    The executed arms where publishing assigned them; else the slot by the clock and the format by transparent rules.
    """
    folder = own.folder()
    frames = [
        features_.features(posts[posts["account"] == a.handle], a.slots, folder.zone, a.words_of_topics, a.renamed)
        for a in folder.accounts
    ]
    rows = pd.concat(frames, ignore_index=True)
    labelled = int((rows["format"] != "unlabelled").sum())
    return materialisation.stored(context, rows, posts=len(rows), labelled=labelled)


@LANE.derived(kinds={"pandas"}, ins={"outcomes": dg.AssetIn(account.outcomes.key)})
def rewards(
    context: dg.AssetExecutionContext, own: OwnStore, outcomes: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """What each mature post earned, by the account's goal, as the log of a count; and whether it gained a follower."""
    frames = [rewards_.rewards(outcomes[outcomes["account"] == a.handle], a.goal) for a in own.folder().accounts]
    rows = pd.concat(frames, ignore_index=True)
    return materialisation.stored(context, rows, posts=len(rows), measured=int(rows["reward"].notna().sum()))


@LANE.derived(kinds={"numpy"}, ins=_POSTS)
def arm_statistics(
    context: dg.AssetExecutionContext, own: OwnStore, features: pd.DataFrame, rewards: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """Sums over the posts of a day that look alike: of the reward, of what their texts hold, and of their products.

    Rows that add up over any days, and each day's depend on that day's outcomes alone. The bandit reads nothing else.
    """
    frames, zone = [], own.folder().zone
    for a in own.folder().accounts:
        own_features, own_rewards = _of(a, features, rewards)
        frames.append(bandit.statistics(own_features, own_rewards, space.of(a), zone).assign(account=a.handle))
    rows = pd.concat(frames, ignore_index=True)
    return materialisation.stored(context, rows, posts=int(rows["posts"].sum()))


@LANE.derived(
    kinds={"numpy"},
    partitions_def=DAYS,
    day_column="as_of",
    ins={"arm_statistics": dg.AssetIn(LANE.key("arm_statistics"))},
    code_version="2",
)
def arm_posteriors(
    context: dg.AssetExecutionContext, own: OwnStore, arm_statistics: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """What we believe of each arm as of a day: one pooled model, each effect beside the account's own level."""

    def believe(account: Account, as_of: pd.Timestamp) -> pd.DataFrame:
        [rows] = _of(account, arm_statistics)
        return bandit.posteriors(rows, space.of(account), as_of.date())

    rows = _each_day(context, own, believe)
    claims = int(rows["verdict"].str.endswith(("better", "worse")).sum())
    return materialisation.stored(context, rows, claims=claims)


@LANE.derived(
    kinds={"scikitlearn"},
    partitions_def=DAYS,
    day_column="as_of",
    also_tables=["engagement_skill", "engagement_count_model", "engagement_count_skill"],
    ins=_POSTS,
)
def engagement_model(
    context: dg.AssetExecutionContext, own: OwnStore, features: pd.DataFrame, rewards: pd.DataFrame
) -> dg.MaterializeResult[Several]:
    """Ridge regression of engagement on format, slot, topic and text, beside the recent mean that it has to beat.

    Of the rate per impression, which says what a text does with its readers, and of the count, which says how many.
    """
    posts = _posts(own, features, rewards)

    def fit(account: Account, as_of: pd.Timestamp, target: engagement.Target) -> terms.Fit:
        return engagement.fit(posts[account.handle], space.of(account), as_of.date(), target=target)

    tables = _fits(context, own, partial(fit, target="rate"), "engagement")
    tables |= _fits(context, own, partial(fit, target="count"), "engagement_count")
    return materialisation.stored(context, tables, **terms.figures(tables["engagement_skill"]))


@LANE.derived(
    kinds={"scikitlearn"},
    partitions_def=DAYS,
    day_column="as_of",
    also_tables=["follow_skill", "follow_reliability"],
    ins=_POSTS,
    code_version="2",
)
def follow_model(
    context: dg.AssetExecutionContext, own: OwnStore, features: pd.DataFrame, rewards: pd.DataFrame
) -> dg.MaterializeResult[Several]:
    """Logistic regression of follow-through (does a post gain a follower), beside the base rate it has to beat."""
    posts = _posts(own, features, rewards)

    def fit(account: Account, as_of: pd.Timestamp) -> terms.Fit:
        return follow.fit(posts[account.handle], space.of(account), as_of.date())

    tables = _fits(context, own, fit, "follow")
    return materialisation.stored(context, tables, **terms.figures(tables["follow_skill"]))


@LANE.derived(
    kinds={"numpy"},
    partitions_def=DAYS,
    day_column="as_of",
    ins={"arm_posteriors": dg.AssetIn(LANE.key("arm_posteriors"))},
    code_version="2",
)
def policy(
    context: dg.AssetExecutionContext, own: OwnStore, arm_posteriors: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """The probability of each combination of arms on the next day: how often it wins among draws from the posterior.

    A share of decisions, the floor, is drawn evenly, so that every arm stays measurable. The probabilities sum to 1 and
    are what is drawn from, so each is an exact propensity.
    """

    def weigh(account: Account, as_of: pd.Timestamp) -> pd.DataFrame:
        return policy_.for_day(_rows(arm_posteriors, account, as_of), account, as_of.date() + timedelta(days=1))

    return materialisation.stored(context, _each_day(context, own, weigh))


@LANE.derived(
    kinds={"numpy"},
    partitions_def=DAYS,
    day_column="as_of",
    ins={name: dg.AssetIn(LANE.key(name)) for name in ("arm_statistics", "arm_posteriors")},
)
def replay(
    context: dg.AssetExecutionContext, own: OwnStore, arm_statistics: pd.DataFrame, arm_posteriors: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """What would have been recommended on each day: in hindsight, and with what could be known on that day."""

    def again(account: Account, as_of: pd.Timestamp) -> pd.DataFrame:
        [rows] = _of(account, arm_statistics)
        believed = _rows(arm_posteriors, account, as_of)
        return replay_.replay(rows.drop(columns="account"), believed, space.of(account), as_of.date())

    rows = _each_day(context, own, again)
    return materialisation.stored(context, rows, forecasts=int(rows["forecast"].sum()))


@LANE.derived(
    kinds={"numpy"},
    partitions_def=DAYS,
    day_column="as_of",
    ins={
        "posts": dg.AssetIn(account.posts.key),
        "policy": dg.AssetIn(LANE.key("policy"), partition_mapping=_ALL_DAYS),
        "arm_posteriors": dg.AssetIn(
            LANE.key("arm_posteriors"), metadata={ONLY: drawn_posts.ONLY_THEIR_DAYS}, partition_mapping=_ALL_DAYS
        ),
        **_POSTS,
    },
    code_version="2",
)
def policy_value(
    context: dg.AssetExecutionContext,
    own: OwnStore,
    policy: pd.DataFrame,
    arm_posteriors: pd.DataFrame,
    features: pd.DataFrame,
    rewards: pd.DataFrame,
    posts: pd.DataFrame,
) -> dg.MaterializeResult[pd.DataFrame]:
    """What the policies of the days earned on the posts that were drawn; against habit, chance, the best fixed arm."""
    zone, last = own.folder().zone, pd.Timestamp(max(context.partition_keys)).date()
    executed = {
        a.handle: drawn_posts.executed(a, last, zone, *_of(a, posts, rewards, policy, arm_posteriors))
        for a in own.folder().accounts
    }

    def value(account: Account, as_of: pd.Timestamp) -> pd.DataFrame:
        own_posts, own_features, own_rewards, policies = _of(account, posts, features, rewards, policy)
        logged = drawn_posts.logged(own_posts, own_rewards, as_of.date(), zone)
        habit = policy_value_.habit(own_features, as_of.date())
        return policy_value_.values(logged, policies, habit, executed[account.handle], as_of.date())

    rows = _each_day(context, own, value)
    return materialisation.stored(context, rows, answered=int(rows["answered"].sum()))


def _posts(own: Own, features: pd.DataFrame, rewards: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The posts that models are fitted to, by account."""
    folder, found = own.folder(), {}
    for a in folder.accounts:
        known, earned = _of(a, features, rewards)
        found[a.handle] = history.posts(known, earned, folder.zone)
    return found


def _of(account: Account, *frames: pd.DataFrame) -> list[pd.DataFrame]:
    return [frame[frame["account"] == account.handle] for frame in frames]


def _rows(frame: pd.DataFrame, account: Account, as_of: pd.Timestamp) -> pd.DataFrame:
    return frame[(frame["account"] == account.handle) & (frame["as_of"] == as_of)]


def _each_day(
    context: dg.AssetExecutionContext, own: Own, compute: Callable[[Account, pd.Timestamp], pd.DataFrame]
) -> pd.DataFrame:
    """What `compute` says of each account and day of the run, with both named."""
    days = [pd.Timestamp(key) for key in context.partition_keys]
    frames = [compute(a, day).assign(account=a.handle, as_of=day) for day in days for a in own.folder().accounts]
    return pd.concat(frames, ignore_index=True)


def _fits(
    context: dg.AssetExecutionContext, own: Own, fit: Callable[[Account, pd.Timestamp], terms.Fit], name: str
) -> dict[str, pd.DataFrame]:
    """The tables NAME_model and NAME_skill of every account and day of the run; of probabilities NAME_reliability."""
    beside: dict[str, list[pd.DataFrame]] = {}

    def model(account: Account, as_of: pd.Timestamp) -> pd.DataFrame:
        fitted = fit(account, as_of)
        for table, rows in (("skill", fitted.skill), ("reliability", fitted.reliability)):
            if rows is not None:
                beside.setdefault(f"{name}_{table}", []).append(rows.assign(account=account.handle, as_of=as_of))
        return fitted.terms

    models = _each_day(context, own, model)
    return {f"{name}_model": models} | {table: pd.concat(rows, ignore_index=True) for table, rows in beside.items()}

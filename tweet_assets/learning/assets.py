"""What is learned, asset by asset. Each reads own facts or what was learned from them, and nothing else exists here."""

from datetime import timedelta
from functools import partial

import dagster as dg
import pandas as pd

from tweet_assets import lanes, materialisation
from tweet_assets.account import assets as account
from tweet_assets.accounts import Account
from tweet_assets.days import DAYS
from tweet_assets.learning import bandit, drawn_posts, engagement, follow, space, telling, terms
from tweet_assets.learning import features as features_
from tweet_assets.learning import policy as policy_
from tweet_assets.learning import policy_value as policy_value_
from tweet_assets.learning import replay as replay_
from tweet_assets.learning import rewards as rewards_
from tweet_assets.learning.accounts_and_days import each_day, fits, of
from tweet_assets.learning.accounts_and_days import posts as posts_of
from tweet_assets.learning.accounts_and_days import rows as rows_of
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
        own_features, own_rewards = of(a, features, rewards)
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
        [rows] = of(account, arm_statistics)
        return bandit.posteriors(rows, space.of(account), as_of.date())

    rows = each_day(own.folder(), context.partition_keys, believe)
    claims = int(rows["verdict"].str.endswith(("better", "worse")).sum())
    materialisation.tell(context, own, rows, telling.posteriors)
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
    posts = posts_of(own.folder(), features, rewards)

    def fit(account: Account, as_of: pd.Timestamp, target: engagement.Target) -> terms.Fit:
        return engagement.fit(posts[account.handle], space.of(account), as_of.date(), target=target)

    tables = fits(own.folder(), context.partition_keys, partial(fit, target="rate"), "engagement")
    tables |= fits(own.folder(), context.partition_keys, partial(fit, target="count"), "engagement_count")
    materialisation.tell(context, own, tables["engagement_model"], telling.linear)
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
    posts = posts_of(own.folder(), features, rewards)

    def fit(account: Account, as_of: pd.Timestamp) -> terms.Fit:
        return follow.fit(posts[account.handle], space.of(account), as_of.date())

    tables = fits(own.folder(), context.partition_keys, fit, "follow")
    materialisation.tell(context, own, tables["follow_model"], telling.linear)
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
        return policy_.for_day(rows_of(arm_posteriors, account, as_of), account, as_of.date() + timedelta(days=1))

    rows = each_day(own.folder(), context.partition_keys, weigh)
    materialisation.tell(context, own, rows, telling.policy)
    last = rows[rows["as_of"] == rows["as_of"].max()].groupby("account")["probability"]
    return materialisation.stored(context, rows, effective_options=float(last.apply(telling.effective_options).mean()))


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
        [rows] = of(account, arm_statistics)
        believed = rows_of(arm_posteriors, account, as_of)
        return replay_.replay(rows.drop(columns="account"), believed, space.of(account), as_of.date())

    rows = each_day(own.folder(), context.partition_keys, again)
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
        a.handle: drawn_posts.executed(a, last, zone, *of(a, posts, rewards, policy, arm_posteriors))
        for a in own.folder().accounts
    }

    def value(account: Account, as_of: pd.Timestamp) -> pd.DataFrame:
        own_posts, own_features, own_rewards, policies = of(account, posts, features, rewards, policy)
        logged = drawn_posts.logged(own_posts, own_rewards, as_of.date(), zone)
        habit = policy_value_.habit(own_features, as_of.date())
        return policy_value_.values(logged, policies, habit, executed[account.handle], as_of.date())

    rows = each_day(own.folder(), context.partition_keys, value)
    materialisation.tell(context, own, rows, telling.policy_value)
    return materialisation.stored(context, rows, answered=int(rows["answered"].sum()))

"""What has to hold of what is learned, checked after each run.

The first checks are of rules: what breaks them is a fault of ours. The later ones watch what nobody can promise, and
warn: counts that stop being measured, intervals that hold too seldom, an account that is no longer what it was.
"""

from datetime import timedelta

import dagster as dg
import pandas as pd

from tweet_assets.account import assets as account
from tweet_assets.learning import assets, grading
from tweet_assets.learning.features import randomised
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import Own

WARN = dg.AssetCheckSeverity.WARN
OwnStore = dg.ResourceParam[Own]
POSTS = {"posts": dg.AssetIn(account.posts.key)}
FEATURES = {"features": dg.AssetIn(assets.features.key)}


@dg.asset_check(asset=assets.policy, description="The probabilities of each day sum to 1 and respect the floor.")
def propensities_are_exact(policy: pd.DataFrame) -> dg.AssetCheckResult:
    sums = policy.groupby(["account", "as_of"])["probability"].agg(["sum", "min", "size"])
    off = sums[(sums["sum"] - 1).abs() > 1e-9]
    low = sums[sums["min"] < SETTINGS.learning.floor / sums["size"] - 1e-12]
    return dg.AssetCheckResult(
        passed=off.empty and low.empty, metadata={"policies": len(sums), "off": len(off), "below_the_floor": len(low)}
    )


@dg.asset_check(
    asset=assets.features,
    additional_ins=POSTS,
    description="The arm that is credited is the one that was executed, and only what was posted as drawn is a draw.",
)
def executed_is_credited(own: OwnStore, features: pd.DataFrame, posts: pd.DataFrame) -> dg.AssetCheckResult:
    decided = features.merge(
        posts[posts["decision_id"].notna()].assign(drawn=randomised(posts)),
        on=["account", "post_id"],
        suffixes=("", "_executed"),
    )
    renamed = {former: today for a in own.folder().accounts for former, today in a.renamed.items()}
    executed = {
        "format": decided["format_executed"],
        "slot": decided["slot_executed"],
        "topic": decided["topic_executed"].replace(renamed),
    }
    wrong = [decided.loc[(found != decided[name]) & found.notna(), "post_id"] for name, found in executed.items()]
    wrong.append(decided.loc[(decided["evidence"] == "randomised") != decided["drawn"], "post_id"])
    posts_wrong = sorted(set(pd.concat(wrong)))
    return dg.AssetCheckResult(
        passed=not posts_wrong, metadata={"decided": len(decided), "wrong": ", ".join(posts_wrong[:20]) or "none"}
    )


@dg.asset_check(
    asset=assets.rewards,
    additional_ins=FEATURES,
    description="No post is learned from before it is a day old: neither its age nor its day of maturity is younger.",
)
def nothing_younger_than_a_day(own: OwnStore, rewards: pd.DataFrame, features: pd.DataFrame) -> dg.AssetCheckResult:
    matures = features.set_index(["account", "post_id"])["posted_at"] + timedelta(hours=SETTINGS.account.maturity_hours)
    rows = rewards.set_index(["account", "post_id"]).join(matures.rename("matures"), how="inner")
    day = rows["matures"].dt.tz_convert(own.folder().zone).dt.tz_localize(None).dt.normalize()
    young = rows[(rows["age_hours_min"] < SETTINGS.account.maturity_hours) | (rows["day"] < day)]
    return dg.AssetCheckResult(passed=young.empty, metadata={"learned_from": len(rows), "too_young": len(young)})


@dg.asset_check(asset=assets.rewards, description="Unknown is never zero: no reward without all the counts it needs.")
def unknown_is_not_zero(own: OwnStore, rewards: pd.DataFrame) -> dg.AssetCheckResult:
    plain = {a.handle for a in own.folder().accounts if a.goal == "engagement"}
    counted = rewards[rewards["account"].isin(list(plain))]
    mixed = counted[counted["reward"].isna() != counted["engagement"].isna()]
    return dg.AssetCheckResult(
        passed=mixed.empty, metadata={"rewards": len(rewards), "not_measured": int(rewards["reward"].isna().sum())}
    )


@dg.asset_check(asset=assets.rewards, description="Of recent outcomes, few are without a reward.")
def rewards_are_measured(rewards: pd.DataFrame) -> dg.AssetCheckResult:
    last = rewards["day"].max()
    recent = (
        rewards[rewards["day"] > last - pd.Timedelta(days=SETTINGS.learning.recent_days)] if len(rewards) else rewards
    )
    share = float(recent["reward"].isna().mean()) if len(recent) else 0.0
    return dg.AssetCheckResult(
        passed=share <= SETTINGS.learning.missing_reward_max,
        severity=WARN,
        metadata={"recent": len(recent), "share_missing": share},
    )


_PAST = {**FEATURES, "rewards": dg.AssetIn(assets.rewards.key)}


@dg.asset_check(
    asset=assets.policy,
    additional_ins=_PAST,
    description="Of the 80 % intervals that earlier days gave posts, about 80 % held what the posts then earned.",
)
def past_intervals_held(
    own: OwnStore, policy: pd.DataFrame, features: pd.DataFrame, rewards: pd.DataFrame
) -> dg.AssetCheckResult:
    found = {name: grading.coverage(rows) for name, rows in _graded(own, policy, features, rewards).items()}
    said = {name: f"{c.held} of {c.posts} held (p {c.p:.2g})" for name, c in found.items()}
    off = [name for name, c in found.items() if c.p < SETTINGS.learning.miscalibrated_p]
    return dg.AssetCheckResult(passed=not off, severity=WARN, metadata={"off": ", ".join(off) or "none", **said})


@dg.asset_check(
    asset=assets.policy,
    additional_ins=_PAST,
    description="The posts of the last four weeks earned about what was expected of them: the account's level stands.",
)
def level_stands(
    own: OwnStore, policy: pd.DataFrame, features: pd.DataFrame, rewards: pd.DataFrame
) -> dg.AssetCheckResult:
    moved, said = [], {}
    for name, rows in _graded(own, policy, features, rewards).items():
        last = rows["day"].max().date() if len(rows) else None
        gap = grading.drift(rows, last, SETTINGS.learning.recent_days) if last else grading.Drift(0.0, 0.0, 0)
        said[name] = (
            f"{gap.mean:+.2f} beyond what was expected, log counts; standard error {gap.error:.2f}, {gap.posts} posts"
        )
        if abs(gap.mean) > SETTINGS.learning.drift_z * gap.error:
            moved.append(name)
    return dg.AssetCheckResult(passed=not moved, severity=WARN, metadata={"moved": ", ".join(moved) or "none", **said})


def _graded(own: Own, policy: pd.DataFrame, features: pd.DataFrame, rewards: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Each account's posts beside what the policy of the day before expected of them."""
    folder, found = own.folder(), {}
    for a in folder.accounts:
        said, known, earned = (frame[frame["account"] == a.handle] for frame in (policy, features, rewards))
        found[a.handle] = grading.graded(said, known, earned, folder.zone)
    return found

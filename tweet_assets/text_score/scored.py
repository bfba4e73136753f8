"""A text before it is posted: what the account's own models expect of it, and what the guardrails see in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import exp, hypot

import numpy as np
import pandas as pd

from tweet_assets import labelling
from tweet_assets.accounts import Account
from tweet_assets.data_folder import DataFolder
from tweet_assets.generation import briefs, guardrails, notes, originality
from tweet_assets.learning import engagement, features, follow
from tweet_assets.learning.terms import Z80, Fit
from tweet_assets.posting.deciding import Plan
from tweet_assets.reports import contributions, findings, models, numbers
from tweet_assets.reports.contributions import Contribution
from tweet_assets.reports.findings import Finding
from tweet_assets.reports.models import ModelReport
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import External, Own
from tweet_assets.tweet_text import weighted_length


class NothingLearned(Exception):
    """There is no model of the account yet; the message says what to run."""


@dataclass(frozen=True)
class Range:
    """What is expected of one post like this: the middle and 80 % of such posts; NaN-free, None: no answer."""

    middle: float
    low80: float
    high80: float


@dataclass(frozen=True)
class OwnPost:
    alike: int
    text: str
    posted_at: datetime
    rate: float | None


@dataclass(frozen=True)
class Scored:
    """Everything that is said of a text. `by_model` is the ridge's word, `by_mean` that of the recent mean alone."""

    account: str
    as_of: date
    length: int
    format: str
    basis: str
    ridge: ModelReport
    by_model: Range | None
    by_mean: Range | None
    contributions: tuple[Contribution, ...]
    follow: ModelReport
    follow_chance: Range | None
    verdict: guardrails.Verdict
    nearest: OwnPost | None
    open_slots: tuple[Finding, ...]
    expected_in: dict[str, str]


def score(
    place: DataFolder,
    account: Account,
    text: str,
    now: datetime,
    format_name: str | None,
    slot: str | None,
    topic: str | None,
) -> Scored:
    """Reads what was learned last, and writes nothing. Raises NothingLearned, WarehouseError."""
    folder = place.settings()
    own = Own(data_folder=str(place.path)).warehouse(read_only=True)
    newest = own.read("select max(as_of) as day from learning.engagement_skill where account = ?", [account.handle])
    if pd.isna(newest["day"].iloc[0]):
        raise NothingLearned(f"Nothing was learned of @{account.handle} yet. Run `{place.command('run')}` first.")
    as_of = pd.Timestamp(newest["day"].iloc[0]).date()
    stored = {
        name: own.table(f"learning.{name}", account=account.handle, as_of=as_of)
        for name in ("engagement_model", "engagement_skill", "follow_model", "follow_skill", "policy", "arm_posteriors")
    }
    label, basis = (format_name, "you said so") if format_name else labelling.format_of(text)
    about = topic or labelling.topic_of(text, account.words_of_topics)[0]
    post = _features(text, now.astimezone(folder.zone).date(), format=label, topic=about, slot=slot)
    ridge = models.report(stored["engagement_model"], stored["engagement_skill"], "engagement")
    logistic = models.report(stored["follow_model"], stored["follow_skill"], "follow")
    plan = Plan(account, now.astimezone(folder.zone).date(), folder.zone, now, rehearsal=False)
    opens = set(plan.open_slots(()))
    return Scored(
        account=account.handle,
        as_of=as_of,
        length=weighted_length(text),
        format=label,
        basis=basis,
        ridge=ridge,
        by_model=_by_model(post, stored) if ridge.posts else None,
        by_mean=_by_mean(stored["engagement_skill"]),
        contributions=tuple(contributions.contributions(post, stored["engagement_model"])) if ridge.posts else (),
        follow=logistic,
        follow_chance=_chance(post, stored),
        verdict=_verdict(place, account, text, label, about, as_of),
        nearest=_nearest(own.read(_OWN_POSTS, [account.handle]), text),
        open_slots=tuple(
            one for one in findings.findings(stored["arm_posteriors"], "slot") if one.arm in opens and one.choosable
        ),
        expected_in=_expected_in(stored["policy"], label),
    )


_OWN_POSTS = """
select posts.post_id, posts.text, posts.posted_at, outcomes.engagement_rate
from account.posts left join account.outcomes using (account, post_id)
where account = ? and text is not null
order by posts.posted_at
"""


def _features(text: str, day: date, **known: str | None) -> pd.DataFrame:
    covariates = pd.DataFrame([features.text_covariates(text)], dtype="float64")
    return covariates.assign(weekend=float(day.weekday() >= 5), **{k: v for k, v in known.items() if v is not None})


def _by_model(post: pd.DataFrame, stored: dict[str, pd.DataFrame]) -> Range | None:
    said = engagement.predict(Fit(stored["engagement_model"], stored["engagement_skill"]), post).iloc[0]
    return (
        None if said.isna().any() else Range(*np.exp(said[["mean", "low80", "high80"]].to_numpy(np.float64)).tolist())
    )


def _by_mean(skill: pd.DataFrame) -> Range | None:
    """Single posts around the recent mean: its own uncertainty and their scatter."""
    row = skill.iloc[0]
    if pd.isna(row["baseline"]) or pd.isna(row["residual_sd"]):
        return None
    half = hypot(float(row["baseline_high80"] - row["baseline_low80"]) / 2, Z80 * float(row["residual_sd"]))
    middle = float(row["baseline"])
    return Range(exp(middle), exp(middle - half), exp(middle + half))


def _chance(post: pd.DataFrame, stored: dict[str, pd.DataFrame]) -> Range | None:
    if stored["follow_skill"].empty:
        return None
    said = follow.predict(Fit(stored["follow_model"], stored["follow_skill"]), post).iloc[0]
    values = [float(said[name]) for name in ("probability", "low80", "high80")]
    return None if np.isnan(values).any() else Range(*values)


def _verdict(place: DataFolder, account: Account, text: str, label: str, topic: str, day: date) -> guardrails.Verdict:
    """What the guardrails say, as of a draft of the account: against every tweet of the library and every own post."""
    external = External(data_folder=str(place.path)).warehouse(read_only=True)
    own = Own(data_folder=str(place.path)).warehouse(read_only=True).read(_OWN_POSTS, [account.handle])
    library = external.read("select example_id, text from generation.viral_library")
    settings = SETTINGS.generation
    held = guardrails.Held(
        originality.texts(dict(zip(library["example_id"], library["text"], strict=True)), settings),
        originality.texts(dict(zip(own["post_id"], own["text"], strict=True)), settings),
        settings,
    )
    facts, ideas = (external.table(f"generation.{name}") for name in ("facts", "ideas"))
    form = label if label in account.formats else account.formats[0]
    about = topic if topic in account.topics else account.topics[0]
    brief = briefs.brief(account, day, form, about, notes.facts_of(facts), ideas)
    return guardrails.verdict(text, held, [], brief, day)


def _nearest(posts: pd.DataFrame, text: str) -> OwnPost | None:
    named = dict(zip(posts["post_id"].astype(str), posts["text"].astype(str), strict=True))
    alike, name = originality.likeness(text, originality.wordings(named, SETTINGS.generation))
    if name is None:
        return None
    row = posts[posts["post_id"] == name].iloc[0]
    rate = None if pd.isna(row["engagement_rate"]) else float(row["engagement_rate"])
    return OwnPost(round(alike), str(row["text"]), row["posted_at"].to_pydatetime(), rate)


def _expected_in(policy: pd.DataFrame, label: str) -> dict[str, str]:
    """What a typical post of a format may expect in each slot, by the newest policy; empty for a format it has not."""
    mine = (
        policy[policy["format"] == label]
        .groupby("slot")
        .agg(mean=("mean", "mean"), low80=("low80", "mean"), high80=("high80", "mean"), posts=("posts", "sum"))
    )
    return {
        str(slot): f"{numbers.typical(row['mean'])} ({numbers.span(row['low80'], row['high80'], numbers.typical)}), "
        f"{numbers.counted(int(row['posts']), 'post')} so far"
        for slot, row in mine.iterrows()
    }

"""Why a decision is what it is: from the models of its day, in words, with the draw made once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.learning import policy as policy_
from tweet_assets.learning.design import interaction
from tweet_assets.posting import deciding
from tweet_assets.reports import numbers
from tweet_assets.reports.rows import Row, rows


@dataclass(frozen=True)
class Explained:
    """One decision with the probabilities it was drawn from, and the rows of its account and day of the models."""

    decision: pd.Series
    options: pd.DataFrame
    policy: pd.DataFrame
    posteriors: pd.DataFrame
    account: Account | None


def lines(what: Explained) -> Iterator[str]:
    """What was drawn and against what, on which evidence, from which seed, and whether it comes out the same again."""
    decision = what.decision
    what = replace(what, policy=_of_its_day(what))
    kind = "a rehearsal" if decision["rehearsal"] else f"mode {decision['mode']}"
    yield f"{decision['decision_id']}: @{decision['account']}, {decision['for_day']:%Y-%m-%d}, {kind}"
    options = what.options.sort_values("probability", ascending=False, ignore_index=True)
    mine = options[_is_drawn(options, decision)].iloc[0]
    place = int((options["probability"] > mine["probability"]).sum()) + 1
    yield f"drawn: {_name(mine)}, propensity {mine['probability']:.4f}, number {place} of {len(options)} that were open"
    others = options[~_is_drawn(options, decision)]
    if len(others):
        word = "runner-up" if place == 1 else "the likeliest"
        yield f"{word}: {_name(others.iloc[0])}, probability {others['probability'].iloc[0]:.4f}"
    again = _drawn_from(what)
    two = [mine, *([others.iloc[0]] if len(others) else [])]
    yield from _expected(what.policy, two, "all") if again is None else _expected(again, two, "what was open")
    yield from _evidence(what.posteriors, mine)
    yield from _inspiration(decision)
    yield f"text: {decision['note']}"
    yield from _again(what, again)


def _of_its_day(what: Explained) -> pd.DataFrame:
    """The policy of the decision's day, which may have been planned ahead from the beliefs of an earlier one."""
    decision = what.decision
    if decision["for_day"] == decision["policy_as_of"] + timedelta(days=1):
        return what.policy
    if what.account is None or not policy_.made_from(what.policy, what.posteriors):
        return what.policy
    return policy_.ahead(what.policy, what.posteriors, what.account, decision["for_day"].date())


def _drawn_from(what: Explained) -> pd.DataFrame | None:
    """The policy among what was open, computed once more; None where what it was made from is no longer kept."""
    open_slots = set(what.options["slot"])
    if what.account is None or not policy_.made_from(what.policy, what.posteriors):
        return None
    if not open_slots <= set(what.policy["slot"]):  # the policy was computed since, for other slots
        return None
    return policy_.among(what.policy, what.posteriors, what.account, {"slot": open_slots})


def _expected(policy: pd.DataFrame, arms: list[pd.Series], among: str) -> Iterator[str]:
    for arm in arms:
        found = policy[(policy[["format", "slot", "topic"]] == arm[["format", "slot", "topic"]]).all(axis=1)]
        if found.empty:
            yield f"  {_name(arm)}: the policy of that day is no longer kept; run the job learning_replay for it"
            continue
        row = found.iloc[0]
        span = numbers.span(row["low80"], row["high80"], numbers.typical)
        yield (
            f"  {_name(arm)}: engagement of a typical post {numbers.typical(row['mean'])} (80 % {span}); the best of "
            f"{among} in {numbers.share(row['win_share'])} of the draws; "
            f"{numbers.counted(int(row['posts']), 'post')} there so far"
        )


def _evidence(posteriors: pd.DataFrame, arm: pd.Series) -> Iterator[str]:
    """What was believed of the arms drawn: effect, interval, and the posts of habit and of draws behind it."""
    wanted = {("format", arm["format"]), ("slot", arm["slot"]), ("topic", arm["topic"])}
    wanted.add((interaction("format", "slot"), interaction(arm["format"], arm["slot"])))
    for row in rows(posteriors):
        if (row.text("dimension"), row.text("arm")) in wanted:
            yield f"  {row.text('dimension')} {row.text('arm')}: {_said(row)}"


def _said(row: Row) -> str:
    interval = numbers.span(row.number("low90"), row.number("high90"), numbers.change)
    return (
        f"{numbers.change(row.number('mean'))} against the mean (90 % {interval}), "
        f"{numbers.whole(row.count('posts_observational'))} posts of habit and "
        f"{numbers.whole(row.count('posts_randomised'))} drawn: {row.text('verdict')}"
    )


def _inspiration(decision: pd.Series) -> Iterator[str]:
    if isinstance(decision["inspiration"], str):
        coin = decision["inspiration_probability"]
        form = decision["example_form"] if isinstance(decision["example_form"], str) else "a form that was not logged"
        yield (
            f"inspiration: {decision['inspiration']}, by a coin of probability {coin:.2f}; "
            f"tweets of others are shown as {form}"
        )
    if isinstance(decision["needs_person"], bool | np.bool_) and decision["needs_person"]:
        yield "its draft needs a person"
    if len(empty := decision["empty_cells"] if isinstance(decision["empty_cells"], list | np.ndarray) else []):
        yield f"cells without a draft when it was drawn: {'; '.join(empty)}"


def _again(what: Explained, among: pd.DataFrame | None) -> Iterator[str]:
    decision = what.decision
    drawn = deciding.drawn(what.options, int(decision["seed"]))
    same = all(drawn[name] == decision[name] for name in ("format", "slot"))
    yield f"seed {decision['seed']}: drawn again from the same probabilities, {'the same' if same else 'ANOTHER'} arm"
    policy = f"policy {decision['policy_version']} as of {decision['policy_as_of']:%Y-%m-%d}"
    if what.posteriors.empty or what.account is None:
        yield f"{policy}: its beliefs are no longer kept"
        return
    again = policy_.for_day(what.posteriors, what.account, decision["for_day"].date())
    data, settings = (what.posteriors[name].iloc[0] for name in ("data_version", "settings_version"))
    if again["policy_version"].iloc[0] == decision["policy_version"]:
        yield f"{policy}: computed again from that day's beliefs, the same (data {data}, settings {settings})"
    else:
        yield f"{policy}: computed again since, from other facts (data {data}, settings {settings})"
    if among is not None:
        said = "the same" if _alike(among, what.options) else "OTHER ones: the policy, or the rule, was another then"
        yield f"probabilities: computed again among the {len(among)} that were open, {said}"


def _alike(among: pd.DataFrame, options: pd.DataFrame) -> bool:
    arms = ["format", "slot", "topic"]
    both = among[[*arms, "probability"]].merge(options[[*arms, "probability"]], on=arms, how="outer")
    return bool(np.allclose(both["probability_x"], both["probability_y"], rtol=0, atol=1e-9))


def _is_drawn(options: pd.DataFrame, decision: pd.Series) -> pd.Series:
    topic = options["topic"].isin([policy_.IN_TURN, decision["topic"]])
    arms = (options["format"] == decision["format"]) & (options["slot"] == decision["slot"])
    return pd.Series(arms & topic, dtype="bool")


def _name(arm: pd.Series) -> str:
    topic = "" if arm["topic"] == policy_.IN_TURN else f" on {arm['topic']}"
    return f"{arm['format']} at {arm['slot']}{topic}"

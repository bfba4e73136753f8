"""Mode observe: what the policy would have done beside what the user did, day by day, and what came of it.

The unit is a day of the account's zone. A day agrees when one of its own posts is in a slot, has a format, or has both,
that one of its decisions drew. Two figures stand beside the share of such days: what decisions drawn evenly over the
options open would have agreed with, and what the user's days in another order would have. A share above the second
says that the days agree one by one, and not only that both like the same hours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.account.kinds import UNITS
from tweet_assets.arms import UNLABELLED
from tweet_assets.posting.observed_days import PARTS, Day, OwnPost, Part, by_chance
from tweet_assets.settings import SETTINGS, Posting


@dataclass(frozen=True)
class Share:
    """On how many of `days` the user's own post was as decided, with a Wilson 80 % interval of that share.

    by_chance: expected of decisions drawn evenly over what was open. shuffled: expected of the user's days in a random
    order. None: not known.
    """

    days: int
    agreed: int
    low80: float | None
    high80: float | None
    by_chance: float | None
    shuffled: float | None


@dataclass(frozen=True)
class Difference:
    """Mean log outcome of the own posts that were as decided less that of the others, with a Welch 80 % interval.

    Observational. `missing` says why there is no answer, and is empty where there is one.
    """

    as_decided: int
    otherwise: int
    mean: float | None
    low80: float | None
    high80: float | None
    missing: str


@dataclass(frozen=True)
class Agreement:
    """One account. `decided` days are those with decisions, of which `compared` have a post of the user's own choosing.

    The others are apart and count as neither: `without_post`; `unclear`, with posts of unknown kind alone; `untold`, of
    which no export or read has told yet.
    """

    window_days: int
    decided: int
    compared: int
    without_post: int
    unclear: int
    untold: int
    shares: Mapping[Part, Share]
    differences: Mapping[Part, Difference]


def agreement(
    decisions: pd.DataFrame,
    options: pd.DataFrame,
    posts: pd.DataFrame,
    features: pd.DataFrame,
    rewards: pd.DataFrame,
    as_of: date,
    zone: ZoneInfo,
    settings: Posting = SETTINGS.posting,
) -> Agreement | None:
    """Compares the last days up to and with `as_of`, of one account; None where nothing was decided in observe.

    `decisions` and `options` are rows of posting.decisions and posting.decision_probabilities; `posts` of
    account.posts, `features` of learning.features (for the formats) and `rewards` of learning.rewards. Posts that carry
    out a decision are not of the user's own choosing, and are left out.
    """
    first = pd.Timestamp(as_of - timedelta(days=settings.agreement_days - 1))
    made = decisions[(decisions["mode"] == "observe") & ~decisions["rehearsal"].astype(bool)]
    made = made[(made["for_day"] >= first) & (made["for_day"] <= pd.Timestamp(as_of))]
    if made.empty:
        return None
    local = [moment.to_pydatetime().astimezone(zone) for moment in posts["posted_at"]]
    told = posts.assign(local=pd.Series(local, index=posts.index, dtype="object"))
    told["day"] = [moment.date() for moment in local]
    own = _own(told, features)
    doubtful = set(told.loc[told["kind"] == "unknown", "day"])
    last = max(told["day"], default=date.min)
    days: list[Day] = []
    apart: Counter[str] = Counter()
    for day, rows in made.sort_values("ordinal").groupby("for_day"):
        of_day = pd.Timestamp(day).date()  # type: ignore[arg-type]
        if of_day in own:
            days.append(_day(rows, options, own[of_day]))
        else:
            apart["unclear" if of_day in doubtful else "without_post" if of_day < last else "untold"] += 1
    return Agreement(
        settings.agreement_days, len(days) + apart.total(), len(days),
        apart["without_post"], apart["unclear"], apart["untold"],
        {part: _share(part, days) for part in PARTS},
        {part: _difference(part, days, rewards, settings.agreement_posts_min) for part in PARTS},
    )  # fmt: skip


def _own(told: pd.DataFrame, features: pd.DataFrame) -> dict[date, tuple[OwnPost, ...]]:
    formats = {str(p): str(f) for p, f in zip(features["post_id"], features["format"], strict=True) if f != UNLABELLED}
    chosen = told[told["kind"].isin(UNITS) & told["decision_id"].isna()]
    found: dict[date, list[OwnPost]] = {}
    for row in chosen.sort_values(["posted_at", "post_id"]).itertuples():
        post_id = str(row.post_id)
        found.setdefault(row.day, []).append(OwnPost(post_id, row.local, formats.get(post_id)))  # type: ignore[arg-type]
    return {day: tuple(posts) for day, posts in found.items()}


def _day(rows: pd.DataFrame, options: pd.DataFrame, posts: tuple[OwnPost, ...]) -> Day:
    decided = tuple(zip(rows["slot"].astype(str), rows["format"].astype(str), strict=True))
    menus = []
    for at, name in enumerate(rows["decision_id"]):
        drawn_from = options[options["decision_id"] == name]
        # What an earlier decision of the day took was open before it did, and is so for every other draw.
        taken = {earlier for earlier, _ in decided[:at]}
        menus.append((frozenset(drawn_from["slot"]) | taken, frozenset(drawn_from["format"])))
    logged = all(len(formats) for _, formats in menus)
    return Day(decided, tuple(menus) if logged else None, posts)


def _share(part: Part, days: Sequence[Day]) -> Share:
    from scipy.stats import binomtest

    known = [day for day in days if _comparable(part, day.posts)]
    if not known:
        return Share(0, 0, None, None, None, None)
    agreed = sum(day.agrees(part) for day in known)
    interval = binomtest(agreed, len(known)).proportion_ci(confidence_level=0.8, method="wilson")
    chances = [by_chance(part, day) for day in known]
    logged = [chance for chance in chances if chance is not None]
    pairs = [day.agrees(part, other.posts) for day in known for other in known]
    return Share(
        len(known), agreed, float(interval.low), float(interval.high),
        float(np.mean(logged)) if len(logged) == len(known) else None,
        float(np.mean(pairs)),
    )  # fmt: skip


def _comparable(part: Part, posts: Sequence[OwnPost]) -> bool:
    """A format that nobody knows is no other format: what it takes to compare is one post whose format is known."""
    return part == "slot" or any(post.format is not None for post in posts)


def _difference(part: Part, days: Sequence[Day], rewards: pd.DataFrame, posts_min: int) -> Difference:
    earned = rewards.dropna(subset=["reward"]).set_index("post_id")["reward"].to_dict()
    sides: dict[bool, list[float]] = {True: [], False: []}
    for day in days:
        for post in day.posts:
            if _comparable(part, [post]) and post.post_id in earned:
                sides[day.agrees(part, [post])].append(float(earned[post.post_id]))
    one, other = np.array(sides[True]), np.array(sides[False])
    few = " and ".join(
        f"{len(side)} {name}" for side, name in ((one, "as decided"), (other, "otherwise")) if len(side) < posts_min
    )
    if few:
        missing = f"{few} with an outcome, {posts_min} are needed"
        return Difference(len(one), len(other), None, None, None, missing)
    if not one.var() + other.var() > 0:
        return Difference(len(one), len(other), None, None, None, "the outcomes of neither side vary")
    mean, low80, high80 = welch(one, other)
    return Difference(len(one), len(other), mean, low80, high80, "")


def welch(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """The difference of two means with its 80 % interval; the variances may differ, and not both be 0. Welch (1947)."""
    from scipy.special import stdtrit

    variances = np.array([side.var(ddof=1) / len(side) for side in (one, other)])
    mean = float(one.mean() - other.mean())
    freedom = variances.sum() ** 2 / sum(variances**2 / (np.array([len(one), len(other)]) - 1))
    half = float(stdtrit(freedom, 0.9) * np.sqrt(variances.sum()))
    return mean, mean - half, mean + half

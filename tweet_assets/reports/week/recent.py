"""The posts of the week beside the account's own baseline, and beside what was foretold of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tweet_assets.learning import engagement, reading_age, terms
from tweet_assets.posting.agreement import welch
from tweet_assets.reports import numbers
from tweet_assets.reports.rows import Row, rows
from tweet_assets.reports.week.facts import DAYS

BASELINE_DAYS = 90
SHOWN = 3
_EXCERPT_CHARACTERS = 600
"""A long post would push everything else off the page; its beginning is enough to know it again."""
_POSTS_MIN = 3
"""Below it a mean has no interval worth telling."""

Against = Literal["better", "worse", "as expected", "not foretold"]


@dataclass(frozen=True)
class Post:
    """One post of the week. Engagement is what the account's goal counts; None, here and below: not known.

    expected and its ends are what the ridge, as of a day before the post, said of a single post like it.
    """

    post_id: str
    posted: str
    text: str | None
    format: str
    slot: str
    engagement: float
    impressions: int | None
    expected: float | None
    low80: float | None
    high80: float | None

    @property
    def against(self) -> Against:
        if self.low80 is None or self.high80 is None:
            return "not foretold"
        return "better" if self.engagement > self.high80 else "worse" if self.engagement < self.low80 else "as expected"

    @property
    def result(self) -> str:
        """'31; expected 12 (80 % of such posts from 4 to 30): better'."""
        got = numbers.decimal(self.engagement)
        if self.expected is None:
            return f"{got}; nothing was foretold of it"
        span = numbers.span(self.low80, self.high80, numbers.decimal)
        return f"{got}; expected {numbers.decimal(self.expected)} (80 % of such posts {span}): {self.against}"


@dataclass(frozen=True)
class Recent:
    """The week beside the ninety days before. change: of a typical post, log; None: too few posts to compare."""

    posts: tuple[Post, ...]
    unmeasured: int
    before: tuple[float, ...]
    change: float | None
    low80: float | None
    high80: float | None

    @property
    def best(self) -> tuple[Post, ...]:
        return self.posts[: min(SHOWN, (len(self.posts) + 1) // 2)]

    @property
    def worst(self) -> tuple[Post, ...]:
        """From the worst up; no post stands on both sides."""
        return self.posts[max(len(self.posts) - SHOWN, (len(self.posts) + 1) // 2) :][::-1]

    @property
    def title(self) -> str:
        count = numbers.counted(len(self.posts), "post")
        if not self.posts:
            return "No post of this week has an outcome yet"
        if self.change is None or self.low80 is None or self.high80 is None:
            return f"{count} of this week beside {len(self.before)} before: too few to call it better or worse"
        said = f"{numbers.change(self.change)}, 80 % interval {numbers.span(self.low80, self.high80, numbers.change)}"
        if self.low80 <= 0 <= self.high80:
            return f"A usual week: {count}, a typical one {said} against the {BASELINE_DAYS} days before"
        word = "better" if self.change > 0 else "worse"
        return f"A {word} week than usual: {count}, a typical one {said} against the {BASELINE_DAYS} days before"

    @property
    def foretold(self) -> str:
        """How the posts of the week fared against what was foretold of them."""
        known = [post for post in self.posts if post.against != "not foretold"]
        if not known:
            return "Of no post of the week a model had said before what to expect."
        inside = sum(post.against == "as expected" for post in known)
        return (
            f"{inside} of {len(known)} lie within their 80 % interval, which was told before they were posted; "
            f"about {round(0.8 * len(known))} should."
        )


def recent(posts: pd.DataFrame, fits: Mapping[str, pd.DataFrame], as_of: date, zone: ZoneInfo) -> Recent:
    """`posts` as in WeekFacts; `fits` has rows of engagement_count_model and engagement_count_skill of many days.

    A post is of the week when its outcome matured in the seven days up to `as_of`; the baseline are the ninety before.
    """
    first = pd.Timestamp(as_of - timedelta(days=DAYS - 1))
    posts = posts.sort_values(["posted_at", "post_id"])
    week = posts[(posts["day"] >= first) & (posts["day"] <= pd.Timestamp(as_of))]
    measured = week[week["engagement"].notna()]
    before = posts[(posts["day"] < first) & (posts["day"] >= first - pd.Timedelta(days=BASELINE_DAYS))]
    before_values = before["engagement"].dropna().to_numpy(np.float64)
    change = _compared(measured["engagement"].to_numpy(np.float64), before_values)
    expected = _foretold(measured, fits, zone)
    shown = [_post(row, zone) for row in rows(measured.join(expected))]
    shown.sort(key=lambda post: (-post.engagement, post.impressions or 0, post.post_id))
    return Recent(tuple(shown), len(week) - len(measured), tuple(before_values.tolist()), *change)


def _compared(week: np.ndarray, before: np.ndarray) -> tuple[float | None, float | None, float | None]:
    one, other = np.log1p(week), np.log1p(before)
    if min(len(one), len(other)) < _POSTS_MIN or not one.var() + other.var() > 0:
        return None, None, None
    return welch(one, other)


def _foretold(posts: pd.DataFrame, fits: Mapping[str, pd.DataFrame], zone: ZoneInfo) -> pd.DataFrame:
    """What the newest fit of a day before each post said of it, where it had earned to be heard; else NaN.

    Of its figures as they were read: a total that was read late has grown, and the fit knows by how much.
    """
    found = pd.DataFrame(np.nan, index=posts.index, columns=["expected", "low80", "high80"])
    skills, models = fits["engagement_count_skill"], fits["engagement_count_model"]
    skills = skills[skills["enough_evidence"].astype("boolean").fillna(False)]
    aged = posts.assign(age_doublings=reading_age.doublings(posts["age_hours_min"]))
    posted = posts["posted_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    for at, day in posted.items():
        known = skills[skills["as_of"] < day]
        if known.empty:
            continue
        last = known["as_of"].max()
        fitted = terms.Fit(models[models["as_of"] == last], known[known["as_of"] == last])
        said = np.expm1(engagement.predict(fitted, aged.loc[[at]]).iloc[0].to_numpy(np.float64)).clip(0.0)
        found.loc[at] = said
    return found


def _post(row: Row, zone: ZoneInfo) -> Post:
    text = row.text("text")
    moment: datetime | None = row.moment("posted_at", zone)
    return Post(
        post_id=row.text("post_id") or numbers.UNKNOWN,
        posted=numbers.clock(moment),
        text=None if text is None else excerpt(text),
        format=row.text("format") or numbers.UNKNOWN,
        slot=row.text("slot") or numbers.UNKNOWN,
        engagement=row.number("engagement") or 0.0,
        impressions=row.count("impressions"),
        expected=row.number("expected"),
        low80=row.number("low80"),
        high80=row.number("high80"),
    )


def excerpt(text: str) -> str:
    """The beginning of a long text, saying how much is left out."""
    left_out = len(text) - _EXCERPT_CHARACTERS
    if left_out <= 0:
        return text
    return f"{text[:_EXCERPT_CHARACTERS]}\n[{left_out:,} more characters]"

"""The invented creator: when they post what, and the whole history with its outcomes.

The habit is confounded on purpose, as a real one is: how-tos go out in the morning, announcements in the evening, when
every post does well. Who compares plain means of formats credits the announcement with the hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tweet_assets import tweet_text
from tweet_assets.arms import FORMATS, SLOTS, Slot
from tweet_assets.demo import texts
from tweet_assets.demo.truth import TRUTH, Truth, outcomes

HANDLE = "demo_creator"
ZONE = ZoneInfo("Europe/Lisbon")
FIRST_DAY = date(2026, 1, 5)
TODAY = date(2026, 6, 30)  # the folder's own today: nothing is posted on it
SEED = 2026

COVARIATES = ("questions", "numbers", "links", "hashtags", "emojis")
_X_EPOCH = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=1_288_834_974_657)

_FORMAT_SHARES: Mapping[str, float] = {
    "question": 0.14,
    "how-to": 0.12,
    "data": 0.11,
    "myth-busting": 0.11,
    "story": 0.14,
    "framework": 0.11,
    "opinion": 0.14,
    "announcement": 0.13,
}
_SLOT_SHARES: Mapping[str, float] = {
    "00-06": 0.10,
    "06-09": 0.13,
    "09-12": 0.19,
    "12-15": 0.16,
    "15-18": 0.14,
    "18-21": 0.15,
    "21-24": 0.13,
}
_FAVOURITE_SLOTS: Mapping[str, tuple[str, ...]] = {
    "how-to": ("06-09", "09-12"),
    "announcement": ("18-21",),
    "story": ("21-24", "00-06"),
    "opinion": ("12-15",),
}
_FAVOURED = 2.5  # times as likely as at another hour
_POSTS_A_DAY = ((2, 0.25), (3, 0.5), (4, 0.25))
_REPLIES_A_DAY = 1.2
_THREAD_SHARE = 0.04


def history(seed: int = SEED, truth: Truth = TRUTH) -> pd.DataFrame:
    """Every post of the account with its counts, as its monthly export saw them, oldest first.

    Columns: post_id (text), posted_at (UTC, whole milliseconds), kind, format and slot (as planted, missing for
    replies and later parts of threads), text (as exported), weekend, log_length, questions, numbers, links, hashtags,
    emojis, month_end (the day on which the export was made), age_hours (then), and the counts of truth.COUNTS.
    """
    rng = np.random.default_rng(seed)
    posts = _posts(rng)
    counts = outcomes(posts, posts["age_hours"].to_numpy(), rng, truth)
    return pd.concat([posts, pd.DataFrame(counts, index=posts.index)], axis=1)


def month_end(day: date) -> date:
    """The day on which the export that holds a day is made: the first of the next month, or the folder's today."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return min(following, TODAY)


def _posts(rng: np.random.Generator) -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    day = FIRST_DAY
    while day < TODAY:
        rows += _day(day, rng)
        day += timedelta(days=1)
    rows.sort(key=lambda row: str(row["post_id"]))
    frame = pd.DataFrame(rows)
    frame["posted_at"] = frame["posted_at"].astype("datetime64[us, UTC]")
    made = pd.to_datetime(frame["month_end"]).dt.tz_localize(ZONE)
    frame["age_hours"] = (made - frame["posted_at"]).dt.total_seconds() / 3600
    return frame


def _day(day: date, rng: np.random.Generator) -> list[dict[str, object]]:
    rows = []
    free = list(SLOTS)
    counts, chances = zip(*_POSTS_A_DAY, strict=True)
    for _ in range(int(rng.choice(counts, p=chances))):
        label = str(rng.choice(FORMATS, p=[_FORMAT_SHARES[f] for f in FORMATS]))
        slot = _slot(label, free, rng)
        free.remove(slot)
        # Ten minutes off both ends: two originals are never so close that they look like a thread.
        local = _moment(day, slot, float(rng.uniform(10, slot.minutes - 12)))
        parts = int(rng.integers(1, 3)) if rng.random() < _THREAD_SHARE else 0
        kind = "thread_head" if parts else "original"
        rows.append(_row(local, day, kind, texts.compose(label, rng), rng, label, slot.name))
        for number in range(2, parts + 2):
            local += timedelta(seconds=float(rng.uniform(15, 55)))
            rows.append(_row(local, day, "thread_part", texts.thread_part(number, rng), rng))
    for _ in range(int(rng.poisson(_REPLIES_A_DAY))):
        slot = SLOTS[int(rng.integers(1, len(SLOTS)))]
        rows.append(_row(_moment(day, slot, float(rng.uniform(0, 8))), day, "reply", texts.reply(rng), rng))
    return rows


def _slot(label: str, free: list[Slot], rng: np.random.Generator) -> Slot:
    favourites = _FAVOURITE_SLOTS.get(label, ())
    weights = np.array([_SLOT_SHARES[s.name] * (_FAVOURED if s.name in favourites else 1.0) for s in free])
    return free[int(rng.choice(len(free), p=weights / weights.sum()))]


def _moment(day: date, slot: Slot, minutes: float) -> datetime:
    """A moment of a slot in UTC. In the hour that summer time skips it is one later, and still in the slot."""
    local = datetime.combine(day, time(slot.first)) + timedelta(minutes=minutes)
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def _row(
    moment: datetime,
    day: date,
    kind: str,
    text: str,
    rng: np.random.Generator,
    label: str | None = None,
    slot: str | None = None,
) -> dict[str, object]:
    milliseconds = (moment - _X_EPOCH) // timedelta(milliseconds=1)
    text = texts.exported(text)
    facts = tweet_text.facts(text)
    return {
        "post_id": str((milliseconds << 22) | int(rng.integers(1 << 22))),
        "posted_at": _X_EPOCH + timedelta(milliseconds=milliseconds),
        "kind": kind,
        "format": label,
        "slot": slot,
        "text": text,
        "weekend": float(day.weekday() >= 5),
        "log_length": float(np.log(facts.weighted_length)),
        **{name: float(getattr(facts, name)) for name in COVARIATES},
        "month_end": month_end(day),
    }

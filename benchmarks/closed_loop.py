"""The loop over many accounts: does policy value tell the truth as often as it says, or refuse; and what is lost.

    python benchmarks/closed_loop.py                           # the table of docs/bandit.md; ten minutes on one core
    python benchmarks/closed_loop.py --seeds 4 --days 30       # a glance

Each seed is an account without a past, with the readers of `tweet-assets simulate`: every morning the beliefs and the
policy as of the day before (bandit.posteriors, policy.for_day), its posts drawn one after the other among the slots
that are left (policy.among), their counts at 24 hours. In the end policy_value.values says what each policy earned, by
the log alone. The truth is the mean reward of each arm over 20,000 posts of it, weighed as that policy would have it
among what was open to each post. Prints Markdown.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.arms import slot_of
from tweet_assets.closed_loop.audience import Audience
from tweet_assets.drill.published import Published
from tweet_assets.learning import bandit, drawn_posts, features, policy, policy_value, rewards, space

ZONE = ZoneInfo("UTC")
FIRST = date(2026, 1, 1)
ACCOUNT = Account("invented_me", topics=("writing",))
SLOTS = {slot.name: slot for slot in ACCOUNT.slots}
ARMS = [(f, s) for f in ACCOUNT.formats for s in SLOTS]
TEXT = "Invented: a page has a last line."
PATIENCE = 20_000  # posts of each arm, to know its mean reward


@dataclass
class Log:
    """What became of one account: its posts and outcomes, the policies and beliefs of its days, and what was lost."""

    posts: list[dict[str, object]] = field(default_factory=list)
    outcomes: list[dict[str, object]] = field(default_factory=list)
    policies: list[pd.DataFrame] = field(default_factory=list)
    beliefs: list[pd.DataFrame] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)
    lost_by_chance: list[float] = field(default_factory=list)


def counts(audience: Audience, post: Published) -> dict[str, int]:
    return dict(audience(post, post.at + timedelta(hours=24)))


def reward(rows: pd.DataFrame) -> pd.Series[float]:
    return rewards.reward(rows, "engagement")


def truth(seed: int) -> dict[tuple[str, str], float]:
    """The mean reward of each arm. The readers are the same for every seed, but for chance."""
    found = {}
    for number, (format_, slot) in enumerate(ARMS):
        audience = Audience({TEXT: format_}, ZONE, seed + 1_000_000)
        at = datetime.combine(FIRST, SLOTS[slot].opens, UTC)
        rows = [counts(audience, Published(str(number * PATIENCE + n), TEXT, at)) for n in range(PATIENCE)]
        found[format_, slot] = float(reward(pd.DataFrame(rows)).mean())
    return found


def run(seed: int, days: int, a_day: int) -> Log:
    chance, log = np.random.default_rng([seed, 11]), Log()
    formats: dict[str, str] = {}
    audience = Audience(formats, ZONE, seed)
    known = space.of(ACCOUNT)
    for number in range(days):
        day, before = FIRST + timedelta(days=number), FIRST + timedelta(days=number - 1)
        of_day = {"account": ACCOUNT.handle, "as_of": pd.Timestamp(before).as_unit("us")}
        beliefs = bandit.posteriors(statistics(log), known, before).assign(**of_day)
        whole = policy.for_day(beliefs, ACCOUNT, day).assign(**of_day)
        log.beliefs.append(beliefs)
        log.policies.append(whole)
        open_slots = list(SLOTS)
        for _ in range(a_day):
            options = policy.among(whole, beliefs, ACCOUNT, {"slot": open_slots})
            p = options["probability"].to_numpy()
            arm = options.iloc[int(chance.choice(len(options), p=p))]
            worth = np.array([audience.worth(f, s) for f, s in zip(options["format"], options["slot"], strict=True)])
            log.lost.append(float(worth.max() - p @ worth))
            log.lost_by_chance.append(float(worth.max() - worth.mean()))
            _posted(log, audience, formats, day, arm, open_slots, chance)
            open_slots.remove(str(arm["slot"]))
    return log


def _posted(
    log: Log,
    audience: Audience,
    formats: dict[str, str],
    day: date,
    arm: pd.Series,
    open_slots: list[str],
    chance: np.random.Generator,
) -> None:
    opens = datetime.combine(day, SLOTS[str(arm["slot"])].opens, UTC)
    at = opens + timedelta(minutes=int(chance.integers(100)))
    assert slot_of(at, ACCOUNT.slots) == arm["slot"]
    name = str(1_000_000 + len(log.posts))
    text = f"{TEXT} {name}"
    formats[text] = str(arm["format"])
    log.posts.append(
        {
            "account": ACCOUNT.handle, "post_id": name, "posted_at": pd.Timestamp(at).as_unit("us"), "text": TEXT,
            "kind": "original", "media": "none", "link": "none", "decision_id": name, "format": arm["format"],
            "slot": arm["slot"], "topic": "writing", "inspiration": None, "propensity": float(arm["probability"]),
            "open_slots": list(open_slots), "edited": False, "overridden": False, "user_format": None,
            "user_topic": None,
        }
    )  # fmt: skip
    matured = at + timedelta(hours=24)
    log.outcomes.append(
        {
            "account": ACCOUNT.handle, "post_id": name, "day": pd.Timestamp(matured.date()).as_unit("us"),
            "age_hours_min": 24.0, "known_at": pd.Timestamp(matured).as_unit("us"),
            **counts(audience, Published(name, text, at)),
        }
    )  # fmt: skip


def _frames(log: Log) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    posts = pd.DataFrame(log.posts)
    earned = pd.DataFrame(log.outcomes)
    told = features.features(posts, ACCOUNT.slots, ZONE, ACCOUNT.words_of_topics)
    return posts, told, earned.assign(reward=reward(earned))


def statistics(log: Log) -> pd.DataFrame:
    """Of all that was posted: as of a day only what had matured by then is used."""
    if not log.posts:
        return nothing()
    _, told, earned = _frames(log)
    return bandit.statistics(told, earned, space.of(ACCOUNT), ZONE)


def nothing() -> pd.DataFrame:
    """The statistics of an account without a post, with the columns of one that has some."""
    one = Log()
    arm = pd.Series({"format": ARMS[0][0], "slot": ARMS[0][1], "probability": 1.0})
    _posted(one, Audience({}, ZONE, 0), {}, FIRST, arm, [ARMS[0][1]], np.random.default_rng(0))
    return statistics(one).iloc[:0]


def valued(log: Log, as_of: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What policy value says of the log, and the log it says it of."""
    posts, told, earned = _frames(log)
    policies, beliefs = pd.concat(log.policies), pd.concat(log.beliefs)
    executed = drawn_posts.executed(ACCOUNT, as_of, ZONE, posts, earned, policies, beliefs)
    logged = drawn_posts.logged(posts, earned, as_of, ZONE)
    habit = policy_value.habit(told, as_of)
    return policy_value.values(logged, policies, habit, executed, as_of), logged


def true_values(log: Log, logged: pd.DataFrame, means: dict[tuple[str, str], float]) -> dict[str, float]:
    """What learned and uniform are worth at the posts of a log, and learned against uniform."""
    of_day = {str(p["as_of"].iloc[0]): (p, b) for p, b in zip(log.policies, log.beliefs, strict=True)}
    learned, uniform = [], []
    for before, open_slots in zip(logged["before"], logged["open_slots"], strict=True):
        whole, beliefs = of_day[str(before)]
        options = policy.among(whole, beliefs, ACCOUNT, {"slot": list(open_slots)})
        worth = np.array([means[f, s] for f, s in zip(options["format"], options["slot"], strict=True)])
        learned.append(float(options["probability"].to_numpy() @ worth))
        uniform.append(float(worth.mean()))
    return {
        "learned, itself": float(np.mean(learned)),
        "uniform, itself": float(np.mean(uniform)),
        "learned, uniform": float(np.mean(np.subtract(learned, uniform))),
    }


def share(values: list[float]) -> str:
    mean = np.mean(values)
    return f"{100 * mean:.0f} % ± {100 * 1.96 * np.sqrt(mean * (1 - mean) / len(values)):.0f}" if values else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=24)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--posts", type=int, default=3, help="a day")
    asked = parser.parse_args()
    means = truth(0)
    told: dict[tuple[str, str], list[bool]] = defaultdict(list)
    refused: dict[tuple[str, str], int] = defaultdict(int)
    spans: list[npt.NDArray[np.float64]] = []
    for seed in range(asked.seeds):
        log = run(seed, asked.days, asked.posts)
        found, logged = valued(log, FIRST + timedelta(days=asked.days - 2))
        worth = true_values(log, logged, means)
        for row in found.itertuples():
            key = f"{row.policy}, {row.against}", str(row.estimator)
            if row.answered and key[0] in worth:
                told[key].append(bool(row.low90 <= worth[key[0]] <= row.high90))
            else:
                refused[key] += 1
        lost, by_chance = (np.array(part).reshape(3, -1).sum(axis=1) for part in (log.lost, log.lost_by_chance))
        spans.append(lost / by_chance)
        print(f"<!-- seed {seed}: regret {np.round(spans[-1], 2)} -->", flush=True)
    print(f"\n{asked.seeds} accounts, {asked.days} days, {asked.posts} posts a day\n")
    print("| policy, against | estimator | answered | 90 % interval holds the truth | refused |\n|---|---|---|---|---|")
    for key in sorted({*told, *refused}):
        print(f"| {key[0]} | {key[1]} | {len(told[key])} | {share([float(v) for v in told[key]])} | {refused[key]} |")
    half = 1.96 * np.std(spans, axis=0, ddof=1) / np.sqrt(len(spans))
    print("\n| | first third | second | last |\n|---|---|---|---|")
    cells = [f"{m:.2f} ± {h:.2f}" for m, h in zip(np.mean(spans, axis=0), half, strict=True)]
    print(f"| regret, as a share of random's | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()

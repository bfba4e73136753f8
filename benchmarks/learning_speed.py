"""How fast the bandit learns: a rebuild from disk, and one new day, over one and ten million invented posts.

    pip install -e '.[benchmark]'
    python benchmarks/learning_speed.py                          # both sizes beside the peers; about ten minutes
    python benchmarks/learning_speed.py --posts 1000000 --without-peers

Posts lie in Parquet files, one a year, with text features binned to small whole numbers. A rebuild sums them to the
rows of learning.arm_statistics by one query, and believes. A new day is read from its file, summed, and added to the
state that the days before left. Peers fit the same columns of the same rows, from memory: reading is not counted
against them. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from tweet_assets.learning import bandit
from tweet_assets.learning import cells as cells_
from tweet_assets.learning.cells import Cells
from tweet_assets.learning.space import Space
from tweet_assets.settings import SETTINGS

DAYS = 3650
NEW_POSTS = 50
"""Of the new day, whatever the history: a busy day of a busy account."""
LAST = date(2026, 1, 1)
COVARIATES = tuple(f"x{n}" for n in range(9))
SPACE = Space(
    {"format": tuple(f"f{n}" for n in range(8)), "slot": tuple(f"{3 * n:02d}-{3 * n + 3:02d}" for n in range(8))},
    circular=("slot",),
    contexts={"topic": ("a", "b", "c"), "weekend": ("no", "yes")},
    covariates=COVARIATES,
    interactions=(("format", "slot"), ("slot", "weekend")),
)
HALF_LIFE = SETTINGS.learning.half_life_days


def write(folder: Path, posts: int) -> None:
    """Ten years of posts, a Parquet file a year, and the day after in a file of its own. Truth: f3 +.4, 18-21 +.3."""
    per_day = posts // DAYS
    for name, first, days in [*((f"y{n}", 365 * n, 365) for n in range(10)), ("new", DAYS, 1)]:
        chance = np.random.default_rng(first)
        each = NEW_POSTS if name == "new" else per_day
        size = each * days
        told = {
            "day": np.repeat(np.array([LAST - timedelta(days=DAYS - first - n) for n in range(days)]), each),
            "format": chance.choice(SPACE.dimensions["format"], size),
            "slot": chance.choice(SPACE.dimensions["slot"], size),
            "topic": chance.choice(SPACE.contexts["topic"], size),
            "weekend": chance.choice(SPACE.contexts["weekend"], size),
            **{x: chance.integers(0, 12, size).astype(np.uint8) for x in COVARIATES},
        }
        frame = pd.DataFrame(told)
        effect = 0.4 * (frame["format"] == "f3") + 0.3 * (frame["slot"] == "18-21") + 0.02 * frame["x0"]
        frame["reward"] = 3 + effect + chance.normal(size=size)
        for factor in SPACE.factors:
            frame[factor] = frame[factor].astype("category")
        with duckdb.connect() as connection:
            connection.execute(f"copy (select * from frame) to '{folder / name}.parquet' (format parquet)")


def summed(folder: Path) -> Cells:
    """All years to discounted cells, by one query over the files."""
    products = [f"{a} * {b}" for at, a in enumerate(COVARIATES) for b in COVARIATES[: at + 1]]
    weighted = ["1", "reward", "reward * reward", *COVARIATES, *(f"{x} * reward" for x in COVARIATES), *products]
    sums = ", ".join(f"sum(w * {term}) as s{n}" for n, term in enumerate(weighted))
    factors = ", ".join(SPACE.factors)
    query = f"""
        select {factors}, count(*) as posts, {sums}
        from (
            select * replace ({", ".join(f"{x}::float as {x}" for x in COVARIATES)}),
                pow(0.5, (date '{LAST}' - day::date) / {HALF_LIFE}) as w
            from read_parquet('{folder}/y*.parquet')
        )
        group by {factors}
        order by {factors}
    """
    with duckdb.connect() as connection:
        found = connection.execute(query).fetchnumpy()
    k, count = len(COVARIATES), len(found["posts"])
    sum_of = np.column_stack([found[f"s{n}"] for n in range(len(weighted))]).astype(np.float64)
    product = np.zeros((count, k, k))
    lower = np.tril_indices(k)
    product[:, lower[0], lower[1]] = product[:, lower[1], lower[0]] = sum_of[:, 3 + 2 * k :]
    keys = pd.DataFrame(
        {
            "day": pd.Timestamp(LAST).as_unit("us"), "evidence": "randomised", "age_band": "at 24 h",
            "known_on": cells_.NOBODY_SAID, "known": "1" * k,
            **{name: pd.Series(np.asarray(found[name]), dtype="str") for name in SPACE.factors},
        }
    )  # fmt: skip
    posts = found["posts"].astype(np.float64)
    return Cells(
        keys, posts, np.zeros(count), sum_of[:, 0], sum_of[:, 1], sum_of[:, 2], sum_of[:, 3 : 3 + k],
        sum_of[:, 3 + k : 3 + 2 * k], product,
    )  # fmt: skip


def rebuilt(folder: Path) -> np.ndarray:
    return bandit.believe(summed(folder), SPACE, LAST).mean


def day_later(folder: Path, state: Cells) -> np.ndarray:
    """One new day from its file to the new belief, on the state of the day before."""
    new = _read(folder / "new.parquet")
    posts = new.assign(day=pd.Timestamp(LAST), evidence="randomised", age_hours_min=24.0, by_rule=False)
    day = cells_.of(posts, list(SPACE.factors), COVARIATES)
    later = LAST + timedelta(days=1)
    now = state.discounted(later, HALF_LIFE).merged(later).plus(day.merged(later))
    return bandit.believe(now, SPACE, later).mean


def _read(path: Path) -> pd.DataFrame:
    with duckdb.connect(config={"threads": 1}) as connection:
        return connection.execute(f"select * from read_parquet('{path}')").df()


def seconds(run: Callable[[], object], times: int) -> float:
    """The median of some runs."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def peers(folder: Path) -> dict[str, float]:
    """Seconds of a fit of scikit-learn's ridge on one-hot columns by pandas, and of MABWiser's LinTS, from memory."""
    from mabwiser.mab import MAB, LearningPolicy
    from sklearn.linear_model import Ridge

    with duckdb.connect() as connection:
        posts = connection.execute(f"select * from read_parquet('{folder}/y*.parquet')").df()
    reward = posts["reward"].to_numpy()

    def ridge() -> object:
        columns = [pd.get_dummies(posts[name], dtype=np.float32) for name in SPACE.factors]
        design = np.hstack([*columns, posts[list(COVARIATES)].to_numpy(np.float32)])
        return Ridge().fit(design, reward)

    decisions = posts["format"].astype("str").to_numpy()
    contexts = posts[list(COVARIATES)].to_numpy(np.float64)

    def lin_ts() -> object:
        return MAB(list(SPACE.dimensions["format"]), LearningPolicy.LinTS()).fit(decisions, reward, contexts)

    return {"pandas + scikit-learn Ridge": seconds(ridge, 1), "MABWiser LinTS": seconds(lin_ts, 1)}


def measure(posts: int, with_peers: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, posts)
        before = summed(folder)
        found = {
            "one new day, from its file to the new belief": seconds(lambda: day_later(folder, before), 9),
            "rebuild: files to belief": seconds(lambda: rebuilt(folder), 3),
        }
        return found | (peers(folder) if with_peers else {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--without-peers", action="store_true")
    asked = parser.parse_args()
    found = {posts: measure(posts, not asked.without_peers) for posts in asked.posts}
    print("| step | " + " | ".join(f"{posts:,} posts" for posts in found) + " | of a new day |")
    print("|---|" + "---|" * (len(found) + 1))
    last = found[asked.posts[-1]]
    day = last["one new day, from its file to the new belief"]
    for step in last:
        cells = [f"{times[step]:.3f} s" for times in found.values()]
        print(f"| {step} | " + " | ".join(cells) + f" | x {last[step] / day:,.0f} |")


if __name__ == "__main__":
    main()

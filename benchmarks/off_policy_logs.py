"""The off-policy estimators on real logs of a shop, against the textbook's formulas written out one post at a time.

    python benchmarks/off_policy_logs.py FOLDER

FOLDER is `obp/dataset/obd` of the unpacked source of obp 0.5.7 (Saito et al. 2021): six logs of 10,000 rows, of a
random and of a Thompson sampling policy in three campaigns. Evaluated are the even policy and the popularity of the
items in the Thompson log, on the second half of a log, with each item's click rate in the first half as the model.
Prints a Markdown table; `largest difference` is over IPW, SNIPW, DM, DR and their standard errors.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from math import sqrt
from pathlib import Path

import pandas as pd

from tweet_assets.learning import off_policy
from tweet_assets.settings import SETTINGS

LENIENT = replace(SETTINGS.learning, value_min_effective_posts=0.0, value_max_weight_share=1.0)


def textbook(
    r: list[float], p: list[float], q: list[float], m: list[tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Each estimate with its standard error, by plain sums."""
    n = len(r)
    w = [b / a for a, b in zip(p, q, strict=True)]
    snipw = sum(a * b for a, b in zip(w, r, strict=True)) / sum(w)
    scores = {
        "ipw": [a * b for a, b in zip(w, r, strict=True)],
        "dm": [a for a, _ in m],
        "dr": [a + c * (b - e) for (a, e), b, c in zip(m, r, w, strict=True)],
    }
    found = {}
    for name, values in scores.items():
        mean = sum(values) / n
        found[name] = (mean, sqrt(sum((v - mean) ** 2 for v in values) / (n - 1) / n))
    spread = sum((a * (b - snipw)) ** 2 for a, b in zip(w, r, strict=True))
    found["snipw"] = (snipw, sqrt(spread) / sum(w))
    return found


def main(folder: Path) -> None:
    print("| log | policy | rows | effective | IPW | SNIPW | DM | DR | answered | largest difference |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for campaign in ("all", "men", "women"):
        popular = pd.read_csv(folder / "bts" / campaign / f"{campaign}.csv")["item_id"].value_counts(normalize=True)
        for logging in ("random", "bts"):
            log = pd.read_csv(folder / logging / campaign / f"{campaign}.csv", index_col=0)
            items = sorted(set(log["item_id"]))
            for name, policy in (("even", dict.fromkeys(items, 1 / len(items))), ("popularity", popular.to_dict())):
                print(row(f"{logging} {campaign}", name, log, policy))


def row(log_name: str, name: str, log: pd.DataFrame, policy: dict[int, float]) -> str:
    half = len(log) // 2
    rate = log["click"].iloc[:half].groupby(log["item_id"].iloc[:half]).mean()
    mean = float(log["click"].iloc[:half].mean())
    later = log.iloc[half:]
    r = later["click"].astype(float).tolist()
    p, q = later["propensity_score"].tolist(), [policy.get(item, 0.0) for item in later["item_id"]]
    expected = sum(share * float(rate.get(item, mean)) for item, share in policy.items())
    m = [(expected, float(rate.get(item, mean))) for item in later["item_id"]]
    ours = off_policy.evaluate(r, p, q, m, LENIENT).set_index("estimator")
    strict = bool(off_policy.evaluate(r, p, q, m)["answered"].all())
    truth = textbook(r, p, q, m)
    gaps = [abs(ours.loc[e, c] - truth[e][at]) for e in truth for at, c in enumerate(("value", "standard_error"))]
    values = " | ".join(f"{ours.loc[e, 'value']:.5f}" for e in ("ipw", "snipw", "dm", "dr"))
    rows = f"{len(r):,} | {ours['effective_posts'].iloc[0]:,.0f}"
    return f"| {log_name} | {name} | {rows} | {values} | {'yes' if strict else 'no'} | {max(gaps):.1e} |"


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""What a person made of decisions, by format: rejections, edits and overrides. None of them is evidence of a draw."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Change:
    """One format: how many decisions proposed it, how many a person rejected, and what became of those posted."""

    format: str
    proposed: int
    rejected: int
    posted: int
    edited: int
    overridden: int


def changes(outbox: pd.DataFrame, approvals: pd.DataFrame, posts: pd.DataFrame) -> list[Change]:
    """By format as it was drawn, from one account's rows of posting.outbox (rehearsals left out) and account.posts.

    Rejected: a text of it was, whatever came in its place; `approvals` has rows of posting.approvals.
    Edited: another text was posted than decided; overridden: at another time or in another form than drawn.
    """
    real = outbox[outbox["state"] != "rehearsal"]
    seen = posts.loc[posts["decision_id"].notna(), ["decision_id", "edited", "overridden"]]
    joined = real.merge(seen, on="decision_id", how="left")
    flags = {
        "rejected": joined["decision_id"].isin(approvals.loc[approvals["verdict"] == "rejected", "decision_id"]),
        "posted": joined["state"] == "posted",
        "edited": joined["edited"].astype("boolean").fillna(False),
        "overridden": joined["overridden"].astype("boolean").fillna(False),
    }
    counts = joined[["format"]].assign(**{name: flag.astype("int64") for name, flag in flags.items()})
    sums = counts.groupby("format").agg(proposed=("rejected", "size"), **{name: (name, "sum") for name in flags})
    return [Change(str(name), *map(int, row)) for name, row in zip(sums.index, sums.to_numpy().tolist(), strict=True)]

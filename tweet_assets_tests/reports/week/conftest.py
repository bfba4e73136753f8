"""A week of an invented gardener, as its tables hold it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from tweet_assets.reports.facts import History
from tweet_assets.reports.week.facts import WeekFacts

AS_OF = date(2026, 3, 7)


def posts(days_ago: list[int], engagement: list[float | None], **columns: object) -> pd.DataFrame:
    """Posts by how many days before AS_OF their outcomes matured, each posted at nine the day before that."""
    day = pd.Timestamp(AS_OF) - pd.to_timedelta(days_ago, unit="D")
    earned = np.array([np.nan if value is None else value for value in engagement], np.float64)
    frame = pd.DataFrame(
        {
            "account": "invented_gardener",
            "post_id": [f"9{at:03}" for at in range(len(days_ago))],
            "day": day,
            "posted_at": (day - pd.Timedelta(hours=15)).tz_localize("UTC"),
            "age_hours_min": 24.0,
            "engagement": earned,
            "reward": np.log1p(earned),
            "impressions": pd.array([1000] * len(days_ago), dtype="Int64"),
            "text": [
                f"Invented post number {at}: compost is slow, and that is the point." for at in range(len(days_ago))
            ],
            "format": "story",
            "slot": "09-12",
        }
    )
    return frame.assign(**columns)


@pytest.fixture(scope="session")
def nobodys_requests() -> pd.DataFrame:
    columns = {
        "begun_at": "datetime64[us, UTC]",
        "utc_day": "datetime64[us]",
        "usd_spent": "float",
        "usd_reserved": "float",
    }
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})


@pytest.fixture(scope="session")
def week_facts(
    learned: dict[str, pd.DataFrame], planned: dict[str, pd.DataFrame], nobodys_requests: pd.DataFrame
) -> WeekFacts:
    fits = {
        name: learned[name].assign(as_of=pd.Timestamp("2026-02-27"))
        for name in ("engagement_count_model", "engagement_count_skill")
    }
    week = posts([0, 1, 2, 3, 5, 6, *range(8, 60)], [400, 12, 9, None, 0, 11, *[10] * 51, 14])
    return WeekFacts(
        account="invented_gardener",
        as_of=AS_OF,
        today=date(2026, 3, 8),
        zone="Europe/Lisbon",
        mode="approve",
        simulated=False,
        publishes_to_x=True,
        history=History({"original": 300}, mature=312, too_young=2, without_outcome=26),
        models=learned,
        earlier_models=fits,
        posts=week,
        decisions=planned["decisions"],
        options=planned["decision_probabilities"],
        outbox=planned["outbox"],
        replay=pd.DataFrame(
            {
                "as_of": pd.to_datetime(["2026-02-01", "2026-02-02"]),
                "mode": "in hindsight",
                "claims": [["format question: better"], ["format question: better", "slot 06-09: worse"]],
            }
        ),
        export_files=pd.DataFrame({"rows_foreign": [0, 2], "rows_refused": [0, 0]}),
        model_calls=nobodys_requests,
        x_requests=nobodys_requests,
        failed_checks=(),
    )

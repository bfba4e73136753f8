"""A decision as posting.decisions holds it."""

from __future__ import annotations

import pandas as pd

from tweet_assets.posting.deciding import text_hash


def decision(name: str = "d1", **changes: object) -> pd.DataFrame:
    text = changes.get("text", f"A text of {name}")
    row = {
        "decision_id": name,
        "account": "invented_me",
        "for_day": pd.Timestamp("2026-03-10"),
        "ordinal": int(name[1:]),
        "rehearsal": False,
        "mode": "suggest",
        "format": "story",
        "slot": "12-15",
        "due_at": pd.Timestamp("2026-03-10T12:30Z"),
        "propensity": 0.25,
        "topic": "writing",
        "inspiration": None,
        "inspiration_probability": None,
        "draft_id": f"draft of {name}",
        "draft_probability": 0.5,
        "chosen_by": "lot",
        "needs_person": False,
        "example_form": "structure",
        "empty_cells": [],
        "text": text,
        "text_sha256": text_hash(str(text)) if text is not None else None,
        "expected_rate": 0.02,
        "low80": 0.01,
        "high80": 0.04,
        "seed": 7,
        "policy_as_of": pd.Timestamp("2026-03-09"),
        "policy_version": "v1",
        "note": "one of 2 drafts of its cell, drawn uniformly",
    }
    return pd.DataFrame([{**row, **changes}])

"""A data folder of an invented account with three days planned, made once by a real round and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import rounds

from tweet_assets.data_folder import DataFolder
from tweet_assets.posting import revisions
from tweet_assets.review.judging import Bench


def make(base: Path) -> Path:
    folder = base / "planned"
    rounds.write_account(folder)
    accounts = folder / "accounts.toml"
    accounts.write_text(accounts.read_text(encoding="utf-8") + "plan_days = 3\n", encoding="utf-8")
    shutil.copy(Path(__file__).parents[2] / "data/curated_examples.csv", folder / "curated_examples.csv")
    with rounds.over(folder, base / "history") as runs:
        runs.go(rounds.TODAY)
    return folder


def copy(planned: Path, place: Path) -> Bench:
    shutil.copytree(planned, place)
    return Bench.of(DataFolder(place))


def states(bench: Bench) -> dict[str, str]:
    """Where every decision stands, by its id, in order of time."""
    found = bench.standing("true", [])
    return dict(zip(found["decision_id"], found["state"], strict=True))


def text_of(bench: Bench, decision_id: str) -> str:
    return str(revisions.standing(bench.posting.warehouse(), "decision_id = ?", [decision_id])["text"].iloc[0])

"""The invented texts of a drill: decided and approved a few at a time, as days are, one due every few minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from tweet_assets.posting import approvals
from tweet_assets.posting.deciding import text_hash
from tweet_assets.warehouse import Warehouse

BEGINS = datetime(2026, 3, 2, 6, tzinfo=UTC)
APART = timedelta(minutes=7)
AT_A_TIME = 25
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def decide(store: Warehouse, first: int, last: int, generator: np.random.Generator) -> list[str]:
    """Puts the texts of these numbers into the ledgers, each approved when it is due. Returns them."""
    texts = [_invented(generator) for _ in range(first, last)]
    frame = pd.DataFrame(
        {
            "decision_id": [named(number) for number in range(first, last)],
            "ordinal": range(first + 1, last + 1),
            "due_at": [BEGINS + number * APART for number in range(first, last)],
            "text": texts,
        }
    ).assign(
        account="invented_me", for_day=pd.Timestamp(BEGINS.date()), rehearsal=False, mode="approve", format="story",
        slot="06-09", propensity=1.0, topic="invented", inspiration=None, inspiration_probability=None,
        draft_probability=1.0, chosen_by="lot", needs_person=True, example_form="structure", expected_rate=None,
        low80=None, high80=None, seed=1, policy_as_of=pd.Timestamp(BEGINS.date()), policy_version="drill",
        note="drill",
    )  # fmt: skip
    frame["draft_id"] = "of " + frame["decision_id"]
    frame["text_sha256"] = [text_hash(text) for text in texts]
    frame["empty_cells"] = [[] for _ in texts]
    frame["due_at"] = frame["due_at"].astype("datetime64[us, UTC]")
    given = [approvals.verdict_on(row, "approved", None, row["due_at"].to_pydatetime()) for _, row in frame.iterrows()]
    with store.transaction() as transaction:
        transaction.append("posting.decisions", frame)
        transaction.append("posting.approvals", pd.concat(given, ignore_index=True))
    return texts


def named(number: int) -> str:
    return f"d{number:06d}"


def _invented(generator: np.random.Generator) -> str:
    words = ["".join(generator.choice(list(_LETTERS), int(generator.integers(3, 9)))) for _ in range(12)]
    return f"Invented: {' '.join(words)}."

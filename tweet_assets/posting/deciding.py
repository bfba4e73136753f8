"""From a policy and a stock of drafts to the decisions of one day: what is posted, and when.

Order matters for the propensities. First the arms are drawn, all together, from the policy among the slots that are
still open; then inspiration, by a fair coin; and only then does anybody look at drafts, of which one is drawn
uniformly among those of the cell that passed the guardrails, or, once the ridge has proved that it ranks posts better
than chance, the one of which it expects most. A cell without a draft stays without: drawing again would change the
probabilities that were logged. What was empty is logged instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.arms import Inspiration, Slot, topic_of
from tweet_assets.learning.policy import IN_TURN, among, seed_of
from tweet_assets.settings import SETTINGS


@dataclass(frozen=True)
class Plan:
    """One account's day: who decides, for when, and under which rules."""

    account: Account
    for_day: date
    zone: ZoneInfo
    now: datetime
    rehearsal: bool
    inspirations: tuple[Inspiration, ...] = ()
    """What the coin falls on. Where the writer reads no examples there are none, and no inspiration is assigned."""

    @property
    def every_slot_open(self) -> bool:
        """A rehearsed day is over, and a day that has not begun has all its hours before it."""
        return self.rehearsal or self.now.astimezone(self.zone).date() < self.for_day

    def open_slots(self, taken: Iterable[str], dues: Sequence[datetime] = ()) -> list[str]:
        gone = set(taken)
        return [s.name for s in self.account.slots if s.name not in gone and self._moments(s, dues)]

    def due(self, slot: Slot, dues: Sequence[datetime], generator: np.random.Generator) -> datetime:
        """A moment inside the slot, in UTC: drawn, so that a habit of whole hours does not become part of the arm."""
        moments = self._moments(slot, dues)
        return moments[int(generator.integers(len(moments)))]

    def _moments(self, slot: Slot, dues: Sequence[datetime]) -> list[datetime]:
        """The minutes of the slot at which a post may be due: not past, and no other post too near.

        None means that the slot is closed; so is one inside the hour that summer time skips, on any day's plan.
        """
        earliest = self._earliest(slot)
        left = (self._closes(slot) - earliest).total_seconds() // 60 - SETTINGS.posting.closing_minutes
        gap = timedelta(hours=SETTINGS.posting.gap_hours)
        moments = [earliest + timedelta(minutes=minute) for minute in range(max(int(left), 0))]
        return [moment for moment in moments if all(abs(moment - due) >= gap for due in dues)]

    def _earliest(self, slot: Slot) -> datetime:
        """The first whole minute of the slot that is not past."""
        opens = datetime.combine(self.for_day, slot.opens, tzinfo=self.zone).astimezone(UTC)
        if self.every_slot_open or self.now <= opens:
            return opens
        minute = self.now.astimezone(UTC).replace(second=0, microsecond=0)
        return minute if minute == self.now else minute + timedelta(minutes=1)

    def _closes(self, slot: Slot) -> datetime:
        midnight = datetime.combine(self.for_day, datetime.min.time(), tzinfo=self.zone)
        return (midnight + timedelta(hours=slot.end)).astimezone(UTC)


def decision_id(account: str, for_day: date, ordinal: int, rehearsal: bool) -> str:
    """A rehearsal's keys are never those of a real decision."""
    kind = "rehearsal" if rehearsal else "decision"
    return sha256(f"{kind}|{account}|{for_day.isoformat()}|{ordinal}".encode()).hexdigest()[:16]


def decide(
    plan: Plan,
    policy: pd.DataFrame,
    posteriors: pd.DataFrame,
    stock: pd.DataFrame,
    standing: pd.DataFrame,
    near: Sequence[datetime] = (),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The decisions of the day that do not stand yet, and the probabilities that each was drawn from.

    `policy` and `posteriors` have the rows of learning.policy and learning.arm_posteriors of this account as of the day
    before; what is open is drawn by the draws that the policy was made from (policy.among). `stock` has the unused
    drafts of the last days joined to their scores. `standing` are the day's decisions so far, `near` when those of the
    days beside it are due. Returns rows of posting.decisions and of posting.decision_probabilities; none where no slot
    is open any more.
    """
    decided: list[dict[str, object]] = []
    drawn: list[pd.DataFrame] = []
    taken = list(standing["slot"])
    used = set(standing["draft_id"].dropna())
    ordinals = set(standing["ordinal"].astype(int))
    dues = [*near, *(moment.to_pydatetime() for moment in standing["due_at"])]
    for ordinal in range(1, plan.account.posts_per_day + 1):
        open_slots = plan.open_slots(taken, dues)
        if ordinal in ordinals or not open_slots:
            continue
        options = among(policy, posteriors, plan.account, {"slot": open_slots})
        row, due_at = _draw(plan, ordinal, options, stock[~stock["draft_id"].isin(used)], dues)
        decided.append(row)
        taken.append(str(row["slot"]))
        dues.append(due_at)
        used.add(row["draft_id"])
        drawn.append(
            options[["account", "format", "slot", "topic", "probability"]].assign(
                decision_id=str(row["decision_id"]), for_day=pd.Timestamp(plan.for_day)
            )
        )
    probabilities = pd.concat(drawn) if drawn else pd.DataFrame(columns=list(_PROBABILITIES))
    return _decisions(decided), probabilities


def _draw(
    plan: Plan, ordinal: int, options: pd.DataFrame, stock: pd.DataFrame, dues: Sequence[datetime]
) -> tuple[dict[str, object], datetime]:
    """A decision, and when it is due."""
    account = plan.account
    version = str(options["policy_version"].iloc[0])
    seed = seed_of(account.handle, plan.for_day.isoformat(), str(ordinal), version)
    arm, generator = _chosen_arm(options, seed)
    slot = next(s for s in account.slots if s.name == arm["slot"])
    due_at = plan.due(slot, dues, generator)
    sides = plan.inspirations
    inspiration = sides[int(generator.integers(len(sides)))] if sides else None
    turn = topic_of(account.topics, plan.for_day, str(arm["format"]))
    topic = turn if arm["topic"] == IN_TURN else str(arm["topic"])
    cell = _cell(stock, str(arm["format"]), inspiration or "none", topic)
    by_lot = int(generator.integers(len(cell))) if len(cell) else None
    row = {
        "decision_id": decision_id(account.handle, plan.for_day, ordinal, plan.rehearsal),
        "account": account.handle,
        "for_day": pd.Timestamp(plan.for_day),
        "ordinal": ordinal,
        "rehearsal": plan.rehearsal,
        "mode": account.mode,
        "format": arm["format"],
        "slot": arm["slot"],
        "due_at": due_at,
        "propensity": float(arm["probability"]),
        "topic": topic,
        "inspiration": inspiration,
        "inspiration_probability": 1 / len(sides) if inspiration else None,
        "seed": seed,
        "policy_as_of": arm["as_of"],
        "policy_version": version,
        "empty_cells": _empty_cells(plan, options, stock),
        **_chosen(cell, by_lot),
    }
    return row, due_at


def next_draft(decision: pd.Series, stock: pd.DataFrame, version: int) -> dict[str, object] | None:
    """The draft that takes the place of a decision's text, from the same cell; None where none is left.

    `stock` has unused drafts of its account joined to their scores. It is chosen as the first one was: by rank where
    the ridge may, else by a lot that the decision and the number of the version give again. Columns as in a decision.
    """
    inspiration = decision["inspiration"] if isinstance(decision["inspiration"], str) else "none"
    cell = _cell(stock, decision["format"], inspiration, decision["topic"])
    if cell.empty:
        return None
    generator = np.random.default_rng(seed_of(str(decision["decision_id"]), str(version)))
    return _chosen(cell, int(generator.integers(len(cell))))


def drawn(options: pd.DataFrame, seed: int) -> pd.Series:
    """The arm that a seed draws from probabilities: what a decision's own seed and probabilities give once more."""
    return _chosen_arm(options, seed)[0]


def _chosen_arm(options: pd.DataFrame, seed: int) -> tuple[pd.Series, np.random.Generator]:
    """The arm, and the generator as it stands after. The order of the options is that of their names."""
    ordered = options.sort_values(["format", "slot", "topic"])
    generator = np.random.default_rng(seed)
    return ordered.iloc[int(generator.choice(len(ordered), p=ordered["probability"].to_numpy()))], generator


def _cell(stock: pd.DataFrame, format_: str, inspiration: str, topic: str) -> pd.DataFrame:
    fits = (stock["format"] == format_) & (stock["inspiration"] == inspiration) & (stock["topic"] == topic)
    return stock[fits & (stock["verdict"] != "blocked")].sort_values("draft_id")


def _empty_cells(plan: Plan, options: pd.DataFrame, stock: pd.DataFrame) -> list[str]:
    """The cells that could have been drawn and had no draft, as 'format | inspiration | topic'."""
    topics = plan.account.topics
    cells = [
        (format_, side, topic_of(topics, plan.for_day, format_) if topic == IN_TURN else topic)
        for format_, topic in dict.fromkeys(
            zip(options["format"].astype(str), options["topic"].astype(str), strict=True)
        )
        for side in plan.inspirations or ("none",)
    ]
    return sorted(" | ".join(cell) for cell in cells if _cell(stock, *cell).empty)


def _chosen(cell: pd.DataFrame, by_lot: int | None) -> dict[str, object]:
    """The draft of a cell: the one that the ridge expects most of, if it may rank; else the one drawn by lot."""
    if by_lot is None:
        nothing = dict.fromkeys(_OF_DRAFT)
        return {**nothing, "note": "no draft of this cell passed the guardrails; the arms stand as drawn"}
    ranks = bool(cell["may_rank"].all()) and bool(cell["expected_rate"].notna().all())
    draft = cell.sort_values(["expected_rate", "draft_id"]).iloc[-1] if ranks else cell.iloc[by_lot]
    text = str(draft["text"])
    how = "the one of which the ridge expects most" if ranks else "drawn uniformly"
    return {
        "draft_id": draft["draft_id"],
        "draft_probability": 1.0 if ranks else 1 / len(cell),
        "chosen_by": "rank" if ranks else "lot",
        "text": text,
        "text_sha256": text_hash(text),
        "expected_rate": draft["expected_rate"],
        "low80": draft["low80"],
        "high80": draft["high80"],
        "needs_person": bool(draft["needs_person"]),
        "example_form": draft["example_form"],
        "note": f"one of {len(cell)} drafts of its cell, {how}",
    }


def text_hash(text: str) -> str:
    """What an approval is bound to: the text, to the byte."""
    return sha256(text.encode()).hexdigest()


_PROBABILITIES = ("decision_id", "account", "for_day", "format", "slot", "topic", "probability")
_OF_DRAFT = (
    "draft_id", "draft_probability", "chosen_by", "text", "text_sha256", "expected_rate", "low80", "high80",
    "needs_person", "example_form",
)  # fmt: skip
_COLUMNS = (
    "decision_id", "account", "for_day", "ordinal", "rehearsal", "mode", "format", "slot", "due_at", "propensity",
    "topic", "inspiration", "inspiration_probability", *_OF_DRAFT, "empty_cells", "seed", "policy_as_of",
    "policy_version", "note",
)  # fmt: skip


def _decisions(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    return frame.astype({"seed": "uint64", "due_at": "datetime64[us, UTC]", "needs_person": "boolean"})

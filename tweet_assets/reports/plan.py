"""What would be drawn and what was: the policy, what it is worth, and the decisions of the day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

from tweet_assets.reports import numbers
from tweet_assets.reports.rows import Row, rows

CELLS_SHOWN = 10  # of the usual 56 the rest shares what the floor gives it
ESTIMATORS = {
    "dr": "doubly robust",
    "snipw": "self-normalised weights",
    "ipw": "inverse propensity weights",
    "dm": "the model's own word",
}
ITSELF = "itself"
_AFTER_VERDICT = (
    "approved",
    "skipped",
    "armed",
    "handed_over",
    "posted",
    "needs_human",
    "refused",
    "expired",
)
STATES = {
    "rehearsal": "rehearsal: can be neither approved nor published",
    "observed": "observed: nothing is published in this mode",
    "no_draft": "no draft was fit",
    "awaiting_approval": "waits for your approval",
    "rejected": "rejected",
    "skipped": "you passed it over",
    "approved": "approved",
    "handed_over": "handed over to be published",
    "posted": "posted",
    "unknown": "it is not known whether it was published",
    "armed": "about to be published",
    "refused": "refused by X or by the folder",
    "needs_human": "needs you: look whether it is on X, then `tweet-assets rearm`",
    "expired": "expired: its time was over before it could go out",
}


@dataclass(frozen=True)
class Cell:
    format: str
    slot: str
    probability: float | None
    posts: int | None
    expected: str

    @property
    def share(self) -> str:
        return numbers.share(self.probability)


@dataclass(frozen=True)
class PolicyReport:
    """The likeliest cells, and what the others share."""

    cells: tuple[Cell, ...]
    rest: str
    seed: str
    version: str


def policy(stored: pd.DataFrame) -> PolicyReport | None:
    """Rows of learning.policy for one account and day; None when there is no policy."""
    cells = [
        Cell(
            format=row.text("format") or numbers.UNKNOWN,
            slot=row.text("slot") or numbers.UNKNOWN,
            probability=row.number("probability"),
            posts=row.count("posts"),
            expected=f"{numbers.typical(row.number('mean'))} "
            f"({numbers.span(row.number('low80'), row.number('high80'), numbers.typical)})",
        )
        for row in rows(stored)
    ]
    if not cells:
        return None
    cells.sort(key=lambda cell: (-(cell.probability or 0.0), cell.format, cell.slot))
    others = [cell.probability for cell in cells[CELLS_SHOWN:]]
    known = [probability for probability in others if probability is not None]
    shared = sum(known) if len(known) == len(others) else None
    rest = f"The other {numbers.counted(len(others), 'combination')} {_shared(shared)}."
    first = rows(stored)[0]
    return PolicyReport(
        cells=tuple(cells[:CELLS_SHOWN]),
        rest=rest if others else "These are all combinations.",
        seed=first.digits("seed") or numbers.UNKNOWN,
        version=first.text("policy_version") or numbers.UNKNOWN,
    )


def _shared(probability: float | None) -> str:
    return "share what is not known" if probability is None else f"share {numbers.share(probability)}"


@dataclass(frozen=True)
class Value:
    """One off-policy estimate: `answer` in engagement of a typical post, a change in per cent, or why there is none."""

    policy: str
    estimator: str
    posts: int | None
    effective_posts: str
    answered: bool
    answer: str
    against: str = ITSELF

    @property
    def name(self) -> str:
        return self.policy if self.against == ITSELF else f"{self.policy}, against {self.against}"


def values(stored: pd.DataFrame) -> list[Value]:
    """Rows of learning.policy_value: the learned policy, what it is worth against each other one, then those."""
    found = [_value(row) for row in rows(stored)]
    return sorted(
        found, key=lambda value: (value.policy != "learned", value.against != ITSELF, value.name, value.estimator)
    )


def _value(row: Row) -> Value:
    answered = row.flag("answered") is True and row.number("value") is not None
    against = row.text("against") or ITSELF
    said = numbers.typical if against == ITSELF else numbers.change
    interval = numbers.span(row.number("low90"), row.number("high90"), said)
    return Value(
        policy=row.text("policy") or numbers.UNKNOWN,
        estimator=ESTIMATORS.get(row.text("estimator") or "", numbers.UNKNOWN),
        posts=row.count("posts"),
        effective_posts=numbers.whole(row.number("effective_posts")),
        answered=answered,
        answer=f"{said(row.number('value'))} (90 % interval {interval})"
        if answered
        else f"cannot tell yet: {row.text('reason') or 'the reason was not stored'}",
        against=against,
    )


@dataclass(frozen=True)
class Decision:
    """One decision as the page shows it; every field is ready to be read."""

    decision_id: str
    due: str
    format: str
    slot: str
    topic: str
    propensity: str
    inspiration: str
    text: str | None
    expected: str
    state: str
    why: str
    note: str
    awaits_approval: bool


def decisions(
    stored: pd.DataFrame, outbox: pd.DataFrame, probabilities: pd.DataFrame | None, zone: ZoneInfo, *, rehearsal: bool
) -> list[Decision]:
    """Rows of posting.decisions with where they stand, in order of their due time."""
    standing = {row.text("decision_id"): row for row in rows(outbox)}
    open_cells = Counter([] if probabilities is None else probabilities["decision_id"].tolist())
    latest = datetime.max.replace(tzinfo=zone)
    ordered = sorted(
        rows(stored),
        key=lambda row: (
            row.moment("due_at", zone) or latest,
            row.count("ordinal") or 0,
            row.text("decision_id") or "",
        ),
    )
    return [_decision(row, standing.get(row.text("decision_id")), open_cells, zone, rehearsal) for row in ordered]


def _decision(
    row: Row, standing: Row | None, open_cells: Mapping[object, int], zone: ZoneInfo, rehearsal: bool
) -> Decision:
    decision_id = row.text("decision_id") or numbers.UNKNOWN
    state = standing.text("state") if standing else None
    among = open_cells.get(decision_id, 0)
    drawn = f"{numbers.share(row.number('propensity'))}" + (f", among {among} open combinations" if among else "")
    expected = row.number("expected_rate")
    interval = numbers.span(row.number("low80"), row.number("high80"), numbers.rate)
    return Decision(
        decision_id=decision_id,
        due=numbers.clock(row.moment("due_at", zone)),
        format=row.text("format") or numbers.UNKNOWN,
        slot=row.text("slot") or numbers.UNKNOWN,
        topic=row.text("topic") or numbers.UNKNOWN,
        propensity=drawn,
        inspiration=inspiration(row.text("inspiration"), state),
        text=row.text("text"),
        expected="no model could say yet"
        if expected is None
        else f"{numbers.rate(expected)} engagement per impression (80 % interval {interval})",
        state=STATES.get(state or "", "not in the outbox yet"),
        why=(standing.text("why") if standing else None) or "",
        note=row.text("note") or "",
        awaits_approval=state == "awaiting_approval" and not rehearsal and row.flag("rehearsal") is not True,
    )


def inspiration(drawn: str | None, state: str | None) -> str:
    """A verdict must not know what stood in the prompt, or it would choose among what the coin is meant to compare.

    A rejected text may still be followed by another of the same cell.
    """
    if drawn is None:
        return "not assigned"
    return drawn if state in _AFTER_VERDICT else "assigned, hidden until the verdict"

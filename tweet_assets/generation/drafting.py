"""Cells to drafts: the writer is asked once a cell, and every candidate gets its verdict.

A writer that fails leaves its cell to the fallback, under the fallback's own name and in the same arm; a failure that
would repeat itself ends the writer's day. What failed is returned beside the drafts and never hidden among them.
Who wrote a draft, and which examples stood in its prompt, is written here and never read from an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.generation.briefs import Brief, brief
from tweet_assets.generation.guardrails import Held, Verdict, verdict
from tweet_assets.generation.notes import Fact
from tweet_assets.generation.prompts import Cell, Prompt, build, of_cell
from tweet_assets.generation.sanitise import visible
from tweet_assets.generation.writers import Answer, Writer, WriterError
from tweet_assets.settings import Generation
from tweet_assets.tweet_text import normalised, weighted_length

COLUMNS = (
    "draft_id", "for_day", "account", "format", "inspiration", "topic", "candidate", "text", "writer", "model",
    "request_hash", "prompt_hash", "prompt_version", "examples", "example_form", "tone", "weighted_length", "verdict",
    "reasons", "needs_person", "rehearsal",
)  # fmt: skip

Moderator = Callable[[str, Sequence[str]], Sequence[Sequence[str]]]
"""For an account and its texts: why each may not go out unseen, in words; nothing where nothing was found."""


@dataclass(frozen=True)
class Failure:
    """A cell that a writer gave nothing for, and why."""

    cell: Cell
    writer: str
    error: WriterError


@dataclass(frozen=True)
class Drafted:
    """`drafts` has the columns of `generation.drafts`."""

    drafts: pd.DataFrame
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class Order:
    """What is asked for in one cell, and the words of examples that the writer sees; derived facts are nobody's."""

    brief: Brief
    prompt: Prompt
    shown: tuple[str, ...]


def orders(
    account: Account,
    cells: Iterable[Cell],
    examples: pd.DataFrame,
    facts: Sequence[Fact],
    ideas: pd.DataFrame,
    settings: Generation,
) -> dict[Cell, Order]:
    """What is asked for in each cell; `examples` are rows of `generation.prompt_examples`, `ideas` of its ideas."""
    found = {}
    for cell in cells:
        asked = brief(account, cell.for_day, cell.format, cell.topic, facts, ideas)
        mine = of_cell(cell, examples)
        words = tuple(str(c) for c in mine.loc[mine["example_form"] == "text", "content"])
        found[cell] = Order(asked, build(cell, mine, asked, settings), words)
    return found


@dataclass(frozen=True)
class Desk:
    """Where the drafts of one account are written: by whom, and what they are held against.

    `standing` are the texts of its drafts of the last days, by draft_id. `decisions` is how many are planned at a time:
    in the worst case all of one cell, and templates write twice as many, for those that are rejected.
    """

    held: Held
    writer: Writer
    fallback: Writer | None
    seed: int
    rehearsal: bool = False
    moderator: Moderator | None = None
    standing: Mapping[str, str] = field(default_factory=dict)
    decisions: int = 0

    def candidates(self, writer: Writer) -> int:
        """How many drafts of a cell are asked for. What costs nothing need not run out before the next morning."""
        usual = self.held.settings.candidates
        return max(usual, 2 * self.decisions) if writer.name == "template" else usual


def draft_cells(orders: Mapping[Cell, Order], desk: Desk) -> Drafted:
    """Drafts for the cells of one account.

    A rehearsal is written by templates alone: a past day is not worth a paid call. Raises ValueError otherwise.
    """
    if desk.rehearsal and desk.writer.name != "template":
        raise ValueError(f"a rehearsal was given the writer '{desk.writer.name}'; only templates write rehearsals")
    rows: list[dict[str, object]] = []
    failures: list[Failure] = []
    earlier = {normalised(text): name for name, text in desk.standing.items()}
    active: Writer | None = desk.writer
    for cell, order in orders.items():
        for writer in [w for w in (active, desk.fallback) if w is not None]:
            try:
                answer = writer.write(order.prompt, cell, desk.candidates(writer), _cell_seed(desk.seed, cell))
            except WriterError as error:
                failures.append(Failure(cell, writer.name, error))
                if error.stops_the_day and writer is active:
                    active = None
                continue
            rows += _rows(cell, order, answer, writer, desk, earlier)
            break
    return Drafted(_frame(rows), tuple(failures))


def draft_id(cell: Cell, writer: str, candidate: int, asked: str, rehearsal: bool) -> str:
    """The name of a draft: the same cell, writer, candidate and request give it again; a rehearsal's is its own."""
    parts = (
        cell.account,
        *cell.named().values(),
        writer,
        str(candidate),
        asked,
        "rehearsal" if rehearsal else "draft",
    )
    return sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def _rows(
    cell: Cell, order: Order, answer: Answer, writer: Writer, desk: Desk, earlier: dict[str, str]
) -> list[dict[str, object]]:
    """The rows of an answer; `earlier` are draft_ids by normalised text, and learns these."""
    texts = [visible(raw) for raw in answer.texts]
    is_model = writer.name != "template"
    moderated = desk.moderator(cell.account, texts) if desk.moderator and is_model else [()] * len(texts)
    rows: list[dict[str, object]] = []
    for candidate, text in enumerate(texts):
        asked = answer.request_hash or order.prompt.prompt_hash
        name = draft_id(cell, writer.name, candidate, asked, desk.rehearsal)
        found = _judged(text, cell.for_day, order, desk.held, moderated[candidate])
        twin = earlier.setdefault(normalised(text), name)
        if twin != name:
            found = Verdict("blocked", (*found.reasons, f"is the same as another draft: {twin}"))
        rows.append(
            {
                "draft_id": name,
                "for_day": cell.for_day,
                "account": cell.account,
                "format": cell.format,
                "inspiration": cell.inspiration,
                "topic": cell.topic,
                "candidate": candidate,
                "text": text,
                "writer": writer.name,
                "model": answer.model,
                "request_hash": answer.request_hash,
                "prompt_hash": order.prompt.prompt_hash,
                "prompt_version": order.prompt.prompt_version,
                # templates read no prompt: they were shown nothing, and have no tone
                "examples": list(order.prompt.examples) if is_model else [],
                "example_form": order.brief.example_form,
                "tone": order.brief.tone if is_model else None,
                "weighted_length": weighted_length(text),
                "verdict": found.verdict,
                "reasons": list(found.reasons),
                "needs_person": is_model or found.verdict != "clean",
                "rehearsal": desk.rehearsal,
            }
        )
    return rows


def _judged(text: str, for_day: date, order: Order, held: Held, seen: Sequence[str]) -> Verdict:
    found = verdict(text, held, order.shown, order.brief, for_day)
    if not seen:
        return found
    return Verdict("needs_review" if found.verdict == "clean" else found.verdict, (*found.reasons, *seen))


def _cell_seed(seed: int, cell: Cell) -> int:
    name = "\x1f".join((str(seed), cell.account, *cell.named().values()))
    return int.from_bytes(sha256(name.encode()).digest()[:6])


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    other = {
        "for_day": "datetime64[us]",
        "candidate": "Int64",
        "weighted_length": "Int64",
        "needs_person": "boolean",
        "rehearsal": "boolean",
    }
    texts = dict.fromkeys((c for c in COLUMNS if c not in {*other, "examples", "reasons"}), "str")
    return frame.astype({**texts, **other})

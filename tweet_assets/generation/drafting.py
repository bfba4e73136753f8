"""Cells to drafts: the writer is asked once a cell, and every candidate gets its verdict.

A writer that fails leaves its cell to the fallback, under the fallback's own name; a failure that would repeat itself
ends the writer's day. What failed is returned beside the drafts and never hidden among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import pandas as pd

from tweet_assets.generation.guardrails import Brief, Verdict, verdict
from tweet_assets.generation.originality import Texts
from tweet_assets.generation.prompts import Cell, Prompt, of_cell
from tweet_assets.generation.sanitise import visible
from tweet_assets.generation.writers import Answer, Writer, WriterError
from tweet_assets.settings import Generation
from tweet_assets.tweet_text import normalised, weighted_length

COLUMNS = (
    "draft_id",
    "for_day",
    "account",
    "format",
    "inspiration",
    "topic",
    "candidate",
    "text",
    "writer",
    "model",
    "prompt_hash",
    "weighted_length",
    "verdict",
    "reasons",
    "rehearsal",
)


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
class Bench:
    """What the drafts of one account are held against."""

    library: Texts
    own: Texts
    topics: tuple[str, ...]
    facts: tuple[str, ...]
    settings: Generation


def draft_cells(
    prompts: Mapping[Cell, Prompt],
    examples: pd.DataFrame,
    bench: Bench,
    writer: Writer,
    fallback: Writer | None,
    seed: int,
    rehearsal: bool,
) -> Drafted:
    """Drafts for the cells of one account; `examples` are the rows of `generation.prompt_examples` in their prompts.

    A rehearsal is written by templates alone: a past day is not worth a paid call. Raises ValueError otherwise.
    """
    if rehearsal and writer.name != "template":
        raise ValueError(f"a rehearsal was given the writer '{writer.name}'; only templates write rehearsals")
    rows: list[dict[str, object]] = []
    failures: list[Failure] = []
    active: Writer | None = writer
    for cell, prompt in prompts.items():
        for one in [w for w in (active, fallback) if w is not None]:
            try:
                answer = one.write(prompt, cell, bench.settings.candidates, _cell_seed(seed, cell))
            except WriterError as error:
                failures.append(Failure(cell, one.name, error))
                if error.stops_the_day and one is active:
                    active = None
                continue
            rows += _rows(cell, prompt, answer, one, _shown(cell, examples), bench, rehearsal)
            break
    return Drafted(_frame(rows), tuple(failures))


def draft_id(cell: Cell, writer: str, candidate: int, prompt_hash: str, rehearsal: bool) -> str:
    """The name of a draft: the same cell, writer, candidate and prompt give it again; a rehearsal's is its own."""
    parts = (
        cell.account,
        cell.for_day.isoformat(),
        cell.format,
        cell.inspiration,
        cell.topic,
        writer,
        str(candidate),
        prompt_hash,
        "rehearsal" if rehearsal else "draft",
    )
    return sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def _rows(
    cell: Cell, prompt: Prompt, answer: Answer, writer: Writer, shown: Sequence[str], bench: Bench, rehearsal: bool
) -> list[dict[str, object]]:
    brief = Brief(cell.topic, bench.topics, bench.facts)
    rows: list[dict[str, object]] = []
    earlier: set[str] = set()
    for candidate, raw in enumerate(answer.texts):
        text = visible(raw)
        found = verdict(text, bench.library, bench.own, shown, brief, bench.settings)
        if normalised(text) in earlier:
            found = Verdict("blocked", (*found.reasons, "is the same as another candidate of its cell"))
        earlier.add(normalised(text))
        rows.append(
            {
                "draft_id": draft_id(cell, writer.name, candidate, prompt.prompt_hash, rehearsal),
                "for_day": cell.for_day,
                "account": cell.account,
                "format": cell.format,
                "inspiration": cell.inspiration,
                "topic": cell.topic,
                "candidate": candidate,
                "text": text,
                "writer": writer.name,
                "model": answer.model,
                "prompt_hash": prompt.prompt_hash,
                "weighted_length": weighted_length(text),
                "verdict": found.verdict,
                "reasons": list(found.reasons),
                "rehearsal": rehearsal,
            }
        )
    return rows


def _shown(cell: Cell, examples: pd.DataFrame) -> list[str]:
    """The words of examples that a writer saw; derived facts are nobody's words."""
    mine = of_cell(cell, examples)
    return [str(content) for content in mine.loc[mine["example_form"] == "text", "content"]]


def _cell_seed(seed: int, cell: Cell) -> int:
    name = f"{seed}\x1f{cell.account}\x1f{cell.for_day}\x1f{cell.format}\x1f{cell.inspiration}\x1f{cell.topic}"
    return int.from_bytes(sha256(name.encode()).digest()[:6])


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    other = {"for_day", "candidate", "weighted_length", "reasons", "rehearsal"}
    texts = dict.fromkeys((column for column in COLUMNS if column not in other), "str")
    kinds = {"for_day": "datetime64[us]", "candidate": "Int64", "weighted_length": "Int64", "rehearsal": "boolean"}
    return frame.astype({**texts, **kinds})

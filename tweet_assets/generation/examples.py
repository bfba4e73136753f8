"""Which examples stand in which prompt: on the topic, unlike each other, few.

Choice is by maximal marginal relevance (Carbonell & Goldstein, 1998): the
next example is the one that is closest to the topic and furthest from those chosen. On a topic that the library does
not know there are no examples: a wrong one is worse than none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import cast

import numpy as np
import pandas as pd

from tweet_assets.generation.prompts import Cell
from tweet_assets.generation.retrieval import Index, Vector, similarities
from tweet_assets.generation.subjects import ReadingEase, Subject
from tweet_assets.generation.why import Device, Hook, LengthBand, Structure, Why
from tweet_assets.labelling import format_of
from tweet_assets.settings import Generation
from tweet_assets.style import ExampleForm

COLUMNS = (
    "for_day",
    "account",
    "format",
    "inspiration",
    "topic",
    "position",
    "example_id",
    "origin",
    "example_form",
    "content",
    "similarity",
)
TIE = 0.01  # in units of similarity: so near to each other, the tweet that did better for its author leads
FORMAT_BONUS = 0.1  # in units of similarity: the format asked for breaks near ties, the topic decides
HOOK_KINDS_MIN = 3  # of four examples: with one way to open, every draft opens that way
EXAMPLE_TOKENS_MAX = 900  # of all examples of a prompt: beyond it, a prompt costs more than it teaches
_SHORTLIST = 100  # rows among which four are chosen: the next ones are too far from the topic to be


def choose(
    found: Index,
    own: pd.DataFrame,
    cell: Cell,
    seed: int,
    example_form: ExampleForm = "structure",
    topic_words: Sequence[str] = (),
) -> pd.DataFrame:
    """The examples of one prompt; columns of `generation.prompt_examples`.

    `own` is `generation.own_top_posts`. Under 'own+viral' external examples come first, then own ones; under 'none'
    there are none. Curated and own ones enter as 'text', a collected tweet as the user chose: as derived facts
    ('structure'), or as its words. The same library, own posts and seed give the same rows; the seed only orders what
    is equally good.
    """
    rows: list[dict[str, object]] = []
    if cell.inspiration == "own+viral":
        likeness = similarities(found, cell.topic, topic_words)
        rows += _external(found, cell, likeness, seed, example_form)
    if cell.inspiration != "none":
        rows += _own(own, cell, found.settings)
    tokens = np.cumsum([len(str(row["content"])) / found.settings.characters_per_token for row in rows])
    kept = [row for row, total in zip(rows, tokens, strict=True) if total <= EXAMPLE_TOKENS_MAX]
    frame = pd.DataFrame(
        [asdict(cell) | {"position": n} | row for n, row in enumerate(kept, 1)], columns=list(COLUMNS), dtype=object
    )
    texts = [column for column in COLUMNS if column not in {"for_day", "position", "similarity"}]
    kinds = {"for_day": "datetime64[us]", "position": "Int64", "similarity": "float64"}
    return frame.astype({**dict.fromkeys(texts, "str"), **kinds})


def _external(
    found: Index, cell: Cell, likeness: Vector, seed: int, example_form: ExampleForm
) -> list[dict[str, object]]:
    known = np.flatnonzero(likeness >= found.settings.similarity_min)
    if len(known) == 0 or found.terms is None:
        return []
    same_format = (found.rows["format"] == cell.format).to_numpy(dtype=np.float64)
    relevance = likeness + FORMAT_BONUS * same_format
    excess = found.rows["author_excess"].astype("float64").fillna(-np.inf).to_numpy()  # unknown: after what is known
    order = sorted(
        known,
        key=lambda i: (
            -round(float(relevance[i]) / TIE),
            -excess[i],
            _lot(seed, str(found.rows["example_id"].iloc[i])),
        ),
    )
    short = np.array(order[:_SHORTLIST])
    terms = found.terms[short]
    among = np.asarray((terms @ terms.T).todense())
    rows = found.rows.iloc[short]
    authors = [str(a) if isinstance(a, str) else f"row {n}" for n, a in enumerate(rows["author"])]
    hooks = [str(hook) for hook in rows["hook"]]
    chosen = _diverse(relevance[short], among, authors, hooks, found.settings)
    return [_row(rows.iloc[i], float(min(likeness[short[i]], 1.0)), example_form, found.mechanisms) for i in chosen]


def _diverse(
    relevance: Vector, among: Vector, authors: Sequence[str], hooks: Sequence[str], settings: Generation
) -> list[int]:
    """Places of the examples chosen: maximal marginal relevance, one an author, several kinds of hook."""
    chosen: list[int] = []
    weight = settings.diversity_lambda
    while len(chosen) < settings.external_examples:
        taken = {authors[i] for i in chosen}
        kinds = {hooks[i] for i in chosen}
        open_ = [i for i in range(len(relevance)) if i not in chosen and authors[i] not in taken]
        if HOOK_KINDS_MIN - len(kinds) >= settings.external_examples - len(chosen):
            open_ = [i for i in open_ if hooks[i] not in kinds] or open_
        if not open_:
            break
        redundancy = among[np.ix_(open_, chosen)].max(axis=1) if chosen else np.zeros(len(open_))
        marginal = np.round((weight * relevance[open_] - (1 - weight) * redundancy) / TIE)
        chosen.append(open_[int(np.argmax(marginal))])
    return chosen


def _row(
    example: pd.Series, similarity: float, form: ExampleForm, mechanisms: Mapping[str, tuple[str, ...]]
) -> dict[str, object]:
    shown: ExampleForm = form if example["origin"] == "collected" else "text"
    facts = Why(
        cast(Hook, example["hook"]),
        cast(Structure, example["structure"]),
        cast(LengthBand, example["length_band"]),
        int(example["line_count"]),
        tuple(cast(Device, device) for device in example["devices"]),
        cast(Subject, example["subject"]),
        cast(ReadingEase, example["reading_ease"]),
        mechanisms.get(str(example["example_id"]), ()),
    )
    return {
        "example_id": example["example_id"],
        "origin": example["origin"],
        "example_form": shown,
        "content": facts.sentence() if shown == "structure" else example["text"],
        "similarity": similarity,
    }


def _own(own: pd.DataFrame, cell: Cell, settings: Generation) -> list[dict[str, object]]:
    """The account's best posts, those of the format first."""
    mine = own[own["account"] == cell.account].sort_values("position")
    other = [format_of(str(text))[0] != cell.format for text in mine["text"]]
    best = mine.assign(other=other).sort_values(["other", "position"], kind="stable").head(settings.own_examples)
    return [
        {
            "example_id": f"own:{post.post_id}",
            "origin": "own",
            "example_form": "text",
            "content": post.text,
            "similarity": None,
        }
        for post in best.itertuples()
    ]


def _lot(seed: int, identity: str) -> str:
    return sha256(f"{seed}\x1f{identity}".encode()).hexdigest()

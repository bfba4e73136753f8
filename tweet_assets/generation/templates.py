"""The writer that needs nothing: opening x middle x close, by format, topic and seed.

It keeps the loop turning without a key, and it is the floor that a language model has to beat. Its texts know no
fact, figure, name or experience: they invite, advise and judge in general, and are labelled `template` wherever they
are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal

import numpy as np

from tweet_assets.generation.phrases import PHRASES
from tweet_assets.generation.prompts import Cell, Prompt
from tweet_assets.generation.writers import Answer, WriterError
from tweet_assets.labelling import format_of
from tweet_assets.settings import SETTINGS
from tweet_assets.tweet_text import weighted_length

LENGTH_MAX = 270  # ten short of what X allows: a person may add a word

Parts = tuple[str, str, str]


@dataclass(frozen=True)
class TemplateWriter:
    """Deterministic: the same cell and seed give the same texts. The prompt is not read, examples change nothing."""

    name: Literal["template"] = "template"

    def write(self, prompt: Prompt, cell: Cell, candidates: int, seed: int) -> Answer:  # noqa: ARG002 - as any writer
        """`candidates` different texts; with different openings and middles as long as there are.

        Fewer where a long topic leaves fewer, but never than a cell usually has.
        """
        if cell.format not in PHRASES:
            raise WriterError(
                f"templates know no format '{cell.format}': it is your own, and only a language model can write it."
            )
        known = texts(cell.format, cell.topic)
        if len(known) < (usual := min(candidates, SETTINGS.generation.candidates)):
            raise WriterError(
                f"the topic '{cell.topic}' leaves room for {len(known)} templates of {usual}. Shorten it."
            )
        parts = list(known)
        order = [parts[i] for i in np.random.default_rng(seed).permutation(len(parts))]
        chosen: list[Parts] = []
        for repeats_allowed in (0, 1, 3):
            for one in order:
                shared = max((sum(a == b for a, b in zip(one, other, strict=True)) for other in chosen), default=0)
                if len(chosen) < candidates and one not in chosen and shared <= repeats_allowed:
                    chosen.append(one)
        return Answer(tuple(known[one] for one in chosen), None)


@lru_cache(maxsize=256)  # a day asks for the same format and topic once an inspiration
def texts(draft_format: str, topic: str) -> Mapping[Parts, str]:
    """Every text that fits, by its parts. Those that look like another format, as a topic's own words can make them,
    are left out, unless all of them do."""
    phrases = PHRASES[draft_format]
    kinds = [
        [part.replace("{topic}", topic) for part in kind]
        for kind in (phrases.openings, phrases.middles, phrases.closes)
    ]
    # blanks part the phrases, so their lengths add up, and 16 of them are measured in the place of 144 texts
    length = {part: weighted_length(part) for kind in kinds for part in kind}
    room = LENGTH_MAX - len(phrases.layout.format("", "", ""))
    fitting = {
        (one, two, three): phrases.layout.format(one, two, three)
        for one, two, three in product(*kinds)
        if length[one] + length[two] + length[three] <= room
    }
    return {parts: text for parts, text in fitting.items() if format_of(text)[0] == draft_format} or fitting

"""Which examples stand in which prompt: on the topic, unlike each other, few.

Likeness is the cosine of character 3- to 5-grams weighted by TF-IDF: on labelled tweets it found the topic better
than words did, and it needs no download. Choice is by maximal marginal relevance (Carbonell & Goldstein, 1998): the
next example is the one that is closest to the topic and furthest from those chosen. On a topic that the library does
not know there are no examples: a wrong one is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.generation.confusables import folded
from tweet_assets.generation.prompts import Cell
from tweet_assets.generation.why import Device, Hook, LengthBand, Structure, Why
from tweet_assets.labelling import format_of
from tweet_assets.settings import Generation
from tweet_assets.tweet_text import words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

Vector = npt.NDArray[np.float64]

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
FORMAT_BONUS = 0.1  # in units of similarity: the format asked for breaks near ties, the topic decides
HOOK_KINDS_MIN = 3  # of four examples: with one way to open, every draft opens that way
EXAMPLE_TOKENS_MAX = 900  # of all examples of a prompt: beyond it, a prompt costs more than it teaches
_GRAM_MIN = 3
_SHORTLIST = 100  # rows among which four are chosen: the next ones are too far from the topic to be
_ENDING = re.compile(r"(?:ings?|ers?|es|(?<!s)s|e)\Z")
_STEM_CHARACTERS_MIN = 4
_SHORT_STEM_CHARACTERS = 5  # up to here a beginning is a word of its own too often: opera, operation
_COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "your",
        "my",
        "our",
        "is",
        "how",
        "what",
        "why",
    ]
)


@dataclass(frozen=True)
class Index:
    """The library, vectorised once for all cells of a day. Rows that are quarantined are not in it."""

    rows: pd.DataFrame
    folded: tuple[str, ...]  # what each row is found by
    terms: csr_matrix | None  # (n_rows, n_terms), rows of length 1; None: the library is empty
    vectorizer: TfidfVectorizer | None
    settings: Generation


def index(library: pd.DataFrame, settings: Generation) -> Index:
    """Vectorises `generation.viral_library`. The order of its rows makes no difference."""
    rows = library[library["quarantine"].isna()].sort_values("example_id").reset_index(drop=True)
    texts = tuple(folded(f"{t}\n{x}".strip()) for t, x in zip(rows["topic"].fillna(""), rows["text"], strict=True))
    if not any(len(text) >= _GRAM_MIN for text in texts):
        return Index(rows.head(0), (), None, None, settings)
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(_GRAM_MIN, 5), sublinear_tf=True)
    terms = vectorizer.fit_transform(texts)
    return Index(rows, texts, terms, vectorizer, settings)


def choose(found: Index, own: pd.DataFrame, cell: Cell, seed: int) -> pd.DataFrame:
    """The examples of one prompt; columns of `generation.prompt_examples`.

    `own` is `generation.own_top_posts`. Under 'own+viral' external examples come first, then own ones; under 'none'
    there are none. A collected tweet enters as derived facts ('structure'), curated and own ones as 'text'. The same
    library, own posts and seed give the same rows; the seed only orders what is equally good.
    """
    rows: list[dict[str, object]] = []
    if cell.inspiration == "own+viral":
        rows += _external(found, cell, seed)
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


def similarities(found: Index, topic: str) -> Vector:
    """How like the topic each row of the index is: cosine, 0 to 1; 0 where the topic is not met.

    Grams alone find 'baking' in 'speaking', and one word of two finds the opening of a shop for 'chess openings'. So
    more than half of the topic's words, or their beginnings, have to stand in the text; or all as a hashtag.
    """
    if found.vectorizer is None or found.terms is None:
        return np.zeros(0)
    cosines = np.asarray((found.terms @ found.vectorizer.transform([folded(topic)]).T).todense()).ravel()
    asked = [word for word in words(folded(topic)) if word not in _COMMON]
    beginnings = {re.compile(_beginning(word)) for word in asked}
    hashtag = "#" + "".join(asked)

    def is_met(text: str) -> bool:
        met = sum(beginning.search(text) is not None for beginning in beginnings)
        return 2 * met > len(beginnings) or (len(asked) > 1 and hashtag in text)

    return cosines * np.array([is_met(text) for text in found.folded], dtype=np.float64)


def _beginning(word: str) -> str:
    """A pattern for the word and its near relations: teaching finds teacher, startups does not find start."""
    if not word.isascii():
        return re.escape(word)  # scripts without spaces have no word boundaries
    stem = _ENDING.sub("", word)
    stem = re.escape(stem if len(stem) >= _STEM_CHARACTERS_MIN else word)
    return rf"\b{stem}" + ("" if len(stem) > _SHORT_STEM_CHARACTERS else r"(?:e|s|es|ings?|ers?)?\b")


def _external(found: Index, cell: Cell, seed: int) -> list[dict[str, object]]:
    likeness = similarities(found, cell.topic)
    known = np.flatnonzero(likeness >= found.settings.similarity_min)
    if len(known) == 0 or found.terms is None:
        return []
    same_format = (found.rows["format"] == cell.format).to_numpy(dtype=np.float64)
    relevance = likeness + FORMAT_BONUS * same_format
    order = sorted(
        known, key=lambda i: (-round(float(relevance[i]), 9), _lot(seed, str(found.rows["example_id"].iloc[i])))
    )
    short = np.array(order[:_SHORTLIST])
    terms = found.terms[short]
    among = np.asarray((terms @ terms.T).todense())
    rows = found.rows.iloc[short]
    authors = [str(a) if isinstance(a, str) else f"row {n}" for n, a in enumerate(rows["author"])]
    hooks = [str(hook) for hook in rows["hook"]]
    chosen = _diverse(relevance[short], among, authors, hooks, found.settings)
    return [_row(rows.iloc[i], float(min(likeness[short[i]], 1.0))) for i in chosen]


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
        marginal = np.round(weight * relevance[open_] - (1 - weight) * redundancy, decimals=9)
        chosen.append(open_[int(np.argmax(marginal))])
    return chosen


def _row(example: pd.Series, similarity: float) -> dict[str, object]:
    collected = example["origin"] == "collected"
    facts = Why(
        cast(Hook, example["hook"]),
        cast(Structure, example["structure"]),
        cast(LengthBand, example["length_band"]),
        int(example["line_count"]),
        tuple(cast(Device, device) for device in example["devices"]),
    )
    return {
        "example_id": example["example_id"],
        "origin": example["origin"],
        "example_form": "structure" if collected else "text",
        "content": facts.sentence() if collected else example["text"],
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

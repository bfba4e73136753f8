"""Which tweets of the library are on a topic, and how near to it.

Likeness is the cosine of character 3- to 5-grams weighted by TF-IDF: on labelled tweets it found the topic better
than words did, and it needs no download.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.generation.confusables import folded
from tweet_assets.settings import Generation
from tweet_assets.tweet_text import words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

Vector = npt.NDArray[np.float64]

_GRAM_MIN = 3
_ENDING = re.compile(r"(?:ings?|ers?|es|(?<!s)s|e)\Z")
_STEM_CHARACTERS_MIN = 4
_SHORT_STEM_CHARACTERS = 5  # up to here a beginning is a word of its own too often: opera, operation
_COMMON = frozenset("a an and as at by for from in of on or the to with your my our is how what why".split())  # noqa: SIM905


@dataclass(frozen=True)
class Index:
    """The library, vectorised once for all cells of a day. Rows that are quarantined are not in it."""

    rows: pd.DataFrame
    folded: tuple[str, ...]  # what each row is found by
    terms: csr_matrix | None  # (n_rows, n_terms), rows of length 1; None: the library is empty
    vectorizer: TfidfVectorizer | None
    settings: Generation
    mechanisms: Mapping[str, tuple[str, ...]]  # what a language model saw at work, by example


def index(library: pd.DataFrame, settings: Generation, analysis: pd.DataFrame | None = None) -> Index:
    """Vectorises `generation.viral_library`. The order of its rows makes no difference.

    `analysis` has rows of `generation.deeper_analysis`, where there are any.
    """
    seen = (
        {} if analysis is None else dict(zip(analysis["example_id"], map(tuple, analysis["mechanisms"]), strict=True))
    )
    rows = library[library["quarantine"].isna()].sort_values("example_id").reset_index(drop=True)
    texts = tuple(folded(f"{t}\n{x}".strip()) for t, x in zip(rows["topic"].fillna(""), rows["text"], strict=True))
    if not any(len(text) >= _GRAM_MIN for text in texts):
        return Index(rows.head(0), (), None, None, settings, seen)
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(_GRAM_MIN, 5), sublinear_tf=True)
    terms = vectorizer.fit_transform(texts)
    return Index(rows, texts, terms, vectorizer, settings, seen)


def similarities(found: Index, topic: str, topic_words: Sequence[str] = ()) -> Vector:
    """How like the topic each row of the index is: cosine, 0 to 1; 0 where the topic is not met.

    `topic_words` are other words for it, from accounts.toml: the nearest of all counts.
    """
    if found.vectorizer is None:
        return np.zeros(0)
    asked = dict.fromkeys((topic, *topic_words))
    nearest: Vector = np.max([_similarities(found, name) for name in asked], axis=0)
    return nearest


def _similarities(found: Index, topic: str) -> Vector:
    """Grams alone find 'baking' in 'speaking', and one word of two finds the opening of a shop for 'chess openings'.

    So more than half of the topic's words, or their beginnings, have to stand in the text; or all as a hashtag.
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

"""What a text is about, in a word from a closed list, and how easily it reads. Counted, not guessed: else unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

from tweet_assets.tweet_text import words

Subject = Literal[
    "arts",
    "business",
    "food",
    "games",
    "health",
    "home and garden",
    "language",
    "learning",
    "money",
    "nature",
    "people",
    "science",
    "society",
    "sport",
    "technology",
    "travel",
    "work",
    "writing",
    "other",
]
ReadingEase = Literal["easy", "plain", "demanding", "unknown"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)

_STEMS: Mapping[Subject, str] = {
    "arts": "art|artist|paint|museum|music|song|film|cinema|camera|photo|photograph|theatre|dance|draw|guitar|piano",
    "business": "business|startup|founder|customer|market|sales|product|company|brand|client|pricing|revenue",
    "food": "food|cook|recipe|bread|bake|baking|sourdough|tea|coffee|kitchen|eat|meal|soup|flour|taste|restaurant",
    "games": "game|gaming|chess|board|puzzle|player|poker|console|dice",
    "health": "health|sleep|doctor|diet|stress|therapy|body|walk|habit|anxiety|medicine|pain",
    "home and garden": "garden|plant|balcony|tomato|house|furniture|clean|flower|soil|basil|pot",
    "language": "language|grammar|translate|accent|dialect|vocabulary|pronounce|spanish|french|german|japanese",
    "learning": "learn|teach|teacher|student|school|study|lesson|course|exam|classroom|university|homework",
    "money": "money|budget|invest|save|saving|debt|finance|salary|rent|price|bank|tax|pension",
    "nature": "nature|bird|forest|sea|river|weather|rain|mountain|animal|dog|cat|tree|climate",
    "people": "friend|family|child|children|parent|mother|father|kids|love|marriage|grandmother|baby",
    "science": "science|physics|biology|chemistry|experiment|theory|research|planet|space|brain|maths|mathematics",
    "society": "politics|election|law|government|city|vote|tax|housing|history|war|news|public",
    "sport": "run|running|runner|marathon|gym|football|training|race|swim|bike|cycling|coach|yoga",
    "technology": "software|code|coding|program|computer|data|database|app|ai|machine|server|bug|python|web|model",
    "travel": "travel|trip|flight|hotel|train|airport|island|passport|luggage|abroad",
    "work": "work|job|office|remote|meeting|boss|career|colleague|interview|manager|team|hire|hiring",
    "writing": "write|writing|writer|book|novel|read|reader|poem|essay|draft|story|newsletter",
}
_ENDINGS = r"(?:s|es|ed|d|ing|er|ers)?"
_PATTERNS = {subject: re.compile(rf"(?:{stems}){_ENDINGS}") for subject, stems in _STEMS.items()}
_COMMON_ENGLISH = frozenset(
    "the a an and or of to in is it that you for on with as are was be this have not but at by from they we i my your "  # noqa: SIM905
    "what when who how if do does did can will just so no all one there more than then out up about into".split()
)
_ENGLISH_SHARE = 0.2  # of its words; lists and slogans have few of the small words, other languages hardly one
_WORDS_MIN = 8  # a formula of means says nothing of a line
_EASY, _PLAIN = 80.0, 60.0  # Flesch: from 60 on, a text is called plain English
_VOWELS = re.compile(r"[aeiouy]+")


def subject(text: str) -> Subject:
    """The subject of which most words are there; of several the first of the list; 'other' where there is none."""
    found = words(text)
    counts = {name: sum(pattern.fullmatch(word) is not None for word in found) for name, pattern in _PATTERNS.items()}
    best = max(counts, key=lambda name: (counts[name], -SUBJECTS.index(name)))
    return best if counts[best] else "other"


def reading_ease(text: str) -> ReadingEase:
    """How easily English reads, by Flesch (1948); unknown of other languages and of less than eight words.

    206.835 - 1.015 words a sentence - 84.6 syllables a word, a syllable being a group of vowels but for a silent e.
    """
    found = words(text)
    if len(found) < _WORDS_MIN or english_share(text) < _ENGLISH_SHARE:
        return "unknown"
    sentences = max(len([part for part in re.split(r"[.!?…\n]+", text) if words(part)]), 1)
    syllables = sum(map(_syllables, found))
    score = 206.835 - 1.015 * len(found) / sentences - 84.6 * syllables / len(found)
    return "easy" if score >= _EASY else "plain" if score >= _PLAIN else "demanding"


def english_share(text: str) -> float:
    """Which share of its words are small words of English; 0 without words."""
    found = words(text)
    return sum(word in _COMMON_ENGLISH for word in found) / len(found) if found else 0.0


def _syllables(word: str) -> int:
    silent = word.endswith("e") and not word.endswith("le") and len(word) > 2
    return max(len(_VOWELS.findall(word)) - silent, 1)

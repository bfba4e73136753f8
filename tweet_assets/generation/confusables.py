"""Letters that look alike, made alike: what a reader's eye takes for the same word compares as the same word.

A copy with Cyrillic letters in Latin words is a copy, and an instruction spelt so is an instruction. The table holds
the letters of Cyrillic and Greek that are drawn like Latin ones (Unicode Technical Standard 39 lists thousands).
"""

from __future__ import annotations

import html
import re
import unicodedata

_ALIKE = str.maketrans(
    dict(
        zip(
            "авекмнорстухѕіјҽԛԝԁһүαβεικνορτυχωγϲϳ",
            "abekmhopctyxsijeqwdhyabeiknoptuxwycj",
            strict=True,
        )
    )
)
_MARKS = re.compile("[\u0300-\u036f]")


def folded(text: str) -> str:
    """The text in lower case with look-alike letters made Latin, accents dropped, and nothing invisible in it."""
    composed = unicodedata.normalize("NFKC", html.unescape(text)).casefold()
    seen = "".join(c for c in composed if unicodedata.category(c) not in {"Cf", "Co", "Cs", "Cn"})
    return _MARKS.sub("", unicodedata.normalize("NFKD", seen)).translate(_ALIKE)

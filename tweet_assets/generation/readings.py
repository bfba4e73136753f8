"""The ways in which a machine may read a text that a person reads otherwise, or not at all.

Each way undoes one kind of hiding: letters spaced out, look-alikes, tag characters, text turned round, digits for
letters, and the common encodings of bytes. A tripwire looks at all of them.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from urllib.parse import unquote

from tweet_assets.generation.confusables import folded

# one sign between single letters; more than one part words
_SPELT_OUT = re.compile(r"(?<=(?<![^\W_])[^\W_])[ .\-_*/](?=[^\W_](?![^\W_]))")
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_HEXADECIMAL = re.compile(r"(?:[0-9a-fA-F]{2}[\s:]?){12,}")
_ESCAPES = re.compile(r"(?:\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|&#x?([0-9a-fA-F]+);?)")
_DIGITS = str.maketrans("4310578@$", "aeiostbas")
_STROKES = re.compile("[\u0300-\u036f\u0488\u0489]")


def readings(text: str) -> Iterator[str]:
    """The text as it is, and as it reads once each kind of hiding is undone; folded, so in small plain letters."""
    yield text
    plain = folded(_STROKES.sub("", text))
    yield plain
    yield re.sub(r"\s+", " ", plain)
    yield re.sub(r"\s+", " ", _SPELT_OUT.sub("", plain))
    yield plain.translate(_DIGITS)
    yield folded(text[::-1])
    yield codecs.decode(plain, "rot13")
    yield re.sub(r"\s*/\s*", " ", plain)
    if tags := _TAGS.findall(text):
        yield folded("".join(chr(ord(c) - 0xE0000) for run in tags for c in run))
    if "%" in text:
        yield folded(unquote(text))
    if _ESCAPES.search(text):
        yield folded(_ESCAPES.sub(_character, text))
    for token in _BASE64.findall(text):
        yield from _as_text(_decoded(token))
    for token in _HEXADECIMAL.findall(text):
        yield from _as_text(bytes.fromhex(re.sub(r"[\s:]", "", token)))


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    base = 10 if match[3] and "x" not in match[0] and digits.isdecimal() else 16
    code = int(digits, base)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _decoded(token: str) -> bytes:
    try:
        return base64.b64decode(token.rstrip("=") + "=" * (-len(token.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return b""


def _as_text(content: bytes) -> Iterator[str]:
    try:
        yield folded(content.decode("utf-8"))
    except UnicodeDecodeError:  # bytes of something else, or none at all
        return

"""A copy of a CSV file as one reader can read it: UTF-8, lines that end in a line feed, no mark before the first.

X writes UTF-8. A spreadsheet may have made UTF-16 or cp1252 of it, with line ends of its own. The original is only
read; the copy is what is parsed. Copying also counts: the records of the file by its quotes, so that a parser that
loses one is found out, and whether the file breaks off inside a text.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from tweet_assets.account.headers import UnreadableExport

END = "end of the copy"
"""What stands in every cell of a record more, the last one of a copy. A text that is never closed would swallow it."""
_PIECE = 1 << 20
_SEPARATORS = ",;\t"
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_QUOTE, _LINE_FEED = ord('"'), ord("\n")


@dataclass(frozen=True)
class CleanCopy:
    """What is known of a CSV file once it was copied. `records` counts the header too; lines without a letter do not.

    `whole`: the file ends where a line ends. Where it does not, its last cell may be cut, and nobody can tell.
    """

    path: Path
    file_sha256: str
    separator: str
    header: tuple[str, ...]
    records: int
    whole: bool


def clean_copy(source: Path, target: Path, name: str) -> CleanCopy:
    """Copies a CSV file. Raises UnreadableExport where it is empty, damaged or cut inside a text."""
    encoding = _encoding(source, name)
    counted = _Counted()
    errors = "replace" if encoding == "cp1252" else "strict"  # five of its bytes mean nothing
    with source.open(encoding=encoding, errors=errors) as read, target.open("wb") as write:
        try:
            for text in iter(lambda: read.read(_PIECE), ""):
                piece = text.encode()
                write.write(piece)
                counted.add(piece)
        except UnicodeDecodeError as error:
            raise UnreadableExport(f"{name} is damaged: its UTF-16 text breaks off. Export it again.") from error
    if counted.inside_a_text:
        raise UnreadableExport(f"{name} breaks off inside a text: a quote is opened and never closed. Export it again.")
    separator, header = _header(target, name)
    with target.open("ab") as write:
        write.write(b"" if counted.whole else b"\n")
        write.write(separator.join([END] * len(header)).encode() + b"\n")
    return CleanCopy(target, digest_of(source), separator, header, counted.records, counted.whole)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, by which it is known whatever its name."""
    digest = sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(_PIECE), b""):
            digest.update(piece)
    return digest.hexdigest()


def _encoding(path: Path, name: str) -> str:
    """UTF-16 where it says so or many of its bytes are zero; UTF-8 where all of it is; else cp1252, as Excel writes.

    A file that is UTF-8 but for a few bytes is a damaged one: read as cp1252, every accent in it would go wrong.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    of_big, of_little = head[0::2].count(0), head[1::2].count(0)
    if max(of_big, of_little) > max(9 * min(of_big, of_little), len(head) // 20):  # Latin letters have one zero each
        return "utf-16-be" if of_big > of_little else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        with path.open("rb") as file:
            for piece in iter(lambda: file.read(_PIECE), b""):
                if 0 in piece:
                    raise UnreadableExport(f"{name} is not a table of text: it holds zero bytes. Export it again.")
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        text = path.read_bytes().decode("utf-8", "replace")
        bad = text.count("\ufffd")
        if len(_BEYOND_ASCII.findall(text)) - bad > bad:
            raise UnreadableExport(
                f"{name} is damaged: it is UTF-8 but for {bad} of its bytes. Export it again."
            ) from None
        return "cp1252"
    return "utf-8-sig"


class _Counted:
    """Counts records as they go by. A line feed ends a record where an even number of quotes stands before it."""

    def __init__(self) -> None:
        self.inside_a_text = False
        self._ended = 0
        self._open = 0  # bytes since the last record ended

    def add(self, piece: bytes) -> None:
        codes = np.frombuffer(piece, dtype=np.uint8)
        inside = (np.cumsum(codes == _QUOTE) + self.inside_a_text) % 2 == 1
        ends = np.flatnonzero((codes == _LINE_FEED) & ~inside)
        if len(ends):
            lengths = np.diff(ends, prepend=-1) - 1
            lengths[0] += self._open
            self._ended += int(np.count_nonzero(lengths))
            self._open = len(codes) - int(ends[-1]) - 1
        else:
            self._open += len(codes)
        self.inside_a_text = bool(inside[-1])

    @property
    def records(self) -> int:
        return self._ended + (not self.whole)

    @property
    def whole(self) -> bool:
        return not self._open


def _header(path: Path, name: str) -> tuple[str, tuple[str, ...]]:
    """The separator, which spreadsheets of some languages change, and the cells of the first line with a letter."""
    with path.open(encoding="utf-8", newline="\n") as file:
        line = next((line for line in file if line.strip("\n")), "")
    if not line:
        raise UnreadableExport(f"{name} is empty. Export it again.")
    separator = max(_SEPARATORS, key=line.count)
    try:
        header = next(csv.reader(io.StringIO(line), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UnreadableExport(f"{name} is not a table of comma-separated values: {error}. Export it again.") from error
    return separator, tuple(header)

"""Templates to text, safe by default: whatever a template prints is escaped for the form that it is printed in.

A text may be anybody's: a draft that a language model wrote, a topic somebody typed. In HTML it is escaped by jinja2;
in Markdown every printed value is escaped too, and whole texts stand in a fence longer than any in the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&!$])")
_LINE_END = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_BACKTICKS = re.compile(r"`+")


class MarkdownText(str):
    """Markdown that is meant as such, and not escaped again: what a macro has made, of values that it escaped."""

    __slots__ = ()


def clean(text: str) -> str:
    """Text that a file can hold: one kind of line end, and no control character or half a surrogate pair."""
    one_line_end = _LINE_END.sub("\n", text)
    return "".join(
        character if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs") else "\ufffd"
        for character in one_line_end
    )


def escaped(text: str) -> MarkdownText:
    """A value within a line or a cell of a Markdown table: shown as it is, on one line."""
    return MarkdownText(_MARKDOWN.sub(r"\\\1", " ".join(clean(text).split())))


def fenced(text: str) -> MarkdownText:
    """A whole text as a fenced block that nothing in it can close (CommonMark 0.31, section 4.5)."""
    body = clean(text)
    longest = max((len(run) for run in _BACKTICKS.findall(body)), default=0)
    fence = "`" * max(3, longest + 1)
    return MarkdownText(f"{fence}text\n{body}\n{fence}")


def code(text: str) -> MarkdownText:
    """Something to type, on one line, in the letters of code."""
    return MarkdownText(f"`{' '.join(clean(text).split()).replace('`', chr(39))}`")


def html(template: str, **view: object) -> str:
    """Renders a template of this package as HTML. Raises TypeError for a value that cannot be shown."""
    return _environment("html").get_template(template).render(**view)


def markdown(template: str, **view: object) -> str:
    """Renders a template of this package as Markdown. Raises as `html` does."""
    return _environment("markdown").get_template(template).render(**view)


@cache
def _environment(form: Literal["html", "markdown"]) -> Environment:
    environment = Environment(
        loader=PackageLoader("tweet_assets.reports", "."),
        autoescape=select_autoescape(("html.jinja",), default=False),
        undefined=StrictUndefined,
        finalize=_for_html if form == "html" else _for_markdown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"fenced": fenced, "code": code, "as_markdown": MarkdownText}
    return environment


def _for_html(value: object) -> object:
    return value if isinstance(value, Markup) else clean(_shown(value))


def _for_markdown(value: object) -> str:
    return value if isinstance(value, MarkdownText) else escaped(_shown(value))


def _shown(value: object) -> str:
    """Only words and finite positions reach a page: a missing value has to be put in words before it gets here."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf"):
        return str(value)
    raise TypeError(f"{value!r} cannot be shown to a reader: words or a number were expected")

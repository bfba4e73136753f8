"""Reading a page as its reader does: what stands open, what is said, and what no reader should ever see."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Protocol

HOSTILE = "<script>alert(1)</script> ```\n</div>\n````\n# not a heading | & \" ' {{ 7 * 7 }} \x00"
NEVER_SHOWN = re.compile(r"(?<![\w-])(?:nan|none|nat|inf|null|<na>|&lt;na&gt;)(?![\w-])", re.IGNORECASE)
VOID = {"meta"}
SVG_ALONE = {"line", "path", "circle", "use", "g", "rect"}
UNREAD = {"style", "d", "class", "fill"}
"""Attributes of drawings: 'fill: none' is said to a browser and to no reader."""


class Outline(HTMLParser):
    """Which tags stand open, and what a reader reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.read: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SVG_ALONE, f"<{tag}/> closes nothing in HTML"
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.read.append(data)


def outline(html: str) -> Outline:
    parser = Outline()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


class Told(Protocol):
    @property
    def html(self) -> str: ...

    @property
    def markdown(self) -> str: ...


def assert_sound(told: Told, most: int = 200_000) -> None:
    """Balanced, self-contained, and with nothing in it that only a program would say."""
    parsed = outline(told.html)
    shown = (value or "" for _, attributes in parsed.tags for name, value in attributes.items() if name not in UNREAD)
    assert not NEVER_SHOWN.findall(" ".join([*parsed.read, *shown]).replace("default-src 'none'", ""))
    assert not NEVER_SHOWN.findall(told.markdown)
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in parsed.tags}
    assert not {"src", "href"} & {name for _, attributes in parsed.tags for name in attributes}
    assert len(told.html.encode()) < most

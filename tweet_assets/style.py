"""How an account writes, as accounts.toml says: its voice, its tones, and what may stand in its prompts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from tweet_assets.arms import FORMATS, INSPIRED, Inspiration
from tweet_assets.toml_table import Table

ExampleForm = Literal["structure", "text"]

KEYS = ("voice", "tones", "instructions", "inspirations", "example_form", "allowed")
_NAME = re.compile(r"[a-z][a-z0-9 +-]{0,39}")
_SENTENCES = re.compile(r".{1,400}", re.DOTALL)
_ALLOWED = re.compile(r"@\w{1,15}|#\w{1,80}|\$[A-Za-z]{1,6}|(?:[a-z0-9-]+\.)+[a-z]{2,20}")


@dataclass(frozen=True)
class Style:
    """What the user says of the writing. Every text of it may stand in a prompt; none of it is anybody else's."""

    voice: str = ""
    tones: Mapping[str, str] = field(default_factory=dict)
    """Tones by name, each with its instructions. They take turns; without one, the voice is all there is."""
    instructions: Mapping[str, str] = field(default_factory=dict)
    """Instructions by format, in the place of those that come with it. A format that is the user's own needs them."""
    inspirations: tuple[Inspiration, ...] = INSPIRED
    """The sides of the coin that posting tosses, where the writer reads examples."""
    example_form: ExampleForm = "structure"
    """How collected tweets stand in prompts: as facts derived from them, or as their words."""
    allowed: tuple[str, ...] = ()
    """Mentions, hashtags, cashtags and domains that drafts may hold. By default none."""


def style(table: Table) -> Style:
    """Reads the settings of `KEYS` from an account's table. Raises ConfigurationError."""
    inspirations = table.words("inspirations", INSPIRED, re.compile(r".+"))
    strange = [name for name in inspirations if name not in get_args(Inspiration)]
    if strange or len(inspirations) < 2:
        raise table.fail("inspirations", f"two or three of {', '.join(get_args(Inspiration))} were expected")
    return Style(
        voice=_voice(table),
        tones=_texts(table, "tones"),
        instructions=_texts(table, "instructions"),
        inspirations=cast("tuple[Inspiration, ...]", inspirations),
        example_form=cast("ExampleForm", table.choice("example_form", get_args(ExampleForm), "structure")),
        allowed=table.words("allowed", (), _ALLOWED) if table.content.get("allowed") else (),
    )


def _voice(table: Table) -> str:
    value = table.content.get("voice", "")
    if not isinstance(value, str) or (value and not _SENTENCES.fullmatch(value)):
        raise table.fail("voice", "a text of at most 400 characters was expected")
    return value.strip()


def _texts(table: Table, key: str) -> dict[str, str]:
    value = table.content.get(key, {})
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise table.fail(key, 'a table of texts, { name = "how to write it" }, was expected')
    for name, text in value.items():
        if not _NAME.fullmatch(name) or not _SENTENCES.fullmatch(text):
            raise table.fail(
                key, f"{name!r}: a name of small letters, and a text of 1 to 400 characters, were expected"
            )
    return {name: text.strip() for name, text in value.items()}


def formats(table: Table) -> tuple[str, ...]:
    """The formats of an account. One of its own needs its instructions. Raises ConfigurationError."""
    names, instructions = table.words("formats", FORMATS, re.compile(r".+")), _texts(table, "instructions")
    for name in names:
        if name not in FORMATS and name not in instructions:
            raise table.fail(
                "formats",
                f"{name!r} is not one of {', '.join(FORMATS)}. "
                f'A format of your own needs instructions = {{ "{name}" = "how to write it" }}',
            )
    unused = [name for name in instructions if name not in names]
    if unused:
        raise table.fail("instructions", f"{unused[0]!r} is not one of the `formats`")
    return names

"""Every text here is invented."""

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.generation import why as module
from tweet_assets.generation.why import Why, why


@pytest.mark.parametrize(
    ("text", "hook"),
    [
        ("What do kettles dream of? Steam.", "question"),
        ("12 kettles later, a lesson.", "number"),
        ("Try the small kettle first.", "instruction"),
        ("Last year a kettle broke.", "story"),
        ("Not the tea, but the waiting.", "contrast"),
        ("Kettles are underrated.", "claim"),
        ("Kettle rules:\nfill\nboil", "list"),
        ("- fill\n- boil", "list"),
        ("Steam above the roof", "plain"),
        ("", "plain"),
    ],
)
def test_a_hook_is_the_form_of_the_first_sentence(text: str, hook: str) -> None:
    assert why(text).hook == hook


@pytest.mark.parametrize(
    ("text", "structure"),
    [
        ("Short.", "one line"),
        ("word " * 30, "paragraph"),
        ("Rules\n- fill it\n- boil it", "list"),
        ("one\ntwo\nthree", "short lines"),
        (f"{'word ' * 30}\n\n{'word ' * 5}", "several paragraphs"),
    ],
)
def test_structure_is_how_the_lines_stand(text: str, structure: str) -> None:
    assert why(text).structure == structure


@pytest.mark.parametrize(("length", "band"), [(100, "short"), (101, "medium"), (200, "medium"), (201, "long")])
def test_length_bands_have_their_edges(length: int, band: str) -> None:
    assert why("x" * length).length_band == band


def test_devices_are_found_one_by_one() -> None:
    found = why(
        "I boil 3 cups but you wait. I boil slowly.\n"
        "“Patience”, we say ☕ #tea https://example.invalid/a\nReply with yours?"
    )
    assert set(found.devices) == set(get_args(module.Device))
    assert found.line_count == 3


def test_the_sentence_says_all_of_it() -> None:
    facts = Why("question", "short lines", "medium", 3, ("contrast", "emoji"))
    assert (
        facts.sentence()
        == "Opening: question. Structure: short lines, 3 lines. Length: medium. Devices: contrast, emoji."
    )
    assert Why("plain", "one line", "short", 1, ()).sentence().endswith("1 line. Length: short. Devices: none.")
    more = Why("plain", "one line", "short", 1, (), "food", "easy", ("surprise", "small story"))
    assert more.sentence().endswith("Devices: none. Reading: easy. Works by: surprise, small story.")


@given(st.text(max_size=80))
def test_no_word_of_a_text_reaches_the_sentence(text: str) -> None:
    kinds = (module.Hook, module.Structure, module.LengthBand, module.Device, module.ReadingEase)
    vocabulary = {word for kind in kinds for value in get_args(kind) for word in value.split()}
    spoken = set(re.findall(r"[a-z]+", why(text).sentence().lower()))
    assert spoken <= vocabulary | {"opening", "structure", "length", "devices", "lines", "line", "none", "reading"}

"""The ways in which a machine may read a text. Every text is invented."""

import base64
import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.generation.readings import readings

SAID = "quiet kettles sing at dawn"


@pytest.mark.parametrize(
    "hidden",
    [
        SAID,
        SAID.upper(),
        " ".join(SAID),
        "q.u.i.e.t  k-e-t-t-l-e-s  s_i_n_g  at dawn",
        "quiet\nkettles\nsing\nat\ndawn",
        SAID[::-1],
        codecs.encode(SAID, "rot13"),
        base64.b64encode(SAID.encode()).decode(),
        base64.b64encode(SAID.encode()).decode().rstrip("="),
        SAID.encode().hex(),
        SAID.encode().hex(" "),
        "".join(f"%{ord(c):02x}" for c in SAID),
        "".join(f"\\x{ord(c):02x}" for c in SAID),
        "".join(f"&#x{ord(c):x};" for c in SAID),
        "".join(chr(0xE0000 + ord(c)) for c in SAID),
        "qui3t k3ttl35 51ng 4t d4wn",
        "q\u0336u\u0336i\u0336e\u0336t kettles sing at dawn",
        "quiet / kettles / sing / at / dawn",
    ],
)
def test_what_is_hidden_is_read(hidden: str) -> None:
    assert any(SAID in reading for reading in readings(hidden))


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert text in list(readings(text))


@pytest.mark.parametrize("text", ["A" * 1_001, "ff" * 3_000, "&#x0;" * 9, "\\ud800" * 9, "%ff%fe" * 9, "+/=" * 400])
def test_what_decodes_to_nothing_is_no_crash(text: str) -> None:
    assert all(isinstance(reading, str) for reading in readings(text))

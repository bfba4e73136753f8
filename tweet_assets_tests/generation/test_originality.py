"""Every text here is invented."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.generation.library import read_curated
from tweet_assets.generation.originality import Texts, copies, likeness, texts
from tweet_assets.settings import SETTINGS

CURATED = Path(__file__).parents[2] / "data" / "curated_examples.csv"
KETTLE = "The blue kettle on the quiet shelf sings once a year, and nobody in the house dares to ask why."


def against(*named: str) -> Texts:
    return texts({f"t:{n}": text for n, text in enumerate(named)}, SETTINGS.generation)


@pytest.mark.parametrize(
    "draft",
    [
        KETTLE,
        KETTLE.upper(),
        "\u200b".join(KETTLE),
        KETTLE.translate(str.maketrans("aeo", "аео")),
        KETTLE.replace(" ", " - ").replace("e", "é"),
        KETTLE.replace("blue ", "").replace("once ", ""),
        "My own words come first here. " + KETTLE + " And then some more words of my own.",
        " ".join(reversed(KETTLE.split())),
    ],
)
def test_a_disguised_copy_is_a_copy(draft: str) -> None:
    assert copies(draft, against("Something else.", KETTLE))


def test_the_reasons_name_the_rule_and_the_text() -> None:
    assert copies(KETTLE, against("no", KETTLE)) == [
        "has 7 words in a row with t:1",
        "has 17 of its 17 groups of 4 words from t:1",
        "is 100 of 100 alike to t:1",
    ]


def test_six_words_in_a_row_are_not_seven() -> None:
    library = against("one two three four five six " + "x " * 30)
    assert copies("one two three four five six " + " ".join(f"y{n}" for n in range(30)), library) == []
    assert copies("one two three four five six x " + " ".join(f"y{n}" for n in range(30)), library) != []


def test_a_fifth_of_common_groups_is_a_copy_and_less_is_not() -> None:
    library = against("a1 a2 a3 a4 " + " ".join(f"z{n}" for n in range(40)))
    assert copies("a1 a2 a3 a4 " + " ".join(f"b{n}" for n in range(4)), library) != []  # 1 of 5
    assert copies("a1 a2 a3 a4 " + " ".join(f"b{n}" for n in range(5)), library) == []  # 1 of 6


@pytest.mark.parametrize("draft", ["", "!!!", "☕", "tea", "thank you all"])
def test_a_draft_of_hardly_a_word_copies_only_what_it_equals(draft: str) -> None:
    assert copies(draft, against("thank you very much all of you", "tea and rain")) == []
    assert copies("Tea!", against("tea")) == ["is t:0"]


def test_a_script_without_spaces_is_compared_all_the_same() -> None:
    text = "青い薬缶は静かな棚の上で一年に一度だけ歌うが誰も理由を聞かない"
    assert copies(text[:-1], against(text)) != []
    assert copies("庭の雨はいつも月曜日に降ると祖母の猫が言っていたそうですよね", against(text)) == []


def test_likeness_names_the_nearest() -> None:
    assert likeness(KETTLE, against("rain", KETTLE)) == (100.0, "t:1")
    assert likeness(KETTLE, against()) == (0.0, None)
    assert copies(KETTLE, against()) == []


def curated() -> list[str]:
    return list(read_curated(CURATED.read_text(encoding="utf-8"), CURATED.name)["text"])


def test_a_quarter_of_the_words_replaced_is_still_found_nearly_always() -> None:
    chance = random.Random(7)
    library = against(*curated())
    vocabulary = sorted({word for text in curated() for word in text.split()})
    found = 0
    for text in curated():
        words = text.split()
        for place in chance.sample(range(len(words)), round(len(words) / 4)):
            words[place] = chance.choice(vocabulary)
        found += bool(copies(" ".join(words), library))
    assert found / len(curated()) >= 0.9


def test_texts_written_apart_are_no_copies_of_each_other() -> None:
    for text in curated():
        assert copies(text, against(*[other for other in curated() if other != text])) == []


@given(st.text(max_size=80))
def test_every_text_with_words_is_a_copy_of_itself(text: str) -> None:
    library = against(text)
    assert bool(copies(text, library)) == bool(library.normal[0])

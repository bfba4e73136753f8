"""labels.csv: what the user says of a post, and what cannot be meant."""

from __future__ import annotations

import pandas as pd
import pytest

from tweet_assets.account import labels
from tweet_assets.account.labels import UnreadableLabels


def test_a_label_is_what_stands_there_and_an_empty_cell_says_nothing() -> None:
    frame = labels.parse(
        "Post_id, KIND,format,topic,media,link\r\n123,thread_head,story,cats & dogs,photo,none\r\n\r\n456,,,,,\r\n"
    )

    assert frame["post_id"].tolist() == ["123", "456"]
    assert frame.iloc[0].tolist() == ["123", "thread_head", "story", "cats & dogs", "photo", "none"]
    assert frame.iloc[1, 1:].isna().all()
    assert {str(dtype) for dtype in frame.dtypes} == {"str"}


@pytest.mark.parametrize("text", ["post_id", "post_id\n", "post_id,kind\n", "\npost_id,kind\n\n\n"])
def test_a_file_without_rows_says_nothing(text: str) -> None:
    frame = labels.parse(text)

    assert frame.empty
    assert list(frame.columns) == list(labels.COLUMNS)
    assert {str(dtype) for dtype in frame.dtypes} == {"str"}


def test_columns_may_be_missing_and_stand_in_any_order() -> None:
    frame = labels.parse("topic,post_id\ncats,123\n")

    assert frame["topic"].tolist() == ["cats"]
    assert frame[["kind", "format", "media", "link"]].isna().all(axis=None)


def test_a_topic_is_any_text() -> None:
    for topic in ("a, b", 'say "x"', "two\nlines", "ä\u2028b", "a\x0bb"):
        written = pd.DataFrame({"post_id": ["123"], "topic": [topic]}).to_csv(index=False)
        assert labels.parse(written)["topic"].tolist() == [topic]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,kind\n1,reply\n", "the header is id, kind; post_id, kind"),
        ("post_id,kind,kind\n1,reply,reply\n", "the header is post_id, kind, kind;"),
        ("post_id,mood\n1,good\n", "the header is post_id, mood;"),
        ("post_id,kind\n1\n", "labels.csv row 2: 1 cells where the header has 2"),
        ("post_id,kind\n1,reply\n2,reply,x\n", "labels.csv row 3: 3 cells where the header has 2"),
        ("post_id,kind\n1,replies\n", "row 2: `kind` is 'replies', which is none of original, thread_head"),
        ("post_id,kind,format\n1,replies,\n2,,poem\n", r"row 2: `kind` is 'replies'.*\n.*row 3: `format` is 'poem'"),
        ("post_id,format\n1,poem\n", "row 2: `format` is 'poem', which is none of"),
        ("post_id,media\n1,picture\n", "row 2: `media` is 'picture', which is none of none, photo"),
        ("post_id,link\n1,yes\n", "row 2: `link` is 'yes', which is none of none, link, unknown"),
        ("post_id,kind\n1.37E+18,reply\n", "row 2: the post_id is '1.37E\\+18', digits were expected. A spreadsheet"),
        ("post_id,kind\n,reply\n", "row 2: the post_id is '', digits were expected"),
        ("post_id\n12345678901234567890\n", "row 2: the post_id is '12345678901234567890'"),
        ("post_id,kind\n1,reply\n2,reply\n1,quote\n", "row 4: 1 is there twice"),
        ('post_id,topic\n1,"open\n', "labels.csv is not a table of comma-separated values"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_row(text: str, told: str) -> None:
    with pytest.raises(UnreadableLabels, match=told):
        labels.parse(text)


def test_capitals_of_a_label_do_not_matter_and_those_of_a_topic_do() -> None:
    [row] = labels.parse("post_id,kind,topic\n1,Reply,Tea\n").to_dict("records")

    assert (row["kind"], row["topic"]) == ("reply", "Tea")

"""The page of a day, in both forms, over whole, missing and hostile facts."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import HOSTILE, assert_sound, outline

from tweet_assets.reports import page
from tweet_assets.reports.facts import Facts


@pytest.fixture(scope="session")
def told(facts: Facts) -> page.Page:
    return page.build(facts)


def test_a_whole_day_is_a_sound_page(told: page.Page) -> None:
    assert_sound(told)


def test_both_forms_say_the_same_of_what_matters(told: page.Page) -> None:
    read = " ".join("".join(outline(told.html).read).split())
    for said in (
        "2 posts planned, 1 for you to approve",
        "3 things we are confident about (1 of them only in your history), 2 leaning, 6 unknown.",
        "assigned, hidden until the verdict",
        "tweet-assets approve d1",
        "Drafts of the day: 14 clean, 2 needs review.",
        "Never learned from:",
    ):
        assert said in read
        assert said in told.markdown.replace("**", "")


def test_the_same_facts_give_the_same_bytes(facts: Facts, told: page.Page) -> None:
    assert page.build(facts) == told


def test_the_order_of_rows_changes_nothing(facts: Facts, told: page.Page) -> None:
    names = ("arm_posteriors", "policy", "decisions", "outbox")
    assert page.build(replace(facts, **{name: getattr(facts, name).iloc[::-1] for name in names})) == told


def test_what_is_typed_names_the_folder_where_it_is_not_the_default(facts: Facts) -> None:
    elsewhere = page.build(replace(facts, program="tweet-assets --data demo"))
    assert "tweet-assets --data demo approve d1" in elsewhere.html
    assert "`tweet-assets --data demo approve d1`" in elsewhere.markdown


def test_a_hostile_text_stays_text_in_both_forms(facts: Facts) -> None:
    told = page.build(replace(facts, decisions=facts.decisions.assign(text=HOSTILE, topic=HOSTILE, note=HOSTILE)))
    assert_sound(told)
    assert any("<script>alert(1)</script>" in said for said in outline(told.html).read)
    outside = re.sub(r"^(`{3,})text\n.*?\n\1$", "", told.markdown, flags=re.DOTALL | re.MULTILINE)
    assert "```" not in outside.replace(r"\`", "")
    assert not re.search(r"(?<!\\)<", outside)
    assert "# not a heading" not in outside.replace(r"\#", "")
    assert told.markdown.count("<script>alert(1)</script>") == 2  # two decisions, each within its fence


def test_an_account_on_its_first_day_reads_what_would_fill_the_page(nothing: Facts) -> None:
    told = page.build(nothing)
    assert_sound(told)
    assert "Nothing is planned" in told.markdown
    assert told.markdown.count("would fill this") == 2  # the plan and the policy: all that can be empty
    assert "There is no draft for this day. Spent on language models: not known." in told.markdown


def test_a_day_whose_slots_are_over_says_so_and_not_that_something_is_missing(nothing: Facts) -> None:
    told = page.build(replace(nothing, slots_left=False))
    assert "No slot of this day was open any more." in told.html
    assert "There is no decision for this day yet" not in told.markdown


def test_a_simulated_day_and_a_rehearsal_are_marked_at_the_top(facts: Facts, told: page.Page) -> None:
    marked = page.build(replace(facts, simulated=True, rehearsal=True))
    assert marked.markdown.index("Simulated data") < marked.markdown.index("2 posts planned")
    assert marked.html.index("Simulated data.</strong>") < marked.html.index("2 posts planned")
    assert "Rehearsal." in marked.html
    assert "tweet-assets approve" not in marked.html + marked.markdown
    assert "Simulated data" not in told.html + told.markdown
    assert "Rehearsal" not in told.html + told.markdown


FRAMES = ("arm_posteriors", "policy", "decisions", "outbox", "decision_probabilities")
MISSING = st.sampled_from([None, float("nan"), pd.NA, pd.NaT, float("inf"), float("-inf")])


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_whatever_is_missing_no_reader_sees_how_a_program_spells_it(facts: Facts, data: st.DataObject) -> None:
    holed = {}
    for name in FRAMES:
        frame = getattr(facts, name).astype(object)
        for column in data.draw(
            st.lists(st.sampled_from(list(frame.columns)), max_size=len(frame.columns), unique=True)
        ):
            which = data.draw(st.integers(0, 2 ** len(frame) - 1))
            missing = data.draw(MISSING)
            frame[column] = pd.Series(
                [missing if which >> at & 1 else value for at, value in enumerate(frame[column])],
                index=frame.index,
                dtype=object,
            )
        holed[name] = frame.iloc[:0] if data.draw(st.integers(0, 9)) == 0 else frame
    assert_sound(page.build(replace(facts, **holed)))


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, float("inf")])
def test_frames_with_nothing_but_missing_values_still_make_a_page(facts: Facts, missing: object) -> None:
    blank = {}
    for name in FRAMES:
        frame = getattr(facts, name)
        values = {column: pd.Series([missing] * len(frame), dtype=object) for column in frame.columns}
        if "dimension" in values:
            values["dimension"] = frame["dimension"].reset_index(drop=True)
        blank[name] = pd.DataFrame(values)
    assert_sound(page.build(replace(facts, **blank)))


def test_an_account_with_fifty_posts_a_day_stays_below_the_size(facts: Facts) -> None:
    many = pd.concat([facts.decisions.iloc[1:].assign(decision_id=f"d{n}", text="word " * 56) for n in range(50)])
    assert_sound(page.build(replace(facts, decisions=many)))

"""The page of a week in its three forms, over whole, missing and hostile facts."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pages import HOSTILE, assert_sound, outline

from tweet_assets.reports.facts import History
from tweet_assets.reports.week import page
from tweet_assets.reports.week.facts import WeekFacts

MOST_BYTES = 2_000_000


@pytest.fixture(scope="session")
def told(week_facts: WeekFacts) -> page.WeekPage:
    return page.build(week_facts)


def test_a_whole_week_is_a_sound_page(told: page.WeekPage) -> None:
    assert_sound(told, MOST_BYTES)


def test_the_front_has_three_findings_one_action_and_the_drafts_to_approve(told: page.WeekPage) -> None:
    front = told.html[: told.html.index('<details class="block"')]
    assert front.count("<li class=") == 3
    assert front.count('class="action"') == 1
    assert "Judge 1 draft" in front
    assert "tweet-assets approve d1" in front
    assert "3 things we are confident about (1 of them only in your history), 2 leaning, 6 unknown." in front


def test_all_forms_say_the_same_of_what_matters(told: page.WeekPage) -> None:
    read = " ".join("".join(outline(told.html).read).split())
    markdown = re.sub(r"\\(.)", r"\1", told.markdown).replace("**", "")
    for said in (
        "What works for @invented_gardener: the week from Sunday 1 March 2026 to Saturday 7 March 2026",
        "question posts: +43 % against your mean (90 % interval from +24 % to +66 %), 120 posts",
        "5 posts",
        "Beats the baseline: 12 % less error",
        "Not enough evidence yet: 7 posts gained a follower, 10 are needed.",
        "cannot tell yet: 31 effective posts, 100 are needed",
        "40 posts given 50 % on average: 30 % did (80 % interval from 22 % to 38 %)",
        "Which posts gain followers?",
        "2 rows of other accounts",
        "first said on 2026-02-01; still said",
        "Never learned from:",
    ):
        assert said in markdown, said
        if "given 50 %" not in said:  # drawn, and read out to who does not see it
            assert said in read, said
    assert "40 posts given 50 % on average" in told.html
    numbers = json.loads(told.json)
    assert numbers["headline"] in read
    assert numbers["recent"]["title"] in read
    assert numbers["formats"]["found"][0]["arm"] == "question"
    assert numbers["formats"]["found"][0]["effect"] == pytest.approx(0.36)
    assert numbers["recent"]["posts"][-1]["expected"] is None or numbers["recent"]["posts"][-1]["engagement"] == 0


def test_every_block_that_has_something_to_draw_has_a_chart_that_is_described(told: page.WeekPage) -> None:
    drawn = [attributes["aria-label"] for tag, attributes in outline(told.html).tags if tag == "svg"]
    assert len(drawn) == 6
    assert all(drawn)
    assert "question +43 %, 90 % interval from +24 % to +66 %" in (drawn[1] or "")


def test_the_same_facts_give_the_same_bytes_in_any_order_of_rows(week_facts: WeekFacts, told: page.WeekPage) -> None:
    turned = {name: frame.iloc[::-1] for name, frame in week_facts.models.items()}
    again = replace(week_facts, models=turned, posts=week_facts.posts.iloc[::-1], outbox=week_facts.outbox.iloc[::-1])
    assert page.build(week_facts) == told
    assert page.build(again) == told


def test_an_account_on_its_first_week_reads_what_would_fill_the_page(week_facts: WeekFacts) -> None:
    nothing = replace(
        week_facts,
        mode="observe",
        history=History({}, 0, 0, 0),
        models={name: frame.iloc[:0] for name, frame in week_facts.models.items()},
        earlier_models={name: frame.iloc[:0] for name, frame in week_facts.earlier_models.items()},
        **{name: getattr(week_facts, name).iloc[:0] for name in FRAMES},
    )
    told = page.build(nothing)
    assert_sound(told, MOST_BYTES)
    assert "<svg" not in told.html
    assert "Nothing is known yet" in told.markdown
    assert "Bring an export of your own posts" in told.markdown
    assert told.markdown.count("would fill this") >= 7


def test_a_simulated_week_is_marked_at_the_top(week_facts: WeekFacts, told: page.WeekPage) -> None:
    marked = page.build(replace(week_facts, simulated=True))
    assert marked.html.index("Simulated data.</strong>") < marked.html.index("3 things")
    assert marked.markdown.index("Simulated data") < marked.markdown.index("3 things")
    assert "Simulated data" not in told.html + told.markdown


def test_a_hostile_text_stays_text(week_facts: WeekFacts) -> None:
    arms = week_facts.models["arm_posteriors"]
    models = dict(
        week_facts.models,
        policy_value=week_facts.models["policy_value"].assign(reason=HOSTILE),
        arm_posteriors=arms.assign(arm=arms["arm"].replace("question", HOSTILE.replace("\x00", ""))),
    )
    hostile = replace(
        week_facts,
        models=models,
        posts=week_facts.posts.assign(text=HOSTILE),
        decisions=week_facts.decisions.assign(text=HOSTILE, topic=HOSTILE, note=HOSTILE),
        failed_checks=[HOSTILE],
    )
    told = page.build(hostile)
    assert_sound(told, MOST_BYTES)
    outside = re.sub(r"^(`{3,})text\n.*?\n\1$", "", told.markdown, flags=re.DOTALL | re.MULTILINE)
    assert "```" not in outside.replace(r"\`", "")
    assert not re.search(r"(?<!\\)<", outside)
    assert "<script>" not in re.sub(r"&lt;.*?&gt;", "", told.html)
    json.loads(told.json)


FRAMES = ("posts", "decisions", "outbox", "options", "replay", "export_files")
NULLABLE = {
    "arm_posteriors": ["raw_mean", "p_best", "noise_best", "posts_needed"],
    "engagement_model": ["same_sign"],
    "engagement_skill": ["baseline", "baseline_low80", "residual_sd", "skill", "skill_low80", "skill_high80"],
    "follow_skill": ["baseline", "baseline_high80", "skill", "skill_low80"],
    "policy_value": ["value", "low90", "high90", "effective_posts"],
}


@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(data=st.data())
def test_whatever_is_missing_no_reader_sees_how_a_program_spells_it(week_facts: WeekFacts, data: st.DataObject) -> None:
    holed = dict(week_facts.models)
    for name, columns in NULLABLE.items():
        frame = holed[name].copy()
        for column in data.draw(st.lists(st.sampled_from(columns), unique=True)):
            which = data.draw(st.integers(0, 2 ** len(frame) - 1))
            frame[column] = [None if which >> at & 1 else value for at, value in enumerate(frame[column])]
        holed[name] = frame.iloc[:0] if data.draw(st.integers(0, 9)) == 0 else frame
    told = page.build(replace(week_facts, models=holed))
    assert_sound(told, MOST_BYTES)
    json.loads(told.json, parse_constant=lambda name: pytest.fail(name))

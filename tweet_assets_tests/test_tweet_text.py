"""Facts of a text and the format it looks like. Every text in here is invented; the conformance cases are public."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets import labelling, tweet_text
from tweet_assets.arms import FORMATS, UNLABELLED

CONFORMANCE = Path(__file__).parents[1] / "../shared/data/twitter-text/validate.yml"
ANY_TEXT = st.text(st.characters(), max_size=200)  # `characters()` alone draws halves of surrogate pairs too


# Worked out by hand from the rules that X publishes (configuration v3).
@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("seeds", 5),
        ("Zürich", 6),  # Latin with a mark is still one
        ("種", 2),  # a Han character is two
        ("🌱", 2),  # an emoji is two ...
        ("👩🏽‍🌾", 2),  # ... however many code points it is made of
        ("🇨🇭", 2),  # a flag is one emoji
        ("read https://example.com/a/very/long/path?with=much&more=1", 28),  # 5 and 23
        ("example.com", 23),  # X makes a link of it
        ("a\nb", 3),  # a line break is one
        ("–", 1),  # most punctuation is light ...
        ("…", 2),  # ... the ellipsis is not
        ("e\u0301", 1),  # composed before it is counted
        (
            "a\ud83d",
            3,
        ),  # half of a surrogate pair is counted as the sign that replaces it, two (beyond the light ranges)
    ],
)
def test_the_weighted_length_is_counted_as_x_counts_it(text: str, length: int) -> None:
    assert tweet_text.weighted_length(text) == length


@pytest.mark.skipif(not CONFORMANCE.exists(), reason="the public conformance cases of twitter-text are not here")
def test_the_weighted_length_passes_the_public_conformance_cases() -> None:
    cases = yaml.safe_load(CONFORMANCE.read_text(encoding="utf-8"))["tests"]
    weighted = cases["WeightedTweetsWithDiscountedEmojiCounterTest"] + cases["UnicodeDirectionalMarkerCounterTest"]
    assert len(weighted) == 24
    wrong = [
        c["description"] for c in weighted if tweet_text.weighted_length(c["text"]) != c["expected"]["weightedLength"]
    ]
    assert wrong == []


@given(ANY_TEXT)
def test_no_text_breaks_the_facts_and_no_count_is_negative(text: str) -> None:
    assert min(asdict(tweet_text.facts(text)).values()) >= 0
    label, rule = labelling.format_of(text)
    assert label in (*FORMATS, UNLABELLED)
    assert (label == UNLABELLED) == (rule == "no rule")


@given(
    ANY_TEXT
    | st.lists(st.sampled_from(["&amp;", "&", "lt;", "#60;", "\u037e", "x", "\u0301"]), max_size=12).map("".join)
)
def test_a_plain_text_is_plain(text: str) -> None:
    once = tweet_text.plain(text)
    assert tweet_text.plain(once) == once
    assert tweet_text.facts(once) == tweet_text.facts(text)
    once.encode()  # can be stored


@given(st.text(max_size=100), st.text(max_size=100))
def test_words_of_lines_are_the_words_of_the_lines(first: str, second: str) -> None:
    assert tweet_text.words(f"{first}\n{second}") == tweet_text.words(first) + tweet_text.words(second)


def test_entities_are_resolved_before_anything_is_counted() -> None:
    assert tweet_text.plain("peas &amp; beans &lt;3") == "peas & beans <3"
    assert tweet_text.facts("peas &amp; beans").weighted_length == 12


def test_every_fact_of_a_text_is_counted() -> None:
    text = (
        "Three beds, 2 people:\n\n1. peas 🌱\n2) beans 👩🏽‍🌾\n- 40 % kale?\n"
        "#garden $SEED @invented_one https://example.com/1?q=2 1️⃣"
    )
    assert asdict(tweet_text.facts(text)) == {
        "weighted_length": 113,  # 21 + 0 + 10 + 11 + 12, five line breaks, 28 + a link of 23 + a blank + a keycap of 2
        "words": 15,  # three beds 2 people, 1 peas, 2 beans, 40 kale, garden, seed, invented one, 1
        "lines": 5,
        "list_items": 3,
        "questions": 1,  # not the one in the link
        "numbers": 5,  # 2, 1, 2, 40 %, 1
        "links": 1,
        "hashtags": 1,
        "cashtags": 1,
        "mentions": 1,
        "emojis": 3,  # a farmer of four code points is one, a keycap is one
    }


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1.5 million seeds\n2.5 million peas", 0),  # numbers, not a list
        ("-5 degrees at night", 0),
        ("5/10 people agree", 0),
        ("•peas\n→ beans\n✅ kale", 3),
        ("🌱 peas\n🌽 corn", 2),  # emoji as bullets
        ("– peas\n-beans", 2),
    ],
)
def test_list_items_are_lines_that_begin_like_one(text: str, items: int) -> None:
    assert tweet_text.facts(text).list_items == items


@pytest.mark.parametrize(("text", "emojis"), [("🇨🇭🇯🇵", 2), ("👍🏽👍", 2), ("❤️", 1), ("#1 * 2", 0), ("→ ✓", 1)])
def test_an_emoji_is_what_a_reader_sees_as_one(text: str, emojis: int) -> None:
    assert tweet_text.facts(text).emojis == emojis


def test_numbers_and_mentions_inside_a_link_do_not_count() -> None:
    assert tweet_text.numbers("12 seeds, 3.5k views, $4,000 HTTPS://example.com/99") == ["12", "3.5k", "$4,000"]
    assert tweet_text.mentions("@invented_a and mail@example.com https://example.com/@invented_b") == ["@invented_a"]


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("how-to", "How to prune roses in ten minutes"),
        ("how-to", "🧵 How I plan a week of posts:"),  # a sign before it
        ("how-to", "Thread: how to keep basil alive"),  # one word and a colon before it
        ("how-to", "Basil dies on window sills.\nHow to keep it alive:"),  # a line of its own
        ("how-to", "Here's how I plan a week"),
        ("how-to", "Step by step: a raised bed"),
        ("how-to", "If you want tomatoes in June, use a cold frame"),
        ("question", "How to prune roses?"),  # who asks does not teach
        ("question", "I still wonder how to prune roses. Any ideas?"),
        (UNLABELLED, "The lamp shows how to sit in the dark"),  # how to, in passing
        ("myth-busting", "Myth: you need 10,000 followers"),
        ("myth-busting", "No, coffee isn’t bad for plants"),  # with the apostrophe of a phone
        ("myth-busting", "Contrary to popular belief, worms like rain"),
        ("announcement", "Now live: our seed catalogue"),
        ("announcement", "New episode: a year without a lawn"),
        ("announcement", "We've just released our planner"),
        ("announcement", "The shop is back!"),
        ("announcement", "Join us on Friday"),
        (UNLABELLED, "He is out of the office, and a new book lies on his desk"),  # none of it ours
        (UNLABELLED, "The deadline for peas is near the first frost"),  # no event
        ("question", "Which tool do you use for notes? #garden 🌱"),  # what stands after it does not hide it
        ("question", "Is it too late to sow? My beds are empty."),  # it opens the text
        ("question", "My beds are empty. Is it too late to sow?"),  # it ends it
        ("question", "42 % of beds stay empty. Is yours?"),  # a figure that serves a question
        ("question", "I lost all labels. Does anyone know this leaf? It smells of lemon."),
        (UNLABELLED, "She said “why not today?” and the bed was dug by noon"),  # somebody else's question
        (UNLABELLED, "Q: what is mulch? A: a blanket for soil"),  # answered on the spot
        ("framework", "3 rules: write, cut, post"),
        ("framework", "My three rules for bread"),
        ("framework", "7 lessons from a hundred beds"),
        ("framework", "What a bed needs:\n- sun\n- water\n- time"),
        ("framework", "Check it:\n- is it dry?\n- is it dark?\n- is it cold?"),  # a list of questions is a list
        (UNLABELLED, "It failed in two ways"),  # counted in passing
        (UNLABELLED, "Peas:\n- sown\n- grown"),  # two points are no list
        ("data", "42 % of people never scroll"),
        ("data", "9 out of 10 seeds came up"),
        ("data", "A survey of 1,200 gardens"),
        ("data", "Nobody counted before. 12 % more peas, and 9 percent fewer slugs."),  # two figures, anywhere
        (UNLABELLED, "Nobody counted before. There were 12 % more peas."),  # one figure in passing
        (UNLABELLED, "That is 100 % what happened here"),  # a manner of speaking
        (UNLABELLED, "body { width: 49%; }"),  # code
        (UNLABELLED, "The old shovel was in the shed, and the shed cost $1000"),  # a price
        ("story", "Yesterday I deleted my drafts folder"),
        ("story", "Last week the frost came, and my peas were gone"),
        ("story", "We lost a pond last year"),
        ("story", "I used to skip the mulch"),
        (UNLABELLED, "Yesterday's soup"),  # a time, and nobody who tells
        (UNLABELLED, "Today I will sow peas"),  # a plan
        ("opinion", "I think threads are over"),
        ("opinion", "I hate lawns"),
        ("opinion", "Hot take: how to prune roses is nobody's business"),  # declared: no later rule is asked
        ("opinion", "We should dig less"),
        ("opinion", "This is a really good idea"),
        (UNLABELLED, "It should be in the shed, if you should look for it"),  # no judgement
        (UNLABELLED, "I think I’m getting the hang of it"),  # a thought of oneself
        (UNLABELLED, "Rain again."),
        (UNLABELLED, "https://example.com/how-to-prune?really?"),  # a link says nothing
        (UNLABELLED, ""),
    ],
)
def test_a_text_is_labelled_by_the_first_rule_that_speaks(label: str, text: str) -> None:
    assert labelling.format_of(text)[0] == label


def test_every_format_can_be_recognised() -> None:
    assert {rule.label for rule in labelling._RULES} == set(FORMATS)


def test_entities_do_not_hide_a_format() -> None:
    assert labelling.format_of("Here&#39;s how I plan a week") == ("how-to", "says how to")


@pytest.mark.parametrize("piece", [" ", "\n-", "\U0001f3fb", "#a ", ". ", "I used ", "how ", "1 ", "no, ", "&amp;"])
def test_a_rule_reads_a_long_repetition_as_it_reads_a_short_one(piece: str) -> None:
    # a rule that backtracks needs minutes for the long one
    assert labelling.format_of(piece * 6_000 + "x") == labelling.format_of(piece * 60 + "x")
    assert tweet_text.facts(piece * 6_000).questions == 0


def test_texts_are_compared_without_case_links_width_and_punctuation() -> None:
    assert tweet_text.normalised("ＦＵＬＬ width, Straße! https://example.com/a") == "full width strasse"
    assert tweet_text.normalised("peas &amp; beans") == tweet_text.normalised("Peas, beans")

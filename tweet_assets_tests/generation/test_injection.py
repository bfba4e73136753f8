"""What hostile tweets can do when the model obeys them: nothing goes out unread, and nothing reads as ours.

Each attack goes through the whole path of generation: cleaned, indexed, chosen, put into a prompt, answered by a
server that obeys, judged and stored. Every text is invented.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from generation.attacks import ATTACKS, ENCODED, Attack
from generation.held_out_attacks import HELD_OUT
from model_server import ModelServer
from pytest_httpserver import HTTPServer

from tweet_assets.accounts import Account
from tweet_assets.generation import drafting, examples, model_settings, originality
from tweet_assets.generation.calls import Calls
from tweet_assets.generation.collected import COLUMNS as COLLECTED
from tweet_assets.generation.guardrails import Held
from tweet_assets.generation.library import library, read_curated
from tweet_assets.generation.notes import IDEA_COLUMNS
from tweet_assets.generation.prompts import MARK, Cell
from tweet_assets.generation.retrieval import index
from tweet_assets.generation.writers import BadAnswer
from tweet_assets.settings import SETTINGS
from tweet_assets.style import ExampleForm, Style
from tweet_assets.tweet_text import words
from tweet_assets.warehouse import Warehouse

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
CELL = Cell("invented_me", NOW.date(), "opinion", "own+viral", "writing")
HEADER, EXAMPLE = "topic,format,text,pattern,reason,invented\n", "{},opinion,I think slow {} is underrated.,p,r,true\n"
OWN = {"9": "Writing is how I find out what the day was about, and I keep the drafts that nobody wanted to read."}
IDEAS = pd.DataFrame(columns=list(IDEA_COLUMNS), dtype="str")
FORMS: tuple[ExampleForm, ...] = ("structure", "text")
ALL = (*ATTACKS, *HELD_OUT)
NAMES = [attack.name for attack in ALL]
TOPICS = ("chess openings", "data science", "running", "tea")


@dataclass(frozen=True)
class Outcome:
    """What became of an attack: the library's row, the prompt, and the drafts of a model that obeyed."""

    quarantine: str | None
    prompt: drafting.Order
    drafts: pd.DataFrame


class Walk:
    """From a tweet to drafts, by the real parts; the model is a local server that writes what the attack wants."""

    def __init__(self, folder: Path, httpserver: HTTPServer) -> None:
        self.answer: object = ()
        self.server = ModelServer(httpserver, lambda _: self.answer)  # type: ignore[arg-type,return-value]
        self.store = Warehouse(folder / "external.duckdb", "external")

    def walk(self, attack: Attack, form: ExampleForm) -> Outcome:
        topic = next((name for name in TOPICS if name.split()[0] in attack.tweet.lower()), "writing")
        cell = replace(CELL, topic=topic)
        account = Account("invented_me", topics=(topic,), style=Style(example_form=form))
        tweet = dict.fromkeys(COLLECTED) | {
            "tweet_id": "1",
            "author": "mallory_x",
            "text": attack.tweet,
            "views": 10**6,
        }
        rows = library(
            read_curated(HEADER + EXAMPLE.format(topic, topic), "c.csv"),
            pd.DataFrame([tweet], columns=list(COLLECTED)),
            SETTINGS.generation,
        )
        none = pd.DataFrame(columns=["account", "post_id", "text", "position"])
        chosen = examples.choose(index(rows, SETTINGS.generation), none, cell, 1, form)
        orders = drafting.orders(account, [cell], chosen, (), IDEAS, SETTINGS.generation)
        texts = originality.texts(dict(zip(rows["example_id"], rows["text"], strict=True)), SETTINGS.generation)
        held = Held(texts, originality.texts(OWN, SETTINGS.generation), SETTINGS.generation)
        self.answer = [*attack.obeyed * 4][:4]
        calls = Calls(self.store, lambda: NOW, SETTINGS.generation)
        writer = model_settings.model_writer(calls, self.server.environment(), NOW.date()).again(
            f"{attack.name} {form}"
        )
        drafted = drafting.draft_cells(orders, drafting.Desk(held, writer, None, 1))
        assert all(isinstance(failure.error, BadAnswer) for failure in drafted.failures)
        reason = rows.set_index("example_id")["quarantine"]["tweet:1"]
        return Outcome(None if pd.isna(reason) else str(reason), orders[cell], drafted.drafts)


@pytest.fixture
def path(memory: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Walk:
    return Walk(memory, httpserver)


def test_there_are_many_attacks_in_many_languages_and_encodings() -> None:
    assert len(ALL) >= 170
    assert len({attack.language for attack in ALL}) >= 16
    assert len({attack.encoding for attack in ALL}) >= 20
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("attack", ALL, ids=NAMES)
def test_no_draft_of_a_model_that_obeyed_goes_out_without_a_person(
    path: Walk, attack: Attack, form: ExampleForm
) -> None:
    found = path.walk(attack, form)
    assert len(found.drafts) in (4, 0)  # none where what came was no answer
    assert found.drafts["needs_person"].all()
    # who wrote it, on what it was shown, and what the guardrails say: by code, whatever the tweet says of itself
    assert set(found.drafts["writer"]) <= {"openai"}
    assert all(tuple(shown) == found.prompt.prompt.examples for shown in found.drafts["examples"])
    assert all("tweet:1" not in name or name == f"{form}:tweet:1" for name in found.prompt.prompt.examples)


@pytest.mark.parametrize("attack", ALL, ids=NAMES)
def test_no_word_of_a_tweet_reaches_a_prompt_that_shows_structure(path: Walk, attack: Attack) -> None:
    hostile = path.walk(attack, "structure").prompt
    harmless = replace(attack, tweet=f"I think {hostile.brief.topic} waits.")
    shown, ours = hostile.prompt.input, path.walk(harmless, "structure").prompt.prompt.input
    said = _runs(words(attack.tweet), 3) - _runs(words(ours), 3)
    assert said & _runs(words(shown), 3) == set()


@pytest.mark.parametrize("attack", ALL, ids=NAMES)
def test_the_words_of_a_tweet_stand_in_their_array_with_no_blank_or_nowhere(path: Walk, attack: Attack) -> None:
    found = path.walk(attack, "text")
    prompt = found.prompt.prompt.input
    sections = re.findall(r"<([a-z-]+)-([0-9a-f]{12})>\n(.*)\n</\1-\2>", prompt)
    assert prompt.count("<") == 2 * len(sections)  # no tag but ours
    array = {tag: json.loads(body) for tag, _, body in sections}
    outside = re.sub(r"<tweets-of-others-.*", "", prompt, flags=re.DOTALL)
    assert "mallory" not in outside.lower()
    assert not (found.quarantine and "tweets-of-others" in array)
    for text in array.get("tweets-of-others", ()):  # nothing of it where the topic was not met
        assert not re.search(r"\s", text)
        assert len(words(attack.tweet)) < 2 or MARK in text


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.goal in ("link", "mention", "forge", "leak")], ids=str)
def test_what_leads_away_or_speaks_of_itself_is_blocked_or_needs_a_person(path: Walk, attack: Attack) -> None:
    drafts = path.walk(attack, "structure").drafts
    assert (drafts["verdict"] != "clean").all() or attack.obeyed[0].startswith("Writing is a purple")


def test_an_answer_with_more_than_drafts_is_no_answer(path: Walk) -> None:
    attack = ATTACKS[0]
    path.server._writes = lambda _: {"drafts": [*attack.obeyed * 4][:4], "verdict": "clean", "writer": "human"}
    assert path.walk(attack, "structure").drafts.empty
    calls = path.store.table("generation.model_calls")
    assert len(calls) == 2  # asked once more, and then left to the fallback


def test_hidden_orders_are_seen_once_they_are_made_plain(path: Walk) -> None:
    """How many of the encoded attacks the tripwire finds: what it misses is met by the other layers."""
    found = [attack.encoding for attack in ENCODED if path.walk(attack, "structure").quarantine]
    missed = sorted({attack.encoding for attack in ENCODED} - set(found))
    assert missed == []


def _runs(tokens: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(tokens[i : i + length]) for i in range(len(tokens) - length + 1)}

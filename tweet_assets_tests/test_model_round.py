"""A day written by a language model: both sides of the coin, what it costs, and what it never does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
import rounds
from model_server import MODEL, ModelServer
from pytest_httpserver import HTTPServer

from tweet_assets.demo.viral_files import library
from tweet_assets.generation.prompts import MARK
from tweet_assets.round import RunFailed
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import External, Posting

pytestmark = pytest.mark.slow
STYLE = 'voice = "dry and short"\ntones = { warm = "as to a friend" }\n'


def folder(base: Path, more: str = STYLE) -> Path:
    """A folder with own posts, tweets of others, an idea and a fact; learned from until the day before its today."""
    data = base / "data"
    rounds.write_account(data)
    with (data / "accounts.toml").open("a", encoding="utf-8") as file:
        file.write(more)
    (data / "inbox/external").mkdir(parents=True)
    (data / "inbox/external/tweets.jsonl").write_bytes(library(1))
    (data / "facts.csv").write_text("text,source,checked_on\nI have 12 notebooks on writing.,my desk,2026-02-01\n")
    (data / "ideas.csv").write_text("topic,note,format\nwriting,the notebook that got wet,\n")
    return data


def table(data: Path, name: str) -> pd.DataFrame:
    store = External if name.startswith("generation") else Posting
    return store(data_folder=str(data)).warehouse().table(name)


def configure(monkeypatch: pytest.MonkeyPatch, server: ModelServer, mode: str = "responses") -> None:
    for name, value in server.environment(mode).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def server(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> ModelServer:
    made = ModelServer(httpserver)
    configure(monkeypatch, made)
    return made


def test_a_day_is_written_under_every_inspiration_once_and_what_stood_in_each_prompt_is_known(
    memory: Path, server: ModelServer
) -> None:
    data = folder(memory)
    with rounds.over(data, memory / "history") as runs:
        runs.go(rounds.TODAY)
        first = table(data, "generation.drafts")
        runs.run("generation_daily", rounds.TODAY)
        runs.run("posting_daily", rounds.TODAY)

    drafts = table(data, "generation.drafts")
    pd.testing.assert_frame_equal(drafts, first)
    assert len(server.asked) == 16  # eight formats, two inspirations, and nothing again
    assert set(drafts["writer"]) == {"openai"}
    assert set(drafts["model"]) == {MODEL}
    assert drafts.groupby(["format", "inspiration"]).size().eq(4).all()
    assert drafts["needs_person"].all()
    assert set(drafts["tone"]) == {"warm"}

    shown = drafts.drop_duplicates(["format", "inspiration"]).set_index(["format", "inspiration"])["examples"]
    own, viral = shown["story"]["own"], shown["story"]["own+viral"]
    assert {name.split(":")[1] for name in own} == {"own"}
    assert {name.split(":")[1] for name in viral} == {"own", "curated", "tweet"}
    assert {name.split(":")[0] for name in viral if ":tweet:" in name} == {"structure"}
    prompt = table(data, "generation.prompts").set_index(["format", "inspiration"])["input"]["story"]["own+viral"]
    assert "the notebook that got wet" in prompt
    assert "I have 12 notebooks on writing." in prompt
    assert "dry and short" in prompt
    assert MARK not in prompt  # no words of others

    calls = table(data, "generation.model_calls")
    assert calls["state"].tolist() == ["answered"] * 16
    assert calls["usd_spent"].sum() == pytest.approx(16 * (900 * 1 + 120 * 2) / 1e6)
    assert set(calls["request_hash"]) == set(drafts["request_hash"])
    assert calls["run_id"].notna().all()

    decisions = table(data, "posting.decisions")
    assert set(decisions["inspiration"]) <= {"own", "own+viral"}
    assert (decisions["inspiration_probability"] == 0.5).all()
    assert decisions["needs_person"].all()
    assert set(decisions["example_form"]) == {"structure"}
    assert [list(cells) for cells in decisions["empty_cells"]] == [[], []]


def test_three_sides_of_the_coin_and_the_words_of_others_where_the_user_wants_both(
    memory: Path, server: ModelServer
) -> None:
    more = 'inspirations = ["none", "own", "own+viral"]\nexample_form = "text"\nformats = ["story", "opinion"]\n'
    data = folder(memory, more)
    with rounds.over(data, memory / "history") as runs:
        runs.go(rounds.TODAY)

    drafts = table(data, "generation.drafts")
    assert set(drafts["inspiration"]) == {"none", "own", "own+viral"}
    assert len(server.asked) == 6
    assert drafts.loc[drafts["inspiration"] == "none", "examples"].map(len).eq(0).all()
    assert sum("<tweets-of-others-" in prompt for prompt in server.asked) == 2
    assert (table(data, "posting.decisions")["inspiration_probability"] == 1 / 3).all()


def test_paying_again_takes_a_reason_and_keeps_what_was_there(memory: Path, server: ModelServer) -> None:
    data = folder(memory, 'formats = ["story"]\n')
    with rounds.over(data, memory / "history") as runs:
        runs.go(rounds.TODAY)
        again = {"ops": {"generation__drafts": {"config": {"because": "they were dull"}}}}
        for _ in range(2):
            runs.run("generation_daily", rounds.TODAY, config=again)

    assert len(server.asked) == 4
    calls = table(data, "generation.model_calls")
    assert sorted(calls["because"].fillna("")) == ["", "", "they were dull", "they were dull"]
    assert table(data, "generation.drafts").groupby("inspiration").size().tolist() == [8, 8]


def test_a_past_day_is_rehearsed_by_templates_and_nothing_is_asked(memory: Path, server: ModelServer) -> None:
    data = folder(memory)
    day = rounds.TODAY - timedelta(days=1)
    with rounds.over(data, memory / "history") as runs:
        runs.go(day)

    assert server.asked == []
    drafts = table(data, "generation.drafts")
    assert set(drafts["writer"]) == {"template"}
    assert drafts["rehearsal"].all()
    assert table(data, "posting.decisions")["inspiration"].isna().all()
    assert table(data, "generation.model_calls").empty


def test_what_the_cap_leaves_is_written_by_templates_in_its_arm(
    memory: Path, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The budget ends in the middle of the day: the cells that it does not reach have a labelled fallback each."""
    monkeypatch.setenv("TWEET_ASSETS_USD_PER_MILLION", "60,120")  # some $0.20 reserved a call, $0.07 spent
    data = folder(memory)
    with rounds.over(data, memory / "history") as runs:
        runs.go(rounds.TODAY)

    drafts = table(data, "generation.drafts")
    written = drafts.drop_duplicates(["format", "inspiration"]).groupby("writer").size()
    assert written["openai"] + written["template"] == 16
    assert written["openai"] == len(server.asked) >= 3
    assert drafts.groupby("inspiration")["writer"].nunique().max() == 2
    calls = table(data, "generation.model_calls")
    assert calls["usd_spent"].sum() <= SETTINGS.generation.usd_a_day_max
    assert drafts.loc[drafts["writer"] == "template", "examples"].map(len).eq(0).all()


def test_a_file_of_facts_that_is_wrong_stops_the_day_and_says_where(memory: Path) -> None:
    data = folder(memory)
    (data / "facts.csv").write_text("text,source,checked_on\nTea is blue.,me,soon\n")
    with rounds.over(data, memory / "history") as runs, pytest.raises(RunFailed, match=r"facts.csv line 2: checked_on"):
        runs.go(rounds.TODAY)

"""Every command that a document shows is run, or stands in a list with the reason why not; every error is provoked."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import rounds
from click.testing import CliRunner, Result

from tweet_assets.command import main
from tweet_assets.stores import Posting
from tweet_assets.warehouse import Warehouse

PROJECT = Path(__file__).parent.parent
DOCUMENTS = [PROJECT / "README.md", PROJECT / "data" / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
README = DOCUMENTS[0].read_text(encoding="utf-8")

NOT_RUN = {
    "demo": "two minutes; tweet_assets_tests/demo runs it",
    "simulate": "a simulated day takes seconds; tweet_assets_tests/closed_loop runs it",
    "drill": "minutes; tweet_assets_tests/drill runs it",
    "review": "it serves until it is stopped; tweet_assets_tests/review opens it in a browser",
    "--data": "what the others are run with",
    "redraft": "it asks a language model; test_model_round.py runs it against a local one",
}
REFUSED: Mapping[str, str] = {
    "collect": "Nothing is collected: accounts.toml has no [collection].",
    "read": "nothing is read from X",
    "rearm": "does not publish to X",
    "forget": "",
    "edit": "nothing was saved in the editor",
    "init": "is there already",
    "score": "say --account: this folder has",
    "tweet-assets look FILE ...": "Nobody is there to ask: give --timezone.",
}
"""What a folder of this kind refuses, and how it says so."""
LAST = ("why", "reject", "skip", "edit", "publish", "rearm", "stop", "resume", "export", "delete")
"""Those that change what the others need come after them, in this order."""


def shown() -> dict[str, list[str]]:
    """Each command of a document without its comment, and the words that it is run with."""
    found: dict[str, list[str]] = {}
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        blocks = "\n".join(re.findall(r"```bash\n(.*?)```", text, re.DOTALL))
        for line in [*re.findall(r"(?m)^tweet-assets .*$", blocks), *re.findall(r"`(tweet-assets [^`]+)`", text)]:
            command = line.partition("  #")[0].replace("\\", "").strip()
            found[command] = shlex.split(command)[1:]
    return found


COMMANDS = shown()


def order(command: str) -> tuple[int, str]:
    name = COMMANDS[command][0]
    return (LAST.index(name) + 1 if name in LAST else 0, command)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two accounts in which a day was run: one whose decisions wait, and one that may be deleted."""
    data = tmp_path_factory.mktemp("documents") / "data"
    rounds.write_account(data, (rounds.HANDLE, "invented_you"))
    with rounds.over(data, data / ".history") as runs:
        runs.go(rounds.TODAY)
    return data


def filled(words: list[str], folder: Path, made: Path) -> list[str]:
    """The words of a command with something real in the place of what a reader has to put in."""
    found = Posting(data_folder=str(folder)).warehouse().table("posting.decisions", account=rounds.HANDLE)
    decisions = iter(found.sort_values("ordinal")["decision_id"].tolist())
    host = "simulated.example" if words[0] == "import" else "x.com"  # real posts stay out of a simulated folder
    export = made / host / "account_analytics_content_2026-01-01_2026-02-01.csv"
    if not export.exists():
        export.parent.mkdir()
        posted = datetime(2026, 1, 5, 9, tzinfo=UTC)
        rows = [
            rounds.row(posted + timedelta(hours=17 * n), f"{rounds.TEXTS[n % 4]} {n}", n % 7, host=host)
            for n in range(30)
        ]
        export.write_text("\n".join([rounds.HEADER, *rows]) + "\n", encoding="utf-8")
    places = {
        "ID": next(decisions),
        "HANDLE": "invented_you",
        "FILE.zip": str(made / "all.zip"),
        "FILE": str(export),
        f"~/Downloads/{export.name}": str(export),
        "NAME": "12345",
        "FOLDER": str(made / "folder"),
    }
    words = [places.get(word, word) for word in words]
    if "--why" in words:
        words[words.index("--why") + 1 :] = ["a reason"]
    return [word for word in words if word != "..."]


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(folder), *words], catch_exceptions=False, input="y\n")


@pytest.mark.slow
def test_every_command_that_is_shown_does_what_it_says_or_is_refused_with_a_reason(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.chdir(tmp_path)
    ran = set()
    for command in sorted(COMMANDS, key=order):
        name = COMMANDS[command][0]
        if name in NOT_RUN:
            continue
        words = filled(COMMANDS[command], folder, tmp_path)
        if len(words) == 1 and name in ("rearm", "forget"):
            continue  # named in a sentence, without what it is to be given
        done = run(folder, *words)
        expected = REFUSED.get(command, REFUSED.get(name))
        if expected is None:
            assert done.exit_code == 0, (command, done.output)
        else:
            assert expected in done.output, (command, done.output)
        ran.add(name)
    assert {"look", "import", "run", "report", "score", "approve", "why", "publish", "export", "delete"} <= ran
    assert zipfile.is_zipfile(tmp_path / "all.zip")
    looked = [path.read_text(encoding="utf-8") for path in tmp_path.glob("tweet-assets-week-*")]
    assert len(looked) == 3
    assert not any("--data" in told for told in looked)  # it was in a folder that is gone


def test_nothing_is_left_out_that_no_document_shows() -> None:
    names = {words[0] for words in COMMANDS.values()}
    assert set(NOT_RUN) | set(REFUSED) | set(LAST) <= names | set(COMMANDS)


def test_every_program_of_a_document_is_known() -> None:
    """What stands in a block for bash besides `tweet-assets`: run by test_live.py, by .ci/run, or a script."""
    for document in DOCUMENTS:
        for block in re.findall(r"```bash\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL):
            for line in filter(None, block.splitlines()):
                assert re.match(
                    r"tweet-assets |scripts/(demo|dev|setup|test)\b|dg launch |dagster (asset|definitions) "
                    r"|pytest tweet_assets_tests/test_firewall.py$|python benchmarks/\w+\.py",
                    line,
                ), (document.name, line)


ROWS = re.findall(r"(?m)^\| `(.+?)` \| ", README.partition("## When something goes wrong")[2].partition("\n## ")[0])


def _settings(folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "accounts.toml").write_text(text, encoding="utf-8")


def _import(folder: Path, name: str, content: str) -> str:
    rounds.write_account(folder)
    (folder / name).write_text(content, encoding="utf-8")
    return run(folder, "import", str(folder / name)).output


def _foreign(folder: Path) -> str:
    line = rounds.row(datetime(2026, 1, 8, tzinfo=UTC), "an invented text", 3, "somebody_else")
    return _import(folder, "account_analytics_content_2026-01-01_2026-02-01.csv", f"{rounds.HEADER}\n{line}\n")


def _misspelt(folder: Path) -> str:
    _settings(folder, '[[accounts]]\nhandle = "invented_me"\nmoods = "auto"\n')
    return run(folder, "run").output


def _simulated(folder: Path) -> str:
    rounds.write_account(folder)
    with Warehouse(folder / "posting.duckdb", "posting", simulated=False).connect():
        pass
    return run(folder, "approve", "anything").output


def _held(folder: Path) -> str:
    rounds.write_account(folder)
    store = Warehouse(folder / "posting.duckdb", "posting", simulated=True)
    with store.connect():
        return _while_held(folder)


def _while_held(folder: Path) -> str:
    """Another process asks for the file, as a second run would; it waits for less long than a person's would."""
    code = (
        "from pathlib import Path; from tweet_assets.warehouse import Warehouse, WarehouseError\n"
        "import sys\n"
        "try:\n"
        "    with Warehouse(Path(sys.argv[1]), 'posting', simulated=True, wait_seconds=0.2).connect(): pass\n"
        "except WarehouseError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder / "posting.duckdb")], capture_output=True, text=True, check=True
    )
    return done.stdout


def _after(words: tuple[str, ...]) -> Callable[[Path], str]:
    def provoke(folder: Path) -> str:
        rounds.write_account(folder)
        return run(folder, *words).output

    return provoke


PROVOKED: list[Callable[[Path], str]] = [
    lambda folder: run(folder / "nowhere", "run").output,
    _misspelt,
    lambda folder: _import(folder, "x.csv", "What,is,this\n1,2,3\n"),
    lambda folder: _import(folder, "x.xlsx", "PK"),
    _foreign,
    _after(("run", "--day", "2031-01-01")),
    _after(("approve", "nothing")),
    _after(("score", "a text that is fine")),
    _simulated,
    _held,
]


@pytest.mark.slow
@pytest.mark.parametrize("at", range(len(PROVOKED)), ids=[row[:40] for row in ROWS])
def test_an_error_of_the_readme_has_exactly_these_words(at: int, tmp_path: Path) -> None:
    wanted = re.compile(".*".join(re.escape(part.strip()) for part in ROWS[at].split("...")), re.DOTALL)
    said = PROVOKED[at](tmp_path / "data")
    assert wanted.search(said), said


def test_there_are_ten_errors() -> None:
    assert len(ROWS) == len(PROVOKED) == 10

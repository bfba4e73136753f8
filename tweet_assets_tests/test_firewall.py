"""The firewall, layer by layer: each is broken on purpose, and each breach is seen.

1 imports, 2 lineage, 3 storage, 4 rows, 5 invariance. What no rule can foresee, the last layer notices: whatever the
library holds, everything that is learned is the same.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest
import rounds

from tweet_assets import firewall
from tweet_assets.definitions import defs
from tweet_assets.demo.viral_files import poison
from tweet_assets.lanes import LANES, Lane
from tweet_assets.stores import External, Own, Posting
from tweet_assets.warehouse import Warehouse, WarehouseError, WrongDatabase

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "tweet_assets"

# ---- 1. imports


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with its contracts, to be broken."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(PACKAGE, folder / "tweet_assets", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


def contracts_hold(folder: Path) -> subprocess.CompletedProcess[str]:
    lint = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(lint), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold_as_they_stand(copy: Path) -> None:
    outcome = contracts_hold(copy)

    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize(
    ("module", "leak"),
    [
        ("learning/bandit.py", "from tweet_assets.generation import library"),
        ("learning/features.py", "import tweet_assets.posting.outbox"),
        ("generation/why.py", "from tweet_assets.learning import rewards"),  # nothing learned steers what is written
        ("account/kinds.py", "from tweet_assets.generation.collected import eligible"),
        ("tweet_text.py", "from tweet_assets.generation import library"),  # through a module that both loops share
        ("frames.py", "from tweet_assets.generation import collected"),  # through the warehouse
        ("stores.py", "from tweet_assets.generation.calls import Calls"),  # through what every asset asks for
        ("learning/rewards.py", "import duckdb"),
        ("posting/scoring.py", "import openai"),
        ("learning/policy.py", "import dagster"),
        ("learning/bandit.py", "import pathlib"),
        ("learning/bandit.py", "def late():\n    import importlib"),
        ("learning/bandit.py", "import sqlite3"),
        ("tweet_text.py", "import os"),
        ("account/maturity.py", "from pathlib import Path"),
        ("newcomer.py", "from tweet_assets.generation import library"),  # a module that no layer names
    ],
)
def test_a_forbidden_import_is_caught(copy: Path, module: str, leak: str) -> None:
    path = copy / "tweet_assets" / module
    sound = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text((sound or "") + f"\n\n{leak}\n", encoding="utf-8")
    try:
        outcome = contracts_hold(copy)
    finally:
        path.unlink() if sound is None else path.write_text(sound, encoding="utf-8")

    assert outcome.returncode != 0
    assert "BROKEN" in outcome.stdout or "not listed" in outcome.stdout + outcome.stderr


# Reading, running and loading by name need no import, so they are looked for by name.
_CALLS = {"open", "eval", "exec", "compile", "__import__", "globals", "vars", "breakpoint", "input"}
_ATTRIBUTES = re.compile(
    r"read_\w+|to_(csv|parquet|pickle|json|sql|feather|hdf|excel)|load|loads|loadtxt|genfromtxt|fromfile|memmap|tofile|save"
    r"|place|warehouse|connect|execute|environ|data_folder|modules|system|popen|__(?!name__)\w+__|f_globals|f_back"
)


def escapes(source: str) -> list[str]:
    """What a module of learning could reach the outside with."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and node.id in _CALLS:
            found.append(node.id)
        if isinstance(node, ast.Attribute) and _ATTRIBUTES.fullmatch(node.attr):
            found.append(node.attr)
        if isinstance(node, ast.ImportFrom) and node.module in ("tweet_assets.data_folder", "tweet_assets.warehouse"):
            found.append(node.module)
    return found


# What learning computes with, though it belongs to everybody: a way out there would be one of learning's.
_SHARED = ("arms", "frames", "labelling", "lanes", "materialisation", "settings", "tweet_text")
_ACCOUNT = ("headers", "kinds", "labels", "maturity", "snowflake")
CLOSED = [
    *sorted((PACKAGE / "learning").glob("*.py")),
    *(PACKAGE / f"{name}.py" for name in _SHARED),
    *(PACKAGE / "account" / f"{name}.py" for name in _ACCOUNT),
]


@pytest.mark.parametrize("module", CLOSED, ids=lambda p: p.name)
def test_what_learns_has_no_way_out(module: Path) -> None:
    assert escapes(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "leak",
    [
        "open('tweets.jsonl')",
        "pd.read_json(path)",
        "pd.read_parquet(path)",
        "np.load(path)",
        "np.fromfile(path)",
        "own.place.external_inbox",
        "own.warehouse().read('select 1')",
        "own.data_folder",
        "__import__('json')",
        "eval('1')",
        "features.__globals__",
        "from tweet_assets.warehouse import Warehouse",
    ],
)
def test_a_way_out_is_seen(leak: str) -> None:
    assert escapes(leak)


def test_no_text_in_account_or_learning_names_a_table_of_another_lane() -> None:
    foreign = re.compile(r"\b(generation|posting|reports)\.[a-z_]+\b|\.duckdb")
    for path in [*(PACKAGE / "learning").rglob("*.*"), *(PACKAGE / "account").rglob("*.*")]:
        if path.suffix == ".sql":
            assert not foreign.search(path.read_text(encoding="utf-8")), path
        if path.suffix == ".py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            documented = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}
            texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
            assert not [t.value for t in texts if id(t) not in documented and foreign.search(t.value)], path


def _has_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None


# ---- 2. lineage


def asset(name: str, lane: Lane, **options: object) -> dg.AssetsDefinition:
    declared = {
        "name": name.split("/")[1],
        "key_prefix": name.split("/")[0],
        "group_name": lane.name,
        "tags": lane.tags,
        "io_manager_key": lane.store,
    }

    @dg.asset(**{**declared, **options})  # type: ignore[call-overload,untyped-decorator]
    def one() -> None: ...

    assert isinstance(one, dg.AssetsDefinition)
    return one


ACCOUNT, LEARNING, GENERATION, POSTING, REPORTS = LANES
LIBRARY = asset("generation/library", GENERATION)


def checking(name: str, resource: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=name.split("/"), required_resource_keys={resource})
    def looks() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=True)

    return looks


def op_job(name: str, *resources: str) -> dg.JobDefinition:
    @dg.op(required_resource_keys=set(resources))
    def does() -> None: ...

    @dg.job(name=name)
    def built() -> None:
        does()

    return built


def graph(**declared: object) -> dg.Definitions:
    """Definitions over stores that are what their names say, unless `declared` has others."""
    stores = {"own": Own(data_folder="x"), "external": External(data_folder="x"), "posting": Posting(data_folder="x")}
    beside = {"writing": dg.ResourceDefinition.none_resource()}
    return dg.Definitions(**{"resources": stores | beside, **declared})  # type: ignore[arg-type]


BREACHES: dict[str, Callable[[], dg.Definitions]] = {
    "learning descends from the library": lambda: graph(
        assets=[LIBRARY, asset("learning/model", LEARNING, deps=[LIBRARY])]
    ),
    "own facts descend from the library": lambda: graph(
        assets=[LIBRARY, asset("account/facts", ACCOUNT, deps=[LIBRARY])]
    ),
    "learning descends from a decision": lambda: graph(
        assets=[(d := asset("posting/decision", POSTING)), asset("learning/model", LEARNING, deps=[d])]
    ),
    "generation descends from what is learned": lambda: graph(
        assets=[(m := asset("learning/model", LEARNING)), asset("generation/examples", GENERATION, deps=[m])]
    ),
    "learning descends from it through a step between": lambda: graph(
        assets=[
            LIBRARY,
            (a := asset("account/summary", ACCOUNT, deps=[LIBRARY])),
            asset("learning/model", LEARNING, deps=[a]),
        ]
    ),
    "the key says learning, and the asset is shown among generation": lambda: graph(
        assets=[asset("learning/model", LEARNING, group_name="generation")]
    ),
    "the tag says learning, and the key generation": lambda: graph(
        assets=[asset("generation/model", GENERATION, tags={"lane": "learning"})]
    ),
    "no tag": lambda: graph(assets=[asset("learning/model", LEARNING, tags={})]),
    "a lane that nobody knows, between the two": lambda: graph(
        assets=[
            LIBRARY,
            (b := asset("shared/bridge", LEARNING, group_name="shared", tags={"lane": "shared"}, deps=[LIBRARY])),
            asset("learning/model", LEARNING, deps=[b]),
        ]
    ),
    "a key without a lane": lambda: graph(assets=[dg.AssetSpec("bridge")]),
    "learning asks for the store of the library": lambda: graph(
        assets=[asset("learning/model", LEARNING, required_resource_keys={"external"})]
    ),
    "learning writes into the store of the library": lambda: graph(
        assets=[asset("learning/model", LEARNING, io_manager_key="external")]
    ),
    "learning asks for the writer": lambda: graph(
        assets=[asset("learning/model", LEARNING, required_resource_keys={"writing"})]
    ),
    "generation asks for own facts beside what it declares": lambda: graph(
        assets=[asset("generation/examples", GENERATION, required_resource_keys={"own"})]
    ),
    "a check of learning looks into the library": lambda: graph(
        assets=[asset("learning/model", LEARNING)], asset_checks=[checking("learning/model", "external")]
    ),
    "the import of own files opens the library": lambda: graph(jobs=[op_job("own_import", "own", "external")]),
    "a job that nobody knows": lambda: graph(jobs=[op_job("sideways", "own", "external")]),
    "the store of own facts is that of the library": lambda: graph(
        resources={
            "own": External(data_folder="x"),
            "external": External(data_folder="x"),
            "posting": Posting(data_folder="x"),
        },
    ),
}


@pytest.mark.parametrize("breach", BREACHES, ids=str)
def test_a_graph_that_breaks_the_firewall_does_not_load(breach: str) -> None:
    with pytest.raises(firewall.FirewallBreach):
        firewall.enforce(BREACHES[breach]())


def test_a_breach_names_the_asset_and_what_it_descends_from() -> None:
    with pytest.raises(firewall.FirewallBreach, match="learning/model: descends from generation/library"):
        firewall.enforce(BREACHES["learning descends from the library"]())


def test_the_graph_as_it_stands_is_sound_and_a_sound_small_one_loads() -> None:
    assert firewall.enforce(defs) is defs
    facts = asset("account/facts", ACCOUNT)
    model = asset("learning/model", LEARNING, deps=[facts])
    decision = asset("posting/decision", POSTING, deps=[model, LIBRARY])

    assert firewall.enforce(sound := graph(assets=[facts, model, LIBRARY, decision])) is sound


# ---- 3. storage


def test_the_store_of_own_facts_cannot_see_another_file(tmp_path: Path) -> None:
    own = Warehouse(tmp_path / "own.duckdb", "own")
    Warehouse(tmp_path / "external.duckdb", "external").read("select 1")
    (tmp_path / "tweets.csv").write_text("text\nhello\n")

    for query in (
        f"attach '{tmp_path}/external.duckdb' as other",
        f"select * from '{tmp_path}/external.duckdb'",
        f"select * from read_csv('{tmp_path}/tweets.csv')",
        f"select * from read_text('{tmp_path}/tweets.csv')",
        "select * from generation.viral_library",
    ):
        with pytest.raises(Exception, match=r"(?i)permission|disabled|does not exist"):
            own.read(query)


def test_the_file_of_another_domain_is_not_taken_for_own_facts(tmp_path: Path) -> None:
    Warehouse(tmp_path / "external.duckdb", "external").read("select 1")
    (tmp_path / "external.duckdb").rename(tmp_path / "own.duckdb")

    with pytest.raises(WrongDatabase, match="holds the domain 'external', not 'own'"):
        Warehouse(tmp_path / "own.duckdb", "own").read("select 1")


# ---- 4. rows


def test_a_foreign_and_a_real_row_never_reach_what_is_learned(memory: Path) -> None:
    folder = memory / "data"
    rounds.write_account(folder)
    moment = datetime(2026, 2, 1, 12, 0, 7, tzinfo=UTC)
    mine = rounds.row(moment.replace(second=1), "I think so", 4)
    rounds.export(folder, "mixed.csv", [mine, rounds.row(moment, "Foreign words", 90_000, handle="somebody_else")])
    rounds.export(folder, "real.csv", [rounds.row(moment, "Real words", 90_000, host="x.com")])

    with rounds.over(folder, memory / "history") as runs:
        runs.run("own_import")

    store = Own(data_folder=str(folder)).warehouse()
    assert (
        store.read("select count(*) as n from account.posts where text in ('Foreign words', 'Real words')")["n"].iloc[0]
        == 0
    )
    assert store.table("account.refused_rows")["record_number"].tolist() == [2]
    assert "real post" in (folder / "inbox/own/refused/real.csv.reason.txt").read_text()


# ---- 5. invariance


@pytest.fixture(scope="module")
def learned(lasting_memory: Path) -> tuple[Path, Path, dict[str, str]]:
    """A folder after one round, where its history is, and the hash of every table of own facts and of learning."""
    base = lasting_memory
    folder = base / "data"
    rounds.write_account(folder)
    library = folder / "inbox" / "external"
    library.mkdir(parents=True)
    (library / "some.jsonl").write_bytes(poison(30, seed=1))
    with rounds.over(folder, base / "history") as runs:
        runs.go(rounds.TODAY)
    return folder, base / "history", rounds.tables(folder, "own")


def learn_again(folder: Path, history: Path, *jobs: str) -> None:
    with rounds.over(folder, history) as runs:
        for job in jobs:
            runs.run(job, day=date(2026, 2, 28) if job == "learning_replay" else None, tags=_ALL_DAYS.get(job))


_ALL_DAYS = {
    "own_outcomes": {
        "dagster/asset_partition_range_start": "2026-01-10",
        "dagster/asset_partition_range_end": "2026-02-28",
    }
}


def test_a_poisoned_library_changes_nothing_that_is_learned(learned: tuple[Path, Path, dict[str, str]]) -> None:
    folder, history, before = learned
    library = rounds.tables(folder, "external")
    # The first round learned several days in one run, which has one version for them all; of a day there is its own.
    learn_again(folder, history, "own_outcomes", "learning_replay")
    versions = _versions(history)
    (folder / "inbox" / "external" / "poison.jsonl").write_bytes(poison(1000, seed=2))

    with rounds.over(folder, history) as runs:
        runs.go(rounds.TODAY)
    learn_again(folder, history, "own_outcomes", "learning_replay")

    assert len(before) == 22
    assert rounds.tables(folder, "own") == before
    assert rounds.tables(folder, "external")["generation.viral_library"] != library["generation.viral_library"]
    after = _versions(history)
    changed = {name for name in versions if versions[name] != after[name]}
    assert "generation/viral_library" in changed
    assert not {name for name in changed if name.startswith("learning/")}


def _versions(history: Path) -> dict[str, str | None]:
    """The data version of each asset's last materialisation, as the UI shows it."""
    with dg.DagsterInstance.local_temp(str(history), overrides=rounds.QUIET) as instance:
        found = {}
        for spec in defs.resolve_all_asset_specs():
            event = instance.get_latest_materialization_event(spec.key)
            if event and event.asset_materialization:
                found[spec.key.to_user_string()] = (event.asset_materialization.tags or {}).get("dagster/data_version")
        return found


def test_learning_needs_nothing_of_the_other_lane_not_even_readable(learned: tuple[Path, Path, dict[str, str]]) -> None:
    folder, history, before = learned
    broken = [folder / "external.duckdb", folder / "posting.duckdb", *(folder / "inbox" / "external").glob("*")]
    sound = {path: path.read_bytes() for path in broken}
    for path in broken:
        path.write_bytes(b"\x00unreadable")
    try:
        learn_again(folder, history, "own_import", "own_outcomes", "learning_replay")
    finally:
        for path, content in sound.items():
            path.write_bytes(content)

    assert rounds.tables(folder, "own") == before


def test_two_accounts_learn_nothing_from_each_other(memory: Path, learned: tuple[Path, Path, dict[str, str]]) -> None:
    alone, _, _ = learned
    together = memory / "two"
    rounds.write_account(together, (rounds.HANDLE, "invented_you"))
    with rounds.over(together, memory / "history") as runs:
        runs.go(rounds.TODAY)

    for name in ("arm_posteriors", "engagement_model", "follow_model", "policy", "arm_statistics", "features"):
        mine = [
            rounds.content_hash(
                Own(data_folder=str(folder)).warehouse().table(f"learning.{name}", account=rounds.HANDLE)
            )
            for folder in (alone, together)
        ]
        assert mine[0] == mine[1], name


WATCHED = """
import sys
opened = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        opened.append(str(arguments[0]))
sys.path.insert(0, sys.argv[3])
import warnings; warnings.simplefilter("ignore")
from datetime import date
from pathlib import Path
import rounds
with rounds.over(Path(sys.argv[1]), Path(sys.argv[2])) as runs:
    sys.addaudithook(watch)
    runs.run("learning_replay", day=date(2026, 2, 28))
print("\\n".join(sorted({name for name in opened if name.startswith(sys.argv[1])})))
"""


def test_while_learning_runs_it_opens_the_settings_and_nothing_else_of_the_folder(
    learned: tuple[Path, Path, dict[str, str]],
) -> None:
    folder, history, _ = learned
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED, str(folder), str(history), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
    )

    # DuckDB opens its one file below Python, and is closed to every other (layer 3).
    assert ran.stdout.split() == [str(folder / "accounts.toml")]


def test_an_unreadable_store_is_an_error_and_not_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "own.duckdb").write_bytes(b"\x00unreadable")

    with pytest.raises(WarehouseError, match="cannot be opened"):
        Warehouse(tmp_path / "own.duckdb", "own").read("select 1")

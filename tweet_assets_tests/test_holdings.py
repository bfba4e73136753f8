"""An account can be taken out whole and deleted whole, and nobody else's row is touched. All accounts are invented."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import rounds
from click.testing import CliRunner

from tweet_assets import deletion, holdings, rows_of_accounts, takeout
from tweet_assets.account import accounting
from tweet_assets.command import main
from tweet_assets.data_folder import DataFolder
from tweet_assets.warehouse import DOMAINS, Warehouse, content_hash

ONE, TWO = "invented_one", "invented_two"
MARK = "marmalade"  # stands in every post of the first account, and in nothing else


@pytest.fixture(scope="module")
def built(lasting_memory: Path) -> Path:
    """A folder of two accounts after a whole round, with labels, a backup, a refused file and one that both share."""
    folder = lasting_memory / "built"
    rounds.write_account(folder, (ONE, TWO))
    for path in (folder / "inbox/own").glob(f"*{ONE}.csv"):
        path.write_text(path.read_text().replace(f"({ONE} ", f"({MARK} "))
    noon = rounds.datetime(2026, 1, 9, 12, tzinfo=rounds.UTC)
    later = noon.replace(minute=30)
    shared = [rounds.row(noon, f"Shared {MARK}", 1, ONE), rounds.row(later, "Shared", 2, TWO)]
    rounds.export(folder, "shared.csv", shared)
    first = rounds.post_id(rounds.datetime(2026, 1, 10, 9, 30, tzinfo=rounds.UTC))
    (folder / "labels.csv").write_text(f"post_id,format\n{first},story\n{rounds.post_id(later)},opinion\n")
    by_day = f"daily_tweet_activity_metrics_{ONE}_20260101_20260201_en.csv"
    (folder / "inbox/own" / by_day).write_text('Date,"Tweets published"\n2026-01-09,1\n')
    (folder / "inbox/own/broken.csv").write_text(f"Broken,Link\n{MARK},https://simulated.example/{ONE}/status/1\n")
    with rounds.over(folder, lasting_memory / "history") as runs:
        runs.go(rounds.TODAY)
    (folder / "backups").mkdir()
    shutil.copy(folder / "own.duckdb", folder / "backups" / "own of monday")
    (folder / ".dagster").mkdir()
    (folder / ".dagster" / "runs.log").write_text(MARK)
    return folder


@pytest.fixture
def place(built: Path, memory: Path) -> DataFolder:
    shutil.copytree(built, memory / "data")
    return DataFolder(memory / "data")


def stores(place: DataFolder) -> Iterator[Warehouse]:
    for domain in DOMAINS:
        yield Warehouse(place.path / f"{domain}.duckdb", domain, simulated=True)


def rows_of(place: DataFolder, account: str) -> dict[str, str]:
    """The hash of an account's rows in every table that names accounts."""
    found = {}
    for store in stores(place):
        with store.transaction() as transaction:
            names = rows_of_accounts.tables(store.domain, transaction)
        found |= {name: content_hash(store.table(name, account=account)) for name in names}
    return found


def holding(place: DataFolder, mark: str) -> set[str]:
    """The files below a data folder whose bytes hold a mark."""
    files = (path for path in place.path.rglob("*") if path.is_file())
    return {str(path.relative_to(place.path)) for path in files if mark.encode() in path.read_bytes()}


@pytest.mark.slow
def test_deleting_an_account_leaves_none_of_it_and_every_row_of_the_other(place: DataFolder) -> None:
    others = rows_of(place, TWO)
    assert len(others) == 26
    assert {"own.duckdb", "backups/own of monday", "inbox/own/refused/broken.csv", "shared.csv"} <= {
        name.removeprefix("inbox/own/") if name.endswith("shared.csv") else name for name in holding(place, MARK)
    }

    gone = deletion.delete(place, f"@{ONE.upper()}")

    assert (gone.handle, [path.name for path in gone.kept]) == (ONE, ["shared.csv"])
    assert gone.rows["account.posts"] == 2 * 81  # of the database and of its backup
    assert gone.rows["account.labels"] == 2 * 1
    assert holding(place, MARK) == {"inbox/own/shared.csv"}
    assert holding(place, ONE) == {"inbox/own/shared.csv", "accounts.toml"}
    assert rows_of(place, TWO) == others
    assert not place.instance.exists()
    own = Warehouse(place.path / "own.duckdb", "own", simulated=True)
    files = own.table("account.export_files").set_index("name")
    assert sorted(files.index) == [f"account_analytics_content_2026-01-10_2026-02-25_{TWO}.csv", "shared.csv"]
    assert files.loc["shared.csv", ["rows_imported", "rows_foreign"]].tolist() == [1, 1]
    assert accounting.wrong(accounting.files(own, place.settings())).empty
    assert place.labels_file.read_text().count("\n") == 2


@pytest.mark.slow
def test_deleting_twice_finds_nothing_and_finishes_what_was_interrupted(
    place: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        """As by a power cut."""

    def killed(_: Warehouse) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Warehouse, "rewrite", killed)
        with pytest.raises(Killed):
            deletion.delete(place, ONE)

    others = rows_of(place, TWO)
    assert deletion.delete(place, ONE).rows["account.posts"] == 81  # those of the backup were still there
    again = deletion.delete(place, ONE)

    assert sum(again.rows.values()) == 0
    assert again.files == ()
    assert holding(place, MARK) == {"inbox/own/shared.csv"}
    assert rows_of(place, TWO) == others


@pytest.mark.slow
def test_taking_out_has_every_row_and_file_and_changes_nothing(place: DataFolder, tmp_path: Path) -> None:
    before = {domain: rounds.tables(place.path, domain) for domain in DOMAINS}

    found = takeout.take_out(place, ONE, tmp_path / "one.zip")

    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        rows = {
            name.removeprefix("tables/").removesuffix(".jsonl"): archive.read(name).decode().splitlines()
            for name in archive.namelist()
            if name.startswith("tables/")
        }
        files = {name for name in archive.namelist() if name.startswith("files/")}
        said = archive.read("README.txt").decode()
    assert {name: len(lines) for name, lines in rows.items()} == dict(found.rows)
    assert found.rows["account.posts"] == 81
    assert found.rows["account.export_files"] == 2
    post = json.loads(rows["account.posts"][0])
    assert (post["account"], isinstance(post["post_id"], str), post["decision_id"]) == (ONE, True, None)
    assert post["posted_at"].startswith("2026-01-09T12:00:00")
    assert {"files/accounts.toml", "files/labels.csv", "files/inbox/own/shared.csv"} <= files
    assert f"files/inbox/own/account_analytics_content_2026-01-10_2026-02-25_{ONE}.csv" in files
    assert f"files/reports/2026-03-01/{ONE}.html" in files
    assert not any(TWO in name for name in files)
    assert "tables/account.posts.jsonl: 81 rows" in said
    assert {domain: rounds.tables(place.path, domain) for domain in DOMAINS} == before
    with pytest.raises(FileExistsError, match="is not written over"):
        takeout.take_out(place, ONE, tmp_path / "one.zip")


@pytest.mark.slow
def test_an_account_is_found_by_any_of_its_names_and_one_that_nobody_knows_is_an_error(place: DataFolder) -> None:
    settings = place.accounts_file.read_text().replace(f'"{TWO}"', f'"new_two"\naliases = ["{TWO}"]')
    place.accounts_file.write_text(settings)

    with pytest.raises(holdings.NoSuchAccount, match=f"@nobody is no account .* @{ONE}, @new_two"):
        deletion.delete(place, "nobody")
    assert deletion.delete(place, TWO).rows["account.posts"] == 81  # its backup is of before it was renamed

    place.accounts_file.write_text(settings.replace(f'handle = "{ONE}"', 'handle = "another"'))
    assert deletion.delete(place, ONE).rows["account.posts"] == 2 * 81  # no longer configured, and found in the tables


@pytest.mark.slow
def test_the_commands_say_what_they_did(place: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWEET_ASSETS_DATA", str(place.path))

    def call(*arguments: str, **more: str) -> tuple[int, str]:
        said = CliRunner().invoke(main, list(arguments), **more)  # type: ignore[arg-type]
        return said.exit_code, said.output

    code, said = call("export", ONE, str(tmp_path / "one.zip"))
    assert (code, said.endswith(f"files of @{ONE}: {tmp_path / 'one.zip'}\n")) == (0, True)
    assert call("export", "nobody", str(tmp_path / "two.zip"))[0] == 1
    assert "Aborted" in call("delete", ONE, input="n\n")[1]
    code, said = call("delete", ONE, "--yes")
    assert code == 0
    assert "shared.csv stays: it has rows of others too, or nobody can tell whose it is." in said
    assert f"Take @{ONE} out of it" in said
    assert "is no account of this data folder" in call("delete", "nobody", "--yes")[1]

"""Files of earlier versions of the three databases, opened by today's program. Every row is invented."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tweet_assets.warehouse import Domain, Warehouse

HERE = Path(__file__).parent


def old_file(path: Path, domain: Domain, version: int, schemas: list[str], statements: str) -> Warehouse:
    """A file as the tables of a version were, with some rows."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as file; use file; create schema meta")
        for schema in schemas:
            connection.execute(f"create schema {schema}")
        connection.execute(statements)
        connection.execute(
            f"""
            create table meta.identity (domain text not null, schema_version integer not null, simulated boolean);
            insert into meta.identity values ('{domain}', {version}, false);
            """
        )
    return Warehouse(path, domain)


EXTERNAL_1 = (HERE / "generation" / "external_version_1.sql").read_text(encoding="utf-8")
POSTING_4 = (HERE / "posting" / "posting_version_4.sql").read_text(encoding="utf-8")
POSTING_3 = (HERE / "posting" / "posting_version_3.sql").read_text(encoding="utf-8")

OWN_4 = (HERE / "account" / "own_version_4.sql").read_text(encoding="utf-8")
POSTING_2 = (HERE / "posting" / "posting_version_2.sql").read_text(encoding="utf-8")
DECISION = """
insert into posting.decisions values (
    'd', 'me', '2026-03-01', 1, false, 'suggest', 'story', '09-12', '2026-03-01 09:30:00+00', 0.25, 'tea', null, null,
    {draft}, 1.0, 'Tea.', 'h', null, null, null, 7, '2026-02-28', 'v1', 'invented'
);
"""


@pytest.fixture
def external(tmp_path: Path) -> Warehouse:
    rows = """
    insert into generation.external_files values ('f', 'a.jsonl', 'twscrape', 3, 2, 1);
    insert into generation.prompts values
        ('2026-03-01', 'me', 'story', 'own', 'tea', '1', 'h', 'do', 'this', ['text:own:1']);
    insert into generation.drafts values
        ('a', '2026-03-01', 'me', 'story', 'own', 'tea', 0, 'Tea.', 'openai', 'm', 'h', 4, 'clean', [], false),
        ('b', '2026-03-01', 'me', 'data', 'own', 'tea', 0, '5 %', 'template', null, 'h2', 3, 'blocked', ['x'], false);
    insert into generation.model_calls values
        ('r', '2026-03-01', 'me', 'm', 'm-1', 'id', 'answered', '{}', null, 10, 20, 0.001, 0.05, 0.002);
    """
    return old_file(tmp_path / "external.duckdb", "external", 1, ["generation"], EXTERNAL_1 + rows)


def test_drafts_of_before_say_what_stood_in_their_prompts(external: Warehouse) -> None:
    rows = external.table("generation.drafts").set_index("draft_id")
    assert [list(examples) for examples in rows["examples"]] == [["text:own:1"], []]
    assert rows["prompt_version"].tolist() == ["1", "1"]
    assert rows["needs_person"].tolist() == [True, True]
    assert rows["example_form"].tolist() == ["structure", "structure"]
    assert rows["request_hash"].isna().all()


def test_calls_of_before_keep_their_answer_and_their_cost_and_no_figure_is_made_up(external: Warehouse) -> None:
    [row] = external.table("generation.model_calls").to_dict("records")
    told = ("request_hash", "attempt", "state", "response", "usd_reserved", "usd_spent", "input_tokens")
    assert [row[name] for name in told] == ["r", 1, "answered", "{}", 0.05, 0.002, 10]
    unknown = ("begun_at", "prompt_hash", "http_status", "usd_per_million_input", "latency_seconds", "run_id")
    assert external.table("generation.model_calls")[list(unknown)].isna().all().all()


def test_an_old_file_has_the_tables_of_a_new_one(external: Warehouse, tmp_path: Path) -> None:
    new = Warehouse(tmp_path / "new.duckdb", "external")
    query = "select table_name, column_name, data_type from information_schema.columns order by all"
    assert external.read(query).equals(new.read(query))
    [file] = external.table("generation.external_files").to_dict("records")
    assert (file["rows_total"], file["rows_imported"], file["rows_forgotten"]) == (3, 2, 0)


def test_decisions_of_before_stand_and_what_was_not_logged_is_unknown(tmp_path: Path) -> None:
    statements = POSTING_2 + DECISION.format(draft="'x'")
    store = old_file(tmp_path / "posting.duckdb", "posting", 2, ["posting", "reports"], statements)
    [row] = store.table("posting.decisions").to_dict("records")
    assert (row["decision_id"], row["propensity"], row["seed"], row["chosen_by"]) == ("d", 0.25, 7, "lot")
    unknown = store.table("posting.decisions")[["needs_person", "example_form", "empty_cells"]]
    assert unknown.isna().all().all()


def test_a_draw_of_before_topics_could_be_chosen_says_that_they_took_turns(tmp_path: Path) -> None:
    statements = POSTING_2 + DECISION.format(draft="null")
    statements += """
    drop table posting.decision_probabilities;
    create table posting.decision_probabilities (
        decision_id text, account text, for_day date, format text, slot text, probability double
    );
    insert into posting.decision_probabilities values ('d', 'me', '2026-03-01', 'story', '09-12', 1.0);
    """
    store = old_file(tmp_path / "posting.duckdb", "posting", 1, ["posting", "reports"], statements)

    [row] = store.table("posting.decision_probabilities").to_dict("records")
    assert (row["decision_id"], row["topic"], row["probability"]) == ("d", "in turn", 1.0)
    assert store.table("posting.decisions")["chosen_by"].isna().all()


def test_tries_of_before_keep_their_steps_and_a_failed_one_was_refused(tmp_path: Path) -> None:
    rows = """
    insert into posting.attempts values
        ('d', 1, 'folder', 'sending', 'h', null, '2026-03-01 09:00:00+00', 'began'),
        ('d', 2, 'folder', 'failed', 'h', null, '2026-03-01 09:00:01+00', 'no'),
        ('e', 3, 'folder', 'posted', 'h', '17', '2026-03-01 09:00:02+00', 'found');
    """
    store = old_file(tmp_path / "posting.duckdb", "posting", 3, ["posting", "reports"], POSTING_3 + rows)

    told = store.table("posting.attempts")
    assert told["state"].tolist() == ["sending", "refused", "posted"]
    assert told["post_id"].tolist()[2] == "17"
    assert told["server_at"].isna().all()
    new = Warehouse(tmp_path / "new.duckdb", "posting")
    query = "select table_name, column_name, data_type from information_schema.columns order by all"
    assert store.read(query).equals(new.read(query))


def test_requests_of_before_analytics_are_kept_and_what_they_cost_counts_on(tmp_path: Path) -> None:
    rows = """
    insert into posting.x_requests values
        ('r', 'me', 'lookup', '2026-03-01 09:00:00+00', 0.002, 0.001, 200, '2026-03-01 09:00:01+00', 14, null,
         'answered'),
        ('s', 'me', 'create', '2026-03-01 09:05:00+00', 0.015, null, null, null, null, null, 'no answer yet');
    """
    path = tmp_path / "posting.duckdb"
    store = old_file(path, "posting", 4, ["posting", "reports"], POSTING_4 + rows)

    told = store.table("posting.x_requests").sort_values("request_id")
    assert told[["request", "usd_reserved"]].to_numpy().tolist() == [["lookup", 0.002], ["create", 0.015]]
    assert told["usd_spent"].tolist()[0] == 0.001
    assert told["usd_spent"].isna().tolist() == [False, True]
    assert (told["requests_left"].iloc[0], told["detail"].tolist()) == (14, ["answered", "no answer yet"])
    store.replace("posting.x_requests", told.assign(request="analytics"))
    new = Warehouse(tmp_path / "new.duckdb", "posting")
    query = "select table_name, column_name, data_type from information_schema.columns order by all"
    assert store.read(query).equals(new.read(query))


OWN_LEDGERS = ("export_files", "analytics_exports", "posts", "refused_rows", "overview_days", "labels")


def test_ledgers_of_before_reads_of_the_api_are_kept_row_by_row_and_take_one(tmp_path: Path) -> None:
    rows = """
    create table meta.imports (file_sha256 text primary key, imported_at timestamptz);
    insert into account.export_files values
        ('f', 'a.zip', 'archive', 'JSON', null, '2026-03-02 10:00:00+00', '2026-03-01 09:30:00+00', 2, 1, 0, 1, 0, 0);
    insert into account.refused_rows values ('f', 2, 'foreign', 'other', 'not ours');
    insert into account.analytics_exports by name
    select 'f' as file_sha256, 1 as record_number, 'me' as account, '9' as post_id,
        '2026-03-01 09:30:00+00'::timestamptz as posted_at, 'Tea.' as text, 'note-tweet' as text_source,
        'nobody' as reply_to, false as quotes, 'photo' as media, false as links, 3 as likes;
    insert into account.posts by name
    select 'me' as account, '9' as post_id, '2026-03-01 09:30:00+00'::timestamptz as posted_at, 'Tea.' as text,
        'original' as kind, 'reply chain' as kind_basis, 'photo' as media, 'none' as link, 'outbox' as source,
        false as simulated, 'd' as decision_id, 'story' as format, 0.25 as propensity, ['09-12'] as open_slots,
        'data' as user_format;
    insert into account.labels values ('9', null, 'data', null, null, null);
    """
    path = tmp_path / "own.duckdb"
    store = old_file(path, "own", 4, ["account", "learning"], OWN_4 + rows)
    before = ledgers(path)

    after = {name: store.table(f"account.{name}") for name in OWN_LEDGERS}
    assert ledgers(path) == before
    assert [len(frame) for frame in after.values()] == [1, 1, 1, 1, 0, 1]
    assert after["export_files"]["told_at"].isna().all()
    store.replace("account.export_files", after["export_files"].assign(export_format="api"))
    store.replace("account.analytics_exports", after["analytics_exports"].assign(text_source="api"))
    store.replace("account.posts", after["posts"].assign(source="api"))


def ledgers(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of the ledgers, by nobody's program, but for what later versions have told beside."""
    told = "select columns(lambda name: name <> 'told_at') from account"
    with duckdb.connect(str(path), read_only=True) as connection:
        return {name: connection.execute(f"{told}.{name}").fetchall() for name in OWN_LEDGERS}

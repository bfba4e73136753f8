"""The timetable, asked at given moments: what each sensor and the schedule would start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest
import rounds
from posting.decided import decision

from tweet_assets import automation, catching_up
from tweet_assets.definitions import defs
from tweet_assets.posting import approvals
from tweet_assets.stores import Own, Posting


def look(
    sensor: dg.SensorDefinition, cursor: str | None = None, **resources: object
) -> dg.SensorResult | dg.SkipReason:
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, cursor=cursor, definitions=defs)
        found = sensor(context, **resources)
        assert isinstance(found, dg.SensorResult | dg.SkipReason)
        return found


def test_an_inbox_starts_its_job_once_for_the_files_that_are_there(tmp_path: Path) -> None:
    sensor = automation._inbox_sensor("some_inbox", lambda place: place.path, automation.jobs.own_import)
    posting = Posting(data_folder=str(tmp_path))
    assert isinstance(look(sensor, posting=posting), dg.SkipReason)

    (tmp_path / "a.csv").write_text("x")
    first = look(sensor, posting=posting)
    assert isinstance(first, dg.SensorResult)
    assert len(first.run_requests or []) == 1
    assert isinstance(look(sensor, first.cursor, posting=posting), dg.SkipReason)

    (tmp_path / "b.csv").write_text("y")
    second = look(sensor, first.cursor, posting=posting)
    assert isinstance(second, dg.SensorResult)
    assert second.cursor != first.cursor


def test_own_facts_that_have_changed_start_what_is_behind_and_then_nothing(memory: Path) -> None:
    folder = memory / "data"
    rounds.write_account(folder)
    stores = {"own": Own(data_folder=str(folder)), "posting": Posting(data_folder=str(folder))}
    assert isinstance(look(automation.own_facts_changed, **stores), dg.SkipReason)

    with rounds.over(folder, memory / "history") as runs:
        runs.run("own_import")
        behind = look(automation.own_facts_changed, **stores)
        assert isinstance(behind, dg.SensorResult)
        [request] = behind.run_requests or []
        assert request.job_name == "own_outcomes"
        first, last = catching_up.touched_days(stores["own"]) or (None, None)  # type: ignore[arg-type]
        assert {k: v for k, v in request.tags.items() if "range" in k} == catching_up.range_tags(first, last)  # type: ignore[arg-type]
        runs.run("own_outcomes", tags=request.tags)

    caught_up = look(automation.own_facts_changed, behind.cursor, **stores)
    assert isinstance(caught_up, dg.SensorResult)
    assert not caught_up.run_requests
    assert isinstance(look(automation.own_facts_changed, caught_up.cursor, **stores), dg.SkipReason)


@pytest.mark.parametrize(("mode", "looked_for"), [("suggest", True), ("observe", False)])
def test_a_text_on_the_page_is_looked_for_among_new_own_posts(memory: Path, mode: str, looked_for: bool) -> None:
    folder = memory / "data"
    rounds.write_account(folder)
    stores = {"own": Own(data_folder=str(folder)), "posting": Posting(data_folder=str(folder))}
    with rounds.over(folder, memory / "history") as runs:
        runs.run("own_import")
    with stores["posting"].warehouse().transaction() as transaction:
        transaction.append("posting.decisions", decision(mode=mode))

    found = look(automation.own_facts_changed, **stores)

    assert isinstance(found, dg.SensorResult)
    assert ("reconcile" in [request.job_name for request in found.run_requests or []]) == looked_for


@pytest.mark.parametrize(("minutes", "waits"), [(1, True), (60, False)])
def test_what_is_behind_waits_for_a_run_that_changes_own_facts_unless_it_died(
    memory: Path, monkeypatch: pytest.MonkeyPatch, minutes: int, waits: bool
) -> None:
    folder = memory / "data"
    rounds.write_account(folder)
    stores = {"own": Own(data_folder=str(folder)), "posting": Posting(data_folder=str(folder))}
    with rounds.over(folder, memory / "history") as runs:
        runs.run("own_import")
    with dg.DagsterInstance.ephemeral() as instance:
        instance.create_run_for_job(defs.resolve_job_def("own_outcomes"), status=dg.DagsterRunStatus.STARTED)

        class Later(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return datetime.now(tz) + timedelta(minutes=minutes)

        monkeypatch.setattr(automation, "datetime", Later)
        context = dg.build_sensor_context(instance=instance, cursor=None, definitions=defs)
        found = automation.own_facts_changed(context, **stores)

    assert isinstance(found, dg.SkipReason if waits else dg.SensorResult)


@pytest.mark.parametrize("hour", [0, 5, 23])
def test_the_morning_learns_as_of_yesterday_and_goes_on_with_today(tmp_path: Path, hour: int) -> None:
    moment = datetime(2026, 3, 29, hour, 30, tzinfo=UTC)
    (tmp_path / "accounts.toml").write_text('[[accounts]]\nhandle = "invented_me"\n')
    posting = Posting(data_folder=str(tmp_path))
    request = automation.every_morning(dg.build_schedule_context(scheduled_execution_time=moment), posting=posting)

    assert isinstance(request, dg.RunRequest)
    assert (request.job_name, request.partition_key) == ("learning_replay", "2026-03-28")
    assert request.tags["tweet_assets/for_day"] == "2026-03-29"


@pytest.mark.parametrize(("today", "plans"), [("2026-03-01", False), ("2026-03-29T05:30:00Z", True)])
def test_a_simulated_folder_has_a_morning_on_its_own_day_only(tmp_path: Path, today: str, plans: bool) -> None:
    moment = datetime(2026, 3, 29, 5, 30, tzinfo=UTC)
    (tmp_path / "accounts.toml").write_text(
        f'simulated = true\ntoday = {today}\n[[accounts]]\nhandle = "invented_me"\n'
    )
    posting = Posting(data_folder=str(tmp_path))
    found = automation.every_morning(dg.build_schedule_context(scheduled_execution_time=moment), posting=posting)

    assert isinstance(found, dg.RunRequest if plans else dg.SkipReason)


@pytest.mark.parametrize(
    ("ended", "follows"),
    [
        ("learning_replay", "generation_daily"),
        ("generation_daily", "posting_daily"),
        ("posting_daily", "reports_daily"),
        ("reports_daily", "reports_weekly"),
    ],
)
def test_a_morning_goes_on_step_by_step_and_a_run_by_hand_does_not(ended: str, follows: str) -> None:
    def next_after(tags: dict[str, str]) -> object:
        with dg.DagsterInstance.ephemeral() as instance:
            run = instance.create_run_for_job(defs.resolve_job_def(ended), tags=tags)
            event = dg.DagsterEvent("PIPELINE_SUCCESS", ended)
            context = dg.build_run_status_sensor_context("next", event, instance, run)
            return automation.next_step_of_the_morning(context)

    request = next_after({"tweet_assets/for_day": "2026-03-29"})
    assert isinstance(request, dg.RunRequest)
    week = "2026-03-23"  # the Monday before a Sunday; of the day before, a Saturday
    assert (request.job_name, request.partition_key) == (follows, week if follows == "reports_weekly" else "2026-03-29")
    assert isinstance(next_after({}), dg.SkipReason)


def test_only_the_sensor_of_due_texts_starts_publishing() -> None:
    starting = [sensor.name for sensor in automation.SENSORS if "publish" in {job.name for job in sensor.jobs}]

    assert starting == ["text_is_due"]
    assert "publish" not in {schedule.job.name for schedule in automation.SCHEDULES}


@pytest.mark.parametrize(
    ("publisher", "mode", "due_minutes_ago", "starts"),
    [
        ("x", "approve", 1, True),
        ("x", "approve", -1, False),
        ("x", "suggest", 1, False),
        ("folder", "approve", 1, False),
    ],
)
def test_it_starts_where_an_account_publishes_to_x_and_a_text_is_due(
    tmp_path: Path, publisher: str, mode: str, due_minutes_ago: int, starts: bool
) -> None:
    settings = f'[[accounts]]\nhandle = "invented_me"\npublisher = "{publisher}"\nmode = "{mode}"\n'
    (tmp_path / "accounts.toml").write_text(settings, encoding="utf-8")
    posting = Posting(data_folder=str(tmp_path))
    due = pd.Timestamp(datetime.now(UTC) - timedelta(minutes=due_minutes_ago)).floor("us")
    decided = decision(mode=mode, due_at=due)
    with posting.warehouse().transaction() as transaction:
        transaction.append("posting.decisions", decided)
        given = approvals.verdict_on(decided.iloc[0], "approved", None, datetime.now(UTC))
        transaction.append("posting.approvals", given)

    with dg.build_sensor_context() as context:
        told = automation.text_is_due(context, posting=posting)  # type: ignore[arg-type]

    assert isinstance(told, dg.RunRequest) == starts

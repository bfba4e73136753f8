"""The daemon of one machine at simulated times: asks the project's own sensors and schedules, and runs what they want.

As Dagster's daemon does: a sensor keeps its cursor, a run key is run once, a schedule fires at the times of its cron
expression, and a run that succeeded is told to the sensors of runs. Between two looks it sleeps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dagster as dg

    from tweet_assets.round import Round

_ROUNDS_MAX = 20


class NeverQuiet(Exception):
    """The sensors want one run after the other, without end."""


@dataclass
class Daemon:
    """The sensors and schedules of one graph, from a moment on."""

    runs: Round
    since: datetime
    cursors: dict[str, str | None] = field(default_factory=dict)
    done: set[tuple[str, str]] = field(default_factory=set)
    """Names and run keys of what was run."""
    jobs: list[str] = field(default_factory=list)
    """Every job that was run, in order."""

    def look(self, now: datetime) -> None:
        """Everything that is due between the last look and now, and what follows from it. Raises RunFailed."""
        for moment, schedule in sorted(self._ticks(now), key=lambda tick: (tick[0], tick[1].name)):
            self._run(schedule.name, schedule.job_name, self._scheduled(schedule, moment))
        self.since = now
        asked: set[str] = set()  # what has no run key is wanted at every look, and so once at this one
        for _ in range(_ROUNDS_MAX):
            ran = 0
            for sensor in self._sensors():
                requests = [r for r in self._sensed(sensor) if r.run_key is not None or sensor.name not in asked]
                asked |= {sensor.name for request in requests if request.run_key is None}
                ran += self._run(sensor.name, sensor.job_name if len(sensor.targets) == 1 else None, requests)
            if not ran:
                return
        raise NeverQuiet(f"the sensors still want runs after {_ROUNDS_MAX} looks at {now}: {self.jobs[-5:]}")

    def _ticks(self, now: datetime) -> Iterator[tuple[datetime, dg.ScheduleDefinition]]:
        import dagster as dg

        for schedule in self.runs.definitions.schedules or ():
            assert isinstance(schedule, dg.ScheduleDefinition)
            for moment in _times(schedule, self.since):
                if moment > now:
                    break
                if moment > self.since:
                    yield moment, schedule

    def _scheduled(self, schedule: dg.ScheduleDefinition, moment: datetime) -> Sequence[dg.RunRequest]:
        import dagster as dg

        context = dg.build_schedule_context(
            instance=self.runs.instance,
            scheduled_execution_time=moment,
            resources=self._resources,
            repository_def=self.runs.definitions.get_repository_def(),
        )
        return schedule.evaluate_tick(context).run_requests or ()

    def _sensed(self, sensor: dg.SensorDefinition) -> Sequence[dg.RunRequest]:
        import dagster as dg

        context = dg.build_sensor_context(
            instance=self.runs.instance,
            cursor=self.cursors.get(sensor.name),
            resources=self._resources,
            definitions=self.runs.definitions,
        )
        told = sensor.evaluate_tick(context)
        self.cursors[sensor.name] = told.cursor
        return told.run_requests or ()

    def _run(self, asked_by: str, job_name: str | None, requests: Sequence[dg.RunRequest]) -> int:
        """Runs what was not run under its key before, and what follows from it; how many there were."""
        ran = 0
        for request in requests:
            key = (asked_by, request.run_key or f"{len(self.jobs)} without a key")
            if key in self.done:
                continue
            self.done.add(key)
            job = str(request.job_name or job_name)
            self._follow(self.runs.run(job, request.partition_key, request.tags, request.run_config))
            ran += 1
        return ran

    def _follow(self, run: dg.DagsterRun) -> None:
        """What the sensors of runs want after one that succeeded."""
        import dagster as dg

        from tweet_assets import automation

        self.jobs.append(run.job_name)
        if run.job_name not in automation.NEXT:
            return
        sensor = automation.next_step_of_the_morning
        event = dg.DagsterEvent("PIPELINE_SUCCESS", run.job_name)
        found = sensor(dg.build_run_status_sensor_context(sensor.name, event, self.runs.instance, run))
        if isinstance(found, dg.RunRequest):
            self._run(sensor.name, found.job_name, [found])

    def _sensors(self) -> list[dg.SensorDefinition]:
        import dagster as dg

        found = [sensor for sensor in self.runs.definitions.sensors or () if isinstance(sensor, dg.SensorDefinition)]
        return [sensor for sensor in found if not isinstance(sensor, dg.RunStatusSensorDefinition)]

    @property
    def _resources(self) -> dict[str, object]:
        return dict(self.runs.definitions.resources or {})


def _times(schedule: dg.ScheduleDefinition, since: datetime) -> Iterator[datetime]:
    """When a schedule fires from a moment on, by its cron expression and zone."""
    from dagster._utils.schedules import schedule_execution_time_iterator

    return schedule_execution_time_iterator(since.timestamp(), schedule.cron_schedule, schedule.execution_timezone)

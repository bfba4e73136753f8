"""One round of both loops for a day: successive Dagster runs, each of one job, with progress between them.

Import the inboxes; find posts that carry out decisions; the outcomes of the days that were touched; learn as of the
day before; generation and posting for the day; the report.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tweet_assets.data_folder import PROJECT, VARIABLE, DataFolder
from tweet_assets.progress import Progress

if TYPE_CHECKING:
    import dagster as dg
    import pandas as pd

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""What a step says stands in the run; on the terminal it would hide the progress."""

_JOBS_OF_A_ROUND = 9

_HISTORY = ("storage", "local_artifact_storage", "compute_logs")


class RunFailed(Exception):
    """A run of a job failed; the message says which, and why."""


def instance_home(place: DataFolder) -> Path:
    """Where Dagster keeps its history of a data folder, with the project's own settings in it.

    The project's dagster.yaml names folders relative to the project, for whoever starts `dagster dev` there. Here the
    same settings stand without them, and so the history lies in this folder: for `data/`, the two are the same place.
    """
    import yaml

    home = place.instance
    home.mkdir(parents=True, exist_ok=True)
    settings = yaml.safe_load((PROJECT / "dagster.yaml").read_text(encoding="utf-8"))
    kept = {key: value for key, value in settings.items() if key not in _HISTORY}
    (home / "dagster.yaml").write_text(yaml.safe_dump(kept), encoding="utf-8")
    return home


@contextmanager
def over(place: DataFolder, progress: Progress) -> Iterator[Round]:
    """Runs over a data folder, which becomes the current one; their history is there, or in DAGSTER_HOME if set."""
    os.environ[VARIABLE] = str(place.path)
    os.environ.setdefault("DAGSTER_HOME", str(instance_home(place)))
    progress.begins("loading the graph")
    import dagster as dg
    from filelock import FileLock

    from tweet_assets.definitions import of

    with FileLock(Path(os.environ["DAGSTER_HOME"]) / ".starting"):  # two first runs at once would make its tables twice
        instance = dg.DagsterInstance.get()
    with instance:
        yield Round(of(place), instance, place, progress)


@dataclass(frozen=True)
class Round:
    """Runs of jobs over one data folder, in this process. `progress` is told of each."""

    definitions: dg.Definitions
    instance: dg.DagsterInstance
    place: DataFolder
    progress: Progress

    def run(
        self,
        job: str,
        day: date | str | None = None,
        tags: Mapping[str, str] | None = None,
        config: Mapping[str, object] | None = None,
    ) -> dg.DagsterRun:
        """One run of a job, with `config` for its steps. Raises RunFailed with the reason of the step that failed."""
        began = time.monotonic()
        self.progress.begins(job)
        result = self.definitions.resolve_job_def(job).execute_in_process(
            instance=self.instance,
            partition_key=str(day) if day else None,
            tags=dict(tags or {}),
            run_config={**_QUIET, **(config or {})},
            raise_on_error=False,
        )
        if not result.success:
            raise RunFailed(f"{job} failed: {_reason(result)}")
        self.progress.ends(f"  {job:<18} {time.monotonic() - began:5.1f} s")
        return result.dagster_run

    def import_own(self) -> pd.DataFrame:
        """What became of every export in inbox/own. It stands in the history as the job `own_import` would say it."""
        from tweet_assets import jobs
        from tweet_assets.stores import Own

        own = Own(data_folder=str(self.place.path))
        table = jobs.take_own_exports(own, self.progress)
        for event in jobs.own_materialisations(own, table):
            self.instance.report_runless_asset_event(event)
        return table

    def tell(self, day: date) -> date:
        """The pages of a day and of the week of the day before, by its Monday, as things stand now."""
        from tweet_assets import days

        week = days.week_of(day - timedelta(days=1))
        self.run("outbox")
        self.run("reports_daily", day)
        self.run("reports_weekly", week)
        return week

    def go(self, day: date) -> None:
        """The whole round for a day."""
        self.progress.expects(_JOBS_OF_A_ROUND)
        from tweet_assets import catching_up, days
        from tweet_assets.stores import Own

        for job in ("own_import", "external_import", "reconcile"):
            self.run(job)
        touched = catching_up.touched_days(Own(data_folder=str(self.place.path)))
        if touched is None:
            self.progress.ends("  own_outcomes       every outcome stands")
        else:
            self.run("own_outcomes", tags=catching_up.range_tags(*touched))
        as_of = day - timedelta(days=1)
        first = catching_up.unlearned(Own(data_folder=str(self.place.path)), as_of)
        if first < as_of:
            self.run("learning_replay", tags=catching_up.range_tags(first, as_of))
        else:
            self.run("learning_replay", as_of)
        for job in ("generation_daily", "posting_daily", "reports_daily"):
            self.run(job, day)
        self.run("reports_weekly", days.week_of(as_of))


def _reason(result: dg.ExecuteInProcessResult) -> str:
    for event in result.all_events:
        data = event.event_specific_data
        error = getattr(data, "error", None)
        if event.is_failure and error is not None:
            innermost = error.cause or error
            return re.sub(r"\A[\w.]+: ", "", str(innermost.message).strip())  # not the name of the error's class
    return "no step says why; look into the run in the UI"

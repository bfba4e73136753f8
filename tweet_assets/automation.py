"""The timetable: what starts when, on one screen.

    a file in inbox/own       -> own_import
    own facts have changed    -> reconcile, own_outcomes for the days that are behind
    a file in inbox/external  -> external_import, and every night, for tweets that nobody has seen for long
    every morning             -> learning_replay (yesterday)
                              -> generation_daily -> posting_daily -> reports_daily (today)
                              -> reports_weekly (the week of yesterday)
    a post is 24 hours old    -> read_back, where an account says publisher = "x"
    an approved text is due   -> publish, where an account says publisher = "x" and its mode is approve or auto

By default nothing here publishes: `publish` is started by hand. Nothing here spends money by itself either, as long as
no key is configured; with one, generation_daily, publish and read_back spend at most their budgets.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import dagster as dg

from tweet_assets import catching_up, external_jobs, inbox, jobs, publishing_jobs
from tweet_assets.data_folder import DataFolder
from tweet_assets.days import FOLDER, week_of
from tweet_assets.posting import posted_by_hand, reconciling
from tweet_assets.posting.pending import is_due
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import Own, Posting

NIGHT = "10 5 * * *"
MORNING = "30 5 * * *"
"""Before anybody posts, and after the night's last post of the day before yesterday has become a day old."""


def _inbox_sensor(name: str, inbox_of: Callable[[DataFolder], Path], job: dg.JobDefinition) -> dg.SensorDefinition:
    @dg.sensor(
        name=name,
        job=job,
        minimum_interval_seconds=10,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"Starts {job.name} when its inbox holds other files than before.",
    )
    def look(
        context: dg.SensorEvaluationContext, posting: dg.ResourceParam[Posting]
    ) -> dg.SensorResult | dg.SkipReason:
        folder = inbox_of(posting.place)
        files = [
            (str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns)
            for path in inbox.contents(folder)
        ]
        seen = sha256(repr(files).encode()).hexdigest()
        if not files or seen == context.cursor:
            return dg.SkipReason("nothing new in the inbox")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=seen)], cursor=seen)

    return look


_UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def _under_way(instance: dg.DagsterInstance) -> bool:
    """Whether a run is changing own facts. One of which nothing was heard for so long died with its machine."""
    lately = datetime.now(UTC) - timedelta(minutes=SETTINGS.warehouse.silent_run_minutes)
    return any(
        instance.get_runs_count(dg.RunsFilter(job_name=name, statuses=_UNFINISHED, updated_after=lately))
        for name in (jobs.own_import.name, publishing_jobs.reconcile.name, jobs.own_outcomes.name)
    )


@dg.sensor(
    jobs=[publishing_jobs.reconcile, jobs.own_outcomes],
    minimum_interval_seconds=10,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="When own facts have changed: finds posts that carry out decisions, and derives the outcomes behind.",
)
def own_facts_changed(
    context: dg.SensorEvaluationContext, own: dg.ResourceParam[Own], posting: dg.ResourceParam[Posting]
) -> dg.SensorResult | dg.SkipReason:
    """Looks at what stands, and not at which run has ended: a run that was missed is caught up all the same.

    While a run changes own facts it waits: what is behind at that moment may be what that run is about to derive.
    """
    if _under_way(context.instance):
        return dg.SkipReason("own facts are being changed")
    path = own.warehouse().path
    seen = str(path.stat().st_mtime_ns) if path.exists() else ""
    if seen in ("", context.cursor):
        return dg.SkipReason("own facts are as they were")
    requests = []
    store = posting.warehouse()
    if not (reconciling.waiting(store).empty and posted_by_hand.untried(store).empty):
        requests.append(dg.RunRequest(run_key=f"reconcile {seen}", job_name=publishing_jobs.reconcile.name))
    touched = catching_up.touched_days(own)
    if touched:
        tags = catching_up.range_tags(*touched)
        requests.append(dg.RunRequest(run_key=f"outcomes {seen}", job_name=jobs.own_outcomes.name, tags=tags))
    return dg.SensorResult(run_requests=requests, cursor=seen)


@dg.schedule(
    cron_schedule=MORNING,
    job=jobs.learning_replay,
    execution_timezone=str(FOLDER.zone),
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Learns as of yesterday; generation, posting and the report of today follow each other.",
)
def every_morning(
    context: dg.ScheduleEvaluationContext, posting: dg.ResourceParam[Posting]
) -> dg.RunRequest | dg.SkipReason:
    folder = posting.folder()
    today = context.scheduled_execution_time.astimezone(folder.zone).date()
    if folder.today not in (None, today):
        return dg.SkipReason(f"this folder is simulated, and it is {folder.today} there")
    return _for_day(jobs.learning_replay.name, today - timedelta(days=1), today)


@dg.schedule(
    cron_schedule=NIGHT,
    job=external_jobs.external_import,
    execution_timezone=str(FOLDER.zone),
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Tweets of others that were not seen for `keep_tweets_days` leave, though no file has come.",
)
def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    return dg.RunRequest(run_key=f"expire {context.scheduled_execution_time.date()}")


_FOR_DAY = "tweet_assets/for_day"
NEXT = {
    jobs.learning_replay.name: jobs.generation_daily,
    jobs.generation_daily.name: jobs.posting_daily,
    jobs.posting_daily.name: jobs.reports_daily,
    jobs.reports_daily.name: jobs.reports_weekly,
}


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[jobs.learning_replay, jobs.generation_daily, jobs.posting_daily, jobs.reports_daily],
    request_jobs=[jobs.generation_daily, jobs.posting_daily, jobs.reports_daily, jobs.reports_weekly],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="The next step of a morning that the schedule has begun. A run by hand is followed by nothing.",
)
def next_step_of_the_morning(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
    run = context.dagster_run
    for_day = run.tags.get(_FOR_DAY)
    if for_day is None:
        return dg.SkipReason("started by hand")
    today = date.fromisoformat(for_day)
    following = NEXT[run.job_name]
    weekly = following is jobs.reports_weekly
    return _for_day(following.name, week_of(today - timedelta(days=1)) if weekly else today, today)


def _for_day(job: str, partition: date, today: date) -> dg.RunRequest:
    return dg.RunRequest(
        run_key=f"{job} {today}", job_name=job, partition_key=partition.isoformat(), tags={_FOR_DAY: today.isoformat()}
    )


@dg.sensor(
    job=publishing_jobs.publish,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="When a text that was approved is due on X, or nobody knows yet what became of one.",
)
def text_is_due(posting: dg.ResourceParam[Posting]) -> dg.RunRequest | dg.SkipReason:
    folder, store = posting.folder(), posting.warehouse()
    now = folder.now(datetime.now(UTC))
    due = [a.handle for a in folder.accounts if a.publishes_to_x and is_due(store, a.handle, now)]
    return dg.RunRequest() if due else dg.SkipReason("nothing is due")


@dg.sensor(
    job=publishing_jobs.read_back,
    minimum_interval_seconds=600,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="When a post of an account that is connected to X has come to an age at which it is read.",
)
def metrics_due(own: dg.ResourceParam[Own], posting: dg.ResourceParam[Posting]) -> dg.RunRequest | dg.SkipReason:
    connected = [account for account in posting.folder().accounts if account.publisher == "x"]
    due = [name for account in connected for ids in publishing_jobs.to_read(account, posting, own) for name in ids]
    seen = sha256(" ".join(sorted(due)).encode()).hexdigest()
    hour = (
        posting.folder().now(datetime.now(UTC)).strftime("%Y-%m-%d %H")
    )  # what failed is asked again within the hour, and not each time
    return dg.RunRequest(run_key=f"read {seen} {hour}") if due else dg.SkipReason("no post is due")


SENSORS = (
    _inbox_sensor("own_inbox", lambda place: place.own_inbox, jobs.own_import),
    _inbox_sensor("external_inbox", lambda place: place.external_inbox, external_jobs.external_import),
    own_facts_changed,
    next_step_of_the_morning,
    text_is_due,
    metrics_due,
)
SCHEDULES = (every_morning, every_night)

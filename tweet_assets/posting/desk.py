"""One account's way to X: its ledgers, its keys, its rules, and everything that is to be known before a text goes out.

Nothing in here knows Dagster, and time comes in as a clock: a drill runs it thousands of times.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
from filelock import FileLock

from tweet_assets.accounts import Account
from tweet_assets.generation.originality import Texts
from tweet_assets.posting import gates, revisions, switches, x_account, x_requests
from tweet_assets.posting.attempts import State, Try
from tweet_assets.posting.gates import Approved, Situation
from tweet_assets.posting.x_account import Answer, XAccount
from tweet_assets.posting.x_requests import Requests
from tweet_assets.settings import SETTINGS, Posting
from tweet_assets.warehouse import Warehouse


@dataclass(frozen=True)
class Desk:
    """One account's way to X: its ledgers, its keys, its rules, and what its texts are held against."""

    store: Warehouse
    x: XAccount
    account: Account
    zone: ZoneInfo
    folder: Path
    environment: Mapping[str, str]
    clock: Callable[[], datetime]
    own_posts: pd.DataFrame
    """Posts of ours as far as exports and reads told: post_id, posted_at, text."""
    library: Texts
    texts: Callable[[Mapping[str, str]], Texts]
    simulated: bool = False
    settings: Posting = SETTINGS.posting

    @property
    def requests(self) -> Requests:
        return Requests(self.store, self.account.handle, self.clock, self.settings)

    @property
    def lock(self) -> FileLock:
        return FileLock(self.folder / f".publishing-{self.account.handle}.lock", timeout=0)


@dataclass(frozen=True)
class Keyholder:
    """Whose the keys are, and X's clock when it said so."""

    user_id: str
    handle: str
    at: datetime | None


@dataclass(frozen=True)
class Standing:
    """A try by its last step, and when its text was sent last; by X's clock where that is known."""

    one: Try
    state: State
    text: str
    sent_at: datetime
    """By this machine's clock."""
    sent_by_x: datetime
    """By X's clock just before, or by ours less what it may be off."""
    since: datetime
    """The same of the first time: a post that carries the text out cannot be older."""


def waiting(store: Warehouse, handle: str) -> list[Approved]:
    """An account's texts that may be sent as far as their tries go, in order of time."""
    with store.transaction() as transaction:
        decisions = revisions.standing(
            transaction,
            """
            account = ? and not rehearsal and decision_id not in (
                select decision_id from posting.attempts
                qualify row_number() over (partition by decision_id order by step desc) = 1
                    and state not in ('held', 'armed', 'rearmed')
            )
            """,
            [handle],
        )
        approvals = transaction.read("select * from posting.approvals")
        steps = transaction.read("select * from posting.attempts where state = 'rearmed'")
    return gates.approved(decisions, approvals, steps)


def is_due(store: Warehouse, handle: str, now: datetime) -> bool:
    """Whether there is anything to do: a text whose time has come, or one that nobody knows the end of."""
    if not store.path.exists():
        return False
    in_doubt = store.read(
        """
        select decision_id
        from posting.attempts
        join posting.decisions using (decision_id)
        where account = ? and publisher = 'x'
        qualify row_number() over (partition by decision_id order by step desc) = 1 and state in ('sending', 'unknown')
        """,
        [handle],
    )
    return len(in_doubt) > 0 or any(text.due_at <= now for text in waiting(store, handle))


def standing(desk: Desk, *states: State, decision_id: str | None = None) -> list[Standing]:
    """The account's tries that were sent, and whose last step is one of these."""
    off = desk.settings.clock_off_seconds_max
    rows = desk.store.read(
        f"""
        select tries.decision_id, tries.state, tries.text_sha256, texts.text, sent.* exclude (decision_id)
        from posting.attempts as tries
        join posting.decisions on decisions.decision_id = tries.decision_id
        join {revisions.TEXTS} as texts
            on texts.decision_id = tries.decision_id and texts.text_sha256 = tries.text_sha256
        join (
            select
                decision_id,
                max(happened_at) as happened_at,
                max_by(coalesce(server_at, happened_at - to_seconds(?)), step) as sent_by_x,
                min(coalesce(server_at, happened_at - to_seconds(?))) as since
            from posting.attempts
            where state = 'sending'
            group by decision_id
        ) as sent on sent.decision_id = tries.decision_id
        where decisions.account = ? and tries.publisher = 'x' and coalesce(tries.decision_id = ?, true)
        qualify row_number() over (partition by tries.decision_id order by tries.step desc) = 1
            and list_contains(?::text[], tries.state)
        order by sent.happened_at, tries.decision_id
        """,  # noqa: S608 - a constant
        [off, off, desk.account.handle, decision_id, list(states)],
    )
    return [_standing(row) for _, row in rows.iterrows()]


def _standing(row: pd.Series) -> Standing:
    return Standing(
        Try(str(row["decision_id"]), str(row["text_sha256"]), "x"),
        row["state"],
        str(row["text"]),
        row["happened_at"].to_pydatetime(),
        row["sent_by_x"].to_pydatetime(),
        row["since"].to_pydatetime(),
    )


_TRIED = f"""
select tries.decision_id, texts.text, tries.happened_at
from posting.attempts as tries
join posting.decisions on decisions.decision_id = tries.decision_id
join {revisions.TEXTS} as texts on texts.decision_id = tries.decision_id and texts.text_sha256 = tries.text_sha256
where decisions.account = ? and tries.state in ('sending', 'handed_over') and decisions.decision_id <> ?
    and decisions.decision_id not in (
        select decision_id from posting.attempts
        qualify row_number() over (partition by decision_id order by step desc) = 1 and state = 'refused'
    )
"""  # noqa: S608 - a constant


def situation(desk: Desk, text: Approved, holder: Keyholder | None) -> Situation:
    """How things stand now for one text."""
    now = desk.clock()
    with desk.store.transaction() as transaction:
        requests = desk.requests.told(transaction)
        tried = transaction.read(_TRIED, [desk.account.handle, text.decision_id])
        known = transaction.read("select post_id from posting.attempts where post_id is not null")["post_id"]
        resumed = switches.resumed_at(transaction)
        stop = switches.stopped(desk.folder, desk.environment, transaction)
    others = desk.own_posts[~desk.own_posts["post_id"].isin(known)]
    recent = [*tried["happened_at"], *others["posted_at"]]
    texts = {str(row["post_id"]): str(row["text"]) for _, row in others.dropna(subset=["text"]).iterrows()}
    texts |= {f"of the decision {row['decision_id']}": str(row["text"]) for _, row in tried.iterrows()}
    return Situation(
        now=now,
        account=desk.account,
        zone=desk.zone,
        own=desk.texts(texts),
        library=desk.library,
        published_at=[moment.to_pydatetime() for moment in recent if moment >= now - timedelta(days=8)],
        usd=x_requests.usd_of_post(text.text, desk.settings),
        usd_of_month=x_requests.usd_of_month(requests, now),
        stop=stop,
        breaker=x_requests.breaker(requests, resumed, now, desk.settings),
        pause=x_requests.pause(requests, "create", now),
        keys_of=holder.handle if holder else None,
        server_at=holder.at if holder else None,
        simulated_folder=desk.simulated,
        real_server=desk.x.is_real,
    )


def keyholder(desk: Desk) -> tuple[Keyholder | None, str]:
    """Whose the keys are; or None, and why it cannot be said."""
    with desk.store.transaction() as transaction:
        requests, resumed = desk.requests.told(transaction), switches.resumed_at(transaction)
    against = x_requests.breaker(requests, resumed, desk.clock(), desk.settings)
    against = against or x_requests.pause(requests, "me", desk.clock())
    if against:
        return None, against
    answer = desk.requests.ask("me", desk.settings.usd_a_me, desk.x.me)
    told = answer.body.get("data") or {}
    if not answer.ok or not str(told.get("id", "")).isdigit() or not told.get("username"):
        return None, answer.failure or answer.said or f"X answered {answer.status}"
    return Keyholder(str(told["id"]), str(told["username"]), answer.at), ""


def timeline(desk: Desk, holder: Keyholder, since: datetime) -> Answer:
    """What we posted since a moment, as far as X shows it: one page."""
    before, most = timedelta(seconds=desk.settings.before_sent_seconds), desk.settings.timeline_posts
    price = desk.settings.usd_an_own_read
    return desk.requests.ask(
        "timeline",
        most * price,
        lambda: desk.x.timeline(holder.user_id, since - before, most),
        lambda answer: len(x_account.seen(answer)) * price,
    )

"""One account's way to X: its ledgers, its keys, its rules, and everything that is to be known before a text goes out.

Nothing in here knows Dagster, and time comes in as a clock: a drill runs it thousands of times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
from filelock import FileLock

from tweet_assets.accounts import Account
from tweet_assets.generation.originality import Texts, Wordings
from tweet_assets.posting import revisions, switches, x_account, x_requests
from tweet_assets.posting.gates import Approved, Situation
from tweet_assets.posting.x_account import Answer, XAccount
from tweet_assets.posting.x_requests import Asking, Requests
from tweet_assets.settings import SETTINGS, Posting
from tweet_assets.warehouse import Transaction, Warehouse


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
    wordings: Callable[[Mapping[str, str]], Wordings]
    simulated: bool = False
    settings: Posting = SETTINGS.posting

    @property
    def requests(self) -> Requests:
        return Requests(self.store, self.account.handle, self.clock, self.settings)

    @property
    def lock(self) -> FileLock:
        return FileLock(self.folder / f".publishing-{self.account.handle}.lock", timeout=0)

    @contextmanager
    def at_hand(self) -> Iterator[Desk]:
        """The same desk, whose ledgers open quickly: a round opens them several times, and never while X is asked."""
        with self.store.at_hand() as store:
            yield replace(self, store=store)


@dataclass(frozen=True)
class Keyholder:
    """Whose the keys are, and X's clock when it said so."""

    user_id: str
    handle: str
    at: datetime | None


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


def situation(desk: Desk, ledger: Transaction, text: Approved, holder: Keyholder | None) -> Situation:
    """How things stand now for one text."""
    now = desk.clock()
    requests = desk.requests.newest(ledger)
    tried = ledger.rows(_TRIED, [desk.account.handle, text.decision_id])
    known = {name for [name] in ledger.rows("select post_id from posting.attempts where post_id is not null")}
    posts = zip(desk.own_posts["post_id"], desk.own_posts["text"], desk.own_posts["posted_at"], strict=True)
    others = [(str(name), said, at.to_pydatetime()) for name, said, at in posts if name not in known]
    recent = [at for _, _, at in [*tried, *others]]
    texts = {name: str(said) for name, said, _ in others if pd.notna(said)}
    texts |= {f"of the decision {name}": said for name, said, _ in tried}
    return Situation(
        now=now,
        account=desk.account,
        zone=desk.zone,
        own=desk.wordings(texts),
        library=desk.library,
        published_at=[moment for moment in recent if moment >= now - timedelta(days=8)],
        usd=x_requests.usd_of_post(text.text, desk.settings),
        usd_of_month=desk.requests.usd_of_month(ledger, now),
        stop=switches.stopped(desk.folder, desk.environment, ledger),
        breaker=x_requests.breaker(requests, switches.resumed_at(ledger), now, desk.settings),
        pause=x_requests.pause(requests, "create", now),
        keys_of=holder.handle if holder else None,
        server_at=holder.at if holder else None,
        simulated_folder=desk.simulated,
        real_server=desk.x.is_real,
    )


def keyholder(desk: Desk) -> tuple[Keyholder | None, str]:
    """Whose the keys are; or None, and why it cannot be said."""
    with desk.store.transaction() as ledger:
        asking, why = ask_whose(desk, ledger)
    if asking is None:
        return None, why
    answer = desk.x.me()
    with desk.store.transaction() as ledger:
        desk.requests.settle(ledger, asking, answer)
    return told_whose(answer)


def ask_whose(desk: Desk, ledger: Transaction) -> tuple[Asking | None, str]:
    """Reserves the request that asks whose the keys are; or None, and why X is not to be asked now."""
    requests, now = desk.requests.newest(ledger), desk.clock()
    against = x_requests.breaker(requests, switches.resumed_at(ledger), now, desk.settings)
    against = against or x_requests.pause(requests, "me", now)
    if against:
        return None, against
    return desk.requests.reserve(ledger, "me", desk.settings.usd_a_me), ""


def told_whose(answer: Answer) -> tuple[Keyholder | None, str]:
    """Whose the keys are, as X says; or None, and why that does not say it."""
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

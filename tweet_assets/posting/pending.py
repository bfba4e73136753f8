"""What is still to be done for an account: texts that may be sent, and tries of which nobody knows the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tweet_assets.posting import revisions
from tweet_assets.posting.attempts import State, Try
from tweet_assets.posting.desk import Desk
from tweet_assets.posting.gates import Approved
from tweet_assets.warehouse import Transaction, Warehouse


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


def waiting(ledger: Warehouse | Transaction, handle: str) -> list[Approved]:
    """An account's texts that a person, or mode auto, would have go out, and whose tries let them; in order of time.

    Of all verdicts on exactly this text the last one counts.
    """
    rows = ledger.rows(
        f"""
        with ended as (
            select decision_id from posting.attempts
            qualify row_number() over (partition by decision_id order by step desc) = 1
                and state not in ('held', 'armed', 'rearmed')
        ),
        verdicts as (
            select decision_id, text_sha256, verdict, given_at from posting.approvals
            qualify row_number() over (
                partition by decision_id, text_sha256 order by given_at desc, verdict desc
            ) = 1
        ),
        again as (
            select decision_id, max(happened_at) as rearmed_at from posting.attempts
            where state = 'rearmed'
            group by decision_id
        )
        select
            decision_id, account, text, text_sha256, mode, greatest(due_at, coalesce(rearmed_at, due_at)),
            coalesce(needs_person, true), rehearsal, given_at, due_at
        from {revisions.CURRENT} as decisions
        left join verdicts using (decision_id, text_sha256)
        left join again using (decision_id)
        where account = ? and not rehearsal and text is not null
            and decision_id not in (select decision_id from ended)
            and (verdict = 'approved' or (verdict is null and mode = 'auto'))
        order by decisions.due_at, decision_id
        """,  # noqa: S608 - a constant
        [handle],
    )
    return [Approved(*row) for row in rows]


def is_due(store: Warehouse, handle: str, now: datetime) -> bool:
    """Whether there is anything to do: a text whose time has come, or one that nobody knows the end of."""
    if not store.path.exists():
        return False
    with store.transaction() as ledger:
        in_doubt = ledger.rows(
            """
            select decision_id
            from posting.attempts
            join posting.decisions using (decision_id)
            where account = ? and publisher = 'x'
            qualify row_number() over (partition by decision_id order by step desc) = 1
                and state in ('sending', 'unknown')
            """,
            [handle],
        )
        return len(in_doubt) > 0 or any(text.due_at <= now for text in waiting(ledger, handle))


def standing(desk: Desk, ledger: Transaction, *states: State, decision_id: str | None = None) -> list[Standing]:
    """The account's tries that were sent, and whose last step is one of these."""
    off = desk.settings.clock_off_seconds_max
    rows = ledger.rows(
        f"""
        select
            tries.decision_id, tries.text_sha256, tries.publisher, tries.state, texts.text,
            sent.happened_at, sent.sent_by_x, sent.since
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
    return [Standing(Try(*row[:3]), *row[3:]) for row in rows]

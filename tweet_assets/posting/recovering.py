"""What became of a text whose sending never said how it ended: our own timeline tells, or a person does.

Read at 1, 5 and 15 minutes after sending. What is found is adopted. What is not there when X's own clock is fifteen
minutes on needs a person, who looks and arms it again: then the timeline is read once more before anything is sent.
A look that failed, or that does not reach back far enough, says nothing.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from tweet_assets.account import snowflake
from tweet_assets.posting import attempts, x_account
from tweet_assets.posting.attempts import IN_DOUBT, SENDING, UNKNOWN
from tweet_assets.posting.desk import Desk, keyholder, timeline
from tweet_assets.posting.pending import Standing, standing
from tweet_assets.posting.x_account import Answer, Seen
from tweet_assets.tweet_text import normalised, plain
from tweet_assets.warehouse import Transaction


class NotRearmed(Exception):
    """A try cannot be armed again; the message says why."""


def recover(desk: Desk, ledger: Transaction, in_doubt: Sequence[Standing]) -> Counter[str]:
    """Makes `unknown` of every try that began to send and never said how it ended. The lock has to be held."""
    told: Counter[str] = Counter()
    for sent in in_doubt:
        if sent.state == "sending":
            why = "publishing was interrupted"
            told["unknown"] += attempts.add(ledger, sent.one, "unknown", why, desk.clock(), after=SENDING)
    return +told


def reconcile(desk: Desk, due: Sequence[Standing]) -> Counter[str]:
    """Looks on our timeline for unknown tries whose time has come."""
    told: Counter[str] = Counter()
    holder, _ = keyholder(desk) if due else (None, "")
    if holder is None:
        return told
    answer = timeline(desk, holder, min(sent.since for sent in due))
    seen = x_account.seen(answer)
    with desk.store.transaction() as ledger:
        for sent in due:
            post_id = _found(desk, sent, seen)
            why = "found on our own timeline"
            if post_id and attempts.add(ledger, sent.one, "posted", why, desk.clock(), IN_DOUBT, post_id):
                told["posted"] += 1
            elif not post_id and _is_absent(desk, sent, answer):
                why = "our timeline does not show it; look at the account, then `tweet-assets rearm`"
                told["needs_human"] += attempts.add(ledger, sent.one, "needs_human", why, desk.clock(), UNKNOWN)
    return +told


def rearm(desk: Desk, decision_id: str) -> str:
    """What a person says after having looked: it is not there, send it again when its gates allow.

    Returns the state it is in now: 'rearmed', or 'posted' where the timeline shows it after all. Raises NotRearmed.
    """
    with desk.lock, desk.at_hand() as desk:
        with desk.store.transaction() as ledger:
            state = attempts.last(ledger, decision_id).state
            if state not in ("needs_human", "refused", "expired"):
                raise NotRearmed(f"{decision_id} is {state or 'not tried yet'}: only what needs you is armed again.")
            one = attempts.of(ledger, decision_id)
            sent = next(iter(standing(desk, ledger, state, decision_id=decision_id)), None)
        post_id = _on_timeline(desk, sent) if sent else None
        with desk.store.transaction() as ledger:
            why = "found when it was to be armed again"
            if post_id and attempts.add(ledger, one, "posted", why, desk.clock(), (state,), post_id):
                return "posted"
            why = "a person looked, and it is not there"
            attempts.add(ledger, one, "rearmed", why, desk.clock(), (state,))
    return "rearmed"


def _on_timeline(desk: Desk, sent: Standing) -> str | None:
    """The post that carries a try out, if there is one. Raises NotRearmed where that cannot be seen."""
    holder, why = keyholder(desk)
    if holder is None:
        raise NotRearmed(f"Whether it is there cannot be seen: {why}.")
    answer = timeline(desk, holder, sent.since)
    if not answer.ok:
        raise NotRearmed(f"Whether it is there cannot be seen: {answer.failure or answer.said or answer.status}.")
    found = _found(desk, sent, x_account.seen(answer))
    if found is None and not _reaches(answer, sent.since):
        raise NotRearmed("Whether it is there cannot be seen: the timeline has too many posts since.")
    return found


def due(desk: Desk, ledger: Transaction, in_doubt: Sequence[Standing]) -> list[Standing]:
    """Those for which one of the moments has come since the last look, by our clock; after the last, at every round.

    Where the clock went back behind the sending, a look too many is better than none.
    """
    looked, now = desk.requests.last_answered(ledger, "timeline"), desk.clock()
    moments = [timedelta(minutes=minutes) for minutes in desk.settings.reconcile_minutes]
    come = []
    for sent in in_doubt:
        passed = [sent.sent_at + moment for moment in moments if sent.sent_at + moment <= now]
        new = bool(passed) and (looked is None or looked < passed[-1])
        if new or len(passed) == len(moments) or now < sent.sent_at:
            come.append(sent)
    return come


def _is_absent(desk: Desk, sent: Standing, answer: Answer) -> bool:
    """Whether the last look was late enough, by X's clock, and reached back far enough, to say that it is not there."""
    now = answer.at or desk.clock()
    return _reaches(answer, sent.since) and now - sent.sent_by_x >= timedelta(
        minutes=desk.settings.reconcile_minutes[-1]
    )


def _reaches(answer: Answer, since: datetime) -> bool:
    """Whether a page shows all that was posted since: it is the whole, or begins before."""
    if x_account.is_whole(answer):
        return True
    return answer.ok and any(snowflake.posted_at(post.post_id) < since for post in x_account.seen(answer))


def _found(desk: Desk, sent: Standing, seen: Sequence[Seen]) -> str | None:
    """The post on the timeline that says this text and is not older than its sending; the earliest, if several."""
    earliest = sent.since - timedelta(seconds=desk.settings.before_sent_seconds)
    fits = [
        post.post_id for post in seen if _same(post.text, sent.text) and snowflake.posted_at(post.post_id) >= earliest
    ]
    return min(fits, key=int, default=None)


def _same(one: str, other: str) -> bool:
    """By their words; texts without words by every character."""
    words = normalised(plain(one))
    if words or normalised(plain(other)):
        return words == normalised(plain(other))
    return unicodedata.normalize("NFC", one).split() == unicodedata.normalize("NFC", other).split()

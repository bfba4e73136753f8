"""Publishing to X, which takes no key of idempotency: each text goes out once, or a person is asked.

    approved -> armed -> sending -> posted | refused | unknown -> posted | needs_human -> (a person) rearmed -> ...

`sending` is committed before the socket opens. One call; nothing tries a write again. A definite no of X's is
`refused`; whatever is not an id is `unknown`, and stays so until our own timeline has shown the post, or, when X's own
clock is fifteen minutes on, has not: then it needs a person. A process that was killed leaves `sending`, which its
successor finds, since only one at a time holds the account's lock.

Nothing in here knows Dagster, and time comes in as a clock: a drill runs it thousands of times.
"""

from __future__ import annotations

from collections import Counter

from tweet_assets.posting import attempts, gates, x_requests
from tweet_assets.posting.attempts import ARMED, OPEN, SENDING, Try
from tweet_assets.posting.desk import Desk, Keyholder, ask_whose, situation, told_whose
from tweet_assets.posting.gates import Approved, Refusal
from tweet_assets.posting.pending import standing, waiting
from tweet_assets.posting.recovering import due, reconcile, recover
from tweet_assets.posting.x_account import Answer
from tweet_assets.warehouse import Transaction

_NOT_DEFINITE = (408, 409, 425, 499)
"""Refusals that do not say whether the post was made."""


def publish(desk: Desk) -> Counter[str]:
    """One round: settles what is not known, then sends what is due. Returns how often it came to which state.

    Raises filelock.Timeout where another process is at it for the same account.
    """
    with desk.lock, desk.at_hand() as desk:
        with desk.store.transaction() as ledger:
            in_doubt = standing(desk, ledger, "sending", "unknown")
            told = recover(desk, ledger, in_doubt)
            looked_for = due(desk, ledger, in_doubt)
            texts = waiting(ledger, desk.account.handle)
        told += reconcile(desk, looked_for)
        for text in texts:
            told[_try(desk, text)] += 1
    return told


def _try(desk: Desk, text: Approved) -> str:
    """From approved to armed, and on. Nothing holds the ledger while X is asked."""
    one = Try(text.decision_id, text.text_sha256, "x")
    if desk.clock() < text.due_at:
        return "early"
    with desk.store.transaction() as ledger:
        against = gates.refusals(text, situation(desk, ledger, text, None), desk.settings)
        if against:
            return _held(desk, ledger, one, against)
        asking, why = ask_whose(desk, ledger)
        if asking is None:
            return _held(desk, ledger, one, _not_said(why))
    answer = desk.x.me()
    with desk.store.transaction() as ledger:
        desk.requests.settle(ledger, asking, answer)
        holder, why = told_whose(answer)
        if holder is None:
            return _held(desk, ledger, one, _not_said(why))
        against = gates.refusals(text, situation(desk, ledger, text, holder), desk.settings)
        if against:
            return _held(desk, ledger, one, against)
        if not attempts.add(ledger, one, "armed", "every gate is open", desk.clock(), (None, *OPEN), None, holder.at):
            return "taken"
    return send(desk, text, holder)


def send(desk: Desk, text: Approved, holder: Keyholder) -> str:
    """From armed to whatever X says. The gates are asked again: a switch may have been thrown meanwhile."""
    one = Try(text.decision_id, text.text_sha256, "x")
    with desk.store.transaction() as ledger:
        if text not in waiting(ledger, desk.account.handle):
            return _held(desk, ledger, one, [Refusal("approval", "its approval was taken back")])
        against = gates.refusals(text, situation(desk, ledger, text, holder), desk.settings)
        if against:
            return _held(desk, ledger, one, against)
        sent_before = attempts.was_sent(ledger, text.decision_id)
        if not attempts.add(ledger, one, "sending", "one call", desk.clock(), ARMED, None, holder.at):
            return "taken"
        asking = desk.requests.reserve(ledger, "create", x_requests.usd_of_post(text.text, desk.settings))
    answer = desk.x.create(text.text)
    state, detail, post_id = outcome(answer, sent_before=sent_before)
    with desk.store.transaction() as ledger:
        desk.requests.settle(ledger, asking, answer)
        if attempts.add(ledger, one, state, detail, desk.clock(), SENDING, post_id, answer.at):
            return state
        why = f"X names {post_id}, which is another's"
        attempts.add(ledger, one, "unknown", why, desk.clock(), SENDING)
    return "unknown"


def outcome(answer: Answer, *, sent_before: bool) -> tuple[attempts.State, str, str | None]:
    """What an answer to a write means: state, detail and the post's id. Only a definite no is one."""
    post_id = str((answer.body.get("data") or {}).get("id", "")) if answer.ok else ""
    if post_id.isascii() and post_id.isdigit():
        return "posted", f"X says {post_id}", post_id
    if answer.status is None or answer.ok or answer.status >= 500 or answer.status in _NOT_DEFINITE:
        how = answer.failure or (
            f"X answered {answer.status} without an id" if answer.ok else f"X failed: {answer.status}"
        )
        return "unknown", how, None
    if answer.status < 400:
        return "unknown", f"X sent us elsewhere: {answer.status}", None
    if answer.status == 403 and "duplicate" in answer.said.lower() and sent_before:
        return "unknown", "X has this text already, and it was sent before", None
    return "refused", f"X refused it ({answer.status}): {answer.said or 'it does not say why'}", None


def _not_said(why: str) -> list[Refusal]:
    return [Refusal("account", f"whose the keys are cannot be said: {why}")]


def _held(desk: Desk, ledger: Transaction, one: Try, against: list[Refusal]) -> str:
    state: attempts.State = "expired" if any(refusal.final for refusal in against) else "held"
    detail = "; ".join(f"{refusal.gate}: {refusal.why}" for refusal in against)
    attempts.add(ledger, one, state, detail, desk.clock(), (None, *OPEN))
    return state

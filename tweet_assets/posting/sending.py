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
from tweet_assets.posting.desk import Desk, Keyholder, keyholder, situation, waiting
from tweet_assets.posting.gates import Approved, Refusal
from tweet_assets.posting.recovering import reconcile, recover
from tweet_assets.posting.x_account import Answer

_NOT_DEFINITE = (408, 409, 425, 499)
"""Refusals that do not say whether the post was made."""


def publish(desk: Desk) -> Counter[str]:
    """One round: settles what is not known, then sends what is due. Returns how often it came to which state.

    Raises filelock.Timeout where another process is at it for the same account.
    """
    told: Counter[str] = Counter()
    with desk.lock:
        told += recover(desk)
        told += reconcile(desk)
        for text in waiting(desk.store, desk.account.handle):
            told[_try(desk, text)] += 1
    return told


def _try(desk: Desk, text: Approved) -> str:
    one = Try(text.decision_id, text.text_sha256, "x")
    if desk.clock() < text.due_at:
        return "early"
    against = gates.refusals(text, situation(desk, text, None), desk.settings)
    if against:
        return _held(desk, one, against)
    holder, why = keyholder(desk)
    if holder is None:
        return _held(desk, one, [Refusal("account", f"whose the keys are cannot be said: {why}")])
    against = gates.refusals(text, situation(desk, text, holder), desk.settings)
    if against:
        return _held(desk, one, against)
    if not attempts.add(desk.store, one, "armed", "every gate is open", desk.clock(), (None, *OPEN), None, holder.at):
        return "taken"
    return send(desk, text, holder)


def send(desk: Desk, text: Approved, holder: Keyholder) -> str:
    """From armed to whatever X says. The gates are asked again: a switch may have been thrown meanwhile."""
    one = Try(text.decision_id, text.text_sha256, "x")
    if text not in waiting(desk.store, desk.account.handle):
        return _held(desk, one, [Refusal("approval", "its approval was taken back")])
    against = gates.refusals(text, situation(desk, text, holder), desk.settings)
    if against:
        return _held(desk, one, against)
    before = len(desk.store.table("posting.attempts", decision_id=text.decision_id, state="sending"))
    if not attempts.add(desk.store, one, "sending", "one call", desk.clock(), ARMED, None, holder.at):
        return "taken"
    usd = x_requests.usd_of_post(text.text, desk.settings)
    answer = desk.requests.ask("create", usd, lambda: desk.x.create(text.text))
    state, detail, post_id = outcome(answer, sent_before=before > 0)
    if attempts.add(desk.store, one, state, detail, desk.clock(), SENDING, post_id, answer.at):
        return state
    attempts.add(desk.store, one, "unknown", f"X names {post_id}, which is another's", desk.clock(), SENDING)
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


def _held(desk: Desk, one: Try, against: list[gates.Refusal]) -> str:
    state: attempts.State = "expired" if any(refusal.final for refusal in against) else "held"
    detail = "; ".join(f"{refusal.gate}: {refusal.why}" for refusal in against)
    attempts.add(desk.store, one, state, detail, desk.clock(), (None, *OPEN))
    return state

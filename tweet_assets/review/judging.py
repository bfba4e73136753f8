"""Verdicts and wordings, as a person gives them on the page or in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.data_folder import DataFolder
from tweet_assets.doors import DraftUsesDoor
from tweet_assets.generation import briefs, guardrails, notes, originality
from tweet_assets.generation.sanitise import visible
from tweet_assets.posting import approvals, attempts, decisions_ledger, outbox, revising, revisions, scoring
from tweet_assets.posting.approvals import NotApprovable, Verdict
from tweet_assets.posting.deciding import text_hash
from tweet_assets.posting.revising import NotRevised
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import External, Own, Posting
from tweet_assets.warehouse import Transaction, Value

_ON_X = ("sending", "unknown", "posted")
_JUDGED = {
    None: "It waits for your approval.",
    "approved": "You approved exactly this wording before, and that stands.",
    "rejected": "You rejected exactly this wording before: approve it, or the next draft takes its place.",
    "skipped": "You passed exactly this wording over before: approve it if it is to go out.",
}
_DONE = {"approved": "approved", "rejected": "rejected", "skipped": "passed over"}


@dataclass(frozen=True)
class Bench:
    """The data folder, as far as a person's verdicts need it."""

    posting: Posting
    own: Own
    external: External
    clock: Callable[[], datetime]

    @classmethod
    def of(cls, place: DataFolder) -> Bench:
        path = str(place.path)
        posting = Posting(data_folder=path)
        return cls(
            posting,
            Own(data_folder=path),
            External(data_folder=path),
            lambda: posting.folder().now(datetime.now(UTC)),
        )

    def standing(self, where: str, parameters: Sequence[Value]) -> pd.DataFrame:
        """The decisions that `where` selects, as they stand now, with `state` and `why` of posting.outbox as of now."""
        with self.posting.warehouse().transaction() as ledger:
            rows = revisions.standing(ledger, where, parameters)
            approved, tried = (ledger.read(f"select * from posting.{name}") for name in ("approvals", "attempts"))  # noqa: S608
        states = outbox.outbox(rows, approved, tried)[["decision_id", "state", "why"]]
        return rows.merge(states, on="decision_id").sort_values(["due_at", "decision_id"])

    def judge(self, decision_id: str, verdict: Verdict, why: str | None = None, seen: str | None = None) -> str:
        """Writes a verdict on the text that a decision stands with, and says what came of it.

        `seen` is the hash of the text that the person read. The place of a rejected text is taken by the next draft of
        its cell. Raises NotApprovable.
        """
        with self.posting.warehouse().transaction() as transaction:
            decision = self._decision(transaction, decision_id, seen)
            state = attempts.last(transaction, decision_id).state
            if state in _ON_X:
                raise NotApprovable(f"{decision_id} has been sent already: no verdict changes that.")
            given_at = approvals.moment(transaction, decision_id, self.clock())
            row = approvals.verdict_on(decision, verdict, why, given_at)
            transaction.append("posting.approvals", row)
        said = f"{decision_id} is {_DONE[verdict]}."
        if state == "handed_over" and verdict != "approved":
            return f"{said} It leaves the calendar when that is written next; its text in the outbox folder stays."
        if verdict == "rejected":
            return f"{said} {self._refilled(str(decision['account']), decision_id)}"
        return said

    def edit(self, decision_id: str, text: str, seen: str | None = None) -> str:
        """Puts a person's wording in the place of a text, once the guardrails have looked at it. Raises NotRevised."""
        with self.posting.warehouse().transaction() as transaction:
            try:
                decision = self._decision(transaction, decision_id, seen)
            except NotApprovable as error:
                raise NotRevised(str(error)) from error
        if len(text) > SETTINGS.generation.wording_characters_max:
            raise NotRevised(f"The wording has {len(text)} characters, far more than X takes. It stays as it was.")
        wording = visible(text)
        account = self.posting.folder().account(str(decision["account"]))
        if account is None:
            raise NotRevised(f"@{decision['account']} is not in accounts.toml any more.")
        found = self._guarded(wording, decision, account)
        expected = self._expected(wording, decision, found)
        revising.edit(self.posting.warehouse(), decision, wording, found, expected, self.clock())
        stands = _JUDGED[self._judged(decision_id, wording)]
        if found.verdict == "clean":
            return f"Saved. The guardrails found nothing. {stands}"
        return f"Saved, and you should look at it once more: {'; '.join(found.reasons)}. {stands}"

    def _held(self, account: Account) -> guardrails.Held:
        """What an account's texts are compared with: every tweet of the library, and its own posts."""
        settings = SETTINGS.generation
        library = self.external.warehouse().read("select example_id, text from generation.viral_library")
        own = self.own.warehouse().read(
            "select post_id, text from account.posts where account = ? and text is not null order by posted_at",
            [account.handle],
        )
        return guardrails.Held(
            originality.texts(dict(zip(library["example_id"], library["text"], strict=True)), settings),
            originality.texts(dict(zip(own["post_id"], own["text"], strict=True)), settings),
            settings,
        )

    def _decision(self, transaction: Transaction, decision_id: str, seen: str | None) -> pd.Series:
        found = revisions.standing(transaction, "decision_id = ?", [decision_id])
        if found.empty:
            raise NotApprovable(f"There is no decision {decision_id} in {self.posting.place.path}.")
        decision = found.iloc[0]
        stands = "" if pd.isna(decision["text_sha256"]) else str(decision["text_sha256"])
        if seen is not None and seen != stands:
            raise NotApprovable(f"The text of {decision_id} has changed since you saw it. Read it again.")
        return decision

    def _judged(self, decision_id: str, wording: str) -> str | None:
        """The last verdict on exactly this wording: of one that stood before, it counts again."""
        given = approvals.latest(self.posting.warehouse().table("posting.approvals", decision_id=decision_id))
        found = given.loc[given["text_sha256"] == text_hash(wording), "verdict"]
        return str(found.iloc[0]) if len(found) else None

    def _refilled(self, account: str, decision_id: str) -> str:
        store = self.posting.warehouse()
        stock = store.read(
            """
            select * from posting.scored_drafts
            where account = ? and not rehearsal and for_day = (
                select max(for_day) from posting.scored_drafts where account = ? and not rehearsal
            )
            """,
            [account, account],
        )
        filled = revising.refill(store, account, stock, self.clock())
        today = self.posting.folder().day_of(datetime.now(UTC))
        door = DraftUsesDoor(data_folder=str(self.posting.place.path))
        door.append(decisions_ledger.uses(store, today))
        if decision_id in set(filled["decision_id"]):
            return "The next draft of its cell has taken its place."
        return "No other draft of its cell is left; more are written in the morning."

    def _guarded(self, wording: str, decision: pd.Series, account: Account) -> guardrails.Verdict:
        store = self.external.warehouse()
        for_day, format_, topic = decision["for_day"].date(), str(decision["format"]), str(decision["topic"])
        shown = store.read(
            """
            select distinct content from generation.prompt_examples
            where account = ? and format = ? and topic = ? and example_form = 'text' and origin <> 'own'
            """,
            [account.handle, format_, topic],
        )
        facts, ideas = (store.table(f"generation.{name}") for name in ("facts", "ideas"))
        try:
            brief = briefs.brief(account, for_day, format_, topic, notes.facts_of(facts), ideas)
        except ValueError as error:
            raise NotRevised(
                f"{error}. Put it back into `formats` of accounts.toml, or reject the decision."
            ) from error
        return guardrails.verdict(
            wording, self._held(account), [str(text) for text in shown["content"]], brief, for_day
        )

    def _expected(self, wording: str, decision: pd.Series, found: guardrails.Verdict) -> pd.Series:
        """What the models of the decision's day expect of another wording."""
        own, as_of = self.own.warehouse(), decision["policy_as_of"]
        keys = {"account": decision["account"], "as_of": as_of}
        draft = pd.DataFrame(
            [
                {
                    **{name: decision[name] for name in ("account", "format", "topic", "example_form")},
                    "draft_id": "wording",
                    "inspiration": decision["inspiration"] if isinstance(decision["inspiration"], str) else "none",
                    "text": wording,
                    "writer": "person",
                    "verdict": found.verdict,
                    "reasons": list(found.reasons),
                    "needs_person": True,
                    "rehearsal": False,
                }
            ]
        )
        ridge, logistic = (
            {name: own.table(f"learning.{name}", **keys) for name in names}
            for names in (("engagement_model", "engagement_skill"), ("follow_model", "follow_skill"))
        )
        return scoring.score(draft, ridge, logistic, decision["for_day"].date(), as_of.date()).iloc[0]

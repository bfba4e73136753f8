"""Where each decision stands: from drawn to posted, derived anew from the three ledgers each time."""

from __future__ import annotations

import pandas as pd

from tweet_assets.posting import approvals as verdicts

_OF_ATTEMPT = {
    # A try that began and never said how it ended: our own timeline is read before anything else happens with it.
    "sending": ("unknown", "publishing was interrupted; nothing tries it again by itself"),
    "armed": ("armed", "every gate was open; it is sent next"),
    "handed_over": ("handed_over", "in the outbox folder; it becomes posted once it is seen in an own export"),
    "posted": ("posted", "seen among our own posts"),
    "refused": ("refused", "the publisher refused it"),
    "unknown": ("unknown", "whether it is on X is not known yet; our timeline will say"),
    "needs_human": ("needs_human", "our timeline does not show it; look at the account, then `tweet-assets rearm`"),
    "expired": ("expired", "its time was over before it could go out"),
}
_WAITS = ("held", "rearmed")


def outbox(decisions: pd.DataFrame, approvals: pd.DataFrame, attempts: pd.DataFrame) -> pd.DataFrame:
    """One row a decision, as posting.outbox. `decisions` are as they stand now (revisions.current)."""
    last_try = attempts.sort_values(["decision_id", "step"]).drop_duplicates("decision_id", keep="last")
    joined = (
        decisions.merge(verdicts.latest(approvals), on=["decision_id", "text_sha256"], how="left")
        .merge(
            last_try[["decision_id", "state", "detail", "text_sha256"]],
            on="decision_id",
            how="left",
            suffixes=("", "_tried"),
        )
        .reset_index(drop=True)
    )
    states = [_state(row) for _, row in joined.iterrows()]
    result = joined[["decision_id", "account", "for_day", "format", "slot", "due_at", "text"]].copy()
    result["state"] = pd.Series([state for state, _ in states], index=result.index, dtype="str")
    result["why"] = pd.Series([why for _, why in states], index=result.index, dtype="str")
    return result


def _state(row: pd.Series) -> tuple[str, str]:
    if row["rehearsal"]:
        return "rehearsal", "of a past day; it can be neither approved nor published"
    if pd.notna(row["state"]) and row["state"] not in _WAITS and not _armed_no_more(row):
        state, why = _OF_ATTEMPT[row["state"]]
        return state, f"{why}: {row['detail']}" if state in ("refused", "expired") else why
    if pd.isna(row["text"]):
        return "no_draft", str(row["note"])
    if row["mode"] == "observe":
        return "observed", "mode is observe: this is what the policy would do"
    if row["verdict"] == "approved":
        return "approved", f"waits: {row['detail']}" if pd.notna(row["state"]) else "waits for publishing"
    if row["verdict"] == "skipped":
        return "skipped", "you passed it over"
    if row["verdict"] == "rejected":
        return "rejected", str(row["why"]) if pd.notna(row["why"]) else "no reason given"
    if row["mode"] == "auto" and pd.notna(row["needs_person"]) and not bool(row["needs_person"]):
        return "approved", "mode is auto, and the draft is clean"
    return "awaiting_approval", "waits for a person's verdict"


def _armed_no_more(row: pd.Series) -> bool:
    """Whether the text was armed, and revised or judged otherwise since: then it is not sent next."""
    other = row["text_sha256_tried"] != row["text_sha256"]
    return bool(row["state"] == "armed" and (other or row["verdict"] in ("rejected", "skipped")))

"""Where a decision stands, for every mode, verdict and try."""

from __future__ import annotations

import pandas as pd
import pytest

from tweet_assets.posting.outbox import outbox

EARLY, LATE = pd.Timestamp("2026-03-10T08:00Z"), pd.Timestamp("2026-03-10T09:00Z")


def decisions(mode: str, text: str | None, rehearsal: bool, needs_person: bool | None = True) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "decision_id": ["d1"],
            "account": ["invented_me"],
            "for_day": [pd.Timestamp("2026-03-10")],
            "format": "story",
            "slot": "12-15",
            "due_at": [LATE],
            "text": pd.Series([text], dtype="str"),
            "text_sha256": pd.Series(["of the text" if text else None], dtype="str"),
            "mode": [mode],
            "rehearsal": [rehearsal],
            "note": ["no draft of this cell"],
            "needs_person": pd.array([needs_person], dtype="boolean"),
        }
    )


def approvals(*verdicts: tuple[str, str, str | None]) -> pd.DataFrame:
    rows = [
        ("d1", sha, verdict, why, EARLY + pd.Timedelta(minutes=n)) for n, (sha, verdict, why) in enumerate(verdicts)
    ]
    frame = pd.DataFrame(rows, columns=["decision_id", "text_sha256", "verdict", "why", "given_at"])
    return frame.astype({"decision_id": "str", "text_sha256": "str", "verdict": "str", "why": "str"})


def attempts(*states: str) -> pd.DataFrame:
    rows = [("d1", step, state, f"{state}, as invented") for step, state in enumerate(states, 1)]
    frame = pd.DataFrame(rows, columns=["decision_id", "step", "state", "detail"]).assign(text_sha256="of the text")
    return frame.astype({"decision_id": "str", "state": "str", "detail": "str"})


YES, NO, OTHER_TEXT = (
    ("of the text", "approved", None),
    ("of the text", "rejected", "dull"),
    ("older", "approved", None),
)
CASES = [
    # mode, text, rehearsal, verdicts, tries, state, why
    ("suggest", "A text", False, (), (), "awaiting_approval", "waits for a person's verdict"),
    ("approve", "A text", False, (), (), "awaiting_approval", "waits for a person's verdict"),
    ("auto", "A text", False, (), (), "awaiting_approval", "waits for a person's verdict"),
    ("suggest", "A text", False, (OTHER_TEXT,), (), "awaiting_approval", "waits for a person's verdict"),
    ("suggest", "A text", False, (YES,), (), "approved", "waits for publishing"),
    ("suggest", "A text", False, (YES, NO), (), "rejected", "dull"),
    ("suggest", "A text", False, (NO, YES), (), "approved", "waits for publishing"),
    ("suggest", "A text", False, (("of the text", "rejected", None),), (), "rejected", "no reason given"),
    ("observe", "A text", False, (), (), "observed", "mode is observe"),
    ("observe", "A text", False, (YES,), (), "observed", "mode is observe"),
    ("suggest", None, False, (), (), "no_draft", "no draft of this cell"),
    ("observe", None, False, (), (), "no_draft", "no draft of this cell"),
    ("suggest", "A text", True, (YES,), ("sending", "handed_over"), "rehearsal", "of a past day"),
    ("suggest", "A text", False, (YES,), ("sending",), "unknown", "nothing tries it again by itself"),
    ("suggest", "A text", False, (YES,), ("sending", "refused"), "refused", "refused"),
    ("suggest", "A text", False, (YES,), ("sending", "handed_over"), "handed_over", "outbox folder"),
    ("suggest", "A text", False, (YES,), ("sending", "handed_over", "posted"), "posted", "among our own posts"),
    ("suggest", "A text", False, (YES, NO), ("sending", "handed_over"), "handed_over", "outbox folder"),
    ("approve", "A text", False, (YES,), ("held",), "approved", "waits: held, as invented"),
    ("approve", "A text", False, (YES,), ("armed",), "armed", "it is sent next"),
    ("approve", "A text", False, (YES, NO), ("armed",), "rejected", "dull"),
    ("approve", "A text", False, (YES,), ("armed", "sending", "unknown"), "unknown", "our timeline will say"),
    ("approve", "A text", False, (YES,), ("sending", "unknown", "needs_human"), "needs_human", "tweet-assets rearm"),
    ("approve", "A text", False, (YES,), ("sending", "refused", "rearmed"), "approved", "waits: rearmed"),
    ("approve", "A text", False, (YES,), ("held", "expired"), "expired", "its time was over"),
]


@pytest.mark.parametrize(("mode", "text", "rehearsal", "verdicts", "tries", "state", "why"), CASES)
def test_where_a_decision_stands_and_why(
    mode: str,
    text: str | None,
    rehearsal: bool,
    verdicts: tuple[tuple[str, str, str | None], ...],
    tries: tuple[str, ...],
    state: str,
    why: str,
) -> None:
    [row] = outbox(decisions(mode, text, rehearsal), approvals(*verdicts), attempts(*tries).iloc[::-1]).to_dict(
        "records"
    )

    assert row["state"] == state
    assert why in row["why"]


@pytest.mark.parametrize(
    ("needs_person", "state"), [(False, "approved"), (True, "awaiting_approval"), (None, "awaiting_approval")]
)
def test_in_mode_auto_a_draft_waits_for_a_person_if_it_needs_one_or_nobody_knows(
    needs_person: bool | None, state: str
) -> None:
    rows = outbox(decisions("auto", "A text", False, needs_person), approvals(), attempts())
    assert rows["state"].tolist() == [state]


def test_an_empty_ledger_has_an_empty_outbox() -> None:
    assert outbox(decisions("suggest", "A text", False).iloc[:0], approvals(), attempts()).empty

"""The text that a decision stands with now: the one it was drawn with, or what came in its place.

A decision is write-once, and its arms stand. Its text may change until it is sent or handed over: to a person's own
wording (`edited`), or to the next draft of its cell where one was rejected or there was none (`refilled`). Each change
is a row of the ledger posting.revisions, and the last one counts. A verdict is bound to the hash of a text, so a change
leaves every earlier verdict behind.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tweet_assets.warehouse import Transaction, Value, Warehouse

OF_TEXT = (
    "draft_id", "draft_probability", "chosen_by", "text", "text_sha256", "needs_person", "example_form",
    "expected_rate", "low80", "high80", "note",
)  # fmt: skip
"""The columns of a decision that go with its text."""

CURRENT = f"""(
    select
        decisions.* exclude ({", ".join(OF_TEXT)}),
        {", ".join(f"if(last.version is null, decisions.{name}, last.{name}) as {name}" for name in OF_TEXT)},
        coalesce(last.version, 0) as version,
        coalesce(last.origin = 'edited', false) as edited,
        coalesce(last.reasons, []) as reasons
    from posting.decisions
    left join (
        select * from posting.revisions
        qualify row_number() over (partition by decision_id order by version desc) = 1
    ) as last using (decision_id)
)"""  # noqa: S608 - constants
"""Every decision as it stands now, for queries; the same as `current`."""
TEXTS = """(
    select decision_id, text_sha256, text from posting.decisions where text is not null
    union
    select decision_id, text_sha256, text from posting.revisions
)"""
"""Every text that a decision ever stood with, by its hash; for queries."""


def current(decisions: pd.DataFrame, revisions: pd.DataFrame) -> pd.DataFrame:
    """Rows of posting.decisions as they stand now.

    Beside their own columns: version (0: as drawn), edited (whether the text is a person's wording), reasons (why a
    person has to look at a revised text; empty for one as drawn).
    """
    last = revisions.sort_values("version").drop_duplicates("decision_id", keep="last").set_index("decision_id")
    rows = decisions.reset_index(drop=True)
    of_each = last.reindex(rows["decision_id"]).set_index(rows.index)
    revised = of_each["version"].notna()
    texts = {column: rows[column].where(~revised, of_each[column]) for column in OF_TEXT}
    return rows.assign(
        **texts,
        version=of_each["version"].fillna(0).astype("int64"),
        edited=of_each["origin"].eq("edited").fillna(False).astype(bool),
        reasons=of_each["reasons"].where(revised, pd.Series([[]] * len(rows), index=rows.index, dtype=object)),
    )


def standing(store: Warehouse | Transaction, where: str = "true", parameters: Sequence[Value] = ()) -> pd.DataFrame:
    """The decisions that `where` selects, as they stand now; see `current`."""
    return store.read(
        f"select * from {CURRENT} as decisions where {where} order by decision_id",  # noqa: S608
        parameters,
    )


def text_sha256(transaction: Transaction, decision_id: str) -> str | None:
    """The hash of the text that a decision stands with now; None: it has none."""
    rows = transaction.rows(
        """
        select text_sha256 from (
            select 0 as version, text_sha256 from posting.decisions where decision_id = ?
            union all
            select version, text_sha256 from posting.revisions where decision_id = ?
        )
        order by version desc
        limit 1
        """,
        [decision_id, decision_id],
    )
    return rows[0][0] if rows else None

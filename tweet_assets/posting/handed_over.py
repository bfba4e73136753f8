"""What a round of publishing has done: the tries that were made since one looked, by where they went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tweet_assets.warehouse import Warehouse

_LAST = """
select attempts.decision_id, attempts.step, decisions.account, attempts.publisher, attempts.state
from posting.attempts join posting.decisions using (decision_id)
qualify row_number() over (partition by attempts.decision_id order by attempts.step desc) = 1
order by decisions.due_at, attempts.decision_id
"""


@dataclass(frozen=True)
class Done:
    """What was done: the decisions whose texts lie in the outbox folder now, and how many at X ended in which state."""

    by_hand: Sequence[str]
    at_x: Sequence[tuple[str, str, int]]
    """Account, state, how many."""


@dataclass(frozen=True)
class Tries:
    """The last step of each try, as of a moment."""

    steps: frozenset[tuple[str, int]]

    @classmethod
    def of(cls, store: Warehouse) -> Tries:
        return cls(frozenset((name, step) for name, step, *_ in store.rows(_LAST)))

    def since(self, store: Warehouse) -> Done:
        """What came after."""
        new = [row for row in store.rows(_LAST) if (row[0], row[1]) not in self.steps]
        ends = [(account, state) for _, _, account, publisher, state in new if publisher == "x"]
        return Done(
            [name for name, _, _, publisher, state in new if publisher != "x" and state == "handed_over"],
            [(*end, ends.count(end)) for end in dict.fromkeys(ends)],
        )

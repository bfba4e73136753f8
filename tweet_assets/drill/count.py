"""What became of every text of a drill: by the ledger, by the server, and by what went wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tweet_assets.drill.world import Fault
from tweet_assets.warehouse import Warehouse

ENDS = ("posted", "expired", "refused")
_PROCESSES = {"none": "nothing"}
_WRITES: Mapping[str, str] = {
    "none": "answered as X does",
    "lost_request": "lost on its way",
    "lost_answer": "posted, its answer lost",
    "failed": "failed at the server",
    "failed_after": "posted, then a failure",
    "no_id": "posted, no id in the answer",
    "bad_keys": "refused, for its keys",
    "no_credit": "refused, for want of credit",
    "forbidden": "refused, as forbidden",
    "too_many": "refused, too many requests",
    "not_json": "posted, its answer garbled",
    "late_answer": "posted, its answer too late",
    "duplicate": "refused, as a duplicate",
    "never made": "never made",
}
_LAST = """
select decisions.decision_id, decisions.text, coalesce(last.state, 'not tried') as state, last.post_id
from posting.decisions
left join (
    select * from posting.attempts
    qualify row_number() over (partition by decision_id order by step desc) = 1
) as last using (decision_id)
"""


@dataclass(frozen=True)
class Truth:
    """What the server has."""

    posts: Sequence[tuple[str, str]]
    """Id and text."""
    writes: Sequence[tuple[str, Fault]]
    """The text of every request to write, and what became of the request."""


@dataclass
class Count:
    """What is counted while a drill goes on, and what the ledger and the server say in the end."""

    intents: int
    rounds: int = 0
    accidents: dict[str, str] = field(default_factory=dict)
    """What happened to the process in the round in which a decision was due."""
    asked: Counter[str] = field(default_factory=Counter)
    """How often a person was asked for a decision."""
    asked_in_vain: int = 0
    """How often its text was on the server when the person looked."""
    raised: Counter[str] = field(default_factory=Counter)
    """How processes ended that nobody killed, where that was by an error."""
    states: Mapping[str, str] = field(default_factory=dict)
    """How the ledger has each decision end."""
    faults: Mapping[str, str] = field(default_factory=dict)
    """What became of the first write of each decision that came so far."""
    duplicates: int = 0
    """Posts on the server beyond the first of a text."""
    not_in_ledger: int = 0
    """Posts on the server whose text the ledger does not hold for posted, under that id."""
    not_on_server: int = 0
    """Texts that the ledger holds for posted under an id that the server does not have for them."""

    def compare(self, store: Warehouse, truth: Truth) -> None:
        last = store.rows(_LAST)
        named = {text: decision_id for decision_id, text, _, _ in last}
        held = {(post_id, text) for _, text, state, post_id in last if state == "posted"}
        self.states = {decision_id: state for decision_id, _, state, _ in last}
        self.faults = {named[text]: fault for text, fault in reversed(truth.writes)}
        self.duplicates = len(truth.posts) - len({text for _, text in truth.posts})
        self.not_in_ledger = len(set(truth.posts) - held)
        self.not_on_server = len(held - set(truth.posts))

    @staticmethod
    def is_over(store: Warehouse) -> bool:
        """Whether every text has come to an end; one that needs a person has not."""
        return {state for _, _, state, _ in store.rows(_LAST)} <= set(ENDS)

    @property
    def held(self) -> bool:
        wrong = self.duplicates + self.not_in_ledger + self.not_on_server + self.asked_in_vain
        return not wrong and set(self.states.values()) <= set(ENDS) and len(self.states) == self.intents

    def lines(self) -> list[str]:
        others = sorted(set(self.states.values()) - set(ENDS))
        columns = [*ENDS, *others]
        return [
            f"{self.intents} texts in {self.rounds} rounds",
            f"  {'':<32}{'texts':>7}" + "".join(f"{name:>9}" for name in columns) + f"{'asked a person':>16}",
            self._line("all", list(self.states), columns),
            "by what happened to its process when it was due",
            *self._by({name: _PROCESSES.get(told, told) for name, told in self.accidents.items()}, columns),
            "by what became of its first request to post",
            *self._by({name: _WRITES[self.faults.get(name, "never made")] for name in self.states}, columns),
            "what must not be",
            f"  {'a person asked, and it was there':<32}{self.asked_in_vain:>7}",
            f"  {'duplicates on the server':<32}{self.duplicates:>7}",
            f"  {'on the server, not in the ledger':<32}{self.not_in_ledger:>7}",
            f"  {'in the ledger, not on the server':<32}{self.not_on_server:>7}",
            *self._raised(),
            self._closing(),
        ]

    def _raised(self) -> list[str]:
        """Rounds that ended by an error of their own, as they may: the next one goes on."""
        if not self.raised:
            return []
        told = ", ".join(f"{n} by {name}" for name, n in self.raised.most_common())
        return [f"{self.raised.total()} rounds ended by an error and left the rest to the next: {told}"]

    def _closing(self) -> str:
        if not self.held:
            return "It did not hold: see what must not be, and the texts that came to no end."
        return (
            f"It held: no text was posted twice, ledger and server say the same, and a person was asked "
            f"{self.asked.total()} times, never for a text that was there."
        )

    def _by(self, kinds: Mapping[str, str], columns: Sequence[str]) -> list[str]:
        of = Counter(kinds.values())
        return [self._line(kind, [n for n, k in kinds.items() if k == kind], columns) for kind, _ in of.most_common()]

    def _line(self, name: str, decisions: Sequence[str], columns: Sequence[str]) -> str:
        ends = Counter(self.states[decision] for decision in decisions)
        asked = sum(decision in self.asked for decision in decisions)
        return f"  {name:<32}{len(decisions):>7}" + "".join(f"{ends[end]:>9}" for end in columns) + f"{asked:>16}"

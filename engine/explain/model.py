"""What an explanation is made of. Instants in UTC seconds; texts of the snapshot are as they came."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field

from ..policy.conditions import Condition
from ..policy.overrides import Override
from ..policy.pack import Basis, Effect, Rule, Source
from ..policy.readings import Reading
from ..report.findings import ContractResult, Finding, Shown, Subject, Undetermined, Verdict
from ..report.verdicts import Step
from ..units import Unit
from .outcome import Outcome, outcome_of
from .timeline import Timeline


class Kind(StrEnum):
    """How the parts of a condition are joined."""

    ALL = "all"
    ANY = "any"
    NOT = "not"
    CERTAINLY = "certainly"
    LEAF = "leaf"


class FactValue(Struct, frozen=True):
    """A fact with what is known of its value."""

    name: str
    unit: Unit
    exact: Shown | None
    """None: not known exactly."""
    text: str
    """For people, also where only bounds are known: `at least 2`."""
    low: Shown | None = None
    high: Shown | None = None


class Grade(StrEnum):
    """How well a value is known."""

    STATED = "stated"
    IMPLIED = "implied"
    ASSUMED = "assumed"


class Ground(Struct, frozen=True):
    """Why a value is known; `reading`: what filled it in, None where it is stated."""

    grade: Grade
    reading: Reading | None = None
    sources: tuple[Source, ...] = ()


class Origin(Struct, frozen=True):
    """The param that an operand was looked up from, as it is at as-of."""

    param: str
    value: Shown
    start: int | None
    until: int | None
    basis: Basis
    sources: tuple[Source, ...]
    override: Override | None = None
    """Where it is stated otherwise than by the extended pack."""


class Part(StrEnum):
    """What a member of a group does for the fact."""

    COUNTED = "counted"
    MAY_COUNT = "may count"
    SKIPPED = "skipped"
    STOP = "stops here"
    MAY_STOP = "may stop here"
    BEYOND = "beyond the stop"
    WHOLE_ONLY = "only in the whole"
    LEFT_OUT = "left out"


class Member(Struct, frozen=True):
    """One member of a group: its ids, what it does for the fact, and the values that tell."""

    id: str
    part: Part
    belongs: bool
    """False: it may belong to the group, its account or client is not known."""
    values: tuple[FactValue, ...]


class Group(Struct, frozen=True):
    """The members behind a fact, in the order in which the fact looks at them."""

    members: tuple[Member, ...]
    is_complete: bool

    def count(self, part: Part) -> int:
        """How many members do that."""
        return sum(member.part is part for member in self.members)


class Branch(Struct, frozen=True):
    """One row of a case: its condition, and the value that it would give."""

    when: Node | None
    """None: the row for "else"."""
    words: str
    """A literal, or the name of a fact."""
    fact: FactValue | None = None
    """The value of that fact."""

    @property
    def value(self) -> str:
        """`ended_at (2026-03-01 10:00 UTC)`."""
        return self.words if self.fact is None else f"{self.words} ({self.fact.text})"


class FactNote(Struct, frozen=True):
    """A fact, how it is defined, and what went in."""

    value: FactValue
    about: str = ""
    definition: str = ""
    """In words; empty for a field of the snapshot."""
    start: int | None = None
    until: int | None = None
    """The period of the definition, if it is dated."""
    sources: tuple[Source, ...] = ()
    inputs: tuple[FactNote, ...] = ()
    tree: Node | None = None
    branches: tuple[Branch, ...] = ()
    group: Group | None = None
    origins: tuple[Origin, ...] = ()
    ground: Ground | None = None
    """None: derived, of the run, or not known."""


class Node(Struct, frozen=True):
    """A condition with its outcome and its parts."""

    kind: Kind
    condition: Condition
    certainly: bool
    possibly: bool
    text: str = ""
    """A comparison in words."""
    parts: tuple[Node, ...] = ()
    is_required: bool = False
    """Not written in the rule: its action requires it."""
    facts: tuple[FactNote, ...] = ()
    origin: Origin | None = None

    @property
    def outcome(self) -> Outcome:
        """In a word."""
        return outcome_of(self.certainly, self.possibly)


class Change(Struct, frozen=True):
    """A comparison that would have to come out the other way."""

    text: str
    to: bool
    """What it would have to be."""
    condition: Condition
    inner: tuple[Change, ...] = ()
    """For a named condition: the changes inside it that bring this about."""


class RuleExplanation(Struct, frozen=True):
    """Why a rule holds or not for one entity."""

    rule: Rule
    subject: Subject
    action_title: str
    effect: Effect
    outcome: Outcome
    in_force: bool
    """The rule itself applies at as-of; else it does not hold, whatever its condition."""
    tree: Node
    flips: tuple[Change, ...]
    """A small set of changes that makes the condition hold; empty where it holds or none is found."""
    timeline: Timeline
    needs: tuple[str, ...]
    sources: tuple[Source, ...]
    for_closing: ForClosing | None = None
    """Where what may be taken for granted for a closing leaves another outcome."""


class ForClosing(Struct, frozen=True):
    """How a rule comes out where only that is taken for granted on which a closing may rest."""

    outcome: Outcome
    needs: tuple[str, ...]


class FactExplanation(Struct, frozen=True):
    """How the value of one fact came about for one entity."""

    subject: Subject
    note: FactNote
    needs: tuple[str, ...]


class Trial(Struct, frozen=True):
    """What the contract's verdict would be if a missing field had this value."""

    value: str
    verdict: Verdict
    appears: tuple[str, ...]
    """Rules that would hold and do not hold now."""


class Missing(Struct, frozen=True):
    """A field that is not known: the rules that wait for it, and what its values would lead to."""

    field: str
    rules: tuple[str, ...]
    is_annotation: bool
    trials: tuple[Trial, ...] = ()


class VerdictExplanation(Struct, frozen=True):
    """How the verdict of a contract came about."""

    result: ContractResult
    steps: tuple[Step, ...]
    """Up to the one that decided and those after it, which were not asked any more."""
    decided: int
    """Index of the step that decided."""
    lost: tuple[Finding, ...]
    """Findings with another effect than the one that won."""
    undetermined: tuple[Undetermined, ...]
    missing: tuple[Missing, ...]
    closing: Node | None
    """What closing requires, if a closing is planned."""
    end_reason: FactNote | None


class ReadingExplanation(Struct, frozen=True):
    """What a reading does for one entity."""

    ground: Ground
    subject: Subject
    applies: bool
    """It filled in at least one of the facts that it speaks of."""
    tree: Node | None
    """When it holds; None where it always does."""
    notes: tuple[FactNote, ...]
    """The facts that it speaks of, as they are known."""


class Lasts(Struct, frozen=True):
    """Up to when the export counts: to end a contract by it, and for what may change."""

    to_close: int
    at_all: int


class Explanation(Struct, frozen=True):
    """One answer of `closeout explain`."""

    as_of: int
    exported_at: int
    role: str
    role_is_assumed: bool
    """Whether nobody said on which side the exporter stands."""
    policies: tuple[tuple[str, str], ...]
    verdict: VerdictExplanation | None = None
    rule: RuleExplanation | None = None
    fact: FactExplanation | None = None
    reading: ReadingExplanation | None = None
    lasts: Lasts | None = None
    notes: tuple[str, ...] = field(default=())

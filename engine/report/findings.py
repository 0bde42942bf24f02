"""The results of an evaluation: the immutable values that every renderer reads."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from msgspec import Struct, field

from ..meaning.gaps import Gap
from ..policy.overrides import Override as Override
from ..policy.pack import Action, Basis, Severity, Source
from ..policy.readings import Reading
from ..problems import Place
from ..snapshot.fields import PLATFORM
from ..units import Scope
from ..zones import UTC, Zone
from .question import Questions
from .shown import CONTRACT_ID, told_text
from .shown import FieldKey as FieldKey
from .shown import Shown as Shown
from .shown import shown as shown


class Verdict(StrEnum):
    """May the contract be ended now?"""

    DO_NOT_END = "do-not-end"
    CANNOT_TELL = "cannot-tell"
    WAIT = "wait"
    PREPARE = "prepare"
    KEEP_OPEN = "keep-open"
    CLOSE = "close"
    NOTHING_TO_DO = "nothing-to-do"

    @property
    def words(self) -> str:
        """`do not end`."""
        return self.value.replace("-", " ")


class Age(StrEnum):
    """What the age of an export allows."""

    FRESH = "fresh"
    """Everything."""
    OLD = "old"
    """Everything but to end a contract by it."""
    STALE = "stale"
    """What may have changed since is open."""


class AsOfOrigin(StrEnum):
    """Where the as-of instant of a report comes from."""

    GIVEN = "given"
    """By option, environment or configuration."""
    SNAPSHOT = "snapshot"
    CLOCK = "clock"


class Subject(Struct, frozen=True):
    """What a finding speaks of. Only the parts that identify it are set: a milestone finding has
    contract and milestone, a client finding account and client."""

    scope: Scope
    account: str | None = None
    client: str | None = None
    contract: str | None = None
    milestone: str | None = None

    def __str__(self) -> str:
        parts = (self.account, self.client, self.contract, self.milestone)
        return "/".join(part for part in parts if part is not None) or str(self.scope)


class Waived(Struct, frozen=True):
    """Why a finding does not fail the run, and until when (UTC seconds, exclusive)."""

    reason: str
    until: int
    who: str | None = None


SortKey = tuple[object, ...]


Entry = tuple[SortKey, str]
"""Where a finding stands among others, and its text as one format tells it."""


class Finding(Struct, frozen=True):
    """One recommended action for one entity. Instants in UTC seconds."""

    rule: str
    pack: str
    title: str
    subject: Subject
    action: Action
    severity: Severity
    basis: Basis
    told: tuple[str | Shown, ...]
    """The message: the words of the policy, and between them the values."""
    why: str
    deadline: int | None
    safe_by: int | None
    evidence: Mapping[str, Shown]
    events: Mapping[str, int | None]
    sources: tuple[Source, ...]
    fingerprint: str
    assumes: tuple[str, ...] = ()
    """Ids of the assumptions that it rests on; it would not be certain without all of them."""
    page: str = ""
    """Where the rule is described; empty where its pack has no pages."""
    waived: Waived | None = None
    """Set by `waivers.apply`: shown and counted, keeps its effect, does not fail the run."""
    is_known: bool | None = None
    """Whether the baseline has it, so that it does not fail the run; None: there is no baseline."""
    fails: bool = False
    """Whether the run fails for it; set when everything else is known."""
    entry: Entry | None = None
    """All that is told of it, where one format was asked for beforehand: message, evidence, events and fingerprint
    are in its text alone.
    """

    @property
    def message(self) -> str:
        """What is said of the entity, in one text."""
        return told_text(self.told)

    @property
    def behind(self) -> tuple[str, ...]:
        """Ids of other contracts that it speaks of: those that it waits behind."""
        named = (part for part in self.told if isinstance(part, Shown))
        found = (part.json for part in named if part.field == CONTRACT_ID)
        return tuple(id for id in found if isinstance(id, str))


class Undetermined(Struct, frozen=True):
    """A rule that could not be decided for one entity, and the fields that would decide it."""

    rule: str
    pack: str
    title: str
    subject: Subject
    action: Action
    needs: tuple[str, ...]
    severity: Severity = Severity.INFO
    deadline: int | None = None
    """Of what it would ask for, UTC seconds; None where that is not known either."""
    is_known: bool | None = None
    """As for a finding."""
    fails: bool = False


Unmet = tuple[str | Shown, ...]
"""A condition that does not hold: the words, and between them the values."""


class Closing(Struct, frozen=True):
    """What a planned closing requires: whether that is certainly fulfilled, and the fields that would tell."""

    is_allowed: bool
    needs: frozenset[str] = frozenset()
    assumes: tuple[str, ...] = ()
    """The assumptions that it being fulfilled rests on."""
    unmet: tuple[Unmet, ...] = ()
    """What is required and certainly not so; then no field would tell."""


class ContractResult(Struct, frozen=True):
    """The verdict of one contract, in the order of the input."""

    id: str
    verdict: Verdict
    title: str | None
    client: str | None
    """Name or id of the client."""
    status: str | None
    until: int | None
    end_reason: str | None
    needs: tuple[str, ...]
    account: str | None = None
    """The id of its account."""
    escrow: Shown | None = None
    """The money that lies in escrow; None: not known."""
    assumes: tuple[str, ...] = ()
    """The assumptions that the verdict rests on."""
    is_invalid: bool = False
    """It could not be read: nothing of it is known but its id."""
    closing: Closing | None = None
    """None: nobody plans to end it."""
    is_refused: bool = False
    """Whether the run was to end it, and fails because it may not be ended."""
    fails: bool = False
    """Whether the run fails because no rule could be asked of it."""
    place: Place | None = None
    """Where the contract stands in the input."""
    facts: Mapping[str, Shown | None] = field(default_factory=dict)
    """Empty unless asked for; None: not known."""
    freelancer: str | None = None
    """Name or id of the freelancer."""

    @property
    def closing_planned(self) -> bool:
        """Whether somebody wants to end it now."""
        return self.closing is not None

    @property
    def is_unchecked(self) -> bool:
        """Whether no rule was asked of it: it could not be read, or no policy is for its platform."""
        return self.is_invalid or self.needs == (PLATFORM,)

    @property
    def unmet(self) -> tuple[str, ...]:
        """Why it cannot be told that it may be ended, where no field would: what is required and not so."""
        if self.verdict is not Verdict.CANNOT_TELL or self.needs or self.closing is None:
            return ()
        return tuple(map(told_text, self.closing.unmet))


class AccountResult(Struct, frozen=True):
    """The facts of one account."""

    id: str | None
    facts: Mapping[str, Shown | None]


@dataclass(frozen=True)
class Report:
    """Everything that an evaluation found, and what of it belongs to which contract."""

    as_of: int
    exported_at: int
    engine: str
    role: str
    policies: tuple[tuple[str, str], ...]
    """(id, version) of the packs that were applied."""
    contracts: tuple[ContractResult, ...]
    findings: tuple[Finding, ...]
    undetermined: tuple[Undetermined, ...]
    accounts: tuple[AccountResult, ...] = ()
    notes: tuple[str, ...] = ()
    """Plain sentences about the run as a whole: contracts without a pack."""
    as_of_origin: AsOfOrigin = AsOfOrigin.GIVEN
    age: Age = Age.FRESH
    zone: Zone = UTC
    """In which instants are told to people."""
    readings: Mapping[str, Reading] = dataclasses.field(default_factory=dict)
    """The readings of the packs, by id, as far as a finding or a verdict names them."""
    questions: Questions = dataclasses.field(default_factory=Questions, compare=False)
    """What a person could say to decide what is open, the most harmful first."""
    overrides: tuple[Override, ...] = ()
    """Numbers in force that a pack states otherwise than the one it extends."""
    resting_on: Mapping[str, tuple[Override, ...]] = dataclasses.field(default_factory=dict)
    """Those that a rule uses, by its id."""
    role_is_assumed: bool = False
    """Whether nobody said on which side the exporter stands, so that `role` is taken for granted."""
    gaps: frozenset[Gap] = dataclasses.field(default=frozenset(), compare=False)
    """Every place that rules which are not decided wait for, in whichever contract it lies."""

    @cached_property
    def by_id(self) -> Mapping[str, ContractResult]:
        """The contracts by id."""
        return {contract.id: contract for contract in self.contracts}

    @cached_property
    def gaps_by_need(self) -> Mapping[str, frozenset[str | None]]:
        """By need: the ids of the contracts where it is open; None: of an account or a client."""
        found: dict[str, set[str | None]] = {}
        for gap in self.gaps:
            found.setdefault(gap.need, set()).add(gap.contract)
        return {need: frozenset(ids) for need, ids in found.items()}

    @cached_property
    def by_contract(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings on each contract that has any; those on its milestones are among them."""
        return by_contract(self.findings)

    @cached_property
    def undetermined_by_contract(self) -> Mapping[str, tuple[Undetermined, ...]]:
        """The same of the rules that cannot be decided."""
        return by_contract(self.undetermined)

    def contract_of(self, finding: Finding) -> ContractResult | None:
        """The contract that a finding is about; None for clients and accounts."""
        return self.by_id.get(finding.subject.contract or "")

    @property
    def known(self) -> int:
        """How many findings the baseline has."""
        return sum(finding.is_known is True for finding in self.findings)

    @property
    def elsewhere(self) -> Iterable[Finding]:
        """The findings that are about no contract."""
        return (finding for finding in self.findings if self.contract_of(finding) is None)


Item = TypeVar("Item", Finding, Undetermined)


def by_contract(items: Iterable[Item]) -> Mapping[str, tuple[Item, ...]]:
    """What is about a contract or its milestones, by the contract's id, in the order given."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        if item.subject.contract is not None:
            groups.setdefault(item.subject.contract, []).append(item)
    return {id: tuple(group) for id, group in groups.items()}

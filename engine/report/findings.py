"""The results of an evaluation: the immutable values that every renderer reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..policy.pack import Action, Basis, Severity, Source
from ..problems import Place
from ..snapshot.value_text import Showable, as_json, as_text
from ..units import Scope, Unit


class Verdict(StrEnum):
    """May the contract be ended now?"""

    DO_NOT_END = "do-not-end"
    CANNOT_TELL = "cannot-tell"
    WAIT = "wait"
    PREPARE = "prepare"
    KEEP_OPEN = "keep-open"
    CLOSE = "close"
    NOTHING_TO_DO = "nothing-to-do"


class AsOfOrigin(StrEnum):
    """Where the as-of instant of a report comes from."""

    GIVEN = "given"
    """By option, environment or configuration."""
    SNAPSHOT = "snapshot"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Subject:
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


@dataclass(frozen=True, slots=True)
class Shown:
    """A known value with its unit, ready for JSON (`json`) and for people (`text`)."""

    unit: Unit
    json: str | int | float | bool | list[str] | None
    text: str


@dataclass(frozen=True, slots=True)
class Waived:
    """Why a finding does not fail the run, and until when (UTC seconds, exclusive)."""

    reason: str
    until: int
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One recommended action for one entity. Instants in UTC seconds."""

    rule: str
    pack: str
    title: str
    subject: Subject
    action: Action
    severity: Severity
    basis: Basis
    message: str
    why: str
    deadline: int | None
    safe_by: int | None
    evidence: Mapping[str, Shown]
    events: Mapping[str, int | None]
    sources: tuple[Source, ...]
    fingerprint: str
    place: Place | None = None
    """Where the contract stands in the input; None for clients and accounts."""
    waived: Waived | None = None
    """Set by `waivers.apply`: shown and counted, keeps its effect, does not fail the run."""


@dataclass(frozen=True, slots=True)
class Undetermined:
    """A rule that could not be decided for one entity, and the fields that would decide it."""

    rule: str
    pack: str
    title: str
    subject: Subject
    action: Action
    needs: tuple[str, ...]
    is_annotation_only: bool
    """Only annotations are missing: costs no verdict."""


@dataclass(frozen=True, slots=True)
class ContractResult:
    """The verdict of one contract, in the order of the input."""

    id: str
    verdict: Verdict
    title: str | None
    client: str | None
    status: str | None
    until: int | None
    end_reason: str | None
    needs: tuple[str, ...]
    is_invalid: bool = False
    closing_planned: bool = False
    place: Place | None = None
    """Where the contract stands in the input."""
    facts: Mapping[str, Shown | None] = field(default_factory=dict)
    """Empty unless asked for; None: not known."""


@dataclass(frozen=True, slots=True)
class AccountResult:
    """The facts of one account."""

    id: str | None
    facts: Mapping[str, Shown | None]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that an evaluation found."""

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
    """Plain sentences about the run as a whole: an old export, contracts without a pack."""
    as_of_origin: AsOfOrigin = AsOfOrigin.GIVEN


def shown(unit: Unit, value: Showable, currency: str | None = None) -> Shown:
    """A value with its unit, ready for JSON and for people."""
    return Shown(unit, as_json(unit, value, currency), as_text(unit, value, currency))

"""Test cases of a policy pack, as typed values: what is given, and what is expected of it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from ..policy.conditions import Ref
from ..policy.pack import Pack
from ..problems import Place
from ..snapshot.model import Contract, Record
from ..yaml_tree import Mapping as Node

SUFFIX = ".test.yaml"
"""End of the name of every test file."""
BOUNDARIES_SUFFIX = ".boundaries.test.yaml"
"""End of the name of a file that the program itself writes."""
DEFAULTS_FILE = "defaults.test.yaml"
"""Defaults for every test file of a pack."""
SURVIVORS_FILE = "mutants.yaml"
"""Mutants of a pack that may survive, beside its pack.yaml."""


class ExpectedFinding(Struct, frozen=True):
    """A finding that must be there. Only the stated values are compared."""

    rule: str
    place: Place
    on: str | None = None
    """The end of the subject's name: `C1/m1` or `m1`; None: any subject."""
    values: Mapping[str, object] = field(default_factory=dict)
    """`action`, `severity`, `message`: texts; `deadline`, `safe_by`: UTC seconds or None; `assumes`: frozenset."""
    events: Mapping[str, int | None] = field(default_factory=dict)


class ExpectedUndetermined(Struct, frozen=True):
    """A rule that cannot be decided; `needs` None: whatever would decide it."""

    rule: str
    place: Place
    on: str | None = None
    needs: frozenset[str] | None = None


class ExpectedVerdict(Struct, frozen=True):
    """A contract's verdict. Only the stated values are compared."""

    contract: str
    place: Place
    values: Mapping[str, object]
    """`verdict`, `end_reason`: texts; `until`: UTC seconds or None; `needs`, `assumes`: frozensets."""


class ExpectedFact(Struct, frozen=True):
    """A fact's value as it is held; None: not known; `"none"`: known not to exist."""

    ref: Ref
    place: Place
    on: str | None
    value: object
    currency: str | None = None


class Expectation(Struct, frozen=True):
    """What must come out. None: nothing is said about this part."""

    place: Place
    findings: tuple[ExpectedFinding, ...] | None = None
    """Complete for the rules under test: no other finding may be there."""
    silent: tuple[tuple[str, Place], ...] = ()
    """Rules that are decided and do not hold."""
    undetermined: tuple[ExpectedUndetermined, ...] | None = None
    """An empty one: every rule under test is decided. Else others may be there."""
    verdicts: tuple[ExpectedVerdict, ...] = ()
    facts: tuple[ExpectedFact, ...] = ()

    @property
    def rules(self) -> frozenset[str]:
        """The rules that are named."""
        return frozenset(
            (
                *(item.rule for item in self.findings or ()),
                *(rule for rule, _ in self.silent),
                *(item.rule for item in self.undetermined or ()),
            )
        )


class Step(Struct, frozen=True):
    """One evaluation of a case. Instants in UTC seconds."""

    label: str
    """`day 13`, or empty where the case has a single instant."""
    role: str
    as_of: int
    exported_at: int
    expectation: Expectation
    is_strict: bool = False
    """Nothing is assumed."""


class Given(Struct, frozen=True):
    """The snapshot of a case, without the instant and the role."""

    contracts: tuple[Contract, ...]
    accounts: tuple[Record, ...]
    nodes: tuple[Node, ...] = ()
    """The contracts as they were written, defaults included."""
    account_nodes: tuple[Node, ...] = ()


class Case(Struct, frozen=True):
    """One case of a test file."""

    name: str
    place: Place
    given: Given
    steps: tuple[Step, ...]

    @property
    def file(self) -> str:
        """The test file."""
        return self.place.file


class CaseFile(Struct, frozen=True):
    """A test file with its pack."""

    file: str
    pack: Pack
    rules: frozenset[str]
    """The rules under test: those of the pack itself, or those that the file names."""
    cases: tuple[Case, ...]
    folder: str = ""
    """The folder of the file; empty for a shipped pack that was asked for by its id."""
    pack_folder: str = ""
    """The folder of the pack, likewise."""

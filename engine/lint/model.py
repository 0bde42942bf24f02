"""What lint says: the checks, their findings, and findings that are silenced in the file."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from ..policy.pack import SEVERITIES, Severity
from ..problems import Place

PAGE = "docs/lint.md"
"""The page that says what each check means; the id of a check is its anchor."""


DOES_NOT_LOAD = "does-not-load"
"""The check that tells of packs that cannot be used."""


class Check(Struct, frozen=True):
    """One kind of mistake."""

    id: str
    severity: Severity
    title: str
    """What it finds, in one line."""

    @property
    def page(self) -> str:
        """Where it is explained."""
        return f"{PAGE}#{self.id}"


class LintFinding(Struct, frozen=True):
    """One mistake, at its place."""

    check: Check
    place: Place
    message: str
    hint: str
    about: str
    """What it is about: `rule late-delivery`."""
    witness: tuple[str, ...] = ()
    """What was tried, and how it came out: the proof of what is said of conditions."""
    silenced: str = ""
    """The reason that the file gives for leaving it so."""

    @property
    def loads(self) -> bool:
        """Whether the pack can be used at all."""
        return self.check.id != DOES_NOT_LOAD

    def silenced_by(self, reason: str) -> LintFinding:
        """The same, silenced."""
        return replace(self, silenced=reason)


class Firing(Struct, frozen=True):
    """How often a rule of the pack holds in an export."""

    rule: str
    holds: int
    open: int
    """For so many it cannot be decided."""


class LintReport(Struct, frozen=True):
    """Everything that is said of some packs, by file and line."""

    packs: tuple[str, ...]
    """Their names, as they were asked for."""
    findings: tuple[LintFinding, ...]
    firings: tuple[Firing, ...] | None = None
    """None: no export was given."""
    fail_on: Severity | None = None
    """The run fails for what is not silenced and at least so severe; None: for nothing."""

    @property
    def is_unusable(self) -> bool:
        """Whether a pack does not load."""
        return not all(finding.loads for finding in self.findings)

    def fails_for(self, finding: LintFinding) -> bool:
        """Whether the run fails for a finding."""
        if self.fail_on is None or finding.silenced:
            return False
        return SEVERITIES.index(finding.check.severity) <= SEVERITIES.index(self.fail_on)

    @property
    def told(self) -> tuple[LintFinding, ...]:
        """Those that are not silenced."""
        return tuple(finding for finding in self.findings if not finding.silenced)

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many of each severity are not silenced."""
        found = dict.fromkeys(Severity, 0)
        for finding in self.told:
            found[finding.check.severity] += 1
        return found

"""What would be found for a contract with other values: its verdict, findings, and what is open."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct

from ..meaning.gaps import Gap
from ..policy.pack import Severity
from ..report.findings import ContractResult, Finding, Undetermined, Verdict

Key = tuple[str, str, str | None]
"""A rule and what it is asked of: pack, rule, milestone."""


class Outcome(Struct, frozen=True):
    """What is found for one variant of a contract."""

    result: ContractResult
    findings: tuple[Finding, ...]
    undetermined: tuple[Undetermined, ...]
    gaps: frozenset[Gap] = frozenset()
    """Where what undetermined rules wait for is missing; none where that was not looked for."""

    def own(self, needs: Iterable[str]) -> list[str]:
        """The needs that are open at the contract itself, and not only at others that bear on it."""
        mine = {gap.need for gap in self.gaps if gap.contract in (None, self.result.id)}
        return [need for need in needs if need in mine]

    def beyond(self, needs: Collection[str]) -> dict[str, list[str]]:
        """By id of another contract that bears on this one: the needs that are open there."""
        found: dict[str, list[str]] = {}
        for gap in sorted(self.gaps, key=str):
            if gap.contract not in (None, self.result.id) and gap.need in needs:
                found.setdefault(gap.contract, []).append(gap.need)
        return found

    @property
    def open_errors(self) -> tuple[Undetermined, ...]:
        """The undetermined rules of severity error."""
        return tuple(item for item in self.undetermined if item.severity is Severity.ERROR)

    @property
    def is_decided(self) -> bool:
        """Whether the verdict can be told, and every rule of severity error."""
        return self.result.verdict is not Verdict.CANNOT_TELL and not self.open_errors


def key_of(item: Finding | Undetermined) -> Key:
    """The rule and the milestone that an item is about."""
    return (item.pack, item.rule, item.subject.milestone)

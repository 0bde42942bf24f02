"""How urgent a finding is."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How urgent a finding is: the more urgent is the greater, whatever the letters of its text say."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    def __lt__(self, other: str) -> bool:
        """Whether it is less urgent. Raises `ValueError` for a text that is no severity, as all four do."""
        return _urgency(self) < _urgency(other)

    def __le__(self, other: str) -> bool:
        """Whether it is no more urgent."""
        return _urgency(self) <= _urgency(other)

    def __gt__(self, other: str) -> bool:
        """Whether it is more urgent."""
        return _urgency(self) > _urgency(other)

    def __ge__(self, other: str) -> bool:
        """Whether it is at least as urgent."""
        return _urgency(self) >= _urgency(other)


SEVERITIES: tuple[Severity, ...] = tuple(Severity)
"""From the most urgent down."""
RANK: dict[str, int] = {severity: place for place, severity in enumerate(SEVERITIES)}
"""Its place among them, from 0."""


def _urgency(severity: str) -> int:
    return -RANK[Severity(severity)]

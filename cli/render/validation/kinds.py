"""What a level of a problem is called where a rule is expected, and how severe it is there."""

from __future__ import annotations

from typing import NamedTuple

from ....engine.policy.pack import Severity
from ....engine.problems import Level


class KindOfProblem(NamedTuple):
    """A level as a rule."""

    id: str
    title: str
    severity: Severity


KINDS = {
    Level.ERROR: KindOfProblem("invalid", "This cannot be read", Severity.ERROR),
    Level.CONTRADICTION: KindOfProblem(
        "contradiction", "Two statements exclude each other", Severity.ERROR
    ),
    Level.WARNING: KindOfProblem("doubtful", "This may be meant otherwise", Severity.WARNING),
    Level.NOTE: KindOfProblem("understood", "How a table was understood", Severity.INFO),
}
"""A contradiction fails `validate` as an error does."""

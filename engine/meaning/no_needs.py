"""For those who do not ask what would decide."""

from __future__ import annotations

from ..policy.conditions import Condition
from .needs import Needs
from .reading import Reader
from .trace import Trace


class NoNeeds(Needs):
    """Looks for nothing: for those who do not ask."""

    def of_trace(self, node: Trace, reader: Reader) -> frozenset[str]:
        """None."""
        return frozenset()

    def of_condition(self, condition: Condition, reader: Reader) -> frozenset[str]:
        """None."""
        return frozenset()

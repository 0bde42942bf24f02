"""Different texts among the members of a group, of which those that only may belong are shared by many groups."""

from __future__ import annotations

from collections.abc import Sequence


class Texts:
    """The texts of members that only may belong."""

    __slots__ = ("_shared", "found", "unnamed")

    def __init__(self, found: set[str], unnamed: int) -> None:
        self.found = found
        self.unnamed = unnamed
        """How many have a text that is not known."""
        self._shared: dict[int, set[str]] = {}

    def shared(self, other: Texts) -> set[str]:
        """Those that another has as well; looked for once, since many groups ask for the same two."""
        if id(other) not in self._shared:
            self._shared[id(other)] = self.found & other.found
        return self._shared[id(other)]


def in_any(own: set[str], others: Sequence[Texts]) -> int:
    """How many texts the own members or up to three others have.

    The others are never put together: each group would go through all of them.
    """
    single = [text for text in own if not any(text in other.found for other in others)]
    return len(single) + _joint(others)


def _joint(others: Sequence[Texts]) -> int:
    count = sum(len(other.found) for other in others)
    for place, one in enumerate(others):
        count -= sum(len(one.shared(other)) for other in others[place + 1 :])
    if len(others) > 2:
        first, second, third = others
        count += len(first.shared(second) & third.found)
    return count

"""What was met in contracts that are taken up in another order than they stand in, to be told in theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct, field

from ..problems import Level, Problem

MOST_PROBLEMS = 100
"""How many problems of one level are told at once; `Check` tells them all."""
MOST_WARNINGS = 1_000
"""How many different warnings of one source are told."""

Key = tuple[object, ...]
"""Of warnings that are told once."""


class Note(NamedTuple):
    """A problem, and where it stands among all others."""

    place: int
    """Of its contract in the input."""
    order: int
    """Among those of its contract."""
    problem: Problem


class Noted(Struct):
    """What is told of contracts, and how much it was."""

    is_refused: bool = False
    """There is what cannot be told from here: the input is to be read again, in its order."""
    count: Counter[Level] = field(default_factory=Counter)
    """But for warnings, of which each is told once."""
    first: dict[Level, list[Note]] = field(default_factory=dict)
    """But for warnings, those that come first."""
    warnings: dict[Key, Note] = field(default_factory=dict)
    """Each where it stands first."""

    def add(self, note: Note, key: Key | None = None) -> None:
        """Take note of a problem that is no error; `key`: of a warning that is told once."""
        if key is None:
            level = note.problem.level
            self.count[level] += 1
            self._keep(level, [note])
            return
        known = self.warnings.get(key)
        if known is None or _standing(note) < _standing(known):
            self.warnings[key] = note
        # Which ones come first cannot be told here.
        self.is_refused = self.is_refused or len(self.warnings) > MOST_WARNINGS

    def join(self, other: Noted) -> None:
        """Take note of what was met in others."""
        self.is_refused = self.is_refused or other.is_refused
        self.count += other.count
        for level, notes in other.first.items():
            self._keep(level, notes)
        for key, note in other.warnings.items():
            self.add(note, key)

    def _keep(self, level: Level, notes: list[Note]) -> None:
        known = self.first.setdefault(level, [])
        known += notes
        if len(known) > MOST_PROBLEMS:
            known.sort(key=_standing)
            del known[MOST_PROBLEMS:]

    def in_order(self) -> Iterator[Problem]:
        """Those that are kept, as they stand in the input."""
        found = [note for notes in self.first.values() for note in notes]
        found += self.warnings.values()
        return (note.problem for note in sorted(found, key=_standing))

    def left_out(self) -> Iterator[tuple[Level, int]]:
        """How many more of each level there are than are kept."""
        for level, notes in self.first.items():
            yield level, self.count[level] - len(notes)


def _standing(note: Note) -> tuple[int, int]:
    return note.place, note.order

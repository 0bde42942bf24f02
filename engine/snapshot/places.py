"""Where the pieces of a file stand, found only when somebody must be told.

Reading keeps one `Origin` a contract, which costs next to nothing; lines and columns are counted
when there is a problem to report.
"""

from __future__ import annotations

from typing import Protocol

from ..problems import Place
from .bad_value import Path


class Origin(Protocol):
    """Knows where a contract, an account or a header stands, and everything in it."""

    def place(self, path: Path = (), *, at_key: bool = False) -> Place:
        """The place of the value that a path leads to, or of its key.

        Where the path leads nowhere, the place of the last piece that is there.
        """
        ...

    def start(self) -> Place:
        """Where it begins: line and column, without the quoted line."""
        ...


class Lines:
    """A text and its lines. Offsets count from 0, lines and columns from 1."""

    def __init__(self, file: str, text: str, first_line: int = 1) -> None:
        self.file = file
        self.text = text
        self._offset = 0
        self._line = first_line
        self._line_start = 0
        self._quoted: tuple[int, str] = (-1, "")

    def start(self, offset: int) -> Place:
        """The place of a character, without the quoted line."""
        self._move_to(offset)
        return Place(self.file, self._line, offset - self._line_start + 1)

    def place(self, offset: int) -> Place:
        """The place of a character, with the quoted line."""
        self._move_to(offset)
        return Place(self.file, self._line, offset - self._line_start + 1, self._quoted_line())

    def _move_to(self, offset: int) -> None:
        """Count on from the last offset that was asked for: the next is mostly near it."""
        last, self._offset = self._offset, offset
        if offset >= last:
            lines = self.text.count("\n", last, offset)
            if lines:
                self._line += lines
                self._line_start = self.text.rindex("\n", last, offset) + 1
        elif offset < self._line_start:
            self._line -= self.text.count("\n", offset, last)
            self._line_start = self.text.rfind("\n", 0, offset) + 1

    def _quoted_line(self) -> str:
        """The line that was moved to. A long one is cut out once, however many problems it has."""
        start = self._line_start
        if self._quoted[0] != start:
            end = self.text.find("\n", start)
            line = self.text[start:] if end < 0 else self.text[start:end]
            self._quoted = (start, line.removesuffix("\r"))
        return self._quoted[1]

"""The text of a file, with the places in it."""

from __future__ import annotations

import re
from functools import cached_property

from .problems import Place

_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class SourceText:
    """The text of a file under the name by which a person knows it."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return _LINE_END.split(self.text)

    def place(self, line: int, column: int) -> Place:
        """A place in the text; both count from 1."""
        quoted = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Place(self.file, line, column, quoted)

    def place_at(self, offset: int) -> Place:
        """The place of a character, by its index in the text."""
        before = _LINE_END.split(self.text[:offset])
        return self.place(len(before), len(before[-1]) + 1)

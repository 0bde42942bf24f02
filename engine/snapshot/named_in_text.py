"""Which of many things a text names, as a word or several: `Logo` in `Invoice for Logo`, not in `Logos`."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NO_WORD_BEHIND, _NO_WORD_AHEAD = re.compile(r"(?<!\w)"), re.compile(r"(?!\w)")
"""Where a name may begin, and where it may end."""


class NamedInText:
    """Things by what they are called. A text is looked through once, however many things there are.

    `names`: of each thing; an empty name names nothing.
    """

    def __init__(self, names: Iterable[Iterable[str]]) -> None:
        self._of: dict[str, dict[int, None]] = {}
        for index, called in enumerate(names):
            for name in filter(None, called):
                self._of.setdefault(name, {})[index] = None
        self._lengths = sorted(set(map(len, self._of)))

    def in_text(self, text: str) -> list[int]:
        """The places of the things of which a name stands in a text, in their order."""
        ends = {match.start() for match in _NO_WORD_AHEAD.finditer(text)}
        found: set[int] = set()
        for match in _NO_WORD_BEHIND.finditer(text):
            start = match.start()
            for length in self._lengths:
                if start + length > len(text):
                    break
                if start + length in ends:
                    found.update(self._of.get(text[start : start + length], ()))
        return sorted(found)

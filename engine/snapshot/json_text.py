"""JSON text: parsed fast by the standard library, and searched for positions only when needed.

Numbers with a point or an exponent are `Decimal`s. Duplicate keys, NaN, Infinity and numbers
of thousands of digits are refused. `explain` says what is wrong in words of its own, since
the library's differ between versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from json import JSONDecoder

from ..problems import Place, Problem
from .bad_value import Path
from .places import Lines

_BLANK = re.compile(r"[ \t\r\n]*")


class JsonError(ValueError):
    """A text that is not JSON, or uses what is not allowed here. Says no more than that."""


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    unique = dict(pairs)
    if len(unique) != len(pairs):
        raise JsonError
    return unique


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise JsonError from None


def _constant(_: str) -> object:
    raise JsonError


_parse = JSONDecoder(
    object_pairs_hook=_unique, parse_float=_decimal, parse_constant=_constant
).raw_decode


def skip_blank(text: str, offset: int) -> int:
    """The offset of the next character that is no white space."""
    match = _BLANK.match(text, offset)
    return match.end() if match else offset


def parse_at(text: str, offset: int) -> tuple[object, int]:
    """The value that begins at an offset, and the offset behind it. Raises `JsonError`."""
    try:
        value, end = _parse(text, offset)
    except (ValueError, RecursionError):
        raise JsonError from None
    return value, end


Found = dict[str | int, tuple[int, int]]
"""The offsets of each key (or position) of an object or a list, and of its value."""


class JsonOrigin:
    """A value in a JSON text. What was walked through is kept, so that many places cost as much as one."""

    __slots__ = ("_known", "_lines", "_offset")

    def __init__(self, lines: Lines, offset: int) -> None:
        self._lines = lines
        self._offset = offset
        self._known: dict[int, Found] | None = None
        """By the offset of an object or a list; None: nobody has asked yet."""

    def start(self) -> Place:
        """Where the value begins, without the quoted line."""
        return self._lines.start(self._offset)

    def place(self, path: Path = (), *, at_key: bool = False) -> Place:
        """The place of the value that a path leads to, or of its key."""
        return self._lines.place(self._offset_of(self._offset, path, at_key=at_key))

    def _offset_of(self, offset: int, path: Path, *, at_key: bool) -> int:
        """The offset of what a path leads to from the value at an offset.

        The text is known to be valid there. Where the path leads nowhere, the last piece that exists.
        """
        if self._known is None:
            self._known = {}
        for depth, step in enumerate(path):
            if offset not in self._known:
                children = _children(self._lines.text, offset)
                self._known[offset] = {key: (first, second) for key, first, second in children}
            found = self._known[offset].get(step)
            if found is None:
                return offset
            offset = found[0] if at_key and depth == len(path) - 1 else found[1]
        return offset


class LineOrigin:
    """A value that is a line of UTF-8, of which a place is seldom asked for: it is decoded then."""

    __slots__ = ("_file", "_line", "_number", "_origin")

    def __init__(self, file: str, line: bytes, number: int) -> None:
        self._file = file
        self._line = line
        self._number = number
        self._origin: JsonOrigin | None = None

    def start(self) -> Place:
        """Where the value begins, without the quoted line."""
        if self._line.startswith(b"{"):
            return Place(self._file, self._number, 1)
        return self._found().start()

    def place(self, path: Path = (), *, at_key: bool = False) -> Place:
        """The place of the value that a path leads to, or of its key."""
        return self._found().place(path, at_key=at_key)

    def _found(self) -> JsonOrigin:
        if self._origin is None:
            lines = Lines(self._file, self._line.decode().rstrip("\r\n"), self._number)
            self._origin = JsonOrigin(lines, skip_blank(lines.text, 0))
        return self._origin


class DocumentOrigin(JsonOrigin):
    """The top level of a JSON document, whose keys were met before.

    So the contracts, which may be most of the document, are not read again to find a key.
    """

    __slots__ = ("keys",)

    def __init__(self, lines: Lines, offset: int) -> None:
        super().__init__(lines, offset)
        self.keys: dict[str, tuple[int, int]] = {}
        """The offsets of each key and its value."""

    def place(self, path: Path = (), *, at_key: bool = False) -> Place:
        """The place of the value that a path leads to, or of its key."""
        known = self.keys.get(str(path[0])) if path else None
        if known is None:
            return self._lines.place(self._offset)
        if len(path) == 1 and at_key:
            return self._lines.place(known[0])
        return self._lines.place(self._offset_of(known[1], path[1:], at_key=at_key))


class TreeOrigin(JsonOrigin):
    """A value in a JSON text, for those who ask for what lies in it without the quoted lines."""

    __slots__ = ()

    def start_of(self, path: Path) -> Place:
        """Where the value begins that a path leads to, without the quoted line."""
        return self._lines.start(self._offset_of(self._offset, path, at_key=False))


def _children(text: str, offset: int) -> Iterator[tuple[str | int, int, int]]:
    """Keys (or positions) of an object or a list, with the offsets of key and value."""
    opening = text[offset]
    if opening not in "{[":
        return
    offset = skip_blank(text, offset + 1)
    index = 0
    while text[offset] not in "}]":
        key: str | int = index
        key_offset = offset
        if opening == "{":
            written, offset = parse_at(text, offset)
            key = str(written)
            offset = skip_blank(text, skip_blank(text, offset) + 1)
        yield key, key_offset, offset
        _, offset = parse_at(text, offset)
        offset = skip_blank(text, offset)
        if text[offset] == ",":
            offset = skip_blank(text, offset + 1)
        index += 1


def json_problem(lines: Lines, offset: int, expects: str = "value") -> Problem:
    """What keeps a text from being read from an offset on; `expects` as for `explain`."""
    from .json_explain import explain

    fault = explain(lines.text, offset, expects)
    return Problem(lines.place(fault.offset), fault.message, fault.hint)

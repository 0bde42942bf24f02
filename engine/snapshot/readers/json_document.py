"""A snapshot as one JSON document, or a JSON document of a foreign shape (see `SHAPES`).

Contracts are parsed one by one out of the text, so that each knows where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...problems import KEEP_ONE, InputError
from ..bad_value import Path, found
from ..conform import CONTRACTS
from ..fast.worth import lane_for
from ..json_text import (
    DocumentOrigin,
    JsonError,
    JsonOrigin,
    TreeOrigin,
    json_problem,
    parse_at,
    skip_blank,
)
from ..pieces import Piece
from ..places import Lines
from ..sources import Source, error
from . import Shape, shape_reader, shapes_of
from .without_contracts import SNAPSHOT, hint_behind, hint_without_contracts

if TYPE_CHECKING:
    from ..fast.lane import Taken

IS_STREAMED = False


def read(source: Source) -> Iterator[Piece]:
    """The header and the contracts of a document. Raises `InputError`."""
    text = source.text()
    lane = lane_for(source)
    return _Document(Lines(source.name, text), None if lane is None else lane.taken(text)).pieces()


class _Document:
    """One pass over the top level: its keys, and the entries of `contracts`."""

    def __init__(self, lines: Lines, taken: Taken | None = None) -> None:
        self.lines = lines
        self.taken = taken
        self.text = lines.text
        self.start = skip_blank(self.text, 0)
        self.header: dict[str, object] = {}
        self.offset = self.start
        self.origin = DocumentOrigin(lines, self.start)

    def pieces(self) -> Iterator[Piece]:
        if self._at("["):
            yield from self._list()
            return
        self._expect_object()
        has_contracts = False
        for key in self._keys():
            if key == CONTRACTS and self.text[self.offset : self.offset + 1] == "[":
                has_contracts = True
                yield from self._contracts()
            else:
                self.header[key], self.offset = self._value(self.offset)
        self._expect_end()
        if CONTRACTS not in self.header and not has_contracts:
            origin = TreeOrigin(self.lines, self.start)
            shape = _one_shape(self.header, origin)
            if shape is not None:
                yield from _foreign(shape, self.header, origin)
                return
        self._check_keys(has_contracts)
        yield Piece(self.header, self.origin, is_header=True)

    def _list(self) -> Iterator[Piece]:
        """Contracts of a foreign shape, without the answer around them."""
        value, self.offset = self._value(self.start)
        self._expect_end()
        origin = TreeOrigin(self.lines, self.start)
        shape = _one_shape(value, origin)
        if shape is None:
            raise error(self.lines.place(self.start), "expected an object, found a list", SNAPSHOT)
        yield from _foreign(shape, value, origin)

    def _check_keys(self, has_contracts: bool) -> None:
        origin = self.origin
        if CONTRACTS in self.header:
            value = self.header[CONTRACTS]
            message = f"expected a list of contracts, found {found(value)}"
            hint = "write [ before it, and ] behind it" if isinstance(value, dict) else SNAPSHOT
            raise error(origin.place((CONTRACTS,)), message, hint)
        if not has_contracts:
            hint = hint_without_contracts(self.header, self._is_on_one_line())
            raise error(origin.place(), 'the key "contracts" is missing', hint)
        if "version" not in self.header:
            hint = 'write "version": 1'
            raise error(origin.place(), 'the key "version" is missing', hint)

    def _expect_object(self) -> None:
        if self._at("{"):
            return
        value, _ = self._value(self.start)
        message = f"expected an object, found {found(value)}"
        raise error(self.lines.place(self.start), message, SNAPSHOT)

    def _keys(self) -> Iterator[str]:
        """The keys of the top level; `self.offset` is set to the value, and moved behind it."""
        more = True
        self.offset = skip_blank(self.text, self.start + 1)
        if self._at("}"):
            self.offset += 1
            return
        while more:
            key_offset = self.offset
            try:
                key, offset = parse_at(self.text, key_offset)
            except JsonError:
                key, offset = None, key_offset
            if not isinstance(key, str):
                raise self._fault(key_offset, "key")
            if key in self.origin.keys:
                message = f"the key {found(key)} is written twice in one object"
                raise error(self.lines.place(key_offset), message, KEEP_ONE)
            self.offset = skip_blank(self.text, offset)
            if not self._at(":"):
                raise self._fault(self.offset, "colon")
            self.offset = skip_blank(self.text, self.offset + 1)
            self.origin.keys[key] = (key_offset, self.offset)
            yield key
            more = self._comma_or("}")

    def _contracts(self) -> Iterator[Piece]:
        self.offset = skip_blank(self.text, self.offset + 1)
        if self._at("]"):
            self.offset += 1
            return
        index, more = 0, True
        while more:
            start = self.offset
            raw: object = None
            contract, end = self.taken.at(start) if self.taken else (None, start)
            if contract is None:
                raw, end = self._value(start)
            self.offset = end
            origin = JsonOrigin(self.lines, start)
            yield Piece(raw, origin, f"{CONTRACTS}[{index}]", contract=contract)
            index += 1
            more = self._comma_or("]")

    def _value(self, offset: int) -> tuple[object, int]:
        try:
            return parse_at(self.text, offset)
        except JsonError:
            raise self._fault(offset) from None

    def _at(self, character: str) -> bool:
        return self.text.startswith(character, self.offset)

    def _comma_or(self, closing: str) -> bool:
        """Whether another entry follows; moves behind the comma or the closing bracket."""
        self.offset = skip_blank(self.text, self.offset)
        if self._at(closing):
            self.offset += 1
            return False
        if not self._at(","):
            what = f"comma or {closing}"
            raise self._fault(self.offset, what)
        comma = self.offset
        self.offset = skip_blank(self.text, comma + 1)
        if self._at(closing):
            message = f"expected another entry before {closing}"
            raise error(self.lines.place(comma), message, "remove this comma")
        return True

    def _expect_end(self) -> None:
        end = skip_blank(self.text, self.offset)
        if end < len(self.text):
            message = "expected the end of the document, found more"
            hint = hint_behind(self.origin.keys, self._is_on_one_line())
            raise error(self.lines.place(end), message, hint if self.text[end] == "{" else "")

    def _is_on_one_line(self) -> bool:
        """Whether the document, as far as it was read, holds no line break, and so may be a line of NDJSON."""
        return "\n" not in self.text[self.start : self.offset].rstrip()

    def _fault(self, offset: int, expects: str = "value") -> InputError:
        return InputError([json_problem(self.lines, offset, expects)])


def _one_shape(document: object, origin: TreeOrigin) -> Shape | None:
    """The foreign shape of a document. Raises `InputError` where shapes are mixed."""
    shapes = shapes_of(document)
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    first = shapes[0]
    at: Path = ()
    if isinstance(document, list):
        at = (next(i for i, each in enumerate(document) if shapes[1] in shapes_of(each)),)
    elif isinstance(document, dict):
        at = (next(key for key in document if key in shapes[1].contract | shapes[1].answer),)
    message = f"two shapes are mixed: {shapes[1].name} here, {first.name} before"
    raise error(origin.place(at), message, "save each answer in a file of its own")


def _foreign(shape: Shape, document: object, origin: TreeOrigin) -> Iterator[Piece]:
    for piece in shape_reader(shape).pieces(document, origin):
        piece.shape = shape.name
        yield piece

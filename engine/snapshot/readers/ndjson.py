"""NDJSON: one contract a line, streamed. The first line may be a header with the other keys."""

from __future__ import annotations

from collections.abc import Iterator

from ..conform import CONTRACTS
from ..fast.worth import lane_for
from ..header import HEADER_KEYS
from ..json_text import JsonError, JsonOrigin, LineOrigin, json_problem, parse_at, skip_blank
from ..pieces import Piece
from ..places import Lines
from ..sources import Source, decoded, error

IS_STREAMED = True

_SHARED_KEYS = frozenset({"platform"})
"""Keys that a header and a contract both have."""


def read(source: Source) -> Iterator[Piece]:
    """The header, if there is one, and the contracts, each with the line it stands in.

    Lines in the usual form are typed by the fast lane. A line that cannot be read is a piece with a
    problem; the lines after it are read.
    Raises `InputError` where the file cannot be read on: not UTF-8, too long a line.
    """
    is_first = True
    lane = lane_for(source)
    for number, line in source.lines():
        contract = None if is_first or lane is None else lane.contract(line)
        if contract is not None:
            origin = LineOrigin(source.name, line, number)
            yield Piece(None, origin, f"line {number}", contract=contract)
            continue
        lines = Lines(source.name, decoded(line, source.name, number).rstrip("\r\n"), number)
        piece = line_piece(lines, f"line {number}")
        if is_first and isinstance(piece.raw, dict):
            if CONTRACTS in piece.raw:
                place = piece.origin.place((CONTRACTS,), at_key=True)
                raise error(
                    place, "this is a JSON document, not one contract a line", "name it .json"
                )
            piece.is_header = is_header(piece.raw)
        elif isinstance(piece.raw, dict) and is_header(piece.raw):
            message = "a header stands only in the first line of a file"
            hint = "name both files instead of joining them: each keeps its own dates and accounts"
            fault = error(lines.place(0), message, hint)
            piece = Piece(None, piece.origin, piece.label, problems=fault.problems)
        is_first = False
        yield piece


def line_piece(lines: Lines, label: str) -> Piece:
    """A line: a contract, a header, or a piece with a problem. `label` names it where it has no id."""
    start = skip_blank(lines.text, 0)
    origin = JsonOrigin(lines, start)
    try:
        raw, end = parse_at(lines.text, start)
    except JsonError:
        return Piece(None, origin, label, problems=(json_problem(lines, start),))
    end = skip_blank(lines.text, end)
    if end < len(lines.text):
        fault = error(
            lines.place(end), "expected the end of the line, found more", "one contract a line"
        )
        return Piece(None, origin, label, problems=fault.problems)
    return Piece(raw, origin, label)


def is_header(raw: dict[str, object]) -> bool:
    """A header has a key that no contract has, and no id."""
    return "id" not in raw and any(key in raw for key in HEADER_KEYS if key not in _SHARED_KEYS)

"""Takes in the rows of a frame, on the workers: what each contract is, and what is wrong with it.

Every row is looked at alone: nothing is remembered from one to the next.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..engine.problems import InputError, Problem, on_one_line
from ..engine.snapshot.fast.lane import Lane
from ..engine.snapshot.given.frames import record_piece
from ..engine.snapshot.given.given import ValueOrigin
from ..engine.snapshot.intake import Intake
from ..engine.snapshot.json_text import LineOrigin
from ..engine.snapshot.model import AT_ACCOUNT, AT_PLATFORM, DEFAULT_PLATFORM, Contract
from ..engine.snapshot.pieces import Piece
from ..engine.snapshot.places import Lines
from ..engine.snapshot.readers.ndjson import is_header, line_piece
from ..engine.snapshot.sources import error
from .columns import TAKEN, arrow_schema, storable

BYTE_ORDER_MARK = "\ufeff"
_PART_BITS = 33
"""Spark numbers the rows of a part of a frame below these bits, and the parts above them."""


def label_of(row: int) -> str:
    """How problems call a row: `frame[2:17]` for row 17 of part 2, both counted from 0."""
    return f"frame[{row >> _PART_BITS}:{row & (1 << _PART_BITS) - 1}]"


def take(batches: Iterable[Any], is_lines: bool) -> Iterator[Any]:
    """Batches with the columns `row` and `record` become batches of `TAKEN`."""
    import pyarrow

    schema = arrow_schema(TAKEN)
    lane = Lane()
    for batch in batches:
        rows = batch.column(0).to_pylist()
        records = zip(rows, _values(batch.column(1)), strict=True)
        taken = [
            taken_row(row, record, lane)
            for row, record in records
            if not (is_lines and _is_blank(record))
        ]
        yield pyarrow.RecordBatch.from_pylist(taken, schema)


def _is_blank(line: object) -> bool:
    return line is None or (isinstance(line, str) and not line.strip())


def _values(column: Any) -> Iterator[object]:
    """The values of a column; in the place of one that Python cannot hold, what is wrong with it."""
    try:
        yield from column.to_pylist()
        return
    except (ValueError, OverflowError, ArithmeticError):
        pass
    for index in range(len(column)):
        try:
            yield column[index].as_py()
        except (ValueError, OverflowError, ArithmeticError) as refused:
            yield refused


def _piece(label: str, record: object, lane: Lane | None) -> Piece:
    if isinstance(record, Exception):
        origin = ValueOrigin(label)
        fault = error(origin.start(), f"the row cannot be read: {on_one_line(record)}")
        return Piece(None, origin, label, problems=fault.problems)
    if isinstance(record, str):
        return _line_piece(label, record, lane)
    return record_piece(record.items() if isinstance(record, dict) else (), label)


def _line_piece(label: str, record: str, lane: Lane | None) -> Piece:
    """A line, typed already if the fast lane takes it."""
    text = record.removeprefix(BYTE_ORDER_MARK)
    if lane is not None and text.startswith("{"):
        # What is no UTF-8 is not what the fast lane takes.
        line = text.encode("utf-8", "surrogatepass")
        contract = lane.contract(line)
        if contract is not None:
            return Piece(None, LineOrigin(label, line, 1), label, contract=contract)
    return line_piece(Lines(label, text), label)


def piece_of(
    row: int, id: str, text: str | None, is_lines: bool, lane: Lane | None = None
) -> Piece:
    """A contract that was taken in, once more; without a text one of which nothing is known but its id."""
    label = label_of(row)
    if text is None:
        unreadable = error(ValueOrigin(label).start(), "this contract could not be read")
        return Piece(None, ValueOrigin(label), id, problems=unreadable.problems)
    if is_lines:
        return _line_piece(label, text, lane)
    return Piece(json.loads(text), ValueOrigin(label), label, is_textual=True)


def taken_row(row: int, record: object, lane: Lane | None = None) -> dict[str, object]:
    """A line, or a record with the values of its columns, as a row of `TAKEN`."""
    piece = _piece(label_of(row), record, lane)
    if not piece.is_textual and isinstance(piece.raw, dict) and is_header(piece.raw):
        return {"row": row, "is_header": label_of(row)}
    text = record if isinstance(record, str) else json.dumps(piece.raw, ensure_ascii=False)
    contract, problems = _contract_of(piece)
    found: dict[str, object] = {
        "row": row,
        "id": storable(contract.id),
        "platform": DEFAULT_PLATFORM,
        "problems": [told(each) for each in problems],
    }
    if contract.is_invalid:
        return found
    platform, account = contract.values[AT_PLATFORM], contract.values[AT_ACCOUNT]
    if isinstance(platform, str):
        found["platform"] = storable(platform)
    found["account"] = storable(account) if isinstance(account, str) else None
    found["text"] = text
    return found


def _contract_of(piece: Piece) -> tuple[Contract, list[Problem]]:
    """As it is taken in everywhere, and everything that is wrong with it."""
    intake = Intake(keeps=True, skips=True, stands_together=False)
    problems: list[Problem] = []
    try:
        problems += intake.take_pieces(piece.label, [piece], True)
    except InputError as refused:
        problems += refused.problems
    return intake.takings[0].contracts[0], problems


def told(problem: Problem) -> dict[str, str | None]:
    """A problem as a row of `PROBLEM`."""
    return {
        "level": str(problem.level),
        "place": storable(str(problem.place)),
        "message": storable(problem.told),
        "hint": storable(problem.hint) or None,
    }

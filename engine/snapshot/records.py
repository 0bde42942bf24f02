"""Contracts as dicts: one by one, or in a document with the keys of a snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..problems import InputError, Problem
from .bad_value import found
from .conform import CONTRACTS, Fault
from .given.given import ValueOrigin
from .given.plain_values import plain
from .intake import problem_of
from .pieces import Piece
from .readers import shapes_of
from .readers.ndjson import is_header
from .readers.without_contracts import SNAPSHOT, hint_without_contracts, is_like_contract
from .sources import error


class Records:
    """Contracts one after the other; the first may be a header, as in NDJSON."""

    is_streamed = True
    name = CONTRACTS

    def __init__(self, records: Iterable[object]) -> None:
        self._records = records

    def pieces(self) -> Iterator[Piece]:
        """A piece for each, taken from the iterable when it is asked for."""
        for index, record in enumerate(self._records):
            piece = _piece(record, f"{self.name}[{index}]")
            if index == 0 and isinstance(piece.raw, dict):
                piece.is_header = CONTRACTS not in piece.raw and is_header(piece.raw)
            yield piece


class Document:
    """A snapshot as one dict: its header, and its contracts."""

    is_streamed = True
    name = "snapshot"

    def __init__(self, document: Mapping[str, object]) -> None:
        self._document = document

    def pieces(self) -> Iterator[Piece]:
        """The header, then the contracts. Raises `InputError` for a dict without contracts."""
        rest = {key: each for key, each in self._document.items() if key != CONTRACTS}
        header, faults = plain(rest)
        if CONTRACTS not in self._document:
            raise _no_contracts(header)
        contracts = self._document[CONTRACTS]
        if isinstance(contracts, str | bytes | Mapping) or not isinstance(contracts, Iterable):
            message = f"expected a list of contracts, found {found(plain(contracts)[0])}"
            raise error(ValueOrigin(CONTRACTS).start(), message, SNAPSHOT)
        origin = ValueOrigin("")
        problems = _problems(faults, origin, "")
        yield Piece(header, origin, is_header=True, problems=problems)
        yield from Records(contracts).pieces()


def _piece(record: object, name: str) -> Piece:
    raw, faults = plain(record)
    origin = ValueOrigin(name)
    id = raw.get("id") if isinstance(raw, dict) else None
    about = f"contract {id}" if isinstance(id, str) else ""
    return Piece(raw, origin, name, problems=_problems(faults, origin, about))


def _problems(faults: list[Fault], origin: ValueOrigin, about: str) -> tuple[Problem, ...]:
    return tuple(problem_of(fault, Piece(None, origin), about) for fault in faults)


def _no_contracts(header: object) -> InputError:
    place = ValueOrigin(Document.name).start()
    shapes = shapes_of(header)
    if shapes:
        message = f"{shapes[0].about}: these are read from files alone"
        return error(place, message, "write it to a .json file and name that")
    keys = header if isinstance(header, dict) else ()
    if is_like_contract(keys):
        return error(place, "the id is missing", 'every contract has an "id" of its own')
    hint = hint_without_contracts(keys, is_on_one_line=False)
    return error(place, 'the key "contracts" is missing', hint)


def is_contract(document: Mapping[str, object]) -> bool:
    """Whether a dict is one contract, and no snapshot."""
    return "id" in document and CONTRACTS not in document

"""A file of which the lines are read where they lie, some at a time and in any order."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from msgspec import Struct

from ..problems import InputError, Level, Problem
from .begun import begun, may_be_begun
from .conform import Fault, contract_of
from .contradictions import contradictions, suspicion_of
from .header import SAID_OF_ALL
from .intake import problem_of, subject_of, warning_key
from .json_text import LineOrigin
from .model import CUSTOM, Contract
from .noted import Key, Note, Noted
from .parted import ReadAgain, Spooled
from .pieces import Piece
from .places import Lines
from .readers.ndjson import line_piece
from .sources import decoded

if TYPE_CHECKING:
    from .fast.lane import Lane


Told = tuple[Problem, Key | None]
"""A problem, and of a warning what makes two the same."""


class Run(NamedTuple):
    """Neighbouring lines of one account."""

    source: int
    offset: int
    """In bytes."""
    length: int
    number: int
    """Of the first line."""


class Lying(Struct):
    """A file whose lines stay where they are."""

    source: int
    name: str
    stream: BinaryIO
    """Open as long as they are asked for."""
    lane: Lane | None
    """None: the file is too small for it."""
    before: int
    """Lines of the files before."""
    known_until: int | None = None
    """How far its knowledge reaches, by its header."""
    now: int | None = None
    """When it is read, in UTC seconds: nothing later is known where the header says nothing."""
    was: tuple[int, int] = (0, 0)
    """Its size when it was opened, and when it had been changed last."""

    def __post_init__(self) -> None:
        self.was = self._now()

    def __del__(self) -> None:
        self.stream.close()

    def is_as_it_was(self) -> bool:
        """Whether nobody has written to it."""
        return self.was == self._now()

    def _now(self) -> tuple[int, int]:
        found = os.fstat(self.stream.fileno())
        return found.st_size, found.st_mtime_ns

    def contracts(self, run: Run, noted: Noted) -> Iterator[Spooled]:
        """Those of a run; what is met in them is noted. Raises `ReadAgain` for a line that cannot be used."""
        text = os.pread(self.stream.fileno(), run.length, run.offset)
        latest = self.now if self.known_until is None else self.known_until
        until = math.inf if latest is None else latest
        may_contradict, take = suspicion_of(), _nothing if self.lane is None else self.lane.contract
        for number, line in enumerate(text.split(b"\n"), run.number):
            if not line:
                continue
            contract, origin = take(line), LineOrigin(self.name, line, number)
            told: list[Told] = []
            if contract is None:
                if line.isspace():
                    continue
                contract, told = self._with_care(line, number)
            contract.place = origin.start()
            if may_contradict(contract, until) or may_be_begun(contract):
                told += self._contradictions(contract, Piece(None, origin, f"line {number}"))
            place = self.before + number
            if told:
                for order, (problem, key) in enumerate(told):
                    noted.add(Note(place, order, problem), key)
            yield Spooled(place, contract)

    def _contradictions(self, contract: Contract, piece: Piece) -> list[Told]:
        subject = subject_of(contract.id, piece)
        found = chain(contradictions(contract, self.known_until, self.now), begun(contract))
        return [(problem_of(fault, piece, subject), None) for fault in found]

    def _with_care(self, line: bytes, number: int) -> tuple[Contract, list[Told]]:
        """A contract that the fast lane has left, and what is told of it: warnings, by what makes two the same."""
        try:
            text = decoded(line, self.name, number).rstrip("\r\n")
        except InputError:
            raise ReadAgain from None
        piece = line_piece(Lines(self.name, text, number), f"line {number}")
        faults: list[Fault] = []
        contract = contract_of(piece.raw, faults, textual=False)
        is_own = any(each[CUSTOM] for each in (contract.values, *(contract.milestones or ())))
        says_of_all = any(each.path[:1] == (name,) for each in faults for name in SAID_OF_ALL)
        if (
            piece.problems
            or is_own
            or says_of_all
            or any(each.level is Level.ERROR for each in faults)
        ):
            raise ReadAgain
        subject = subject_of(contract.id, piece)
        return contract, [
            (problem_of(each, piece, subject), (self.source, *warning_key(each))) for each in faults
        ]


def _nothing(line: bytes) -> None:
    """Of a small file the fast lane takes none."""

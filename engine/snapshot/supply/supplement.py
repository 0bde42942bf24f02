"""What a person adds by hand: a CSV of a few columns, whose cells fill in what is not known.

The template names the columns that are asked for; merging it back changes nothing that is known, and a
cell that contradicts the snapshot is an error with its file, line and column.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ...problems import InputError, Level, Problem, did_you_mean
from ...snapshot.value_text import as_text
from ...units import Scope
from ..bad_value import Path, found
from ..conform import MILESTONES, Fault, contract_of
from ..denied import is_denied
from ..fields import FIELDS, NOT_UNDERSTOOD, POSITION, Field, Kind, object_of
from ..header import header_of
from ..intake import problem_of
from ..misplaced import misplaced
from ..model import CUSTOM, ID, Contract, Record, Snapshot, Value
from ..pieces import Piece
from ..readers import reader_of
from ..sources import opened
from ..spreadsheet import AS_THE_FILE_TELLS, Spreadsheet
from ..writing import absent_groups, customs
from .cells import FORMULA, GUARD
from .lacking import TITLE

CLOSING_PLANNED = "closing_planned"


def merge_supplement(
    snapshot: Snapshot,
    name: str,
    stdin: BinaryIO | None = None,
    spreadsheet: Spreadsheet = AS_THE_FILE_TELLS,
    latest: float = math.inf,
) -> list[Problem]:
    """Fill in what a CSV adds; returns warnings. `latest`: what has happened cannot be dated later.

    Raises `InputError` with everything that contradicts the snapshot, names no contract of it, or
    cannot be read; the snapshot is then not to be used.
    """
    merge = _Merge(snapshot, latest)
    with opened(name, stdin, spreadsheet) as source:
        for piece in reader_of(source).read(source):
            merge.take(piece)
    errors = [each for each in merge.problems if each.level not in (Level.WARNING, Level.NOTE)]
    if errors:
        raise InputError(errors)
    return merge.problems


class _Merge:
    def __init__(self, snapshot: Snapshot, latest: float) -> None:
        self.snapshot = snapshot
        self.latest = latest
        self._wrong: set[tuple[int, str]] = set()
        """Days of the contract that is merged that cannot be right: by its record, and the path."""
        self.contracts = {contract.id: contract for contract in snapshot.contracts}
        self.problems: list[Problem] = []

    def take(self, piece: Piece) -> None:
        """Merge a contract with its milestones, or the accounts."""
        self.problems += piece.problems
        faults: list[Fault] = []
        raw = _unguarded(piece.raw)
        if piece.is_header:
            header = header_of(raw if isinstance(raw, dict) else {}, faults, textual=True)
            self._tell(faults, piece)
            self._role(header.role, piece)
            for index, record in enumerate(header.accounts):
                at: Path = ("account",) if len(header.accounts) == 1 else ("accounts", index)
                self._account(record, piece, at)
            return
        if not isinstance(raw, dict):
            return
        added = contract_of(raw, faults, textual=True)
        self._tell(faults, piece)
        if added.values[ID] is None:
            return
        known = self.contracts.get(added.id)
        if known is None:
            hint = did_you_mean(added.id, self.contracts)
            self._error(piece, ("id",), f"no contract has the id {found(added.id)}", hint)
            return
        if CLOSING_PLANNED in raw:
            index = POSITION[Scope.CONTRACT][CLOSING_PLANNED]
            known.values[index] = added.values[index]
        self._wrong = {
            (id(record), field.path)
            for scope, record in _records(known)
            for field in misplaced(scope, record, known, self.latest)
        }
        self._fill(Scope.CONTRACT, known.values, added.values, piece, ())
        if MILESTONES in raw:
            self._milestones(known, added.milestones or [], piece)

    def _milestones(self, known: Contract, added: list[Record], piece: Piece) -> None:
        if known.milestones is None:
            known.milestones = added
            return
        by_id = {record[ID]: record for record in known.milestones}
        if not added and by_id:
            message = f"the contract has {len(by_id)} milestones"
            self._error(piece, (MILESTONES,), message, "leave the cell empty")
        for index, record in enumerate(added):
            path: Path = (MILESTONES, index)
            other = by_id.get(record[ID])
            if other is not None:
                self._fill(Scope.MILESTONE, other, record, piece, path)
            elif record[ID] is not None:
                hint = did_you_mean(str(record[ID]), map(str, by_id))
                message = f"the contract has no milestone {found(record[ID])}"
                self._error(piece, (*path, "id"), message, hint)

    def _role(self, added: str | None, piece: Piece) -> None:
        """Take over on which side the exporter stands, where nobody has said it."""
        if added is None:
            return
        if self.snapshot.role_is_assumed:
            self.snapshot.role, self.snapshot.role_is_assumed = added, False
        elif added != self.snapshot.role:
            message = f"role is {added} here, and the export is judged for the {self.snapshot.role}"
            self._error(piece, ("role",), message, "only what is not known is filled in")

    def _account(self, record: Record, piece: Piece, path: Path) -> None:
        accounts = self.snapshot.accounts
        other = next((each for each in accounts if each[ID] == record[ID]), None)
        if other is None and len(accounts) == 1 and None in (record[ID], accounts[0][ID]):
            other = accounts[0]
        if other is not None:
            self._fill(Scope.ACCOUNT, other, record, piece, path)
        elif not accounts:
            accounts.append(record)
        else:
            message = f"no account has the id {found(record[ID])}"
            self._error(piece, (*path, "id"), message)

    def _fill(self, scope: Scope, known: Record, added: Record, piece: Piece, path: Path) -> None:
        """Take over what is not known; what is known must be the same."""
        for index, field in enumerate(FIELDS[scope]):
            value = added[index]
            if value is None or field.path == CLOSING_PLANNED:
                continue
            if field.kind is Kind.CUSTOM:
                self._fill_custom(known, value, piece, path)
                continue
            if field.path == NOT_UNDERSTOOD and isinstance(value, tuple):
                told = known[index]
                before = told if isinstance(told, tuple) else ()
                known[index] = tuple(dict.fromkeys((*before, *value)))
                for group in {object_of(str(each)) for each in value} & {*absent_groups(known)}:
                    message = f"{group} is spoken of here, and none in the export"
                    self._error(piece, path, message, "only what is not known is filled in")
                continue
            is_open = (id(known), field.path) in self._wrong or (
                scope is Scope.MILESTONE and is_denied(known, field.path)
            )
            if known[index] is None or is_open or _adds(field, known[index], value):
                known[index] = value
            elif known[index] != value and field.path != TITLE:
                stated = as_text(field.unit, known[index])
                message = (
                    f"{field.need} is {as_text(field.unit, value)} here and {stated} in the export"
                )
                at = (*path, *field.path.split("."))
                self._error(piece, at, message, "only what is not known is filled in")

    def _fill_custom(self, known: Record, added: Value, piece: Piece, path: Path) -> None:
        """Take over the fields of a user's own that are not known."""
        stated = {each.name: each for each in customs(known[CUSTOM])}
        for each in customs(added):
            at = (*path, "custom", each.name)
            other = stated.setdefault(each.name, replace(each, place=piece.origin.place(at)))
            if str(other.raw) != str(each.raw):
                message = (
                    f"{each.name} is {found(each.raw)} here and {found(other.raw)} in the export"
                )
                self._error(piece, at, message, "only what is not known is filled in")
        known[CUSTOM] = tuple(stated.values())

    def _tell(self, faults: list[Fault], piece: Piece) -> None:
        self.problems += (problem_of(fault, piece, piece.label) for fault in faults)

    def _error(self, piece: Piece, path: Path, message: str, hint: str = "") -> None:
        self.problems.append(Problem(piece.origin.place(path), message, hint))


def _records(contract: Contract) -> Iterator[tuple[Scope, Record]]:
    yield Scope.CONTRACT, contract.values
    for record in contract.milestones or ():
        yield Scope.MILESTONE, record


def _unguarded(value: object) -> object:
    """The value without the mark that keeps a spreadsheet from running it."""
    if isinstance(value, dict):
        return {key: _unguarded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_unguarded(each) for each in value]
    if isinstance(value, str) and value.startswith(GUARD) and value[1:].startswith(FORMULA):
        return value[1:]
    return value


def _adds(field: Field, known: Value, value: Value) -> bool:
    """Whether a list of instants holds all that are known, and more."""
    return (
        field.kind is Kind.INSTANTS
        and isinstance(known, tuple)
        and isinstance(value, tuple)
        and set(known) < set(value)
    )

"""What a person adds by hand: a CSV of a few columns, whose cells fill in what is not known.

The template names the columns that are asked for; merging it back changes nothing that is known, and a
cell that contradicts the snapshot is an error with its file, line and column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import BinaryIO

from ...problems import InputError, Level, Problem, did_you_mean
from ...snapshot.value_text import as_text
from ...units import Scope
from ..bad_value import Path, found
from ..conform import MILESTONES, Fault, contract_of
from ..convert import NONE_WORD
from ..denied import denied, is_denied
from ..fields import FIELDS, NOT_UNDERSTOOD, OBJECTS_WITH_NONE, POSITION, Field, Kind, object_of
from ..header import header_of
from ..intake import problem_of
from ..model import CUSTOM, ID, Contract, Record, Snapshot, Value, blank
from ..pieces import Piece
from ..readers import reader_of
from ..sheets.columns import EMPTY_LIST, column_named, known_columns, own_column
from ..sheets.questions import QUESTION_COLUMNS
from ..sources import opened
from ..spreadsheet import AS_THE_FILE_TELLS, Spreadsheet
from ..writing import absent_groups, customs
from .cells import FORMULA, GUARD, cells_of
from .new_template import explained

TITLE, CLOSING_PLANNED = "title", "closing_planned"
NOT_ASKED = "-"
"""Marks a cell that no rule waits for."""
OF_UNKNOWN_MILESTONES = ("id", "state", "escrow_amount")
"""Columns for milestones of which nothing is known."""


OwnByNeed = Mapping[str, Field]
"""The fields that packs declare, by the name under which a report asks for them."""
NOTHING_OWN: OwnByNeed = MappingProxyType({})

Waits = Callable[[str, object, str], bool]
"""Whether a rule waits for a column, of a contract (by id) or a milestone of it (by id, or None)."""


def supplement_template(
    snapshot: Snapshot, needs: Sequence[str], waits: Waits, own: OwnByNeed = NOTHING_OWN
) -> str:
    """A CSV with a row for each contract or milestone of which a needed field is not known.

    Cells that no rule waits for hold `-`, which is read as not known.
    """
    columns = _columns(needs)
    text = io.StringIO()
    rows = csv.DictWriter(text, columns, lineterminator="\n", restval="")
    rows.writeheader()
    for contract in snapshot.contracts:
        for milestone, row in _asked_once(_rows(contract, snapshot, columns)):
            marked = _marked(row, contract.id, milestone, waits)
            if any(not cell and not _is_name(name) for name, cell in marked.items()):
                rows.writerow(marked)
    return text.getvalue()


def questions_template(
    snapshot: Snapshot, needs: Sequence[str], waits: Waits, own: OwnByNeed = NOTHING_OWN
) -> str:
    """A CSV with a row for each cell that a rule waits for: what is asked, and room for the answer."""
    columns = _columns(needs)
    known = known_columns()
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(QUESTION_COLUMNS)
    for contract in snapshot.contracts:
        for milestone, row in _asked_once(_rows(contract, snapshot, columns)):
            marked = _marked(row, contract.id, milestone, waits)
            for name, cell in marked.items():
                of = marked.get("milestone.id", "") if name.startswith("milestone.") else ""
                if cell == "" and not _is_name(name):
                    column = own_column(own[name]) if name in own else known[name]
                    about = explained(column)
                    rows.writerow([marked["id"], marked[TITLE], of, name, about, ""])
    return text.getvalue()


def _asked_once(
    rows: Iterable[tuple[object, dict[str, str]]],
) -> Iterator[tuple[object, dict[str, str]]]:
    """The rows of a contract, of which the first alone asks for what is not the milestone's."""
    for index, (milestone, row) in enumerate(rows):
        if index:
            row = {
                name: cell or ("" if name.startswith("milestone.") or _is_name(name) else NOT_ASKED)
                for name, cell in row.items()
            }
        yield milestone, row


def _marked(
    row: dict[str, str], contract_id: str, milestone: object, waits: Waits
) -> dict[str, str]:
    return {
        name: cell or ("" if _is_name(name) or waits(contract_id, milestone, name) else NOT_ASKED)
        for name, cell in row.items()
    }


def _is_name(name: str) -> bool:
    """Names what a row is about, and is never marked: a dash could be a name."""
    column = column_named(name)
    is_text = column is not None and column.kind is Kind.TEXT
    return name.rpartition(".")[2] in ("id", TITLE) or is_text


def _columns(needs: Sequence[str]) -> list[str]:
    """The columns in the order of the field catalogue, with those that identify their rows."""
    known = known_columns()
    wanted = {name for name in needs if name in known}
    own = [name for name in needs if name not in known and column_named(name)]
    for group in OBJECTS_WITH_NONE:
        if any(name.startswith(f"{group}.") for name in wanted):
            wanted.add(group)
    if MILESTONES in wanted:
        wanted |= {f"milestone.{name}" for name in OF_UNKNOWN_MILESTONES}
    for prefix in ("milestone.", "account."):
        if any(name.startswith(prefix) for name in (*wanted, *own)):
            wanted.add(prefix + "id")
    if "milestone.id" in wanted:
        wanted.add("milestone.title")
    return ["id", TITLE, *(name for name in known if name in wanted - {"id", TITLE}), *own]


def _rows(
    contract: Contract, snapshot: Snapshot, columns: list[str]
) -> Iterator[tuple[object, dict[str, str]]]:
    """The rows of a contract in which something is not known, each with the id of its milestone."""
    account = next(
        (each for each in snapshot.accounts if each[ID] in (None, contract.get("account_id"))),
        blank(Scope.ACCOUNT),
    )
    cells = cells_of(Scope.CONTRACT, contract.values) | cells_of(Scope.ACCOUNT, account, "account.")
    if contract.milestones == []:
        cells[MILESTONES] = EMPTY_LIST
    absent = absent_groups(contract.values)
    for group in OBJECTS_WITH_NONE:
        parts = [path for path in cells if path.startswith(f"{group}.")]
        if parts:
            # Something is known of it, so that it is not asked for.
            cells[group] = NONE_WORD if group in absent else " "
        if group in absent:
            # An amount cannot be called `none` by itself.
            cells |= dict.fromkeys(parts, " ")
    milestones = contract.milestones if any("milestone." in each for each in columns) else None
    records: list[Record | None] = list(milestones or ()) or [None]
    for record in records:
        row = cells if record is None else cells | _cells_of_milestone(record)
        is_whole = record is not None or (contract.milestones is None and MILESTONES in columns)
        asked = [each for each in columns if is_whole or "milestone." not in each]
        if any(each not in row for each in asked if not each.endswith(TITLE)):
            milestone = record[ID] if record is not None else None
            yield milestone, {name: row.get(name, "").strip() for name in columns}


def _cells_of_milestone(record: Record) -> dict[str, str]:
    """What is known of a milestone; what its state denies is not."""
    denies = {f"milestone.{path}" for path in denied(record)}
    cells = cells_of(Scope.MILESTONE, record, "milestone.")
    return {name: cell for name, cell in cells.items() if name not in denies}


def merge_supplement(
    snapshot: Snapshot,
    name: str,
    stdin: BinaryIO | None = None,
    spreadsheet: Spreadsheet = AS_THE_FILE_TELLS,
) -> list[Problem]:
    """Fill in what a CSV adds; returns warnings.

    Raises `InputError` with everything that contradicts the snapshot, names no contract of it, or
    cannot be read; the snapshot is then not to be used.
    """
    merge = _Merge(snapshot)
    with opened(name, stdin, spreadsheet) as source:
        for piece in reader_of(source).read(source):
            merge.take(piece)
    errors = [each for each in merge.problems if each.level not in (Level.WARNING, Level.NOTE)]
    if errors:
        raise InputError(errors)
    return merge.problems


class _Merge:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
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
            is_open = scope is Scope.MILESTONE and is_denied(known, field.path)
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

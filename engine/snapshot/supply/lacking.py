"""The tables of what a snapshot lacks, to be filled in by hand and merged back as a supplement."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from ...units import Scope
from ..conform import MILESTONES
from ..convert import NONE_WORD
from ..denied import denied
from ..fields import OBJECTS_WITH_NONE, Field, Kind
from ..misplaced import misplaced
from ..model import ID, Contract, Record, Snapshot, blank
from ..sheets.columns import EMPTY_LIST, column_named, known_columns, own_column
from ..sheets.questions import QUESTION_COLUMNS
from ..writing import absent_groups
from .cells import cells_of
from .new_template import explained

TITLE = "title"
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
    snapshot: Snapshot,
    needs: Sequence[str],
    waits: Waits,
    own: OwnByNeed = NOTHING_OWN,
    latest: float = math.inf,
) -> str:
    """A CSV with a row for each contract or milestone of which a needed field is not known.

    Cells that no rule waits for hold `-`, which is read as not known.
    """
    columns = _columns(needs)
    text = io.StringIO()
    rows = csv.DictWriter(text, columns, lineterminator="\n", restval="")
    rows.writeheader()
    for marked in _marked_rows(snapshot, columns, waits, latest):
        if any(not cell and not _is_name(name) for name, cell in marked.items()):
            rows.writerow(marked)
    return text.getvalue()


def questions_template(
    snapshot: Snapshot,
    needs: Sequence[str],
    waits: Waits,
    own: OwnByNeed = NOTHING_OWN,
    latest: float = math.inf,
) -> str:
    """A CSV with a row for each cell that a rule waits for: what is asked, and room for the answer."""
    columns = _columns(needs)
    known = known_columns()
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(QUESTION_COLUMNS)
    for marked in _marked_rows(snapshot, columns, waits, latest):
        for name, cell in marked.items():
            of = marked.get("milestone.id", "") if name.startswith("milestone.") else ""
            if cell == "" and not _is_name(name):
                column = own_column(own[name]) if name in own else known[name]
                about = explained(column)
                rows.writerow([marked["id"], marked[TITLE], of, name, about, ""])
    return text.getvalue()


def _marked_rows(
    snapshot: Snapshot, columns: list[str], waits: Waits, latest: float
) -> Iterator[dict[str, str]]:
    """The rows of all contracts, with a mark in the cells that no rule waits for."""
    for contract in snapshot.contracts:
        for milestone, row in _asked_once(_rows(contract, snapshot, columns, latest)):
            yield _marked(row, contract.id, milestone, waits)


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
    contract: Contract, snapshot: Snapshot, columns: list[str], latest: float
) -> Iterator[tuple[object, dict[str, str]]]:
    """The rows of a contract in which something is not known, each with the id of its milestone."""
    account = next(
        (each for each in snapshot.accounts if each[ID] in (None, contract.get("account_id"))),
        blank(Scope.ACCOUNT),
    )
    cells = cells_of(Scope.CONTRACT, contract.values) | cells_of(Scope.ACCOUNT, account, "account.")
    for field in misplaced(Scope.CONTRACT, contract.values, contract, latest):
        cells.pop(field.path, None)
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
        row = cells if record is None else cells | _cells_of_milestone(record, contract, latest)
        is_whole = record is not None or (contract.milestones is None and MILESTONES in columns)
        asked = [each for each in columns if is_whole or "milestone." not in each]
        if any(each not in row for each in asked if not each.endswith(TITLE)):
            milestone = record[ID] if record is not None else None
            yield milestone, {name: row.get(name, "").strip() for name in columns}


def _cells_of_milestone(record: Record, contract: Contract, latest: float) -> dict[str, str]:
    """What is known of a milestone; what its state denies is not, and no day that cannot be right."""
    wrong = misplaced(Scope.MILESTONE, record, contract, latest)
    denies = {f"milestone.{path}" for path in (*denied(record), *(each.path for each in wrong))}
    cells = cells_of(Scope.MILESTONE, record, "milestone.")
    return {name: cell for name, cell in cells.items() if name not in denies}

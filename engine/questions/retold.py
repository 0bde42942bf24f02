"""Rows of some accounts in one state of knowledge, of which a few contracts are told otherwise for a while."""

from __future__ import annotations

from collections.abc import Sequence

from ..meaning.layout import FIRST, IS_COMPLETE, MEMBERS, RECORD, UP, Layout, Row
from ..policy.readings import Knowledge
from ..python.among import Among
from ..python.compute import FactProgram
from ..python.rows import RowSet
from ..python.stages import AROUND
from ..snapshot.model import ID, Contract
from ..units import Scope

Told = Sequence[tuple[Row, Contract]]
"""The rows of contracts, and what they are to hold."""


class Retold:
    """The rows of contracts hold what they are told, and what is around them follows; others stay as they are."""

    def __init__(self, program: FactProgram, level: Knowledge) -> None:
        """The rows are filled by the program in this state of knowledge."""
        self._program, self._level = program, level
        self._among = Among()
        self._otherwise: list[Row] = []
        """The rows that are not as they were."""

    def tell(self, told: Told) -> RowSet:
        """Let these rows, and none else, hold something else: they, their milestones and what is around them."""
        self.restore()
        rows = [row for row, _ in told]
        touched = _touched(rows)
        self._among.keep(touched)
        self._among.change(rows)
        self._otherwise = touched
        return self._filled(told)

    def _filled(self, told: Told) -> RowSet:
        for row, contract in told:
            put(row, contract, self._program.layout)
        near = rows_near([row for row, _ in told])
        self._program.fill(near, self._level, None, self._among)
        return near

    def restore(self) -> None:
        """Let all rows be as they were."""
        self._among.restore(self._otherwise)
        self._otherwise = []

    def settle(self, row: Row, contract: Contract) -> None:
        """Let a row hold something else from now on."""
        self.tell([(row, contract)])
        touched, self._otherwise = self._otherwise, []
        self._among.settle([*touched, *row[MEMBERS]])

    def forget(self) -> None:
        """What was told of a contract is not met again."""
        self._among.forget()


def _touched(contracts: Sequence[Row]) -> list[Row]:
    near = rows_near(contracts)
    return [row for rows in near.rows.values() for row in rows]


def rows_near(contracts: Sequence[Row]) -> RowSet:
    """The rows of contracts, their milestones, and what is around them, each once."""
    rows = {scope: list[Row]() for scope in Scope}
    rows[Scope.CONTRACT] = [*contracts]
    rows[Scope.MILESTONE] = [row for contract in contracts for row in contract[MEMBERS]]
    inner = rows[Scope.CONTRACT]
    for scope in AROUND:
        inner = rows[scope] = list({id(row[UP]): row[UP] for row in inner}.values())
    return RowSet(rows, {scope: [] for scope in Scope})


def put(row: Row, told: Contract, layout: Layout) -> None:
    """Let the row of a contract hold what is told, its milestones included."""
    milestones = told.milestones or []
    if told.milestones is not None and len(milestones) != len(row[MEMBERS]):
        empty = [None] * (layout.width[Scope.MILESTONE] - FIRST)
        row[MEMBERS] = [
            [record, row, (), (), True, (), record[ID], *empty] for record in milestones
        ]
        row[IS_COMPLETE] = True
    elif told.milestones is None and row[MEMBERS]:
        row[MEMBERS], row[IS_COMPLETE] = [], False
    elif told.milestones is None:
        row[IS_COMPLETE] = False
    else:
        row[IS_COMPLETE] = True
    row[RECORD] = told.values
    for member, record in zip(row[MEMBERS], milestones, strict=True):
        member[RECORD] = record

"""What a library that reads workbooks does not tell of their cells, found in the XML of a sheet."""

from __future__ import annotations

from msgspec import Struct, field

Cell = tuple[int, int]
"""Row and column, from 0."""
Range = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""

MOST_CELLS = 2_000_000
"""Of the rectangle that a sheet fills."""


class Marks(Struct):
    """Cells of one sheet that are not what their values seem."""

    errors: dict[Cell, str] = field(default_factory=dict)
    """Failed formulas, with what they show: #REF!"""
    uncomputed: set[Cell] = field(default_factory=set)
    """Formulas whose value was never computed, or not since the last change."""
    percents: set[Cell] = field(default_factory=set)
    """Numbers that are shown as percent: a hundredth of what is seen."""
    merged: list[Range] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    """How far the cells reach that hold anything."""

    def reach(self, row: int, column: int) -> None:
        """A cell that holds something."""
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)

    @property
    def is_too_large(self) -> bool:
        """Whether the sheet fills more cells than are read."""
        return self.rows * self.columns > MOST_CELLS or len(self.merged) > MOST_CELLS

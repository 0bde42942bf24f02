"""Where in a table stands what a contract, an account or the export says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from msgspec import Struct, field

from ...problems import Place, Problem
from ..bad_value import Path
from ..conform import MILESTONES
from .grid import Grid


class Group(Struct):
    """The rows that speak of one thing: a contract, an account, the export."""

    first: int
    """The number of the first row; 0 for the export."""
    cells: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By column, what its cell says, and the row."""
    milestones: list[tuple[int, dict[str, object]]] = field(default_factory=list)
    """The row of each milestone, and the milestone."""
    currencies: list[tuple[int, str, str]] = field(default_factory=list)
    """Row and column of each amount with a currency, and the currency."""
    problems: list[Problem] = field(default_factory=list)

    def forget_values(self) -> None:
        """Keep no more than what finds the place of a problem."""
        self.cells = {name: cell for name, cell in self.cells.items() if cell[1] != self.first}
        self.milestones = [(row, {}) for row, _ in self.milestones]
        self.currencies = []


def name_milestones(group: Group) -> None:
    """Give milestones that have no id their titles for ids, or their rows where two are the same."""
    titles = Counter(milestone.get("title") for _, milestone in group.milestones)
    for row, milestone in group.milestones:
        title = milestone.get("title")
        milestone["id"] = title if title and titles[title] == 1 else f"row {row}"


class TableOrigin:
    """The rows of a contract, or of the export with its accounts."""

    __slots__ = ("_accounts", "_grid", "_group", "_index")

    def __init__(
        self,
        grid: Grid,
        index: Callable[[str], int | None],
        group: Group,
        accounts: list[Group] | None = None,
    ) -> None:
        self._grid = grid
        self._index = index
        self._group = group
        self._accounts = accounts or []

    def start(self) -> Place:
        """Where the first row begins, without the quoted line."""
        return self._grid.start(self._group.first)

    def place(self, path: Path = (), *, at_key: bool = False) -> Place:
        """The place of the cell that a path leads to, else of the row."""
        group, prefix, row = self._group, "", self._group.first
        if len(path) > 1 and path[0] == MILESTONES and isinstance(path[1], int):
            row, prefix, path = group.milestones[path[1]][0], "milestone.", path[2:]
        elif path and path[0] in ("account", "accounts"):
            index = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
            group, prefix = self._accounts[index], "account."
            row, path = group.first, path[2 if path[0] == "accounts" else 1 :]
        names = [str(step) for step in path if isinstance(step, str)]
        while names:
            name = prefix + ".".join(names)
            column = self._index(name)
            if column is not None:
                if name in group.cells:
                    row = group.cells[name][1]
                return self._grid.place(row, column, name)
            names.pop()
        return self._grid.place(row)

"""The currencies that stand beside the amounts of a contract."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from ...problems import Level, Problem
from ..bad_value import found
from ..currencies import CODES_OF_SHARED_SIGN
from .grid import Grid
from .table_places import Group

CURRENCY = "currency"


class Currencies:
    """Says which currency the amounts of a contract are in, where they name one."""

    def __init__(self, grid: Grid, index: Callable[[str], int | None]) -> None:
        self._grid = grid
        self._index = index

    def settle(self, raw: dict[str, object], group: Group, notes: list[Problem]) -> None:
        """Fill in the currency that the amounts name; two that differ are an error."""
        stated = raw.get(CURRENCY)
        if stated is None:
            codes = [each for each in group.currencies if each[2] not in CODES_OF_SHARED_SIGN]
            if codes:
                raw[CURRENCY] = stated = codes[0][2]
        for row, name, currency in group.currencies:
            place = self._grid.place(row, self._index(name), name)
            if stated is None:
                message = f"the sign {currency} leaves open which currency it is: not known"
                hint = "a column `currency` says it, like USD"
                if not any(each.message == message for each in notes):
                    notes.append(Problem(replace(place, quoted=""), message, hint, Level.NOTE))
            elif stated not in CODES_OF_SHARED_SIGN.get(currency, (currency,)):
                message = f"the amount is in {currency}, and the currency of the contract is "
                hint = "all amounts of a contract are in its currency"
                group.problems.append(Problem(place, message + found(stated)[1:-1], hint))

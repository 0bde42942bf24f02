"""Banks that stay open for the rows of several instants.

Making a bank costs as much as putting fifty rows to it. Instants reach the library counted from the one
that a run judges at, so that most rules look the same at every instant, and one bank does for many.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from types import TracebackType
from typing import NamedTuple, Self

from .bank import Bank
from .encode import Encode, Encoding
from .plan import BankPlan

MOST = 64
"""Banks that are open at once."""

ONE_AT_A_TIME = threading.Lock()
"""The library keeps its rulesets in tables of the process, and nobody promises more."""


class _Open(NamedTuple):
    """A bank, and what it was made of, so that nothing else takes the identity of that."""

    bank: Bank
    encode: Encode
    made_of: tuple[BankPlan, Encoding]


class Banks:
    """Open banks, by plan and by the numbers that their rules hold; use it in a `with` statement.

    Meanwhile no other thread has banks.
    """

    def __init__(self) -> None:
        self._open: OrderedDict[Hashable, _Open] = OrderedDict()

    def __enter__(self) -> Self:
        ONE_AT_A_TIME.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            while self._open:
                self._close_oldest()
        finally:
            ONE_AT_A_TIME.release()

    def of(self, plan: BankPlan, encoding: Encoding) -> tuple[Bank, Encode]:
        """The bank of a plan, and what makes facts for it of rows. Raises EngineFault as `Bank` does."""
        key = (id(plan), plan.numbers(encoding), id(encoding) if encoding.ranks else None)
        found = self._open.get(key)
        if found is None:
            while len(self._open) >= MOST:
                self._close_oldest()
            encode = encoding.encoder(plan.columns)
            bank = Bank(plan.fields(), plan.checks(encoding))
            self._open[key] = found = _Open(bank, encode, (plan, encoding))
        self._open.move_to_end(key)
        return found.bank, found.encode

    def _close_oldest(self) -> None:
        self._open.popitem(last=False)[1].bank.close()

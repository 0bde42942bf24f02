"""What policies say of contracts while they are taken in, by whoever knows the policies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from ..problems import Problem
from .conform import Fault
from .model import Contract, Record


class Examines(Protocol):
    """Tells what is wrong with the fields of a user's own; `platform`: that of the export."""

    def of_account(self, record: Record, platform: str) -> Iterator[Problem]:
        """What is wrong with an account."""
        ...

    def of_contract(self, contract: Contract, platform: str) -> Iterator[Problem]:
        """What is wrong with a contract and its milestones."""
        ...


HoldsAlways = Callable[[Contract, str, str | None], Iterable[Fault]]
"""What of a contract denies what holds of all of its platform; given are platform and role of the export."""

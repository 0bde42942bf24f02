"""The snapshot as the engine holds it: plain records in the order of the field catalogue."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from msgspec import Struct, field

from ..problems import Place, Problem
from ..units import Scope
from .fields import POSITION


class Absent(Enum):
    """The one value for "known not to exist", written `none`."""

    NONE = "none"

    def __repr__(self) -> str:
        return "NONE"


NONE = Absent.NONE


@dataclass(frozen=True, slots=True)
class Custom:
    """A field of a user's own, as it was written; the pack that declares it says what it is."""

    name: str
    raw: object
    """A text, a number, a flag or a tuple of these; never null."""
    place: Place | None = dataclasses.field(default=None, compare=False)


Item = int | str | tuple[int | None, int | None] | Custom
Value = None | Absent | bool | int | Fraction | str | tuple[Item, ...]
"""A field's value: None is "not known"; see `closeout.engine.units` for what each unit holds.

Texts and states that are known not to exist are the word "none"; every other kind is NONE.
"""

Record = list[Value]
"""The values of one account, contract or milestone, in the order of `FIELDS[scope]`."""


class Contract(Struct):
    """One contract with its milestones."""

    values: Record
    milestones: list[Record] | None
    """None: not known. Hourly contracts that name none have []."""
    place: Place | None = None
    is_invalid: bool = False
    """Could not be read: nothing but the id is known (`--on-invalid skip`)."""

    @property
    def id(self) -> str:
        """The contract's id; every contract has one."""
        return self.values[ID]  # type: ignore[return-value]  # str() takes longer than all the rest

    def get(self, path: str) -> Value:
        """The value of a contract field by its dotted path."""
        return self.values[POSITION[Scope.CONTRACT][path]]


ID = 0
"""Every record starts with its id."""
CUSTOM = -1
"""Every contract and milestone ends with the fields of a user's own."""

AT_ACCOUNT = POSITION[Scope.CONTRACT]["account_id"]
"""Where the record of a contract holds its account; what it holds where, as far as it is looked up often."""
AT_PLATFORM = POSITION[Scope.CONTRACT]["platform"]
AT_CLIENT = POSITION[Scope.CONTRACT]["client.id"]
AT_CLIENT_NAME = POSITION[Scope.CONTRACT]["client.name"]
AT_TITLE = POSITION[Scope.CONTRACT]["title"]
AT_CLOSING_PLANNED = POSITION[Scope.CONTRACT]["closing_planned"]

DEFAULT_PLATFORM = "upwork"
ROLES = ("freelancer", "agency", "client")
SAY_WHICH_SIDE = (
    "say on which side you stand: where nothing is said, the answers are a freelancer's"
)
"""What to do about a role that is not understood: leaving it out takes a side as well."""


class File(Struct, frozen=True):
    """One file of an export."""

    name: str
    shape: str
    """The foreign shape it has; "" for a snapshot."""
    known_until: int | None
    """How far its knowledge reaches, where it says so."""


class Snapshot(Struct):
    """An export: who exported, when, and the contracts. Instants in UTC seconds."""

    contracts: list[Contract]
    accounts: list[Record] = field(default_factory=list)
    as_of: int | None = None
    exported_at: int | None = None
    platform: str = DEFAULT_PLATFORM
    role: str = "freelancer"
    role_is_assumed: bool = False
    """Whether nobody said so, and `role` is the most common one."""
    problems: list[Problem] = field(default_factory=list)
    """Warnings and contradictions that were met while reading."""
    files: list[File] = field(default_factory=list)
    """What it was read from."""
    read_at: int | None = None
    """What the clock said when it was read: where it does not say of when it is, it knows nothing later."""
    names_accounts: bool = False
    """Whether it is a part of an export that names accounts elsewhere."""

    @property
    def known_until(self) -> int | None:
        """How far the knowledge reaches, where the export says so."""
        return self.as_of if self.exported_at is None else self.exported_at

    def exported_for(self, as_of: int) -> int:
        """How far the knowledge reaches for who judges at `as_of`: as it states, else to that instant.

        An export that states an `as_of` alone was made by then, and says nothing of what came later; one that
        states nothing was made by now.
        """
        if self.exported_at is not None:
            return self.exported_at
        made_by = self.read_at if self.as_of is None else self.as_of
        return as_of if made_by is None else min(made_by, as_of)


def blank(scope: Scope) -> Record:
    """A record of which nothing is known."""
    return [None] * len(POSITION[scope])

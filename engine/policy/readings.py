"""What a pack takes for granted where a snapshot is silent: implications and assumptions.

Three grades of knowledge. *Stated*: the input says it. *Implied*: it follows from what is stated by the
way the platform works, and is as good as stated. *Assumed*: what an expert takes for granted until told
otherwise, and says so; an assumption can stop a person, and lets one go only if it is marked for it
(`may_close`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from ..problems import Place
from ..units import Scope
from .basis import Basis
from .conditions import Condition, Operand, Ref


class Knowledge(IntEnum):
    """What rows are filled with; each state holds what the ones before it hold."""

    STRICT = 0
    """What is stated and implied."""
    CAREFUL = 1
    """And the assumptions on which a closing may rest."""
    WORKING = 2
    """And all others."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value or a bound for a fact of which the snapshot says nothing.

    It narrows what is known and never contradicts it. `overrules`: it also holds against a stated
    value that it denies.
    """

    id: str
    pack: str
    scope: Scope
    refs: tuple[Ref, ...]
    """The fact; or all fields of a group that is `none` as a whole."""
    when: Condition
    value: Operand | None
    at_least: Operand | None
    at_most: Operand | None
    lower_bound: Ref | None
    """The value is the least that this fact can be."""
    mentioned: str
    """A group of fields of which the snapshot has to say something; "" for none."""
    is_assumed: bool
    may_close: bool
    overrules: bool
    roles: frozenset[str]
    says: str
    """One sentence for the person who reads the report."""
    because: str
    short: str
    """A few words on a finding that rests on it: "if you have not"."""
    basis: Basis
    sources: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)

    @property
    def needed(self) -> Knowledge:
        """The least state of knowledge in which it holds."""
        if not self.is_assumed:
            return Knowledge.STRICT
        return Knowledge.CAREFUL if self.may_close else Knowledge.WORKING

    @property
    def word(self) -> str:
        """`implication` or `assumption`."""
        return "assumption" if self.is_assumed else "implication"

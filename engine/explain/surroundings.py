"""One contract among those that bear on it, and its rows at any instant "if nothing else changes".

When as-of moves, the export moves along with it: as if a later export showed the same values.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from ..meaning.layout import CURRENCY, ESCROW_OF_MILESTONE, MEMBERS, Layout, Row, enclosing
from ..meaning.reading import Reader
from ..policy.applied import (
    EXPORT_FRESH,
    EXPORT_FRESH_TO_CLOSE,
    HOLIDAYS_PARAM,
    Applied,
    apply_pack,
)
from ..policy.conditions import Ref
from ..policy.definitions import Aggregate, Rank
from ..policy.pack import Pack, Rule
from ..policy.readings import Knowledge, Reading
from ..policy.walk import Walkable, params, references
from ..python.compute import compile_facts
from ..python.rows import RowSet, build_rows
from ..snapshot.model import AT_ACCOUNT, Contract, Snapshot
from ..units import Scope
from .grounded import Filled, Grounded


class Surroundings(Struct, frozen=True):
    """A contract, perhaps one of its milestones, and the other contracts of its account."""

    snapshot: Snapshot
    contracts: tuple[Contract, ...]
    """Of one platform: those of the account, and those whose account is not known."""
    place: int
    """Index of the contract in `contracts`."""
    milestone: int | None
    """Index of the milestone in its contract."""
    as_of: int
    exported_at: int
    is_strict: bool = False
    """Nothing is assumed."""

    @property
    def contract(self) -> Contract:
        """The contract that is asked about."""
        return self.contracts[self.place]

    def alone(self) -> Surroundings:
        """The same contract without the others, for what does not look at them."""
        return replace(self, contracts=(self.contract,), place=0)

    def exported_when(self, as_of: int) -> int:
        """How far an export of that instant reaches, if it is as old then as this one is now."""
        return as_of - (self.as_of - self.exported_at)


def surroundings_of(
    snapshot: Snapshot,
    contracts: Iterable[Contract],
    contract: Contract,
    as_of: int,
    is_strict: bool = False,
) -> Surroundings:
    """The contract among those of `contracts` (its platform's) that share its account."""
    account = contract.values[AT_ACCOUNT]
    near = tuple(
        other
        for other in contracts
        if other is contract or account is None or other.values[AT_ACCOUNT] in (account, None)
    )
    place = next(index for index, other in enumerate(near) if other is contract)
    exported_at = snapshot.exported_for(as_of)
    return Surroundings(snapshot, near, place, None, as_of, exported_at, is_strict)


class Scene(Struct, frozen=True):
    """The rows of the surroundings at one instant, filled."""

    applied: Applied
    layout: Layout
    contract: Row
    milestone: int | None
    rows: int
    """How many there are, of contracts and milestones."""
    filled: Filled
    kept: RowSet
    """All rows, so that the ids in `filled` stay theirs."""

    def reader(self, scope: Scope) -> Reader:
        """The facts of the contract, its milestone, its client, its account or the export."""
        if scope is Scope.MILESTONE:
            assert self.milestone is not None
            row = self.contract[MEMBERS][self.milestone]
        else:
            row = enclosing(self.contract, Scope.CONTRACT, scope)
        return Grounded(self.layout, scope, row, self.filled)


def scene(
    pack: Pack,
    at: Surroundings,
    as_of: int,
    refs: Iterable[Ref],
    knowledge: Knowledge = Knowledge.WORKING,
) -> Scene:
    """The surroundings at an instant, with the named facts and all that they are made of."""
    return filled(applied_at(pack, at, as_of), at, refs, knowledge)


def applied_at(pack: Pack, at: Surroundings, as_of: int) -> Applied:
    """The pack at an instant, preview rules included."""
    return apply_pack(pack, as_of, at.exported_when(as_of), at.snapshot.role, preview=True)


def filled(
    applied: Applied,
    at: Surroundings,
    refs: Iterable[Ref],
    knowledge: Knowledge = Knowledge.WORKING,
) -> Scene:
    """The surroundings under an applied pack, in a state of knowledge."""
    program = compile_facts(applied, refs)
    rows = build_rows(program.layout, at.snapshot, list(at.contracts))
    implied: dict[tuple[int, str], str] = {}
    program.fill(rows, Knowledge.STRICT if at.is_strict else knowledge, implied)
    contracts = rows.rows[Scope.CONTRACT]
    size = len(contracts) + len(rows.rows[Scope.MILESTONE])
    return Scene(
        applied,
        program.layout,
        contracts[at.place],
        at.milestone,
        size,
        {**implied, **rows.assumed},
        rows,
    )


def narrowed(pack: Pack, roots: Iterable[Walkable], rule: Rule | None = None) -> Pack:
    """The pack with only what the roots (conditions, facts) speak of, directly or through facts.

    The currency is spoken of wherever money is. With a rule: that rule alone, in force at any time;
    its own period is asked apart.
    """
    action = pack.action_of(rule) if rule else None
    todo: list[Walkable] = [*roots, CURRENCY]
    if action is not None:
        todo.append(action)
    facts = {}
    readings: dict[str, Reading] = {}
    names = {HOLIDAYS_PARAM, EXPORT_FRESH, EXPORT_FRESH_TO_CLOSE}
    while todo:
        node = todo.pop()
        names.update(param.name for param in params(node))
        for ref in references(node):
            key = ref.key
            if key in pack.facts and key not in facts:
                facts[key] = pack.facts[key]
                todo.append(pack.facts[key])
            elif ref.scope is Scope.CONTRACT and ref.name in pack.settled:
                todo.append(pack.settled[ref.name])
            elif key == (Scope.CONTRACT, "escrow"):
                todo.append(ESCROW_OF_MILESTONE)
            for reading in pack.readings.values():
                if reading.id not in readings and any(own.key == key for own in reading.refs):
                    readings[reading.id] = reading
                    todo.append(reading)
    return replace(
        pack,
        rules=(dataclasses.replace(rule, start=None, until=None),) if rule else (),
        facts={key: fact for key, fact in pack.facts.items() if key in facts},
        actions={action.id: action} if action else {},
        params={name: param for name, param in pack.params.items() if name in names},
        readings={id: reading for id, reading in pack.readings.items() if id in readings},
        end_reason=None,
    )


def looks_around(pack: Pack) -> bool:
    """Whether a fact of the pack looks at other contracts than the own one."""
    return any(
        isinstance(period.definition, Rank)
        or (
            isinstance(period.definition, Aggregate)
            and (key[0], period.definition.member) != (Scope.CONTRACT, Scope.MILESTONE)
        )
        for key, fact in pack.facts.items()
        for period in fact.periods
    )

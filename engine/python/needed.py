"""What undecided conditions wait for, found by generated code; the specification judges a sample of it.

Writing and translating the code takes as long as asking the specification some thousands of times, so it is
made where there are many rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from ..compiled import compiled
from ..kept import Kept
from ..meaning.assumed import Assumed, Filled
from ..meaning.groups import OF_A_CONTRACT
from ..meaning.layout import Layout, Row
from ..meaning.needs import Needs, is_partly_known
from ..meaning.reading import Reader
from ..policy.conditions import Condition, Ref
from ..policy.definitions import Aggregate, Definition, Streak
from ..problems import EngineFault
from ..snapshot.fields import BY_PATH
from ..units import Scope
from .needs_code import NeedsWriter, known_by

JUDGED_OF = 500
"""Of so many answers the specification judges one, and the first of each condition."""

Adding = Callable[[Row, set[str]], None]


class NeedsProgram(Struct, frozen=True):
    """The generated source for all rules of a layout, and what its functions are called."""

    layout: Layout
    source: str
    values: dict[str, object]
    conditions: dict[int, str]
    """By the identity of a condition."""
    facts: dict[tuple[Scope, str], str]
    members: dict[int, str]
    breaks: dict[int, str]
    asked: dict[int, int]
    """By the identity of a condition: how often it was asked for, of all rows."""

    def loaded(self, needs: object) -> dict[str, Any]:
        """The functions, for one who remembers."""
        space: dict[str, Any] = {**self.values, **self.layout.instants}
        space |= {"needs": needs, "NOTHING": frozenset(), "INF": float("inf")}
        exec(compiled(self.source, "<needs>"), space)  # noqa: S102 - the source is generated
        return space


def needs_program(layout: Layout, *, of_assumptions: bool) -> NeedsProgram:
    """The program of a layout: for fields that are missing, or for assumptions."""
    writer = NeedsWriter(layout, of_assumptions=of_assumptions)
    asked = [(rule.condition, rule.rule.scope) for rule in layout.applied.rules]
    if layout.applied.closing is not None:
        asked.append((layout.applied.closing, Scope.CONTRACT))
    conditions: dict[int, str] = {}
    for condition, scope in asked:
        if id(condition) not in conditions:
            conditions[id(condition)] = f"condition_{len(conditions)}"
            writer.condition(conditions[id(condition)], condition, scope)
    return NeedsProgram(
        layout,
        "from fractions import Fraction\n" + "\n".join(writer.lines) + "\n",
        writer.names.values,
        conditions,
        writer.facts,
        writer.members,
        writer.breaks,
        {},
    )


GENERATED_FROM = 1_000
"""Contracts from which on the code is worth its making."""


KEPT = 32
"""Programs that stay known, for runs that differ in their instants alone."""

_WRITTEN: Kept[NeedsProgram] = Kept(KEPT)


class NeedsPrograms:
    """The programs of one layout, each made when it is first asked for."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    @cached_property
    def of_fields(self) -> NeedsProgram:
        """Which looks for fields."""
        return self._at_its_instants(of_assumptions=False)

    @cached_property
    def of_assumptions(self) -> NeedsProgram:
        """Which looks for assumptions."""
        return self._at_its_instants(of_assumptions=True)

    def _at_its_instants(self, *, of_assumptions: bool) -> NeedsProgram:
        """As it was written for the same pack before, if it was: the names of instants are the same."""
        layout, applied = self.layout, self.layout.applied
        made_of = (
            layout.refs,
            applied.facts,
            applied.readings,
            applied.rules,
            applied.closing,
            applied.holidays,
        )
        decides = (of_assumptions, applied.is_stale)
        known = _WRITTEN.of(
            made_of, decides, lambda: needs_program(layout, of_assumptions=of_assumptions)
        )
        return replace(known, layout=layout, asked={})


class _Functions(NamedTuple):
    """The functions of a program, for one who remembers."""

    space: dict[str, Any]
    conditions: dict[int, Adding]
    facts: dict[tuple[Scope, str], Callable[[Row], frozenset[str]]]
    known: dict[tuple[Scope, str], dict[int, frozenset[str]]]
    """What the functions of facts remember, by row."""
    members: dict[int, Adding]
    breaks: dict[int, Callable[[Row], bool]]
    asked: dict[int, int]


class _Generated(Needs):
    """Answers by generated code, made when it is first asked, and remembers."""

    _program: Callable[[], NeedsProgram]

    @cached_property
    def _functions(self) -> _Functions:
        program = self._program()
        space = program.loaded(self)
        return _Functions(
            space,
            {key: space[name] for key, name in program.conditions.items()},
            {key: space[name] for key, name in program.facts.items()},
            {key: space[known_by(name)] for key, name in program.facts.items()},
            {key: space[name] for key, name in program.members.items()},
            {key: space[name] for key, name in program.breaks.items()},
            program.asked,
        )

    _judge: Needs
    """The specification, which remembers what it found itself."""

    def release(self) -> None:
        """As inherited; the functions and what they speak of hold each other."""
        super().release()
        self._judge.release()
        if "_functions" in self.__dict__:
            self._functions.space.clear()

    def renew(self) -> None:
        """Rows hold something else: nothing was found yet, and the functions are the same."""
        super().release()
        self.gaps.clear()
        self._judge.release()
        if "_functions" in self.__dict__:
            for known in self._functions.known.values():
                known.clear()

    def forget(self) -> None:
        """As inherited."""
        super().forget()
        self._judge.forget()
        if "_functions" in self.__dict__:
            for (scope, _), known in self._functions.known.items():
                if scope in OF_A_CONTRACT:
                    known.clear()

    def of_condition(self, condition: Condition, reader: Reader) -> frozenset[str]:
        """As inherited. Raises `EngineFault` where the specification says otherwise."""
        functions = self._functions
        add = functions.conditions.get(id(condition))
        if add is None:
            return super().of_condition(condition, reader)
        out: set[str] = set()
        add(reader.row, out)
        count = functions.asked[id(condition)] = functions.asked.get(id(condition), -1) + 1
        if count % JUDGED_OF == 0:
            expected = self._judge.of_condition(condition, reader)
            if expected != out:
                raise EngineFault(
                    "the specification and the generated code disagree on what a condition waits "
                    f"for: {sorted(expected)} and {sorted(out)}"
                )
        return frozenset(out)

    def of_fact(self, ref: Ref, reader: Reader) -> frozenset[str]:
        """As inherited."""
        find = self._functions.facts.get(ref.key)
        if find is None:
            return super().of_fact(ref, reader)
        row = reader.row
        for _ in range(ref.scope.depth - reader.scope.depth):
            row = row[1]
        return find(row)

    def _member(self, definition: Aggregate, member: Reader) -> Iterator[str]:
        add = self._functions.members.get(id(definition))
        if add is None:
            yield from super()._member(definition, member)
            return
        out: set[str] = set()
        add(member.row, out)
        yield from out

    def _breaks(self, streak: Streak, member: Reader) -> bool:
        find = self._functions.breaks.get(id(streak))
        return super()._breaks(streak, member) if find is None else find(member.row)

    # What the generated code leaves to the specification.

    def lack(self, scope: str, row: Row, need: str) -> str:
        """A field that is missing at a row."""
        return self._lacking(Scope[scope], row, need)

    def between_amounts(self, condition: Condition, scope: str, row: Row) -> frozenset[str]:
        """What is missing between known amounts that are compared."""
        return self.of_amounts(condition, Reader(self.layout, Scope[scope], row))

    def of_written(self, definition: Definition, scope: str, row: Row) -> Iterator[str]:
        """What amounts in a definition wait for that are of another currency."""
        return self._written(definition, Reader(self.layout, Scope[scope], row))

    def of_field(self, ref: Ref, row: Row) -> Iterator[str]:
        """What would make a field known."""
        return self._search(ref, Reader(self.layout, ref.scope, row))

    def of_group(self, ref: Ref, definition: Aggregate, row: Row) -> Iterator[str]:
        """What would make a fact over a group known."""
        return self._group(ref, definition, Reader(self.layout, ref.scope, row))

    def of_payments(self, of: Ref, row: Row, payments: Any) -> Iterator[str]:
        """The payments themselves, where some are known in part."""
        if is_partly_known(payments):
            yield self._lacking(of.scope, row, BY_PATH[of.key].need)


class GeneratedNeeds(_Generated):
    """The unknown fields behind conditions."""

    def __init__(self, programs: NeedsPrograms) -> None:
        super().__init__(programs.layout)
        self._judge = Needs(self.layout)
        self._program = lambda: programs.of_fields


class GeneratedAssumed(_Generated, Assumed):
    """The assumptions behind conditions."""

    def __init__(self, programs: NeedsPrograms, filled: Filled) -> None:
        Assumed.__init__(self, programs.layout, filled)
        self._judge = Assumed(self.layout, filled)
        self._program = lambda: programs.of_assumptions

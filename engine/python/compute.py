"""Fills the rows: loads the fields of the snapshot and computes the derived facts, pass by pass.

The facts of a run are translated once to Python source, one function per pass, so that a million
rows cost plain list accesses and comparisons. `source()` shows what is run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from ..calendar import add_to_bounds, known_part
from ..kept import Kept
from ..meaning import bounds, occurrences, texts
from ..meaning.groups import Made, Maybes, alike, is_direct, members_of, sums_of
from ..meaning.layout import (
    IS_COMPLETE,
    MAYBES,
    MEMBERS,
    RECORD,
    UP,
    Layout,
    Row,
    has_own_currency,
)
from ..policy.applied import Applied
from ..policy.conditions import Ref
from ..policy.definitions import Aggregate, Rank, Streak
from ..policy.readings import Knowledge
from ..snapshot import escrow
from ..snapshot.model import Absent, Contract, Snapshot
from ..snapshot.own import own_value
from ..units import Scope
from .aggregates import functions
from .compiled import compiled
from .definitions_code import Names, assignment
from .expressions import View
from .loading import export_values, load_lines
from .needed import NeedsPrograms
from .order import Key, Pass, closure, is_computed, passes, settled_by, unfixed_shifts
from .readings_code import loaded_and_read, reading_lines
from .rows import CLIENT_RECORD, RowSet, build_rows

RECORD_OF_ROW = "v"
"""Name of the record of the row `r` in the generated code."""

Step = tuple[Scope, Callable[[list[Row], Knowledge, dict[tuple[int, str], str], object], None]]


@dataclass
class FactProgram:
    """The compiled facts of a run."""

    layout: Layout
    steps: list[Step]
    code: str
    """The generated source, for reading and debugging."""

    @cached_property
    def needs(self) -> NeedsPrograms:
        """The code that tells what undecided rules wait for."""
        return NeedsPrograms(self.layout)

    def fill(
        self,
        rows: RowSet,
        state: Knowledge = Knowledge.STRICT,
        implied: dict[tuple[int, str], str] | None = None,
    ) -> None:
        """Fill every row, in order of the passes, with what a state of knowledge holds.

        Assumptions that filled something in are noted in `rows.assumed`; implications in `implied`,
        where it is given: (id of the row, name of the fact) -> id of the reading.
        """
        for scope, step in self.steps:
            step(rows.rows[scope], state, rows.assumed, implied)

    def filled(self, snapshot: Snapshot, contracts: Sequence[Contract]) -> RowSet:
        """The rows of these contracts of the snapshot, in the working state of knowledge."""
        rows = build_rows(self.layout, snapshot, list(contracts))
        self.fill(rows, Knowledge.WORKING)
        return rows


class Filled(NamedTuple):
    """The facts of a run, compiled, and the rows that they were filled into."""

    program: FactProgram
    rows: RowSet

    @property
    def layout(self) -> Layout:
        """Where in a row each fact lies."""
        return self.program.layout


def filled(
    applied: Applied, snapshot: Snapshot, contracts: Sequence[Contract], refs: Iterable[Ref]
) -> Filled:
    """The rows of these contracts of the snapshot, with the named facts and all that they are made of."""
    program = compile_facts(applied, refs)
    return Filled(program, program.filled(snapshot, contracts))


def compile_facts(applied: Applied, refs: Iterable[Ref]) -> FactProgram:
    """The program that computes the named facts and everything that they are made of."""
    named = tuple(refs)
    made_of = (
        applied.facts,
        applied.readings,
        applied.rules,
        applied.closing,
        applied.pack.settled,
    )
    decides = (applied.role, applied.pack.platform, applied.is_stale, named)
    written = _WRITTEN.of((*made_of, applied.holidays), decides, lambda: _written(applied, named))
    return written.program(applied)


def _written(applied: Applied, refs: Iterable[Ref]) -> _Written:
    needed = closure(applied, refs)
    layout = Layout(applied, needed.values())
    for ref, length in unfixed_shifts(applied, needed):
        layout.add_shift(ref, length)
    writer = _Writer(layout, needed)
    writer.load()
    for item in passes(applied, needed):
        writer.compute(item)
    return writer.written()


@dataclass(frozen=True, slots=True)
class _Written:
    """The program of a pack, whatever the time."""

    layout: Layout
    functions: Sequence[tuple[Scope, str]]
    values: Mapping[str, object]
    """What its names stand for, but for the instants."""
    code: str

    def program(self, applied: Applied) -> FactProgram:
        """The program at an instant."""
        layout = self.layout.under(applied)
        space: dict[str, Any] = {**RUNTIME, **self.values, **layout.instants}
        exec(compiled(self.code, "<facts>"), space)  # noqa: S102 - the source is generated below
        return FactProgram(
            layout, [(scope, space[name]) for scope, name in self.functions], self.code
        )


KEPT = 32
"""Programs that stay known: those of a run for each pack, and of test files for each period."""

_WRITTEN: Kept[_Written] = Kept(KEPT)


class _Writer:
    def __init__(self, layout: Layout, needed: dict[Key, Ref]) -> None:
        self.layout = layout
        self.applied = layout.applied
        self.needed = needed
        self.names = Names()
        self.lines: list[str] = []
        self.functions: list[tuple[Scope, str]] = []

    def load(self) -> None:
        """One function per scope that loads the fields which no pass computes."""
        for scope in Scope:
            refs = [ref for ref in self._of(scope) if not is_computed(self.applied, ref)]
            body = [line for ref in refs for line in (*self._load(ref), *self._shifts(ref))]
            self._function(scope, f"load_{scope}", body)

    def compute(self, item: Pass) -> None:
        """One function for a pass."""
        name = f"pass_{len(self.functions)}_{item.scope}"
        before: list[str] = []
        body: list[str] = []
        for ref in item.refs:
            definition = self.applied.facts.get((ref.scope, ref.name))
            body.append(f"# {ref.full}")
            readings = self.applied.readings.get((ref.scope, ref.name), ())
            if definition is None:
                lines = load_lines(ref, self.layout, settled_by(self.applied, ref))
                body += loaded_and_read(ref, self.layout, readings, lines)
                readings = ()
            elif isinstance(definition, Aggregate):
                body += self._group(ref, definition, before)
            else:
                view = View(self.layout, ref.scope, "r")
                body += assignment(ref, definition, view, self.names)
            body += reading_lines(ref, self.layout, readings)
            body += self._shifts(ref)
        self._function(item.scope, name, body, before)

    def _of(self, scope: Scope) -> list[Ref]:
        return [ref for key, ref in self.needed.items() if key[0] is scope]

    def _load(self, ref: Ref) -> list[str]:
        if ref.scope is Scope.EXPORT:
            values = export_values(ref, self.layout, self.applied.pack.platform)
            column = self.layout.column(ref)
            return [f"r[{column + index}] = {value}" for index, value in enumerate(values)]
        if ref.scope is Scope.CLIENT:
            return [f"r[{self.layout.column(ref)}] = r[{RECORD}][{CLIENT_RECORD.index(ref.name)}]"]
        return load_lines(ref, self.layout, None)

    def _shifts(self, ref: Ref) -> list[str]:
        """The bounds of t + length, for the lengths not fixed that a fact is asked about."""
        column = self.layout.column(ref)
        holidays = self.names.of(self.applied.holidays)
        return [
            f"r[{index}], r[{index + 1}] = "
            f"add_to_bounds(r[{column}], r[{column + 1}], {self.names.of(length)}, {holidays})"
            for (scope, name, length), index in self.layout.shifts.items()
            if (scope, name) == (ref.scope, ref.name)
        ]

    def _group(self, ref: Ref, definition: Aggregate, before: list[str]) -> list[str]:
        name = f"aggregate_{self.layout.column(ref)}_{ref.scope}"
        self.lines += functions(name, definition, self.layout, ref)
        column = self.layout.column(ref)
        width = 4 if has_own_currency(ref) else 3
        target = ", ".join(f"r[{column + index}]" for index in range(width))
        before.append(f"{name}_made = {{}}")
        if isinstance(definition, Rank):
            group = "r" + f"[{UP}]" * (definition.within.depth - ref.scope.depth)
            before.append(f"{name}_done = {{}}")
            return [
                f"g = {group}",
                f"if id(g) not in {name}_done: {name}_done[id(g)] = {_call(name, 'g')}",
                f"{target} = {name}_done[id(g)].get(id(r), NONE)",
            ]
        if definition.member is Scope.CONTRACT and ref.scope is Scope.CONTRACT:
            before.append(f"{name}_done = {{}}")
            by = definition.by if isinstance(definition, Streak) else None
            return self._siblings(name, target, by)
        if is_direct(ref.scope, definition.member):
            return [f"{target} = {_call(name, 'r')}"]
        return [
            f"members, maybes, complete = members_of(r, {definition.member.value!r}, {name}_made)",
            f"{target} = {name}(members, sums_of({name}_may, {name}_made, maybes), complete)",
        ]

    def _siblings(self, name: str, target: str, by: Ref | None) -> list[str]:
        """Facts over the contracts of the account are computed once for each account and `by`."""
        group = f"g = r[{UP}][{UP}]"
        if by is None:
            return [
                group,
                f"if id(g) not in {name}_done: {name}_done[id(g)] = {_call(name, 'g')}",
                f"{target} = {name}_done[id(g)]",
            ]
        column = self.layout.column(by)
        return [
            group,
            f"{target} = by_key({name}, {name}_may, {name}_done, g, r[{column}], {column})",
        ]

    def _function(
        self, scope: Scope, name: str, body: list[str], before: Iterable[str] = ()
    ) -> None:
        if not body:
            return
        self.lines += [
            f"def {name}(rows, state, assumed, implied):",
            *("    " + line for line in before),
            "    for r in rows:",
            f"        {RECORD_OF_ROW} = r[{RECORD}]",
            *("        " + _by_record(line) for line in body),
        ]
        self.functions.append((scope, name))

    def written(self) -> _Written:
        """All that was written."""
        code = "\n".join(self.lines) + "\n"
        return _Written(self.layout, self.functions, self.names.values, code)


def _by_record(line: str) -> str:
    """The line with the record of the row by its name: it is looked into for every field."""
    return line.replace(f"r[{RECORD}][", f"{RECORD_OF_ROW}[")


def _call(name: str, group: str) -> str:
    mays = f"{group}[{MAYBES}] and sums_of({name}_may, {name}_made, {group}[{MAYBES}])"
    return f"{name}({group}[{MEMBERS}], {mays}, {group}[{IS_COMPLETE}])"


def by_key(
    aggregate: Callable[..., Any],
    may: Callable[[list[Row]], Any],
    done: Made,
    group: Row,
    key: str | None,
    column: int,
) -> Any:
    """The aggregate over those members of the group that share a text with the row."""
    if key is None:
        return bounds.UNCOUNTED
    if id(group) not in done:
        parts: dict[str | None, list[Row]] = {}
        for member in group[MEMBERS]:
            parts.setdefault(member[column], []).append(member)
        done[id(group)] = parts
    if (id(group), key) not in done:
        parts = done[id(group)]
        unnamed = parts.get(None, [])
        loose = alike(group[MAYBES], column, key, done) if group[MAYBES] else ()
        mays = sums_of(may, done, Maybes((unnamed, *loose)))
        done[id(group), key] = aggregate(parts.get(key, []), mays, group[IS_COMPLETE])
    return done[id(group), key]


RUNTIME: dict[str, Any] = {
    "INF": bounds.INF,
    "UNKNOWN": bounds.UNKNOWN,
    "UNCOUNTED": bounds.UNCOUNTED,
    "NONE": bounds.NONE,
    "ABSENT": Absent.NONE,
    "Fraction": Fraction,
    "Link": bounds.Link,
    "Place": bounds.Place,
    "later_of": bounds.later_of,
    "earlier_of": bounds.earlier_of,
    "either": bounds.either,
    "same_text": bounds.same_text,
    "first_known": bounds.first_known,
    "difference": bounds.difference,
    "narrowed": bounds.narrowed,
    "at_least": bounds.at_least,
    "at_most": bounds.at_most,
    "denied_below": bounds.denied_below,
    "denied_above": bounds.denied_above,
    "shifted": bounds.shifted,
    "floored": bounds.floored,
    "lasting": bounds.lasting,
    "to_weekday": bounds.to_weekday,
    "table": bounds.table,
    "table_text": bounds.table_text,
    "list_end": bounds.list_end,
    "list_count": bounds.list_count,
    "payments_sum": bounds.payments_sum,
    "share": bounds.share,
    "streak": bounds.streak,
    "loose_links": bounds.loose_links,
    "ranks": bounds.ranks,
    "oldest_if_none": bounds.oldest_if_none,
    "one_currency": bounds.one_currency,
    "of_instants": occurrences.of_instants,
    "of_payments": occurrences.of_payments,
    "count_periods": occurrences.count_periods,
    "longest_gap": occurrences.longest_gap,
    "add_to_bounds": add_to_bounds,
    "known_part": known_part,
    "contract_escrow": escrow.of_contract,
    "milestone_escrow": escrow.of_milestone,
    "own_value": own_value,
    "is_contradictory": escrow.is_contradictory,
    "members_of": members_of,
    "sums_of": sums_of,
    "Texts": texts.Texts,
    "in_any": texts.in_any,
    "by_key": by_key,
}

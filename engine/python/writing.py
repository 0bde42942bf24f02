"""The facts of a pack as Python source: functions that load fields, and one for each pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from ..meaning.groups import gathers, is_direct
from ..meaning.layout import IS_COMPLETE, MAYBES, MEMBERS, RECORD, UP, Layout, has_own_currency
from ..policy.applied import Applied
from ..policy.conditions import Ref
from ..policy.definitions import Aggregate, Moment, Rank, Streak
from ..units import Duration, Scope
from .aggregates import columns_read, functions
from .definitions_code import Names, assignment
from .expressions import View
from .loading import export_values, load_lines
from .order import (
    Key,
    Pass,
    closure,
    is_computed,
    passes,
    read_by_others,
    settled_by,
    unfixed_shifts,
)
from .readings_code import loaded_and_read, reading_lines
from .rows import CLIENT_RECORD

RECORD_OF_ROW = "v"
"""Name of the record of the row `r` in the generated code."""


class Written(Struct, frozen=True):
    """The program of a pack, whatever the time."""

    layout: Layout
    functions: Sequence[tuple[Scope, str]]
    values: Mapping[str, object]
    """What its names stand for, but for the instants."""
    texts: Sequence[str]
    """The source of each function: what a change of the pack leaves alone is not translated again."""
    stages: Sequence[int]
    """By function: how often facts over groups of contracts stand between what it fills and the export."""


def written(applied: Applied, refs: Iterable[Ref], places: Layout | None = None) -> Written:
    """The program of the named facts and of all that they are made of; `places`: see `compile_facts`."""
    needed = closure(applied, refs)
    shifts = unfixed_shifts(applied, needed)
    if places is None:
        places = _read_by_others(applied, needed, shifts)
    layout = places.grown(applied, needed.values())
    for ref, length in shifts:
        layout.add_shift(ref, length)
    return _written(layout, needed)


def _read_by_others(
    applied: Applied, needed: dict[Key, Ref], shifts: Sequence[tuple[Ref, Duration]]
) -> Layout:
    """Places for what others read of a contract: before all else, so that a row may be cut behind it."""
    shared = read_by_others(applied, needed)
    layout = Layout(applied, shared.values())
    for ref, length in shifts:
        if ref.key in shared:
            layout.add_shift(ref, length)
    layout.last_so_far()
    return layout


def rewritten(applied: Applied, refs: Iterable[Ref], places: Layout) -> Written:
    """The program that computes these facts anew in rows that hold all that they are made of."""
    anew = {ref.key: ref for ref in refs}
    layout = places.grown(applied, anew.values())
    for ref, length in unfixed_shifts(applied, anew):
        if (ref.scope, ref.name, length) not in layout.shifts:
            layout.add_shift(ref, length)
            anew.setdefault(ref.key, ref)
    return _written(layout, anew)


def written_beside(applied: Applied, refs: Iterable[Ref], places: Layout) -> Written:
    """The program that computes these facts beside what rows hold, which stays as it is."""
    anew = {ref.key: ref for ref in refs}
    return _written(places.beside(applied, anew.values()), anew)


def _written(layout: Layout, needed: dict[Key, Ref]) -> Written:
    writer = _Writer(layout, needed)
    writer.load()
    for item in passes(layout.applied, needed):
        writer.compute(item)
    return writer.written()


class _Writer:
    def __init__(self, layout: Layout, needed: dict[Key, Ref]) -> None:
        self.layout = layout
        self.applied = layout.applied
        self.needed = needed
        self.names = Names()
        self.texts: list[str] = []
        self.functions: list[tuple[Scope, str]] = []
        self.stages: list[int] = []

    def load(self) -> None:
        """One function per scope that loads the fields which no pass computes."""
        for scope in Scope:
            self.names.begin(f"_load_{scope}")
            refs = [ref for ref in self._of(scope) if not is_computed(self.applied, ref)]
            body = [line for ref in refs for line in (*self._load(ref), *self._shifts(ref))]
            self._function(scope, f"load_{scope}", body)

    def compute(self, item: Pass) -> None:
        """One function for a pass."""
        name = f"pass_{len(self.functions)}_{item.scope}"
        self.names.begin(f"_{name}")
        before: list[str] = []
        body: list[str] = []
        for ref in item.refs:
            definition = self.applied.facts.get(ref.key)
            body.append(f"# {ref.full}")
            readings = self.applied.readings.get(ref.key, ())
            if definition is None:
                lines = load_lines(ref, self.layout, settled_by(self.applied, ref))
                body += loaded_and_read(ref, self.layout, readings, lines)
                readings = ()
            elif isinstance(definition, Aggregate):
                body += self._group(ref, definition, before)
            else:
                view = View(self.layout, ref.scope, "r")
                lines = assignment(ref, definition, view, self.names)
                if isinstance(definition, Moment) and view.is_of_all_rows(definition.at):
                    lines = _once(lines, f"all_{self.layout.column(ref)}", before)
                body += lines
            body += reading_lines(ref, self.layout, readings)
            body += self._shifts(ref)
        self._function(item.scope, name, body, before, item.stage)

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
            if (scope, name) == ref.key
        ]

    def _group(self, ref: Ref, definition: Aggregate, before: list[str]) -> list[str]:
        name = f"aggregate_{self.layout.column(ref)}_{ref.scope}"
        lines = functions(name, definition, self.layout, ref)
        self._add(lines)
        column = self.layout.column(ref)
        width = 4 if has_own_currency(ref) else 3
        target = ", ".join(f"r[{column + index}]" for index in range(width))
        before.append(_kept(f"{name}_made"))
        asked = f"({name}, {name}_may, {columns_read(lines)}, "
        if isinstance(definition, Rank):
            before.append(_kept(f"{name}_done"))
            return [
                "g = r" + f"[{UP}]" * (definition.within.depth - ref.scope.depth),
                f"if among is not None: {target} = among.place{asked}g, r)",
                "else:",
                f"    if id(g) not in {name}_done: {name}_done[id(g)] = {_call(name, 'g')}",
                f"    {target} = {name}_done[id(g)].get(id(r), NONE)",
            ]
        if definition.member is Scope.CONTRACT and ref.scope is Scope.CONTRACT:
            before.append(_kept(f"{name}_done"))
            by = definition.by if isinstance(definition, Streak) else None
            return self._siblings(name, target, by, asked)
        if not gathers(ref.scope, definition):
            nobody = f"{name}_of_nobody"
            before.append(f"{nobody} = {name}((), (), True)")
            return [
                f"if r[{MEMBERS}] or r[{MAYBES}] or not r[{IS_COMPLETE}]: {target} = {_call(name, 'r')}",
                f"else: {target} = {nobody}",
            ]
        if is_direct(ref.scope, definition.member):
            return [
                f"{target} = {_call(name, 'r')} if among is None else among.whole{asked}r)",
            ]
        member = repr(definition.member.value)
        return [
            f"if among is not None: {target} = among.within{asked}r, {member})",
            "else:",
            f"    members, maybes, complete = members_of(r, {member}, {name}_made)",
            f"    {target} = {name}(members, sums_of({name}_may, {name}_made, maybes), complete)",
        ]

    def _siblings(self, name: str, target: str, by: Ref | None, asked: str) -> list[str]:
        """Facts over the contracts of the account are computed once for each account and `by`."""
        group = f"g = r[{UP}][{UP}]"
        if by is None:
            return [
                group,
                f"if among is not None: {target} = among.whole{asked}g)",
                "else:",
                f"    if id(g) not in {name}_done: {name}_done[id(g)] = {_call(name, 'g')}",
                f"    {target} = {name}_done[id(g)]",
            ]
        column = self.layout.column(by)
        of = f"g, r[{column}], {column})"
        return [
            group,
            f"if among is not None: {target} = among.alike{asked}{of}",
            f"else: {target} = by_key({name}, {name}_may, {name}_done, {of}",
        ]

    def _function(
        self,
        scope: Scope,
        name: str,
        body: list[str],
        before: Iterable[str] = (),
        stage: int = 0,
    ) -> None:
        if not body:
            return
        self._add(
            [
                f"def {name}(rows, state, assumed, implied, kept=None, among=None):",
                *("    " + line for line in before),
                "    for r in rows:",
                f"        {RECORD_OF_ROW} = r[{RECORD}]",
                *("        " + _by_record(line) for line in body),
            ]
        )
        self.functions.append((scope, name))
        self.stages.append(stage)

    def _add(self, lines: Iterable[str]) -> None:
        self.texts.append("\n".join(lines) + "\n")

    def written(self) -> Written:
        """All that was written."""
        return Written(
            self.layout,
            self.functions,
            self.names.values,
            self.texts,
            self.stages,
        )


def _once(lines: Sequence[str], name: str, before: list[str]) -> list[str]:
    """Statements for a fact that is the same for all rows: it is reckoned before them."""
    target, value = lines[-1].split(" = ", 1)
    before += [*lines[:-1], f"{name} = {value}"]
    return [f"{target} = {name}"]


def _by_record(line: str) -> str:
    """The line with the record of the row by its name: it is looked into for every field."""
    return line.replace(f"r[{RECORD}][", f"{RECORD_OF_ROW}[")


def _kept(name: str) -> str:
    """Statement: what was made for groups is known by this name, where it is kept for other rows as well."""
    return f"{name} = {{}} if kept is None else kept.setdefault({name!r}, {{}})"


def _call(name: str, group: str) -> str:
    mays = f"{group}[{MAYBES}] and sums_of({name}_may, {name}_made, {group}[{MAYBES}])"
    return f"{name}({group}[{MEMBERS}], {mays}, {group}[{IS_COMPLETE}])"

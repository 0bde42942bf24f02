"""Fills the rows: loads the fields of the snapshot and computes the derived facts, pass by pass.

The facts of a run are translated once to Python source, one function per pass, so that a million
rows cost plain list accesses and comparisons. `source()` shows what is run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from msgspec import Struct

from ..calendar import add_to_bounds, known_part
from ..compiled import compiled
from ..kept import Kept
from ..meaning import bounds, occurrences, streaks, texts
from ..meaning.groups import by_key, members_of, sums_of
from ..meaning.layout import Layout
from ..policy.applied import Applied
from ..policy.conditions import Ref
from ..policy.readings import Knowledge
from ..snapshot import escrow
from ..snapshot.model import Absent, Contract, Snapshot
from ..snapshot.own import own_value
from ..units import Scope
from .among import Among
from .needed import NeedsPrograms
from .rows import RowSet, build_rows
from .writing import Written, written

Step = tuple[Scope, Callable[..., None]]
"""Of what rows, and the function: rows, state, assumed, implied, and what was made for their groups."""


class FactProgram(Struct, dict=True):
    """The compiled facts of a run."""

    layout: Layout
    steps: list[Step]
    code: str
    """The generated source, for reading and debugging."""
    stages: Sequence[int] = ()
    """By step: how often facts over groups of contracts stand between what it fills and the export."""

    @cached_property
    def needs(self) -> NeedsPrograms:
        """The code that tells what undecided rules wait for."""
        return NeedsPrograms(self.layout)

    def fill(
        self,
        rows: RowSet,
        state: Knowledge = Knowledge.STRICT,
        implied: dict[tuple[int, str], str] | None = None,
        among: Among | None = None,
    ) -> None:
        """Fill every row, in order of the passes, with what a state of knowledge holds.

        Assumptions that filled something in are noted in `rows.assumed`; implications in `implied`,
        where it is given: (id of the row, name of the fact) -> id of the reading. `among`: where the rows
        are those of a few contracts among many that stay as they are.
        """
        for scope, step in self.steps:
            step(rows.rows[scope], state, rows.assumed, implied, None, among)

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


def compile_facts(
    applied: Applied, refs: Iterable[Ref], places: Layout | None = None
) -> FactProgram:
    """The program that computes the named facts and everything that they are made of.

    `places`: where facts are to lie, so that what is written for them is the same as for another pack.
    """
    named = tuple(refs)
    made_of = (
        applied.facts,
        applied.readings,
        applied.rules,
        applied.closing,
        applied.pack.settled,
    )
    decides = (applied.role, applied.pack.platform, applied.is_stale, named)
    made = _WRITTEN.of(
        (*made_of, applied.holidays, None if places is None else places.refs),
        decides,
        lambda: written(applied, named, places),
    )
    return loaded(made, applied)


def loaded(made: Written, applied: Applied) -> FactProgram:
    """What was written, as a program at an instant."""
    layout = made.layout.under(applied)
    space: dict[str, Any] = {**RUNTIME, **made.values, **layout.instants}
    for text in made.texts:
        exec(compiled(text, "<facts>"), space)  # noqa: S102 - see `writing`
    steps = [(scope, space[name]) for scope, name in made.functions]
    return FactProgram(layout, steps, "".join(made.texts), made.stages)


KEPT = 32
"""Programs that stay known: those of a run for each pack, and of test files for each period."""

_WRITTEN: Kept[Written] = Kept(KEPT)


RUNTIME: dict[str, Any] = {
    "INF": bounds.INF,
    "UNKNOWN": bounds.UNKNOWN,
    "UNCOUNTED": bounds.UNCOUNTED,
    "NONE": bounds.NONE,
    "ABSENT": Absent.NONE,
    "Fraction": Fraction,
    "Link": streaks.Link,
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
    "streak": streaks.streak,
    "loose_links": streaks.loose_links,
    "ranks": bounds.ranks,
    "oldest_if_none": bounds.oldest_if_none,
    "one_currency": bounds.one_currency,
    "of_instants": occurrences.of_instants,
    "of_payments": occurrences.of_payments,
    "payments_end": occurrences.payments_end,
    "come": occurrences.come,
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

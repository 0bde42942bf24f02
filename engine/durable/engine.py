"""The durable_rules matcher: rows become flat facts, rules become banks of conjunctions.

Every bank lives for one pass over the rows of its scope; nothing survives a run.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any

from ..meaning.layout import UP, Layout, Row
from ..meaning.matching import Match, Rows
from ..policy.applied import Applied
from ..units import Scope
from .bank import Bank
from .columns import Bounds, Column, Scale, Slot
from .encode import Codes, Encoding, Ranks, needs_ranks
from .formula import Value, Word
from .plan import BankPlan, EngineRule, banks, columns_of, engine_rules

Found = dict[int, dict[int, bool]]
"""Rule -> row -> whether it holds certainly."""


ONE_AT_A_TIME = threading.Lock()
"""The library keeps its rulesets in tables of the process, and nobody promises more."""


def match(applied: Applied, layout: Layout, rows: Rows) -> list[Match]:
    """Every rule that holds, or may hold, for a row; in ascending order of (rule, row).

    Raises EngineFault where durable_rules is missing or fails, and TooManyTerms (an EngineFault)
    for a rule that is too large for it.
    """
    planned = {
        scope: engine_rules(applied, layout, scope)
        for scope in Scope
        if rows.get(scope) and any(item.rule.scope is scope for item in applied.rules)
    }
    encoding = _encoding(planned, rows)
    found: Found = {}
    with ONE_AT_A_TIME:
        for scope, rules in planned.items():
            for plan in banks(rules):
                _run(plan, encoding, rows[scope], found)
    return [
        Match(rule, row, is_certain)
        for rule, by_row in sorted(found.items())
        for row, is_certain in sorted(by_row.items())
    ]


def _run(plan: BankPlan, encoding: Encoding, rows: Sequence[Row], found: Found) -> None:
    """Put every row to one bank and note what fired."""
    meaning = plan.meaning()
    encode = encoding.encoder(plan.columns)
    with Bank(plan.fields(), plan.checks(encoding)) as bank:
        fire = bank.fire
        for index, row in enumerate(rows):
            for name in fire(encode(row)):
                rule, is_certain = meaning[name]
                if is_certain:
                    found.setdefault(rule, {})[index] = True
                else:
                    found.setdefault(rule, {}).setdefault(index, False)


def _encoding(planned: dict[Scope, list[EngineRule]], rows: Rows) -> Encoding:
    """Ranks for the scales that need them, and codes for the words of the policy."""
    words: set[str] = set()
    numbers: dict[Scale, set[Any]] = {}
    for scope, rules in planned.items():
        atoms = {atom for rule in rules for atom in rule.term}
        for atom in atoms:
            if isinstance(atom.right, Word):
                words.add(atom.right.text)
            elif isinstance(atom.right, Value) and isinstance(atom.column.source, Bounds):
                numbers.setdefault(atom.column.source.scale, set()).add(atom.right.number)
        for scale, slots in _number_slots(columns_of(atoms)).items():
            numbers.setdefault(scale, set()).update(*_values(slots, rows[scope]))
    return Encoding(
        {
            scale: Ranks.among(found - {float("inf"), float("-inf")})
            for scale, found in numbers.items()
            if needs_ranks(found)
        },
        Codes(sorted(words)),
    )


def _number_slots(columns: Iterable[Column]) -> dict[Scale, set[tuple[Slot, int]]]:
    """Where numbers are read, and by what each is multiplied."""
    slots: dict[Scale, set[tuple[Slot, int]]] = {}
    for column in columns:
        if isinstance(column.source, Bounds):
            source = column.source
            slots.setdefault(source.scale, set()).update(
                ((source.lo, source.times), (source.hi, source.times))
            )
    return slots


def _values(slots: set[tuple[Slot, int]], rows: Sequence[Row]) -> Iterable[set[Any]]:
    """The different values that each slot takes; rows that several share are looked at once."""
    for hops in {slot.hops for slot, _ in slots}:
        outer = {id(row): row for row in (_outward(row, hops) for row in rows)} if hops else None
        for slot, times in slots:
            if slot.hops == hops:
                yield {times * row[slot.at] for row in (outer.values() if outer else rows)}


def _outward(row: Row, hops: int) -> Row:
    for _ in range(hops):
        row = row[UP]
    return row

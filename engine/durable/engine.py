"""The durable_rules matcher: rows become flat facts, rules become banks of conjunctions.

A bank answers for all rows that are put to it while `Banks` are open; nothing survives that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from ..kept import Kept
from ..meaning.layout import AS_OF, UP, Instant, Layout, Row
from ..meaning.matching import Match, Rows
from ..policy.applied import Applied
from ..units import Scope
from .banks import Banks
from .columns import LIMIT, Bounds, Column, Scale, Slot
from .encode import Codes, Encoding, Ranks, needs_ranks
from .formula import Time, Value, Word
from .plan import BankPlan, banks, engine_rules

Found = dict[int, dict[int, bool]]
"""Rule -> row -> whether it holds certainly."""

_PLANNED: Kept[list[BankPlan]] = Kept(160)
"""Plans that stay known: a few for each of the last packs, one for each scope."""


def match(applied: Applied, layout: Layout, rows: Rows) -> list[Match]:
    """As `matched`, with banks of its own."""
    with Banks() as open_banks:
        return matched(applied, layout, rows, open_banks)


def matched(applied: Applied, layout: Layout, rows: Rows, open_banks: Banks) -> list[Match]:
    """Every rule that holds, or may hold, for a row; in ascending order of (rule, row).

    Raises EngineFault where durable_rules is missing or fails, and TooManyTerms (an EngineFault)
    for a rule that is too large for it.
    """
    planned = {
        scope: _PLANNED.of(
            [layout.refs, applied.rules], scope, partial(_planned, applied, layout, scope)
        )
        for scope in Scope
        if rows.get(scope) and any(item.rule.scope is scope for item in applied.rules)
    }
    encoding = _encoding(planned, layout.at, rows)
    found: Found = {}
    for scope, plans in planned.items():
        for plan in plans:
            _run(plan, encoding, rows[scope], found, open_banks)
    return [
        Match(rule, row, is_certain)
        for rule, by_row in sorted(found.items())
        for row, is_certain in sorted(by_row.items())
    ]


def _planned(applied: Applied, layout: Layout, scope: Scope) -> list[BankPlan]:
    return list(banks(engine_rules(applied, layout, scope)))


def _run(
    plan: BankPlan, encoding: Encoding, rows: Sequence[Row], found: Found, open_banks: Banks
) -> None:
    """Put every row to one bank and note what fired."""
    meaning, origin = plan.meaning, encoding.origin
    bank, encode = open_banks.of(plan, encoding)
    fire = bank.fire
    for index, row in enumerate(rows):
        for name in fire(encode(row, origin)):
            rule, is_certain = meaning[name]
            if is_certain:
                found.setdefault(rule, {})[index] = True
            else:
                found.setdefault(rule, {}).setdefault(index, False)


def _encoding(
    planned: dict[Scope, list[BankPlan]], at: Callable[[Instant], int], rows: Rows
) -> Encoding:
    """Ranks for the scales that need them, and codes for the words of the policy."""
    as_of = at(AS_OF)
    origin = as_of if abs(as_of) <= LIMIT // 2 else 0
    plain = Encoding(at)
    words: set[str] = set()
    numbers: dict[Scale, set[Any]] = {}
    for scope, plans in planned.items():
        for atom in {atom for plan in plans for atom in plan.atoms}:
            if isinstance(atom.right, Word):
                words.add(atom.right.text)
            elif isinstance(atom.right, Value | Time) and isinstance(atom.column.source, Bounds):
                numbers.setdefault(atom.column.source.scale, set()).add(plain.exact(atom.right))
        columns = {column for plan in plans for column in plan.columns}
        for scale, slots in _number_slots(columns).items():
            numbers.setdefault(scale, set()).update(*_values(slots, rows[scope]))
    return Encoding(
        at,
        {
            scale: Ranks.among(found - {float("inf"), float("-inf")})
            for scale, found in numbers.items()
            if needs_ranks(found)
        },
        Codes(sorted(words)),
        origin,
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

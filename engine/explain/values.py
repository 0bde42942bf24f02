"""Values of facts as far as they are known, and where operands come from."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ..meaning.bounds import Bound
from ..meaning.reading import Reader
from ..meaning.words import name_of
from ..policy.applied import Applied, is_in_force
from ..policy.conditions import Literal, Ref
from ..policy.pack import Source
from ..policy.walk import Walkable, operands
from ..report.findings import Shown, shown
from ..units import Unit
from ..written import ABSENT, NOT_KNOWN
from .model import FactValue, Origin

NEVER_NEGATIVE = (Unit.COUNT, Unit.MONEY, Unit.DURATION, Unit.RATIO)


def value_of(ref: Ref, reader: Reader, name: str = "") -> FactValue:
    """A fact as it is seen from a row."""
    name = name or name_of(ref)
    currency = _currency(ref, reader)
    exact = reader.exact(ref)
    if exact is not None:
        found = shown(ref.unit, exact, currency)
        return FactValue(name, ref.unit, found, found.text or "(empty)", found, found)
    if not ref.unit.is_ordered:
        return FactValue(name, ref.unit, None, NOT_KNOWN)
    low, high, may_be_none = reader.quantity(ref)
    ends = [_bound(ref.unit, end, currency) for end in (low, high)]
    return FactValue(name, ref.unit, None, _range(ref.unit, low, ends, may_be_none), *ends)


def _currency(ref: Ref, reader: Reader) -> str | None:
    if ref.unit not in (Unit.MONEY, Unit.PAYMENTS) or reader.scope.depth > ref.scope.depth:
        return None
    return reader.currency(ref)


def _bound(unit: Unit, end: Bound, currency: str | None) -> Shown | None:
    if math.isinf(end):
        return None
    return shown(unit, end, currency)  # type: ignore[arg-type]


def _range(unit: Unit, low: Bound, ends: list[Shown | None], may_be_none: bool) -> str:
    least, most = ends
    if least is not None and low == 0 and unit in NEVER_NEGATIVE and most is None:
        least = None
    if least is None and most is None:
        return NOT_KNOWN
    if least is None:
        assert most is not None
        text = f"at most {most.text}"
    elif most is None:
        text = f"at least {least.text}"
    elif least.text == most.text:
        text = least.text
    else:
        text = f"{least.text} to {most.text}"
    return f"{NOT_KNOWN} exactly: {text}{f', or {ABSENT}' if may_be_none else ''}"


def origin_of(literal: Literal, applied: Applied) -> Origin | None:
    """Where a literal was looked up; None where it is written in place."""
    definition = applied.pack.params.get(literal.param)
    if definition is None:
        return None
    dated = next(
        item for item in definition.values if is_in_force(item.start, item.until, applied.as_of)
    )
    return Origin(
        param=definition.name,
        value=shown(literal.unit, literal.value),
        start=dated.start,
        until=dated.until,
        basis=definition.basis,
        override=next((one for one in applied.overrides if one.param == definition.name), None),
        sources=sources_of(definition.sources, applied),
    )


def origins_of(node: Walkable, applied: Applied) -> tuple[Origin, ...]:
    """The params behind a definition or condition, each once."""
    found = [
        origin_of(operand, applied) for operand in operands(node) if isinstance(operand, Literal)
    ]
    return tuple({origin.param: origin for origin in found if origin is not None}.values())


def sources_of(keys: Iterable[str], applied: Applied) -> tuple[Source, ...]:
    """The sources of a pack by their ids."""
    return tuple(applied.pack.sources.get(key, Source(key, key)) for key in keys)

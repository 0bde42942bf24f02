"""In which currencies amounts are: those of two are neither compared nor added."""

from __future__ import annotations

from collections.abc import Iterable

from ..policy.conditions import Compare, Condition, Literal, Part, Ref
from ..policy.definitions import Definition, GroupSum
from ..policy.walk import parts, references
from ..units import Money, Unit
from .layout import has_own_currency
from .members import conditions_of_member
from .reading import Reader
from .trace import decision


def compares_money(condition: Condition) -> bool:
    """Whether amounts are compared, which takes their currency."""
    if not isinstance(condition, Compare) or condition.left.unit is not Unit.MONEY:
        return False
    operand = condition.operand
    is_amount = isinstance(operand, Literal) and isinstance(operand.value, Money)
    return is_amount or isinstance(operand, Ref | Part)


def compared(condition: Condition, reader: Reader) -> frozenset[str]:
    """The known currencies of amounts that are compared."""
    assert isinstance(condition, Compare)
    operand = condition.operand
    found = _of_fact(condition.left, reader)
    if isinstance(operand, Part):
        return found | _of_fact(operand.of, reader)
    if isinstance(operand, Ref):
        return found | _of_fact(operand, reader)
    return found | _written((operand,))


def of_definition(definition: Definition, reader: Reader) -> frozenset[str]:
    """The known currencies of amounts that a fact is made of, those that the policy writes among them."""
    amounts = (ref for ref in references(definition) if ref.unit is Unit.MONEY)
    found = _written(parts(definition))
    return found.union(*(_of_fact(ref, reader) for ref in amounts)) if found else found


def has_amounts(definition: Definition) -> bool:
    """Whether the policy itself writes amounts of a currency in a definition."""
    return bool(_written(parts(definition)))


def of_members(definition: GroupSum, members: Iterable[Reader]) -> frozenset[str]:
    """The known currencies of the amounts that may go into a sum."""
    (where,) = conditions_of_member(definition)
    found = (
        member.currency(definition.of)
        for member in members
        if member.quantity(definition.of)[1] > 0 and decision(where, member)[1]
    )
    return frozenset(code for code in found if code is not None)


def _of_fact(ref: Ref, reader: Reader) -> frozenset[str]:
    """The currency of a fact, where it is known; else those of the facts of one entity that it is made of."""
    own = reader.currency(ref)
    if own is not None:
        return frozenset((own,))
    definition = reader.layout.applied.facts.get(ref.key)
    if definition is None or not has_own_currency(ref) or isinstance(definition, GroupSum):
        return frozenset()
    amounts = (each for each in references(definition) if each.unit is Unit.MONEY)
    return frozenset[str]().union(*(_of_fact(each, reader) for each in amounts))


def _written(pieces: Iterable[object]) -> frozenset[str]:
    return frozenset(
        piece.value.currency
        for piece in pieces
        if isinstance(piece, Literal)
        and isinstance(piece.value, Money)
        and piece.value.cents
        and piece.value.currency is not None
    )

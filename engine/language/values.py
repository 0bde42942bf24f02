"""Values that are not compared with a known fact: results of `case` and `table`, constants, params.

Their unit follows from the facts and params among them, and otherwise from how they look.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..policy.conditions import NONE_WORD, Literal, Operand, Ref
from ..units import NUMBERS, Money, Scope, Unit
from ..yaml_tree import Mapping, Node, Scalar
from .gather import fault
from .literals import EXAMPLES, PHRASES, fits, inferred, literal_of
from .matchers import must_be_fixed, named_fact, values_of
from .names import View
from .reading import clipped, scalar_of


def same_unit(units: Sequence[tuple[Node, Unit]], what: str) -> Unit:
    """The one unit of several values; a count and a ratio together are a ratio."""
    first = units[0][1]
    for node, unit in units[1:]:
        if not fits(unit, first):
            message = f"{what} are of one unit: this is {PHRASES[unit]}, the first {PHRASES[first]}"
            raise fault(node, message)
        if unit is not first:
            first = Unit.RATIO
    return first


def operands(nodes: Sequence[Node], view: View, what: str) -> tuple[tuple[Operand, ...], Unit]:
    """The operands that the nodes say, all of one unit, and their unit.

    A scalar is a literal (`none`: known not to exist), `$name` a param, `{fact: name}` a fact.
    """
    named = [_named(node, view) for node in nodes]
    units = [(node, operand.unit) for node, operand in zip(nodes, named, strict=True) if operand]
    unit = same_unit(units or looks(nodes), what)
    values = tuple(
        operand or literal(node, unit, what) for node, operand in zip(nodes, named, strict=True)
    )
    for node, value in zip(nodes, values, strict=True):
        check_value(value, node, view)
    return values, unit


def check_value(operand: Operand, node: Node, view: View) -> None:
    """Raise a fault for what cannot be the value of a fact of this scope.

    The money of a milestone and a contract is in the contract's currency; a client and an account may
    have several, so that an amount written down, or one of the other kind, has no currency to be in.
    """
    has_currency = view.scope in (Scope.MILESTONE, Scope.CONTRACT)
    if isinstance(operand, Ref):
        is_of_contract = operand.scope in (Scope.MILESTONE, Scope.CONTRACT)
        if operand.unit is Unit.MONEY and has_currency and not is_of_contract:
            message = f"{view.speaker} cannot be {operand.full}: its currency may be another"
            raise fault(node, message, "compare with it in a condition")
        return
    must_be_fixed(operand, node, view)
    amounts = [value for value in values_of(operand, view) if isinstance(value, Money)]
    if not has_currency and any(amount.cents for amount in amounts):
        message = f"{view.speaker} cannot be an amount, since it has no currency of its own"
        raise fault(node, message, "compare with the amount in a condition")


def _named(node: Node, view: View) -> Operand | None:
    if isinstance(node, Mapping):
        return named_fact(node, view)
    scalar = scalar_of(node, "a value")
    return view.param(scalar) if scalar.text.startswith("$") else None


def looks(nodes: Sequence[Node]) -> Sequence[tuple[Node, Unit]]:
    """The units that literals seem to have; `none` and `0` take the unit of the others."""
    texts = [(node, node.text) for node in nodes if isinstance(node, Scalar)]
    telling = [(node, text) for node, text in texts if text not in (NONE_WORD, "0")]
    units = [(node, inferred(text).unit) for node, text in telling]
    if any(unit is Unit.TEXT for _, unit in units):
        return [(node, inferred(text).unit) for node, text in texts if text != NONE_WORD]
    if units:
        return units
    unit = Unit.COUNT if any(text == "0" for _, text in texts) else Unit.TEXT
    return [(node, unit) for node, _ in texts]


def literal(node: Node, unit: Unit, what: str) -> Literal:
    """A literal of a unit; `none` of a quantity is the text "none"."""
    scalar = scalar_of(node, "a value")
    if scalar.text == NONE_WORD and unit.is_ordered:
        return Literal(NONE_WORD, unit)
    found = literal_of(scalar.text, unit)
    if found is None:
        message = f"`{clipped(scalar.text)}` is not {PHRASES[unit]}; {what} are of one unit"
        raise fault(node, message, f"write it like {EXAMPLES[unit]}")
    return Literal(found.value, unit) if unit in NUMBERS else found

"""Matchers: what a condition asks of one fact.

A scalar (equal), a list (one of), or a mapping of operators, which all must hold. The unit of the
fact on the left decides which operators there are and how a literal is read.
"""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from ..policy.conditions import (
    NONE_WORD,
    All,
    Bound,
    Condition,
    Length,
    Literal,
    LiteralValue,
    Operand,
    Param,
    Ref,
    TextOp,
)
from ..policy.operators import OPERATORS, OTHER_SPELLINGS, Operator, Takes
from ..problems import did_you_mean, suggestion
from ..snapshot.currencies import is_code
from ..units import Duration, Money, Unit
from ..yaml_tree import Mapping, Node, Scalar, Sequence
from .choices import word_hint
from .gather import Fault, fault
from .literals import (
    EXAMPLES,
    NULL_HINT,
    NULLS,
    PHRASES,
    fits,
    literal_of,
    parse_flag,
)
from .meant import length_hint, meant_hint
from .names import View
from .parts import part, part_hint
from .reading import clipped, kind_of, list_of, listed, scalar_of
from .several import contains_hint, list_hint, never, refuse_list, refuse_several, refuse_torn_list
from .slips import value_hint
from .spelling import DAYS, HOURS, code_to_write, misfit, spelling, where_defined


def matcher(ref: Ref, node: Node, view: View) -> Condition:
    """The condition that a node puts on a fact."""
    if isinstance(node, Sequence):
        return OPERATORS["in"].make(ref, _values(OPERATORS["in"], ref, node, view))
    if isinstance(node, Mapping) and "fact" not in node.entries:
        return _asked(ref, node, view)
    return OPERATORS["eq"].make(ref, (_value(OPERATORS["eq"], ref, node, view),))


def _asked(ref: Ref, node: Mapping, view: View) -> Condition:
    if not node.entries:
        raise fault(node, f"nothing is asked of {ref.full}", f"one of {listed(OPERATORS)}")
    refuse_torn_list(ref, node, view)
    conditions: list[Condition] = []
    before = view.gathered.faults
    for name, (key, value) in node.entries.items():
        with view.gathered:
            if name not in OPERATORS:
                raise fault(key, f"unknown operator `{clipped(name)}`", _operator_hint(name))
            operator = OPERATORS[name]
            _must_be_asked_of(operator, ref, value, view)
            conditions.append(operator.make(ref, _operands(operator, ref, value, view)))
    view.gathered.must_be_unchanged_since(before)
    return conditions[0] if len(conditions) == 1 else All(tuple(conditions))


def _operator_hint(name: str) -> str:
    meant = OTHER_SPELLINGS.get(name)
    if meant:
        return suggestion(meant)
    return did_you_mean(name, OPERATORS, f"operators are {listed(OPERATORS)}")


def _must_be_asked_of(operator: Operator, ref: Ref, node: Node, view: View) -> None:
    """Raise a fault for a fact whose unit the operator does not ask."""
    if ref.unit in operator.units:
        return
    if len(operator.units) == 1:
        (unit,) = operator.units
        message = f"`{operator.word}` asks {PHRASES[unit]}; {ref.full} is {PHRASES[ref.unit]}"
        rows = OPERATORS.values()
        alike = [row.word for row in rows if row.takes is operator.takes and ref.unit in row.units]
        raise fault(node, message, f"use {listed(alike)}" if alike else "")
    _refuse_lists(ref, node, view)
    raise fault(
        node,
        f"{ref.full} is {PHRASES[ref.unit]}: it is neither more nor less than another",
        "use eq, ne, in or not_in",
    )


def _operands(operator: Operator, ref: Ref, node: Node, view: View) -> tuple[Bound, ...]:
    """What stands behind an operator."""
    match operator.takes:
        case Takes.VALUE:
            refuse_list(operator, ref, node)
            return (_value(operator, ref, node, view),)
        case Takes.VALUES:
            return _values(operator, ref, node, view)
        case Takes.BOUND:
            return (_bound(ref, node, view),)
        case Takes.ENDS:
            return _ends(ref, node, view)
        case Takes.LENGTH:
            return (length(node, view),)
        case Takes.WORD:
            return (_word(operator, ref, node, view),)
        case Takes.YES_OR_NO:
            return (_yes_or_no(operator, node),)
        case _:
            assert_never(operator.takes)


def _value(operator: Operator, ref: Ref, node: Node, view: View) -> Bound:
    """A value to be equal to; `none` asks of a quantity whether it is known not to exist."""
    _refuse_lists(ref, node, view)
    if isinstance(node, Scalar):
        refuse_several(operator, ref, node, view)
    if isinstance(node, Scalar) and node.text == NONE_WORD and ref.unit.is_ordered:
        return Literal(NONE_WORD, ref.unit)
    return _bound(ref, node, view)


def _values(operator: Operator, ref: Ref, node: Node, view: View) -> tuple[Bound, ...]:
    items = list_of(node, f"what {ref.full} is one of")
    words = [item.text for item in items if isinstance(item, Scalar)]
    if ref.unit is Unit.TEXTS and words:
        raise fault(node, f"{ref.full} is a list of texts", list_hint(operator.word, ref, words))
    if not items:
        raise fault(node, "an empty list matches nothing", "name at least one value")
    found: list[Bound] = []
    before = view.gathered.faults
    for item in items:
        with view.gathered:
            found.append(_value(operator, ref, item, view))
    view.gathered.must_be_unchanged_since(before)
    return tuple(found)


def _ends(ref: Ref, node: Node, view: View) -> tuple[Bound, ...]:
    ends = list_of(node, "`between`", "both ends count: `between: [1, 3]`")
    if len(ends) != 2:
        raise fault(node, f"`between` has two ends, not {len(ends)}", "`between: [1, 3]`")
    found = tuple(_bound(ref, end, view) for end in ends)
    values = (end.value for end in found if isinstance(end, Literal))
    codes = {value.currency for value in values if isinstance(value, Money)} - {None}
    if len(codes) > 1:
        raise fault(
            node,
            f"the ends of `between` are in {listed(sorted(map(str, codes)))}, and no amount lies between the two",
            "write both in one currency",
        )
    return found


def _word(operator: Operator, ref: Ref, node: Node, view: View) -> Literal | Param:
    """A text by which texts are asked."""
    word = operator.word
    hint = f"for several write `any: [{{...: {{{word}: a}}}}, {{...: {{{word}: b}}}}]`"
    scalar = scalar_of(node, f"what `{word}` asks for", hint)
    is_param = scalar.text.startswith("$")
    asked = _text_param(scalar, view) if is_param else Literal(scalar.text, Unit.TEXT)
    for text in map(str, values_of(asked, view)):
        _must_occur(operator, ref, text, scalar, view)
    return asked


def _text_param(scalar: Scalar, view: View) -> Param:
    param = view.param(scalar)
    if param.unit is not Unit.TEXT:
        raise fault(scalar, f"`{scalar.text}` is {PHRASES[param.unit]}, not a text")
    return param


def _must_occur(operator: Operator, ref: Ref, text: str, node: Node, view: View) -> None:
    """Raise a fault where none of the words that a fact can have is so."""
    choices = view.known(ref).choices
    if not choices:
        return
    op = TextOp(operator.word)
    if not any(op.holds((word,) if ref.unit.is_list else word, text) for word in choices):
        words = sorted(choices)
        assert operator.words is not None
        said = operator.words.holds.format(f"`{clipped(text)}`")
        hint = did_you_mean(text, words, f"one of {listed(words)}")
        raise fault(node, f"{ref.full} never {said}", hint)


def _yes_or_no(operator: Operator, node: Node) -> Literal:
    word = operator.word
    scalar = scalar_of(node, word)
    value = parse_flag(scalar.text)
    if value is None:
        hint = spelling(scalar.text, Unit.FLAG) or f"`{word}: true` means that the value is known"
        raise fault(node, f"`{word}` is true or false, not `{clipped(scalar.text)}`", hint)
    return Literal(value, Unit.FLAG)


def _bound(ref: Ref, node: Node, view: View) -> Bound:
    """What an ordered fact may be compared with: an operand, or a part of a fact: `50% of budget`."""
    return part(ref, node, view) or operand(ref, node, view)


def operand(ref: Ref, node: Node, view: View) -> Operand:
    """What a fact is compared with: a literal of its unit, `$param` or `{fact: name}`."""
    if isinstance(node, Mapping):
        other = named_fact(node, view)
        _must_fit(other.unit, ref, node, f"{other.full} is", _comparable(ref))
        return other
    scalar = scalar_of(node, f"what {ref.full} is compared with", NULL_HINT)
    if scalar.is_plain and scalar.text in NULLS:
        raise fault(node, f"nothing is compared with `{scalar.text}`", NULL_HINT)
    if scalar.text.startswith("$"):
        return _param_operand(ref, scalar, view)
    literal = literal_of(scalar.text, ref.unit)
    if literal is None:
        length = HOURS if view.known(ref).is_hours else DAYS
        message, hint = misfit(clipped(scalar.text), ref.unit, ref.full, length)
        said = meant_hint(ref, scalar.text, view) or part_hint(ref, scalar.text, view)
        raise fault(node, message, said or value_hint(scalar.text, ref.unit) or hint)
    if ref.unit is Unit.TEXT:
        _check_choice(ref, scalar, view)
    if scalar.text.endswith("%") and view.known(ref).is_percent:
        raise _not_of_100(ref, node, scalar.text.removesuffix("%"))
    _must_be_of_100(literal, ref, node, view)
    must_be_fixed(literal, node, view)
    return literal


def named_fact(node: Mapping, view: View) -> Ref:
    """The fact of `{fact: name}`."""
    if list(node.entries) != ["fact"]:
        words = ", ".join(clipped(name) for name in node.entries)
        hint = did_you_mean(words, ["fact"], "name a fact, or define one under `facts:`")
        raise fault(node, "a mapping is a value only as `{fact: name}`", hint)
    return view.ref(node.entries["fact"][1])


def _param_operand(ref: Ref, node: Scalar, view: View) -> Param:
    param = view.param(node)
    hint = where_defined(values_of(param, view), ref.unit, _comparable(ref))
    _must_fit(param.unit, ref, node, f"the param `{node.text}` is", hint)
    must_be_fixed(param, node, view)
    _must_be_of_100(param, ref, node, view)
    choices, is_currency = view.known(ref).choices, view.known(ref).is_currency
    for dated in view.names.params[param.name].values:
        if is_currency and not is_code(str(dated.value.value)):
            message = f"the param `{node.text}` can be `{dated.value.value}`, {ref.full} never is"
            raise fault(node, message, code_to_write(str(dated.value.value)))
        if choices and dated.value.value not in choices:
            raise fault(
                node,
                f"the param `{node.text}` can be `{dated.value.value}`, {ref.full} never is",
                f"{ref.full} is one of {listed(sorted(choices))}",
            )
    return param


def length(node: Node, view: View) -> Length:
    """A duration that is known when the policy is applied: a literal or `$param`."""
    hint = "a fact cannot be a length of time here; write `14 days` or `$param`"
    scalar = scalar_of(node, "a length of time", hint)
    if scalar.text.startswith("$"):
        param = view.param(scalar)
        if param.unit is not Unit.DURATION:
            message = f"the param `{scalar.text}` is {PHRASES[param.unit]}, not a duration"
            hint = "a duration has a unit: `14 days`"
            raise fault(node, message, where_defined(values_of(param, view), Unit.DURATION, hint))
        return param
    literal = literal_of(scalar.text, Unit.DURATION)
    if literal is None:
        _, hint = misfit(scalar.text, Unit.DURATION, "")
        message = f"`{clipped(scalar.text)}` is not a length of time like {EXAMPLES[Unit.DURATION]}"
        raise fault(node, message, length_hint(scalar.text, view) or hint)
    return literal


def _must_fit(unit: Unit, ref: Ref, node: Node, subject: str, hint: str) -> None:
    if not fits(unit, ref.unit):
        message = f"{subject} {PHRASES[unit]}; {ref.full} is {PHRASES[ref.unit]}"
        raise fault(node, message, hint)


def _comparable(ref: Ref) -> str:
    return f"compare it with {EXAMPLES[ref.unit]}" if ref.unit in EXAMPLES else ""


def values_of(operand: Literal | Param, view: View) -> list[LiteralValue]:
    """The values that a literal or a param can have."""
    if isinstance(operand, Literal):
        return [operand.value]
    return [dated.value.value for dated in view.names.params[operand.name].values]


def must_be_fixed(operand: Literal | Param, node: Node, view: View) -> None:
    """Raise a fault for lengths that only a calendar can add."""
    for value in values_of(operand, view):
        if isinstance(value, Duration) and not value.is_fixed:
            raise fault(
                node,
                "months, years and business days have no fixed length to compare with",
                "write days or hours",
            )


def _must_be_of_100(operand: Literal | Param, ref: Ref, node: Node, view: View) -> None:
    """Refuse 0.8 for a number from 0 to 100, which was most likely meant to be 80."""
    if view.known(ref).is_percent:
        for value in values_of(operand, view):
            if isinstance(value, Fraction) and 0 < value < 1:
                raise _not_of_100(ref, node, f"{float(100 * value):g}")


def _not_of_100(ref: Ref, node: Node, number: str) -> Fault:
    return fault(node, f"{ref.full} is a number from 0 to 100", f"write `{number}`")


def _refuse_lists(ref: Ref, node: Node, view: View) -> None:
    if ref.unit is Unit.TEXTS:
        raise fault(node, f"{ref.full} is a list of texts", contains_hint(ref, node, view))
    if ref.unit.is_list:
        raise fault(
            node,
            f"{ref.full} is {PHRASES[ref.unit]}, not {kind_of(node)}",
            f"define a fact that counts them, `{{count: {ref.name}}}`, and compare that",
        )


def _check_choice(ref: Ref, node: Scalar, view: View) -> None:
    choices = view.known(ref).choices
    if view.known(ref).is_currency and not is_code(node.text):
        hint = value_hint(node.text, ref.unit) or code_to_write(node.text)
        raise fault(node, never(ref, node), hint)
    if choices is not None and node.text not in choices:
        words = sorted(choices)
        hint = value_hint(node.text, ref.unit) if node.text.casefold() not in words else ""
        hint = hint or meant_hint(ref, node.text, view) or word_hint(node.text, words)
        raise fault(node, never(ref, node), hint)

"""Whether a number that a pack states anew may stand wherever the extended packs use it.

What the text of a rule is checked for where it is written is checked again for the new value: the rules
that use it are not read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from ..policy.conditions import Compare, Condition, Leaf, LiteralValue, Param, Part, Ref, Undecided
from ..policy.definitions import CountPeriods, Definition
from ..policy.one_currency import currency_told
from ..policy.pack import Pack, ParamDefinition
from ..policy.walk import conditions_of, leaves, parts
from ..snapshot.currencies import is_code
from ..units import Duration, Money
from .names import Names
from .parts import MANIFOLD
from .spelling import code_to_write


class Misfit(Struct, frozen=True):
    """A value that does not fit where it is used."""

    param: str
    message: str
    hint: str


def misfits_of(pack: Pack, names: Names) -> Iterator[Misfit]:
    """Every param of the pack that takes the place of another and cannot, each told once."""
    own = {
        name: param
        for name, param in pack.params.items()
        if param.pack == pack.id and param.replaces is not None
    }
    told: set[str] = set()
    if own:
        for found in (*_of_another_currency(pack, own), *_of_all(pack, own, names)):
            if found.param not in told:
                told.add(found.param)
                yield found


def _of_another_currency(pack: Pack, own: dict[str, ParamDefinition]) -> Iterator[Misfit]:
    """Amounts that are never compared with one of a contract, since none is in their currency."""
    told = currency_told(pack)
    for name, param in own.items():
        for dated in param.values:
            amount = dated.value.value
            if told and isinstance(amount, Money) and amount.currency not in (None, told.currency):
                said = f"all is in {told.currency}, as {told.reading} says"
                message = f"`{name}` is in {amount.currency}, and {said}"
                hint = "write the amount in it: with another currency it is never compared"
                yield Misfit(name, message, hint)


def _of_all(pack: Pack, own: dict[str, ParamDefinition], names: Names) -> Iterator[Misfit]:
    for rule in pack.rules:
        yield from _of_condition(rule.when, f"`{rule.id}`", own, names)
    for action in pack.actions.values():
        for requirement in action.requires:
            yield from _of_condition(requirement.condition, f"`{action.id}`", own, names)
    for reading in pack.readings.values():
        yield from _of_condition(reading.when, f"`{reading.id}`", own, names)
    for fact in pack.facts.values():
        for period in fact.periods:
            yield from _of_definition(period.definition, fact.ref.full, own, names)


def _of_definition(
    definition: Definition, where: str, own: dict[str, ParamDefinition], names: Names
) -> Iterator[Misfit]:
    for condition in conditions_of(definition):
        if not isinstance(condition, Part):
            yield from _of_condition(condition, where, own, names)
    if isinstance(definition, CountPeriods):
        for part in parts(definition):
            if isinstance(part, Param) and part.name in own and Duration() in _values(part, own):
                message = f"{where} counts periods of `${part.name}`, which are longer than 0"
                yield Misfit(part.name, message, "write a length such as `3 months`")


def _of_condition(
    condition: Condition, where: str, own: dict[str, ParamDefinition], names: Names
) -> Iterator[Misfit]:
    for leaf in leaves(condition):
        yield from _of_leaf(leaf, where, own, names)


def _of_leaf(
    leaf: Leaf, where: str, own: dict[str, ParamDefinition], names: Names
) -> Iterator[Misfit]:
    if isinstance(leaf, Undecided):
        return
    bound = leaf.operand
    if isinstance(bound, Part):
        if isinstance(bound.times, Param) and bound.times.name in own:
            for value in _values(bound.times, own):
                yield from _of_part(bound.of, bound.times.name, value, where, own)
    elif isinstance(leaf, Compare) and isinstance(bound, Param) and bound.name in own:
        for value in _values(bound, own):
            yield from _of_comparison(leaf.left, bound.name, value, where, names)


def _of_part(
    of: Ref, param: str, value: LiteralValue, where: str, own: dict[str, ParamDefinition]
) -> Iterator[Misfit]:
    if not isinstance(value, int | Fraction):
        return
    message = f"{where} takes `${param}` of {of.full} as a part"
    if value <= 0:
        yield Misfit(param, message, "a part is told by more than 0")
    elif value >= MANIFOLD and _was_a_share(own[param]):
        hint = f"of that, {float(value):g} would be {float(value):g} times as much: write `{float(value):g}%`"
        yield Misfit(param, message, hint)


def _was_a_share(param: ParamDefinition) -> bool:
    assert param.replaces is not None
    values = [dated.value.value for dated in param.replaces.values]
    return all(isinstance(value, int | Fraction) and value <= 1 for value in values)


def _of_comparison(
    ref: Ref, param: str, value: LiteralValue, where: str, names: Names
) -> Iterator[Misfit]:
    known = names.facts[ref.key]
    compared = f"{where} compares {ref.full} with `${param}`"
    if known.choices and value not in known.choices:
        yield Misfit(
            param, f"{compared}, and it never is `{value}`", f"it is one of {sorted(known.choices)}"
        )
    elif known.is_currency and not is_code(str(value)):
        yield Misfit(param, f"{compared}, and it never is `{value}`", code_to_write(str(value)))
    elif isinstance(value, Duration) and not value.is_fixed:
        hint = "months, years and business days have no fixed length; write days or hours"
        yield Misfit(param, compared, hint)
    elif known.is_percent and isinstance(value, Fraction) and 0 < value < 1:
        hint = f"write `{float(100 * value):g}`"
        yield Misfit(param, f"{compared}, a number from 0 to 100", hint)
    elif known.limits and isinstance(value, int | Fraction):
        low, high = known.limits
        if not low <= value <= high:
            is_share_in_percent = high == 1 and 1 < value <= 100
            hint = (
                f"write `{float(value):g}%`"
                if is_share_in_percent
                else "write a value that it can have"
            )
            yield Misfit(param, f"{compared}, a number from {low} to {high}", hint)


def _values(param: Param, own: dict[str, ParamDefinition]) -> list[LiteralValue]:
    return [dated.value.value for dated in own[param.name].values]

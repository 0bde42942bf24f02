"""Values that a case states: instants, and facts in the units in which they are held."""

from __future__ import annotations

import re
from fractions import Fraction

from ...language.gather import fault
from ...language.literals import (
    EXAMPLES,
    PHRASES,
    instant_hint,
    parse_instant,
    value_of,
)
from ...language.reading import clipped, scalar_of
from ...language.spelling import spelling
from ...policy.conditions import NONE_WORD, Ref
from ...policy.pack import Pack
from ...problems import did_you_mean
from ...snapshot.fields import BY_PATH
from ...units import SCOPES, Duration, Money, Scope, Unit
from ...yaml_tree import Node, Scalar
from ...yaml_tree import Sequence as ListNode

NOT_KNOWN = "not known"


def is_named(subject: str, text: str) -> bool:
    """Whether a subject is called so: its whole name, its end or its beginning, `C1/m1`, `m1`, `C1`."""
    return subject == text or subject.endswith("/" + text) or subject.startswith(text + "/")


def instant_of(node: Node) -> int | None:
    """UTC seconds; None for `none`."""
    scalar = scalar_of(node, "a date")
    if scalar.text == NONE_WORD:
        return None
    value = parse_instant(scalar.text)
    if value is None:
        message = f"`{clipped(scalar.text)}` is not a date"
        hint = f"write it like {EXAMPLES[Unit.INSTANT]}, or `none`"
        raise fault(scalar, message, instant_hint(scalar.text, hint))
    return value


def fact_value(ref: Ref, node: Node) -> tuple[object, str | None]:
    """The value of a fact as it is held, and its currency if it is money."""
    if isinstance(node, ListNode):
        held = tuple(_one_value(ref, _ENTRY[ref.unit], item) for item in node.items)
        return held, None
    value = _one_value(ref, ref.unit, node)
    return (value.cents, value.currency) if isinstance(value, Money) else (value, None)


_ENTRY: dict[Unit, Unit] = {
    unit: {Unit.INSTANTS: Unit.INSTANT, Unit.TEXTS: Unit.TEXT}.get(unit, unit) for unit in Unit
}


_FRACTION = re.compile(r"\d{1,9}/[1-9]\d{0,8}", re.ASCII)


def _one_value(ref: Ref, unit: Unit, node: Node) -> object:
    scalar = scalar_of(node, ref.full)
    if scalar.text == NOT_KNOWN:
        return None
    if scalar.text == NONE_WORD:
        return NONE_WORD
    value = None if unit.is_list else value_of(scalar.text, unit)
    if value is None and unit is Unit.RATIO and _FRACTION.fullmatch(scalar.text):
        value = Fraction(scalar.text)
    if value is None:
        message = f"`{clipped(scalar.text)}` is not {PHRASES[unit]}, as {ref.full} is"
        hint = (
            spelling(scalar.text, unit) or f"write {EXAMPLES.get(unit, 'a list')}, or `not known`"
        )
        raise fault(scalar, message, hint)
    return value.seconds if isinstance(value, Duration) else value


def fact_named(key: Scalar, pack: Pack) -> Ref:
    """The fact of the pack or field of the snapshot that a name means; own scope first, outward."""
    scope, _, name = key.text.partition(".")
    tries = [(each, key.text) for each in SCOPES]
    if scope in tuple(SCOPES):
        tries.insert(0, (Scope(scope), name))
    for each, text in tries:
        found = known_fact(pack, each, text)
        if found is not None:
            return found
    known = [fact.ref.full for fact in pack.facts.values()]
    known += [f"{field.scope}.{field.path}" for field in BY_PATH.values()]
    known += [full.partition(".")[2] for full in known]
    message = f"pack {pack.id} knows no fact `{clipped(key.text)}`"
    raise fault(key, message, did_you_mean(key.text, known))


def known_fact(pack: Pack, scope: Scope, name: str) -> Ref | None:
    """A fact of the pack, or a field of the snapshot."""
    if (scope, name) in pack.facts:
        return pack.facts[scope, name].ref
    if (scope, name) in BY_PATH:
        return Ref(scope, name, BY_PATH[scope, name].unit, f"{scope}.{name}")
    return None

"""Parts of facts, with which others are compared: `50% of budget`, `{fact: budget, times: $share}`."""

from __future__ import annotations

import re
from fractions import Fraction

from ..policy.conditions import Literal, Param, Part, Ref
from ..problems import did_you_mean
from ..units import NUMBERS, ORDERED, Unit
from ..yaml_tree import Mapping, Node, Scalar
from .gather import fault
from .literals import PHRASES, fits, parse_number
from .names import View
from .reading import clipped, scalar_of

WITH_PARTS = ORDERED - {Unit.INSTANT}
"""Units of which half is something."""

PART_PATTERN = r"^(\$[a-z][a-z0-9_]*|[0-9]+(\.[0-9]+)?%?) of [a-z][a-z0-9_.]*$"
"""`50% of budget`, for the schema."""

_PART = re.compile(r"(\S{1,40}) +of +(\S{1,200})", re.ASCII)
_SHARE = re.compile(r"\d{1,15}(\.\d{1,9})?%", re.ASCII)
KEYS = ("fact", "times")
MANIFOLD = 2
"""So many times a fact is no part of it any more."""
EXAMPLE = "`50% of budget` or `{fact: budget, times: 0.5}`"


def part(ref: Ref, node: Node, view: View) -> Part | None:
    """The part of a fact that a node says, to compare `ref` with; None where it says something else."""
    if not ref.unit.is_ordered:
        return None
    if isinstance(node, Mapping):
        return _of_mapping(ref, node, view) if "times" in node.entries else None
    if not isinstance(node, Scalar) or not (found := _PART.fullmatch(node.text)):
        return None
    if parse_number(found[1]) is None and not found[1].startswith("$"):
        return None
    times = _times(Scalar(node.source, node.line, node.column, found[1], True), view)
    of = view.named(found[2], node)
    _refuse_manifold(found[1], times, of, node, view)
    return _part(ref, of, times, node)


def _refuse_manifold(text: str, times: Literal | Param, of: Ref, node: Node, view: View) -> None:
    """`30 of budget` is 30 times the budget, and was meant as 30% of it; whoever multiplies writes `times`."""
    if isinstance(times, Param):
        values = [dated.value.value for dated in view.names.params[times.name].values]
        counted = [value for value in values if times.unit is Unit.COUNT]
    else:
        counted = [] if text.endswith("%") else [times.value]
    for value in counted:
        if isinstance(value, int | Fraction) and value > MANIFOLD:
            number = f"{float(value):g}"
            where = "in its definition, write" if isinstance(times, Param) else "write"
            meant = f"`{number}%`" if isinstance(times, Param) else f"`{number}% of {of.name}`"
            multiplied = f"`{{fact: {of.name}, times: {text}}}`"
            message = f"`{clipped(text)} of {of.name}` is {number} times as much"
            raise fault(node, message, f"{where} {meant}; to multiply, write {multiplied}")


def _of_mapping(ref: Ref, node: Mapping, view: View) -> Part:
    for name, (key, _) in node.entries.items():
        if name not in KEYS:
            hint = did_you_mean(name, KEYS, "a part is written " + EXAMPLE)
            raise fault(key, f"unknown key `{clipped(name)}` beside `times`", hint)
    if "fact" not in node.entries:
        raise fault(node, "`times` needs the fact of which this is a part", EXAMPLE)
    of = view.ref(node.entries["fact"][1])
    times = _times(scalar_of(node.entries["times"][1], "`times`"), view)
    return _part(ref, of, times, node)


def _part(ref: Ref, of: Ref, times: Literal | Param, node: Node) -> Part:
    if not fits(of.unit, ref.unit):
        message = f"{of.full} is {PHRASES[of.unit]}; {ref.full} is {PHRASES[ref.unit]}"
        raise fault(node, message, f"take a part of what is {PHRASES[ref.unit]} too")
    if of.unit not in WITH_PARTS:
        hint = "add a length of time to it under `facts:`: `{at: ended_at, plus: 14 days}`"
        raise fault(node, f"{of.full} is {PHRASES[of.unit]}: it has no parts", hint)
    return Part(of, times)


def _times(scalar: Scalar, view: View) -> Literal | Param:
    """By what the fact is multiplied: a number of more than 0, or a param that is one."""
    if scalar.text.startswith("$"):
        param = view.param(scalar)
        if param.unit not in NUMBERS:
            message = f"`{scalar.text}` is {PHRASES[param.unit]}, not a number"
            raise fault(scalar, message, "a part is told by a number such as `30%`")
        for dated in view.names.params[param.name].values:
            _must_be_positive(dated.value.value, scalar)
        return param
    value = parse_number(scalar.text)
    if value is None:
        message = f"`{clipped(scalar.text)}` is no number to multiply by"
        raise fault(scalar, message, "write a number such as `0.5` or `50%`")
    _must_be_positive(value, scalar)
    return Literal(value, Unit.RATIO)


def _must_be_positive(value: object, scalar: Scalar) -> None:
    if isinstance(value, int | Fraction) and value <= 0:
        hint = "to compare with nothing write `0`"
        raise fault(scalar, f"`{scalar.text}` of something is no part of it", hint)


def part_hint(ref: Ref, text: str, view: View) -> str:
    """For a share that does not say of what: `{lt: 50%}`."""
    if ref.unit in NUMBERS or ref.unit not in WITH_PARTS or not _SHARE.fullmatch(text):
        return ""
    for scope in view.scope.visible:
        for there, name in view.names.facts:
            known = view.names.facts[there, name]
            if there is not scope or known.unit is not ref.unit:
                continue
            if (scope, name) != ref.key:
                of = name if scope is view.scope else f"{scope}.{name}"
                return f"say of what: `{text} of {of}`"
    return ""

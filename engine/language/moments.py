"""Time expressions: an instant made of another, `{at: ended_at, plus: $feedback_window}`."""

from __future__ import annotations

import re

from ..policy.conditions import Length, Operand
from ..policy.definitions import Moment, NextWeekday
from ..policy.shapes import SHAPES
from ..units import Unit
from ..yaml_tree import Mapping, Node, Scalar
from .gather import fault
from .literals import EXAMPLES, PHRASES, literal_of
from .matchers import length, named_fact
from .names import View
from .reading import check_keys, clipped, mapping_of, one_or_more, scalar_of, word_of
from .slips import moment_hint

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOMENT_KEYS = ("at", *SHAPES["at"].keys)

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


def moment(node: Node, view: View, what: str) -> Moment:
    """A time expression, or the bare name of an instant."""
    if isinstance(node, Scalar):
        return Moment(instant(node, view))
    mapping = mapping_of(node, what, "`{at: ended_at, plus: 14 days}`")
    check_keys(mapping, what, view.gathered, MOMENT_KEYS, ["at"])
    return moment_of(mapping, view)


def _must_not_be_a_length(node: Scalar, view: View) -> None:
    example = "as_of" if view.find("due_at") is None else "due_at"
    hint = moment_hint(node.text, example)
    is_duration = not node.text.startswith("$") or view.param(node).unit is Unit.DURATION
    if hint and is_duration:
        raise fault(node, f"`{clipped(node.text)}` is not an instant", hint)


def moment_of(mapping: Mapping, view: View) -> Moment:
    """The time expression of a mapping whose keys are checked."""
    at = instant(mapping.entries["at"][1], view)
    floor, following = mapping.get("floor"), mapping.get("next")
    lasts = mapping.get("lasts")
    if lasts is not None:
        word_of(lasts, ["day"], "a time that something lasts")
    if floor is not None:
        word_of(floor, ["day"], "something to round down to")
    return Moment(
        at=at,
        plus=_lengths(mapping.get("plus"), view),
        minus=_lengths(mapping.get("minus"), view),
        lasts_day=lasts is not None,
        floor_day=floor is not None,
        next=_next(following, view) if following is not None else None,
    )


def operand_by_name(node: Node, view: View, unit: Unit | None, what: str) -> Operand:
    """An operand where facts are named without more: a name, `{fact: name}`, `$param` or a literal.

    A literal needs a unit to be read for.
    """
    if isinstance(node, Mapping):
        return named_fact(node, view)
    scalar = scalar_of(node, what, "give it a name under `facts:` and use the name here")
    if scalar.text.startswith("$"):
        return view.param(scalar)
    if unit is not None and view.find(scalar.text) is None:
        literal = literal_of(scalar.text, unit) if scalar.text[:1] in "-0123456789" else None
        if literal is not None:
            return literal
    return view.ref(scalar)


def instant(node: Node, view: View) -> Operand:
    """An operand that is an instant."""
    if isinstance(node, Scalar):
        _must_not_be_a_length(node, view)
    found = operand_by_name(node, view, Unit.INSTANT, "an instant")
    if found.unit is not Unit.INSTANT:
        name = clipped(node.text) if isinstance(node, Scalar) else "this"
        raise fault(
            node,
            f"`{name}` is {PHRASES[found.unit]}, not an instant like {EXAMPLES[Unit.INSTANT]}",
            "the latest of a list is a fact of its own: `{latest: submissions}`"
            if found.unit is Unit.INSTANTS
            else "",
        )
    return found


def _lengths(node: Node | None, view: View) -> tuple[Length, ...]:
    if node is None:
        return ()
    return tuple(length(item, view) for item in one_or_more(node, "a length of time"))


def _next(node: Node, view: View) -> NextWeekday:
    what = "`next`"
    mapping = mapping_of(node, what, '`{weekday: monday, time: "12:00"}`')
    check_keys(mapping, what, view.gathered, ["weekday", "time"], ["weekday"])
    weekday = word_of(mapping.entries["weekday"][1], WEEKDAYS, "a weekday")
    time = mapping.get("time")
    return NextWeekday(WEEKDAYS.index(weekday), _time(time) if time is not None else 0)


def _time(node: Node) -> int:
    """Seconds since midnight."""
    scalar = scalar_of(node, "a time of day")
    match = _TIME.fullmatch(scalar.text)
    if not match:
        message = f"`{clipped(scalar.text)}` is not a time of day"
        raise fault(node, message, 'write it like `"12:00"`')
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds

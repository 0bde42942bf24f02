"""Readings as Python source: what narrows a fact of the row `r` where the snapshot is silent.

The statements follow those that load or compute the fact. Which state of knowledge is filled in is an
argument of the generated function, `state`; each reading that narrowed something is noted in `assumed`
or, where somebody asks for them, in `implied`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..meaning.layout import ESCROW_OF_MILESTONE, RECORD, Layout
from ..policy.conditions import Literal, Ref
from ..policy.readings import Knowledge, Reading
from ..policy.walk import references
from ..snapshot.denied import DEMANDED
from ..snapshot.fields import (
    BY_PATH,
    NOT_UNDERSTOOD,
    POSITION,
    WORDS,
    object_fields,
    object_of,
)
from ..snapshot.spoken_of import OPEN
from ..units import Scope
from .definitions_code import quantity, text
from .expressions import View, pair
from .loading import UNSAID, is_denied_code, is_misdated_code, stays_code
from .order import settled_by


def loaded_and_read(
    ref: Ref, layout: Layout, readings: Sequence[Reading], loading: list[str]
) -> list[str]:
    """The statements that load a field of the snapshot, and those that apply its readings.

    Most fields are stated: where no reading overrules what is stated, those are asked nothing.
    """
    reading = reading_lines(ref, layout, readings)
    is_plain = ref.unit.is_ordered and len(loading) > 1 and loading[1].startswith(UNSAID)
    if not reading or not is_plain or any(item.overrules for item in readings):
        return [*loading, *reading]
    reading = reading_lines(ref, layout, readings, is_unsaid=True)
    return [
        loading[0],
        UNSAID,
        f"    {loading[1].removeprefix(UNSAID).strip()}",
        *("    " + line for line in reading),
        *loading[2:],
    ]


def reading_lines(
    ref: Ref, layout: Layout, readings: Sequence[Reading], *, is_unsaid: bool = False
) -> list[str]:
    """Statements that apply the readings of a fact, in their order. `is_unsaid`: where it is not stated."""
    if not layout.applied.is_stale:
        return _applied(ref, layout, readings, is_unsaid)
    lasting = _applied(ref, layout, [item for item in readings if outlasts(item, ref)], is_unsaid)
    settled = settled_by(layout.applied, ref)
    if settled is None or all(outlasts(item, ref) for item in readings):
        return lasting
    every = _applied(ref, layout, readings, is_unsaid)
    otherwise = lasting or ["pass"]
    return [
        f"if {stays_code(settled, layout)}:",
        *("    " + line for line in every),
        "else:",
        *("    " + line for line in otherwise),
    ]


def _applied(ref: Ref, layout: Layout, readings: Sequence[Reading], is_unsaid: bool) -> list[str]:
    if not readings:
        return []
    view = View(layout, ref.scope, "r")
    if ref.unit.is_ordered:
        return list(_ordered(ref, view, readings, is_unsaid))
    return list(_plain(ref, view, readings))


def outlasts(reading: Reading, ref: Ref) -> bool:
    """Whether a reading still holds when the export is old: implications that name no pending state
    do, and notes of a person.
    """
    field = BY_PATH.get(ref.key)
    if reading.is_assumed:
        return field is not None and field.annotation
    value = reading.value.value if isinstance(reading.value, Literal) else None
    return field is None or value not in field.pending


def _plain(ref: Ref, view: View, readings: Sequence[Reading]) -> Iterator[str]:
    slot = view.slot(ref)
    for reading in (item for item in readings if item.overrules):
        assert reading.value is not None
        yield f"if {slot} is not None and {_holds(reading, ref, view)}:"
        yield f"    {slot} = {text(reading.value, view)}; {_note(reading, ref)}"
    yield f"if {_unsaid(ref, f'{slot} is None', view.layout)}:"
    for index, reading in enumerate(readings):
        word = "elif" if index else "if"
        yield f"    {word} {_holds(reading, ref, view)}:"
        assert reading.value is not None
        yield f"        {slot} = {text(reading.value, view)}"
        yield f"        if {slot} is not None: {_note(reading, ref)}"


def _ordered(ref: Ref, view: View, readings: Sequence[Reading], is_unsaid: bool) -> Iterator[str]:
    slots = view.ordered(ref)
    target = f"{slots.lo}, {slots.hi}, {slots.opt}"
    yield f"q = {target}"
    if not is_unsaid:
        yield f"unsaid = {_unsaid(ref, 'True', view.layout)}"
        for reading in (item for item in readings if item.overrules):
            yield f"if not unsaid and {_holds(reading, ref, view)}:"
            yield f"    p = {_narrowed(reading, ref, view, denies=True)}"
            yield f"    if p != q: q = p; unsaid = True; {_note(reading, ref)}"
    for reading in readings:
        yield f"if {'' if is_unsaid else 'unsaid and '}{_holds(reading, ref, view)}:"
        yield f"    p = {_narrowed(reading, ref, view)}"
        yield f"    if p != q: q = p; {_note(reading, ref)}"
    yield f"{target} = q"


def _narrowed(reading: Reading, ref: Ref, view: View, denies: bool = False) -> str:
    """Expression for the quantity `q` with what the reading adds."""
    if isinstance(reading.value, Literal) and reading.value.value == "none":
        return "NONE if q[2] else q"
    if reading.value is not None:
        return f"narrowed(q, {quantity(reading.value, view)})"
    if reading.lower_bound is not None:
        low = view.ordered(reading.lower_bound).lo
        own = reading.lower_bound.full == ref.full
        low = "q[0]" if own else low
        return f"(narrowed(q, ({low}, {low}, False)) if {low} > -INF else q)"
    result = "q"
    if reading.at_least is not None:
        name = "denied_below" if denies else "at_least"
        result = f"{name}({result}, {quantity(reading.at_least, view)})"
    if reading.at_most is not None:
        name = "denied_above" if denies else "at_most"
        result = f"{name}({result}, {quantity(reading.at_most, view)})"
    return result


def _undenied(ref: Ref, layout: Layout) -> Iterator[str]:
    """Conditions: neither a state nor the time denies what a fact is made of; no reading closes that."""
    for path in sorted(_behind(ref, layout)):
        field = BY_PATH[ref.scope, path]
        told = f"r[{RECORD}][{POSITION[ref.scope][path]}]"
        if ref.scope is Scope.MILESTONE and path in DEMANDED:
            yield f"not ({is_denied_code(told, path)})"
        if condition := is_misdated_code(told, field, layout):
            yield f"not ({condition})"


def _behind(ref: Ref, layout: Layout) -> set[str]:
    """The fields of its own scope that a derived fact is made of."""
    found: set[str] = set()
    seen, waiting = set[str](), [ref.name]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        definition = layout.applied.facts.get((ref.scope, name))
        if definition is not None:
            others = references(definition)
            waiting += [each.name for each in others if each.scope is ref.scope]
        elif (ref.scope, name) in BY_PATH:
            found.add(name)
    return found


def _unsaid(ref: Ref, otherwise: str, layout: Layout) -> str:
    """Condition: the snapshot does not say the field. Of a derived fact: it is not known."""
    index = POSITION.get(ref.scope, {}).get(ref.name)
    if index is None:
        return " and ".join((otherwise, *_undenied(ref, layout)))
    unsaid = f"r[{RECORD}][{index}] is None"
    if ref.key == ESCROW_OF_MILESTONE.key:
        return f"{unsaid} and not is_contradictory(r[{RECORD}])"  # no reading closes that
    if BY_PATH[ref.key].kind in WORDS:
        return f"{unsaid} and not {_not_understood(f'r[{RECORD}]', ref.scope, (ref.name,))}"
    return unsaid


def _not_understood(record: str, scope: Scope, paths: Sequence[str]) -> str:
    """Condition: the snapshot says one of some fields, in a word that nobody knows."""
    told = f"{record}[{POSITION[scope][NOT_UNDERSTOOD]}]"
    return f"({told} is not None and any(each in {tuple(sorted(paths))!r} for each in {told}))"


def _holds(reading: Reading, ref: Ref, view: View) -> str:
    """Condition: the state of knowledge has the reading, and it certainly applies."""
    parts = []
    if reading.needed is not Knowledge.STRICT:
        parts.append(f"state >= {int(reading.needed)}")
        parts += _unmentioned(ref, view.layout)
    if reading.mentioned:
        parts.append(_mentioned(reading.mentioned, view))
    parts.append(pair(reading.when, view).certainly)
    return " and ".join(parts)


def _unmentioned(ref: Ref, layout: Layout) -> list[str]:
    """What is mentioned is never assumed away: nothing of the field's group, or of what a fact asks, is said.

    What lies further behind a fact does not count: that work is left to log on one contract says nothing of
    the order in which others end.
    """
    if ref.scope is not Scope.CONTRACT:
        return []
    definition = layout.applied.facts.get(ref.key)
    asked = (ref,) if definition is None else references(definition)
    if spoken_of := sorted(
        {each.name for each in asked if each.scope is ref.scope}.intersection(OPEN)
    ):
        return [f"not {_not_understood(f'r[{RECORD}]', ref.scope, spoken_of)}"]
    group = object_of(ref.name)
    if not group:
        return []
    others = [field.path for field in object_fields(group) if field.path != ref.name]
    positions = POSITION[Scope.CONTRACT]
    return [
        *(f"r[{RECORD}][{positions[path]}] is None" for path in others),
        f"not {_not_understood(f'r[{RECORD}]', Scope.CONTRACT, others)}",
    ]


def _mentioned(group: str, view: View) -> str:
    """The snapshot says something of a group of contract fields."""
    record = f"{view.row(Scope.CONTRACT)}[{RECORD}]"
    paths = [field.path for field in object_fields(group)]
    said = (f"{record}[{POSITION[Scope.CONTRACT][path]}] is not None" for path in paths)
    return f"({' or '.join(said)} or {_not_understood(record, Scope.CONTRACT, paths)})"


def _note(reading: Reading, ref: Ref) -> str:
    if reading.is_assumed:
        return f"assumed[id(r), {ref.name!r}] = {reading.id!r}"
    return f"implied is None or implied.__setitem__((id(r), {ref.name!r}), {reading.id!r})"

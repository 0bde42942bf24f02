"""Definitions of derived facts: a keyword says the kind; without one it is a named condition."""

from __future__ import annotations

from collections.abc import Callable

from ..policy.conditions import NONE_WORD, Length, Literal, Operand, Param, Ref
from ..policy.definitions import (
    Branch,
    Case,
    Constant,
    CountPeriods,
    Definition,
    Difference,
    EndOf,
    FirstKnown,
    LongestGap,
    Named,
    NotKnown,
    Stated,
    Step,
    Table,
)
from ..policy.shapes import SHAPES, Inner
from ..problems import nearest, suggestion
from ..snapshot.fields import BY_PATH
from ..units import Duration, Money, Unit
from ..yaml_tree import Mapping, Node, Scalar
from . import group_reader as groups
from .condition_reader import CONNECTIVES, condition
from .gather import fault
from .literals import PHRASES
from .matchers import length, operand, values_of
from .moments import moment_of, operand_by_name
from .names import View
from .reading import check_keys, list_of, mapping_of, scalar_of, text_of
from .values import check_value, operands, same_unit

Read = tuple[Definition, Unit | None]
"""A definition and the unit of its fact; None: it fits every unit."""


def definition(node: Node, view: View, extra: tuple[str, ...]) -> Read:
    """The definition that a node says; `extra` are keys that the caller reads (`about`, `from`)."""
    if isinstance(node, Scalar):
        return _constant([node], view)
    mapping = mapping_of(node, "the definition of a fact")
    words = [word for word in SHAPES if word in mapping.entries]
    if words:
        word = words[0]
        shape = SHAPES[word]
        allowed = (word, *shape.keys, *extra)
        check_keys(mapping, f"`{word}`", view.gathered, allowed, tuple(shape.required))
        return READERS[word](mapping, view)
    return _named(mapping, view, extra)


def _named(mapping: Mapping, view: View, extra: tuple[str, ...]) -> Read:
    own = Mapping(mapping.source, mapping.line, mapping.column)
    own.entries = {name: entry for name, entry in mapping.entries.items() if name not in extra}
    if not own.entries:
        raise fault(mapping, "the definition says nothing", "e.g. `{latest: submissions}`")
    for name, (key, _) in own.entries.items():
        if name not in CONNECTIVES and not view.is_a_name(name):
            meant = nearest(name, [*SHAPES, *view.candidates()])
            if meant in SHAPES:
                raise fault(key, f"unknown definition `{name[:60]}`", suggestion(meant))
    return Named(condition(own, view)), Unit.FLAG


def _moment(mapping: Mapping, view: View) -> Read:
    return moment_of(mapping, view), Unit.INSTANT


def _end_of(word: str) -> Callable[[Mapping, View], Read]:
    def read(mapping: Mapping, view: View) -> Read:
        items = list_of(mapping.entries[word][1], f"`{word}`", f"`{{{word}: [due_at, ended_at]}}`")
        found = _by_name(items, mapping, view, word)
        for item, value in zip(items, found, strict=True):
            if not value.unit.is_ordered:
                raise fault(item, f"`{word}` compares quantities; this is {PHRASES[value.unit]}")
        unit = same_unit([(i, v.unit) for i, v in zip(items, found, strict=True)], f"`{word}`")
        return EndOf(tuple(found), word == "later_of"), unit

    return read


def _first_known(mapping: Mapping, view: View) -> Read:
    items = list_of(mapping.entries["first_known"][1], "`first_known`")
    refs: list[Ref] = []
    for item, value in zip(items, _by_name(items, mapping, view, "first_known"), strict=True):
        if not isinstance(value, Ref) or not value.unit.is_ordered:
            message = "`first_known` chooses among instants, amounts or numbers"
            raise fault(item, message, "choose among texts with `case`")
        refs.append(value)
    unit = same_unit([(i, r.unit) for i, r in zip(items, refs, strict=True)], "`first_known`")
    return FirstKnown(tuple(refs)), unit


def _by_name(items: list[Node], mapping: Mapping, view: View, word: str) -> list[Operand]:
    """The operands of a list of names; a literal takes the unit of the facts beside it."""
    if not items:
        raise fault(mapping.entries[word][1], f"`{word}` is empty", "name at least one fact")
    unit: Unit | None = None
    for item in items:
        if isinstance(item, Scalar) and view.find(item.text):
            unit = view.ref(item).unit
            break
    found = [operand_by_name(item, view, unit, f"`{word}`") for item in items]
    for item, value in zip(items, found, strict=True):
        check_value(value, item, view)
    return found


def _difference(mapping: Mapping, view: View) -> Read:
    items = list_of(mapping.entries["difference"][1], "`difference`", "`{difference: [a, b]}`")
    if len(items) != 2:
        raise fault(mapping.entries["difference"][1], "`difference` needs two facts: [a, b]")
    left, right = _by_name(items, mapping, view, "difference")
    if not left.unit.is_ordered:
        raise fault(items[0], f"nothing can be taken from {PHRASES[left.unit]}")
    unit = same_unit([(items[0], left.unit), (items[1], right.unit)], "both of `difference`")
    return Difference(left, right), Unit.DURATION if unit is Unit.INSTANT else unit


def _count_periods(mapping: Mapping, view: View) -> Read:
    node = mapping.entries["count_periods"][1]
    inner = _inner("count_periods", node, view, "`{of: payments.paid_at, every: 3 months}`")
    of = _happenings(inner, view)
    every = _period(inner.entries["every"][1], view)
    return CountPeriods(of, every, _end(inner, "since", view)), Unit.COUNT


def _longest_gap(mapping: Mapping, view: View) -> Read:
    node = mapping.entries["longest_gap"][1]
    inner = _inner("longest_gap", node, view, "`{of: payments.paid_at, since: started_at}`")
    of = _happenings(inner, view)
    return LongestGap(of, _end(inner, "since", view), _end(inner, "to", view)), Unit.DURATION


def _inner(word: str, node: Node, view: View, example: str) -> Mapping:
    """The mapping behind a keyword, its keys checked."""
    mapping = mapping_of(node, f"`{word}`", example)
    keys = SHAPES[word].behind
    assert isinstance(keys, Inner)
    allowed = (*keys.required, *keys.optional)
    check_keys(mapping, f"`{word}`", view.gathered, allowed, tuple(keys.required))
    return mapping


def _happenings(inner: Mapping, view: View) -> Ref:
    """The list that `of` names: of instants, or of payments."""
    name = scalar_of(inner.entries["of"][1], "`of`")
    of = groups.list_named(name, view)
    if of is None or of.unit is Unit.TEXTS or name.text.endswith(".amount"):
        raise fault(name, "`of` needs a list of instants", "`{of: payments.paid_at, ...}`")
    return of


def _end(inner: Mapping, word: str, view: View) -> Ref | None:
    """The instant that an optional key names."""
    node = inner.get(word)
    if node is None:
        return None
    found = view.ref(node)
    if found.unit is not Unit.INSTANT:
        raise fault(node, f"`{word}` needs an instant; {found.full} is {PHRASES[found.unit]}")
    return found


def _period(node: Node, view: View) -> Length:
    found = length(node, view)
    if Duration() in values_of(found, view):
        raise fault(node, "a period is longer than 0", "e.g. `3 months`")
    return found


def _case(mapping: Mapping, view: View) -> Read:
    rows = list_of(mapping.entries["case"][1], "`case`", "`[{when: {...}, value: a}, {else: b}]`")
    if not rows:
        raise fault(mapping.entries["case"][1], "`case` has no rows")
    before = view.gathered.faults
    whens, values = [], []
    has_else = False
    for index, row in enumerate(rows):
        with view.gathered:
            entry = mapping_of(row, "a row of `case`", "`{when: {...}, value: a}` or `{else: b}`")
            has_else = "else" in entry.entries
            if has_else:
                check_keys(entry, "the last row of `case`", view.gathered, ["else"])
                if index < len(rows) - 1:
                    raise fault(row, "`else` is the last row of `case`")
                values.append(entry.entries["else"][1])
                continue
            keys = ["when", "value"]
            check_keys(entry, "a row of `case`", view.gathered, keys, keys)
            values.append(entry.entries["value"][1])
            whens.append(condition(entry.entries["when"][1], view))
    view.gathered.must_be_unchanged_since(before)
    found, unit = operands(values, view, "the values of `case`")
    branches = tuple(Branch(when, value) for when, value in zip(whens, found, strict=False))
    return Case(branches, found[-1] if has_else else None), unit


def _table(mapping: Mapping, view: View) -> Read:
    node = mapping.entries["table"][1]
    table = _inner("table", node, view, "`{of: total_paid, steps: [...]}`")
    of = view.ref(table.entries["of"][1])
    if not of.unit.is_ordered:
        raise fault(table.entries["of"][1], f"{of.full} is {PHRASES[of.unit]}: it has no steps")
    rows = list_of(table.entries["steps"][1], "`steps`")
    uptos: list[Literal | Param] = []
    values: list[Node] = []
    for row in rows:
        entry = mapping_of(row, "a step", "`{upto: 250 USD, value: 1}` or `{else: 2}`")
        if row is rows[-1]:
            if list(entry.entries) != ["else"]:
                raise fault(row, "the last step is only an `else`", "`{else: 1.5}`")
            values.append(entry.entries["else"][1])
        else:
            check_keys(entry, "a step", view.gathered, ["upto", "value"], ["upto", "value"])
            uptos.append(_upto(entry.entries["upto"][1], of, uptos, view))
            values.append(entry.entries["value"][1])
    if not uptos:
        raise fault(table.entries["steps"][1], "`steps` needs a step before `else`")
    found, unit = operands(values, view, "the values of `table`")
    if unit is Unit.FLAG:
        raise fault(mapping.entries["table"][1], "a table has no flags", "use a named condition")
    plain = [_plain(value, node) for value, node in zip(found, values, strict=True)]
    steps = tuple(Step(upto, value) for upto, value in zip(uptos, plain, strict=False))
    return Table(of, steps, plain[-1]), unit


def _upto(node: Node, of: Ref, before: list[Literal | Param], view: View) -> Literal | Param:
    found = _plain(operand(of, node, view), node)
    last = before[-1] if before else None
    if isinstance(found, Literal) and isinstance(last, Literal) and not _rises(last, found):
        raise fault(node, "the steps of a table rise", "put the smaller bound first")
    return found


def _rises(one: Literal, two: Literal) -> bool:
    a, b = one.value, two.value
    if isinstance(a, Money) and isinstance(b, Money):
        same = a.currency == b.currency or None in (a.currency, b.currency)
        return same and a.cents < b.cents
    if isinstance(a, Duration) and isinstance(b, Duration):
        return a.seconds < b.seconds
    return a < b  # type: ignore[operator]


def _plain(value: Operand, node: Node) -> Literal | Param:
    if isinstance(value, Ref):
        raise fault(node, "a table holds values and params, not facts", "use `case`")
    if isinstance(value, Literal) and value.unit.is_ordered and value.value == NONE_WORD:
        raise fault(node, "a table has no `none`", "use `case`")
    return value


def _fact(mapping: Mapping, view: View) -> Read:
    ref = view.ref(mapping.entries["fact"][1])
    if ref.unit.is_list:
        raise fault(mapping.entries["fact"][1], f"{ref.full} is {PHRASES[ref.unit]}")
    check_value(ref, mapping.entries["fact"][1], view)
    return Constant(ref), ref.unit


def _value(mapping: Mapping, view: View) -> Read:
    return _constant([mapping.entries["value"][1]], view)


def _constant(nodes: list[Node], view: View) -> Read:
    found, unit = operands(nodes, view, "values")
    return Constant(found[0]), unit


def _unknown(mapping: Mapping, view: View) -> Read:
    return NotKnown(text_of(mapping.entries["unknown"][1], "`unknown`")), None


def _stated(mapping: Mapping, view: View) -> Read:
    node = mapping.entries["stated"][1]
    ref = view.ref(node)
    if ref.key not in BY_PATH or ref.scope is not view.scope:
        hint = "for the value with all that is taken for granted, write `fact:`"
        raise fault(node, f"`stated` takes a field of the {view.scope} itself", hint)
    if ref.name in SUMMED:
        raise fault(node, f"{ref.full} follows from the milestones", "write `fact:`")
    return Stated(ref), ref.unit


SUMMED = ("escrow", "escrow_amount")
"""Fields that an export need not say, since they follow from others."""

READERS: dict[str, Callable[[Mapping, View], Read]] = {
    "latest": groups.latest,
    "earliest": groups.earliest,
    "count": groups.count,
    "sum": groups.total,
    "count_distinct": groups.count_distinct,
    "share": groups.share,
    "streak": groups.streak,
    "rank": groups.rank,
    "count_periods": _count_periods,
    "longest_gap": _longest_gap,
    "later_of": _end_of("later_of"),
    "earlier_of": _end_of("earlier_of"),
    "first_known": _first_known,
    "difference": _difference,
    "at": _moment,
    "case": _case,
    "table": _table,
    "fact": _fact,
    "value": _value,
    "unknown": _unknown,
    "stated": _stated,
}
"""What reads the definitions of each shape."""

RESERVED = frozenset(SHAPES) | frozenset(CONNECTIVES) | {"about", "sources", "from", "until"}
"""Words that cannot be the name of a fact."""

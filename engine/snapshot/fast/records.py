"""From the forms that the parser fills to the records that the engine holds: code that is written here.

A function for each way of writing, made once from the catalogue: it takes over what the parser has checked, and
types the rest with the converters of the careful reader, which raise `BadValueError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from ...units import Scope
from ..bad_value import BadValueError
from ..conform import HOURLY_TYPE, TYPE, Branch, table_of
from ..convert import NONE_WORD, Converter, converter, instant
from ..fields import FIELDS, POSITION, Field, Kind
from ..model import AT_CLOSING_PLANNED, ID, NONE, Record, Value
from ..money import parse_cents
from .forms import Group, groups_of

MOST_KNOWN = 10_000
"""How many different ones of one kind are remembered with what they say."""

Made = tuple[Record, list[Record] | None]
"""A contract and its milestones."""


class Known(dict[str | int, Value]):
    """What texts and whole numbers say: one that was met before is not read again."""

    def __init__(self, convert: Converter) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, written: str | int) -> Value:
        value = self._convert(written)
        if len(self) < MOST_KNOWN:
            self[written] = value
        return value


def records_of(*, has_nulls: bool) -> Callable[[msgspec.Struct], Made]:
    """The function that makes the records of a contract.

    It raises `BadValueError` for a value that the careful reader would refuse or tell of.
    """
    names: dict[str, Any] = {
        "BadValueError": BadValueError,
        "UNSET": msgspec.UNSET,
        "NONE_WORD": NONE_WORD,
        "NONE": NONE,
        "instant": Known(instant),
        "cents": Known(parse_cents),
        "parse_cents": parse_cents,
    }
    source = "\n".join(
        [
            *_function("milestone", Scope.MILESTONE, has_nulls, names),
            "    return values",
            *_function("contract", Scope.CONTRACT, has_nulls, names),
            *_MILESTONES,
            "    return values, milestones",
        ]
    )
    exec(compile(source, "<records>", "exec"), names)  # noqa: S102 - the source is generated here
    made: Callable[[msgspec.Struct], Made] = names["contract"]
    return made


_MILESTONES = f"""\
    milestones = form.milestones
    if milestones is None or milestones is UNSET:
        milestones = [] if values[{TYPE}] == {HOURLY_TYPE!r} else None
    else:
        milestones = [milestone(each) for each in milestones]
        if len(milestones) > 1 and len({{each[{ID}] for each in milestones}}) < len(milestones):
            raise BadValueError("a milestone id is used twice")""".split("\n")


def _function(name: str, scope: Scope, has_nulls: bool, names: dict[str, Any]) -> Iterator[str]:
    """The lines of a function up to where `values` is filled."""
    group = groups_of(scope)
    yield f"def {name}(form):"
    yield "    values = ["
    for each in FIELDS[scope]:
        is_top = each.path in group.fields
        yield f"        {_taken(each, has_nulls) if is_top else 'None'},"
    yield "    ]"
    if scope is Scope.CONTRACT:
        yield f"    values[{AT_CLOSING_PLANNED}] = form.closing_planned is True"
    yield from _converted(group, "form", scope, "    ", has_nulls, names)
    for key, inner in group.groups.items():
        yield from _group(inner, f"form.{key}", key, scope, "    ", has_nulls, names)


def _group(
    group: Group,
    holder: str,
    path: str,
    scope: Scope,
    indent: str,
    has_nulls: bool,
    names: dict[str, Any],
) -> Iterator[str]:
    """Lines that fill in the fields of an object, if it is there."""
    local = path.replace(".", "_")
    yield f"{indent}{local} = {holder}"
    yield f"{indent}if {local} is not None and {local} is not UNSET:"
    inside = indent + "    "
    absent = _branch(scope, path).absent
    if absent is not None:
        yield f"{inside}if {local} == NONE_WORD:"
        for place, value in absent:
            yield f"{inside}    values[{place}] = {'NONE' if value is NONE else repr(value)}"
        yield f"{inside}else:"
        inside += "    "
    for each in group.fields.values():
        if each.kind in _CHECKED:
            place = POSITION[scope][each.path]
            name = each.path.rpartition(".")[2]
            yield f"{inside}values[{place}] = {_known(f'{local}.{name}', has_nulls)}"
    yield from _converted(group, local, scope, inside, has_nulls, names)
    for key, inner in group.groups.items():
        yield from _group(inner, f"{local}.{key}", f"{path}.{key}", scope, inside, has_nulls, names)
    yield f"{inside}pass"


_CHECKED = frozenset((Kind.ID, Kind.CURRENCY, Kind.TEXT, Kind.ENUM, Kind.FLAG, Kind.COUNT))
"""What the parser has checked as the careful reader would: it is taken over as it is."""


def _taken(field: Field, has_nulls: bool) -> str:
    if field.kind not in _CHECKED:
        return "None"
    return _known(f"form.{field.path}", has_nulls)


def _known(read: str, has_nulls: bool) -> str:
    return f"None if {read} is UNSET else {read}" if has_nulls else read


def _converted(
    group: Group, holder: str, scope: Scope, indent: str, has_nulls: bool, names: dict[str, Any]
) -> Iterator[str]:
    """Lines that type what the parser has not checked."""
    for key, field in group.fields.items():
        if field.kind in _CHECKED:
            continue
        place = POSITION[scope][field.path]
        yield f"{indent}value = {holder}.{key}"
        is_there = "value is not None" + (" and value is not UNSET" if has_nulls else "")
        yield f"{indent}if {is_there}:"
        yield f"{indent}    values[{place}] = {_conversion(field, names)}"


def _conversion(field: Field, names: dict[str, Any]) -> str:
    match field.kind:
        case Kind.INSTANTS:
            return "tuple([instant[each] for each in value])"
        case Kind.CHOICES:
            return "tuple(value)"
        case Kind.PAYMENTS:
            return f"tuple([({_PAID_AMOUNT}, {_PAID_AT}) for each in value])"
    # Fields that are read alike share what is remembered, or it would fill the memory.
    name = "_".join(map(str, ("read", field.kind, *(field.limits or ()))))
    if name not in names:
        convert = converter(field, textual=False)
        names[name], names[f"known_{name}"] = convert, Known(convert)
    if field.kind is Kind.INSTANT:
        return f"known_{name}[value]"
    # A flag and a decimal may be equal to a whole number, and are something else.
    return f"known_{name}[value] if type(value) in (str, int) else {name}(value)"


_PAID_AMOUNT = (
    "None if each.amount is None or each.amount is UNSET else "
    "cents[each.amount] if type(each.amount) in (str, int) else parse_cents(each.amount)"
)
_PAID_AT = "None if each.paid_at is None or each.paid_at is UNSET else instant[each.paid_at]"


def _branch(scope: Scope, path: str) -> Branch:
    """The object of the careful reader's table."""
    table = table_of(scope, textual=False)
    *outer, name = path.split(".")
    for key in outer:
        inner = table[key]
        assert isinstance(inner, Branch)
        table = inner.table
    found = table[name]
    assert isinstance(found, Branch)
    return found

"""What to write where one value stands for a group of fields: `refund_request: 100`, `dispute: yes`.

Of a claim the advice is never to leave it out: nothing is assumed of what is mentioned, and what is
left out counts as not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from .bad_value import BadValueError
from .convert import NONE_WORD, converter
from .field import COUNTED, Field, Kind
from .fields import OBJECTS_WITH_NONE, object_fields

_TELLING = (Kind.MONEY, Kind.HOURS, Kind.NUMBER, Kind.INSTANT, Kind.ENUM)
"""Kinds of fields that can be told from a value alone; an id or a text can be anything."""
_ANSWERED = "responded_at"
"""A day alone is that of the claim, not that of its answer."""
_QUOTED_NONE = json.dumps(NONE_WORD)
_NO = ("no", "n", "false", "nein", "non")


def said_in_full(group: str, value: object) -> str:
    """What to write for the value of a group of contract fields: `write {"amount": 100}`."""
    fields = object_fields(group)
    can_be_none = group in OBJECTS_WITH_NONE
    if can_be_none and (value is False or str(value).casefold() in _NO):
        return f"write {_QUOTED_NONE}"
    fitting = list(_fitting(fields, value))
    if fitting:
        of_its_kind = [each for each in fitting if each.kind is fitting[0].kind]
        named = of_its_kind if fitting[0].kind is Kind.HOURS else of_its_kind[:1]
        return "write " + " or ".join([_nested(each, group, value) for each in named])
    example = _nested(_first_told(fields), group, _first_told(fields).example)
    if not can_be_none:
        return f"write what is known of it, such as {example}"
    return f"write what is known of it, such as {example}; {_QUOTED_NONE}, if there is none"


def none_of(field: Field) -> str:
    """What to write where a part of a claim, or an amount, is said to be `none`; "" where that says nothing."""
    group = field.path.partition(".")[0]
    if group in OBJECTS_WITH_NONE:
        return f"write {group}: {NONE_WORD}, if there is none"
    return "write 0, if there is none" if field.kind in COUNTED else ""


def column_of(group: str) -> str:
    """What to do about a cell that stands for a group of contract fields and is not `none`."""
    column = _first_told(object_fields(group)).path
    return f"say what is known of it in columns such as `{column}`; write {NONE_WORD}, if there is none"


_NOTHING_OF = {
    "more_work_expected": "no, if there is none",
    "situation": "[], if nothing is special",
    "status": "active, if it goes on",
}
"""What is written where there is none of it; of others 0."""


def told_by_fields(group: str) -> str:
    """What to do about a key or a column that speaks of contract fields, and is none of them."""
    if not object_fields(group):
        nothing = _NOTHING_OF.get(group, "0, if there is none")
        return f"say how it is by the field {group}: {nothing}"
    told = _first_told(object_fields(group)).path
    return f"say what is known of it by its fields, such as {told}; write {group}: {NONE_WORD}, if there is none"


def _first_told(fields: Sequence[Field]) -> Field:
    """The field that says that there is something: its instant, or whatever comes first."""
    instants = (each for each in fields if each.kind is Kind.INSTANT)
    return next(instants, fields[0])


def _fitting(fields: Sequence[Field], value: object) -> Iterator[Field]:
    """The fields that the value can be of; of hours it does not say which."""
    for each in fields:
        if each.kind in _TELLING and not each.path.endswith(_ANSWERED):
            if value == NONE_WORD and each.kind is not Kind.ENUM:
                continue
            try:
                converter(each, textual=isinstance(value, str))(value)
            except BadValueError:
                continue
            yield each


def _nested(field: Field, group: str, value: object) -> str:
    for key in reversed(field.path.removeprefix(group + ".").split(".")):
        value = {key: value}
    return json.dumps(value, ensure_ascii=False)

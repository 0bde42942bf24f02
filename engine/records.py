"""What the values of this program are made of, whichever library makes their kind.

Most are a `Struct` of msgspec: its kinds are made in a fiftieth of the time that a dataclass takes, and its
values in a seventh. Where a field says nothing of what a value is (the place where it was written), two values
are equal that differ in it alone, which only a dataclass can say.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from msgspec import Struct
from msgspec.structs import replace


def field_names(kind: type) -> tuple[str, ...]:
    """The fields of a kind of record, in the order of their declaration; of anything else none."""
    if issubclass(kind, Struct):
        return kind.__struct_fields__
    return _names(kind)[0]


def telling_names(kind: type) -> tuple[str, ...]:
    """Those of its fields by which two records differ."""
    if issubclass(kind, Struct):
        return kind.__struct_fields__
    return _names(kind)[1]


def is_record(value: object) -> bool:
    """Whether the value has fields of its own."""
    return isinstance(value, Struct) or (
        dataclasses.is_dataclass(value) and not isinstance(value, type)
    )


def record_with(record: Any, **values: object) -> Any:
    """The record with other values for some of its fields."""
    if isinstance(record, Struct):
        return replace(record, **values)
    return dataclasses.replace(record, **values)


_NAMES: dict[type, tuple[tuple[str, ...], tuple[str, ...]]] = {}


def _names(kind: type) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a dataclass, and those that are compared; of anything else none. Looked up once."""
    if kind not in _NAMES:
        fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
        compared = tuple(field.name for field in fields if field.compare)
        _NAMES[kind] = tuple(field.name for field in fields), compared
    return _NAMES[kind]

"""The fields of a snapshot as `closeout rules NAME` shows them: facts that no pack defines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.policy.pack import Pack
from ..engine.snapshot.field import Field
from ..engine.snapshot.fields import FIELDS

REFERENCE = "docs/fields.md"


def fields_named(name: str) -> Iterator[Field]:
    """The fields of that name, with their scope or without; of a group, all its fields."""
    for field in _all():
        for known in (field.path, _full(field)):
            if known == name or known.startswith(f"{name}."):
                yield field
                break


def field_names() -> set[str]:
    """The names of all fields, with their scopes and without."""
    return {name for field in _all() for name in (field.path, _full(field))}


def field_values(pack: Pack, field: Field) -> dict[str, Any]:
    """A field as an entry of a pack: its unit, what it means, and its words."""
    words = f" One of {', '.join(field.choices)}." if field.choices else ""
    about = f"{field.about}{words} A field of the snapshot ({REFERENCE})."
    return {
        "pack": pack.id,
        "kind": "fact",
        "fact": {"name": _full(field), "unit": str(field.unit), "about": about},
        "written": [],
        "params": [],
        "sources": [],
        "cases": [],
    }


def _all() -> Iterator[Field]:
    return (field for fields in FIELDS.values() for field in fields)


def _full(field: Field) -> str:
    return f"{field.scope}.{field.path}"

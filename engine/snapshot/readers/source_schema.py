"""The shape of what platforms export, by the schemas in `schemas/sources/`.

A changed export is told in words: what was expected, what is there instead, and where. Keys that a schema
does not name are allowed. The schemas ask for types and for keys alone, so that entries of one form (the
same keys with the same types of values) are judged once; `jsonschema` is loaded by the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ...documents.judge import errors_of, schema_named
from ...problems import InputError, Level, Problem
from ..bad_value import Path, found, one_of
from ..json_text import TreeOrigin

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MOST_FORMS = 200
"""Forms of one file that are judged: an export has a handful."""
MOST_LEVELS = 20
"""How deep an entry is looked at: no schema goes deeper."""
MOST_TOLD = 20
"""Changes of one file that are told."""

_WORDS = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "integer": "a number",
    "number": "a number",
    "boolean": "true or false",
}
NOT_TAKEN = "it is taken as not known; a newer closeout may read it"


def changes(
    schema: str, part: str, entries: Iterable[tuple[Path, object]], origin: TreeOrigin
) -> tuple[Problem, ...]:
    """A warning for each part of some entries that a schema does not expect. `Path`s lead to the entries."""
    seen: set[object] = set()
    told: dict[str, Problem] = {}
    for path, entry in entries:
        form = _form(entry)
        if form in seen or len(seen) >= MOST_FORMS:
            continue
        seen.add(form)
        for error in errors_of(entry, f"sources/{schema}", part, MOST_TOLD):
            at = (*path, *error.absolute_path)
            for message in _told(error):
                if message not in told and len(told) < MOST_TOLD:
                    told[message] = Problem(origin.place(at), message, NOT_TAKEN, Level.WARNING)
    return tuple(told.values())


def refuse_changes(schema: str, answer: object, origin: TreeOrigin, path: Path = ()) -> None:
    """Raise `InputError` where an answer that holds nothing is not built as its schema says."""
    changed = changes(schema, "answer", [(path, answer)], origin)
    if changed:
        hint = "fetch it again; if it is whole, a newer closeout may read it"
        raise InputError([replace(each, level=Level.ERROR, hint=hint) for each in changed])


def _told(error: ValidationError) -> Iterator[str]:
    """What an error of the schema means to who made the export."""
    wanted: Any = error.validator_value
    steps = [str(step) for step in error.absolute_path if isinstance(step, str)]
    where = f" in {found(steps[-1])}" if steps else ""
    if error.validator == "required":
        instance: Any = error.instance
        for name in wanted:
            if name not in instance:
                yield f"the export has changed: expected {found(name)}{where}, which is not there"
        return
    kinds = [wanted] if isinstance(wanted, str) else wanted
    if {"object", "array"}.intersection(kinds):
        kinds = [kind for kind in kinds if kind != "string"]  # a text is the empty one for null
    words = dict.fromkeys(_WORDS[kind] for kind in kinds if kind in _WORDS)
    expected = one_of(tuple(words))
    yield f"the export has changed: expected {expected}{where}, found {found(error.instance)}"


def _form(value: object, level: int = 0) -> object:
    """What a schema of types and keys can see of a value."""
    if level > MOST_LEVELS:
        return type(value)
    if isinstance(value, dict):
        return frozenset((name, _form(inner, level + 1)) for name, inner in value.items())
    if isinstance(value, list):
        return ("list", frozenset(_form(inner, level + 1) for inner in value))
    return float if isinstance(value, Decimal) else type(value)


def heading(written: str) -> str:
    """The heading of a column without regard to case, blanks, hyphens and underscores."""
    return re.sub(r"[\s_-]", "", written.casefold())


@cache
def columns_of(schema: str) -> tuple[str, ...]:
    """The columns of a table that a schema knows, as the platform writes them."""
    return tuple(schema_named(f"sources/{schema}")["properties"])


def required_of(schema: str) -> tuple[str, ...]:
    """The columns that a table has at least."""
    return tuple(schema_named(f"sources/{schema}")["required"])


def missing_columns(schema: str, headings: set[str]) -> list[str]:
    """The columns that a schema requires and that are not among some folded headings."""
    row = {name: "" for name in columns_of(schema) if heading(name) in headings}
    missing: dict[str, None] = {}
    for error in errors_of(row, f"sources/{schema}"):
        wanted: Any = error.validator_value
        missing |= dict.fromkeys(name for name in wanted if name not in row)
    return list(missing)

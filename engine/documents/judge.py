"""The judge: a schema of `schemas/` as a validator that fetches nothing and sees texts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ... import schemas

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Schema = Mapping[str, Any]
Validator = Any
"""A validator of jsonschema, whose types say less than its documentation."""

NOT_EMPTY = "\\S"
"""The pattern of a text in which something is written."""


def errors_of(
    document: object, schema: str, part: str = "", most: int | None = None
) -> list[ValidationError]:
    """What a schema, or a part that it defines under `$defs`, has against a document.

    After `most` errors it is not looked at any more.
    """
    return list(islice(_judge(schema, part).iter_errors(document), most))


@cache
def schema_named(name: str) -> Schema:
    """A schema that comes with the program: `waivers`."""
    folder = Path(schemas.__path__[0])
    read: Schema = json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
    return read


def validator(schema: Schema) -> Validator:
    """A validator for a document of which a plain `7` or `true` may be a text as well.

    To an editor these are a number and a flag, and to the readers of policies what they read them
    for; so both are right.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend
    from referencing import Registry

    def is_text(_: object, value: object) -> bool:
        return isinstance(value, str | int | float)

    def pattern(_: Validator, wanted: str, value: object, __: Schema) -> Iterator[ValidationError]:
        if is_text(_, value) and not _compiled(wanted).search(_written(value)):
            yield ValidationError(f"{_written(value)!r} does not match {wanted!r}")

    def min_length(
        _: Validator, least: int, value: object, __: Schema
    ) -> Iterator[ValidationError]:
        if is_text(_, value) and len(_written(value)) < least:
            yield ValidationError(f"{_written(value)!r} is too short")

    made = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator,
        {"pattern": pattern, "minLength": min_length},
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine("string", is_text),
    )
    return made(schema, registry=Registry())


def _written(value: object) -> str:
    """A text, or a number or flag as it was written."""
    return value if isinstance(value, str) else json.dumps(value)


@cache
def _judge(name: str, part: str) -> Validator:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend
    from referencing import Registry

    schema = schema_named(name)
    judge = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator,
        {
            "pattern": _pattern,
            "items": _Items(schema),
            **{
                keyword: _unless_read(Draft202012Validator.VALIDATORS[keyword])
                for keyword in ("enum", "const", "minimum", "maximum")
            },
        },
    )
    if part:
        schema = {**schema, "$ref": f"#/$defs/{part}", "$id": f"{part}.{schema['$id']}"}
    made: Validator = judge(schema, registry=Registry())
    return made


def _unless_read(check: Callable[..., Iterator[ValidationError] | None]) -> Callable[..., Any]:
    """A keyword that is left to the reader where the schema says that a value is read."""

    def checked(
        judge: Validator, wanted: object, instance: object, schema: Schema
    ) -> Iterable[ValidationError]:
        return () if schema.get("x-value") else (check(judge, wanted, instance, schema) or ())

    return checked


def _pattern(
    judge: Validator, pattern: str, instance: object, schema: Schema
) -> Iterator[ValidationError]:
    """As in ECMA 262, where `$` is the end of the text and not a place before a line end."""
    from jsonschema.exceptions import ValidationError

    if isinstance(instance, str) and not (schema.get("x-value") and instance.strip()):
        wanted = NOT_EMPTY if schema.get("x-value") else pattern
        if not _compiled(wanted).search(instance):
            yield ValidationError(f"does not match {pattern}")


class _Items:
    """The keyword `items`, for which entries that no keyword can tell apart are judged once.

    A list of thousands of entries of one form costs little then.
    """

    def __init__(self, schema: Schema) -> None:
        patterns = sorted({NOT_EMPTY, *_values_of("pattern", schema)})
        self.patterns = [_compiled(text) for text in patterns]
        self.limits = sorted(_values_of("maxLength", schema))
        words = _values_of("const", schema).union(*_values_of("enum", schema))
        self.words = frozenset(word for word in words if isinstance(word, str))

    def __call__(
        self, judge: Validator, wanted: object, instance: object, schema: Schema
    ) -> Iterator[ValidationError]:
        sound: set[object] = set()
        for index, item in enumerate(instance if isinstance(instance, list) else ()):
            form = self._form(item)
            if form not in sound:
                errors = list(judge.descend(item, wanted, path=index))
                yield from errors
                if not errors:
                    sound.add(form)

    def _form(self, value: object) -> object:
        """What a schema with these patterns and words can see of a value."""
        if isinstance(value, str):
            if value in self.words:
                return value
            seen = [bool(pattern.search(value)) for pattern in self.patterns]
            return (*seen, *(len(value) > limit for limit in self.limits))
        if isinstance(value, dict):
            return tuple((name, self._form(inner)) for name, inner in value.items())
        if isinstance(value, list):
            return (list, json.dumps(value, default=str))
        return (type(value), value)


def _values_of(keyword: str, schema: object) -> set[Any]:
    """Every value that a keyword has anywhere in a schema; lists as tuples."""
    found: set[Any] = set()
    if isinstance(schema, Mapping):
        for name, inner in schema.items():
            if name == keyword and not isinstance(inner, Mapping):
                found.add(tuple(inner) if isinstance(inner, list) else inner)
            found |= _values_of(keyword, inner)
    elif isinstance(schema, list):
        found = found.union(*(_values_of(keyword, inner) for inner in schema))
    return found


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{pattern[:-1]}\\Z" if pattern.endswith("$") else pattern)

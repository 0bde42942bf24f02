"""What an error of a schema means to who wrote the document, in the words of the schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..problems import Place, Problem, did_you_mean
from .judge import Schema

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Path = tuple[str | int, ...]
"""Keys and indexes that lead to a part of a document."""
PlaceOf = Callable[[Path, bool], Place]
"""The place of a part, or of its key where the flag is set."""

LONGEST_QUOTE = 60
"""Characters of a value that are repeated in a message."""


def told(errors: Iterable[ValidationError], place: PlaceOf) -> Iterator[tuple[Path, Problem]]:
    """Each mistake with the path of the part that it makes unusable."""
    for error in _without_followers(errors):
        yield from _told(error, place)


def _without_followers(errors: Iterable[ValidationError]) -> list[ValidationError]:
    """Unknown keys first; beside one, a choice that no key makes is not told: it was to make it."""
    found = sorted(errors, key=lambda error: error.validator != "additionalProperties")
    odd = {tuple(each.absolute_path) for each in found if each.validator == "additionalProperties"}
    return [
        each
        for each in found
        if not (
            each.validator == "anyOf" and _is_of_keys(each) and tuple(each.absolute_path) in odd
        )
    ]


def _is_of_keys(error: ValidationError) -> bool:
    branches: Any = error.validator_value
    return all(list(branch) == ["required"] for branch in branches)


def _told(error: ValidationError, place: PlaceOf) -> Iterator[tuple[Path, Problem]]:
    """What one error of the judge means to who wrote the document."""
    keyword = str(error.validator)
    path = tuple(error.absolute_path)
    schema: Schema = error.schema if isinstance(error.schema, dict) else {}
    wanted: Any = error.validator_value
    instance: Any = error.instance
    said = _Said(schema, instance, path)
    if keyword in ("anyOf", "oneOf") and keyword not in schema.get("x-says", ()):
        branch = _best_branch(error)
        if branch:
            yield from told(branch, place)
            return
        yield path, said.problem(place(path, False), "type", said.kinds(_kinds(error)))
    elif keyword == "required":
        for name in wanted:
            if name not in instance:
                message = f"{said.name} lacks `{name}`"
                yield path, said.problem(place(path, False), keyword, message, said.of_key(name))
    elif keyword == "additionalProperties":
        known = list(schema.get("properties", ()))
        for name in instance:
            if name not in known:
                yield (
                    path,
                    _unknown(_Said(schema, name, path), name, known, place((*path, name), True)),
                )
    elif keyword == "uniqueItems":
        seen: set[str] = set()
        for index, item in enumerate(instance):
            mark = json.dumps(item)
            if mark in seen:
                twice = _Said(schema, item, path)
                at = (*path, index)
                message = f"`{twice.quoted}` is named twice under `{twice.key}`"
                yield at, twice.problem(place(at, False), keyword, message)
            seen.add(mark)
    elif "propertyNames" in error.absolute_schema_path and isinstance(instance, str):
        at = (*path, instance)
        message = f"`{said.quoted}` cannot be {said.name}"
        yield at, said.problem(place(at, True), keyword, message)
    else:
        is_forbidden = keyword == "not" and not wanted
        message, hint = said.plainly(keyword, wanted)
        yield path, said.problem(place(path, is_forbidden), keyword, message, hint)


def _unknown(said: _Said, name: str, known: Sequence[str], place: Place) -> Problem:
    message = f"unknown key `{said.quoted}` in {said.name}"
    told = said.hint("additionalProperties") or f"{said.name} knows {', '.join(known)}"
    hint = said.of_key(name) or did_you_mean(name, known, told)
    return Problem(place, said.says("additionalProperties") or message, hint)


class _Said:
    """The words of a schema about a part of a document."""

    def __init__(self, schema: Schema, instance: object, path: Path) -> None:
        self.schema = schema
        self.instance = instance
        keys = [step for step in path if isinstance(step, str)]
        self.key = keys[-1] if keys else ""
        name = (
            f"an entry of `{self.key}`" if path and isinstance(path[-1], int) else f"`{self.key}`"
        )
        self.name = self._filled(schema.get("x-name", name if path else "the document"))

    @property
    def quoted(self) -> str:
        """The value, short enough to be repeated."""
        text = json.dumps(self.instance) if isinstance(self.instance, bool) else str(self.instance)
        return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 3] + "..."

    @property
    def kind(self) -> str:
        """What was written instead: "a list"."""
        match self.instance:
            case dict():
                return "a mapping"
            case list():
                return "a list"
            case None:
                return "nothing"
            case str() if not self.instance.strip():
                return "an empty text"
        return f"`{self.quoted}`"

    def _filled(self, text: str) -> str:
        for field in ("key", "value", "kind"):
            if f"{{{field}}}" in text:
                value = self.quoted if field == "value" else getattr(self, field)
                text = text.replace(f"{{{field}}}", value)
        return text

    def says(self, keyword: str) -> str:
        """What the schema says for a keyword that fails."""
        return self._filled(self.schema.get("x-says", {}).get(keyword, ""))

    def hint(self, keyword: str) -> str:
        """What the schema advises for a keyword that fails."""
        return self._filled(self.schema.get("x-hint", {}).get(keyword, ""))

    def of_key(self, name: str) -> str:
        """What the schema advises about a key."""
        text: str = self.schema.get("x-keys", {}).get(name, "")
        return text

    def problem(self, place: Place, keyword: str, message: str, hint: str = "") -> Problem:
        """With the words of the schema, where it has any."""
        return Problem(place, self.says(keyword) or message, self.hint(keyword) or hint)

    def kinds(self, types: Sequence[str]) -> str:
        """ "a waiver is a list, not `none`"."""
        named = [name for name in types if name != "null"]
        words = list(dict.fromkeys(_WORDS.get(name, "a single value") for name in named))
        is_scalar = not isinstance(self.instance, dict | list)
        if self.instance is None and "a single value" in words:
            return f"{self.name} is empty"
        if is_scalar and "a single value" in words:
            words[words.index("a single value")] = "a text"
        return f"{self.name} is {' or '.join(words)}, not {self.kind}"

    def plainly(self, keyword: str, wanted: Any) -> tuple[str, str]:
        """Message and hint for the keywords that speak of one value."""
        match keyword:
            case "type":
                return self.kinds([wanted] if isinstance(wanted, str) else wanted), ""
            case "enum" | "const":
                words = [str(word) for word in (wanted if keyword == "enum" else [wanted])]
                if isinstance(self.instance, dict | list) or self.instance is None:
                    return self.kinds(["string"]), ""
                hint = did_you_mean(self.quoted, words, f"one of {', '.join(words)}")
                return f"`{self.quoted}` is not {self.name}", hint
            case "minItems" | "minProperties":
                return f"{self.name} is empty", ""
            case "maxItems":
                return f"{self.name} has more than {wanted} entries", ""
            case "maxLength":
                return f"{self.name} is longer than {wanted} characters", ""
            case "pattern" if not self.quoted.strip():
                return f"{self.name} is empty", ""
        return f"{self.name} cannot be {self.kind}", ""


_WORDS = {"object": "a mapping of keys and values", "array": "a list"}


def _best_branch(error: ValidationError) -> list[ValidationError]:
    """Of several shapes, the errors of the one that was meant; none where no kind of value fits."""
    branches: dict[int | str, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    fitting = [errors for errors in branches.values() if all(map(_is_of_its_kind, errors))]
    return min(fitting, key=_distance, default=[])


def _is_of_its_kind(error: ValidationError) -> bool:
    if error.relative_path:
        return True
    is_word = error.validator in ("enum", "const")
    return error.validator != "type" and not (
        is_word and (isinstance(error.instance, dict | list) or error.instance is None)
    )


def _distance(errors: Sequence[ValidationError]) -> tuple[int, bool]:
    return len(errors), errors[0].validator == "const"


def _kinds(error: ValidationError) -> list[str]:
    """The kinds of value that one of several shapes would have."""
    found: list[str] = []
    for inner in error.context or ():
        if not inner.relative_path and inner.validator in ("type", "enum", "const"):
            wanted: Any = inner.validator_value if inner.validator == "type" else "string"
            found += [wanted] if isinstance(wanted, str) else wanted
    return found

"""`schemas/config.schema.json`, made from the settings."""

from __future__ import annotations

import json
from typing import Any

from .keys import KEYS, Key, Kind
from .values import MOST_DAYS

_TEXT = {"type": "string", "pattern": "\\S"}
_SHAPES: dict[Kind, dict[str, Any]] = {
    Kind.FLAG: {"type": ["boolean", "string"], "enum": [True, False, "true", "false"]},
    Kind.WORD: {"type": "string"},
    Kind.PATH: _TEXT,
    Kind.PACKS: {"anyOf": [_TEXT, {"type": "array", "minItems": 1, "items": _TEXT}]},
    Kind.GLOBS: {"anyOf": [_TEXT, {"type": "array", "minItems": 1, "items": _TEXT}]},
    Kind.FORMATS: {"anyOf": [_TEXT, {"type": "array", "minItems": 1, "items": _TEXT}]},
    Kind.DAYS: {
        "type": ["integer", "string"],
        "minimum": 1,
        "maximum": MOST_DAYS,
        "pattern": "^[0-9]{1,5}$",
    },
    Kind.DURATION: {
        "type": "string",
        "pattern": ("^[0-9]+(\\.[0-9]+)? (business day|second|minute|hour|day|week|month|year)s?$"),
    },
    Kind.ZONE: _TEXT,
    Kind.ROLE: _TEXT,
    Kind.INSTANT: {"type": "string"},
}


FLAGS_ALONE = ("each", "facts", "quiet", "redact", "verbose", "watch")
WITH_VALUE = (
    "close", "supplement", "output", "jobs", "memory-limit", "rule", "redact-key", "master", "read",
    "dates", "sheet", "encoding",
)  # fmt: skip
"""Options of `check` that belong to one run, and stand in no file."""


def config_schema_text() -> str:
    """The schema of the configuration file."""
    return json.dumps(_schema(), indent=2, ensure_ascii=False) + "\n"


def _schema() -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "config.schema.json",
        "title": "Configuration of closeout",
        "description": (
            "closeout.yaml, or the table [tool.closeout] of pyproject.toml. Relative paths are "
            "relative to the file. See docs/config.md."
        ),
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {key.name: _property(key) for key in KEYS},
        "x-says": {
            "type": "the configuration is a mapping of settings",
            "additionalProperties": "there is no setting `{value}`",
        },
        "x-keys": {
            key: f"it is no setting but an option: `closeout check --{name} ...`"
            if name in WITH_VALUE
            else f"it is no setting but an option: `closeout check --{name}`"
            for name in (*FLAGS_ALONE, *WITH_VALUE)
            for key in dict.fromkeys((name, name.replace("-", "_")))
        },
        "x-hint": {
            "type": "write settings as `fail-on: warning`",
            "additionalProperties": f"there are {', '.join(key.name for key in KEYS)}",
        },
    }


def _property(key: Key[Any]) -> dict[str, Any]:
    """What a file may hold for a setting; what a value means, the reader of settings says."""
    made: dict[str, Any] = {"description": key.about, **_SHAPES[key.kind]}
    if key.words is not None:
        made["enum"] = [word.value for word in key.words]
    if key.default:
        made["default"] = _default(key)
    if key.example:
        made["examples"] = [key.example]
    expected = f"expected {key.kind.value}"
    if "anyOf" in made:
        made["anyOf"] = [made["anyOf"][0], {**made["anyOf"][1], "x-hint": {"minItems": expected}}]
    return {**made, "x-value": True, "x-hint": {"type": expected}}


def _default(key: Key[Any]) -> str | int | bool:
    """As JSON has it."""
    match key.kind:
        case Kind.DAYS:
            return int(key.default)
        case Kind.FLAG:
            return key.default == "true"
        case _:
            return key.default

"""The JSON Schema of what a pack takes for granted: `implications` and `assumptions`."""

from __future__ import annotations

from collections.abc import Iterable

from ..policy.basis import Basis
from ..snapshot.fields import MENTIONED_AS_A_WHOLE
from ..snapshot.model import ROLES
from .assumption_reader import KEYS, LOWER_BOUND, OFF, SCOPES
from .reading import RULE_ID
from .schema_values import OBJECT, SCALAR, SOURCES, TEXT, YES_OR_NO, Schema, ref

_ROLE: Schema = {"enum": list(ROLES)}
_FACT: Schema = {**OBJECT, "required": ["fact"], "properties": {"fact": TEXT}}
_BOUND: Schema = {"anyOf": [SCALAR, _FACT]}
_LEAST: Schema = {**OBJECT, "required": [LOWER_BOUND], "properties": {LOWER_BOUND: TEXT}}
_EMPTY: Schema = {"type": "array", "maxItems": 0}

_OF_KEY: dict[str, Schema] = {
    "for": {"description": "What the fact is of.", "enum": list(SCOPES)},
    "field": {"description": "The fact that is filled in, or a group of fields.", **TEXT},
    "value": {
        "description": "What it is taken for; `none`, `[]`, a fact, or the least that it can be.",
        "anyOf": [SCALAR, _EMPTY, _FACT, _LEAST],
    },
    "at_least": {"description": "It is not below that.", **_BOUND},
    "at_most": {"description": "It is not above that.", **_BOUND},
    "when": {"description": "When it is taken so.", "type": "object"},
    "roles": {
        "description": "Whose exports it is for; without it, all.",
        "anyOf": [_ROLE, {"type": "array", "minItems": 1, "items": _ROLE}],
    },
    "says": {"description": "One sentence for the person who reads the report.", **TEXT},
    "because": {"description": "One sentence: why it may be taken so.", **TEXT},
    "in_short": {"description": "A few words on a finding: if you have not.", **TEXT},
    "sources": {"description": "Keys of the sources that it rests on.", **SOURCES},
    "basis": {"description": "What it rests on.", "enum": list(Basis)},
    "overrules": {
        "description": "A stated value that it denies gives way to it.",
        **YES_OR_NO,
    },
    "mentioned": {
        "description": "It holds where anything of this group is stated.",
        "enum": list(MENTIONED_AS_A_WHOLE),
    },
    "may_close": {"description": "A closing may rest on it.", **YES_OR_NO},
}


def readings(kind: str, known: Iterable[str]) -> Schema:
    """`implications` or `assumptions`: mappings by id; `off` for one of an extended pack."""
    names = sorted(set(known))
    new: Schema = {"type": "string", "pattern": f"^{RULE_ID.pattern}$"}
    return {
        "description": f"What is taken for granted: {kind}.",
        "type": "object",
        "propertyNames": {"anyOf": [{"enum": names}, new]} if names else new,
        "additionalProperties": {"anyOf": [{"const": OFF}, ref(kind.removesuffix("s"))]},
    }


def reading(kind: str) -> Schema:
    """One entry; a pack that extends another states only what it changes."""
    conditions = [
        {
            "if": {"properties": {"for": {"const": scope}}, "required": ["for"]},
            "then": {"properties": {"when": ref(f"condition_{scope}")}},
        }
        for scope in SCOPES
    ]
    return {
        **OBJECT,
        "properties": {key: _OF_KEY[key] for key in KEYS[kind]},
        "allOf": conditions,
    }

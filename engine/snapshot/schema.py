"""The JSON Schema (2020-12) of a snapshot, made from the field catalogue.

It says what JSON can say of one value. That the 30th of February does not exist, that no id comes
twice, or that two statements exclude each other, is told by reading alone.
"""

from __future__ import annotations

import json

from ..units import Scope, Unit
from .conform import MILESTONES
from .currencies import CODE
from .fields import FIELDS, OBJECTS_WITH_NONE, Field, Kind
from .header import HEADER_KEYS, VERSION
from .instants import EXAMPLE
from .model import ROLES
from .money import MOST_DIGITS

Schema = dict[str, object]

END = r"$(?!\n)"
"""The end of the text; Python alone would let a line end pass."""

_DAY = (
    r"(?:1899|19[0-9]{2}|2[0-9]{3}|3000)-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
_MINUTE = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_INSTANT = (
    rf"^{_DAY}(?:[Tt ]{_MINUTE}:[0-5][0-9](?:\.[0-9]+)?"
    rf"(?:[Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)?)?{END}"
)
_LARGEST = 10**MOST_DIGITS - 1


def _decimals(most: int) -> str:
    """Decimal texts of at most 15 digits, `most` of them behind the point."""
    forms = "|".join(
        rf"[0-9]{{0,{MOST_DIGITS - places}}}\.[0-9]{{{places}}}" for places in range(1, most + 1)
    )
    # Zeros in front mean nothing, but there is a digit in front of the point.
    return rf"(?=[0-9])0*(?:[0-9]{{0,{MOST_DIGITS}}}|{forms})"


UNITS: dict[Unit, str] = {
    Unit.MONEY: "amount in the contract's currency, at most 2 decimals",
    Unit.INSTANT: "instant, RFC 3339; without an offset UTC, a day alone is 00:00 UTC",
    Unit.DURATION: "hours",
    Unit.COUNT: "whole number",
    Unit.RATIO: "number",
    Unit.TEXT: "text",
    Unit.FLAG: "true or false",
    Unit.INSTANTS: "list of instants",
    Unit.TEXTS: "list of words",
    Unit.PAYMENTS: "list of amounts with instants",
    Unit.CUSTOM: "as declared",
}


def snapshot_schema() -> Schema:
    """The schema of one snapshot document; `#/$defs/contract` is that of an NDJSON line."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "closeout snapshot",
        "description": (
            "An export of freelance contracts. A field that is missing or null is not known; what "
            "is known not to exist says none, 0 or []. Unknown keys are ignored."
        ),
        "type": "object",
        "required": ["version", "contracts"],
        "not": {"required": ["account", "accounts"]},
        "properties": _header(),
        "$defs": {
            "instant": {"type": "string", "pattern": _INSTANT, "examples": [EXAMPLE]},
            "amount": _either(_text(f"^{_decimals(2)}{END}"), _number(0)),
            "signed_amount": _either(_text(f"^-?{_decimals(2)}{END}"), _number(-_LARGEST)),
            "hours": _either(_text(f"^{_decimals(MOST_DIGITS)}{END}"), _number(0)),
            "account": _record(Scope.ACCOUNT),
            "contract": _record(Scope.CONTRACT),
            "milestone": _record(Scope.MILESTONE),
        },
    }


def snapshot_schema_text() -> str:
    """The schema as it is shipped and printed."""
    return json.dumps(snapshot_schema(), indent=2, ensure_ascii=False) + "\n"


def _header() -> Schema:
    instants = {
        "as_of": "The instant for which the contracts are to be judged; default: now.",
        "exported_at": "How far the export's knowledge reaches; default: as_of.",
    }
    header: Schema = {
        "version": {"const": VERSION, "description": "Version of this format.", "examples": [1]},
        "made_by": {
            "type": ["string", "null"],
            "minLength": 1,
            "description": "The command that wrote the file, where it can go on with it. Unit: text.",
            "examples": ["closeout ask --new"],
        },
        **{key: _instant_field(about) for key, about in instants.items()},
        "platform": {
            "type": ["string", "null"],
            "minLength": 1,
            "description": "Platform of the contracts that name none. Unit: text.",
            "default": "upwork",
            "examples": ["upwork"],
        },
        "role": {
            "enum": [*ROLES, None],
            "description": "On which side of the contracts the exporter stands. Unit: text.",
            "default": ROLES[0],
            "examples": [ROLES[0]],
        },
        "account": _either({"$ref": "#/$defs/account"}, {"type": "null"}),
        "accounts": {
            "type": ["array", "null"],
            "items": {"allOf": [{"$ref": "#/$defs/account"}, _with_id()]},
        },
    }
    assert tuple(header) == HEADER_KEYS
    header["contracts"] = {
        "type": "array",
        "minItems": 1,
        "items": {"allOf": [{"$ref": "#/$defs/contract"}, _with_id()]},
    }
    return header


def _with_id() -> Schema:
    return {"required": ["id"], "properties": {"id": {"type": "string"}}}


def _instant_field(about: str) -> Schema:
    return {
        "description": f"{about} Unit: {UNITS[Unit.INSTANT]}.",
        **_either({"$ref": "#/$defs/instant"}, {"type": "null"}),
        "examples": [EXAMPLE],
    }


def _record(scope: Scope) -> Schema:
    """The object of a scope, with its groups nested."""
    root = _object()
    for field in FIELDS[scope]:
        *groups, name = field.path.split(".")
        properties = root["properties"]
        for group in groups:
            assert isinstance(properties, dict)
            here = properties.setdefault(group, _group(group))
            properties = here["anyOf"][0]["properties"]
        assert isinstance(properties, dict)
        properties[name] = _field(field)
    if scope is Scope.CONTRACT:
        items: Schema = {"allOf": [{"$ref": "#/$defs/milestone"}, _with_id()]}
        milestones: Schema = {
            "type": ["array", "null"],
            "description": "The milestones; [] for none, the default of an hourly contract.",
            "items": items,
        }
        properties = root["properties"]
        assert isinstance(properties, dict)
        properties[MILESTONES] = milestones
    return root


def _object() -> Schema:
    return {"type": "object", "properties": {}}


def _group(name: str) -> Schema:
    absent: list[Schema] = [{"type": "null"}]
    if name in OBJECTS_WITH_NONE:
        absent.append({"const": "none", "description": "Known not to exist."})
    return _either(_object(), *absent)


def _field(field: Field) -> Schema:
    about = f"{field.about} Unit: {UNITS[field.unit]}."
    if field.annotation:
        about += " No export carries it: add it by hand."
    schema: Schema = {"description": about, **_value(field), "examples": [field.example]}
    if field.path == "closing_planned":
        schema["default"] = False
    return schema


def _value(field: Field) -> Schema:
    none: Schema = {"const": "none"}
    null: Schema = {"type": "null"}
    match field.kind:
        case Kind.ID | Kind.PLATFORM:
            return {"type": ["string", "null"], "minLength": 1}
        case Kind.CURRENCY:
            return {"type": ["string", "null"], "pattern": f"^{CODE}$"}
        case Kind.TEXT:
            return {"type": ["string", "null"]}
        case Kind.ENUM:
            return {"enum": [*field.choices, None]}
        case Kind.FLAG:
            return {"type": ["boolean", "null"]}
        case Kind.COUNT:
            return {"type": ["integer", "null"], "minimum": 0, "maximum": _LARGEST}
        case Kind.NUMBER:
            least, most = field.limits or (-_LARGEST, _LARGEST)
            return {"type": ["number", "null"], "minimum": least, "maximum": most}
        case Kind.MONEY:
            return _either({"$ref": "#/$defs/amount"}, null)
        case Kind.HOURS:
            return _either({"$ref": "#/$defs/hours"}, null)
        case Kind.INSTANT:
            return _either({"$ref": "#/$defs/instant"}, none, null)
        case Kind.INSTANTS:
            return {"type": ["array", "null"], "items": {"$ref": "#/$defs/instant"}}
        case Kind.CHOICES:
            return {"type": ["array", "null"], "items": {"enum": list(field.choices)}}
        case Kind.PAYMENTS:
            return {"type": ["array", "null"], "items": _payment()}
        case Kind.CUSTOM:
            return {"type": ["object", "null"], "additionalProperties": _own()}


def _own() -> Schema:
    """A value of a field that a pack declares; which one, only the pack knows."""
    scalar: Schema = {"type": ["string", "number", "boolean", "null"]}
    return _either(scalar, {"type": "array", "items": scalar})


def _payment() -> Schema:
    null: Schema = {"type": "null"}
    return {
        "type": "object",
        "properties": {
            "amount": _either({"$ref": "#/$defs/signed_amount"}, null),
            "paid_at": _either({"$ref": "#/$defs/instant"}, null),
        },
    }


def _either(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": pattern}


def _number(least: int) -> Schema:
    return {"type": "number", "minimum": least, "maximum": _LARGEST}

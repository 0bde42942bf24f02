"""JSON Schema of values, apart from all facts: money, lengths of time, instants, texts, and references to them."""

from __future__ import annotations

from ..units import Unit
from .literals import EXAMPLES
from .moments import WEEKDAYS
from .parts import PART_PATTERN

Schema = dict[str, object]
OBJECT: Schema = {"type": "object", "additionalProperties": False}
_ZERO: Schema = {"enum": [0, "0"]}
"""Values may stand in quotes: they are taken as they are written."""
SHARED: Schema = {
    "money": {
        "description": f"Money, e.g. {EXAMPLES[Unit.MONEY]}, or 0.",
        "anyOf": [
            _ZERO,
            {"type": "string", "pattern": r"^-?[0-9]{1,13}(\.[0-9]{1,2})? [A-Z]{3}$"},
        ],
    },
    "duration": {
        "description": "A length of time, e.g. `14 days`, `2 months`, `3 business days`.",
        "anyOf": [
            _ZERO,
            {
                "type": "string",
                "pattern": r"^[0-9]{1,6}(\.[0-9]{1,4})? "
                r"(business day|second|minute|hour|day|week|month|year)s?$",
            },
        ],
    },
    "instant": {
        "description": f"A date or an instant, e.g. {EXAMPLES[Unit.INSTANT]}, in UTC.",
        "type": "string",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].*)?$",
    },
    "number": {
        "description": f"A number, e.g. {EXAMPLES[Unit.COUNT]}, {EXAMPLES[Unit.RATIO]}.",
        "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?%?$"}],
    },
    "flag": {"description": "Yes or no.", "enum": [True, False, "true", "false"]},
    "value": {"type": ["string", "number", "boolean"], "pattern": "\\S"},
    "text": {"type": "string", "pattern": "\\S"},
    "param": {
        "description": "The value of a param of the pack, at the date of the report.",
        "type": "string",
        "pattern": r"^\$[a-z][a-z0-9_]*$",
    },
    "named_fact": {
        "description": "The value of another fact.",
        **OBJECT,
        "required": ["fact"],
        "properties": {"fact": {"type": "string", "minLength": 1}},
    },
    "part": {
        "description": "So much of another fact, e.g. `50% of budget`.",
        "anyOf": [
            {"type": "string", "pattern": PART_PATTERN},
            {
                **OBJECT,
                "required": ["fact", "times"],
                "properties": {
                    "fact": {"type": "string", "minLength": 1},
                    "times": {"anyOf": [{"$ref": "#/$defs/number"}, {"$ref": "#/$defs/param"}]},
                },
            },
        ],
    },
    "operand": {"anyOf": [{"$ref": "#/$defs/value"}, {"$ref": "#/$defs/named_fact"}]},
    "length": {"anyOf": [{"$ref": "#/$defs/duration"}, {"$ref": "#/$defs/param"}]},
    "lengths": {
        "anyOf": [
            {"$ref": "#/$defs/length"},
            {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/length"}},
        ]
    },
    "texts": {
        "anyOf": [
            {"$ref": "#/$defs/text"},
            {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/text"}},
        ]
    },
    "weekday": {
        **OBJECT,
        "required": ["weekday"],
        "properties": {
            "weekday": {"enum": list(WEEKDAYS)},
            "time": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?$"},
        },
    },
    "last_row": {
        **OBJECT,
        "required": ["else"],
        "properties": {"else": {"$ref": "#/$defs/operand"}},
    },
    "steps": {
        "type": "array",
        "minItems": 2,
        "items": {
            "anyOf": [
                {
                    **OBJECT,
                    "required": ["upto", "value"],
                    "properties": {
                        "upto": {"$ref": "#/$defs/operand"},
                        "value": {"$ref": "#/$defs/operand"},
                    },
                },
                {"$ref": "#/$defs/last_row"},
            ]
        },
    },
}
"""The `$defs` that do not depend on the facts."""


def ref(name: str) -> Schema:
    """A reference to one of the `$defs`."""
    return {"$ref": f"#/$defs/{name}"}


WORD: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
SCALAR, TEXT, TEXTS, DATE = ref("value"), ref("text"), ref("texts"), ref("instant")
SOURCES, ACTION = ref("source_ids"), ref("action_id")
PARAM, OPERAND_FACT, LENGTH = ref("param"), ref("named_fact"), ref("length")
PART, YES_OR_NO = ref("part"), ref("flag")

LITERALS: dict[Unit, Schema] = {
    Unit.MONEY: ref("money"),
    Unit.DURATION: ref("duration"),
    Unit.INSTANT: DATE,
    Unit.COUNT: ref("number"),
    Unit.RATIO: ref("number"),
    Unit.FLAG: YES_OR_NO,
    Unit.TEXT: SCALAR,
}
NONE: Schema = {"const": "none"}

"""The JSON Schema (2020-12) of pack.yaml and of rule files, for editors.

It knows the facts of the packs that it is made of, so that an editor completes them; made for the packs
of an author it knows their actions, sources and params too, and marks others. What else reaches from one
file into another (ids, circles of facts) is told by loading alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from ..policy.pack import Basis, Effect, Pack, Severity
from ..snapshot.model import ROLES
from ..snapshot.own import SCOPES
from ..units import Scope
from .action_reader import ENDS_BY, WHO
from .own_field_reader import UNITS
from .reading import NAME, RULE_ID, SOURCE_ID
from .rule_reader import RULE_SCOPES, STATUSES
from .schema_facts import catalogue, fact_schemas
from .schema_names import names_of
from .schema_readings import reading, readings
from .schema_values import ACTION, DATE, OBJECT, SCALAR, SOURCES, TEXT, TEXTS, Schema, ref
from .settled_reader import may_settle
from .source_reader import SOURCE_KEYS


def policy_schema(packs: Sequence[Pack], is_closed: bool = False) -> Schema:
    """The schema of every policy file, for authors who use or extend these packs.

    `is_closed`: actions, sources and params are those of the packs, and no others.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "closeout policy",
        "description": "A pack.yaml, or a rule file beside it.",
        "if": {"type": "array"},
        "then": {"$ref": "#/$defs/rules"},
        "else": {
            "if": {"type": "object", "required": ["id"]},
            "then": {"$ref": "#/$defs/pack"},
            "else": {"$ref": "#/$defs/rule_file"},
        },
        "$defs": {
            "pack": _pack(packs),
            "rule_file": {
                **OBJECT,
                "properties": _anywhere(packs),
            },
            "rules": {"type": "array", "items": ref("rule")},
            "rule": _rule(),
            **{f"then_{scope}": _then(scope) for scope in RULE_SCOPES},
            "fields": _fields(),
            "facts": _facts(),
            "param_definition": _param(),
            "source": _source(),
            "action": _action(),
            "implication": reading("implications"),
            "assumption": reading("assumptions"),
            **fact_schemas(catalogue(packs)),
            **names_of(packs, is_closed),
        },
    }


def policy_schema_text(packs: Sequence[Pack], is_closed: bool = False) -> str:
    """The schema as it is shipped and printed: what fits on a line stands on one."""
    return _written(policy_schema(packs, is_closed), "") + "\n"


def _written(value: object, indent: str) -> str:
    plain = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(plain) <= LINE or not isinstance(value, dict | list):
        return plain
    inner = indent + "  "
    if isinstance(value, dict):
        keys = (json.dumps(key, ensure_ascii=False) for key in value)
        lines = [
            f"{inner}{key}: {_written(item, inner)}"
            for key, item in zip(keys, value.values(), strict=True)
        ]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    lines = [inner + _written(item, inner) for item in value]
    return "[\n" + ",\n".join(lines) + f"\n{indent}]"


LINE = 100


def _about(about: str, schema: Schema) -> Schema:
    return {"description": about, **schema}


def _one_or_more(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "minItems": 1, "items": item}]}


def _id(known: Iterable[str], pattern: str = RULE_ID.pattern) -> Schema:
    """A known id, which an editor completes, or one that is new."""
    names = sorted(set(known))
    anything: Schema = {"type": "string", "pattern": f"^{pattern}$"}
    return {"anyOf": [{"enum": names}, anything]} if names else anything


def _named(value: Schema, pattern: str, known: Iterable[str] = ()) -> Schema:
    """A mapping of names to values."""
    return {
        "type": "object",
        "propertyNames": _id(known, pattern),
        "additionalProperties": value,
    }


def _anywhere(packs: Sequence[Pack]) -> dict[str, Schema]:
    """The keys that every file of a pack may have."""
    params = [name for pack in packs for name in pack.params]
    actions = [name for pack in packs for name in pack.actions]
    return {
        "sources": _named(ref("source"), SOURCE_ID.pattern),
        "params": _about(
            "Named values; `name: 10 days` is enough.",
            _named(ref("param_definition"), NAME.pattern, params),
        ),
        "fields": ref("fields"),
        "facts": ref("facts"),
        "implications": readings("implications", _read(packs, "implication")),
        "assumptions": readings("assumptions", _read(packs, "assumption")),
        "rules": ref("rules"),
        "actions": _named(ref("action"), RULE_ID.pattern, actions),
    }


def _read(packs: Sequence[Pack], word: str) -> list[str]:
    return [id for pack in packs for id, item in pack.readings.items() if item.word == word]


def _pack(packs: Sequence[Pack]) -> Schema:
    rules = [rule.id for pack in packs for rule in pack.rules]
    reason: Schema = {**OBJECT, "properties": {"end_reason": ref("names_contract")}}
    return {
        **OBJECT,
        "required": ["id"],
        "properties": {
            "id": _about("Identifies the pack.", _id(())),
            "version": _about("Shown in every report.", {"type": ["string", "number"]}),
            "platform": _about("The platform whose contracts it is for.", _id(())),
            "title": TEXT,
            "extends": _about("A shipped pack, or a folder relative to this one.", TEXT),
            "docs": _about("Where `closeout docs` puts its pages; findings name theirs.", TEXT),
            **_anywhere(packs),
            "verdict": _about("Which fact names the reason for ending a contract.", reason),
            "severity": _about(
                "New severities of rules of the extended pack.",
                _named({"enum": list(Severity)}, RULE_ID.pattern, rules),
            ),
            "disable": _about("Rules of the extended pack to leave out.", _one_or_more(_id(rules))),
            "settled": _about(
                "From which instant on a state cannot change any more.",
                {
                    "type": "object",
                    "propertyNames": {"enum": sorted(may_settle())},
                    "additionalProperties": ref("instants_contract"),
                },
            ),
        },
    }


def _rule() -> Schema:
    by_scope: list[object] = [
        {
            "if": {"properties": {"for": {"const": scope}}, "required": ["for"]},
            "then": {
                "properties": {
                    "when": ref(f"condition_{scope}"),
                    "then": ref(f"then_{scope}"),
                }
            },
        }
        for scope in RULE_SCOPES
    ]
    return {
        **OBJECT,
        "required": ["id", "title", "for", "when", "then"],
        "properties": {
            "id": _about("Identifies the rule; no other has it.", _id(())),
            "title": _about("One line that says what it is about.", TEXT),
            "for": _about("What the rule speaks of.", {"enum": list(RULE_SCOPES)}),
            "roles": _about(
                "Whose exports it is for; without it, all.", _one_or_more({"enum": list(ROLES)})
            ),
            "effective": _about(
                "When the rule is in force; `until` is exclusive.",
                {**OBJECT, "properties": {"from": DATE, "until": DATE}},
            ),
            "when": _about("When the rule applies.", {"type": "object"}),
            "then": _about("What it then recommends.", {"type": "object"}),
            "sources": _about("Keys of the sources that it rests on.", SOURCES),
            "basis": _about("What it rests on.", {"enum": list(Basis)}),
            "why": _about("One sentence for the person who reads the report.", TEXT),
            "status": {"enum": list(STATUSES)},
            "renamed_from": _about("Former ids of the rule.", _one_or_more(_id(()))),
        },
        "allOf": by_scope,
    }


def _then(scope: Scope) -> Schema:
    moment = ref(f"moment_{scope}")
    return {
        **OBJECT,
        "required": ["action", "severity", "message"],
        "properties": {
            "action": _about("An action of the pack.", ACTION),
            "effect": _about(
                "Without it, that of the action. `none`: its findings only inform.",
                {"const": str(Effect.NONE)},
            ),
            "severity": {"enum": list(Severity)},
            "deadline": _about("When the window ends.", moment),
            "safe_by": _about("The last instant that is safe under every reading.", moment),
            "events": _about(
                "What the platform does by itself, and when.", _named(moment, NAME.pattern)
            ),
            "message": _about("A text; `{budget}` prints a fact.", TEXT),
        },
    }


def _facts() -> Schema:
    return {
        **OBJECT,
        "patternProperties": {
            rf"^{scope}\.[a-z][a-z0-9_.]*$": ref(f"dated_{scope}") for scope in Scope
        },
    }


def _fields() -> Schema:
    entry: Schema = {
        **OBJECT,
        "required": ["unit", "about"],
        "properties": {
            "unit": {"enum": [str(unit) for unit in UNITS]},
            "about": _about("One sentence for a person; it is what is asked.", TEXT),
            "question": _about("What is asked instead.", TEXT),
            "choices": {"type": "array", "minItems": 1, "items": TEXT},
        },
    }
    names = "|".join(str(scope) for scope in SCOPES)
    return {
        **OBJECT,
        "description": "Fields of your own, which a snapshot states under `custom`.",
        "patternProperties": {rf"^({names})\.[a-z][a-z0-9_.]*$": entry},
    }


def _param() -> Schema:
    basis: Schema = {"enum": list(Basis)}
    keys: Schema = {
        "value": {"anyOf": [SCALAR, {"type": "array", "items": DATE}]},
        "unit": _about("What is counted, for display.", TEXT),
        "sources": SOURCES,
        "basis": basis,
        "about": TEXT,
        "renamed_from": _one_or_more(_id((), NAME.pattern)),
        "from": DATE,
        "until": DATE,
    }
    entry: Schema = {**OBJECT, "required": ["value"], "properties": keys}
    dated: Schema = {"type": "array", "minItems": 1, "items": {"anyOf": [entry, DATE]}}
    return {"anyOf": [SCALAR, entry, dated]}


def _source() -> Schema:
    keys = dict.fromkeys(SOURCE_KEYS, TEXT) | {"retrieved": DATE, "review_by": DATE}
    keys["url"] = {"type": "string", "pattern": "^https?://[^ ]+$"}
    return {**OBJECT, "required": ["title"], "properties": keys}


def _action() -> Schema:
    requirement: Schema = {
        **OBJECT,
        "required": ["roles", "when"],
        "properties": {
            "roles": _one_or_more({"enum": list(ROLES)}),
            "when": ref("condition_contract"),
        },
    }
    requires: Schema = {
        "anyOf": [ref("condition_contract"), {"type": "array", "items": requirement}]
    }
    return {
        **OBJECT,
        "properties": {
            "title": TEXT,
            "who": _about("Who acts.", {"enum": list(WHO)}),
            "effect": _about("What it means for ending the contract.", {"enum": list(Effect)}),
            "how": _about("Steps, one sentence each.", TEXTS),
            "requires": _about("What must hold of the contract, always.", requires),
            "ends_by": _about(
                "Once it is done, the other side ends the contract, with feedback.",
                {"enum": list(ENDS_BY)},
            ),
        },
    }

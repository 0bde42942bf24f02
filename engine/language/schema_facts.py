"""JSON Schema of conditions and of the definitions of facts, made from the facts that are known.

Every fact is named, so that an editor completes it and tells a wrong one; what depends on other
facts, such as the unit of an operand, is told by loading alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from ..policy.conditions import FactKey
from ..policy.operators import OPERATORS, Takes
from ..policy.pack import Pack
from ..policy.shapes import SHAPES, Holds, Inner, Keys, Shape
from ..units import Scope, Unit
from .group_reader import GROUPS
from .known import Known
from .literals import EXAMPLES, PHRASES
from .names import Names
from .parts import WITH_PARTS
from .schema_values import (
    DATE,
    LENGTH,
    LITERALS,
    NONE,
    OBJECT,
    OPERAND_FACT,
    PARAM,
    PART,
    SCALAR,
    SHARED,
    SOURCES,
    TEXT,
    WORD,
    YES_OR_NO,
    Schema,
    ref,
)

Catalogue = dict[FactKey, list[Known]]
"""What is known of each fact; packs for two platforms may know a fact of one name differently."""


def catalogue(packs: Iterable[Pack]) -> Catalogue:
    """Every fact of the snapshot and of the packs."""
    found: Catalogue = {key: [known] for key, known in Names().facts.items()}
    for pack in packs:
        names = Names()
        names.params = dict(pack.params)
        for fact in pack.facts.values():
            names.take_up(fact)
        for key in pack.facts:
            known = names.facts[key]
            others = found.setdefault(key, [])
            if known not in others:
                others.append(known)
    return dict(sorted(found.items(), key=lambda item: (item[0][0].depth, item[0][1])))


def fact_schemas(facts: Catalogue) -> Schema:
    """The `$defs` of facts, conditions and definitions."""
    found = dict(SHARED)
    for unit in PHRASES:
        found[f"matcher_{unit}"] = _matcher(unit, LITERALS.get(unit, {}))
    for (scope, name), known in facts.items():
        found[f"{scope}.{name}"] = _fact(known)
    for scope in Scope:
        found[f"facts_{scope}"] = {"properties": _visible(scope, facts)}
        found[f"names_{scope}"] = {"enum": list(_visible(scope, facts))}
        found[f"instants_{scope}"] = {"enum": list(_visible(scope, facts, Unit.INSTANT))}
        found[f"condition_{scope}"] = _condition(scope)
        once = ref(f"definition_{scope}")
        found[f"definition_{scope}"] = _definition(scope)
        found[f"dated_{scope}"] = {
            "anyOf": [once, {"type": "array", "minItems": 1, "items": {**once, "type": "object"}}]
        }
        found[f"moment_{scope}"] = {
            "anyOf": [
                ref(f"instants_{scope}"),
                DATE,
                PARAM,
                {**OBJECT, "required": ["at"], "properties": moment_keys(scope)},
            ]
        }
    return found


def _fact(known: Sequence[Known]) -> Schema:
    abouts = [one.about for one in known if one.about]
    units = dict.fromkeys(PHRASES[one.unit] for one in known)
    about = " ".join([*dict.fromkeys(abouts), f"It is {' or '.join(units)}."])
    matchers = [_of_words(one) for one in known]
    looks = " or ".join(dict.fromkeys(EXAMPLES[one.unit] for one in known if one.unit in EXAMPLES))
    return {
        "description": about,
        # An editor shows this one, of all descriptions that fit a place.
        **({"markdownDescription": f"{about} Values look like {looks}."} if looks else {}),
        **(matchers[0] if len(matchers) == 1 else {"anyOf": matchers}),
    }


def _of_words(known: Known) -> Schema:
    """The matcher of a fact; where its words are known, other words are wrong."""
    matcher: Schema = ref(f"matcher_{known.unit}")
    if not known.choices or known.unit is not Unit.TEXT:
        return matcher
    words: list[object] = [{"enum": sorted(known.choices)}, PARAM]
    several = {"anyOf": [*words, {"type": "object"}]}
    return {**matcher, "anyOf": [*words, {"type": ["object", "array"]}], "items": several}


def _matcher(unit: Unit, literal: Schema) -> Schema:
    """What may be asked of a fact of a unit."""
    bounds = [literal, PARAM, OPERAND_FACT, *([PART] if unit in WITH_PARTS else [])]
    values = [*bounds, *([NONE] if unit.is_ordered else [])]
    operators: Schema = {
        operator.word: _behind(operator.takes, bounds, values)
        for operator in OPERATORS.values()
        if unit in operator.units
    }
    asked: Schema = {**OBJECT, "minProperties": 1, "properties": operators}
    if unit.is_list:
        return asked
    return {"anyOf": [*values, _behind(Takes.VALUES, bounds, values), asked]}


def _behind(takes: Takes, bounds: list[Schema], values: list[Schema]) -> Schema:
    """What may stand behind an operator, of a fact whose bounds and values these are."""
    match takes:
        case Takes.VALUE:
            return {"anyOf": values}
        case Takes.VALUES:
            return {"type": "array", "minItems": 1, "items": {"anyOf": values}}
        case Takes.BOUND:
            return {"anyOf": bounds}
        case Takes.ENDS:
            return {"type": "array", "minItems": 2, "maxItems": 2, "items": {"anyOf": bounds}}
        case Takes.LENGTH:
            return LENGTH
        case Takes.WORD:
            return {"anyOf": [WORD, PARAM]}
        case Takes.YES_OR_NO:
            return YES_OR_NO
        case _:
            assert_never(takes)


def _visible(scope: Scope, facts: Catalogue, unit: Unit | None = None) -> dict[str, object]:
    """The facts that a scope sees, by each name that it can use for them."""
    found: dict[str, object] = {}
    prefixed: dict[str, object] = {}
    for there in scope.visible:
        for (owner, name), known in facts.items():
            if owner is there and (unit is None or any(one.unit is unit for one in known)):
                reference = ref(f"{owner}.{name}")
                found.setdefault(name, reference)
                prefixed[f"{owner}.{name}"] = reference
    return found | prefixed


def _condition(scope: Scope) -> Schema:
    inner: Schema = ref(f"condition_{scope}")
    several: Schema = {"anyOf": [{"type": "array", "minItems": 1, "items": inner}, inner]}
    connectives: Schema = {"all": several, "any": several, "not": inner, "certainly": inner}
    return {
        "description": "Every entry must hold.",
        "type": "object",
        "minProperties": 1,
        "allOf": [ref(f"facts_{scope}"), {"properties": connectives}],
        "propertyNames": {"anyOf": [ref(f"names_{scope}"), {"enum": list(connectives)}]},
    }


EXTRA: Schema = {"about": TEXT, "sources": SOURCES, "from": DATE, "until": DATE}
"""Keys that every definition may have beside its own."""


def moment_keys(scope: Scope) -> Schema:
    """The keys of a time expression."""
    return _keys({"at": Holds.INSTANT, **SHAPES["at"].keys}, scope)


def _definition(scope: Scope) -> Schema:
    """All shapes of a definition; the last one is a named condition."""
    shapes = [_shape(shape, scope) for shape in SHAPES.values()]
    named: Schema = {
        "description": "A named condition: a flag.",
        "type": "object",
        "allOf": [ref(f"facts_{scope}"), {"properties": EXTRA}],
        "propertyNames": {
            "anyOf": [
                ref(f"names_{scope}"),
                {"enum": ["all", "any", "not", "certainly", *EXTRA]},
            ]
        },
    }
    return {"anyOf": [SCALAR, *shapes, named]}


def _shape(shape: Shape, scope: Scope) -> Schema:
    behind = shape.behind
    if isinstance(behind, Inner):
        keys = _keys({**behind.required, **behind.optional}, scope)
        own: Schema = {**OBJECT, "required": list(behind.required), "properties": keys}
    else:
        own = _held(behind, scope)
    properties = {shape.word: own, **_keys(shape.keys, scope), **EXTRA}
    required = [shape.word, *shape.required]
    return {"description": shape.about, **OBJECT, "required": required, "properties": properties}


def _keys(keys: Keys, scope: Scope) -> Schema:
    return {key: _held(holds, scope) for key, holds in keys.items()}


def _held(holds: Holds, scope: Scope) -> Schema:
    """What may stand behind a key of a definition."""
    names, value = ref(f"names_{scope}"), ref("operand")
    match holds:
        case Holds.MEMBERS_FACT | Holds.REASON:
            return TEXT
        case Holds.GROUP:
            return {"enum": list(GROUPS[scope])}
        case Holds.WITHIN:
            return {"enum": ["client", "account"]}
        case Holds.OF_MEMBERS:
            return {"anyOf": [ref(f"condition_{one}") for one in GROUPS[scope]] or [False]}
        case Holds.CONDITION:
            return ref(f"condition_{scope}")
        case Holds.NAME:
            return names
        case Holds.NAMES:
            return {"anyOf": [names, {"type": "array", "minItems": 1, "items": names}]}
        case Holds.INSTANT:
            return {"anyOf": [ref(f"instants_{scope}"), DATE, OPERAND_FACT, PARAM]}
        case Holds.LENGTH:
            return LENGTH
        case Holds.LENGTHS:
            return ref("lengths")
        case Holds.DAY:
            return {"const": "day"}
        case Holds.WEEKDAY:
            return ref("weekday")
        case Holds.VALUE:
            return value
        case Holds.VALUES:
            return {"type": "array", "minItems": 1, "items": value}
        case Holds.ROWS:
            row = {**OBJECT, "required": ["when", "value"]}
            row["properties"] = {"when": ref(f"condition_{scope}"), "value": value}
            return {"type": "array", "minItems": 1, "items": {"anyOf": [row, ref("last_row")]}}
        case Holds.STEPS:
            return ref("steps")
        case _:
            assert_never(holds)

"""The names of a pack in its JSON Schema: actions, sources and params.

A schema for everyone lets a name be new, and an editor completes the known ones. One that is made for
the packs of an author, and again when these change, marks every name that is none of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..policy.pack import Pack
from .reading import RULE_ID
from .schema_values import SHARED, Schema


def names_of(packs: Sequence[Pack], is_closed: bool) -> Schema:
    """The `$defs` for what a policy names; `is_closed`: of the packs alone."""
    actions = sorted({name for pack in packs for name in pack.actions})
    sources = sorted({name for pack in packs for name in pack.sources})
    params = sorted({f"${name}" for pack in packs for name in pack.params})
    if not is_closed:
        new: Schema = {"type": "string", "pattern": f"^{RULE_ID.pattern}$"}
        known: list[object] = [{"enum": actions}] if actions else []
        return {
            "action_id": {"anyOf": [*known, new]},
            "source_ids": {"$ref": "#/$defs/texts"},
        }
    source: Schema = {"enum": sources}
    share: Schema = {"type": "string", "pattern": r"^[^$\s]"}
    return {
        "action_id": {"enum": actions},
        "source_ids": {"anyOf": [source, {"type": "array", "minItems": 1, "items": source}]},
        "param": {**_shared("param"), "enum": params},
        # A text that begins with `$` is a param, or none that there is.
        "value": {
            **_shared("value"),
            "anyOf": [{"enum": params}, {"type": ["number", "boolean"]}, share],
        },
    }


def _shared(name: str) -> dict[str, object]:
    found = SHARED[name]
    assert isinstance(found, dict)
    return found

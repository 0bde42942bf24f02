"""Whether a JSON Schema says of every field what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def bare_fields(schema: dict[str, Any]) -> list[str]:
    """The fields without a description, neither of their own nor of what they refer to."""
    defined = schema["$defs"]
    return [
        bare
        for name, node in (("", schema), *defined.items())
        for bare in _bare(name, node, defined)
    ]


def _bare(path: str, node: dict[str, Any], defined: dict[str, Any]) -> Iterator[str]:
    for name, part in node.get("properties", {}).items():
        target = defined.get(part.get("$ref", "").removeprefix("#/$defs/"), {})
        if not part.get("description") and not target.get("description"):
            yield f"{path}.{name}"
        yield from _bare(f"{path}.{name}", part, defined)
        yield from _bare(f"{path}.{name}[]", part.get("items", {}), defined)

"""Changes to documents that are mappings and lists: anything may stand anywhere afterwards."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from .values import HOSTILE, same_look

Place = tuple[Any, Any]
"""A mapping or list, and a key or index in it."""

JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**40,
    1e300,
    [],
    {},
    [[]],
    [{}],
    {"id": []},
    {"": ""},
    ["a", {"id": "b"}],
    *HOSTILE,
)


def places(tree: Any) -> Iterator[Place]:
    """Every place of a document but the document itself."""
    open_trees = [tree]
    while open_trees:
        current = open_trees.pop()
        keys = current if isinstance(current, dict) else range(len(current))
        for key in keys:
            yield current, key
            if isinstance(current[key], dict | list):
                open_trees.append(current[key])


def change(chance: random.Random, tree: Any) -> None:
    """One change at one place: another value of the same look, junk, or less or more of what is there."""
    found = list(places(tree))
    if not found:
        return
    holder, key = chance.choice(found)
    value = holder[key]
    match chance.randrange(8):
        case 0:
            del holder[key]
        case 1:
            holder[key] = copy.deepcopy(chance.choice(JUNK))
        case 2:
            other, there = chance.choice(found)
            holder[key] = copy.deepcopy(other[there])
        case 3 if isinstance(value, list) and value:
            value.insert(chance.randrange(len(value) + 1), copy.deepcopy(chance.choice(value)))
        case 3 if isinstance(holder, dict) and isinstance(key, str):
            holder[chance.choice((key + "s", key.upper(), chance.choice(HOSTILE)))] = value
        case 4 if isinstance(value, dict | list):
            holder[key] = [value]
        case _:
            holder[key] = changed_value(chance, value)


def changed_value(chance: random.Random, value: Any) -> Any:
    """Another value of the same kind, as far as there is one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return chance.choice((0, 1, value + 1, -value, value * 1000, str(value)))
    if isinstance(value, str):
        return same_look(chance, value) or chance.choice((value.upper(), value + "x", *HOSTILE))
    return value


def damaged(chance: random.Random, content: bytes) -> bytes:
    """The bytes of a file with a few slips in them."""
    pieces = (b"{", b"]", b":", b",", b'"', b"\\", b"\n", b"\t", b"\x00", b"\xff", b"- ", b"none")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(content) + 1)
        width = chance.choice((0, 1, 2, 9, 200))
        content = content[:at] + chance.choice(pieces) + content[at + width :]
    return content

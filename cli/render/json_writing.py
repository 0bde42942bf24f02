"""JSON text, byte for byte the same every time, that can do no harm where it is printed.

Characters that could act on a terminal or on a build log (controls, bidirectional overrides, lone
surrogates, `##[`) are written as JSON escapes: what a parser reads is unchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import chain, repeat
from json.encoder import encode_basestring as quoted
from typing import Any

_on_one_line = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode

_SCALARS = frozenset({str, int, float, bool, type(None)})

CONSTANTS = {None: "null", True: "true", False: "false"}

UNSAFE = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]|##(?=\\[)"
)


def document(value: Any) -> str:
    """A whole document, two spaces of indent, with a line end.

    Lists may be iterators, so that a large report is not held twice.
    """
    pieces: list[str] = []
    _write(value, "\n", pieces)
    pieces.append("\n")
    return escaped("".join(pieces))


def line(value: dict[str, Any]) -> str:
    """A mapping on one line, with a line end."""
    return escaped(_on_one_line(value) + "\n")


def escaped(text: str) -> str:
    """JSON text with the characters that could do harm as escapes."""
    if text.isascii() and "\x7f" not in text and "##[" not in text:
        return text
    return UNSAFE.sub(_escape, text)


def _write(value: Any, newline: str, out: list[str]) -> None:
    """Append the pieces of a list's or mapping's JSON, as `json.dumps(indent=2)` would write it."""
    inner = newline + "  "
    if isinstance(value, dict):
        if _SCALARS.issuperset(map(type, value.values())):
            out.append(_flat(value, newline, inner))
            return
        opening, closing = "{}"
        labels: Iterable[str] = _labels(tuple(value), inner)
        items: Iterable[Any] = value.values()
    elif isinstance(value, list) and _SCALARS.issuperset(kinds := tuple(map(type, value))):
        out.append(_listed(kinds, tuple(value), newline))
        return
    else:
        opening, closing = "[]"
        labels, items = chain(("[" + inner,), repeat("," + inner)), value
    is_empty = True
    for item, label in zip(items, labels, strict=False):
        is_empty = False
        if isinstance(item, str):
            out.append(label + quoted(item))
        elif item is None or isinstance(item, bool):
            out.append(label + CONSTANTS[item])
        elif isinstance(item, int | float):
            out.append(label + repr(item))
        else:
            out.append(label)
            _write(item, inner, out)
    out.append(opening + closing if is_empty else newline + closing)


def _flat(value: dict[str, Any] | list[Any], newline: str, inner: str) -> str:
    """A list or mapping that holds no other: written at once, each entry on a line of its own."""
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    text = _entry_by_entry(inner)(value)
    return f"{text[0]}{inner}{text[1:-1]}{newline}{text[-1]}"


@lru_cache(maxsize=4_096)
def _listed(kinds: tuple[type, ...], entries: tuple[Any, ...], newline: str) -> str:
    """A list that holds no other: thousands of entries name the same assumptions. 1 and True are equal, and
    are told apart by their `kinds`.
    """
    return _flat(list(entries), newline, newline + "  ")


@cache
def _entry_by_entry(inner: str) -> Callable[[Any], str]:
    """Writes JSON with every entry on a line of its own, but for the first."""
    writer = json.JSONEncoder(
        ensure_ascii=False, check_circular=False, separators=("," + inner, ": ")
    )
    return writer.encode


@lru_cache(maxsize=4_096)
def _labels(keys: tuple[str, ...], inner: str) -> tuple[str, ...]:
    """What stands before each value of a mapping: thousands of entries have the same keys."""
    return tuple(f"{',' if place else '{'}{inner}{quoted(key)}: " for place, key in enumerate(keys))


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if char == "##":
        return "\\u0023#"
    point = ord(char)
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000
    return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"

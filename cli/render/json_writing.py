"""JSON text, byte for byte the same every time, that can do no harm where it is printed.

Characters that could act on a terminal or on a build log (controls, bidirectional overrides, lone
surrogates, `##[`) are written as JSON escapes: what a parser reads is unchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from json.encoder import encode_basestring
from typing import Any

on_one_line = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
"""A value on one line; to be escaped."""

quoted = encode_basestring
"""A text as JSON; to be escaped."""

_SCALARS = frozenset({str, int, float, bool, type(None)})

CONSTANTS = {None: "null", True: "true", False: "false"}

UNSAFE = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]|##(?=\\[)"
)


class Entry(str):
    """The text of an entry of a list in a document, as `entry` gives it."""

    __slots__ = ()


ENTRY_INDENT = "\n    "
"""Before an entry of a list that the document itself holds."""


def document(value: Any) -> str:
    """A whole document, two spaces of indent, with a line end.

    Lists may be iterators, so that a large report is not held twice.
    """
    return escaped("".join(_pieces(value, "\n")) + "\n")


def pieces(value: Any) -> Iterator[str]:
    """The same piece by piece; entries of its iterators may be an `Entry`."""
    yield from map(escaped, _pieces(value, "\n"))
    yield "\n"


def entry(value: dict[str, Any], indent: str = ENTRY_INDENT) -> str:
    """An entry in one of the document's lists; to be escaped. `indent`: a line end and what stands before it."""
    return _text(value, indent)


def in_entry(value: Any) -> str:
    """A value in such an entry."""
    return _text(value, ENTRY_INDENT + "  ")


def line(value: dict[str, Any]) -> str:
    """A mapping on one line, with a line end."""
    return escaped(on_one_line(value) + "\n")


def escaped(text: str) -> str:
    """JSON text with the characters that could do harm as escapes."""
    if text.isascii() and "\x7f" not in text and "##[" not in text:
        return text
    return UNSAFE.sub(_escape, text)


def _pieces(value: Any, newline: str) -> Iterator[str]:
    """The pieces of a value's JSON, as `json.dumps(indent=2)` would write it."""
    inner = newline + "  "
    if isinstance(value, dict) and any(isinstance(item, Iterator) for item in value.values()):
        separator = "{"
        for key, item in value.items():
            yield f"{separator}{inner}{quoted(key)}: "
            yield from _pieces(item, inner)
            separator = ","
        yield newline + "}"
    elif isinstance(value, Iterator):
        separator = "["
        for item in value:
            yield separator + inner
            if item.__class__ is Entry:
                yield item
            else:
                yield from _pieces(item, inner)
            separator = ","
        yield "[]" if separator == "[" else newline + "]"
    else:
        yield _text(value, newline)


def _text(value: Any, newline: str) -> str:
    """The JSON of one value, at once."""
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool):
        return CONSTANTS[value]
    if isinstance(value, int | float):
        return repr(value)
    if not isinstance(value, dict):
        value = list(value)
        kinds = set(map(type, value))
        if kinds == {str}:
            return _words(tuple(value), newline)
        inner = newline + "  "
        if kinds <= _SCALARS:
            return _flat(value, newline, inner)
        return f"[{inner}{(',' + inner).join([_text(item, inner) for item in value])}{newline}]"
    if _SCALARS.issuperset(map(type, value.values())):
        return _flat(value, newline, newline + "  ")
    inner = newline + "  "
    items = [
        quoted(item) if item.__class__ is str else _text(item, inner) for item in value.values()
    ]
    return _template(tuple(value), newline) % tuple(items)


@lru_cache(maxsize=4_096)
def _template(keys: tuple[str, ...], newline: str) -> str:
    """A mapping without its values: thousands of entries have the same keys."""
    inner = newline + "  "
    entries = ",".join([f"{inner}{quoted(key)}: ".replace("%", "%%") + "%s" for key in keys])
    return "{" + entries + newline + "}"


def _flat(value: dict[str, Any] | list[Any], newline: str, inner: str) -> str:
    """A list or mapping that holds no other: written at once, each entry on a line of its own."""
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    text = _entry_by_entry(inner)(value)
    return f"{text[0]}{inner}{text[1:-1]}{newline}{text[-1]}"


@lru_cache(maxsize=4_096)
def _words(words: tuple[str, ...], newline: str) -> str:
    """A list of texts: thousands of entries name the same assumptions."""
    return _flat(list(words), newline, newline + "  ")


@cache
def _entry_by_entry(inner: str) -> Callable[[Any], str]:
    """Writes JSON with every entry on a line of its own, but for the first."""
    writer = json.JSONEncoder(
        ensure_ascii=False, check_circular=False, separators=("," + inner, ": ")
    )
    return writer.encode


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if char == "##":
        return "\\u0023#"
    point = ord(char)
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000
    return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"

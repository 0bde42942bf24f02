"""JSON text, byte for byte the same every time, that can do no harm where it is printed.

Characters that could act on a terminal or on a build log (controls, bidirectional overrides, lone
surrogates, `##[`) are written as JSON escapes: what a parser reads is unchanged.
"""

from __future__ import annotations

import re
from json.encoder import encode_basestring as quoted
from typing import Any

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
    pieces: list[str] = []
    _write_short(value, pieces)
    pieces.append("\n")
    return escaped("".join(pieces))


def escaped(text: str) -> str:
    """JSON text with the characters that could do harm as escapes."""
    if text.isascii() and "\x7f" not in text and "##[" not in text:
        return text
    return UNSAFE.sub(_escape, text)


def _write(value: Any, newline: str, out: list[str]) -> None:
    """Append the pieces of a list's or mapping's JSON, as `json.dumps(indent=2)` would write it."""
    is_mapping = isinstance(value, dict)
    opening, closing = "{}" if is_mapping else "[]"
    inner = newline + "  "
    before = opening + inner
    for key in value:
        item = value[key] if is_mapping else key
        label = f"{before}{quoted(key)}: " if is_mapping else before
        before = "," + inner
        if isinstance(item, str):
            out.append(label + quoted(item))
        elif item is None or isinstance(item, bool):
            out.append(label + CONSTANTS[item])
        elif isinstance(item, int | float):
            out.append(label + repr(item))
        else:
            out.append(label)
            _write(item, inner, out)
    out.append(opening + closing if before[0] == opening else newline + closing)


def _write_short(value: Any, out: list[str]) -> None:
    """Append the pieces of a value's JSON, as `json.dumps` would write it."""
    if isinstance(value, str):
        out.append(quoted(value))
    elif value is None or isinstance(value, bool):
        out.append(CONSTANTS[value])
    elif isinstance(value, int | float):
        out.append(repr(value))
    else:
        is_mapping = isinstance(value, dict)
        before = "{" if is_mapping else "["
        for key in value:
            out.append(before + (f"{quoted(key)}: " if is_mapping else ""))
            _write_short(value[key] if is_mapping else key, out)
            before = ", "
        opening, closing = "{}" if is_mapping else "[]"
        out.append(opening + closing if before == opening else closing)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if char == "##":
        return "\\u0023#"
    point = ord(char)
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000
    return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"

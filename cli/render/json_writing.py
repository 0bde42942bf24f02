"""JSON text, byte for byte the same every time, that can do no harm where it is printed.

What could act on a terminal or on a build log is escaped: see `engine.json_escapes`.
"""

from __future__ import annotations

from json.encoder import encode_basestring as quoted
from typing import Any

from ...engine.json_escapes import escaped

CONSTANTS = {None: "null", True: "true", False: "false"}


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

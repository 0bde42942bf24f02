"""JSON that can do no harm where it is printed.

Characters that could act on a terminal or on a build log (controls, bidirectional overrides, lone
surrogates, `##[`) are written as JSON escapes: what a parser reads is unchanged.
"""

from __future__ import annotations

import re

UNSAFE = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]|##(?=\\[)"
)


def escaped(text: str) -> str:
    """JSON text with the characters that could do harm as escapes."""
    if text.isascii() and "\x7f" not in text and "##[" not in text:
        return text
    return UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if char == "##":
        return "\\u0023#"
    point = ord(char)
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000
    return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"

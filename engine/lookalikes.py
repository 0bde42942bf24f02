"""Characters that look like those of YAML and are others: what text processors and websites put in their place."""

from __future__ import annotations

import re

_INSTEAD = {
    "\u00a0": ("a no-break space", "type a plain space instead"),
    "\u2007": ("a figure space", "type a plain space instead"),
    "\u202f": ("a narrow no-break space", "type a plain space instead"),
    "\u3000": ("a wide space", "type a plain space instead"),
    "\u200b": ("a space without width", "remove it"),
    "\u200c": ("a character that nobody sees", "remove it"),
    "\u200d": ("a character that nobody sees", "remove it"),
    "\u2060": ("a character that nobody sees", "remove it"),
    "\ufeff": ("a byte order mark", "remove it"),
    "\uff1a": ("a wide colon", "write `: ` instead"),
    "\uff0c": ("a wide comma", "write `, ` instead"),
}
"""What each is called, and what to do about it."""
_ANY = re.compile(f"[{''.join(_INSTEAD)}]")
_QUOTED = re.compile(r"(?:^|[:,-] |[\[{])\s*([\u201c\u201d\u201e\u201f\u2018\u2019\u00ab\u00bb])")
"""A value that begins with the quotation marks of a text processor."""
_IN_QUOTES = re.compile(r"\"[^\"]*\"|'[^']*'")
QUOTES = "these quotation marks are none for YAML"
WRITE_QUOTES = 'write " before and behind the text'


def lookalike(line: str) -> tuple[int, str, str] | None:
    """Where the first outside of quotes stands in a line (from 0), what it is, and what to do; None for none."""
    line = _IN_QUOTES.sub(lambda found: "x" * len(found[0]), line)
    found = _ANY.search(line)
    if found is not None:
        name, hint = _INSTEAD[found[0]]
        return found.start(), f"{name} (U+{ord(found[0]):04X}) stands here", hint
    quoted = _QUOTED.search(line)
    return None if quoted is None else (quoted.start(1), QUOTES, WRITE_QUOTES)


def lookalike_hint(text: str) -> str:
    """What to do about a value or a name with one in it; "" for one without."""
    found = lookalike(text)
    if found is None:
        return ""
    _, message, hint = found
    return (
        f"{message}: {hint}"
        if message == QUOTES
        else f"{message.removesuffix(' stands here')} is in it: {hint}"
    )

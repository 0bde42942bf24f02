"""Lines for people: hostile text made visible, cut and wrapped by display width, with colours.

Widths are columns of a terminal: most East Asian characters take two, combining marks none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ...engine.problems import shown

ELLIPSIS = "..."
BLANK = "(blank)"
ONE_TEXT = 160
"""Columns of a single text of others: two lines; platforms allow titles of about 100 characters."""
LONG_TEXT = 480
"""Columns of a message or a step: more is not read by anybody."""
MARKS = 4
"""Combining marks that one letter may carry; scripts need at most three."""

SPACES = re.compile("[\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""Spaces of other scripts: harmless, but the plain one can be told apart from nothing else."""

COMMAND = re.compile(r"(?<!\S):(?=:)|:(?=:.*::)|#(?=#\[)", re.DOTALL)
"""What a build log could take for a workflow command: `::name::` and `##[name]`."""

COLORS = {"strong": "1", "error": "1;31", "warning": "33", "info": "36", "dim": "2"}


def plain(text: str, room: int = ONE_TEXT) -> str:
    """Text of others, safe to print: one line of at most `room` columns, nothing hidden in it,
    and nothing that acts on a terminal or a build log."""
    if len(text) > room:
        text = text[: room * (MARKS + 1)]
    if not (text.isascii() and text.isprintable()):
        text = _without_towers(shown(SPACES.sub(" ", text)))
    if "::" in text or "##[" in text:
        text = COMMAND.sub(_visible, text)
    if text.startswith(" ") or text.endswith(" ") or "  " in text:
        text = " ".join(filter(None, text.split(" ")))
    return clipped(text, room) if text.strip() else BLANK


def _without_towers(text: str) -> str:
    """At most `MARKS` combining marks on a letter: more would be drawn over other lines."""
    kept: list[str] = []
    height = 0
    for char in text:
        height = 0 if _columns_of(char) else height + 1
        if height <= MARKS:
            kept.append(char)
    return "".join(kept)


def _visible(match: re.Match[str]) -> str:
    return f"\\x{ord(match.group()):02x}"


def columns(text: str) -> int:
    """Display width of printable text."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def _columns_of(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 0 if unicodedata.category(char) in ("Mn", "Me") else 1


def clipped(text: str, width: int) -> str:
    """Text that fits into `width` columns; `...` stands for what was cut off."""
    if (len(text) <= width and text.isascii()) or columns(text) <= width:
        return text
    return text[: _fitting(text, width - len(ELLIPSIS))].rstrip() + ELLIPSIS


def _fitting(text: str, width: int) -> int:
    """How many leading characters fit into the columns."""
    if text.isascii():
        return min(len(text), width)
    used = 0
    for index, char in enumerate(text):
        used += _columns_of(char)
        if used > width:
            return index
    return len(text)


def wrapped(text: str, width: int, indent: int, hanging: int | None = None) -> list[str]:
    """Lines of at most `width` columns; the first starts at `indent`, the others at `hanging`.

    Words longer than a line are broken.
    """
    margin, rest = " " * indent, text
    lines: list[str] = []
    while (count := _fitting(rest, width - len(margin))) < len(rest):
        end = rest.rfind(" ", 0, count + 1)
        if end <= 0:
            end = max(count, 1)
        lines.append(margin + rest[:end].rstrip(" "))
        rest = rest[end:].lstrip(" ")
        margin = margin if hanging is None else " " * hanging
    return [*lines, margin + rest] if rest or not lines else lines


def listed(words: Iterable[str], width: int, indent: int, lines: int | None = None) -> list[str]:
    """Words with commas over at most so many lines; the last one counts what was left out."""
    names = [clipped(word, width - indent - 1) for word in words]
    found: list[str] = []
    line, used = "", 0
    for index, name in enumerate(names):
        piece = name if index == len(names) - 1 else name + ","
        size = columns(piece)
        if line and indent + used + 1 + size > width:
            found.append(" " * indent + line)
            if lines is not None and len(found) == lines:
                return [*found, f"{' ' * indent}{and_more(len(names) - index)}"]
            line, used = "", 0
        line = f"{line} {piece}" if line else piece
        used = columns(line)
    if line:
        found.append(" " * indent + line)
    return found


def and_more(count: int) -> str:
    """What stands for the rest of a list that is cut off."""
    return f"and {count} more, told with -v"


def run_in(title: str, text: str, width: int, color: bool) -> list[str]:
    """A paragraph that begins with its heading."""
    first, *others = wrapped(f"{title}: {text}", width, 0, 2)
    return [painted(title, "strong", color) + first.removeprefix(title), *others]


def painted(text: str, color: str, enabled: bool) -> str:
    """Text in a colour of `COLORS`, where colours are enabled."""
    return f"\x1b[{COLORS[color]}m{text}\x1b[0m" if enabled and text else text

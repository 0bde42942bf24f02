"""How much of a page there is room for: GitHub and GitLab cut what is too long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...engine.written import counted


def fitting(rows: Iterable[str], room: int) -> Iterator[str]:
    """The first rows that fit into so many bytes, their line ends included."""
    for row in rows:
        room -= size([row])
        if room < 0:
            return
        yield row


def left_out(count: int, what: str) -> str:
    """`3 more rows, left out for lack of room`."""
    return f"{counted(count, what)}, left out for lack of room"


def size(lines: Iterable[str]) -> int:
    """How many bytes lines take, their line ends included."""
    return sum(len(line.encode("utf-8", "backslashreplace")) + 1 for line in lines)

"""Periods of dated values, `from` and `until`: half-open, in UTC seconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from ..calendar import DAY
from ..units import Unit
from ..yaml_tree import Mapping, Node
from .gather import Gathered, fault
from .literals import EXAMPLES, instant_hint, parse_instant
from .reading import clipped, scalar_of

PERIOD_KEYS = ("from", "until")

Span = tuple[int | None, int | None]
"""In force at start <= as_of < until; None: without end."""

EVER: Span = (None, None)


def span_of(mapping: Mapping) -> Span:
    """The period that a mapping states by `from` and `until`."""
    start, until = (_instant(mapping.get(key)) for key in PERIOD_KEYS)
    if start is not None and until is not None and start >= until:
        raise fault(
            mapping.entries["until"][1],
            "`until` is not after `from`",
            "`until` itself is no longer part of it",
        )
    return start, until


def _instant(node: Node | None) -> int | None:
    if node is None:
        return None
    scalar = scalar_of(node, "a date")
    value = parse_instant(scalar.text)
    if value is None:
        message = f"`{clipped(scalar.text)}` is not a date"
        hint = instant_hint(scalar.text, f"write it like {EXAMPLES[Unit.INSTANT]}")
        raise fault(node, message, hint)
    return value


def check_apart(spans: Sequence[tuple[Node, Span]], gathered: Gathered) -> None:
    """Note every period that overlaps an earlier one."""
    for index, (node, span) in enumerate(spans):
        for other, before in spans[:index]:
            if overlap(span, before):
                gathered.add(
                    node,
                    f"this period overlaps the one in line {other.line}",
                    f"they share {_shared(span, before)}; `until` is exclusive",
                )
                break


def _shared(one: Span, two: Span) -> str:
    """What two periods share: `2026-03-01 to 2026-04-01`, where `until` is no longer part of it."""
    begin = _latest(one[0], two[0])
    ends = [end for end in (one[1], two[1]) if end is not None]
    if not ends:
        return "all dates" if begin is None else f"{_shown(begin)} and all later dates"
    end = min(ends)
    if begin is None:
        return f"all dates before {_shown(end)}"
    is_a_day = end - begin == DAY and begin % DAY == 0
    return _shown(begin) if is_a_day else f"{_shown(begin)} to {_shown(end)}"


def overlap(one: Span, two: Span) -> bool:
    """Whether two periods share an instant."""
    return _begins_before(one[0], two[1]) and _begins_before(two[0], one[1])


def _begins_before(start: int | None, until: int | None) -> bool:
    return start is None or until is None or start < until


def _latest(one: int | None, two: int | None) -> int | None:
    known = [start for start in (one, two) if start is not None]
    return max(known) if known else None


def _shown(instant: int) -> str:
    moment = datetime.fromtimestamp(instant, UTC)
    return f"{moment:%Y-%m-%d}" if instant % DAY == 0 else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def without(span: Span, others: Sequence[Span]) -> list[Span]:
    """What is left of a period when the others are cut out of it, in order of time."""
    pieces = [span]
    for other in others:
        pieces = [left for piece in pieces for left in _cut(piece, other)]
    return pieces


def _cut(span: Span, other: Span) -> list[Span]:
    if not overlap(span, other):
        return [span]
    left: list[Span] = []
    if other[0] is not None and (span[0] is None or span[0] < other[0]):
        left.append((span[0], other[0]))
    if other[1] is not None and (span[1] is None or other[1] < span[1]):
        left.append((other[1], span[1]))
    return left

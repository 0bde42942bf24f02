"""A sweep as a chart: an SVG that stands alone, without scripts, links or fonts of its own.

Of one param: a line for every count that varies. Of two: a table of cells, shaded by their findings.
Every text is escaped, and controls in it are made visible.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ....engine.sweeping.model import Sweep
from ....engine.written import counted, instant_text
from .. import RenderOptions
from ..layout import plain
from .columns import Column, value_words, varying

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 60, 190, 50, 60
"""Margins around the chart, in pixels."""
COLORS = ("#0b5fa5", "#b3261e", "#1b7f4b", "#8a5a00", "#6a3fa0", "#00707a", "#a03070", "#444444")
DASHES = ("", "6 3", "2 3", "8 3 2 3")
"""Lines can be told apart without their colour."""
MOST_LABELS = 10
CELL = 46
ROW = 20


def render(found: Sweep, options: RenderOptions) -> str:
    """The chart as an SVG document."""
    lines = list(_lines(found) if len(found.axes) == 1 else _cells(found))
    return "\n".join(lines) + "\n"


def _open(found: Sweep, width: float, height: float) -> Iterator[str]:
    names = " and ".join(plain(axis.param) for axis in found.axes)
    over = f"{counted(found.contracts, 'contract')} as of {instant_text(found.as_of)}"
    title = _safe(f"What {names} changes, over {over}")
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" font-family="sans-serif" font-size="12">'
    )
    yield f"<title>{title}</title>"
    yield f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>'
    yield _text(LEFT, 24, title, size=14)


def _lines(found: Sweep) -> Iterator[str]:
    axis = found.axes[0]
    shown = varying(found)
    series = [(column, column.of(found)) for column in shown]
    most = max((max(numbers) for _, numbers in series), default=1) or 1
    first, last = axis.numbers[0], axis.numbers[-1]

    def x(place: int) -> float:
        span = last - first
        part = (axis.numbers[place] - first) / span if span else 0.5
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    def y(count: float) -> float:
        return HEIGHT - BOTTOM - count / most * (HEIGHT - TOP - BOTTOM)

    yield from _open(found, WIDTH, HEIGHT)
    yield f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#222"/>'
    for count in sorted({0, most // 2, most}):
        yield _text(LEFT - 8, y(count) + 4, str(count), anchor="end")
    every = -(-len(axis.values) // MOST_LABELS)
    for place in range(0, len(axis.values), every):
        yield _text(x(place), HEIGHT - BOTTOM + 18, _safe(axis.values[place]), anchor="middle")
    yield _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, _safe(plain(axis.param)), anchor="middle")
    for change in found.changes:
        if change.flips:
            at = x(change.after[0])
            yield f'<path d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ccc" stroke-dasharray="1 3"/>'
    for now in sorted({*axis.currents} & {*axis.values}):
        at = x(axis.values.index(now))
        yield f'<path d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#888"/>'
        yield _text(at, TOP - 6, "now", anchor="middle")
    for place, (column, numbers) in enumerate(series):
        yield from _series(place, column, [(x(at), y(n)) for at, n in enumerate(numbers)])
    if not series:
        yield _text(LEFT + 12, TOP + 24, "Every value leads to the same counts.")
    yield "</svg>"


def _series(place: int, column: Column, dots: Sequence[tuple[float, float]]) -> Iterator[str]:
    color, dash = COLORS[place % len(COLORS)], DASHES[place % len(DASHES)]
    look = f'stroke="{color}" stroke-width="2" stroke-dasharray="{dash}" fill="none"'
    listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
    yield f'<polyline points="{listed}" {look}/>'
    at, row = WIDTH - RIGHT + 16, TOP + 6 + place * ROW
    yield f'<path d="M{at} {row - 4}h24" {look}/>'
    yield _text(at + 30, row, _safe(column.name))


def _cells(found: Sweep) -> Iterator[str]:
    rows, across = found.axes
    width = max(WIDTH, LEFT + 90 + CELL * len(across.values) + 20)
    height = TOP + 50 + ROW * len(rows.values) + 30
    totals = {point.at: sum(point.findings.values()) for point in found.points}
    least, most = min(totals.values()), max(totals.values())
    yield from _open(found, width, height)
    yield _text(
        LEFT, TOP, _safe(f"findings; down: {plain(rows.param)}, across: {plain(across.param)}")
    )
    every = -(-len(across.values) // MOST_LABELS)
    for place in range(0, len(across.values), every):
        yield _text(
            LEFT + 90 + CELL * place + CELL / 2,
            TOP + 30,
            _safe(across.values[place]),
            anchor="middle",
        )
    for place, value in enumerate(rows.values):
        yield _text(LEFT + 82, TOP + 50 + ROW * place, _safe(value), anchor="end")
    for at, total in totals.items():
        part = (total - least) / (most - least) if most > least else 0.0
        x, y = LEFT + 90 + CELL * at[1], TOP + 36 + ROW * at[0]
        yield (
            f'<rect x="{x}" y="{y}" width="{CELL - 2}" height="{ROW - 2}" '
            f'fill="#0b5fa5" fill-opacity="{0.08 + 0.5 * part:.2f}">'
            f"<title>{_safe(value_words(found, at))}: {counted(total, 'finding')}</title></rect>"
        )
        yield _text(x + CELL / 2 - 1, y + 13, str(total), anchor="middle")
    yield "</svg>"


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 12) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{text}</text>'


def _safe(text: str) -> str:
    """Text that is text and nothing else inside the document."""
    return escape(plain(text), quote=True)

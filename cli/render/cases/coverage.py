"""What `closeout test --coverage` adds: outcomes and branches that no case exercises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....engine.written import counted
from . import Section

if TYPE_CHECKING:
    from ....engine.cases.coverage.coverage import Coverage
    from ....engine.cases.running.run import Run


def coverage_section(run: Run, lists: bool, least: int | None) -> Section:
    """One line a pack, its gaps if they are asked for or too many, and whether there are."""
    from ....engine.cases.coverage.coverage import coverage_of
    from ....engine.problems import shown

    lines: list[str] = []
    has_failed = False
    for item in coverage_of(run.outcomes):
        fails = least is not None and item.percent < least
        has_failed = has_failed or fails
        wanted = f", less than {least} %" if fails else ""
        lines.append(
            f"Coverage of {shown(item.pack)}: {_percent(item.percent)}{wanted} "
            f"({item.outcomes} of {3 * item.rules} outcomes of {counted(item.rules, 'rule')}, "
            f"{item.exercised} of {item.branches} branch{'' if item.branches == 1 else 'es'}"
            f"{_readings(item)})."
        )
        if lists or fails:
            lines += [f"  {shown(gap)}" for gap in item.gaps]
    return Section(tuple(lines), has_failed)


def _readings(item: Coverage) -> str:
    """What is shown of implications and assumptions, where the pack has any of its own."""
    if not item.readings:
        return ""
    return f", {item.shown} of {2 * item.readings} sides of {counted(item.readings, 'reading')}"


def _percent(value: float) -> str:
    """Rounded down, so that 100 % means all."""
    return f"{int(value * 10) / 10:g} %"

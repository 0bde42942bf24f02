"""A sweep as a table: one row a value, or a pair of values, with every count. As in `csv` of reports,
no cell can become a formula.
"""

from __future__ import annotations

from csv import writer
from io import StringIO

from ....engine.sweeping.model import Sweep
from ....engine.written import instant_json
from .. import RenderOptions
from ..csv import cell
from .columns import COLUMNS


def render(found: Sweep, options: RenderOptions) -> str:
    """The counts with a header; lines end in CR LF."""
    out = StringIO()
    rows = writer(out, lineterminator="\r\n")
    counts = [column.name.replace(" ", "_") for column in COLUMNS]
    names = [cell(axis.param) for axis in found.axes]
    rows.writerow([*names, *counts, "contracts_that_flip", "findings_that_turn", "as_of"])
    as_of = instant_json(found.as_of)
    for point in found.points:
        values = [cell(axis.values[at]) for axis, at in zip(found.axes, point.at, strict=True)]
        arriving = [change for change in found.changes if change.after == point.at]
        flips = {flip.contract.id for change in arriving for flip in change.flips}
        turns = {(turn.rule, turn.subject) for change in arriving for turn in change.turns}
        numbers = [column.count(point) for column in COLUMNS]
        rows.writerow([*values, *numbers, len(flips), len(turns), as_of])
    return out.getvalue()

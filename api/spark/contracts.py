"""Rows that were taken in, as contracts to be judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..arguments import given_role
from ..engine.evaluation.engines import Engine
from ..engine.evaluation.evaluate import Options
from ..engine.snapshot.fast.lane import Lane
from ..engine.snapshot.model import Snapshot
from ..engine.snapshot.pieces import Piece
from ..engine.snapshot.read import snapshot_of
from .plan import Guest, Plan
from .taking import piece_of


def options_of(plan: Plan) -> Options:
    """How the contracts of a plan are judged."""
    return Options(Engine.PYTHON, plan.closing, is_strict=plan.is_strict)


def snapshot_from(rows: Iterable[Guest], plan: Plan) -> Snapshot:
    """Contracts that were taken in, as a snapshot; those that could not be read are there with their ids."""
    found = snapshot_of(_Pieces(rows, plan.is_lines), role=given_role(plan.role))
    found.read_at = plan.now
    return found


class _Pieces:
    """Contracts as a source."""

    name = "frame"
    is_streamed = True

    def __init__(self, rows: Iterable[Guest], is_lines: bool) -> None:
        self._rows = rows
        self._is_lines = is_lines
        self._lane = Lane()

    def pieces(self) -> Iterator[Piece]:
        """The contracts."""
        return (piece_of(*row, self._is_lines, self._lane) for row in self._rows)

"""A sweep for programs. Its shape is `schemas/sweep.schema.json`."""

from __future__ import annotations

from typing import Any

from ....engine.sweeping.model import Axis, Change, Point, Sweep
from ....engine.written import instant_json
from .. import RenderOptions
from ..json_shape import subject_json
from ..json_writing import document

VERSION = 1


def render(found: Sweep, options: RenderOptions) -> str:
    """The sweep as one JSON document."""
    return document(
        {
            "version": VERSION,
            "as_of": instant_json(found.as_of),
            "contracts": found.contracts,
            "policies": [{"id": id, "version": version} for id, version in found.policies],
            "params": [_axis(axis) for axis in found.axes],
            "values": [_point(found, point) for point in found.points],
            "changes": [_change(found, change) for change in found.changes],
        }
    )


def _axis(axis: Axis) -> dict[str, Any]:
    return {
        "name": axis.param,
        "unit": axis.unit,
        "packs": list(axis.packs),
        "current": axis.current or None,
        "currents": {
            pack: now or None for pack, now in zip(axis.packs, axis.currents, strict=True)
        },
        "values": list(axis.values),
    }


def _at(found: Sweep, at: tuple[int, ...]) -> dict[str, str]:
    return {axis.param: axis.values[place] for axis, place in zip(found.axes, at, strict=True)}


def _point(found: Sweep, point: Point) -> dict[str, Any]:
    return {
        "at": _at(found, point.at),
        "verdicts": {str(verdict): count for verdict, count in point.verdicts.items()},
        "findings": {str(severity): count for severity, count in point.findings.items()},
        "undetermined": point.undetermined,
    }


def _change(found: Sweep, change: Change) -> dict[str, Any]:
    return {
        "param": found.axes[change.axis].param,
        "before": _at(found, change.before),
        "after": _at(found, change.after),
        "contracts": [
            {"id": flip.contract.id, "before": str(flip.before), "after": str(flip.after)}
            for flip in change.flips
        ],
        "findings": [
            {
                "rule": turn.rule,
                **subject_json(turn.subject),
                "before": turn.before,
                "after": turn.after,
            }
            for turn in change.turns
        ],
    }

"""Problem by problem, so that a long list is never held; see schemas/validation.schema.json."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ....engine.problems import Level, Problem
from ..json_writing import escaped
from .told import Told


def render(found: Told) -> Iterator[str]:
    """The document, a problem a line."""
    yield '{"version": 1, "problems": ['
    before = "\n  "
    for problem in found:
        yield before + escaped(json.dumps(as_json(problem), ensure_ascii=False))
        before = ",\n  "
    counts = {f"{level}s": found.count[level] for level in Level}
    totals = {"files": found.files, "contracts": found.contracts, **counts}
    role = found.assumed_role
    assumed = "" if role is None else f', "assumed_role": {json.dumps(role)}'
    yield f'\n], "summary": {json.dumps(totals)}{assumed}}}\n'


def as_json(problem: Problem) -> dict[str, object]:
    """One problem for a program; line and column are null where a whole file is meant."""
    place = problem.place
    return {
        "level": str(problem.level),
        "file": place.file,
        "line": place.line or None,
        "column": place.column or None,
        "message": problem.told,
        "hint": problem.hint or None,
    }

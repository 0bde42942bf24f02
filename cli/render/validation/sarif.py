"""SARIF 2.1.0: each kind of problem is a rule, each problem a result in a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....engine.problems import Problem
from ..json_writing import document
from ..sarif_log import LEVELS, log_of, mark_of, plain_rule, run_of, sarif_message
from ..whereabouts import spot
from ..words import problem_words
from .kinds import KINDS
from .told import Told

Json = dict[str, Any]
ORDER = [*KINDS]


def render(found: Told) -> Iterator[str]:
    """The log."""
    rules = [
        plain_rule(
            kind.id, kind.title, f"{kind.title}: the message says what to do.", kind.severity
        )
        for kind in KINDS.values()
    ]
    full_name = "closeout validate: checks what is wrong with exports"
    run = run_of("closeout-validate", full_name, rules)
    yield document(log_of({**run, "results": list(map(_result, found))}))


def _result(problem: Problem) -> Json:
    kind, place = KINDS[problem.level], spot(problem.place)
    physical: Json = {"artifactLocation": {"uri": place.uri}}
    if place.line:
        physical["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    return {
        "ruleId": kind.id,
        "ruleIndex": ORDER.index(problem.level),
        "level": LEVELS[kind.severity],
        "message": {"text": sarif_message(_sentence(problem_words(problem)))},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"closeoutValidate/v1": _fingerprint(problem, place.uri)},
    }


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def _fingerprint(problem: Problem, uri: str) -> str:
    """Stays the same when lines move: the kind, the file, and what is said."""
    return mark_of(KINDS[problem.level].id, uri, problem.told)

"""SARIF 2.1.0: each kind of problem is a rule, each problem a result in a file."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from ....engine.problems import Problem
from ..json_writing import document
from ..sarif import LEVELS, SCHEMA, sarif_message, tool_version
from ..whereabouts import spot
from .kinds import KINDS, words_of
from .told import Told

Json = dict[str, Any]
ORDER = [*KINDS]


def render(found: Told) -> Iterator[str]:
    """The log."""
    driver = {
        "name": "closeout-validate",
        "fullName": "closeout validate: checks what is wrong with exports",
        **tool_version(),
        "rules": [
            {
                "id": kind.id,
                "shortDescription": {"text": sarif_message(kind.title)},
                "help": {"text": sarif_message(f"{kind.title}: the message says what to do.")},
                "defaultConfiguration": {"level": LEVELS[kind.severity]},
            }
            for kind in KINDS.values()
        ],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "closeout-validate/"},
        "columnKind": "unicodeCodePoints",
        "results": list(map(_result, found)),
    }
    yield document({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _result(problem: Problem) -> Json:
    kind, place = KINDS[problem.level], spot(problem.place)
    physical: Json = {"artifactLocation": {"uri": place.uri}}
    if place.line:
        physical["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    return {
        "ruleId": kind.id,
        "ruleIndex": ORDER.index(problem.level),
        "level": LEVELS[kind.severity],
        "message": {"text": sarif_message(_sentence(words_of(problem)))},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"closeoutValidate/v1": _fingerprint(problem, place.uri)},
    }


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def _fingerprint(problem: Problem, uri: str) -> str:
    """Stays the same when lines move: the kind, the file, and what is said."""
    parts = (KINDS[problem.level].id, uri, problem.told)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]

"""Explanations for programs, version 1. Their shape is `schemas/explain.schema.json`.

Characters that could act on a terminal or a build log are escaped as in the format `json` of reports.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...engine.explain.model import (
    Change,
    Explanation,
    FactExplanation,
    FactNote,
    FactValue,
    Ground,
    Group,
    Kind,
    Missing,
    Node,
    Origin,
    ReadingExplanation,
    RuleExplanation,
    VerdictExplanation,
)
from ...engine.explain.timeline import Timeline
from ...engine.policy.pack import Source
from ...engine.report.findings import Finding, Shown, Undetermined
from ...engine.report.verdicts import Step
from ...engine.written import instant_json, known_instant_json
from .json_shape import subject_json
from .json_writing import document

VERSION = 1

Json = dict[str, Any]


def render(found: Explanation) -> str:
    """The answer as one JSON document."""
    answer: Json = {
        "version": VERSION,
        "as_of": instant_json(found.as_of),
        "exported_at": instant_json(found.exported_at),
        "role": found.role,
        **({"role_is_assumed": True} if found.role_is_assumed else {}),
        "policies": [{"id": id_, "version": version} for id_, version in found.policies],
    }
    if found.verdict is not None:
        answer["verdict"] = _verdict(found.verdict)
    if found.rule is not None:
        answer["rule"] = _rule(found.rule)
    if found.fact is not None:
        answer["fact"] = _fact(found.fact)
    if found.reading is not None:
        answer["reading"] = _read(found.reading)
    if found.lasts is not None:
        answer["may_end_until"] = instant_json(found.lasts.to_close)
        answer["lasts_until"] = instant_json(found.lasts.at_all)
    return document(answer)


def _verdict(found: VerdictExplanation) -> Json:
    result = found.result
    return {
        "contract": result.id,
        "verdict": str(result.verdict),
        "until": known_instant_json(result.until),
        "end_reason": result.end_reason,
        "decided": found.decided,
        "steps": [_step(step) for step in found.steps],
        "lost": [_finding(item) for item in found.lost],
        "undetermined": [_undetermined(item) for item in found.undetermined],
        "missing": [_missing(item) for item in found.missing],
        "closing": None if found.closing is None else _node(found.closing),
    }


def _step(step: Step) -> Json:
    return {
        "question": step.question,
        "verdict": str(step.verdict),
        "holds": step.holds,
        "findings": [_finding(item) for item in step.findings],
        "undetermined": [_undetermined(item) for item in step.undetermined],
    }


def _finding(finding: Finding) -> Json:
    return {
        "rule": finding.rule,
        "milestone": finding.subject.milestone,
        "action": finding.action.id,
        "effect": str(finding.action.effect),
        "deadline": known_instant_json(finding.deadline),
    }


def _undetermined(item: Undetermined) -> Json:
    return {
        "rule": item.rule,
        "milestone": item.subject.milestone,
        "action": item.action.id,
        "effect": str(item.action.effect),
        "needs": list(item.needs),
    }


def _missing(missing: Missing) -> Json:
    return {
        "field": missing.field,
        "is_annotation": missing.is_annotation,
        "rules": list(missing.rules),
        "trials": [
            {"value": trial.value, "verdict": str(trial.verdict), "appears": list(trial.appears)}
            for trial in missing.trials
        ],
    }


def _rule(found: RuleExplanation) -> Json:
    return {
        "id": found.rule.id,
        **subject_json(found.subject),
        "outcome": str(found.outcome),
        "certainly": found.tree.certainly and found.in_force,
        "possibly": found.tree.possibly and found.in_force,
        "in_force": found.in_force,
        "is_preview": found.rule.is_preview,
        "action": found.rule.action,
        "effect": str(found.effect),
        "basis": str(found.rule.basis),
        "sources": _sources(found.sources),
        "condition": _node(found.tree),
        "would_hold_if": [_change(change) for change in found.flips],
        "needs": list(found.needs),
        "for_closing": None
        if (closing := found.for_closing) is None
        else {"outcome": str(closing.outcome), "needs": list(closing.needs)},
        "time": _timeline(found.timeline),
    }


def _change(change: Change) -> Json:
    inner = [_change(other) for other in change.inner]
    return {"text": change.text, "to": change.to, "by": inner}


def _timeline(found: Timeline) -> Json:
    return {
        "looked_until": instant_json(found.looked_until),
        "stretches": [
            {
                "from": instant_json(item.start),
                "until": known_instant_json(item.until),
                "outcome": str(item.outcome),
            }
            for item in found.stretches
        ],
    }


def _node(node: Node) -> Json:
    found: Json = {
        "kind": str(node.kind),
        "outcome": str(node.outcome),
        "certainly": node.certainly,
        "possibly": node.possibly,
        "required_by_action": node.is_required,
    }
    if node.kind is Kind.LEAF:
        found["text"] = node.text
        found["param"] = None if node.origin is None else _origin(node.origin)
        found["facts"] = [_note(note) for note in node.facts]
    else:
        found["parts"] = [_node(part) for part in node.parts]
    return found


def _origin(origin: Origin) -> Json:
    return {
        "name": origin.param,
        "value": origin.value.json,
        "from": known_instant_json(origin.start),
        "until": known_instant_json(origin.until),
        "basis": str(origin.basis),
        "sources": _sources(origin.sources),
    }


def _fact(found: FactExplanation) -> Json:
    return {**subject_json(found.subject), "needs": list(found.needs), **_note(found.note)}


def _note(note: FactNote) -> Json:
    found: Json = {**_value(note.value), **_ground(note.ground)}
    if not note.definition:
        return found
    found["definition"] = note.definition
    if note.start is not None or note.until is not None:
        found["from"], found["until"] = (
            known_instant_json(note.start),
            known_instant_json(note.until),
        )
    found["sources"] = _sources(note.sources)
    found["params"] = [_origin(origin) for origin in note.origins]
    if note.tree is not None:
        found["condition"] = _node(note.tree)
    if note.branches:
        found["cases"] = [
            {"when": None if one.when is None else _node(one.when), "value": one.value}
            for one in note.branches
        ]
    if note.inputs:
        found["inputs"] = [_note(other) for other in note.inputs]
    if note.group is not None:
        found["group"] = _group(note.group)
    return found


def _ground(ground: Ground | None) -> Json:
    """The grade of a value, and the reading that filled it in; null where it is derived or not known."""
    if ground is None:
        return {"grade": None, "reading": None}
    if ground.reading is None:
        return {"grade": str(ground.grade), "reading": None}
    return {"grade": str(ground.grade), "reading": _reading(ground)}


def _reading(ground: Ground) -> Json | None:
    reading = ground.reading
    if reading is None:
        return None
    return {
        "id": reading.id,
        "says": reading.says,
        "because": reading.because,
        "basis": str(reading.basis),
        "may_close": reading.may_close,
        "sources": _sources(ground.sources),
        "fields": [ref.full for ref in reading.refs],
    }


def _read(found: ReadingExplanation) -> Json:
    return {
        **subject_json(found.subject),
        "grade": str(found.ground.grade),
        "reading": _reading(found.ground),
        "applies": found.applies,
        "when": None if found.tree is None else _node(found.tree),
        "facts": [_note(note) for note in found.notes],
    }


def _value(value: FactValue) -> Json:
    return {
        "name": value.name,
        "unit": str(value.unit),
        "value": _shown(value.exact),
        "lowest": _shown(value.low),
        "highest": _shown(value.high),
        "text": value.text,
    }


def _shown(value: Shown | None) -> object:
    return None if value is None else value.json


def _group(group: Group) -> Json:
    return {
        "is_complete": group.is_complete,
        "members": [
            {
                "id": member.id,
                "part": str(member.part),
                "belongs": member.belongs,
                "facts": [_value(value) for value in member.values],
            }
            for member in group.members
        ],
    }


def _sources(sources: Iterable[Source]) -> list[Json]:
    return [{"id": source.id, "title": source.title, "url": source.url} for source in sources]

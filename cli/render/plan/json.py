"""A plan for programs, version 1. Its shape is `schemas/plan.schema.json`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ....engine.planning.model import Left, Planned, Row
from ....engine.report.findings import Finding
from ....engine.written import instant_json, known_instant_json
from .. import RenderOptions
from ..json_shape import question_json, subject_json
from ..json_writing import document
from .calendar import Step, left_alone, steps, untold
from .words import stays_below

VERSION = 1


def render(planned: Planned, options: RenderOptions) -> str:
    """The plan as one JSON document."""
    report, plan = planned.report, planned.plan
    at_once = plan.all_at_once
    return document(
        {
            "version": VERSION,
            "as_of": instant_json(report.as_of),
            "as_of_origin": str(report.as_of_origin),
            "exported_at": instant_json(report.exported_at),
            "export_age": str(report.age),
            "role": report.role,
            **({"role_is_assumed": True} if report.role_is_assumed else {}),
            "policies": [{"id": id_, "version": version} for id_, version in report.policies],
            "simulated_until": instant_json(plan.looked_until),
            "cut_short": plan.is_cut_short,
            "together_within_seconds": plan.gap,
            "export_too_old": plan.is_too_old,
            "questions": (question_json(one) for one in report.questions),
            "cannot_tell": [one.id for one in untold(report)],
            "steps": [_step(step) for step in steps(planned)],
            "left": [_left(one) for one in plan.left],
            "do_not_end": [
                {"contract": one.id, "rules": _rules(report.by_contract.get(one.id, ()))}
                for one in left_alone(report)
            ],
            "rows": list(_rows(planned)),
            "all_today": {
                "contracts": list(at_once.contracts),
                "windows": at_once.windows,
                "windows_in_plan": plan.most_windows,
                "rules": _rules(at_once.findings),
            },
        }
    )


def _step(step: Step) -> dict[str, Any]:
    ending, between = step.ending, step.between
    found: dict[str, Any] = {
        "kind": str(step.kind),
        "at": instant_json(step.at),
        "due": known_instant_json(step.due),
        **subject_json(step.subject),
        "rules": _rules(step.rules),
    }
    if ending is not None:
        found |= {
            "end_reason": ending.end_reason,
            "after": list(ending.after),
            "sooner_with_feedback": ending.sooner,
            "waited_for": _rules(ending.waited),
            "feedback_until": known_instant_json(ending.window_until),
            "rows": [_row(row) for row in ending.rows],
        }
    if between is not None:
        found |= {"before": between.before, "rows": [_row(row) for row in between.rows]}
    return found


def _rules(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "rule": one.rule,
            **subject_json(one.subject),
            "action": one.action.id,
            "severity": str(one.severity),
            "basis": str(one.basis),
            "message": one.message,
            "why": one.why,
            "deadline": known_instant_json(one.deadline),
            "safe_by": known_instant_json(one.safe_by),
            "sources": [source.id for source in one.sources],
        }
        for one in findings
    ]


def _row(row: Row) -> dict[str, Any]:
    return {"account": row.account, "fact": row.fact, "length": row.length, "limit": row.limit}


def _rows(planned: Planned) -> Iterable[dict[str, Any]]:
    """The rows of each account now, after the plan, and if all were ended today."""
    plan = planned.plan
    after = {(row.account, row.fact): row for row in plan.rows_after}
    at_once = {(row.account, row.fact): row for row in plan.all_at_once.rows}
    for row in plan.rows_before:
        later = after.get((row.account, row.fact), row)
        yield {
            "account": row.account,
            "fact": row.fact,
            "now": row.length,
            "after": later.length,
            "all_today": at_once.get((row.account, row.fact), row).length,
            "limit": row.limit,
            "stays_below": stays_below(later),
        }


def _left(one: Left) -> dict[str, Any]:
    return {
        "contract": one.contract,
        "verdict": str(one.verdict),
        "since": instant_json(one.since),
        "rules": _rules(one.findings),
    }

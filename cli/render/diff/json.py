"""A comparison for programs. Its shape is `schemas/diff.schema.json`."""

from __future__ import annotations

from typing import Any

from ....engine.comparing.model import (
    Causes,
    Comparison,
    ContractChange,
    EditTold,
    Item,
    RuleChange,
    Side,
)
from ....engine.report.findings import ContractResult, Finding
from ....engine.variants.edit_words import full_words
from ....engine.variants.edits import Edit
from ....engine.written import instant_json, known_instant_json
from .. import RenderOptions
from ..json_shape import subject_json
from ..json_writing import document

VERSION = 1


def render(found: Comparison, options: RenderOptions) -> str:
    """The comparison as one JSON document."""
    places = {told.edit: place for place, told in enumerate(found.edits)}
    return document(
        {
            "version": VERSION,
            "of": str(found.of),
            "before": _side(found.before),
            "after": _side(found.after),
            "summary": {
                "became_close": list(found.became_close),
                "lost_a_block": list(found.unblocked),
                "contracts": len(found.contracts),
                "findings": len(found.rules),
                "appeared": len(found.appeared),
                "disappeared": len(found.disappeared),
                "edits": len(found.edits),
            },
            "contracts": [_contract(change, places) for change in found.contracts],
            "findings": [_rule(change, places) for change in found.rules],
            "appeared": [_result(contract) for contract in found.appeared],
            "disappeared": [_result(contract) for contract in found.disappeared],
            "edits": [_edit(told, places, found.has_causes) for told in found.edits],
        }
    )


def _side(side: Side) -> dict[str, Any]:
    return {
        "name": side.name,
        "as_of": instant_json(side.as_of),
        "exported_at": instant_json(side.exported_at),
        "policies": [{"id": id, "version": version} for id, version in side.policies],
        "contracts": side.contracts,
        "verdicts": {str(verdict): count for verdict, count in side.verdicts.items()},
        "findings": {str(severity): count for severity, count in side.findings.items()},
        "undetermined": side.undetermined,
    }


def _result(contract: ContractResult) -> dict[str, Any]:
    return {
        "id": contract.id,
        "verdict": str(contract.verdict),
        "until": known_instant_json(contract.until),
        "end_reason": contract.end_reason,
    }


def _contract(change: ContractChange, places: dict[Edit, int]) -> dict[str, Any]:
    return {
        "id": change.id,
        "became_close": change.became_close,
        "unblocked": list(change.unblocked),
        "changed": list(change.fields),
        "before": _result(change.before),
        "after": _result(change.after),
        "data": [
            {
                "milestone": one.milestone,
                "field": one.field,
                "before": one.before,
                "after": one.after,
            }
            for one in change.data
        ],
        "causes": _causes(change.causes, places),
    }


def _rule(change: RuleChange, places: dict[Edit, int]) -> dict[str, Any]:
    return {
        "rule": change.rule,
        **subject_json(change.subject),
        "what": str(change.what),
        "changed": list(change.fields),
        "lost_block": change.lost_block,
        "before": _item(change.before),
        "after": _item(change.after),
        "causes": _causes(change.causes, places),
    }


def _item(item: Item) -> dict[str, Any] | None:
    if item is None:
        return None
    return {
        "holds": isinstance(item, Finding),
        "severity": str(item.severity),
        "action": item.action.id,
        "effect": str(item.action.effect),
        "message": item.message if isinstance(item, Finding) else None,
        "deadline": known_instant_json(item.deadline),
        "safe_by": known_instant_json(item.safe_by) if isinstance(item, Finding) else None,
        "events": {name: known_instant_json(at) for name, at in item.events.items()}
        if isinstance(item, Finding)
        else {},
    }


def _causes(causes: Causes | None, places: dict[Edit, int]) -> dict[str, Any] | None:
    if causes is None:
        return None
    edits = [places[edit] for edit in causes.edits]
    return {"edits": edits, "is_smallest": causes.is_smallest}


def _edit(told: EditTold, places: dict[Edit, int], has_causes: bool) -> dict[str, Any]:
    edit, witness = told.edit, told.witness
    return {
        "pack": edit.pack,
        "kind": str(edit.kind),
        "name": edit.name,
        "how": str(edit.how),
        "changed": list(edit.fields),
        "words": full_words(edit),
        "place": None if edit.place is None else str(edit.place),
        "explains": edit.explains,
        "stands_alone": edit.stands_alone,
        "changes": told.changes if has_causes else None,
        "witness": None
        if witness is None
        else {
            "snapshot": witness.text,
            "says": list(witness.says),
            "edits": [places[each] for each in witness.edits],
        },
    }

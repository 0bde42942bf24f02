"""The answers of `closeout explain`: a verdict, a rule or a fact, taken apart."""

from __future__ import annotations

from collections.abc import Sequence

from ..evaluation import Options, evaluate
from ..meaning.needs import Needs
from ..meaning.reading import Reader
from ..meaning.trace import trace
from ..policy.conditions import Ref
from ..policy.pack import Pack, Rule
from ..policy.walk import references
from ..report.findings import Report
from ..report.results import subject_of
from ..selection import Engine
from ..snapshot.model import Snapshot
from ..units import Scope
from .flips import flips
from .missing import missing_of
from .model import Explanation, FactExplanation, FactNote, Node, RuleExplanation, VerdictExplanation
from .outcome import Outcome, outcome_of
from .question import (
    AT_FACT,
    AT_RULE,
    Question,
    any_contract_of,
    fact_of,
    placed,
    question_of,
    rule_of,
)
from .surroundings import Scene, Surroundings, narrowed, scene
from .timeline import HORIZON, timeline
from .tree import note_of, rule_tree, tree_of
from .values import sources_of
from .verdict import decisive, steps_of

FACT_DEPTH = 2
"""A fact that is asked for is opened twice: itself, and what it is made of."""


def explain_verdict(
    snapshot: Snapshot,
    packs: Sequence[Pack],
    name: str,
    as_of: int,
    closing: frozenset[str] = frozenset(),
) -> Explanation:
    """Why a contract has its verdict. `closing`: ids of contracts that are to be ended.

    Raises `UsageError` for an id that is not in the snapshot.
    """
    planned = _planned(snapshot, closing)
    question = question_of(planned, packs, name, as_of)
    report = evaluate(planned, packs, as_of, Options(engine=Engine.PYTHON))
    id = question.at.contract.id
    result = next(one for one in report.contracts if one.id == id)
    findings = tuple(item for item in report.findings if item.subject.contract == id)
    undetermined = tuple(item for item in report.undetermined if item.subject.contract == id)
    closing_trees = [_closing(pack, question.at) for pack in question.packs]
    trees = [tree for tree in closing_trees if tree is not None]
    allowed = bool(trees) and all(tree.certainly for tree in trees)
    steps = steps_of(result, findings, undetermined, allowed)
    decided = decisive(steps)
    won = {item.action.effect for item in steps[decided].findings}
    lost = tuple(item for item in findings if item.action.effect not in won)
    return _answer(
        report,
        verdict=VerdictExplanation(
            result=result,
            steps=steps,
            decided=decided,
            lost=lost,
            undetermined=undetermined,
            missing=missing_of(undetermined, question.at, packs),
            closing=trees[0] if trees and result.closing_planned else None,
            end_reason=_end_reason(question) if result.end_reason is not None else None,
        ),
    )


def _planned(snapshot: Snapshot, closing: frozenset[str]) -> Snapshot:
    """The snapshot in which the named contracts are to be ended."""
    import dataclasses

    from ..snapshot.fields import POSITION

    place = POSITION[Scope.CONTRACT]["closing_planned"]
    if not closing:
        return snapshot
    contracts = [
        dataclasses.replace(
            contract, values=[*contract.values[:place], True, *contract.values[place + 1 :]]
        )
        if contract.id in closing
        else contract
        for contract in snapshot.contracts
    ]
    return dataclasses.replace(snapshot, contracts=contracts)


def _closing(pack: Pack, at: Surroundings) -> Node | None:
    """What closing requires of the contract, by one pack."""
    from ..policy.applied import apply_pack

    applied = apply_pack(pack, at.as_of, at.exported_at, at.snapshot.role)
    if applied.closing is None:
        return None
    made = scene(pack, at, at.as_of, references(applied.closing))
    return tree_of(applied.closing, made.reader(Scope.CONTRACT))


def _end_reason(question: Question) -> FactNote | None:
    for pack in question.packs:
        if pack.end_reason is not None:
            made = scene(
                narrowed(pack, (pack.end_reason,)),
                question.at,
                question.at.as_of,
                [pack.end_reason],
            )
            return note_of(pack.end_reason, made.reader(Scope.CONTRACT), 1)
    return None


def explain_rule(
    snapshot: Snapshot,
    packs: Sequence[Pack],
    name: str,
    rule_id: str,
    as_of: int,
    closing: frozenset[str] = frozenset(),
    horizon: int = HORIZON,
) -> Explanation:
    """Why a rule holds for a contract (or milestone, or its client or account), or why it does not.

    `horizon`: how far ahead to look for changes, in seconds. Raises `UsageError` for ids that are
    not known, and where a milestone has to be named.
    """
    question = question_of(_planned(snapshot, closing), packs, name, as_of)
    pack, rule = rule_of(question, rule_id)
    at = placed(question, rule.scope, AT_RULE)
    made = _scene(narrowed(pack, (rule.when,), rule), rule, at)
    applied = made.applied.rules[0]
    reader = made.reader(rule.scope)
    required = sum(at.snapshot.role in item.roles for item in applied.action.requires)
    tree = rule_tree(applied.condition, required, reader)
    found = trace(applied.condition, reader)
    in_force = _in_force(rule, as_of)
    return Explanation(
        as_of=as_of,
        exported_at=at.exported_at,
        role=at.snapshot.role,
        policies=pack.lineage,
        rule=RuleExplanation(
            rule=rule,
            subject=subject_of(rule.scope, reader.row),
            action_title=applied.action.title,
            effect=applied.action.effect,
            outcome=outcome_of(found.certainly, found.possibly) if in_force else Outcome.FAILS,
            in_force=in_force,
            tree=tree,
            flips=flips(tree, reader),
            timeline=timeline(pack, rule, at, horizon),
            needs=tuple(sorted(Needs(made.layout).of_trace(found, reader))),
            sources=sources_of(rule.sources, made.applied),
        ),
    )


def _in_force(rule: Rule, as_of: int) -> bool:
    return (rule.start is None or rule.start <= as_of) and (
        rule.until is None or as_of < rule.until
    )


def _scene(pack: Pack, rule: Rule, at: Surroundings) -> Scene:
    required = [item.condition for item in pack.actions[rule.action].requires]
    refs = [ref for root in (rule.when, *required) for ref in references(root)]
    return scene(pack, at, at.as_of, refs)


def explain_fact(
    snapshot: Snapshot,
    packs: Sequence[Pack],
    name: str | None,
    fact: str,
    as_of: int,
    closing: frozenset[str] = frozenset(),
) -> Explanation:
    """How the value of a fact came about; `name` may be None for a fact of the only account.

    Raises `UsageError` for names that are not known.
    """
    planned = _planned(snapshot, closing)
    if name is None:
        question = any_contract_of(planned, packs, fact_of(packs, fact)[1], as_of)
    else:
        question = question_of(planned, packs, name, as_of)
    pack, ref = fact_of(question.packs, fact)
    at = placed(question, ref.scope, AT_FACT)
    made = scene(narrowed(pack, (ref,)), at, as_of, [ref])
    reader = made.reader(ref.scope)
    return Explanation(
        as_of=as_of,
        exported_at=at.exported_at,
        role=at.snapshot.role,
        policies=pack.lineage,
        fact=FactExplanation(
            subject=subject_of(ref.scope, reader.row),
            note=_note(ref, reader),
            needs=tuple(sorted(Needs(made.layout).of_fact(ref, reader))),
        ),
    )


def _note(ref: Ref, reader: Reader) -> FactNote:
    """The fact under its full name."""
    return note_of(Ref(ref.scope, ref.name, ref.unit, ref.full), reader, FACT_DEPTH)


def _answer(report: Report, verdict: VerdictExplanation) -> Explanation:
    return Explanation(
        as_of=report.as_of,
        exported_at=report.exported_at,
        role=report.role,
        policies=report.policies,
        verdict=verdict,
        notes=report.notes,
    )

"""The answers of `closeout explain`: a verdict, a rule or a fact, taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..evaluation.engines import Engine
from ..evaluation.evaluate import Options, evaluated_for
from ..meaning.needs import Needs
from ..meaning.reading import Reader
from ..meaning.trace import trace
from ..policy.applied import AppliedRule, is_in_force
from ..policy.conditions import Ref
from ..policy.pack import Action, Pack, Rule
from ..policy.readings import Knowledge
from ..policy.walk import references
from ..report.findings import Report
from ..report.order import undetermined_order
from ..report.subjects import subject_of
from ..report.verdicts import HINDERING, steps
from ..snapshot.model import AT_CLOSING_PLANNED, Snapshot
from ..snapshot.planned import with_planned
from ..units import Scope
from .explained import explained
from .flips import flips
from .missing import missing_of
from .model import (
    Explanation,
    FactExplanation,
    FactNote,
    ForClosing,
    Lasts,
    Node,
    RuleExplanation,
    VerdictExplanation,
)
from .outcome import Outcome, RuleRead, outcome_of, read_rule
from .question import (
    AT_FACT,
    AT_RULE,
    Question,
    any_contract_of,
    bearing_on,
    fact_of,
    placed,
    question_of,
    rule_of,
)
from .readings import lasts_of
from .surroundings import (
    Surroundings,
    applied_at,
    filled,
    narrowed,
    scene,
)
from .timeline import HORIZON, timeline
from .tree import note_of, rule_tree, tree_of
from .values import sources_of

FACT_DEPTH = 2
"""A fact that is asked for is opened twice: itself, and what it is made of."""


def explain_verdict(
    snapshot: Snapshot,
    packs: Sequence[Pack],
    name: str,
    as_of: int,
    closing: frozenset[str] = frozenset(),
    is_strict: bool = False,
) -> Explanation:
    """Why a contract has its verdict. `closing`: ids of contracts that are to be ended.

    Raises `UsageError` for an id that is not in the snapshot.
    """
    planned = with_planned(snapshot, closing)
    question = question_of(planned, packs, name, as_of, is_strict)
    options = Options(engine=Engine.PYTHON, is_strict=is_strict)
    id = question.at.contract.id
    report, standing = evaluated_for(bearing_on(question), packs, as_of, id, options)
    result = report.by_id[id]
    findings = report.by_contract.get(id, ())
    undetermined = tuple(sorted(standing.undetermined, key=undetermined_order))
    asked = tuple(steps(standing))
    decided = next(index for index, step in enumerate(asked) if step.holds)
    won = {item.action.effect for item in asked[decided].findings}
    lost = tuple(item for item in findings if item.action.effect not in won)
    return _answer(
        report,
        _lasts(question),
        verdict=VerdictExplanation(
            result=result,
            steps=asked,
            decided=decided,
            lost=lost,
            undetermined=undetermined,
            missing=missing_of(undetermined, question.at, packs),
            closing=_closing(question) if result.closing_planned else None,
            end_reason=_end_reason(question) if result.end_reason is not None else None,
        ),
    )


def _lasts(question: Question) -> Lasts | None:
    """Up to when the export counts, by the pack that is the strictest."""
    at = question.at
    found = [lasts_of(applied_at(pack, at, at.as_of), at.snapshot) for pack in question.packs]
    known = [item for item in found if item is not None]
    return min(known, key=lambda item: (item.to_close, item.at_all), default=None)


def _closing(question: Question) -> Node | None:
    """What closing requires of the contract, by the pack that forbids it, or the first that knows it."""
    at, found = question.at, []
    for pack in question.packs:
        applied = applied_at(pack, at, at.as_of)
        if applied.closing is not None:
            made = filled(applied, at, references(applied.closing), Knowledge.CAREFUL)
            found.append(tree_of(applied.closing, made.reader(Scope.CONTRACT)))
    forbidding = (tree for tree in found if not tree.certainly)
    return next(forbidding, found[0] if found else None)


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
    is_strict: bool = False,
) -> Explanation:
    """Why a rule holds for a contract (or milestone, or its client or account), or why it does not.

    `horizon`: how far ahead to look for changes, in seconds. Raises `UsageError` for ids that are
    not known, and where a milestone has to be named.
    """
    question = question_of(with_planned(snapshot, closing), packs, name, as_of, is_strict)
    pack, rule = rule_of(question, rule_id)
    at = placed(question, rule.scope, AT_RULE)
    read = _read(narrowed(pack, (rule.when,), rule), rule, at)
    made, found = read.chosen.scene, read.chosen.trace
    applied = made.applied.rules[0]
    reader = made.reader(rule.scope)
    required = sum(at.snapshot.role in item.roles for item in applied.action.requires)
    tree = rule_tree(applied.condition, required, reader)
    in_force = is_in_force(rule.start, rule.until, as_of)
    return explained(
        pack,
        at,
        rule=RuleExplanation(
            rule=replace(rule, basis=applied.basis),
            subject=subject_of(rule.scope, reader.row),
            action_title=applied.action.title,
            effect=applied.action.effect,
            outcome=read.chosen.outcome if in_force else Outcome.FAILS,
            in_force=in_force,
            tree=tree,
            flips=flips(tree, reader),
            timeline=timeline(pack, rule, at, horizon),
            needs=tuple(sorted(Needs(made.layout).of_trace(found, reader))),
            sources=sources_of(rule.sources, made.applied),
            for_closing=_for_closing(rule, applied, at, read) if in_force else None,
        ),
        lasts=lasts_of(made.applied, snapshot),
    )


def _for_closing(
    rule: Rule, applied: AppliedRule, at: Surroundings, read: RuleRead
) -> ForClosing | None:
    """What the rule comes to for ending the contract, where it does not hold by what is taken for granted."""
    is_planned = at.contract.values[AT_CLOSING_PLANNED] is True
    if not is_planned or applied.action.effect not in HINDERING:
        return None
    if read.chosen.outcome is not Outcome.FAILS:
        return None
    made = filled(read.chosen.scene.applied, at, _refs(rule, applied.action), Knowledge.CAREFUL)
    reader = made.reader(rule.scope)
    found = trace(applied.condition, reader)
    outcome = outcome_of(found.certainly, found.possibly)
    if outcome is Outcome.FAILS:
        return None
    return ForClosing(outcome, tuple(sorted(Needs(made.layout).of_trace(found, reader))))


def _refs(rule: Rule, action: Action) -> list[Ref]:
    """The facts that the rule names, and what its action requires of any role."""
    required = [item.condition for item in action.requires]
    return [ref for root in (rule.when, *required) for ref in references(root)]


def _read(pack: Pack, rule: Rule, at: Surroundings) -> RuleRead:
    return read_rule(applied_at(pack, at, at.as_of), at, _refs(rule, pack.actions[rule.action]))


def explain_fact(
    snapshot: Snapshot,
    packs: Sequence[Pack],
    name: str | None,
    fact: str,
    as_of: int,
    closing: frozenset[str] = frozenset(),
    is_strict: bool = False,
) -> Explanation:
    """How the value of a fact came about; `name` may be None for a fact of the only account.

    Raises `UsageError` for names that are not known.
    """
    planned = with_planned(snapshot, closing)
    if name is None:
        question = any_contract_of(planned, packs, fact_of(packs, fact)[1], as_of, is_strict)
    else:
        question = question_of(planned, packs, name, as_of, is_strict)
    pack, ref = fact_of(question.packs, fact)
    at = placed(question, ref.scope, AT_FACT)
    made = scene(narrowed(pack, (ref,)), at, as_of, [ref])
    reader = made.reader(ref.scope)
    return explained(
        pack,
        at,
        fact=FactExplanation(
            subject=subject_of(ref.scope, reader.row),
            note=_note(ref, reader),
            needs=tuple(sorted(Needs(made.layout).of_fact(ref, reader))),
        ),
    )


def _note(ref: Ref, reader: Reader) -> FactNote:
    """The fact under its full name."""
    return note_of(Ref(ref.scope, ref.name, ref.unit, ref.full), reader, FACT_DEPTH)


def _answer(report: Report, lasts: Lasts | None, verdict: VerdictExplanation) -> Explanation:
    return Explanation(
        as_of=report.as_of,
        exported_at=report.exported_at,
        role=report.role,
        role_is_assumed=report.role_is_assumed,
        policies=report.policies,
        verdict=verdict,
        lasts=lasts,
        notes=report.notes,
    )

"""Rules that stand in each other's way, and rules that hold up a closing although they only inform."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ..language.polarity import HINDERING
from ..meaning.words import described
from ..policy.applied import substituted
from ..policy.conditions import All, Condition
from ..policy.pack import Effect, Rule, Severity
from ..report.findings import Report, Verdict
from .conditions import said_of
from .linted import Linted
from .model import LintFinding
from .outcomes import trials
from .witness import asks_of_one_contract, contracts_for, evaluated, opened


def pair_findings(linted: Linted) -> Iterator[LintFinding]:
    """Of every two rules of a scope of which one at least is the pack's own."""
    own = {rule.id for rule in linted.rules}
    for rule in linted.rules:
        if (other := _shadow(linted, rule, own)) is not None and _can_hold(linted, rule):
            message = (
                f"wherever `{rule.id}` holds, `{other.id}` holds and says the same: {rule.action}"
            )
            hint = "remove one of the two, or let them recommend different things"
            witness = f"each condition of `{other.id}` follows from `{described(rule.when)}`"
            yield linted.finding("shadowed", "rule", rule.id, message, hint, witness)
    for rule in linted.rules:
        yield from _opposite(linted, rule, own)
        yield from _hinders(linted, rule)


def _can_hold(linted: Linted, rule: Rule) -> bool:
    """Of what never holds everything follows."""
    return ("never-holds", ()) not in {
        (said.check, said.path) for said in said_of(linted, rule.when)
    }


def _shadow(linted: Linted, rule: Rule, own: set[str]) -> Rule | None:
    """Another rule that says all that this one says; of two alike the earlier one."""
    for other in linted.pack.rules:
        if (
            other.id != rule.id
            and _says_as_much(linted, other, rule)
            and _follows(linted, rule, other)
        ):
            is_mutual = (
                other.id in own
                and _says_as_much(linted, rule, other)
                and _follows(linted, other, rule)
            )
            places = [one.id for one in linted.pack.rules]
            if not is_mutual or places.index(other.id) < places.index(rule.id):
                return other
    return None


def _says_as_much(linted: Linted, rule: Rule, other: Rule) -> bool:
    """Whether a rule, where both hold, leaves the other nothing to say.

    Where an action has no effect, what is told is all there is to it.
    """
    is_only_told = linted.pack.action_of(other).effect is Effect.NONE
    return (
        rule.scope is other.scope
        and rule.action == other.action
        and rule.only_informs == other.only_informs
        and other.roles <= rule.roles
        and rule.severity >= other.severity
        and (rule.start, rule.until) in ((None, None), (other.start, other.until))
        and (rule.deadline, rule.safe_by) == (other.deadline, other.safe_by)
        and rule.events == other.events
        and not rule.is_preview
        and (not is_only_told or rule.message == other.message)
    )


def _follows(linted: Linted, rule: Rule, other: Rule) -> bool:
    """Whether the condition of the other rule follows from that of this one, part by part."""
    for as_of in linted.turns((rule.when, other.when)):
        params = linted.applied(as_of).params
        mine, theirs = (substituted(one.when, params) for one in (rule, other))
        given = list(_parts(mine))
        for part in _parts(theirs):
            if part not in given and not _comes_from(linted, mine, part, as_of):
                return False
    return True


def _comes_from(linted: Linted, given: Condition, part: Condition, as_of: int) -> bool:
    return any(
        all(
            trial.outcome(part, one.row)[0] >= trial.outcome(given, one.row)[1]
            for one in trial.tried
        )
        for trial in trials(linted, All((part, given)), as_of)
    )


def _parts(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, All):
        for item in condition.items:
            yield from _parts(item)
    else:
        yield condition


def _opposite(linted: Linted, rule: Rule, own: set[str]) -> Iterator[LintFinding]:
    """A rule that keeps and one that ends, on a contract of which both are sure."""
    pack = linted.pack
    effect = pack.action_of(rule).effect
    wanted = {Effect.KEEP: Effect.CLOSE, Effect.CLOSE: Effect.KEEP}.get(effect)
    for other in pack.rules if wanted else ():
        is_first = other.id not in own or other.id > rule.id
        if (
            pack.action_of(other).effect is not wanted
            or other.scope is not rule.scope
            or not is_first
        ):
            continue
        for role in sorted(rule.roles & other.roles):
            said = _both_hold(linted, rule, other, role)
            if said:
                message = (
                    f"`{rule.id}` and `{other.id}` can hold together: one keeps, the other ends"
                )
                hint = "let the condition of one leave out what the other is for"
                yield linted.finding("opposite", "rule", rule.id, message, hint, said)
                break


def _both_hold(linted: Linted, rule: Rule, other: Rule, role: str) -> str:
    """A contract on which both were found to hold; empty where none is found."""
    actions = linted.pack.actions
    requires = [
        item.condition
        for one in (rule, other)
        for item in actions[one.action].requires
        if role in item.roles
    ]
    both = All(tuple(opened(linted, one) for one in (rule.when, other.when, *requires)))
    for made in contracts_for(linted, both):
        # One by one: a report leaves out that a contract may be ended where something stands against it.
        reports = (evaluated(linted, made, (one,), role) for one in (rule, other))
        if all(report.findings for report in reports):
            return f"both hold for a contract with {made.words}"
    return ""


def _hinders(linted: Linted, rule: Rule) -> Iterator[LintFinding]:
    """A rule of severity info with an action of the extended pack, which takes a closing away."""
    base, action = linted.base, linted.pack.action_of(rule)
    is_taken_over = (
        base is not None and base.actions.get(rule.action) == linted.pack.actions[rule.action]
    )
    if action.effect in HINDERING and not asks_of_one_contract(rule):
        message = (
            f"`{rule.id}` is for {rule.scope}, and its effect `{action.effect}` hinders no closing"
        )
        hint = "make it `for: contract`, or write `effect: none` beside its action"
        yield linted.finding("hinders-nothing", "rule", rule.id, message, hint)
        return
    is_asked = is_taken_over and rule.severity is Severity.INFO and action.effect in HINDERING
    if not is_asked:
        return
    for role in sorted(rule.roles, key=lambda one: one != "freelancer"):
        said = _takes_away(linted, rule, role)
        if said:
            message = f"`{rule.id}` only informs, and yet its effect `{action.effect}` takes closings away"
            hint = "write `effect: none` beside its action, or give it the severity that it has"
            yield linted.finding("informs-but-hinders", "rule", rule.id, message, hint, said)
            return


def _takes_away(linted: Linted, rule: Rule, role: str) -> str:
    """A contract that may be ended without the rule, and with it may not; empty where none is found."""
    closing = [
        item.condition
        for action in linted.pack.actions.values()
        if action.effect is Effect.CLOSE
        for item in action.requires
        if role in item.roles
    ]
    # What a closing requires can hold in more ways than are tried; most contracts that are made fulfil it.
    wanted = (opened(linted, All((rule.when, *closing))), opened(linted, rule.when))
    for made in chain.from_iterable(contracts_for(linted, each) for each in wanted):
        without = _verdict(evaluated(linted, made, (), role))
        within = _verdict(evaluated(linted, made, (rule,), role))
        if without is Verdict.CLOSE and within is not Verdict.CLOSE:
            return f"a contract with {made.words}: {without} without the rule, {within} with it"
    return ""


def _verdict(report: Report) -> Verdict:
    return report.contracts[0].verdict

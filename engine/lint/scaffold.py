"""The three contracts by which a new rule is tested: it holds, it does not, it cannot be decided."""

from __future__ import annotations

from msgspec.structs import replace

from ..policy.conditions import Condition, Not
from ..policy.pack import Rule
from ..snapshot.model import Contract
from .linted import Linted
from .witness import Made, contracts_for, evaluated, opened

HOLDS, FAILS, OPEN = "holds", "fails", "open"


def three_contracts(linted: Linted, rule: Rule) -> dict[str, Contract]:
    """By outcome a contract with which the rule was evaluated; those that were not found are missing."""
    role = "freelancer" if "freelancer" in rule.roles else min(rule.roles)
    found: dict[str, Contract] = {}
    for wanted, condition in ((HOLDS, rule.when), (FAILS, Not(rule.when))):
        for made in _tried(linted, condition):
            if _outcome(linted, rule, made, role) == wanted:
                found[wanted] = made.contract
                break
    if HOLDS in found:
        for fewer in _with_less(found[HOLDS]):
            if _outcome(linted, rule, Made(fewer, ""), role) == OPEN:
                found[OPEN] = fewer
                break
    return found


def _tried(linted: Linted, condition: Condition) -> list[Made]:
    return list(contracts_for(linted, opened(linted, condition)))


def _outcome(linted: Linted, rule: Rule, made: Made, role: str) -> str:
    report = evaluated(linted, made, (rule,), role)
    if any(finding.rule == rule.id for finding in report.findings):
        return HOLDS
    return OPEN if any(item.rule == rule.id for item in report.undetermined) else FAILS


def _with_less(contract: Contract) -> list[Contract]:
    """The contract without one of its values each; the last ones first, which the condition asked for."""
    values = contract.values
    known = [place for place, value in enumerate(values) if value is not None and place]
    found = [
        replace(contract, values=[*values[:place], None, *values[place + 1 :]])
        for place in reversed(known)
    ]
    return [*found, replace(contract, milestones=None)]

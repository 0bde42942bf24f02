"""What a pack writes and nothing uses: params, facts, sources, actions, implications and assumptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..language.param_reader import HOLIDAYS
from ..meaning.layout import CURRENCY
from ..policy.applied import EXPORT_FRESH, EXPORT_FRESH_TO_CLOSE
from ..policy.conditions import FactKey, Param, Ref
from ..policy.walk import Walkable, operands
from .linted import Linted
from .model import LintFinding

READ_BY_NAME = {HOLIDAYS, EXPORT_FRESH, EXPORT_FRESH_TO_CLOSE}
"""Params that the program itself looks up."""
SHOWN_BY_NAME = frozenset({"in_review", "escrow"})
"""Facts of a contract that the program itself looks up."""


_WORD = re.compile(r"[A-Za-z0-9](?:[\w.-]*\w)?", re.ASCII)


def unused_findings(linted: Linted) -> Iterator[LintFinding]:
    """Every entry of the pack itself that nothing in it names."""
    params, facts = _named(linted)
    inherited = linted.base.params if linted.base else {}
    for name in linted.pack.params:
        if linted.is_own("param", name) and name not in params | READ_BY_NAME | {*inherited}:
            message = f"nothing names the param `{name}`"
            yield linted.finding(
                "unused-param", "param", name, message, f"use `${name}`, or remove it"
            )
    for key, fact in linted.pack.facts.items():
        if fact.pack == linted.pack.id and key not in facts and not _is_shown(key):
            message = f"nothing names the fact {fact.ref.full}"
            hint = "ask for it in a rule, or remove it"
            yield linted.finding("unused-fact", "fact", fact.ref.full, message, hint)
    yield from _sources(linted)
    yield from _actions(linted)
    for reading in linted.readings:
        if not any(ref.key in facts for ref in reading.refs):
            names = ", ".join(ref.full for ref in reading.refs[:3])
            message = f"`{reading.id}` is about {names}, for which no rule asks"
            yield linted.finding("unused-reading", reading.word, reading.id, message, "remove it")


def _is_shown(key: FactKey) -> bool:
    return key[0] == "contract" and key[1] in SHOWN_BY_NAME


def _named(linted: Linted) -> tuple[set[str], set[FactKey]]:
    """The params and facts that rules or statements name, and those that such facts name."""
    pack = linted.pack
    facts: set[FactKey] = {CURRENCY.key}
    params: set[str] = set()
    todo: list[Walkable] = [*pack.rules, *pack.actions.values(), *pack.readings.values()]
    refs: Iterable[Ref | None] = (pack.end_reason, *pack.settled.values())
    todo += [ref for ref in refs if ref is not None]
    words = {*_WORD.findall(linted.statements)}
    todo += [fact.ref for fact in pack.facts.values() if fact.ref.full in words]
    params |= words & {*pack.params}
    while todo:
        for operand in operands(todo.pop()):
            if isinstance(operand, Param):
                params.add(operand.name)
            elif isinstance(operand, Ref) and (key := operand.key) not in facts:
                facts.add(key)
                if key in pack.facts:
                    todo.append(pack.facts[key])
    return params, facts


def _sources(linted: Linted) -> Iterator[LintFinding]:
    pack = linted.pack
    cited = {name for rule in pack.rules for name in rule.sources}
    cited |= {name for param in pack.params.values() for name in param.sources}
    cited |= {name for fact in pack.facts.values() for name in fact.sources}
    cited |= {name for reading in pack.readings.values() for name in reading.sources}
    cited |= {*_WORD.findall(linted.statements)}
    for name in pack.sources:
        if linted.is_own("source", name) and name not in cited:
            message = f"nothing cites the source {name}"
            yield linted.finding("unused-source", "source", name, message, "cite it, or remove it")


def _actions(linted: Linted) -> Iterator[LintFinding]:
    recommended = {rule.action for rule in linted.pack.rules}
    inherited = linted.base.actions if linted.base else {}
    for name in linted.pack.actions:
        if linted.is_own("action", name) and name not in recommended | {*inherited}:
            message = f"no rule recommends the action `{name}`"
            hint = "name it under `then:` of a rule, or remove it"
            yield linted.finding("unused-action", "action", name, message, hint)

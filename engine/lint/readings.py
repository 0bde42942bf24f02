"""Implications and assumptions that say different things of one fact, and those that rest on advice alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ..language.reading_checks import misordered
from ..meaning.words import literal_words
from ..policy.basis import Basis
from ..policy.conditions import All, Literal, Operand, Ref
from ..policy.pack import Rule, Severity
from ..policy.readings import Reading
from .linted import Linted
from .model import LintFinding
from .witness import clash_of, contracts_for, evaluated, opened


def reading_findings(linted: Linted) -> Iterator[LintFinding]:
    """Of every two readings of a grade of which one at least is the pack's own."""
    own = {one.id for one in linted.readings}
    for first, second in combinations(linted.pack.readings.values(), 2):
        if first.is_assumed is second.is_assumed and own & {first.id, second.id}:
            yield from _contradiction(linted, first, second, own)
    for reading in linted.readings:
        if not reading.is_assumed and (reading.basis is Basis.ADVICE or not reading.sources):
            message = f"`{reading.id}` is as good as stated, and cites nothing that says so"
            hint = (
                "write `sources: [...]` and their `basis`, or make it an assumption, which is named"
            )
            yield linted.finding(
                "implication-without-source", reading.word, reading.id, message, hint
            )


def _contradiction(
    linted: Linted, first: Reading, second: Reading, own: set[str]
) -> Iterator[LintFinding]:
    """Two that fill one fact in otherwise: what is told hangs on which of them stands first."""
    shared = [ref for ref in first.refs if ref in second.refs]
    if not shared or not first.roles & second.roles or not _differ(first, second):
        return
    said = _both_hold(linted, first, second, shared[0])
    if said:
        later, earlier = (second, first) if second.id in own else (first, second)
        message = f"`{later.id}` and `{earlier.id}` say different things of {shared[0].full}"
        hint = "let the `when` of one leave out what the other is for, or switch one off"
        yield linted.finding("contradicting-readings", later.word, later.id, message, hint, said)


def _differ(first: Reading, second: Reading) -> bool:
    """Whether no value is as both say."""
    if isinstance(first.value, Literal) and isinstance(second.value, Literal):
        return first.value.value != second.value.value
    return any(
        misordered(low, high)
        for one, other in ((first, second), (second, first))
        for low in _least(one)
        for high in _most(other)
    )


def _least(reading: Reading) -> tuple[Operand | None, ...]:
    return (reading.value, reading.at_least)


def _most(reading: Reading) -> tuple[Operand | None, ...]:
    return (reading.value, reading.at_most)


def _both_hold(linted: Linted, first: Reading, second: Reading, ref: Ref) -> str:
    """A contract on which the conditions of both were found to hold; empty where none is found."""
    both = All((first.when, second.when))
    action = next((one.id for one in linted.pack.actions.values() if not one.requires), None)
    if action is None:
        return ""
    roles = first.roles & second.roles
    role = "freelancer" if "freelancer" in roles else min(roles)
    asked = Rule(
        id="both-readings", pack=linted.pack.id, title="", scope=first.scope, roles=roles,
        start=None, until=None, when=both, action=action, severity=Severity.INFO, message=(),
        basis=Basis.ADVICE, only_informs=True,
    )  # fmt: skip
    for made in contracts_for(linted, opened(linted, both)):
        # Of what contradicts itself nothing has to be said in one way.
        if clash_of(made.contract, linted.as_of) is not None:
            continue
        if evaluated(linted, made, (asked,), role).findings:
            values = " and ".join(_said(one) for one in (first, second))
            return f"both are for a contract with {made.words}: {ref.name} is {values}"
    return ""


def _said(reading: Reading) -> str:
    """What it says of its fact: `100.00 USD`, `at least 3`."""
    for word, operand in (
        ("", reading.value), ("at least ", reading.at_least), ("at most ", reading.at_most),
    ):  # fmt: skip
        if isinstance(operand, Literal):
            return word + literal_words(operand)
    return "another value"

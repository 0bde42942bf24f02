"""For each rule a case in which it holds and one in which it does not, evaluated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from ...evaluation.engines import Engine
from ...problems import Place
from ...snapshot.model import Snapshot
from ...snapshot.writing import Document, snapshot_document
from ..model import CaseFile
from .batch import Entry, Outcome, entries_of, evaluated


class Example(Struct, frozen=True):
    """One step of a case, as it came out."""

    name: str
    place: Place
    label: str
    """Which moment of the case; empty where it has one."""
    given: Document
    """The snapshot."""
    messages: tuple[str, ...]
    """Of the findings of the rule; none where it does not hold."""


MOST_TRIED = 12
"""Steps of which one is taken in which the rule does not hold."""

Pair = tuple[Example | None, Example | None]
"""Where a rule holds, and where it does not."""


def examples_of(files: Sequence[CaseFile]) -> dict[str, Pair]:
    """By rule, for every rule that the cases of the files expect. The smallest cases are taken."""
    entries = entries_of(files)
    common = Counter((entry.step.role, entry.step.as_of) for entry in entries)
    # Steps of one date and role are evaluated together: of those alike the commonest are cheapest.
    ordered = sorted(
        entries,
        key=lambda one: (_size(one), -common[one.step.role, one.step.as_of], str(one.case.place)),
    )
    rules = sorted({rule for file in files for rule in file.rules})
    chosen = {
        rule: (
            list(islice(_firing(rule, ordered), 1)),
            list(islice(_silent(rule, ordered), MOST_TRIED)),
        )
        for rule in rules
    }
    wanted = {id(one): one for pair in chosen.values() for group in pair for one in group}
    outcomes, _ = evaluated(list(wanted.values()), Engine.PYTHON)
    by_entry = dict(zip(wanted, outcomes, strict=True))
    return {
        rule: (_example(rule, firing, by_entry, True), _example(rule, silent, by_entry, False))
        for rule, (firing, silent) in chosen.items()
    }


def _size(entry: Entry) -> int:
    given = entry.case.given
    values = sum(value is not None for one in given.contracts for value in one.values)
    milestones = sum(len(one.milestones or ()) for one in given.contracts)
    return values + 5 * milestones + 20 * (len(given.contracts) - 1)


def _firing(rule: str, entries: Iterable[Entry]) -> Iterator[Entry]:
    for entry in entries:
        if any(item.rule == rule for item in entry.step.expectation.findings or ()):
            yield entry


def _silent(rule: str, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Steps in which the rule is expected to be decided and not to hold, those that say so outright first."""
    ordered = list(entries)
    yield from (
        one for one in ordered if any(rule == name for name, _ in one.step.expectation.silent)
    )
    complete = [one for one in ordered if _is_silent(rule, one)]
    yield from (one for one in complete if rule in _rules_of(one))
    files = {one.file.file for one in _firing(rule, ordered)}
    yield from (one for one in complete if one.file.file in files)
    yield from sorted(complete, key=lambda one: one.step.expectation.undetermined != ())


def _is_silent(rule: str, entry: Entry) -> bool:
    """Whether a step states all findings, and neither that the rule holds nor that it is open."""
    expectation = entry.step.expectation
    if expectation.findings is None:
        return False
    is_meant = any(one.id == rule and entry.step.role in one.roles for one in entry.file.pack.rules)
    return is_meant and rule not in expectation.rules and rule in entry.file.rules


def _rules_of(entry: Entry) -> set[str]:
    """The rules that some step of the same case expects to hold."""
    return {item.rule for step in entry.case.steps for item in step.expectation.findings or ()}


def _example(
    rule: str, entries: Iterable[Entry], outcomes: dict[int, Outcome], holds: bool
) -> Example | None:
    """The first of the steps in which the rule was found to hold, or to be decided and not to."""
    for entry in entries:
        outcome = outcomes[id(entry)]
        messages = tuple(finding.message for finding in outcome.findings if finding.rule == rule)
        is_open = any(item.rule == rule for item in outcome.undetermined)
        if messages if holds else not messages and not is_open:
            return Example(
                entry.case.name, entry.case.place, entry.step.label, _given(entry), messages
            )
    return None


def _given(entry: Entry) -> Document:
    given, step = entry.case.given, entry.step
    contracts, accounts = list(given.contracts), list(given.accounts)
    platform = entry.file.pack.platform
    return snapshot_document(
        Snapshot(contracts, accounts, step.as_of, None, platform=platform, role=step.role)
    )

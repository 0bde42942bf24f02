"""Compares what came out with what a case expects, and tells the difference."""

from __future__ import annotations

from collections.abc import Iterator

from ...meaning.reading import Reader
from ...meaning.trace import trace
from ...policy.applied import AppliedRule
from ...report.findings import ContractResult, Finding, Undetermined
from ...report.subjects import subject_of
from ...snapshot.model import NONE
from ...snapshot.value_text import as_text
from ...units import Scope, Unit
from ...written import instant_text
from ..model import ExpectedFact, ExpectedFinding, ExpectedUndetermined, ExpectedVerdict
from ..reading.values import is_named
from .batch import Outcome
from .untold import why_untold
from .why import deciding, value_text

MOST_SUBJECTS = 3
"""Of how many subjects it is told why a rule does not hold."""


def differences(outcome: Outcome) -> Iterator[str]:
    """What is not as expected, in plain text of one or more lines each; nothing where all is."""
    expectation = outcome.part.entry.step.expectation
    if expectation.findings is not None:
        yield from _findings(outcome, expectation.findings)
    for rule, _ in expectation.silent:
        yield from _silent(outcome, rule)
    if expectation.undetermined is not None:
        yield from _undetermined(outcome, expectation.undetermined)
    if expectation.verdicts:
        results = outcome.contracts()
        for verdict in expectation.verdicts:
            if verdict.contract in results:
                yield from _verdict(verdict, results[verdict.contract])
            else:
                pack = outcome.applied.pack
                yield (
                    f"{verdict.contract} has no verdict: its platform is not {pack.platform}, "
                    f"the one of pack {pack.id}"
                )
    for fact in expectation.facts:
        yield from _fact(outcome, fact)


# --- findings ---


def _findings(outcome: Outcome, expected: tuple[ExpectedFinding, ...]) -> Iterator[str]:
    left = list(outcome.findings)
    open_ones: list[ExpectedFinding] = []
    for item in expected:
        exact = next((found for found in left if not list(_wrong(item, found))), None)
        if exact is None:
            open_ones.append(item)
        else:
            left.remove(exact)
    for item in open_ones:
        near = next((found for found in left if _is_meant(item, found)), None)
        if near is None:
            yield _missing(outcome, item)
        else:
            left.remove(near)
            yield f"{near.rule} on {near.subject}: " + "; ".join(_wrong(item, near))
    named = outcome.part.entry.step.expectation.rules
    tested = outcome.part.entry.file.rules | named
    for found in left:
        if found.rule in tested:
            yield f"unexpected: {found.rule} on {found.subject}: {found.message}"


def _is_meant(item: ExpectedFinding | ExpectedUndetermined, found: Finding | Undetermined) -> bool:
    return found.rule == item.rule and (item.on is None or is_named(str(found.subject), item.on))


def _wrong(item: ExpectedFinding, found: Finding) -> Iterator[str]:
    """How a finding differs from what is stated."""
    if not _is_meant(item, found):
        yield "it is another finding"
        return
    held = {
        "action": found.action.id,
        "severity": str(found.severity),
        "message": found.message,
        "deadline": found.deadline,
        "safe_by": found.safe_by,
        "assumes": frozenset(found.assumes),
    }
    for key, value in item.values.items():
        if held[key] != value:
            yield f"{key} is {_words(held[key])}, expected {_words(value)}"
    for name, value in item.events.items():
        if found.events.get(name) != value:
            yield f"event {name} is {_shown(found.events.get(name))}, expected {_shown(value)}"


def _shown(value: object) -> str:
    if value is None:
        return "none"
    return instant_text(value) if isinstance(value, int) else str(value)


def _missing(outcome: Outcome, item: ExpectedFinding) -> str:
    on = f" on {item.on}" if item.on else ""
    return "\n  ".join((f"missing: {item.rule}{on}", *_reasons(outcome, item.rule, item.on)))


def _reasons(outcome: Outcome, rule: str, on: str | None) -> Iterator[str]:
    """Why a rule does not hold, for the subjects that are meant."""
    if not outcome.explains:
        return
    applied = _applied(outcome, rule)
    if applied is None:
        yield _why_not_applied(outcome, rule)
        return
    readers = [
        reader
        for reader in _readers(outcome, applied)
        if on is None or is_named(str(subject_of(applied.rule.scope, reader.row)), on)
    ]
    if not readers:
        yield f"there is no {applied.rule.scope} that it could speak of"
    for reader in readers[:MOST_SUBJECTS]:
        scope, row = applied.rule.scope, reader.row
        why_not = deciding(applied, reader) or why_untold(
            outcome, applied.action.effect, scope, row
        )
        yield f"{subject_of(scope, row)}: {why_not}"


def _applied(outcome: Outcome, rule: str) -> AppliedRule | None:
    return next((item for item in outcome.applied.rules if item.rule.id == rule), None)


def _why_not_applied(outcome: Outcome, rule: str) -> str:
    applied = outcome.applied
    for item in applied.pack.rules:
        if item.id == rule and applied.role not in item.roles:
            return (
                f"the rule is not for role {applied.role}, but for {', '.join(sorted(item.roles))}"
            )
        if item.id == rule and item.is_preview:
            return "the rule is a preview and is not evaluated"
    return f"the rule is not in force on {instant_text(applied.as_of)}"


def _readers(outcome: Outcome, rule: AppliedRule) -> list[Reader]:
    """The subjects of a rule, as far as they are known for it."""
    layout, scope = outcome.batch.program.layout, rule.rule.scope
    index = outcome.applied.rules.index(rule)
    return [Reader(layout, scope, row) for row in outcome.part.rows_for(index)]


# --- silent and undetermined rules ---


def _silent(outcome: Outcome, rule: str) -> Iterator[str]:
    applied = _applied(outcome, rule)
    if applied is None:
        return
    readers = _readers(outcome, applied)
    if not readers:
        yield f"{rule} is not silent: there is no {applied.rule.scope} that it could speak of"
    for reader in readers:
        found = trace(applied.condition, reader)
        subject = subject_of(applied.rule.scope, reader.row)
        if found.certainly:
            yield f"{rule} is not silent: it holds for {subject}"
        elif found.possibly:
            reason = deciding(applied, reader)
            yield f"{rule} is not silent: it cannot be decided for {subject}\n  {reason}"


def _undetermined(outcome: Outcome, expected: tuple[ExpectedUndetermined, ...]) -> Iterator[str]:
    left = list(outcome.undetermined)
    for item in expected:
        meant = [found for found in left if _is_meant(item, found)]
        exact = [found for found in meant if item.needs in (None, frozenset(found.needs))]
        if exact:
            left.remove(exact[0])
        elif meant:
            left.remove(meant[0])
            needs, wanted = (", ".join(sorted(each)) for each in (meant[0].needs, item.needs or ()))
            yield f"undetermined {item.rule} on {meant[0].subject}: needs {needs}, expected {wanted}"
        else:
            yield _decided(outcome, item)
    if not expected:
        for found in left:
            if found.rule in outcome.part.entry.file.rules:
                needs = ", ".join(found.needs)
                yield f"unexpected: {found.rule} cannot be decided for {found.subject}: {needs}"


def _decided(outcome: Outcome, item: ExpectedUndetermined) -> str:
    # Also where it is not told: a finding that ends a contract stands under the verdict `close` alone.
    if any(found.rule == item.rule for found in outcome.collected.findings):
        return f"{item.rule} is not undetermined: it holds"
    reasons = _reasons(outcome, item.rule, item.on)
    return "\n  ".join((f"{item.rule} is not undetermined: it does not hold", *reasons))


# --- verdicts and facts ---


def _verdict(expected: ExpectedVerdict, found: ContractResult) -> Iterator[str]:
    held: dict[str, object] = {
        "verdict": str(found.verdict),
        "until": found.until,
        "end_reason": found.end_reason,
        "needs": frozenset(found.needs),
        "assumes": frozenset(found.assumes),
    }
    for key, value in expected.values.items():
        if held[key] != value:
            name = "verdict" if key == "verdict" else f"verdict, {key}"
            yield f"{name} of {found.id} is {_words(held[key])}, expected {_words(value)}"


def _words(value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    return _shown(value)


def _fact(outcome: Outcome, expected: ExpectedFact) -> Iterator[str]:
    ref, layout = expected.ref, outcome.batch.program.layout
    rows = outcome.part.rows.rows[ref.scope]
    readers = [
        Reader(layout, ref.scope, row)
        for row in rows
        if expected.on is None or is_named(str(subject_of(ref.scope, row)), expected.on)
    ]
    if not readers:
        yield f"fact {ref.full}: there is no {ref.scope} to have it"
    for reader in readers:
        if not _is_equal(expected, reader):
            where = "" if ref.scope is Scope.EXPORT else f" of {subject_of(ref.scope, reader.row)}"
            wanted = expected_text(expected)
            yield f"fact {ref.full}{where} is {value_text(ref, reader)}, expected {wanted}"


def _is_equal(expected: ExpectedFact, reader: Reader) -> bool:
    ref, value = expected.ref, reader.exact(expected.ref)
    if value != expected.value or (value is None) != (expected.value is None):
        return False
    if ref.unit is not Unit.MONEY or not isinstance(value, int) or not value:
        return True
    return expected.currency is None or reader.currency(ref) == expected.currency


def expected_text(expected: ExpectedFact) -> str:
    """The stated value for a person."""
    if expected.value is None:
        return "not known"
    value = NONE if expected.value == "none" else expected.value
    return as_text(expected.ref.unit, value, expected.currency)  # type: ignore[arg-type]

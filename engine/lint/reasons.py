"""What a rule rests on: sources, reasons, cases, numbers; and what it does although it only informs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..meaning.words import literal_words
from ..policy.basis import Basis
from ..policy.pack import DatedValue, Effect, ParamDefinition, Severity
from ..written import date_text
from .checks import CHECKS
from .linted import Linted
from .model import LintFinding


def reason_findings(linted: Linted) -> Iterator[LintFinding]:
    """Rules without sources, reasons or cases; sources to be read again; official numbers overridden."""
    for rule in linted.rules:
        if not rule.sources and rule.basis is not Basis.ADVICE:
            message = f"`{rule.id}` is {rule.basis}, and cites no source"
            hint = "write `sources: [...]`, or `basis: advice`"
            yield linted.finding("rule-without-source", "rule", rule.id, message, hint)
        if not rule.why:
            message = f"`{rule.id}` does not say why"
            hint = "write `why:`, one sentence for the person who reads the report"
            yield linted.finding("rule-without-why", "rule", rule.id, message, hint)
        if rule.id not in linted.test_words:
            message = f"no case speaks of `{rule.id}`"
            hint = (
                "write cases into a file that ends in .test.yaml: it fires, it does not, it is open"
            )
            yield linted.finding("rule-without-test", "rule", rule.id, message, hint)
    yield from _muted(linted)
    yield from _overrides(linted)
    yield from _to_be_read_again(linted)


def _muted(linted: Linted) -> Iterator[LintFinding]:
    """Inherited rules of severity error that fail no run any more, and those that block and are gone."""
    if linted.base is None:
        return
    left = {rule.id: rule for rule in linted.pack.rules}
    for base in linted.base.rules:
        mine = left.get(base.id)
        blocks = linted.base.action_of(base).effect is Effect.BLOCK
        if mine is None and (base.severity is Severity.ERROR or blocks):
            what = "forbids to end a contract" if blocks else "is of severity error"
            message = f"`{base.id}`, which {what}, is switched off"
            place = linted.named_in_head("disable", base.id, *base.renamed_from)
        elif mine is not None and base.severity is Severity.ERROR is not mine.severity:
            message = f"`{base.id}` is an error, and only `{mine.severity}` here: it fails no run"
            place = linted.named_in_head("severity", base.id, *base.renamed_from)
        else:
            continue
        hint = "leave it as it is, or say why: `# lint: allow mutes-error: ...`"
        yield LintFinding(CHECKS["mutes-error"], place, message, hint, f"rule {base.id}")


def _overrides(linted: Linted) -> Iterator[LintFinding]:
    if linted.base is None:
        return
    for name, base in linted.base.params.items():
        own = linted.pack.params[name]
        is_another = _values(own) != _values(base)
        if linted.is_own("param", name) and is_another and base.basis is Basis.OFFICIAL:
            if own.basis is not Basis.ADVICE and own.sources:
                continue
            message = f"`{name}` is {_said(own, base)} here, and officially {_said(base, own)}"
            hint = (
                "cite what says so (`sources`, `basis: official`), or take a param of another name"
            )
            yield linted.finding("overrides-official", "param", name, message, hint)


def _values(param: ParamDefinition) -> tuple[object, ...]:
    return tuple((one.start, one.until, one.value.value) for one in param.values)


def _said(param: ParamDefinition, other: ParamDefinition) -> str:
    """The value in force last; all of them with their dates where the last ones do not differ."""
    last = param.values[-1].value
    if last.value != other.values[-1].value.value:
        return literal_words(last)
    if len(param.values) == 1 and param.values[0].start is None and param.values[0].until is None:
        return f"{literal_words(last)} at all dates"
    return ", ".join(f"{literal_words(one.value)}{_when(one)}" for one in param.values)


def _when(dated: DatedValue) -> str:
    start = "" if dated.start is None else f" from {date_text(dated.start)}"
    return start + ("" if dated.until is None else f" until {date_text(dated.until)}")


def _to_be_read_again(linted: Linted) -> Iterator[LintFinding]:
    today = date_text(linted.as_of)
    for source in linted.pack.sources.values():
        if source.review_by and source.review_by < today and linted.is_own("source", source.id):
            message = f"{source.id} was to be read again by {source.review_by}"
            hint = "read it, mend what changed, and write `retrieved` and `review_by` anew"
            yield linted.finding("review-overdue", "source", source.id, message, hint)


def dates_findings(linted: Linted) -> Iterator[LintFinding]:
    """Dated values with a gap between two periods."""
    for name, param in linted.pack.params.items():
        if linted.is_own("param", name):
            spans = [(one.start, one.until) for one in param.values]
            yield from _gaps(linted, "param", name, spans)
    for fact in linted.pack.facts.values():
        if fact.pack == linted.pack.id and len(fact.periods) > 1:
            spans = [(one.start, one.until) for one in fact.periods]
            yield from _gaps(linted, "fact", fact.ref.full, spans)


def _gaps(
    linted: Linted, kind: str, name: str, spans: list[tuple[int | None, int | None]]
) -> Iterator[LintFinding]:
    ordered = sorted(spans, key=lambda span: (span[0] is not None, span[0]))
    for (_, until), (start, _) in pairwise(ordered):
        if until is not None and start is not None and until < start:
            message = f"from {date_text(until)} to {date_text(start)} {name} has no value"
            hint = (
                f"let the next period begin where the one before ends: `from: {date_text(until)}`"
            )
            yield linted.finding("dated-gap", kind, name, message, hint)

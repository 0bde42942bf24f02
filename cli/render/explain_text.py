"""Explanations for people: 80 columns, plain words, nothing that only colour or drawing tells."""

from __future__ import annotations

from collections.abc import Iterable

from ...engine.explain.local import localized_explanation
from ...engine.explain.model import (
    Change,
    Explanation,
    FactExplanation,
    FactNote,
    ForClosing,
    Lasts,
    Missing,
    Node,
    ReadingExplanation,
    RuleExplanation,
    VerdictExplanation,
)
from ...engine.explain.outcome import Outcome
from ...engine.explain.timeline import Stretch, Timeline
from ...engine.policy.pack import Source
from ...engine.report.findings import ContractResult, Finding, Undetermined, Verdict
from ...engine.report.verdicts import Step
from ...engine.written import counted
from ...engine.zones import UTC, Zone
from .answers import NO_REASON, SUPPLY, to_decide
from .explain_tree import (
    ground_lines,
    grounds_of,
    node_lines,
    note_lines,
    period_words,
    value_lines,
)
from .layout import LONG_TEXT, plain, wrapped
from .phrases import between_phrases, reach_phrase
from .words import other_side, subject_words

WIDTH = 80
MOST_STRETCHES = 8


def render(found: Explanation, zone: Zone = UTC) -> str:
    """The answer as lines of at most 80 columns, with a line end; instants of a zone."""
    found = localized_explanation(found, zone)
    if found.verdict is not None:
        blocks = _verdict(found.verdict, found.role, zone)
    elif found.rule is not None:
        blocks = _rule(found.rule, zone)
    elif found.reading is not None:
        blocks = _reading(found.reading)
    else:
        assert found.fact is not None
        blocks = _fact(found.fact)
    blocks.append(_footer(found, zone))
    return "\n\n".join("\n".join(map(str.rstrip, lines)) for lines in blocks if lines) + "\n"


def _footer(found: Explanation, zone: Zone) -> list[str]:
    lines = [
        line
        for note in found.notes
        for line in wrapped(f"Note: {plain(note, LONG_TEXT)}", WIDTH, 0, 2)
    ]
    text = f"As of {zone.text(found.as_of)}{reach_phrase(found.as_of, found.exported_at, zone)}"
    if found.lasts is not None:
        lines += wrapped(lasts_words(found.lasts, zone), WIDTH, 0, 2)
    packs = ", ".join(f"{plain(id_)} {plain(version)}" for id_, version in found.policies)
    return [*lines, *wrapped(f"{text}. Policies: {packs or 'none'}.", WIDTH, 0, 2)]


# --- verdicts ---------------------------------------------------------------------------------


def _verdict(found: VerdictExplanation, role: str, zone: Zone) -> list[list[str]]:
    result = found.result
    return [
        _title(result, role, zone),
        _steps(found.steps, found.decided, zone),
        _lost(found.lost, zone),
        _closing(found),
        _end_reason(found),
        _missing(found.missing),
        _next_question(found),
    ]


def _title(result: ContractResult, role: str, zone: Zone) -> list[str]:
    name = plain(result.id)
    if result.title:
        name += f": {plain(result.title)}"
    marks = [other] if (other := other_side(result, role)) else []
    if result.status not in (None, "active"):
        marks.append(plain(str(result.status)))
    if result.closing_planned:
        marks.append("closing planned")
    lines = wrapped(name + (f" ({', '.join(marks)})" if marks else ""), WIDTH, 0, 2)
    text = f"Verdict: {result.verdict.words}"
    if result.until is not None:
        text += f", until {zone.text(result.until)}"
    return [*lines, *wrapped(text, WIDTH, 0, 2)]


def _steps(steps: tuple[Step, ...], decided: int, zone: Zone) -> list[str]:
    lines = ["How it came about"]
    for index, step in enumerate(steps[: decided + 1]):
        answer = "No."
        if index == decided:
            yes = "Yes, so" if step.question.endswith("?") else "So"
            answer = f"{yes} the verdict is {str(step.verdict).replace('-', ' ')}."
        text = f"{index + 1}. {step.question} {answer}"
        lines += wrapped(text, WIDTH, 2, 5)
        if index == decided:
            for finding in step.findings:
                lines += _finding(finding, 5, zone)
            for item in step.undetermined:
                lines += _undetermined(item, 5)
    return lines


def _finding(finding: Finding, indent: int, zone: Zone) -> list[str]:
    where = f" (milestone {plain(finding.subject.milestone)})" if finding.subject.milestone else ""
    text = f"{plain(finding.rule)}{where}: {plain(finding.message, LONG_TEXT)}"
    lines = wrapped(text, WIDTH, indent, indent + 2)
    if finding.deadline is not None:
        lines += wrapped(f"Deadline {zone.text(finding.deadline)}", WIDTH, indent + 2)
    return lines


def _undetermined(item: Undetermined, indent: int) -> list[str]:
    where = f" (milestone {plain(item.subject.milestone)})" if item.subject.milestone else ""
    text = f"{plain(item.rule)}{where}: {plain(item.title, LONG_TEXT)}? "
    text += " ".join(to_decide(item.needs, "Not known without {}."))
    return wrapped(text, WIDTH, indent, indent + 2)


def _lost(lost: tuple[Finding, ...], zone: Zone) -> list[str]:
    if not lost:
        return []
    lines = ["What holds too, but does not decide"]
    for finding in lost:
        text = f"{plain(finding.action.title)} (effect: {finding.action.effect})"
        lines += wrapped(f"{finding.severity}: {text}", WIDTH, 2, 4)
        lines += _finding(finding, 4, zone)
    return lines


def _closing(found: VerdictExplanation) -> list[str]:
    if found.closing is None:
        return []
    text = f"What closing requires: {found.closing.outcome}"
    parts = [line for part in found.closing.parts for line in node_lines(part, 2)]
    return [text, *parts, *_granted(found.closing)]


def _end_reason(found: VerdictExplanation) -> list[str]:
    if found.end_reason is None and found.result.verdict is Verdict.CLOSE:
        return [NO_REASON]
    if found.end_reason is None:
        return []
    lines = [f"End reason: {plain(found.end_reason.value.text).replace('_', ' ')}"]
    for branch in found.end_reason.branches:
        if branch.when is None:
            lines += wrapped(f"otherwise: {plain(branch.value)}", WIDTH, 2, 4)
            break
        lines += wrapped(f"{plain(branch.value)}: {branch.when.outcome}", WIDTH, 2, 4)
        if branch.when.certainly:
            lines += node_lines(branch.when, 4)
            break
    return lines


def _to_decide(needs: Iterable[str], supply: str) -> list[str]:
    return [
        line for sentence in to_decide(needs, supply) for line in wrapped(sentence, WIDTH, 2, 4)
    ]


def _missing(missing: tuple[Missing, ...]) -> list[str]:
    if not missing:
        return []
    lines = ["What is not known, and what it would lead to"]
    for one in missing:
        kind = " (no export carries it; costs no verdict)" if one.is_annotation else ""
        rules = ", ".join(plain(rule) for rule in one.rules)
        name = ", ".join(between_phrases([one.field])) or plain(one.field)
        lines += wrapped(f"{name}{kind}: decides {rules}", WIDTH, 2, 4)
        for trial in one.trials:
            text = f"if {plain(trial.value)}: {str(trial.verdict).replace('-', ' ')}"
            if trial.appears:
                text += f"; then holds {', '.join(plain(rule) for rule in trial.appears)}"
            lines += wrapped(text, WIDTH, 4, 6)
    return lines


def _next_question(found: VerdictExplanation) -> list[str]:
    step = found.steps[found.decided]
    named: list[Finding | Undetermined] = [*step.findings, *step.undetermined]
    named += [*found.lost, *found.undetermined]
    if not named:
        return []
    subject = named[0].subject
    target = "/".join(part for part in (subject.contract, subject.milestone) if part is not None)
    text = f"Why a rule holds or not: closeout explain FILE {plain(target)} {plain(named[0].rule)}"
    return wrapped(text, WIDTH, 0, 2)


# --- rules --------------------------------------------------------------------------------------


def _rule(found: RuleExplanation, zone: Zone) -> list[list[str]]:
    rule = found.rule
    head = f"Rule {plain(rule.id)} for {subject_words(found.subject)}: {found.outcome}"
    lines = wrapped(head, WIDTH, 0, 2)
    lines += wrapped(f"{plain(rule.title, LONG_TEXT)}.", WIDTH, 2)
    lines += wrapped(f"Action: {plain(found.action_title)} (effect: {found.effect})", WIDTH, 2, 4)
    lines += _sources_lines(found.sources, f"Source, {rule.basis}")
    if not found.in_force:
        lines += wrapped(
            f"It is not in force at this date: {period_words(rule.start, rule.until)}.", WIDTH, 2, 4
        )
    if rule.is_preview:
        lines += wrapped("It is a preview: `closeout check` leaves it out.", WIDTH, 2, 4)
    if found.needs:
        lines += _to_decide(found.needs, f"{SUPPLY}: {{}}")
    lines += _for_closing(found.for_closing)
    return [
        lines,
        ["Condition", *node_lines(found.tree, 2)],
        _granted(found.tree),
        _flips(found),
        _timeline(found.timeline, zone),
    ]


def _for_closing(found: ForClosing | None) -> list[str]:
    """How the rule counts where the contract is to be ended."""
    if found is None:
        return []
    outcome = "may hold" if found.outcome is Outcome.OPEN else "holds"
    text = f"For the end that is planned it {outcome}: an end rests on less that nobody said."
    return [*wrapped(text, WIDTH, 2, 4), *_to_decide(found.needs, "To be sure, supply: {}")]


def _granted(root: Node | FactNote) -> list[str]:
    """What was taken for granted where the snapshot says nothing."""
    lines = ground_lines(grounds_of(root))
    return ["Where the snapshot says nothing", *lines] if lines else []


def _flips(found: RuleExplanation) -> list[str]:
    if found.tree.certainly:
        return []
    if not found.flips:
        return ["No change of single comparisons makes the condition hold."]
    return ["The condition would hold if", *_changes(found.flips, 2)]


def _changes(changes: Iterable[Change], indent: int) -> list[str]:
    lines: list[str] = []
    for change in changes:
        text = plain(change.text, LONG_TEXT)
        how = ", and it is so if" if change.inner else ""
        lines += wrapped(f"- {'' if change.to else 'not: '}{text}{how}", WIDTH, indent, indent + 2)
        lines += _changes(change.inner, indent + 2)
    return lines


def _timeline(found: Timeline, zone: Zone) -> list[str]:
    end = zone.text(found.looked_until)
    if len(found.stretches) == 1:
        return wrapped(f"Time alone does not change this before {end}.", WIDTH, 0, 2)
    lines = ["If nothing else changes, it"]
    for index, stretch in enumerate(found.stretches[:MOST_STRETCHES]):
        lines += wrapped(f"- {stretch_words(stretch, index == 0, zone)}", WIDTH, 2, 4)
    left = len(found.stretches) - MOST_STRETCHES
    if left > 0:
        lines.append(f"  - and {counted(left, 'change')} more before {end}")
    else:
        lines += wrapped(f"(looked ahead to {zone.day(found.looked_until)})", WIDTH, 2)
    return lines


def stretch_words(stretch: Stretch, is_now: bool, zone: Zone) -> str:
    """`holds from 2026-03-15 09:00 UTC, until 2026-03-17 09:00 UTC`."""
    outcome = "is not known" if stretch.outcome is Outcome.OPEN else str(stretch.outcome)
    start = "now" if is_now else _edge("from", "after", stretch.start, zone)
    if stretch.until is None:
        return f"{outcome} {start}"
    return f"{outcome} {start}, {_edge('until', 'up to and including', stretch.until, zone)}"


def _edge(word: str, inclusive: str, instant: int, zone: Zone) -> str:
    """A stretch that ends a second after a full minute includes that minute."""
    if instant % 60 == 1:
        return f"{inclusive} {zone.text(instant - 1)}"
    return f"{word} {zone.text(instant)}"


def _sources_lines(sources: Iterable[Source], label: str) -> list[str]:
    """One line a source, by its title."""
    return [
        line
        for source in sources
        for line in wrapped(f"{label}: {plain(source.title)} ({plain(source.id)})", WIDTH, 2, 4)
    ]


# --- facts --------------------------------------------------------------------------------------


def _fact(found: FactExplanation) -> list[list[str]]:
    head = f"{plain(found.note.value.name)} of {subject_words(found.subject)}"
    lines = wrapped(f"{head}: {plain(found.note.value.text, LONG_TEXT)}", WIDTH, 0, 2)
    if found.needs:
        lines += _to_decide(found.needs, "To know it, supply: {}")
    if found.note.about:
        lines += wrapped(plain(found.note.about, LONG_TEXT), WIDTH, 2)
    lines += _sources_lines(found.note.sources, "Source")
    return [lines, note_lines(found.note), _granted(found.note)]


def lasts_words(lasts: Lasts, zone: Zone) -> str:
    """Up to when the export counts: time alone changes that."""
    return (
        f"By this export a contract may be ended up to {zone.text(lasts.to_close)}; after "
        f"{zone.text(lasts.at_all)} what may have changed is open: export again."
    )


# --- readings -----------------------------------------------------------------------------------


def _reading(found: ReadingExplanation) -> list[list[str]]:
    reading = found.ground.reading
    assert reading is not None
    outcome = "fills in what is not said" if found.applies else "adds nothing"
    text = f"{reading.word.capitalize()} {plain(reading.id)} for {subject_words(found.subject)}"
    lines = wrapped(f"{text}: {outcome}", WIDTH, 0, 2)
    lines += ground_lines([found.ground])
    close = "may" if reading.may_close else "may not"
    if reading.is_assumed:
        lines += wrapped(f"A contract {close} be ended by it.", WIDTH, 4)
    facts = [line for note in found.notes for line in value_lines(note, 2)]
    when = [] if found.tree is None else ["When it holds", *node_lines(found.tree, 2)]
    return [lines, ["What it speaks of", *facts], when]

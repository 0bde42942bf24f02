"""What an export cannot decide, and what to add, as text."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ...engine.problems import shown
from ...engine.snapshot.fields import currencies_of
from ...engine.written import counted
from .phrases import between_phrases
from .words import extent

if TYPE_CHECKING:
    from ...engine.report.decidability import Decidability, Step, Undecided

WIDTH = 80


def decidability_text(found: Decidability, contracts: int) -> str:
    """The rules that cannot be decided, then the fields to add, those that decide most first."""
    asked = counted(len(found.rules), "rule")
    lines = [
        f"{found.decided} of {asked} can be decided for all of {counted(contracts, 'contract')}"
    ]
    if found.undecided:
        lines += ["", "Cannot be decided"]
        for rule in found.undecided:
            lines += _rule(rule)
    for title, is_optional in (
        ("Add by hand, in this order", False),
        ("Optional: no export carries it", True),
    ):
        steps = [step for step in found.steps if step.is_optional is is_optional]
        if steps:
            lines += ["", title]
            for number, step in enumerate(steps, start=1):
                lines += _step(number, step)
    if found.steps:
        lines += ["", "`closeout template --for FILE` writes a table with these columns."]
    return "\n".join(lines) + "\n"


def _rule(rule: Undecided) -> list[str]:
    fields = ", ".join(need for need in rule.needs if not currencies_of(need))
    parts = [f"needs {fields}"] if fields else []
    parts += between_phrases(rule.needs)
    needs = "; ".join(parts) or "needs more than an export can say"
    return _wrapped(f"{rule.rule}, {extent(rule.subjects)}: {needs}", 2)


def _step(number: int, step: Step) -> list[str]:
    rules = sorted({item.rule for item in step.decided})
    subjects = {item.subject for item in step.decided}
    decides = f"decides {counted(len(rules), 'rule')} for {extent(subjects)}"
    lines = _wrapped(f"{number}. {', '.join(step.needs)}: {decides}", 2)
    return lines + _wrapped(", ".join(rules), 5)


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        shown(text),
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )

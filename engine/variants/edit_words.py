"""An edit in words: `param auto_release: 14 days -> 10 days`, `rule ask-first: added`."""

from __future__ import annotations

from collections.abc import Iterator

from ..policy.conditions import Condition
from ..policy.definitions import FactDefinition, Named
from ..policy.pack import Action, ParamDefinition, Rule
from ..policy.readings import Reading
from ..snapshot.value_text import as_text
from ..written import date_text
from .condition_words import condition_change
from .edits import EXPLAINING, Edit, How

SHOWN = ("severity", "action", "effect", "basis", "title", "for", "preview", "may close")
"""Fields of which both values are short enough to be shown."""

_FIELD = {"for": "scope", "preview": "is_preview", "may close": "may_close"}


def edit_words(edit: Edit) -> str:
    """What an edit is about and what it does. Texts of the policies are not made safe to print."""
    return f"{edit.kind} {edit.name}: {change_words(edit)}"


def change_words(edit: Edit) -> str:
    """What it does: `14 days -> 10 days`, `severity warning -> error, when`, `added`."""
    if edit.how is not How.CHANGED:
        value = edit.after if edit.before is None else edit.before
        what = _value(value) if isinstance(value, ParamDefinition) else ""
        return f"{edit.how} ({what})" if what else str(edit.how)
    return ", ".join(_fields(edit)) or str(edit.how)


def full_words(edit: Edit) -> str:
    """The same with what became of a condition: `when budget: {gt: 50.00 USD} -> {gt: 60.00 USD}`."""
    told = _conditions(edit) if edit.how is How.CHANGED else {}
    return ", ".join(
        f"{name} {told[name]}" if told.get(name) else name for name in _fields(edit)
    ) or change_words(edit)


def _conditions(edit: Edit) -> dict[str, str]:
    """By field what became of it, where it is a condition."""
    before, after = edit.before, edit.after
    if isinstance(before, Rule | Reading) and isinstance(after, Rule | Reading):
        return {"when": condition_change(before.when, after.when)}
    if isinstance(before, FactDefinition) and isinstance(after, FactDefinition):
        old, new = _named(before), _named(after)
        if old is not None and new is not None:
            return {"definition": condition_change(old, new)}
    return {}


def _named(fact: FactDefinition) -> Condition | None:
    """The condition that a fact stands for at all dates; None where it is made otherwise."""
    definitions = [period.definition for period in fact.periods]
    if len(definitions) == 1 and isinstance(definitions[0], Named):
        return definitions[0].condition
    return None


def _fields(edit: Edit) -> Iterator[str]:
    before, after = edit.before, edit.after
    deciding = [name for name in edit.fields if name not in EXPLAINING]
    for name in deciding or edit.fields:
        if (
            name == "value"
            and isinstance(before, ParamDefinition)
            and isinstance(after, ParamDefinition)
        ):
            yield f"{_value(before)} -> {_value(after)}"
        elif name in SHOWN and isinstance(before, Rule | Action | ParamDefinition):
            field = _FIELD.get(name, name)
            yield f"{name} {getattr(before, field, '')} -> {getattr(after, field, '')}"
        else:
            yield name


def _value(param: ParamDefinition) -> str:
    """`3 business days until 2023-06-14, 3 days from 2023-06-14`."""
    parts = []
    for dated in param.values:
        text = as_text(dated.value.unit, dated.value.value)
        since = "" if dated.start is None else f" from {date_text(dated.start)}"
        until = "" if dated.until is None else f" until {date_text(dated.until)}"
        parts.append(f"{text}{since}{until}")
    return ", ".join(parts)

"""What a value that does not fit was meant to be: a fact, a param, a part of a fact, a sum."""

from __future__ import annotations

import re

from ..policy.conditions import Ref
from ..units import Unit
from .literals import fits, parse_duration, parse_instant, parse_number
from .names import View
from .parts import WITH_PARTS
from .reading import clipped
from .slips import arithmetic_hint, moment_hint

_NOW = frozenset(("today", "now", "as of", "as-of", "the date of the report"))
_PART = re.compile(r"(\d+(?:\.\d+)?) ?%(?: of)?(?: the)? +([a-z][\w.]*)", re.ASCII)
_TIMES = re.compile(r"(\d+(?:\.\d+)?) ?[*x] ?([a-z][\w.]*)|([a-z][\w.]*) ?([*/]) ?(\d+)", re.ASCII)
_SHIFTED = re.compile(r"([a-z][\w.]*) *([-+]) *(\d.*)", re.ASCII)
_HALF = re.compile(r"half(?: of)?(?: the)? +([a-z][\w.]*)", re.ASCII)


def meant_hint(ref: Ref, text: str, view: View) -> str:
    """How to compare `ref` with what a text names; "" where it names nothing."""
    text = text.strip()
    if _fits(text, ref.unit, view):
        return f"a bare word is a value; to compare with a fact write `{{fact: {text}}}`"
    param = view.names.params.get(text)
    if param is not None and fits(param.unit, ref.unit):
        return f"a param is written `${text}`"
    if ref.unit is Unit.INSTANT:
        if text.casefold() in _NOW:
            return "the date of the report is written `{fact: as_of}`"
        return _shifted(text, view)
    if ref.unit in WITH_PARTS:
        return _part(text, ref.unit, view) or _sum(text, view)
    return ""


def length_hint(text: str, view: View) -> str:
    """For a length of time that is none: a param without its sign, a date."""
    param = view.names.params.get(text)
    if param is not None and param.unit is Unit.DURATION:
        return f"a param is written `${text}`"
    if parse_instant(text) is not None:
        return f"with a date use `{{before: {text}}}` or `{{after: {text}}}`"
    return ""


def _fits(name: str, unit: Unit, view: View) -> bool:
    key = view.find(name)
    return key is not None and fits(view.names.known(key).unit, unit)


def _part(text: str, unit: Unit, view: View) -> str:
    if (found := _HALF.fullmatch(text)) and _fits(found[1], unit, view):
        return f"a part of a fact is written `50% of {found[1]}`"
    if (found := _PART.fullmatch(text)) and _fits(found[2], unit, view):
        return f"a part of a fact is written `{found[1]}% of {found[2]}`"
    found = _TIMES.fullmatch(text)
    if found is None or not _fits(found[2] or found[3], unit, view):
        return ""
    times = found[1] or found[5]
    if found[4] == "/":
        share = 100 / int(times) if int(times) else 0
        return f"a part of a fact is written `{share:g}% of {found[3]}`" if share % 1 == 0 else ""
    return f"several times a fact is written `{{fact: {found[2] or found[3]}, times: {times}}}`"


def _sum(text: str, view: View) -> str:
    found = _SHIFTED.fullmatch(text)
    is_sum = arithmetic_hint(text, view.scope) and any(
        view.find(part) for part in re.split(r"[ *+/-]+", text)
    )
    if not is_sum or (found and parse_number(found[3]) is not None):
        return ""
    return arithmetic_hint(text, view.scope)


def _shifted(text: str, view: View) -> str:
    """For `due_at - 3 days`, which is a fact of its own; for the date of the report there are ages."""
    found = _SHIFTED.fullmatch(text)
    if not found or not _fits(found[1], Unit.INSTANT, view) or not parse_duration(found[3]):
        return ""
    if found[1] == "as_of":
        word = "older_than" if found[2] == "-" else "within_next"
        return f"for an age write `{{{word}: {found[3]}}}`"
    made = moment_hint(text, "due_at").removeprefix("begin with an instant: ")
    return (
        f"make a fact of it under `facts:`, {clipped(made)}, and compare with `{{fact: its name}}`"
    )

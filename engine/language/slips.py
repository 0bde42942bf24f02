"""What is often written by somebody who is new to policies, and what is written instead.

Each function gives a hint, or an empty text where the slip is another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from ..policy.operators import OPERATORS, OTHER_SPELLINGS
from ..problems import Problem, nearest, suggestion
from ..units import Unit
from ..yaml_complaints import NO_COLON, NO_TEXT, NOT_CLOSED, NOT_YAML, run_together
from ..yaml_tree import KeyTwice
from .literals import NULL_HINT, literal_of, parse_duration, parse_instant
from .reading import clipped, listed
from .spelling import misfit

LONGEST = 200
"""Characters of a text that are looked at; what is longer is no slip of these kinds."""

_NO_COMPARISONS = frozenset({"in", "between"})
"""Operators whose word begins other texts: `in 3 days`; or that a list follows."""
_LEADING = sorted({*OTHER_SPELLINGS, *OPERATORS} - _NO_COMPARISONS, key=len, reverse=True)
_COMPARISON = re.compile(
    rf"({'|'.join(re.escape(word).replace('_', '[_ ]') for word in _LEADING)})(?![a-z_]):? *(\S.*)",
    re.IGNORECASE | re.ASCII,
)
_AGE = re.compile(r"(\S.*) ago|(?:in the next|in|next) (\S.*)", re.ASCII)
_NOT_KNOWN = frozenset(
    {"none", "unknown", "not known", "not_known", "undefined", "missing", "unset", "n/a", "null"}
)


def value_hint(text: str, unit: Unit) -> str:
    """For the value of a matcher: a comparison in words, or a word for what is not known."""
    text = text[:LONGEST].strip()
    if text.casefold() in _NOT_KNOWN:
        return NULL_HINT
    if unit is Unit.INSTANT and (age := _AGE.fullmatch(text)) and parse_duration(age[1] or age[2]):
        return comparison_hint("within_next" if age[2] else "=", age[1] or age[2], unit)
    found = _COMPARISON.fullmatch(text)
    return comparison_hint(found[1], found[2], unit) if found else ""


_AGES = {"older_than": "before", "newer_than": "after", "within_next": "before"}
"""Operators for ages, and those for dates instead."""


def comparison_hint(word: str, value: str, unit: Unit | None = None) -> str:
    """How `> 100 USD` is written."""
    word = word.casefold().replace(" ", "_")
    operator = OTHER_SPELLINGS.get(word, word)
    value = clipped(value.strip())
    is_age = unit is Unit.INSTANT or unit is None
    if is_age and parse_duration(value) and operator in ("gt", "gte", "lt", "lte", "eq"):
        ages = f"`{{older_than: {value}}}`, `{{newer_than: {value}}}`"
        return f"a comparison is written {ages} or `{{within_next: {value}}}`"
    if operator in _AGES and parse_instant(value) is not None:
        operator = _AGES[operator]
    return f"a comparison is written `{{{operator}: {_fitting(value, unit)}}}`"


def _fitting(value: str, unit: Unit | None) -> str:
    """The value as it is written for a fact of a unit: `500 USD` for `500`."""
    if unit is None or literal_of(value, unit) is not None:
        return value
    meant = re.search(r"`([^`]+)`", misfit(value, unit, "")[1])
    return meant[1] if meant and literal_of(meant[1], unit) is not None else value


_OTHER_CONNECTIVES = {
    "or": "any", "either": "any", "any_of": "any", "anyof": "any", "one_of": "any",
    "and": "all", "both": "all", "all_of": "all", "allof": "all", "every": "all",
    "nor": "not", "neither": "not", "none_of": "not",
}  # fmt: skip


def connective_hint(written: str, connectives: Iterable[str]) -> str:
    """For the key of a condition that has conditions below it: `or`, `anny`."""
    meant = _OTHER_CONNECTIVES.get(written.casefold()) or nearest(written, connectives)
    return suggestion(meant) if meant else ""


_SAID = re.compile(r"([a-z][\w.]*) +(\S.*)", re.ASCII)
_SIGNS = re.compile(r" *([=!<>]+) *", re.ASCII)
_JOINED = re.compile(r" (and|or) ", re.IGNORECASE)


_OLDER = {"gt": "older_than", "gte": "older_than", "lt": "newer_than", "lte": "newer_than"}
"""What is asked of an instant by the sign before its age."""


def said_hint(written: str, unit_of: Callable[[str], Unit | None]) -> str:
    """For a condition that is no mapping: `status active`, `escrow > 500`, `closing_planned`.

    `unit_of`: that of a fact, None for a name that no fact has.
    """
    text = _SIGNS.sub(r" \1 ", written[:LONGEST]).strip()
    if joined := _JOINED.search(text):
        word = _OTHER_CONNECTIVES[joined[1].casefold()]
        return f"write each part as an entry of `{word}: [{{...}}, {{...}}]`"
    if together := run_together(text):
        return together[1]
    said = _SAID.fullmatch(text)
    if not said:
        return f"for a flag write `{{{clipped(text)}: true}}`"
    found = _COMPARISON.fullmatch(said[2])
    word = found[1].casefold().replace(" ", "_") if found else "eq"
    operator = OTHER_SPELLINGS.get(word, word)
    value = clipped((found[2] if found else said[2]).strip())
    unit = unit_of(said[1])
    if unit is Unit.INSTANT and parse_duration(value):
        operator = _OLDER.get(operator, operator)
    else:
        value = _fitting(value, unit)
    asked = value if operator == "eq" else f"{{{operator}: {value}}}"
    return f"write `{{{said[1]}: {asked}}}`"


_ARITHMETIC = re.compile(
    r"(\$?[a-z][\w.]*)(?: +([-+*/]) *| *([+*/]) *|(-)(?=[$\d]))(\$?[\w.]+)(.*)", re.ASCII
)


def arithmetic_hint(written: str, scope: str) -> str:
    """For a name that is a sum, `amount - paid_amount`."""
    found = _ARITHMETIC.fullmatch(written[:LONGEST].strip())
    if not found:
        return ""
    if "-" not in (found[2], found[4]) or found[6]:
        return "make a fact under `facts:` and name it here; there are `difference` and `sum`"
    both = f"{found[1]}, {found[5]}"
    return f"make a fact with `difference`: `{scope}.rest: {{difference: [{both}]}}`"


_SHIFTED = re.compile(r"([a-z][\w.]*) *([-+]|plus|minus) *(\S.*)", re.ASCII)
_AFTER = re.compile(r"(\S.*) (after|before|from) ([a-z][\w.]*)", re.ASCII)


def moment_hint(text: str, example: str) -> str:
    """For a time expression that is a length of time or a sum; `example` names an instant."""
    at, word, length = example, "plus", text[:LONGEST].strip()
    if found := _SHIFTED.fullmatch(length):
        at, word, length = found[1], "plus" if found[2] in ("+", "plus") else "minus", found[3]
    elif found := _AFTER.fullmatch(length):
        at, word, length = found[3], "minus" if found[2] == "before" else "plus", found[1]
    elif length.startswith("in "):
        at, length = "as_of", length.removeprefix("in ")
    if length.startswith("$") or parse_duration(length):
        return f"begin with an instant: `{{at: {clipped(at)}, {word}: {clipped(length)}}}`"
    return ""


MOST_PARTS = 8


def group_hint(parts: Collection[str], example: str) -> str:
    """For the name of a group of facts; `parts` are its facts, `example` is one of them."""
    shown = [*parts][:MOST_PARTS]
    more = ", ..." if len(parts) > MOST_PARTS else ""
    return f"ask one of its parts, such as `{example}: none`; there are {listed(shown)}{more}"


_PROSE = frozenset({"title", "message", "why", "about", "how", "quote", "unknown", "label", "unit"})
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NESTED = re.compile(
    r"([\w.-]+): +([a-z][\w.-]*): +([^\s,:{}\[\]](?:[^,:{}\[\]#]|:(?! ))*)(?![^,}\]#])", re.ASCII
)
_SIGN = re.compile(r"([\w.-]+): *(>=|<=|!=|==|<>|>|<) *([^\s,{}\[\]#][^,{}\[\]#]*)", re.ASCII)
_HAVE_NESTED = (NO_COLON, NOT_CLOSED)
_HAVE_SIGN = (NO_TEXT, NOT_YAML, "the tag `!")


_TWO_IDS = "the key `id` is written twice"


_COMBINING = frozenset(("any", "all", "not", "certainly"))
_OF_CONDITIONS = _COMBINING | {"when", "where", "of", "while", "skip", "requires"}
"""Keys below which a condition stands."""


def _asked_twice(twice: KeyTwice) -> str:
    """For what a condition asks twice, where no half may be lost; "" for any other key."""
    first = f"first written in line {twice.first_line}"
    if twice.under in _OF_CONDITIONS:
        word = "any" if twice.under == "any" else "all"
        both = f"`{word}: [{{{twice.key}: ...}}, {{{twice.key}: ...}}]`"
        if twice.key in _COMBINING:
            return f"{first}; for both of them write {both}"
        return (
            f"{first}; for one of several values write `{twice.key}: [a, b]`, to ask twice {both}"
        )
    of_several = {"ne": "{not_in: [a, b]}", "eq": "[a, b]"}.get(twice.key)
    return f"{first}; for several values write `{of_several}`" if of_several else ""


def told_for_policies(problem: Problem) -> Problem:
    """A problem of YAML with the advice that fits a policy: in texts quotes help, elsewhere not."""
    line = _QUOTED.sub('""', problem.place.quoted[: 10 * LONGEST])
    hint = ""
    if problem.message == _TWO_IDS:
        hint = f"a rule begins with a dash, `- id: ...`; {problem.hint}"
        return Problem(problem.place, problem.message, hint, problem.level)
    if isinstance(problem, KeyTwice):
        hint = _asked_twice(problem) or problem.hint
        return Problem(problem.place, problem.message, hint, problem.level)
    if problem.message.startswith(_HAVE_NESTED) and (found := _NESTED.search(line)):
        inner = f"{found[2]}: {clipped(found[3].strip())}"
        hint = f"write `{found[1]}: {{{inner}}}`"
        if not problem.message.startswith(_HAVE_NESTED[1]):
            hint += f", or put `{inner}` on an indented line of its own"
    elif problem.message.startswith(_HAVE_SIGN) and (found := _SIGN.search(line)):
        hint = comparison_hint(found[2], found[3])
    if not hint or not found or found[1] in _PROSE:
        return problem
    return Problem(problem.place, problem.message, hint, problem.level)

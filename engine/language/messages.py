"""Message templates: `"{escrow_amount} is released on {deadline:date}."`"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ..policy.conditions import Param, Ref
from ..policy.pack import DATE, ENDS, Clause, Message, Placeholder
from ..problems import did_you_mean
from ..units import Unit
from ..yaml_tree import Node, Scalar
from .gather import Gathered, fault
from .limits import LONGEST_MESSAGE, MOST_PLACEHOLDERS
from .literals import PHRASES
from .names import View
from .reading import clipped, scalar_of

OWN_INSTANTS = ("deadline", "safe_by")
"""Placeholders for the finding's own instants."""

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")

_CLAUSE = re.compile(r"\[([^\[\]]*\{[^\[\]]*)\]")
"""`[, to be safe before {safe_by}]`; brackets without a placeholder are words."""


def message(node: Node, view: View, instants: Collection[str], gathered: Gathered) -> Message:
    """The template of a node; `instants`: which of `deadline` and `safe_by` the rule has."""
    scalar = scalar_of(node, "a message", 'put quotes around a message that begins with "{"')
    text = " ".join(scalar.text.split())
    if len(text) > LONGEST_MESSAGE:
        message = f"a message has at most {LONGEST_MESSAGE} characters, not {len(text)}"
        raise fault(node, message, "say the rest in `why:` or under `how:` of the action")
    _must_be_closed(text, scalar)
    before = gathered.faults
    read: list[str | Placeholder | Clause] = []
    end = 0
    for match in _CLAUSE.finditer(text):
        read += _pieces(text[end : match.start()], scalar, view, instants, gathered)
        end = match.end()
        clause = _pieces(match.group(1), scalar, view, instants, gathered)
        has_hole = any(isinstance(piece, Placeholder) for piece in clause)
        read += [Clause(clause)] if has_hole else ["[", *clause, "]"]
    read += _pieces(text[end:], scalar, view, instants, gathered)
    gathered.must_be_unchanged_since(before)
    if not any(isinstance(piece, Placeholder) or _says(piece) for piece in read):
        hint = "say something outside the brackets, so that something is always said"
        raise fault(node, "a message of optional parts alone can be empty", hint)
    if _holes(read) > MOST_PLACEHOLDERS:
        hint = "name what the reader has to know"
        raise fault(node, f"a message has at most {MOST_PLACEHOLDERS} placeholders", hint)
    return tuple(read)


def _must_be_closed(text: str, scalar: Scalar) -> None:
    """Raise a fault where brackets around a placeholder are not a part of their own: open, or within others.

    Brackets without a placeholder are words, closed or not; so are those right around a part: `[[{x}]]`.
    """
    opened: list[int] = []
    holes = [match.start() for match in _PIECE.finditer(text) if match.group(1) is not None]
    for mark in _BRACKET.finditer(text):
        at = mark.start()
        if mark.group() == "[":
            opened.append(at)
            continue
        begin = opened.pop() if opened else -1
        has_hole = any(begin < hole < at for hole in holes)
        if has_hole and begin < 0:
            place = _within(scalar, text[text.rfind(" ", 0, at) + 1 : at + 1])
            hint = "begin it with `[`, or write parentheses"
            raise fault(place, "an optional part is closed here that does not begin", hint)
        if has_hole and opened and text[begin - 1] + text[at + 1 : at + 2] != "[]":
            hint = "put one after the other: `[a {x}] [b {y}]`"
            raise fault(
                _bracket(text, begin, scalar), "optional parts do not stand in each other", hint
            )
        holes = [hole for hole in holes if not begin < hole < at]
    for begin in opened:
        if any(hole > begin for hole in holes):
            hint = "close it with `]`, or write parentheses"
            raise fault(_bracket(text, begin, scalar), "an optional part is not closed", hint)


_BRACKET = re.compile(r"[\[\]]")


def _bracket(text: str, at: int, scalar: Scalar) -> Scalar:
    """The place of a bracket, told from others by the word that it begins."""
    end = text.find(" ", at)
    return _within(scalar, text[at : len(text) if end < 0 else end])


def _says(piece: str | Placeholder | Clause) -> bool:
    """Whether a piece is more than what parts words."""
    return isinstance(piece, str) and any(map(str.isalnum, piece))


def _holes(pieces: Iterable[str | Placeholder | Clause]) -> int:
    """How many placeholders there are, those of clauses included."""
    clauses = [piece for piece in pieces if isinstance(piece, Clause)]
    own = sum(isinstance(piece, Placeholder) for piece in pieces)
    return own + sum(_holes(clause.pieces) for clause in clauses)


def _pieces(
    text: str, scalar: Scalar, view: View, instants: Collection[str], gathered: Gathered
) -> tuple[str | Placeholder, ...]:
    """Words and holes of a text without clauses."""
    pieces: list[str | Placeholder] = []
    plain = ""
    end = 0
    for match in _PIECE.finditer(text):
        plain += text[end : match.start()]
        end = match.end()
        found = match.group()
        if found in ("{{", "}}"):
            plain += found[0]
            continue
        with gathered:
            place = _within(scalar, found)
            if match.group(1) is None:
                hint = "write `{{` and `}}` for braces themselves"
                raise fault(place, f"a `{found}` without its partner", hint)
            if plain:
                pieces.append(plain)
                plain = ""
            pieces.append(_placeholder(match.group(1), place, view, instants))
    plain += text[end:]
    return (*pieces, plain) if plain else tuple(pieces)


def _placeholder(inner: str, place: Scalar, view: View, instants: Collection[str]) -> Placeholder:
    name, colon, form = (part.strip() for part in inner.partition(":"))
    if not name:
        raise fault(place, "an empty placeholder", "name a fact: `{client.name}`")
    what: Ref | Param | str
    if name in OWN_INSTANTS:
        if name not in instants:
            raise fault(place, f"the rule has no `{name}`", f"add `{name}:` under `then:`")
        what, unit = name, Unit.INSTANT
    elif name.startswith("$"):
        named = Scalar(place.source, place.line, place.column, name, True)
        what = view.param(named)
        unit = what.unit
    elif view.find(name) is None and name in view.names.params:
        hint = f"a param is written `{{${name}}}`"
        raise fault(place, f"there is no fact `{name}`", hint)
    else:
        what = view.named(name, place)
        unit = what.unit
    if unit.is_list:
        message = f"`{clipped(name)}` is {PHRASES[unit]} and cannot be shown in a message"
        hint = "`count` or `latest`" if unit is Unit.INSTANTS else "`contains`, and name its words"
        raise fault(place, message, f"define a fact with {hint}")
    if colon and form not in (DATE, *ENDS):
        others = "the formats are `:date` for instants, `:first` and `:last` for places"
        hint = did_you_mean(form, [DATE, *ENDS], others)
        raise fault(place, f"unknown format `{clipped(form)}`", hint)
    if form == DATE and unit is not Unit.INSTANT:
        raise fault(place, f"`{clipped(name)}` is {PHRASES[unit]}, so it has no date")
    if form in ENDS and not (isinstance(what, Ref) and view.known(what).is_place):
        hint = f"`:{form}` is for facts that are defined with `rank`"
        raise fault(place, f"`{clipped(name)}` is no place in a ranking", hint)
    return Placeholder(what, form)


def _within(scalar: Scalar, piece: str) -> Scalar:
    """A scalar at the place of the piece within the text, as far as it can be found."""
    lines = scalar.source.lines
    column = scalar.column - 1
    for line in range(scalar.line, min(scalar.line + 20, len(lines)) + 1):
        found = lines[line - 1].find(piece, column)
        if found >= 0:
            return Scalar(scalar.source, line, found + 1, piece, True)
        column = 0
    return scalar

"""What the parsers of YAML complain of, in plain words, at the place where a person slipped."""

from __future__ import annotations

import re
from typing import Any

import yaml
from msgspec.structs import replace

from .lookalikes import lookalike
from .problems import Place, Problem
from .source_text import SourceText

_QUOTES = "put quotes around a text that contains `: `, ` #`, or begins with a special character"
_BRACES = "write `{a: 1}`; a text that contains `: `, `,`, `{` or `}` stands in quotes there"
_INDENT = "entries of one list or mapping start in the same column; indent with spaces"

NO_COLON = "a `:` is not expected here"
NO_TEXT = "a text cannot begin"
NOT_CLOSED = "this mapping is not closed, or misses a `,`"
NOT_YAML = "this is not valid YAML"
"""What is said of slips that another reader knows better (`language/slips.py`)."""

_EXPLANATIONS: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", NO_COLON, _QUOTES),
    ("block sequence entries are not allowed", "a list entry is not expected here", _INDENT),
    ("sequence entries are not allowed", "a list entry is not expected here", _INDENT),
    ("cannot start any token", f"{NO_TEXT} with this character", _QUOTES),
    ("did not find expected '-'", "this does not belong to the list above", _INDENT),
    ("parsing a block collection", "this does not belong to the list above", _INDENT),
    ("expected <block end>", "this does not belong to what stands above", _INDENT),
    ("did not find expected key", "this does not belong to what stands above", _INDENT),
    ("document start", "this does not belong to what stands above", _INDENT),
    ("escape", "a `\\` in double quotes begins an escape", "use single quotes, or write `\\\\`"),
)
"""What the parsers say, what a person is told, and what to do. The first match counts."""

_OPENINGS: tuple[tuple[str, str, str], ...] = (
    ("scanning a quoted scalar", "this quotation mark is not closed", "close it on its line"),
    ("parsing a flow sequence", "this list is not closed, or misses a `,`", "write `[a, b]`"),
    ("parsing a flow mapping", NOT_CLOSED, _BRACES),
    ("scanning a simple key", "a `:` is missing after this key", "entries look like `key: value`"),
)
"""The same for what is best told where the thing begins, not where the parser gave up."""


def complaint(error: yaml.MarkedYAMLError, source: SourceText) -> Problem:
    """What the parser complains of, in plain words."""
    mark = error.problem_mark or error.context_mark
    place = place_of(mark, source) if mark else source.place(1, 1)
    indent = place.quoted[: len(place.quoted) - len(place.quoted.lstrip())]
    if "\t" in indent:
        place = source.place(place.line, indent.index("\t") + 1)
        return Problem(place, "a tab is not allowed in the indentation", "indent with spaces")
    begins = place_of(error.context_mark, source) if error.context_mark else place
    for each in (begins, place):
        if found := lookalike(each.quoted):
            column, message, hint = found
            return Problem(source.place(each.line, column + 1), message, hint)
    for words, message, hint in _OPENINGS:
        if words in (error.context or "") and error.context_mark:
            begun = place_of(error.context_mark, source)
            together = run_together(begun.quoted[begun.column - 1 :])
            return Problem(begun, *(together or (message, hint)))
    said = f"{error.problem or ''} {error.context or ''}"
    if "mapping values" in said and ": " not in place.quoted[: place.column - 1]:
        if unfinished := _unfinished(source, place.line, len(indent)):
            return unfinished
        start = source.place(place.line, len(indent) + 1)
        return Problem(start, "this line is indented more than what stands above", _INDENT)
    for words, message, hint in _EXPLANATIONS:
        if words in said:
            if hint is _INDENT and place.column > len(indent) + 1:
                return Problem(place, "the value before this is already complete", _QUOTES)
            return Problem(place, message, hint)
    return Problem(place, NOT_YAML, _QUOTES)


def place_of(mark: Any, source: SourceText) -> Place:
    """Where a mark of the library stands; it counts from 0."""
    return source.place(mark.line + 1, mark.column + 1)


_DASH = re.compile(r"-(?! )([A-Za-z_][\w.-]*: .*|[A-Za-z_][\w.-]*:)$")
_TOGETHER = re.compile(r"([A-Za-z_][\w.-]*):((?!//)\S.*)")
_APART = re.compile(r"([A-Za-z_][\w.-]*) +([\w[{\"'$].*)")


def run_together(text: str) -> tuple[str, str] | None:
    """What is told of `status:active`, where YAML sees no key; None for another text."""
    found = _TOGETHER.fullmatch(text.strip())
    if found is None:
        return None
    return f"a space is missing after `{found[1]}:`", f"write `{found[1]}: {found[2]}`"


def _unfinished(source: SourceText, line: int, indent: int) -> Problem | None:
    """A line above, in the same column, that was to be an entry and is none; the first of several."""
    problem = None
    for above in range(line - 1, 0, -1):
        written = source.lines[above - 1].rstrip()
        bare = written.lstrip()
        if not bare or bare.startswith("#"):
            continue
        column = len(written) - len(bare)
        if found := lookalike(written[:column]):
            at, message, hint = found
            return Problem(source.place(above, at + 1), message, hint)
        if column < indent and _DASH.fullmatch(bare):
            place = source.place(above, column + 1)
            return Problem(place, "a space is missing after the `-`", f"write `- {bare[1:]}`")
        if bare.startswith("- "):
            bare = bare[1:].lstrip()
            column = len(written) - len(bare)
        if column != indent or ": " in bare or bare.endswith(":"):
            break
        problem = _no_entry(source.place(above, column + 1), bare) or problem
    return problem


def _no_entry(place: Place, text: str) -> Problem | None:
    if found := lookalike(text):
        at, message, hint = found
        return Problem(replace(place, column=place.column + at), message, hint)
    if together := run_together(text):
        return Problem(place, *together)
    apart = _APART.fullmatch(text)
    hint = f"write `{apart[1]}: {apart[2]}`" if apart else "entries look like `key: value`"
    return Problem(place, "a `:` is missing after this key", hint)

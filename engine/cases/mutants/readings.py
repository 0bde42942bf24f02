"""Small changes of readings: switched off, another value or bound, other terms, other grade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...language.reading_checks import NEVER_FOR_A_CLOSING as NEVER
from ...meaning.words import written_literal
from ...policy.conditions import All, Literal, Operand
from ...policy.readings import Reading
from ...snapshot.fields import BY_PATH
from ...snapshot.model import ROLES
from ...units import Unit
from .changes import changed_in, of_condition, of_literal

Change = tuple[str, Reading | None, bool]
"""Text, changed reading (None: switched off), and whether it can change only what it filled in."""


def of_reading(reading: Reading) -> Iterator[Change]:
    """The changes of one reading."""
    fills = not reading.overrules  # what overrules changes what is stated, too
    yield "off", None, fills
    if reading.value is not None and len(reading.refs) == 1:
        for text, value in _of_value(reading.value, reading):
            yield text, replace(reading, value=value), True
    for name in ("at_least", "at_most"):
        bound = getattr(reading, name)
        if bound is None:
            continue
        if reading.at_least is not None and reading.at_most is not None:
            yield f"without {name}", changed_in(reading, name, None), True
        if isinstance(bound, Literal) and bound.unit is not Unit.INSTANT:
            for text, literal in of_literal(bound):
                yield f"{name} {text}", changed_in(reading, name, literal), True
    if reading.when != All(()):
        yield "without when", replace(reading, when=All(())), False
        for text, when in of_condition(reading.when):
            yield f"when: {text}", replace(reading, when=when), False
    if reading.mentioned:
        yield f"without mentioned {reading.mentioned}", replace(reading, mentioned=""), False
    if reading.overrules:
        yield "without overrules", replace(reading, overrules=False), False
    if reading.is_assumed and not any(ref.key in NEVER for ref in reading.refs):
        word = "without may_close" if reading.may_close else "with may_close"
        yield word, replace(reading, may_close=not reading.may_close), True
    if reading.roles != frozenset(ROLES):
        yield "for every role", replace(reading, roles=frozenset(ROLES)), False


def _of_value(value: Operand, reading: Reading) -> Iterator[tuple[str, Literal]]:
    """A flag turned, another word, one unit more and less; of what follows another fact: nothing."""
    if not isinstance(value, Literal):
        return
    if isinstance(value.value, bool):
        other = replace(value, value=not value.value)
        yield f"{written_literal(value)} as {written_literal(other)}", other
    elif isinstance(value.value, str):
        ref = reading.refs[0]
        field = BY_PATH.get(ref.key)
        words = [word for word in (field.choices if field else ()) if word != value.value]
        if words:
            other = replace(value, value=words[0])
            yield f"{written_literal(value)} as {written_literal(other)}", other
    elif not isinstance(value.value, tuple):
        yield from of_literal(value)

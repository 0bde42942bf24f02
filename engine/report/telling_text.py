"""The findings of a rule as Python source that writes their text at once, in the one format that is asked for.

A large run tells each finding once: the values that it shows are then needed as text alone. The general way, a
finding that a format tells, stays the judge of a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import _lru_cache_wrapper, cache, lru_cache
from typing import Any

from ..meaning.layout import Layout
from ..policy.pack import DATE
from ..units import Unit
from .findings import Finding
from .forms import Form
from .order import finding_order_code
from .shown import FieldKey, Shown, shown, told_text
from .telling import KEPT, Placed, Telling, Word
from .telling_code import DIGEST, IDS, SUBJECT, Tell, Writer, currency_of, up

Told = tuple[str, str]
"""A value as the format has it, and as messages have it."""


def written_in(form: Form, common: Telling, layout: Layout, sample: Finding) -> Tell:
    """The function that makes the findings of a rule with their text alone; `sample`: one of them."""
    return _TextWriter(form, common, layout, sample).tell()


class _TextWriter(Writer):
    def __init__(self, form: Form, common: Telling, layout: Layout, sample: Finding) -> None:
        super().__init__(common, layout)
        self._form = form
        self.names |= {
            "template": form.template(sample),
            "finished": form.finished,
            "written": form.quoted,
            "instant": form.instant,
            "words": form.words,
            "null": form.value(None),
            "told_of": _tellings(form),
            "long_of": _tellings(form).__wrapped__,
            "known_of": _known_of(form),
            "said": told_text,
        }

    def _evidence(self) -> Iterator[str]:
        for number, (_, place) in enumerate(self.common.evidence):
            yield from self._known(place, f"e{number}")
        names = tuple(name for name, _ in self.common.evidence)
        found = [f"e{number}" for number in range(len(names))]
        whole = self._named(self._form.keys(names))
        if not names:
            yield f"evidence = {whole}"
            return
        yield f"if {' and '.join(f'{one} is not None' for one in found)}:"
        yield f"    evidence = {whole} % ({''.join(f'{one}[0], ' for one in found)})"
        yield f"else: evidence = known_of({self._named(names)}, ({''.join(f'{one}, ' for one in found)}))"

    def _known(self, place: Placed, name: str) -> Iterator[str]:
        """Lines that name what is known of a place, or None."""
        told = f"told_of({self._named(_kind(place.unit, place.field))}, {{}}, {currency_of(place)})"
        yield f"row = {up(place.hops)}"
        yield f"value = row[{place.column}]"
        if place.is_ordered:
            yield f"if value > row[{place.column + 1}]: {name} = {told.format(repr('none'))}"
            yield f"elif value == row[{place.column + 1}] and not row[{place.column + 2}]:"
            yield f"    {name} = {told.format('value')}"
            yield f"else: {name} = None"
        else:
            yield f"if value is None: {name} = None"
            yield f"elif value.__class__ is tuple: {name} = long_of{told.format('value')[7:]}"
            yield f"else: {name} = {told.format('value')}"

    def _said(self, part: Word | list[Word]) -> str:
        """The text of a word."""
        if isinstance(part, str):
            return repr(part)
        if isinstance(part, list):
            return f"said([{self._word(part)}])"
        known = None if isinstance(part, Shown) else self._in_evidence(*part)
        if known is None:
            return f"{self._word(part)}.text"
        number, place, unknown = known
        told = f"e{number}[1] if e{number} is not None else {unknown.text!r}"
        assert not isinstance(part, Shown)
        if part[0].format == DATE and place.unit is Unit.INSTANT:
            return f"({self._dated(place, '.text')} else {told})"
        return f"({told})"

    def _finding(self) -> Iterator[str]:
        common, applied = self.common, self.common.applied
        yield from self._subject()
        deadline, safe_by = self._at(applied.deadline), self._at(applied.safe_by)
        events = "".join(f"instant({self._at(moment)}), " for _, moment in applied.events)
        named = self._named(self._form.keys(tuple(name for name, _ in applied.events)))
        written = (
            *map(_id, SUBJECT, IDS[common.scope]),
            f"written(''.join(({''.join(f'{self._said(part)}, ' for part in common.words)})))",
            f"instant({deadline})",
            f"instant({safe_by})",
            "evidence",
            f"{named} % ({events})" if events else named,
            "words(assumes)",
            f"written({DIGEST})",
        )
        yield f"entry = finished(template % ({', '.join(written)}))"
        order = finding_order_code(applied.rule, deadline)
        yield self._made("()", "{}", "{}", "''", f", entry=({order}, entry)")


def _id(name: str, found: str) -> str:
    """An id of the subject, which is known or is not by what the rule speaks of, but for that of an account."""
    return "null" if found == "None" else f"(null if {name} is None else written({name}))"


class _Kind:
    """As what a value is shown; each there once, so that it is known by what it is."""

    __slots__ = ("field", "unit")

    def __init__(self, unit: Unit, field: FieldKey | None) -> None:
        self.unit = unit
        self.field = field


_kind = cache(_Kind)


def _telling_in(form: Form) -> _lru_cache_wrapper[Told]:
    """Tells values; what it has told stays known, but for lists, which may be long."""

    @lru_cache(maxsize=KEPT, typed=True)
    def tell(kind: _Kind, value: Any, currency: str | None) -> Told:
        found = shown(kind.unit, value, currency, kind.field)
        return form.value(found.json), found.text

    return tell


_tellings = lru_cache(maxsize=1)(_telling_in)
"""A run has one form."""


def _known_of(form: Form) -> Callable[[tuple[str, ...], Sequence[Told | None]], str]:
    """The mapping of those values that are known."""

    def mapping(names: tuple[str, ...], found: Sequence[Told | None]) -> str:
        known = [(name, one[0]) for name, one in zip(names, found, strict=True) if one is not None]
        return form.keys(tuple([name for name, _ in known])) % tuple([text for _, text in known])

    return mapping

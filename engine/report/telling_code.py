"""The findings of a rule as Python source: what `Telling` looks up for every row stands in the code.

A rule gets a function of its own once it has many findings; the general way stays the judge of a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from json.encoder import encode_basestring_ascii as quoted
from typing import Any
from weakref import WeakKeyDictionary

from ..calendar import FIRST, LAST
from ..meaning.layout import ID, UP, Layout, Row, hops
from ..meaning.reading import Reader
from ..policy.conditions import Ref
from ..policy.definitions import Moment, lengths_of
from ..policy.pack import DATE, ENDS
from ..policy.walk import moments_of
from ..problems import EngineFault
from ..units import Scope, Unit
from .findings import Finding, Shown, Subject, shown
from .places import Places
from .subjects import subject_of
from .telling import (
    SAFE_BY,
    Placed,
    Telling,
    Word,
    clause,
    dated,
    filled,
    moments,
    shown_once,
    telling,
)

MANY = 30
"""Findings of a rule, made the general way, before it is worth writing code for it."""
JUDGED = 500
"""Of so many findings one is made the general way as well, and compared."""

Tell = Callable[[Row, tuple[str, ...], Places], Finding]
"""The finding for a row: what it assumes, and the places of the rows that it is one of."""


class Teller:
    """Makes the findings of one rule."""

    __slots__ = ("_layout", "_made", "_tell", "common")

    def __init__(self, common: Telling, layout: Layout) -> None:
        self.common = common
        self._layout = layout
        self._made = 0
        self._tell: Tell | None = None

    def finding(self, row: Row, assumes: tuple[str, ...], places: Places) -> Finding:
        """The finding for a row. Raises `EngineFault` where the two ways to make it disagree."""
        self._made += 1
        if self._made <= MANY:
            return told(self.common, self._layout, row, assumes, places)
        if self._tell is None:
            self._tell = written(self.common, self._layout)
        found = self._tell(row, assumes, places)
        is_judged = self._made % JUDGED == MANY + 1
        if is_judged and found != told(self.common, self._layout, row, assumes, places):
            raise EngineFault(
                f"two ways to tell a finding disagree: {self.common.applied.rule.id} for {found.subject}"
            )
        return found


_TELLERS: WeakKeyDictionary[Layout, dict[int, Teller]] = WeakKeyDictionary()
"""By layouts that are in use: an export may come in many batches."""


def tellers(layout: Layout) -> dict[int, Teller]:
    """Those of the rules of a layout that had findings so far, by the index of a rule."""
    return _TELLERS.setdefault(layout, {})


def teller(layout: Layout, rule: int) -> Teller:
    """That of a rule, which is looked up once."""
    known = tellers(layout)
    if rule not in known:
        known[rule] = Teller(telling(layout, layout.applied.rules[rule]), layout)
    return known[rule]


def told(
    common: Telling, layout: Layout, row: Row, assumes: tuple[str, ...], places: Places
) -> Finding:
    """The finding for a row, the general way."""
    reader = Reader(layout, common.scope, row)
    subject = subject_of(common.scope, row)
    deadline, safe_by, events = moments(common.applied, reader)
    own = {"deadline": deadline, "safe_by": safe_by}
    return common.finding(
        subject,
        common.told(reader, own, places),
        deadline,
        safe_by,
        assumes,
        evidence=common.known(row),
        events=events,
        sources=common.sources,
        fingerprint=common.fingerprint(subject),
    )


def written(common: Telling, layout: Layout) -> Tell:
    """The function that makes the findings of a rule."""
    writer = _Writer(common, layout)
    exec(compile(writer.source(), "<telling>", "exec"), writer.names)  # noqa: S102 - written here
    made: Tell = writer.names["tell"]
    return made


class _Writer:
    def __init__(self, common: Telling, layout: Layout) -> None:
        self.common = common
        self.names: dict[str, Any] = {
            "Reader": Reader,
            "Finding": Finding,
            "Subject": Subject,
            "SCOPE": common.scope,
            "LAYOUT": layout,
            "clause": clause,
            "dated": dated,
            "filled": filled,
            "shown": shown,
            "shown_once": shown_once,
            "quoted": quoted,
            "sha256": sha256,
            "INSTANT": Unit.INSTANT,
        }
        self._moments: dict[int, str] = {}

    def source(self) -> str:
        """The function `tell`."""
        head = ["def tell(r, assumes, places):", "    reader = Reader(LAYOUT, SCOPE, r)"]
        body = [*self._instants(), *self._evidence(), *self._finding()]
        return "\n".join([*head, *("    " + line for line in body)])

    def _named(self, value: object) -> str:
        name = f"K{len(self.names)}"
        self.names[name] = value
        return name

    def _instants(self) -> Iterator[str]:
        for moment in moments_of(self.common.applied):
            if id(moment) not in self._moments:
                name = self._moments[id(moment)] = f"at{len(self._moments)}"
                yield from self._instant(name, moment)

    def _instant(self, name: str, moment: Moment) -> Iterator[str]:
        """As `Reader.moment`: in the common case, a fact and whole seconds, without a call."""
        general = f"reader.moment({self._named(moment)})"
        lengths = lengths_of(moment)
        is_plain = (
            isinstance(moment.at, Ref)
            and all(length.is_fixed for length in lengths)
            and not (moment.plus and moment.minus)
            and not moment.lasts_day
            and not moment.floor_day
            and moment.next is None
        )
        if not is_plain:
            yield f"{name} = {general}"
            return
        assert isinstance(moment.at, Ref)
        layout: Layout = self.names["LAYOUT"]
        row = _up(hops(self.common.scope, moment.at.scope))
        column = layout.column(moment.at)
        yield f"row = {row}"
        yield f"{name} = row[{column}]"
        yield f"if {name} != row[{column + 1}] or row[{column + 2}]: {name} = None"
        yield "else:"
        yield f"    {name} += {sum(length.seconds for length in lengths)}"
        yield f"    if not {FIRST} <= {name} <= {LAST}: {name} = {general}"

    def _at(self, moment: Moment | None) -> str:
        return "None" if moment is None else self._moments[id(moment)]

    def _evidence(self) -> Iterator[str]:
        yield "evidence = {}"
        for name, place in self.common.evidence:
            yield f"row = {_up(place.hops)}"
            yield f"value = row[{place.column}]"
            told = (
                f"{self._named(place.unit)}, {{}}, {_currency(place)}, {self._named(place.field)}"
            )
            target = f"evidence[{name!r}]"
            if place.is_ordered:
                yield f"if value > row[{place.column + 1}]:"
                yield f"    {target} = shown_once({told.format(repr('none'))})"
                yield f"elif value == row[{place.column + 1}] and not row[{place.column + 2}]:"
                yield f"    {target} = shown_once({told.format('value')})"
            else:
                yield "if value is not None:"
                yield "    tell = shown if value.__class__ is tuple else shown_once"
                yield f"    {target} = tell({told.format('value')})"

    def _word(self, part: Word | list[Word]) -> str:
        if isinstance(part, list):
            return f"*clause({self._named(part)}, reader, {self._own()}, places)"
        if isinstance(part, str):
            return repr(part)
        if isinstance(part, Shown):
            return self._named(part)
        hole, place = part
        if isinstance(hole.what, str):
            at = self._owned()[hole.what]
            told = f"shown_once(INSTANT, {at}, None, None)"
            return f"(dated({at}) if {at} is not None else {told})" if hole.format == DATE else told
        if hole.format not in ENDS and isinstance(hole.what, Ref):
            for name, other in self.common.evidence:
                if place is not None and other == place:
                    unknown = self._named(shown_once(hole.what.unit, None, None, place.field))
                    told = f"evidence.get({name!r}, {unknown})"
                    return self._dated(place, told) if hole.format == DATE else told
        return f"filled({self._named(hole)}, {self._named(place)}, reader, {self._own()}, places)"

    def _dated(self, place: Placed, told: str) -> str:
        """A fact by its day, if it is an instant that is known; else as it is told."""
        if place.unit is not Unit.INSTANT:
            return told
        row, column = _up(place.hops), place.column
        low = f"{row}[{column}]"
        is_known = f"{low} == {row}[{column + 1}] and not {row}[{column + 2}]"
        return f"(dated({low}) if {is_known} else {told})"

    def _owned(self) -> dict[str, str]:
        """The names of the finding's own instants."""
        applied = self.common.applied
        return {"deadline": self._at(applied.deadline), SAFE_BY: self._at(applied.safe_by)}

    def _own(self) -> str:
        return "{" + ", ".join(f"{name!r}: {at}" for name, at in self._owned().items()) + "}"

    def _finding(self) -> Iterator[str]:
        common, applied, rule = self.common, self.common.applied, self.common.applied.rule
        yield f"told = ({''.join(f'{self._word(part)}, ' for part in common.words)})"
        ids = _IDS[common.scope]
        yield f"account, client, contract, milestone = {', '.join(ids)}"
        named = zip(("account", "client", "contract", "milestone"), ids, strict=True)
        digested = " + ".join(_digested(name, id) for name, id in named)
        yield f"text = {common.beginning!r} + {digested} + ']'"
        events = ", ".join(f"{name!r}: {self._at(moment)}" for name, moment in applied.events)
        values = (
            repr(rule.id),
            repr(rule.pack),
            repr(rule.title),
            "Subject(SCOPE, account, client, contract, milestone)",
            self._named(applied.action),
            self._named(rule.severity),
            self._named(applied.basis),
            "told",
            repr(rule.why),
            self._at(applied.deadline),
            self._at(applied.safe_by),
            "evidence",
            f"{{{events}}}",
            self._named(common.sources),
            "sha256(text.encode()).hexdigest()",
            "assumes",
            repr(rule.page),
        )
        yield f"return Finding({', '.join(values)})"


_IDS: dict[Scope, tuple[str, str, str, str]] = {
    Scope.MILESTONE: ("None", "None", f"r[{UP}][{ID}]", f"r[{ID}]"),
    Scope.CONTRACT: ("None", "None", f"r[{ID}]", "None"),
    Scope.CLIENT: (f"r[{UP}][{ID}]", f"r[{ID}]", "None", "None"),
    Scope.ACCOUNT: (f"r[{ID}]", "None", "None", "None"),
    Scope.EXPORT: ("None", "None", "None", "None"),
}
"""As `subject_of`: account, client, contract and milestone of a row."""


def _digested(name: str, id: str) -> str:
    """An id as fingerprints have it."""
    if id == "None":
        return "', null'"
    return f"(', null' if {name} is None else ', ' + quoted({name}))"


def _up(hops: int) -> str:
    return "r" + f"[{UP}]" * hops


def _currency(place: Placed) -> str:
    if place.currency is None:
        return "None"
    up, column = place.currency
    return f"{_up(up)}[{column}]"

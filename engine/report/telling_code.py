"""The findings of a rule as Python source: what `Telling` looks up for every row stands in the code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from ..calendar import FIRST, LAST
from ..meaning.layout import ID, UP, Layout, Row, hops
from ..meaning.reading import Reader
from ..policy.conditions import Ref
from ..policy.definitions import Moment, lengths_of
from ..policy.pack import DATE, ENDS, Placeholder
from ..policy.walk import moments_of
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
)

Tell = Callable[[Row, tuple[str, ...], Places], Finding]
"""The finding for a row: what it assumes, and the places of the rows that it is one of."""


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
    return Writer(common, layout).tell()


class Writer:
    """Writes the function of a rule."""

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

    def tell(self) -> Tell:
        """The function."""
        exec(compile(self.source(), "<telling>", "exec"), self.names)  # noqa: S102 - written here
        made: Tell = self.names["tell"]
        return made

    def source(self) -> str:
        """The function `tell`."""
        body = [*self._instants(), *self._evidence(), *self._finding()]
        if any("reader" in line for line in body):
            body.insert(0, "reader = Reader(LAYOUT, SCOPE, r)")
        return "\n".join(["def tell(r, assumes, places):", *("    " + line for line in body)])

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
        row = up(hops(self.common.scope, moment.at.scope))
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
            yield f"row = {up(place.hops)}"
            yield f"value = row[{place.column}]"
            told = (
                f"{self._named(place.unit)}, {{}}, {currency_of(place)}, {self._named(place.field)}"
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
        known = self._in_evidence(hole, place)
        if known is None:
            own = self._own()
            return f"filled({self._named(hole)}, {self._named(place)}, reader, {own}, places)"
        number, found, unknown = known
        told = f"evidence.get({self.common.evidence[number][0]!r}, {self._named(unknown)})"
        is_dated = hole.format == DATE and found.unit is Unit.INSTANT
        return f"({self._dated(found)} else {told})" if is_dated else told

    def _in_evidence(
        self, hole: Placeholder, place: Placed | None
    ) -> tuple[int, Placed, Shown] | None:
        """Which evidence stands in a hole, where it lies, and what stands there if it is not known."""
        if place is None or hole.format in ENDS or not isinstance(hole.what, Ref):
            return None
        for number, (_, other) in enumerate(self.common.evidence):
            if other == place:
                return number, place, shown_once(hole.what.unit, None, None, place.field)
        return None

    def _dated(self, place: Placed, part: str = "") -> str:
        """An instant by its day, if it is known; `part`: of it."""
        row, column = up(place.hops), place.column
        low = f"{row}[{column}]"
        return f"dated({low}){part} if {low} == {row}[{column + 1}] and not {row}[{column + 2}]"

    def _owned(self) -> dict[str, str]:
        """The names of the finding's own instants."""
        applied = self.common.applied
        return {"deadline": self._at(applied.deadline), SAFE_BY: self._at(applied.safe_by)}

    def _own(self) -> str:
        return "{" + ", ".join(f"{name!r}: {at}" for name, at in self._owned().items()) + "}"

    def _subject(self) -> Iterator[str]:
        """Lines that name the ids of the subject, and the text that identifies the finding."""
        yield f"account, client, contract, milestone = {', '.join(IDS[self.common.scope])}"
        named = zip(SUBJECT, IDS[self.common.scope], strict=True)
        digested = " + ".join(_digested(name, id) for name, id in named)
        yield f"text = {self.common.beginning!r} + {digested} + ']'"

    def _finding(self) -> Iterator[str]:
        yield f"told = ({''.join(f'{self._word(part)}, ' for part in self.common.words)})"
        yield from self._subject()
        events = self.common.applied.events
        yield self._made(
            "told",
            "evidence",
            "{" + ", ".join(f"{name!r}: {self._at(moment)}" for name, moment in events) + "}",
            DIGEST,
        )

    def _made(self, told: str, evidence: str, events: str, fingerprint: str, more: str = "") -> str:
        """The line that makes the finding, by the expressions of what differs."""
        common, applied, rule = self.common, self.common.applied, self.common.applied.rule
        values = (
            repr(rule.id),
            repr(rule.pack),
            repr(rule.title),
            "Subject(SCOPE, account, client, contract, milestone)",
            self._named(applied.action),
            self._named(rule.severity),
            self._named(applied.basis),
            told,
            repr(rule.why),
            self._at(applied.deadline),
            self._at(applied.safe_by),
            evidence,
            events,
            self._named(common.sources),
            fingerprint,
            "assumes",
            repr(rule.page),
        )
        return f"return Finding({', '.join(values)}{more})"


DIGEST = "sha256(text.encode()).hexdigest()"
SUBJECT = ("account", "client", "contract", "milestone")

IDS: dict[Scope, tuple[str, str, str, str]] = {
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


def up(hops: int) -> str:
    """The row that encloses the row `r` so many scopes further out."""
    return "r" + f"[{UP}]" * hops


def currency_of(place: Placed) -> str:
    """Expression for the currency of a fact; `None` where it has none of its own."""
    if place.currency is None:
        return "None"
    hops, column = place.currency
    return f"{up(hops)}[{column}]"

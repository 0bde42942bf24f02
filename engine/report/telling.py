"""Where the findings of each rule take their values from: places in rows, looked up once for all rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from ..meaning.layout import CURRENCY, UP, Layout, Row, enclosing, has_own_currency, hops
from ..meaning.reading import Reader
from ..policy.applied import AppliedRule
from ..policy.conditions import Param, Ref
from ..policy.definitions import Moment
from ..policy.pack import DATE, ENDS, Clause, Placeholder, Source
from ..policy.walk import references
from ..units import Scope, Unit
from ..written import date_text
from .findings import Finding, Shown, Subject, shown
from .places import Places
from .shown import CONTRACT_ID

OF_THE_RUN = frozenset({"export.as_of", "export.exported_at", "export.role", "export.platform"})
"""Facts that the report states once, not as evidence of every finding."""

SAFE_BY = "safe_by"

KEPT = 20_000
"""Values that stay known as they are shown: the findings of a contract repeat each other's."""

shown_once = lru_cache(maxsize=KEPT, typed=True)(shown)
"""As `shown`, for what can be a key."""

NOTHING: Mapping[str, Any] = {}

Own = Mapping[str, int | None]
"""The instants of a finding itself."""

Word = str | Shown | tuple[Placeholder, "Placed | None"]
"""Of a message: what is the same for every row, or a hole; without a place: an instant of the finding."""


class Placed(NamedTuple):
    """Where a fact lies, seen from the rows of a scope, and as what it is shown."""

    hops: int
    column: int
    unit: Unit
    is_ordered: bool
    currency: tuple[int, int] | None
    """Of money: where its currency lies; None: nowhere."""
    field: tuple[Scope, str] | None

    def told(self, subject: Row) -> Shown | None:
        """The fact of a row; None: not known."""
        column, row = self.column, subject
        for _ in range(self.hops):
            row = row[UP]
        value = row[column]
        if self.is_ordered:
            if value > row[column + 1]:
                value = "none"
            elif value != row[column + 1] or row[column + 2]:
                return None
        elif value is None:
            return None
        if isinstance(value, tuple):
            return shown(self.unit, value, self._currency(subject), self.field)
        return shown_once(self.unit, value, self._currency(subject), self.field)

    def _currency(self, row: Row) -> str | None:
        if self.currency is None:
            return None
        up, column = self.currency
        for _ in range(up):
            row = row[UP]
        found: str | None = row[column]
        return found


def placed(layout: Layout, ref: Ref, scope: Scope) -> Placed:
    """Where a fact lies for the rows of a scope."""
    column, up = layout.column(ref), hops(scope, ref.scope)
    currency = None
    if ref.unit in (Unit.MONEY, Unit.PAYMENTS) and scope.depth <= ref.scope.depth:
        if has_own_currency(ref):
            currency = (up, column + 3)
        else:
            currency = (hops(scope, CURRENCY.scope), layout.column(CURRENCY))
    key = ref.key
    field = key if ref.unit is Unit.TEXT and key not in layout.applied.facts else None
    return Placed(up, column, ref.unit, ref.unit.is_ordered, currency, field)


class Telling(Struct, frozen=True):
    """What all findings of a rule have in common."""

    applied: AppliedRule
    scope: Scope
    evidence: tuple[tuple[str, Placed], ...]
    """The facts that condition and message name, in written order."""
    words: tuple[Word | list[Word], ...]
    """The message; a list is a clause, which is told as a whole or not at all."""
    sources: tuple[Source, ...]
    beginning: str
    """What fingerprints are made of, as far as the rule says it."""

    def finding(
        self,
        subject: Subject,
        told: tuple[str | Shown, ...],
        deadline: int | None,
        safe_by: int | None,
        assumes: tuple[str, ...],
        *,
        evidence: Mapping[str, Shown] = NOTHING,
        events: Own = NOTHING,
        sources: tuple[Source, ...] = (),
        fingerprint: str = "",
    ) -> Finding:
        """A finding of the rule: what is the same in all of them, and what is told of this one."""
        applied, rule = self.applied, self.applied.rule
        return Finding(
            rule=rule.id,
            pack=rule.pack,
            title=rule.title,
            subject=subject,
            action=applied.action,
            severity=rule.severity,
            basis=applied.basis,
            told=told,
            why=rule.why,
            deadline=deadline,
            safe_by=safe_by,
            evidence=evidence,
            events=events,
            sources=sources,
            fingerprint=fingerprint,
            assumes=assumes,
            page=rule.page,
        )

    def told(self, reader: Reader, own: Own, places: Places) -> tuple[str | Shown, ...]:
        """The message for a row; `places`: of the rows that it is one of."""
        told: list[str | Shown] = []
        for part in self.words:
            if isinstance(part, list):
                told += clause(part, reader, own, places)
            else:
                told.append(_word(part, reader, own, places))
        return tuple(told)

    def known(self, row: Row) -> dict[str, Shown]:
        """The evidence that a row has."""
        found = {}
        for name, place in self.evidence:
            value = place.told(row)
            if value is not None:
                found[name] = value
        return found

    def fingerprint(self, subject: Subject) -> str:
        """As `fingerprint`."""
        return _digest(self.beginning, subject)


def _word(part: Word, reader: Reader, own: Own, places: Places) -> str | Shown:
    return part if isinstance(part, str | Shown) else filled(*part, reader, own, places)


def clause(words: list[Word], reader: Reader, own: Own, places: Places) -> list[str | Shown]:
    """The words of a clause; none where one of them is not known, or speaks of a safe instant that has passed."""
    safe_by = own.get(SAFE_BY)
    as_of = reader.layout.applied.as_of
    told: list[str | Shown] = []
    for word in words:
        is_safe_by = isinstance(word, tuple) and word[0].what == SAFE_BY
        if is_safe_by and (safe_by is None or safe_by <= as_of):
            return []
        one = _word(word, reader, own, places)
        if isinstance(one, Shown) and one.json is None:
            return []
        told.append(one)
    return told


def filled(
    hole: Placeholder, place: Placed | None, reader: Reader, own: Own, places: Places
) -> Shown:
    """What stands in a hole of a message."""
    what = hole.what
    if isinstance(what, str):
        told = shown_once(Unit.INSTANT, own[what], None, None)
        value = own[what]
    elif isinstance(what, Ref) and hole.format in ENDS:
        row = enclosing(reader.row, reader.scope, Scope.CONTRACT)
        return shown(Unit.TEXT, places.holder(what, row, hole.format), None, CONTRACT_ID)
    else:
        assert place is not None and isinstance(what, Ref)
        found = place.told(reader.row)
        if found is None:
            return shown_once(what.unit, None, None, place.field)
        if hole.format != DATE or found.unit is not Unit.INSTANT:
            return found
        told, value = found, reader.exact(what)
    return dated(value) if hole.format == DATE and isinstance(value, int) else told


@lru_cache(maxsize=KEPT)
def dated(at: int) -> Shown:
    """An instant as a message shows its day."""
    return replace(shown_once(Unit.INSTANT, at, None, None), text=date_text(at))


def telling(layout: Layout, applied: AppliedRule) -> Telling:
    """What all findings of a rule have in common."""
    rule = applied.rule
    given = layout.applied.pack.sources
    return Telling(
        applied,
        rule.scope,
        tuple((name, placed(layout, ref, rule.scope)) for name, ref in _names(applied)),
        tuple(
            [_placed_word(layout, piece, rule.scope) for piece in part.pieces]
            if isinstance(part, Clause)
            else _placed_word(layout, part, rule.scope)
            for part in rule.message
        ),
        tuple(given.get(key, Source(key, key)) for key in applied.sources),
        _beginning(rule.pack, rule.id),
    )


def _placed_word(layout: Layout, part: str | Placeholder, scope: Scope) -> Word:
    if isinstance(part, str):
        return part
    if isinstance(part.what, Param):
        literal = layout.applied.params.get(part.what.name)
        return shown(part.what.unit, literal.value if literal else None)
    return part, None if isinstance(part.what, str) else placed(layout, part.what, scope)


def _names(applied: AppliedRule) -> Iterator[tuple[str, Ref]]:
    """The facts of the subject and of what encloses it, each once, as first written."""
    named: dict[str, Ref] = {}
    for ref in (*references(applied.condition), *references(applied.rule.message)):
        if applied.rule.scope.sees(ref.scope) and ref.full not in OF_THE_RUN:
            named.setdefault(ref.written or ref.full, ref)
    yield from named.items()


def moments(
    applied: AppliedRule, reader: Reader
) -> tuple[int | None, int | None, dict[str, int | None]]:
    """Deadline, safe instant and events of a rule for a row; those that are the same are looked up once."""
    done: dict[int, int | None] = {}

    def at(moment: Moment | None) -> int | None:
        if moment is None:
            return None
        if id(moment) not in done:
            done[id(moment)] = reader.moment(moment)
        return done[id(moment)]

    return (
        at(applied.deadline),
        at(applied.safe_by),
        {name: at(one) for name, one in applied.events},
    )


def fingerprint(pack: str, rule: str, subject: Subject) -> str:
    """Identifies a finding across runs: sha256 of pack, rule and ids; never of dates or amounts."""
    return _digest(_beginning(pack, rule), subject)


def _beginning(pack: str, rule: str) -> str:
    return f"[{quoted(pack)}, {quoted(rule)}"


def _digest(beginning: str, subject: Subject) -> str:
    """Of a JSON list: what it begins with, and the ids of the subject or null."""
    ids = (subject.account, subject.client, subject.contract, subject.milestone)
    rest = "".join([", null" if id is None else ", " + quoted(id) for id in ids])
    return hashlib.sha256(f"{beginning}{rest}]".encode()).hexdigest()

"""Turns matches into findings: messages, deadlines, evidence, needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..meaning.layout import ID, UP, Layout, Row, enclosing
from ..meaning.matching import Match, Rows
from ..meaning.needs import Needs, remedies
from ..meaning.reading import Reader
from ..policy.applied import AppliedRule
from ..policy.conditions import Param, Ref
from ..policy.pack import DATE, ENDS, SEVERITIES, Message, Placeholder, Source
from ..policy.walk import references
from ..units import Scope, Unit
from ..written import date_text
from .findings import FieldKey, Finding, Shown, Subject, Undetermined, shown
from .places import Places
from .shown import CONTRACT_ID

OF_THE_RUN = frozenset({"export.as_of", "export.exported_at", "export.role", "export.platform"})
"""Facts that the report states once, not as evidence of every finding."""


class Results:
    """Builds findings and undetermined rules for the matches of one pack."""

    def __init__(self, layout: Layout, rows: Rows) -> None:
        self.layout = layout
        self.rows = rows
        self.needs: Needs = Needs(layout)
        self.places = Places(layout)
        self._named: dict[int, list[tuple[str, Ref]]] = {}

    def finding(self, match: Match, assumes: tuple[str, ...] = ()) -> Finding:
        """The finding of a rule that holds; `assumes`: what it rests on."""
        applied, reader = self._at(match)
        rule = applied.rule
        subject = subject_of(rule.scope, reader.row)
        deadline = reader.moment(applied.deadline)
        safe_by = reader.moment(applied.safe_by)
        return Finding(
            rule=rule.id,
            pack=rule.pack,
            title=rule.title,
            subject=subject,
            action=applied.action,
            severity=rule.severity,
            basis=applied.basis,
            told=self._told(rule.message, reader, deadline, safe_by),
            why=rule.why,
            deadline=deadline,
            safe_by=safe_by,
            evidence=self._evidence(match.rule, reader),
            events={name: reader.moment(moment) for name, moment in applied.events},
            sources=tuple(self._source(key) for key in rule.sources),
            fingerprint=fingerprint(rule.pack, rule.id, subject),
            assumes=assumes,
            page=rule.page,
        )

    def undetermined(self, match: Match) -> Undetermined:
        """The entry of a rule that cannot be decided."""
        applied, reader = self._at(match)
        rule = applied.rule
        needs = self.needs.of_condition(applied.condition, reader)
        return Undetermined(
            rule=rule.id,
            pack=rule.pack,
            title=rule.title,
            subject=subject_of(rule.scope, reader.row),
            action=applied.action,
            needs=remedies(needs),
            severity=rule.severity,
            deadline=reader.moment(applied.deadline),
        )

    def fact(self, ref: Ref, row: Row) -> Shown | None:
        """A fact of a row for display; None: not known."""
        return self._shown(ref, Reader(self.layout, ref.scope, row))

    def _at(self, match: Match) -> tuple[AppliedRule, Reader]:
        applied = self.layout.applied.rules[match.rule]
        scope = applied.rule.scope
        return applied, Reader(self.layout, scope, self.rows[scope][match.row])

    def _source(self, key: str) -> Source:
        return self.layout.applied.pack.sources.get(key, Source(key, key))

    def _shown(self, ref: Ref, reader: Reader) -> Shown | None:
        value = reader.exact(ref)
        if value is None:
            return None
        return shown(ref.unit, value, _currency(ref, reader), self._field(ref))

    def _evidence(self, rule: int, reader: Reader) -> Mapping[str, Shown]:
        """The known facts that condition and message name, in written order."""
        if rule not in self._named:
            self._named[rule] = list(self._names(self.layout.applied.rules[rule]))
        values = ((name, self._shown(ref, reader)) for name, ref in self._named[rule])
        return {name: value for name, value in values if value is not None}

    def _names(self, applied: AppliedRule) -> Iterator[tuple[str, Ref]]:
        """The facts of the subject and of what encloses it, each once, as first written."""
        named: dict[str, Ref] = {}
        for ref in (*references(applied.condition), *references(applied.rule.message)):
            if applied.rule.scope.sees(ref.scope) and ref.full not in OF_THE_RUN:
                named.setdefault(ref.written or ref.full, ref)
        yield from named.items()

    def _told(
        self, message: Message, reader: Reader, deadline: int | None, safe_by: int | None
    ) -> tuple[str | Shown, ...]:
        own = {"deadline": deadline, "safe_by": safe_by}
        return tuple(
            part if isinstance(part, str) else self._filled(part, reader, own) for part in message
        )

    def _filled(self, hole: Placeholder, reader: Reader, own: Mapping[str, int | None]) -> Shown:
        what, value = hole.what, None
        if isinstance(what, str):
            value = own[what]
            told = shown(Unit.INSTANT, value)
        elif isinstance(what, Param):
            literal = self.layout.applied.params.get(what.name)
            told = shown(what.unit, literal.value if literal else None)
        elif hole.format in ENDS:
            row = enclosing(reader.row, reader.scope, Scope.CONTRACT)
            holder = self.places.holder(what, row, hole.format)
            told = shown(Unit.TEXT, holder, None, CONTRACT_ID)
        else:
            value = reader.exact(what)
            told = shown(what.unit, value, _currency(what, reader), self._field(what))
        if told.unit is Unit.INSTANT and isinstance(value, int) and hole.format == DATE:
            return replace(told, text=date_text(value))
        return told

    def _field(self, ref: Ref) -> FieldKey | None:
        """The field of the snapshot that a text is."""
        key = (ref.scope, ref.name)
        return key if ref.unit is Unit.TEXT and key not in self.layout.applied.facts else None


def _currency(ref: Ref, reader: Reader) -> str | None:
    if ref.unit not in (Unit.MONEY, Unit.PAYMENTS) or reader.scope.depth > ref.scope.depth:
        return None
    return reader.currency(ref)


def subject_of(scope: Scope, row: Row) -> Subject:
    """What a row is, by the ids that identify it."""
    if scope is Scope.MILESTONE:
        return Subject(scope, contract=row[UP][ID], milestone=row[ID])
    if scope is Scope.CONTRACT:
        return Subject(scope, contract=row[ID])
    if scope is Scope.CLIENT:
        return Subject(scope, account=row[UP][ID], client=row[ID])
    return Subject(scope, account=row[ID] if scope is Scope.ACCOUNT else None)


def fingerprint(pack: str, rule: str, subject: Subject) -> str:
    """Identifies a finding across runs: sha256 of pack, rule and ids; never of dates or amounts."""
    parts = [pack, rule, subject.account, subject.client, subject.contract, subject.milestone]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


SortKey = tuple[object, ...]


def finding_order(finding: Finding) -> SortKey:
    """Severity, deadline (absent last), contract, milestone, rule, account, client, pack."""
    subject = finding.subject
    return (
        SEVERITIES.index(finding.severity),
        finding.deadline is None,
        finding.deadline or 0,
        *_texts(subject.contract, subject.milestone, finding.rule),
        *_texts(subject.account, subject.client, finding.pack),
    )


def undetermined_order(item: Undetermined) -> SortKey:
    """Contract, milestone, rule, account, client, pack."""
    subject = item.subject
    return (
        *_texts(subject.contract, subject.milestone, item.rule),
        *_texts(subject.account, subject.client, item.pack),
    )


def _texts(*values: str | None) -> Iterator[tuple[bool, str]]:
    """Sort keys by code point, absent first."""
    return ((value is not None, value or "") for value in values)

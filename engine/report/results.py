"""Turns matches into findings: messages, deadlines, evidence, needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ..meaning.layout import ID, UP, Layout, Row
from ..meaning.matching import Match, Rows
from ..meaning.needs import Needs
from ..meaning.reading import Reader
from ..policy.applied import AppliedRule
from ..policy.conditions import Param, Ref
from ..policy.pack import SEVERITIES, Message, Placeholder, Source
from ..policy.walk import references
from ..problems import Place
from ..report.findings import shown
from ..snapshot.fields import ANNOTATIONS
from ..snapshot.model import Value
from ..snapshot.value_text import as_text
from ..units import Scope, Unit
from ..written import date_text, instant_text
from .findings import Finding, Shown, Subject, Undetermined

OF_THE_RUN = frozenset({"export.as_of", "export.exported_at", "export.role", "export.platform"})
"""Facts that the report states once, not as evidence of every finding."""


class Naming(Protocol):
    """Replaces names in what is shown; see `redact.Disguise`."""

    def subject(self, subject: Subject) -> Subject:
        """A subject under other names."""
        ...

    def value(self, ref: Ref, value: Value) -> Value:
        """A fact's value under other names."""
        ...

    def field(self, path: str, text: str | None) -> str | None:
        """The text of a contract's field under another name."""
        ...

    def place(self, place: Place | None) -> Place | None:
        """A place in a file of another name."""
        ...


class Results:
    """Builds findings and undetermined rules for the matches of one pack."""

    def __init__(
        self,
        layout: Layout,
        rows: Rows,
        places: Mapping[str, Place | None] | None = None,
        disguise: Naming | None = None,
    ) -> None:
        self.layout = layout
        self.rows = rows
        self.places = places or {}
        self.disguise = disguise
        self.needs = Needs(layout)
        self._named: dict[int, list[tuple[str, Ref]]] = {}

    def finding(self, match: Match) -> Finding:
        """The finding of a rule that holds."""
        applied, reader = self._at(match)
        rule = applied.rule
        place, subject = self._who(rule.scope, reader.row)
        deadline = reader.moment(applied.deadline)
        safe_by = reader.moment(applied.safe_by)
        return Finding(
            rule=rule.id,
            pack=rule.pack,
            title=rule.title,
            subject=subject,
            action=applied.action,
            severity=rule.severity,
            basis=rule.basis,
            message=self._message(rule.message, reader, deadline, safe_by),
            why=rule.why,
            deadline=deadline,
            safe_by=safe_by,
            evidence=self._evidence(match.rule, reader),
            events={name: reader.moment(moment) for name, moment in applied.events},
            sources=tuple(self._source(key) for key in rule.sources),
            fingerprint=fingerprint(rule.pack, rule.id, subject),
            place=place,
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
            subject=self._who(rule.scope, reader.row)[1],
            action=applied.action,
            needs=tuple(sorted(needs)),
            is_annotation_only=bool(needs) and needs <= ANNOTATIONS,
        )

    def _who(self, scope: Scope, row: Row) -> tuple[Place | None, Subject]:
        """Where the entity stands, and what it is called."""
        subject = subject_of(scope, row)
        place = self.places.get(subject.contract or "")
        if self.disguise is None:
            return place, subject
        return self.disguise.place(place), self.disguise.subject(subject)

    def _exact(self, ref: Ref, reader: Reader) -> Any:
        value = reader.exact(ref)
        return value if self.disguise is None else self.disguise.value(ref, value)

    def fact(self, ref: Ref, row: Row) -> Shown | None:
        """A fact of a row for display; None: not known."""
        return self._shown(ref, Reader(self.layout, ref.scope, row))

    def account_id(self, row: Row) -> str | None:
        """What the account of a row is called."""
        return self._who(Scope.ACCOUNT, row)[1].account

    def _at(self, match: Match) -> tuple[AppliedRule, Reader]:
        applied = self.layout.applied.rules[match.rule]
        scope = applied.rule.scope
        return applied, Reader(self.layout, scope, self.rows[scope][match.row])

    def _source(self, key: str) -> Source:
        return self.layout.applied.pack.sources.get(key, Source(key, key))

    def _shown(self, ref: Ref, reader: Reader) -> Shown | None:
        value = self._exact(ref, reader)
        if value is None:
            return None
        return shown(ref.unit, value, _currency(ref, reader))

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

    def _message(
        self, message: Message, reader: Reader, deadline: int | None, safe_by: int | None
    ) -> str:
        own = {"deadline": deadline, "safe_by": safe_by}
        return "".join(
            part if isinstance(part, str) else self._filled(part, reader, own) for part in message
        )

    def _filled(self, hole: Placeholder, reader: Reader, own: Mapping[str, int | None]) -> str:
        what = hole.what
        if isinstance(what, str):
            return _instant(own[what], hole.format)
        if isinstance(what, Param):
            literal = self.layout.applied.params.get(what.name)
            return as_text(what.unit, literal.value if literal else None)
        value = self._exact(what, reader)
        if what.unit is Unit.INSTANT and isinstance(value, int):
            return _instant(value, hole.format)
        return as_text(what.unit, value, _currency(what, reader))


def _instant(value: int | None, format: str) -> str:
    if value is None:
        return "not known"
    return date_text(value) if format == "date" else instant_text(value)


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

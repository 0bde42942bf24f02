"""Stable pseudonyms for titles, names and ids, so that a report can be shared.

A pseudonym is a keyed hash (HMAC-SHA256) of what it stands for: with one key, one thing has one
pseudonym in every report, and without the key nobody can try names until one fits. Dates, amounts,
currencies and platforms stay. Rules are matched before anything is replaced, so what is found is the
same; fingerprints are made of pseudonyms, and differ from those of the plain report.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from ..policy.conditions import Ref
from ..problems import Place
from ..snapshot.fields import FIELDS, Field
from ..snapshot.model import Record, Snapshot, Value
from ..units import Scope, Unit
from .findings import Finding, Report, Subject, Undetermined, Waived
from .results import finding_order, undetermined_order

DIGITS = 8
"""Hexadecimal digits of a pseudonym; more where two would be the same within one report."""

WITHHELD = "(redacted)"
"""Stands for the reason of a waiver, which is free text."""

_WORDS: dict[tuple[Scope, str], str] = {
    (Scope.ACCOUNT, "id"): "account",
    (Scope.ACCOUNT, "name"): "account",
    (Scope.ACCOUNT, "time_zone"): "zone",
    (Scope.CLIENT, "id"): "client",
    (Scope.CLIENT, "name"): "client",
    (Scope.CONTRACT, "id"): "contract",
    (Scope.CONTRACT, "title"): "title",
    (Scope.CONTRACT, "account_id"): "account",
    (Scope.CONTRACT, "member_id"): "member",
    (Scope.CONTRACT, "client.id"): "client",
    (Scope.CONTRACT, "client.name"): "client",
    (Scope.CONTRACT, "freelancer.id"): "freelancer",
    (Scope.CONTRACT, "freelancer.name"): "freelancer",
    (Scope.MILESTONE, "id"): "milestone",
    (Scope.MILESTONE, "title"): "title",
}
"""The facts that say who or what it is -> the word that its pseudonyms begin with."""

PLAIN = frozenset({(Scope.CONTRACT, "platform"), (Scope.CONTRACT, "currency")})
"""Texts and ids of the catalogue that stay as they are; a test asks for one of the two tables."""


class Disguise:
    """The pseudonyms of one snapshot under one key."""

    def __init__(self, key: bytes, snapshot: Snapshot) -> None:
        self._key = key
        self._of: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        self._somewhere: dict[str, str] = {}
        for word, text in sorted(_identities(snapshot)):
            self._somewhere[text] = self.name(word, text)

    def name(self, word: str, text: str) -> str:
        """`contract-3f9a2c1b`: the same for the same word and text."""
        if (word, text) not in self._of:
            identity = f"{word}\0{text}".encode("utf-8", "surrogatepass")
            digest = hmac.digest(self._key, identity, "sha256").hex()
            length = DIGITS
            while f"{word}-{digest[:length]}" in self._taken:
                length += 1
            pseudonym = f"{word}-{digest[:length]}"
            self._taken.add(pseudonym)
            self._of[word, text] = pseudonym
        return self._of[word, text]

    def subject(self, subject: Subject) -> Subject:
        """The subject under its pseudonyms."""
        return Subject(
            subject.scope,
            account=self._maybe("account", subject.account),
            client=self._maybe("client", subject.client),
            contract=self._maybe("contract", subject.contract),
            milestone=self._maybe("milestone", subject.milestone),
        )

    def value(self, ref: Ref, value: Value) -> Value:
        """A fact's value for display. A derived text may have been taken from any field."""
        if isinstance(value, tuple):
            is_texts = ref.unit is Unit.TEXTS
            return (
                tuple(self._somewhere.get(str(item), item) for item in value) if is_texts else value
            )
        if not isinstance(value, str) or ref.unit is not Unit.TEXT:
            return value
        word = _WORDS.get((ref.scope, ref.name))
        if word is not None:
            return self.name(word, value)
        return value if (ref.scope, ref.name) in _CATALOGUE else self._somewhere.get(value, value)

    def field(self, path: str, text: str | None) -> str | None:
        """The text of a contract's field."""
        return self._maybe(_WORDS[Scope.CONTRACT, path], text)

    def place(self, place: Place | None) -> Place | None:
        """The place without the words of the line, in a file of another name but the same ending."""
        if place is None:
            return None
        name = self.name("file", place.file) + PurePath(place.file).suffix
        return Place(name, place.line, place.column)

    def waived(self, waived: Waived | None) -> Waived | None:
        """The waiver without its reason."""
        if waived is None:
            return None
        return Waived(WITHHELD, waived.until, self._maybe("person", waived.who))

    def _maybe(self, word: str, text: str | None) -> str | None:
        return None if text is None else self.name(word, text)


_CATALOGUE = frozenset((scope, field.path) for scope, fields in FIELDS.items() for field in fields)


def _identities(snapshot: Snapshot) -> set[tuple[str, str]]:
    """Word and text of everything that is replaced."""
    found: set[tuple[str, str]] = set()
    for record in snapshot.accounts:
        found.update(_told(FIELDS[Scope.ACCOUNT], record))
    for contract in snapshot.contracts:
        found.update(_told(FIELDS[Scope.CONTRACT], contract.values))
        for milestone in contract.milestones or ():
            found.update(_told(FIELDS[Scope.MILESTONE], milestone))
    return found


def _told(fields: Iterable[Field], record: Record) -> Iterator[tuple[str, str]]:
    for field, value in zip(fields, record, strict=True):
        word = _WORDS.get((field.scope, field.path))
        if word is not None and isinstance(value, str):
            yield word, value


def redacted(report: Report, disguised: Report, disguise: Disguise) -> Report:
    """The report under pseudonyms: what it found, in the words of the `disguised` evaluation.

    `report` may have been filtered and its findings waived; `disguised` is the whole evaluation of
    the same snapshot with the same packs.
    """
    by_key = {(item.pack, item.rule, item.subject): item for item in disguised.findings}

    def finding(item: Finding) -> Finding:
        same = by_key[item.pack, item.rule, disguise.subject(item.subject)]
        return replace(same, waived=disguise.waived(item.waived))

    def undetermined(item: Undetermined) -> Undetermined:
        return replace(item, subject=disguise.subject(item.subject))

    return replace(
        report,
        contracts=disguised.contracts,
        accounts=disguised.accounts,
        findings=tuple(sorted(map(finding, report.findings), key=finding_order)),
        undetermined=tuple(sorted(map(undetermined, report.undetermined), key=undetermined_order)),
    )

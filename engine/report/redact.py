"""Stable pseudonyms for titles, names and ids, so that a report can be shared.

A pseudonym is a keyed hash (HMAC-SHA256) of what it stands for: with one key, one thing has one
pseudonym in every report, and without the key nobody can try names until one fits. Dates, amounts,
currencies and platforms stay. They are put into the finished report, so what is found is the same;
fingerprints are made of pseudonyms, and differ from those of the plain report.

Hidden are whole values: those of the snapshot, and what a policy derives or states that is one of
them, in whatever case it is spelled. Nothing is searched for inside other texts, with one exception
that is only told: `telling` names the rules whose own sentences contain a title or a name.
"""

from __future__ import annotations

import dataclasses
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

from msgspec.structs import replace

from ..meaning.gaps import Gap
from ..problems import STDIN_NAME, Place
from ..snapshot.fields import FIELDS, Field, Kind
from ..snapshot.model import Record, Snapshot
from ..snapshot.writing import customs
from ..units import Scope, Unit
from .findings import (
    AccountResult,
    Closing,
    ContractResult,
    FieldKey,
    Finding,
    Report,
    Shown,
    Subject,
    Undetermined,
    Waived,
)
from .order import finding_order, undetermined_order
from .question import Question
from .telling import fingerprint

DIGITS = 8
"""Hexadecimal digits of a pseudonym; more where two would be the same within one report."""

WITHHELD = "(redacted)"
"""Stands for the reason of a waiver, which is free text."""

_WORDS: dict[FieldKey, str] = {
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
    (Scope.CONTRACT, "dispute.id"): "dispute",
    (Scope.MILESTONE, "id"): "milestone",
    (Scope.MILESTONE, "title"): "title",
}
"""The facts that say who or what it is -> the word that its pseudonyms begin with."""

PLAIN = frozenset({(Scope.CONTRACT, "platform"), (Scope.CONTRACT, "currency")})
"""Texts and ids of the catalogue that stay as they are; a test asks for one of the two tables."""


LEAST_TOLD = 6
"""Characters of a title or name that is looked for in a policy's sentences: a shorter one may well be
a word of the language."""


class Disguise:
    """The pseudonyms of one snapshot under one key."""

    def __init__(self, key: bytes, snapshot: Snapshot) -> None:
        self._key = key
        self._of: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        self._somewhere: dict[str, str] = {}
        identities = sorted(_identities(snapshot))
        for word, text in identities:
            self._somewhere[text] = self.name(word, text)
        self._spelled = {text.casefold(): name for text, name in self._somewhere.items()}

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
            account=self.maybe("account", subject.account),
            client=self.maybe("client", subject.client),
            contract=self.maybe("contract", subject.contract),
            milestone=self.maybe("milestone", subject.milestone),
        )

    def shown(self, value: Shown) -> Shown:
        """A value for display. A derived text may have been taken from any field."""
        if isinstance(value.json, list) and value.unit is Unit.TEXTS:
            entries = [self.derived(entry) for entry in value.json]
            return replace(value, json=entries, text=", ".join(entries) or value.text)
        if not isinstance(value.json, str) or value.unit is not Unit.TEXT:
            return value
        if value.field in _WORDS:
            text = self.name(_WORDS[value.field], value.json)
        else:
            text = value.json if value.field is not None else self.derived(value.json)
        return replace(value, json=text, text=text)

    def derived(self, text: str) -> str:
        """A text of a policy: hidden where it is a value of the snapshot, in whatever case."""
        if text in self._somewhere:
            return self._somewhere[text]
        return self._spelled.get(text.casefold(), text)

    def tells(self, sentence: str) -> bool:
        """Whether a sentence contains a title, name or id of the snapshot as words of its own."""
        spelled = sentence.casefold()
        return any(
            len(text) >= LEAST_TOLD and text in spelled and _stands_alone(text, spelled)
            for text in self._spelled
        )

    def place(self, place: Place | None) -> Place | None:
        """The place without the words of the line, in a file of another name but the same ending."""
        if place is None:
            return None
        return Place(self.file(place.file), place.line, place.column)

    def file(self, name: str) -> str:
        """The name of an input file; standard input is nobody's."""
        return name if name == STDIN_NAME else self.name("file", name) + PurePath(name).suffix

    def waived(self, waived: Waived | None) -> Waived | None:
        """The waiver without its reason."""
        if waived is None:
            return None
        return Waived(WITHHELD, waived.until, self.maybe("person", waived.who))

    def maybe(self, word: str, text: str | None) -> str | None:
        """The name of what may not be known."""
        return None if text is None else self.name(word, text)


def _stands_alone(text: str, sentence: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", sentence) is not None


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
        elif field.kind is Kind.CUSTOM:
            for each in customs(value):
                texts = each.raw if isinstance(each.raw, tuple) else (each.raw,)
                yield from (("custom", text) for text in texts if isinstance(text, str))


def redacted(report: Report, disguise: Disguise) -> Report:
    """The report under pseudonyms, in the order that they give it."""

    def finding(item: Finding) -> Finding:
        subject = disguise.subject(item.subject)
        return replace(
            item,
            subject=subject,
            told=_disguised(item.told, disguise),
            evidence={name: disguise.shown(value) for name, value in item.evidence.items()},
            fingerprint=fingerprint(item.pack, item.rule, subject),
            waived=disguise.waived(item.waived),
        )

    def undetermined(item: Undetermined) -> Undetermined:
        return replace(item, subject=disguise.subject(item.subject))

    def gap(item: Gap) -> Gap:
        contract = disguise.maybe("contract", item.contract)
        return Gap(contract, disguise.maybe("milestone", item.milestone), item.need)

    return dataclasses.replace(
        report,
        gaps=frozenset(map(gap, report.gaps)),
        contracts=tuple(_contract(item, disguise) for item in report.contracts),
        accounts=tuple(_account(item, disguise) for item in report.accounts),
        findings=tuple(sorted(map(finding, report.findings), key=finding_order)),
        undetermined=tuple(sorted(map(undetermined, report.undetermined), key=undetermined_order)),
        questions=report.questions.mapped(lambda item: _question(item, disguise)),
    )


def _contract(result: ContractResult, disguise: Disguise) -> ContractResult:
    client = _WORDS[Scope.CONTRACT, "client.name"]
    freelancer = _WORDS[Scope.CONTRACT, "freelancer.name"]
    return replace(
        result,
        id=disguise.name(_WORDS[Scope.CONTRACT, "id"], result.id),
        title=disguise.maybe(_WORDS[Scope.CONTRACT, "title"], result.title),
        client=disguise.maybe(client, result.client),
        account=disguise.maybe(_WORDS[Scope.CONTRACT, "account_id"], result.account),
        freelancer=disguise.maybe(freelancer, result.freelancer),
        end_reason=None if result.end_reason is None else disguise.derived(result.end_reason),
        place=disguise.place(result.place),
        facts=_facts(result.facts, disguise),
        closing=_closing(result.closing, disguise),
    )


def _closing(closing: Closing | None, disguise: Disguise) -> Closing | None:
    if closing is None or not closing.unmet:
        return closing
    return replace(closing, unmet=tuple(_disguised(one, disguise) for one in closing.unmet))


def _question(item: Question, disguise: Disguise) -> Question:
    contract, milestone = _WORDS[Scope.CONTRACT, "id"], _WORDS[Scope.MILESTONE, "id"]
    return replace(
        item,
        contract=disguise.maybe(contract, item.contract),
        milestone=disguise.maybe(milestone, item.milestone),
        told=_disguised(item.told, disguise),
        decides_for=disguise.maybe(contract, item.decides_for),
    )


def _disguised(told: Iterable[str | Shown], disguise: Disguise) -> tuple[str | Shown, ...]:
    return tuple(part if isinstance(part, str) else disguise.shown(part) for part in told)


def _account(result: AccountResult, disguise: Disguise) -> AccountResult:
    id = disguise.maybe(_WORDS[Scope.ACCOUNT, "id"], result.id)
    return AccountResult(id, _facts(result.facts, disguise))


def _facts(facts: Mapping[str, Shown | None], disguise: Disguise) -> Mapping[str, Shown | None]:
    return {name: None if value is None else disguise.shown(value) for name, value in facts.items()}


def telling(report: Report, disguise: Disguise) -> tuple[tuple[str, str], ...]:
    """Pack and rule of the findings whose policy says a title, name or id in its own sentences.

    Such a sentence is shown as it stands.
    """
    sentences: dict[str, set[tuple[str, str]]] = {}
    for item in report.findings:
        for sentence in _sentences(item):
            sentences.setdefault(sentence, set()).add((item.pack, item.rule))
    for unsure in report.undetermined:
        sentences.setdefault(unsure.title, set()).add((unsure.pack, unsure.rule))
    found = (rules for sentence, rules in sentences.items() if disguise.tells(sentence))
    return tuple(sorted({rule for rules in found for rule in rules}))


def _sentences(finding: Finding) -> Iterator[str]:
    yield from (part for part in finding.told if isinstance(part, str))
    yield from (finding.title, finding.why, finding.action.title, *finding.action.how)
    yield from (source.title for source in finding.sources)

"""Marks the findings that are waived. The one place where waivers meet findings.

Nothing but the mark changes: verdicts and counts were made before, from all findings.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from ...policy.pack import Effect
from ...problems import KEEP_ONE, Level, Place, Problem
from ...snapshot.model import AT_ACCOUNT, AT_CLIENT, AT_CLIENT_NAME, Snapshot
from ...units import Scope
from ...written import instant_text
from ..findings import Finding, Report, Subject, Waived
from .model import Pattern, Waiver

_UNUSED = "this waiver is not used: "
_NOT_USED = "no finding fits it: remove it, or correct the subject"
_ENDED = "it waives nothing any more: act on the finding, or decide anew"
_ENDED_AND_NOT_USED = "nothing is found that it would fit: remove it"

_Key = tuple[str, str, str | None]
"""Rule, kind of a name and the name; a waiver of patterns alone has none."""


def _key_of(waiver: Waiver) -> _Key:
    names = {"contract": waiver.contract, "client": waiver.client, "account": waiver.account}
    for kind, pattern in names.items():
        if pattern is not None and pattern.is_exact:
            return (waiver.rule, kind, pattern.text)
    return (waiver.rule, "", "")


class _Parties(Struct, frozen=True):
    """Account and client of a subject; a client has an id and names."""

    account: str | None
    client: frozenset[str]


def apply_waivers(
    report: Report, snapshot: Snapshot, waivers: Sequence[Waiver]
) -> tuple[Report, tuple[Problem, ...]]:
    """The report with its waived findings marked, and warnings about waivers that did nothing.

    A waiver that has run out at the report's as-of instant waives nothing. One that fits only
    rules that could not be decided is kept without a warning.
    """
    if not waivers:
        return report, ()
    matching = _Matching(report, snapshot, waivers)
    findings = tuple(matching.marked(finding) for finding in report.findings)
    return dataclasses.replace(report, findings=findings), tuple(matching.warnings())


def about_all(told: Iterable[Sequence[Problem]]) -> list[Problem]:
    """The warnings of several reports about one file of waivers, each once: a waiver that one report uses has
    its use.
    """
    reports = list(told)
    first: dict[tuple[Place, str], Problem] = {}
    for problem in (each for problems in reports for each in problems):
        key = (problem.place, problem.message)
        if (
            key not in first or first[key].hint == _NOT_USED
        ):  # where one knows what was meant, it is told
            first[key] = problem
    count = Counter(
        key for problems in reports for key in {(each.place, each.message) for each in problems}
    )
    found = [
        problem
        for key, problem in first.items()
        if count[key] == len(reports)
        or not (problem.message.startswith(_UNUSED) or problem.hint == _ENDED_AND_NOT_USED)
    ]
    return sorted(found, key=lambda each: (each.place.line, each.place.column))


class _Matching:
    def __init__(self, report: Report, snapshot: Snapshot, waivers: Sequence[Waiver]) -> None:
        self.report = report
        self.as_of = report.as_of
        self.waivers = waivers
        self.snapshot = snapshot
        self._numbers: dict[_Key, list[int]] = {}
        for number, waiver in enumerate(waivers):
            self._numbers.setdefault(_key_of(waiver), []).append(number)
        self._names_clients = any(waiver.client or waiver.account for waiver in waivers)
        self.used: set[int] = set()

    @cached_property
    def parties(self) -> _Surroundings:
        """Made when the first pattern asks for it: most waivers name a contract alone."""
        return _Surroundings(self.snapshot)

    def marked(self, finding: Finding) -> Finding:
        """The finding, waived by the first waiver in force that fits."""
        first: Waiver | None = None
        for number in self._possible(finding.rule, finding.subject):
            waiver = self.waivers[number]
            if finding.action.effect is Effect.BLOCK and not waiver.names_one_contract:
                continue
            if not self._fits(waiver, finding.subject):
                continue
            self.used.add(number)
            if first is None and waiver.until > self.as_of:
                first = waiver
        if first is None:
            return finding
        return replace(finding, waived=Waived(first.reason, first.until, first.who))

    def warnings(self) -> list[Problem]:
        """About waivers that have run out, or fit no finding; in written order."""
        for item in self.report.undetermined:
            for number in self._possible(item.rule, item.subject):
                if number not in self.used and self._fits(self.waivers[number], item.subject):
                    self.used.add(number)
        found = []
        first = dict[tuple[str, Pattern | None, Pattern | None, Pattern | None], Waiver]()
        for number, waiver in enumerate(self.waivers):
            key = (waiver.rule, waiver.contract, waiver.client, waiver.account)
            before = first.setdefault(key, waiver) if waiver.until > self.as_of else waiver
            if waiver.until <= self.as_of:
                message = f"this waiver ended on {instant_text(waiver.until)}: {waiver.label}"
                hint = _ENDED if number in self.used else _ENDED_AND_NOT_USED
            elif number not in self.used:
                message = f"{_UNUSED}{waiver.label}"
                hint = self._meant(waiver) or _NOT_USED
            elif before is not waiver:
                message = f"this waiver is for the same as that of line {before.place.line}: {waiver.label}"
                until = instant_text(before.until)
                hint = f"the first in the file counts, until {until}: {KEEP_ONE}"
            else:
                continue
            found.append(Problem(waiver.place, message, hint, Level.WARNING))
        return found

    def _meant(self, waiver: Waiver) -> str:
        """For a contract in other letters, or with its milestone, `C1/m1`; "" where none is so called."""
        if waiver.contract is None or not waiver.contract.is_exact:
            return ""
        name = waiver.contract.text
        contract, slash, _ = name.partition("/")
        meant = self._ids.get(name.casefold()) or self._ids.get(contract.casefold())
        if meant is None or meant == name:
            return ""
        whole = (
            "a waiver is for a whole contract: "
            if slash and name.casefold() not in self._ids
            else ""
        )
        return f"{whole}write `contract: {meant}`"

    @cached_property
    def _ids(self) -> dict[str, str]:
        """The contracts of the report by their ids in small letters."""
        return {each.id.casefold(): each.id for each in self.report.contracts}

    def _possible(self, rule: str, subject: Subject) -> list[int]:
        """The waivers that may fit, in written order: those with one name for what is asked of are known by
        it, so that thousands of them cost no more than a few.
        """
        keys: list[_Key] = [(rule, "", ""), (rule, "contract", subject.contract)]
        if self._names_clients:
            parties = self.parties.of(subject)
            keys += [(rule, "client", name) for name in parties.client]
            keys.append((rule, "account", parties.account))
        return sorted(number for key in keys for number in self._numbers.get(key, ()))

    def _fits(self, waiver: Waiver, subject: Subject) -> bool:
        if waiver.contract is not None and not (
            subject.contract is not None and waiver.contract.fits(subject.contract)
        ):
            return False
        if waiver.client is None and waiver.account is None:
            return True
        parties = self.parties.of(subject)
        if waiver.account is not None and not waiver.account.fits(parties.account):
            return False
        return waiver.client is None or _fits_client(waiver.client, subject, parties)


def _fits_client(pattern: Pattern, subject: Subject, parties: _Parties) -> bool:
    """By id or name; a finding on a whole account has no client."""
    if subject.scope in (Scope.ACCOUNT, Scope.EXPORT):
        return False
    return any(pattern.fits(name) for name in parties.client or (None,))


class _Surroundings:
    """Which account and client a subject belongs to."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._of_contract: dict[str, _Parties] = {}
        names: dict[tuple[str | None, str], set[str]] = {}
        for contract in snapshot.contracts:
            values = contract.values
            account = _text(values[AT_ACCOUNT])
            client = frozenset(
                text for text in (_text(values[AT_CLIENT]), _text(values[AT_CLIENT_NAME])) if text
            )
            self._of_contract[contract.id] = _Parties(account, client)
            id = _text(values[AT_CLIENT])
            if id is not None:
                names.setdefault((account, id), set()).update(client)
        self._names = {key: frozenset(found) for key, found in names.items()}

    def of(self, subject: Subject) -> _Parties:
        """The parties of a finding's subject."""
        if subject.contract is not None:
            return self._of_contract.get(subject.contract, _Parties(None, frozenset()))
        if subject.client is None:
            return _Parties(subject.account, frozenset())
        key = (subject.account, subject.client)
        return _Parties(subject.account, self._names.get(key, frozenset({subject.client})))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

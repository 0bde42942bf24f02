"""The JSON of entries, of which there are thousands: what is the same in all findings of a rule is written once.

What an entry holds, and in which order, is said in `json`; here its text is cut where findings of one rule differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ...engine.policy.pack import Source
from ...engine.report.findings import (
    ContractResult,
    Finding,
    Report,
    Subject,
    Undetermined,
    Verdict,
)
from ...engine.written import known_instant_json
from .json_shape import contract_json, finding_json, undetermined_json
from .json_writing import CONSTANTS, escaped, quoted

CUT = "\0"
"""Stands for what differs; as JSON it is a text of its own, which no word of a policy is."""

OF_A_FINDING = (
    "account",
    "client",
    "contract",
    "milestone",
    "message",
    "deadline",
    "safe_by",
    "evidence",
    "events",
    "assumes",
    "fingerprint",
)
OF_AN_UNDETERMINED = ("account", "client", "contract", "milestone", "needs")
OF_A_CONTRACT = ("id", "verdict", "until", "end_reason", "needs", "assumes")
"""The keys of which the values differ between entries of one rule; or of contracts, all."""

KEPT = 4_096


class EntryTexts:
    """Writes the entries of one report."""

    def __init__(
        self,
        whole: Callable[[str, dict[str, Any]], str],
        value: Callable[[Any], str],
        newline: str = "",
    ) -> None:
        """`whole` gives the text of an entry of a kind, `value` that of a value in it; `newline` stands before
        what a value in it holds, if each is on a line of its own.
        """
        self._whole = whole
        self._value = value
        self._newline = newline
        self._separator = f",{newline}" if newline else ", "
        self._words = lru_cache(maxsize=KEPT)(value)
        self._keyed = lru_cache(maxsize=KEPT)(self._with_keys)
        self._findings: dict[tuple[str, str, int], tuple[Sequence[Source], str]] = {}
        self._undetermined: dict[tuple[str, str], str] = {}
        self._contract = ""
        self._alike = lru_cache(maxsize=KEPT)(self._of_verdict)

    def contract(self, report: Report, contract: ContractResult, facts: bool = False) -> str:
        """A verdict; `report`: one that has all that was found of the contract."""
        is_plain = not (facts or contract.is_invalid or contract.unmet)
        if not is_plain or contract.verdict is Verdict.CLOSE:
            return escaped(self._whole("contract", contract_json(report, contract, facts)))
        if not self._contract:
            found = contract_json(report, contract, facts)
            self._contract = self._cut("contract", found, OF_A_CONTRACT)
        alike = self._alike(
            contract.verdict, contract.until, contract.end_reason, contract.needs, contract.assumes
        )
        return escaped(alike % quoted(contract.id))

    def _of_verdict(
        self,
        verdict: Verdict,
        until: int | None,
        end_reason: str | None,
        needs: tuple[str, ...],
        assumes: tuple[str, ...],
    ) -> str:
        """The text of all contracts of which the same is told, with `%s` for the id."""
        rest = (_text(end_reason), self._words(needs), self._words(assumes))
        told = (quoted(verdict), _instant(until), *rest)
        filled = self._contract.replace("%%", "%%%%")  # to be filled once more
        return filled % ("%s", *(text.replace("%", "%%") for text in told))

    def finding(self, finding: Finding) -> str:
        """A finding."""
        if finding.waived is not None or finding.is_known:
            return escaped(self._whole("finding", finding_json(finding)))
        return escaped(
            self.template(finding)
            % (
                *_ids(finding.subject),
                quoted(finding.message),
                _instant(finding.deadline),
                _instant(finding.safe_by),
                self._mapping(
                    finding.evidence, [value.json for value in finding.evidence.values()]
                ),
                self._mapping(finding.events, [_told(at) for at in finding.events.values()]),
                self._words(finding.assumes),
                quoted(finding.fingerprint),
            )
        )

    def template(self, finding: Finding) -> str:
        """The text of all findings of a rule, by one of them, with `%s` for what `OF_A_FINDING` names."""
        # A rule has one tuple of sources for all its findings; kept, so that no other takes its number.
        key = (finding.pack, finding.rule, id(finding.sources))
        if key not in self._findings:
            cut = self._cut("finding", finding_json(finding), OF_A_FINDING)
            self._findings[key] = finding.sources, cut
        return self._findings[key][1]

    def finished(self, text: str) -> str:
        """A filled template, with what could do harm as escapes."""
        return escaped(text)

    def quoted(self, text: str) -> str:
        """A text."""
        return quoted(text)

    def instant(self, at: int | None) -> str:
        """An instant; None: there is none."""
        return _instant(at)

    def words(self, words: tuple[str, ...]) -> str:
        """A list of texts in an entry."""
        return self._words(words)

    def undetermined(self, one: Undetermined) -> str:
        """A rule that could not be decided."""
        if one.is_known:
            return escaped(self._whole("undetermined", undetermined_json(one)))
        key = (one.pack, one.rule)
        cut = self._undetermined.get(key)
        if cut is None:
            cut = self._cut("undetermined", undetermined_json(one), OF_AN_UNDETERMINED)
            self._undetermined[key] = cut
        return escaped(cut % (*_ids(one.subject), self._words(one.needs)))

    def _mapping(self, names: Iterable[str], values: list[Any]) -> str:
        """The text of a mapping in an entry."""
        return self.keys(tuple(names)) % tuple(map(self.value, values))

    def value(self, value: Any) -> str:
        """The text of a value in such a mapping."""
        kind = value.__class__
        if kind is str:
            return quoted(value)
        if kind is int:
            return repr(value)
        if kind is bool or value is None:
            return CONSTANTS[value]
        return self._listed(value) if kind is list else self._value(value)

    def keys(self, names: tuple[str, ...]) -> str:
        """The text of a mapping with `%s` for each value: findings of one rule mostly know the same."""
        return self._keyed(names)

    def _with_keys(self, names: tuple[str, ...]) -> str:
        if not names:
            return "{}"
        keys = [quoted(name).replace("%", "%%") + ": %s" for name in names]
        newline = self._newline
        return f"{{{newline}{self._separator.join(keys)}{newline[:-2]}}}"

    def _listed(self, value: list[Any]) -> str:
        """The text of a list in such a mapping: two spaces further in."""
        text = self._value(value)
        newline = self._newline
        return text.replace(newline[:-2], newline) if newline else text

    def _cut(self, kind: str, entry: Mapping[str, Any], keys: Iterable[str]) -> str:
        """The text of an entry with `%s` where values of the keys go."""
        text = self._whole(kind, {**entry, **dict.fromkeys(keys, CUT)})
        return text.replace("%", "%%").replace(quoted(CUT), "%s")


def _ids(subject: Subject) -> tuple[str, str, str, str]:
    return (
        _text(subject.account),
        _text(subject.client),
        _text(subject.contract),
        _text(subject.milestone),
    )


def _text(value: str | None) -> str:
    return CONSTANTS[None] if value is None else quoted(value)


def _instant(at: int | None) -> str:
    return CONSTANTS[None] if at is None else f'"{_told(at)}"'


_told = lru_cache(maxsize=KEPT)(known_instant_json)

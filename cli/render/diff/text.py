"""A comparison for a person: what lets a contract go first, then verdicts, findings and edits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ....engine.comparing.model import Comparison, ContractChange, EditTold, Of, RuleChange, What
from ....engine.problems import harmless
from .. import RenderOptions
from ..layout import and_more, painted, wrapped
from ..page import NARROWEST
from .sentences import (
    WORDS,
    causes_phrase,
    contract_name,
    data_phrase,
    edit_in_full,
    edit_phrase,
    effect_phrase,
    first_totals,
    head,
    rule_change,
    standing_phrase,
    totals,
    verdict_change,
    witness_phrase,
)

MOST = 20
"""Entries of a section that are told without -v; what lets a contract go is always told."""


def render(found: Comparison, options: RenderOptions) -> str:
    """The comparison as lines of at most `options.width` columns."""
    return "\n\n".join("\n".join(lines) for lines in _Page(found, options).sections()) + "\n"


class _Page:
    def __init__(self, found: Comparison, options: RenderOptions) -> None:
        self.found = found
        self.options = options
        self.width = max(options.width, NARROWEST)

    def sections(self) -> Iterator[list[str]]:
        found = self.found
        yield self._head()
        let_go = [change for change in found.contracts if change.is_let_go]
        others = [change for change in found.contracts if not change.is_let_go]
        yield from self._section("Let go", self._contracts(let_go), everything=True)
        yield from self._section("Verdicts", self._contracts(others))
        for title, contracts in (("More", found.appeared), ("Fewer", found.disappeared)):
            entries = (self._entry(standing_phrase(one)) for one in contracts)
            yield from self._section(f"{title} contracts", entries)
        for what in What:
            rules = [change for change in found.rules if change.what is what]
            yield from self._section(WORDS[found.of][what].capitalize(), self._rules(rules))
        yield from self._section("Edits", self._edits(found.edits))

    def _head(self) -> list[str]:
        found = self.found
        lines = wrapped(f"{head(found)}.", self.width, 0, 2)
        if found.is_empty:
            same = "policies decide" if found.of is Of.POLICIES else "exports lead to"
            lines += wrapped(f"Both {same} the same.", self.width, 0, 2)
        else:
            first = first_totals(found)
            first = f"{first[0].upper()}{first[1:]}."
            lines += wrapped(first, self.width, 0, 2)
        for sentence in totals(found):
            lines += wrapped(f"{sentence}.", self.width, 0, 2)
        return lines

    def _section(
        self, title: str, entries: Iterable[list[str]], *, everything: bool = False
    ) -> Iterator[list[str]]:
        listed = list(entries)
        if not listed:
            return
        told = listed if everything or self.options.verbose else listed[:MOST]
        lines = [painted(f"{title}: {len(listed)}", "strong", self.options.color)]
        lines += [line for entry in told for line in entry]
        if len(told) < len(listed):
            lines.append(f"  {and_more(len(listed) - len(told))}")
        yield lines

    def _entry(self, text: str, *below: str) -> list[str]:
        lines = wrapped(text, self.width, 2, 4)
        for each in below:
            lines += wrapped(each, self.width, 4, 6) if each else []
        return lines

    def _contracts(self, changes: Sequence[ContractChange]) -> Iterator[list[str]]:
        for change in changes:
            yield self._entry(
                contract_name(change.after),
                verdict_change(change),
                causes_phrase(change.causes),
                data_phrase(change.data),
            )

    def _rules(self, changes: Sequence[RuleChange]) -> Iterator[list[str]]:
        for change in changes:
            yield self._entry(rule_change(change), causes_phrase(change.causes))

    def _edits(self, edits: Sequence[EditTold]) -> Iterator[list[str]]:
        for told in edits:
            effect = effect_phrase(told, self.found.has_causes)
            place = told.edit.place
            where = f" ({place})" if place is not None else ""
            yield [
                *self._entry(f"{edit_in_full(told.edit)}{where}", effect),
                *self._witness(told),
            ]

    def _witness(self, told: EditTold) -> Iterator[str]:
        if told.witness is None:
            return
        says = witness_phrase(told.witness)
        yield from wrapped(f"it changes an invented contract: {says}", self.width, 4, 6)
        with_others = [each for each in told.witness.edits if each != told.edit]
        for each in with_others:
            yield from wrapped(f"together with {edit_phrase(each)}", self.width, 6, 8)
        for line in harmless(told.witness.text.rstrip("\n")).split("\n"):
            yield f"      {line}"

"""Turns matches into findings: messages, deadlines, evidence, needs."""

from __future__ import annotations

from ..meaning.layout import Layout, Row
from ..meaning.matching import Match, Rows
from ..meaning.needs import Needs, remedies
from ..meaning.reading import Reader
from ..policy.conditions import Ref
from ..policy.pack import SEVERITIES
from ..units import Scope
from .findings import Finding, Shown, Subject, Undetermined
from .places import Places
from .subjects import subject_of
from .telling import Placed, placed
from .telling_code import Teller, teller, tellers


class Results:
    """Builds findings and undetermined rules for the matches of one pack."""

    def __init__(self, layout: Layout, rows: Rows) -> None:
        self.layout = layout
        self.rows = rows
        self.needs: Needs = Needs(layout)
        self.places = Places(layout)
        self._tellers = tellers(layout)
        self._places: dict[tuple[Scope, str], Placed] = {}

    def finding(self, match: Match, assumes: tuple[str, ...] = ()) -> Finding:
        """The finding of a rule that holds; `assumes`: what it rests on."""
        one = self._tellers.get(match.rule) or teller(self.layout, match.rule)
        return self._finding(one, self.rows[one.common.scope][match.row], assumes)

    def _finding(self, one: Teller, row: Row, assumes: tuple[str, ...]) -> Finding:
        """All that is told of a row."""
        return one.finding(row, assumes, self.places)

    def undetermined(self, match: Match) -> Undetermined:
        """The entry of a rule that cannot be decided."""
        applied = self.layout.applied.rules[match.rule]
        rule = applied.rule
        reader = Reader(self.layout, rule.scope, self.rows[rule.scope][match.row])
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
        key = (ref.scope, ref.name)
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = placed(self.layout, ref, ref.scope)
        return place.told(row)


SortKey = tuple[object, ...]


_RANK = {severity: place for place, severity in enumerate(SEVERITIES)}


def finding_order(finding: Finding) -> SortKey:
    """Severity, deadline (absent last), contract, milestone, rule, account, client, pack."""
    deadline = finding.deadline
    rank = (_RANK[finding.severity], deadline is None, deadline or 0)
    return rank + _place(finding.subject, finding.rule, finding.pack)


def undetermined_order(item: Undetermined) -> SortKey:
    """Contract, milestone, rule, account, client, pack."""
    return _place(item.subject, item.rule, item.pack)


def _place(subject: Subject, rule: str, pack: str) -> SortKey:
    """By code point, absent first."""
    account, client = subject.account, subject.client
    contract, milestone = subject.contract, subject.milestone
    return (
        contract is not None,
        contract or "",
        milestone is not None,
        milestone or "",
        rule,
        account is not None,
        account or "",
        client is not None,
        client or "",
        pack,
    )

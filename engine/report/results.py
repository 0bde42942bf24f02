"""Turns matches into findings: messages, deadlines, evidence, needs."""

from __future__ import annotations

from ..meaning.layout import Layout, Row
from ..meaning.matching import Match, Rows
from ..meaning.needs import Needs, remedies
from ..meaning.reading import Reader
from ..policy.conditions import Ref
from ..units import Scope
from .findings import Finding, Shown, Undetermined
from .forms import Form
from .places import Places
from .subjects import subject_of
from .teller import Teller, teller, tellers
from .telling import Placed, placed


class Results:
    """Builds findings and undetermined rules for the matches of one pack."""

    def __init__(self, layout: Layout, rows: Rows) -> None:
        self.layout = layout
        self.rows = rows
        self.needs: Needs = Needs(layout)
        self.places = Places(layout)
        self._tellers = tellers(layout)
        self._places: dict[tuple[Scope, str], Placed] = {}

    def finding(
        self, match: Match, assumes: tuple[str, ...] = (), form: Form | None = None
    ) -> Finding:
        """The finding of a rule that holds; `assumes`: what it rests on. `form`: see `Teller.finding`."""
        one = self.teller(match)
        return one.finding(self.rows[one.scope][match.row], assumes, self.places, form)

    def teller(self, match: Match) -> Teller:
        """That of the rule."""
        return self._tellers.get(match.rule) or teller(self.layout, match.rule)

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
        key = ref.key
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = placed(self.layout, ref, ref.scope)
        return place.told(row)

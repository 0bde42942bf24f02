"""Makes the findings of a rule: the general way, or by code once there are many."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from msgspec.structs import replace

from ..meaning.layout import Layout, Row
from ..problems import EngineFault
from .findings import Finding
from .forms import Form
from .order import finding_order
from .places import Places
from .telling import Telling, telling
from .telling_code import Tell, told, written
from .telling_text import written_in

MANY = 30
"""Findings of a rule, made the general way, before it is worth writing code for it."""
JUDGED = 500
"""Of so many findings one is made the general way as well, and compared."""


class Teller:
    """Makes the findings of one rule. The general way stays the judge of a sample."""

    __slots__ = ("_form", "_layout", "_made", "_tell", "common", "scope")

    def __init__(self, common: Telling, layout: Layout) -> None:
        self.common = common
        self.scope = common.scope
        self._layout = layout
        self._made = 0
        self._form: Form | None = None
        self._tell: Tell | None = None

    def finding(
        self, row: Row, assumes: tuple[str, ...], places: Places, form: Form | None = None
    ) -> Finding:
        """The finding for a row; in a form, if one is given, with its `entry` alone.

        Raises `EngineFault` where the two ways to make it disagree.
        """
        self._made += 1
        if self._made <= MANY:
            return self._told(row, assumes, places, form)
        if self._tell is None or self._form is not form:
            self._form, self._tell = form, self._written(row, assumes, places, form)
        found = self._tell(row, assumes, places)
        is_judged = self._made % JUDGED == MANY + 1
        if is_judged and found != self._told(row, assumes, places, form):
            raise EngineFault(
                f"two ways to tell a finding disagree: {self.common.applied.rule.id} for {found.subject}"
            )
        return found

    def _told(
        self, row: Row, assumes: tuple[str, ...], places: Places, form: Form | None
    ) -> Finding:
        """The general way."""
        found = told(self.common, self._layout, row, assumes, places)
        return found if form is None else in_form(found, form)

    def _written(
        self, row: Row, assumes: tuple[str, ...], places: Places, form: Form | None
    ) -> Tell:
        if form is None:
            return written(self.common, self._layout)
        sample = told(self.common, self._layout, row, assumes, places)
        return written_in(form, self.common, self._layout, sample)


def in_form(finding: Finding, form: Form) -> Finding:
    """A finding with its entry in a form alone."""
    entry = finding_order(finding), form.finding(finding)
    return replace(finding, told=(), evidence={}, events={}, fingerprint="", entry=entry)


_TELLERS: WeakKeyDictionary[Layout, dict[int, Teller]] = WeakKeyDictionary()
"""By layouts that are in use: an export may come in many batches."""


def tellers(layout: Layout) -> dict[int, Teller]:
    """Those of the rules of a layout that had findings so far, by the index of a rule."""
    return _TELLERS.setdefault(layout, {})


def teller(layout: Layout, rule: int) -> Teller:
    """That of a rule, which is looked up once."""
    known = tellers(layout)
    if rule not in known:
        known[rule] = Teller(telling(layout, layout.applied.rules[rule]), layout)
    return known[rule]

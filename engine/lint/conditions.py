"""Conditions that can never hold, always hold, or say what is said already.

Each is tried with every value of a fact that it tells apart, at every date at which one of its params
changes; what is found has to be so at all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from ..meaning.bounds import INF
from ..meaning.words import described, name_of
from ..policy.applied import substituted
from ..policy.conditions import All, AnyOf, Certainly, Condition, Not, Present, Ref
from ..policy.one_currency import currency_told
from ..policy.walk import conditions_of, leaves
from ..units import Unit
from .linted import Linted
from .model import LintFinding
from .outcomes import FAILS, HOLDS, Trial, trials
from .values import (
    Value,
    currencies_of,
    least_and_most,
    number_in,
    subject,
    value_words,
)

Path = tuple[int, ...]
"""The way down to a part of a condition."""


class Said(Struct, frozen=True):
    """One thing that is wrong with a part of a condition."""

    check: str
    path: Path
    part: Condition
    other: Condition | None
    """What it follows from; of what never holds, all that would have to hold at once."""
    ref: Ref
    tries: int
    shown: Value | None
    """A value with which what it follows from holds."""


class Around(Struct, frozen=True):
    """What stands around a part: what must hold beside it, and what would do without it."""

    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    is_in_all: bool = False
    """It is an item of an `all`: where it holds anyway, it can be left out."""

    def beside(self, others: Sequence[Condition], is_all: bool) -> Around:
        """The same, with the other items of the list in which the part stands."""
        if is_all:
            return Around((*self.all_of, *others), (), is_in_all=True)
        return Around(self.all_of, tuple(others))

    def below(self) -> Around:
        """Inside a `not` or a `certainly`."""
        return Around()


def condition_findings(linted: Linted) -> Iterator[LintFinding]:
    """What is wrong with the conditions that the pack itself writes."""
    for kind, name, condition in _conditions(linted):
        for said in said_of(linted, condition):
            yield _told(linted, kind, name, said)


def _conditions(linted: Linted) -> Iterator[tuple[str, str, Condition]]:
    for rule in linted.rules:
        yield "rule", rule.id, rule.when
    for reading in linted.readings:
        yield reading.word, reading.id, reading.when
    for fact in linted.pack.facts.values():
        if fact.pack == linted.pack.id:
            for period in fact.periods:
                for condition in conditions_of(period.definition):
                    yield "fact", fact.ref.full, condition


def said_of(linted: Linted, condition: Condition) -> list[Said]:
    """What is wrong with one condition, the same at every date at which its params change."""
    if isinstance(condition, All | AnyOf) and not condition.items:
        return []
    by_date = [_at(linted, condition, as_of) for as_of in linted.turns(condition)]
    first, *others = by_date
    common = [{(said.check, said.path) for said in found} for found in others]
    return [said for said in first if all((said.check, said.path) in found for found in common)]


def _at(linted: Linted, condition: Condition, as_of: int) -> list[Said]:
    node = substituted(condition, linted.applied(as_of).params)
    every = list(trials(linted, node, as_of))
    for trial in every:
        if never(trial, node, Around()):
            return [Said("never-holds", (), node, node, trial.ref, len(trial.tried), None)]
    return list(_below(node, Around(), (), every))


def _below(node: Condition, around: Around, path: Path, every: Sequence[Trial]) -> Iterator[Said]:
    """What is wrong with a part and the parts of it; of two that say the same, the later one."""
    mine = set(_subjects(node))
    every = [trial for trial in every if trial.ref in mine]
    if not every:
        return
    if (said := _of(node, around, path, every)) is not None:
        yield said
        return
    if isinstance(node, Not | Certainly):
        yield from _below(node.item, around.below(), (*path, 0), every)
    if isinstance(node, All | AnyOf):
        left = set(range(len(node.items)))
        for place in reversed(range(len(node.items))):
            item = node.items[place]
            others = [node.items[other] for other in sorted(left - {place})]
            inner = around.beside(others, isinstance(node, All))
            found = list(_below(item, inner, (*path, place), every))
            if found and found[0].path == (*path, place):
                left.discard(place)
            yield from found


def _of(node: Condition, around: Around, path: Path, every: Sequence[Trial]) -> Said | None:
    for trial in every:
        tries = len(trial.tried)
        if path and never(trial, node, around):
            whole = All((node, *around.all_of))
            return Said("never-holds", path, node, whole, trial.ref, tries, None)
        if always(trial, node):
            return Said("always-holds", path, node, None, trial.ref, tries, None)
        if follows(trial, node, around):
            other = _reason(trial, node, around.all_of)
            if other is not None:
                return Said("implied", path, node, other, trial.ref, tries, _shown(trial, other))
        if adds_nothing(trial, node, around):
            other = _reason(trial, node, around.any_of, is_any=True)
            if other is not None:
                return Said("implied", path, node, other, trial.ref, tries, _shown(trial, node))
    return None


def never(trial: Trial, node: Condition, around: Around) -> bool:
    """Whether a part cannot hold, whatever the value, where all that stands beside it holds."""
    whole = All((node, *around.all_of))
    before = (trial.let_all_hold,) if trial.let_all_hold is not None else ()
    for one in (*before, *trial.tried):
        if trial.outcome(whole, one.row)[1] == HOLDS:
            if around.all_of:
                trial.let_all_hold = one
            return False
    return True


def always(trial: Trial, node: Condition) -> bool:
    """Whether a part holds for every value of the fact that is known."""
    if any(isinstance(leaf, Present) for leaf in leaves(node)):
        return False
    known = (one for one in trial.tried if not one.value.is_partly_known)
    return all(trial.outcome(node, one.row)[0] == HOLDS for one in known)


def follows(trial: Trial, node: Condition, around: Around) -> bool:
    """Whether a part changes nothing, since what must hold beside it says as much."""
    if not around.all_of or not around.is_in_all:
        return False
    beside = All(around.all_of)
    for one in trial.tried:
        least = trial.outcome(node, one.row)[0]
        # What stands beside it is asked only where that can matter: it may be a list as long as the values.
        if least < HOLDS and least < trial.outcome(beside, one.row)[1]:
            return False
    return True


def adds_nothing(trial: Trial, node: Condition, around: Around) -> bool:
    """Whether a part of an `any` changes nothing, since another one lets through all that it does."""
    if not around.any_of:
        return False
    beside = AnyOf(around.any_of)
    for one in trial.tried:
        most = trial.outcome(node, one.row)[1]
        if most > FAILS and most > trial.outcome(beside, one.row)[0]:
            return False
    return True


def _subjects(node: Condition) -> Iterable[Ref]:
    return (ref for leaf in leaves(node) if (ref := subject(leaf)) is not None)


def _reason(
    trial: Trial, node: Condition, others: Sequence[Condition], is_any: bool = False
) -> Condition | None:
    """The one part beside it that is reason enough; None where it takes several."""
    test = adds_nothing if is_any else follows
    for other in others:
        around = Around(any_of=(other,)) if is_any else Around((other,), is_in_all=True)
        if any(ref == trial.ref for ref in _subjects(other)) and test(trial, node, around):
            return other
    return None


def _shown(trial: Trial, condition: Condition) -> Value | None:
    """The first known value with which a condition may hold."""
    for one in trial.tried:
        if not one.value.is_partly_known and trial.outcome(condition, one.row)[1] == HOLDS:
            return one.value
    return None


def _why_never(linted: Linted, said: Said) -> str:
    """What to look at: a fact that is asked for once lies elsewhere, else two conditions are at odds."""
    name = name_of(said.ref)
    asked = [leaf for leaf in leaves(said.other or said.part) if subject(leaf) == said.ref]
    applied = linted.applied(linted.as_of)
    told = currency_told(applied.pack) if said.ref.unit is Unit.MONEY else None
    if told is not None and currencies_of(asked) - {told.currency}:
        return f"{name} is in {told.currency}, as {told.reading} says: write the amount in it"
    low, high = least_and_most(said.ref, applied)
    number = number_in(asked[0]) if len(asked) == 1 else None
    if number is not None and said.ref.unit is Unit.COUNT and number.denominator > 1:
        return f"{name} is a whole number"
    if number is not None and high == 1 < number <= 100:
        return f"{name} is from 0 to 1: write `{float(number):g}%`"
    if len(asked) == 1 and low != -INF:
        lies = f"{name} is never below {low}" if high == INF else f"{name} is from {low} to {high}"
        return f"{lies}: look at which way round the sign is"
    if len(asked) == 1:
        return f"look at what {name} is asked for here"
    return f"look at what {name} is asked for here; two of it exclude each other"


def _told(linted: Linted, kind: str, name: str, said: Said) -> LintFinding:
    part, tried = f"`{described(said.part)}`", f"tried {said.tries} values of {name_of(said.ref)}"
    match said.check:
        case "never-holds":
            whole = part if said.path else "the condition"
            message = f"{whole} can never hold: no value of {name_of(said.ref)} fulfils it"
            hint = _why_never(linted, said)
            return linted.finding(
                said.check, kind, name, message, hint, f"{tried}: none fulfils it"
            )
        case "always-holds":
            message = f"{part} always holds, whatever {name_of(said.ref)} is"
            hint = "leave it out, or ask `{present: true}` where it is to be known"
            return linted.finding(said.check, kind, name, message, hint, f"{tried}: all fulfil it")
        case _:
            assert said.other is not None
            message = f"{part} changes nothing beside `{described(said.other)}`"
            witness = [f"{tried}: it never makes a difference"]
            if said.shown is not None:
                witness.append(f"with {value_words(said.ref, said.shown)} both hold")
            return linted.finding(said.check, kind, name, message, "leave it out", *witness)

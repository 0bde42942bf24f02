"""When time alone changes how a rule comes out: exactly, event by event.

From each instant the next one is looked up at which anything behind the rule can turn (a crossing
of two bounds, the edge of a dated value, a jump of the calendar); in between nothing changes.
Should an outcome turn where no event was expected, the instant is found by bisection.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from ..calendar import LAST
from ..meaning.bounds import Bound
from ..policy.applied import Applied, is_in_force
from ..policy.conditions import FactKey, Ref
from ..policy.definitions import Definition
from ..policy.pack import Pack, Rule
from ..policy.walk import conditions_of, leaves, parts, references
from .outcome import Outcome, RuleRead, read_rule
from .surroundings import (
    Surroundings,
    applied_at,
    looks_around,
    narrowed,
)
from .timely import Timely, is_timely, runs
from .watch import Watch

HORIZON = 2 * 366 * 86_400
"""How far is looked ahead, in seconds: two years."""

MOST_EVENTS = 2_000
FEWEST_EVENTS = 1
MOST_WORK = 60_000
"""Rows times events, so that an account of many thousand contracts is not looked at for minutes."""


class Stretch(Struct, frozen=True):
    """An outcome that stays the same at start <= as_of < until; UTC seconds."""

    start: int
    until: int | None
    """None: to the end of what was looked at."""
    outcome: Outcome


class Timeline(Struct, frozen=True):
    """The outcomes of a rule from as-of on, if nothing changes but the time."""

    stretches: tuple[Stretch, ...]
    looked_until: int


def timeline(pack: Pack, rule: Rule, at: Surroundings, horizon: int = HORIZON) -> Timeline:
    """How a rule comes out from as-of up to the horizon."""
    return _Clock(pack, rule, at).timeline(min(at.as_of + horizon, LAST))


class _Look(Struct):
    """The rule at one instant."""

    at: int
    outcome: Outcome
    watch: Watch | None
    rows: int


class _Clock:
    def __init__(self, pack: Pack, rule: Rule, at: Surroundings) -> None:
        self.rule = rule
        self.pack = narrowed(pack, (rule.when,), rule)
        self.at = at if looks_around(self.pack) else at.alone()
        moves, timely = _kinds(self.pack, at.exported_at < at.as_of)
        self.timely = Timely(timely)
        self.is_moving = any(not runs(key) for key in moves)
        self.edges = sorted(set(_edges(self.pack, rule)))
        self.events = 0
        required = self.pack.actions[rule.action].requires
        roots = (rule.when, *(item.condition for item in required))
        self.refs = [ref for root in roots for ref in references(root)]
        self._segments: dict[int, Applied] = {}

    def timeline(self, end: int) -> Timeline:
        """Event by event; each change of the outcome starts a stretch."""
        look = self._look(self.at.as_of)
        starts = [(look.at, look.outcome)]
        looked_until = end
        while self.events <= _limit(look.rows):
            later = self._later(look, end)
            if later is None:
                break
            look = later
            if look.outcome is not starts[-1][1]:
                starts.append((look.at, look.outcome))
        else:
            looked_until = look.at
        ends: list[int | None] = [start for start, _ in starts[1:]]
        return Timeline(
            tuple(
                Stretch(start, until, outcome)
                for (start, outcome), until in zip(starts, [*ends, None], strict=True)
            ),
            looked_until,
        )

    def _later(self, look: _Look, end: int) -> _Look | None:
        """The rule at the next instant at which it may turn; None where it does not up to the end."""
        at = self._next(look, end)
        later = self._look(end if at is None else at)
        if later.outcome is not look.outcome and later.at - 1 > look.at:
            turn = self._turn(look.at, later.at, look.outcome)
            later = later if turn == later.at else self._look(turn)
        elif at is None:
            return None
        return later

    def _turn(self, low: int, high: int, outcome: Outcome) -> int:
        """An instant in low..high where the outcome stops being what it is at `low`."""
        if self._outcome(high - 1) is outcome:
            return high
        while high - low > 1:
            middle = (low + high) // 2
            if self._outcome(middle) is outcome:
                low = middle
            else:
                high = middle
        return high

    def _read(self, at: int) -> RuleRead:
        self.events += 1
        return read_rule(self._applied(at), self.at, self.refs)

    def _applied(self, at: int) -> Applied:
        """The pack at an instant; between two edges of dated values it is the same but for the time."""
        segment = bisect_right(self.edges, at)
        if segment not in self._segments:
            self._segments[segment] = applied_at(self.pack, self.at, at)
        exported_at = self.at.exported_when(at)
        return replace(self._segments[segment], as_of=at, exported_at=exported_at)

    def _outcome(self, at: int) -> Outcome:
        if not is_in_force(self.rule.start, self.rule.until, at):
            return Outcome.FAILS
        return self._read(at).chosen.outcome

    def _look(self, at: int) -> _Look:
        if not is_in_force(self.rule.start, self.rule.until, at):
            return _Look(at, Outcome.FAILS, None, 1)
        read = self._read(at)
        made = read.chosen.scene
        watch = Watch(made.layout, self.timely)
        for look in read.looks:
            watch.reason(look.trace, look.scene.reader(self.rule.scope))
        return _Look(at, read.chosen.outcome, watch, made.rows)

    def _next(self, look: _Look, end: int) -> int | None:
        """The next instant at which anything can turn, up to `end`."""
        soonest = next((edge for edge in self.edges if edge > look.at), math.inf)
        if look.watch is not None:
            soonest = min(soonest, look.at + self._distance(look))
        return int(soonest) if soonest <= end else None

    def _distance(self, look: _Look) -> Bound:
        """Seconds to the next crossing; infinite where there is none."""
        watch = look.watch
        assert watch is not None
        if not self.is_moving:
            crossings = (_crossing(one, other, slope) for one, other, slope in watch.pairs)
            return min((*crossings, *_jumps(watch)), default=math.inf)
        if not is_in_force(self.rule.start, self.rule.until, look.at + 1):
            return 1
        later = self._look(look.at + 1).watch
        assert later is not None
        return _moved(watch, later)


def _limit(rows: int) -> int:
    """How many evaluations so many rows are worth."""
    return min(MOST_EVENTS, max(FEWEST_EVENTS, MOST_WORK // max(1, rows)))


def _jumps(watch: Watch) -> Iterator[Bound]:
    """Jumps of as-of itself through the calendar: `within_next: 1 month`."""
    now = watch.applied.as_of
    return (distance for value, distance in watch.steps if value == now)


def _crossing(one: Bound, other: Bound, slope: int | Bound) -> Bound:
    """Seconds, at least 1, until two bounds meet, or part if they have met; infinite for never."""
    if math.isinf(one) or math.isinf(other) or not slope:
        return math.inf
    gap = one - other
    if not gap:
        return 1
    seconds = -gap / slope
    return max(1, math.ceil(seconds)) if seconds > 0 else math.inf


def _moved(now: Watch, later: Watch) -> Bound:
    """Seconds to the next crossing, where facts themselves move: their pace is what they did in a second."""
    if not _is_alike(now, later):
        return 1
    found: list[Bound] = [math.inf]
    for (one, other, _), (one_later, other_later, _) in zip(now.pairs, later.pairs, strict=True):
        pace = _pace(one, one_later) - _pace(other, other_later)
        found.append(_crossing(one, other, pace))
    for (value, distance), (value_later, _) in zip(now.steps, later.steps, strict=True):
        if value != value_later:
            found.append(max(1, distance))
    for keys, keys_later in zip(now.keys, later.keys, strict=True):
        found.extend(_overtaking(keys, keys_later))
    return min(found)


def _is_alike(now: Watch, later: Watch) -> bool:
    return (
        len(now.pairs) == len(later.pairs)
        and len(now.steps) == len(later.steps)
        and [len(keys) for keys in now.keys] == [len(keys) for keys in later.keys]
    )


def _pace(now: Bound, later: Bound) -> Bound:
    return 0 if math.isinf(now) or math.isinf(later) else later - now


def _overtaking(keys: list[Bound], later: list[Bound]) -> Iterator[Bound]:
    paces = [_pace(one, other) for one, other in zip(keys, later, strict=True)]
    for index, pace in enumerate(paces):
        if pace:
            for other, value in enumerate(keys):
                if paces[other] != pace:
                    yield _crossing(keys[index], value, pace - paces[other])


def _edges(pack: Pack, rule: Rule) -> Iterator[int]:
    """The instants at which dated values, definitions and the rule itself change."""
    spans = [(rule.start, rule.until)]
    spans += [
        (value.start, value.until) for param in pack.params.values() for value in param.values
    ]
    spans += [
        (period.start, period.until) for fact in pack.facts.values() for period in fact.periods
    ]
    return (edge for span in spans for edge in span if edge is not None)


def _kinds(pack: Pack, is_stale: bool) -> tuple[frozenset[FactKey], frozenset[FactKey]]:
    """The facts whose value moves along with time, and all those that time can change."""
    moving: set[FactKey] = set()
    if is_stale:
        moving |= {ref.key for ref in references(pack.rules)} - set(pack.facts)
        for fact in pack.facts.values():
            moving |= {ref.key for ref in references(fact)} - set(pack.facts)
    moves = _spread(pack, moving, _made_of)
    return moves, _spread(pack, set(moves), _told_by)


def _spread(
    pack: Pack, known: set[FactKey], is_one: Callable[[Definition, set[FactKey]], bool]
) -> frozenset[FactKey]:
    """The known facts and those that are so through them."""
    grows = True
    while grows:
        more = {
            key
            for key, fact in pack.facts.items()
            if key not in known and any(is_one(period.definition, known) for period in fact.periods)
        }
        known |= more
        grows = bool(more)
    return frozenset(known)


def _made_of(definition: Definition, known: set[FactKey]) -> bool:
    """Whether its value is made of one that moves; conditions only choose among values."""
    return any(_is_of(part, known) for part in parts(definition) if isinstance(part, Ref))


def _told_by(definition: Definition, known: set[FactKey]) -> bool:
    return any(_is_of(ref, known) for ref in references(definition)) or any(
        is_timely(leaf) for condition in conditions_of(definition) for leaf in leaves(condition)
    )


def _is_of(ref: Ref, known: set[FactKey]) -> bool:
    key = ref.key
    return key in known or runs(key)

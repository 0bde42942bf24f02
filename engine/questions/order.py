"""Which question comes first, so that as few as possible have to be asked until all is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from .slots import Answer, Slot
from .witness import Asking, Fork, Scene, Way, Witness, witness_by

MOST_ASKED = 8
"""So many questions are told for one contract at most; after an answer there may be others."""
HARD = 0.25
"""So much longer than another question it takes to tell all milestones of a contract."""
CANDIDATES = 3
"""So many of the questions that look best are followed to the next one, where there is time for it."""
BEYOND = 3
"""This part of them in search of a question about another contract."""
WHOSE = frozenset({"account_id", "member_id"})
"""By which contracts belong together: one answer alone seldom makes a difference."""
FEW_OTHERS = 6
"""Of so many others it is asked whose they are."""
QUICK, THOROUGH = 120, 1_500
"""Variants of a contract that are evaluated in search of a better order: in a report, at the terminal."""


class Step(Struct, frozen=True):
    """What was asked of a contract, for others that are told in the same way."""

    slot: Slot
    answers: Mapping[int, int] | None
    """Those that show the reason to ask, and that lead on, with how likely they are, by their place among the
    possible ones; None: it took answers to two questions.
    """
    decides: tuple[str, ...]
    beside: Slot | None
    """The other question, where it took answers to two."""


class Known(Struct, frozen=True):
    """What was asked of another contract."""

    steps: Sequence[Step]
    is_alike: bool
    """That contract is told in the same way, and not only the same of it: what its answers show is known."""


class Asked(Struct, frozen=True):
    """A question in the scene in which it is asked, with the reason to ask it."""

    scene: Scene
    fork: Fork
    witness: Witness
    decides: tuple[str, ...] | None = None
    """Where it is known from another contract."""
    beside: Slot | None = None
    """Another question, where its answers make a difference only together with one to that."""

    @property
    def onward(self) -> Scene | None:
        """Where the next question is asked, as if this answer left most open."""
        ways = [way for way in self.fork.ways if not way.state.is_decided]
        return max(ways, key=_openness).state if ways else None

    def step(self, decides: tuple[str, ...]) -> Step:
        """The same for contracts that are told in the same way."""
        shown = {id(state) for state in (*self.witness, self.onward)} - {id(self.scene), id(None)}
        answers = {way.number: way.weight for way in self.fork.ways if id(way.state) in shown}
        told = answers if len(answers) == len(shown) else None
        return Step(self.fork.slot, told, decides, self.beside)


def plan(asking: Asking, budget: int = QUICK, known: Known | None = None) -> Iterator[Asked]:
    """The questions of a contract one after the other, each as if the answers before left it open.

    `known`: what was asked of another, which is asked of this one and no more, as long as there is a reason
    here as well.
    """
    scene: Scene | None = asking.start
    told: set[Slot] = set()
    while scene is not None and len(told) < MOST_ASKED:
        asked = None
        if known is not None:
            if len(told) == len(known.steps):
                return
            asked = _as_of_another(scene, known.steps[len(told)], is_alike=known.is_alike)
        if asked is None:
            known = None
            asked = following(asking, scene, budget, frozenset(told))
        if asked is None:
            return
        slot = asked.fork.slot
        if slot.milestone is not None and asking.start.of(slot).milestones is None:
            return  # about a milestone of the answers that were tried
        told.add(slot)
        yield asked
        scene = asked.onward


def _as_of_another(scene: Scene, step: Step, *, is_alike: bool) -> Asked | None:
    """The same question as of another contract, where it has a witness here."""
    slot = step.slot
    if slot.contract is not None or scene.is_decided or slot not in scene.slots():
        return None
    answers = step.answers if is_alike else None
    fork = scene.fork(slot) if answers is None else scene.fork_by(slot, answers)
    decides = step.decides if is_alike else None
    if step.beside is not None:
        return _with_another(scene, [fork], step.beside, decides)
    witness = scene.witness(fork)
    return None if witness is None else Asked(scene, fork, witness, decides)


def _openness(way: Way) -> tuple[float, int]:
    return _left(way.state), way.weight


def following(
    asking: Asking, scene: Scene, budget: int = QUICK, passed: frozenset[Slot] = frozenset()
) -> Asked | None:
    """The question to ask next; None where none has a witness. `passed`: not to be asked (again)."""
    if scene.is_decided:
        return None
    forks = [scene.fork(slot) for slot in scene.slots() if slot not in passed]
    found = [
        Asked(scene, fork, witness)
        for fork in forks
        if (witness := scene.witness(fork)) is not None
    ]
    if not found:
        if _hangs_on_many(scene):
            return None
        return (
            _with_another(scene, forks)
            or _beyond(asking, scene, budget, passed)
            or _whose(asking, scene, budget, passed)
        )
    found.sort(key=lambda asked: _expected(asked.fork))
    if len(found) > 1 and asking.work < budget:
        best = found[:CANDIDATES]
        return min(best, key=lambda asked: _expected_after(asking, asked.fork, budget, passed))
    return found[0]


def _expected(fork: Fork) -> float:
    """About how many questions there will be after this one, by what is open then."""
    rest = sum(way.weight * _left(way.state) for way in fork.ways)
    return rest / fork.weight + _trouble(fork)


def _trouble(fork: Fork) -> float:
    return HARD if fork.slot.field is None else 0.0


def _left(scene: Scene) -> float:
    """At least one question, and rather more where more is open."""
    return 0.0 if scene.is_decided else 1 + 0.02 * min(40, len(scene.outcome.undetermined))


def _expected_after(asking: Asking, fork: Fork, budget: int, passed: frozenset[Slot]) -> float:
    """The same, with the best question after each answer looked at as well."""
    rest = 0.0
    for way in fork.ways:
        if not way.state.is_decided:
            least = _left(way.state)
            if asking.work < budget:
                least = 1 + _least_after(way.state, passed | {fork.slot})
            rest += way.weight * least
    return rest / fork.weight + _trouble(fork)


def _least_after(scene: Scene, passed: frozenset[Slot]) -> float:
    forks = (scene.fork(slot) for slot in scene.slots() if slot not in passed)
    seen = (_expected(fork) for fork in forks if scene.witness(fork) is not None)
    return min(seen, default=0.5)


def _beyond(asking: Asking, scene: Scene, budget: int, passed: frozenset[Slot]) -> Asked | None:
    """A question about another contract that bears on this one, where an answer makes a difference here."""
    best: Asked | None = None
    most = asking.work + budget // BEYOND
    for slot in scene.beyond():
        if asking.work > most:
            break
        if slot in passed:
            continue
        fork = scene.fork(slot)
        witness = scene.witness(fork)
        if witness is not None and (best is None or _expected(fork) < _expected(best.fork)):
            best = Asked(scene, fork, witness)
    return best


def _hangs_on_whose(scene: Scene) -> bool:
    needs = set(scene.needy.result.needs)
    return bool(needs) and needs <= WHOSE


def _hangs_on_many(scene: Scene) -> bool:
    """Whether that is missing of so many that it is filled in with a table rather than asked."""
    return _hangs_on_whose(scene) and len(scene.beyond()) > FEW_OTHERS


def _whose(asking: Asking, scene: Scene, budget: int, passed: frozenset[Slot]) -> Asked | None:
    """Who works on a contract, or of which account it is, where nothing else is open: it makes a difference once
    the same is told of others, as if they were of one.
    """
    if not _hangs_on_whose(scene):
        return None
    filled, tried, most = scene, set(passed), asking.work + budget // BEYOND
    while asking.work < most:
        left = (slot for slot in (*filled.slots(), *filled.beyond()) if slot not in tried)
        slot = next(left, None)
        if slot is None:
            break
        tried.add(slot)
        fork = filled.fork(slot)
        witness = witness_by(filled, fork, scene.told)
        if witness is not None:
            return Asked(scene, scene.fork(slot), witness)
        if fork.ways:
            filled = fork.ways[0].state
    return None


def _with_another(
    scene: Scene,
    forks: Sequence[Fork],
    beside: Slot | None = None,
    decides: tuple[str, ...] | None = None,
) -> Asked | None:
    """A question whose answers make a difference only together with the answer to another.

    `beside`: that other one, where it is known.
    """
    for fork in forks:
        for way in fork.ways:
            for slot in way.state.slots():
                if beside not in (None, slot):
                    continue
                for further in way.state.fork(slot).ways:
                    witness = _crossed(scene, fork, further.state, slot, further.answer)
                    if witness is not None:
                        return Asked(scene, fork, witness, decides, slot)
    return None


def _crossed(scene: Scene, fork: Fork, one: Scene, slot: Slot, answer: Answer) -> Witness | None:
    """Another answer to the fork's question that leads elsewhere, with the same answer to the second."""
    for way in fork.ways:
        if not slot.is_in(way.state.of(slot)):
            continue  # by this answer there is no such milestone
        other = way.state.with_answer(slot, answer)
        if scene.told(other) != scene.told(one):
            return (one, other)
    return None

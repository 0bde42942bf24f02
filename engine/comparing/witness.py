"""A smallest invented contract for an edit that changes nothing in the export at hand.

The cases of the packs are tried first, then contracts that differ from them in a field or two; what is
found is made smaller as long as the edit still makes a difference, and proven with the whole packs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from ..cases.model import Case, CaseFile
from ..evaluation.engines import Engine
from ..evaluation.evaluate import Options
from ..policy.applied import apply_pack
from ..policy.pack import Effect, Pack
from ..questions.thresholds import thresholds_of
from ..snapshot.model import ROLES, Snapshot
from ..snapshot.writing import snapshot_text
from ..variants.bench import Bench, Packs
from ..variants.edits import Edit, Kind
from .changes import rule_changes
from .model import Comparison, What, Witness
from .scenes import (
    Scene,
    alone,
    as_read,
    said,
    scene_of,
    scene_of_subject,
    together,
    unsaid,
    with_less,
    written,
)
from .sides import Sides
from .varied import answers, of_few_instants, on_other_days, slots_of

MOST_SOUGHT = 8
"""Edits for which contracts are invented."""
MOST_SCENES = 200
"""Cases that are tried."""
MOST_VARIANTS = 400
"""Contracts that differ from a case in one field, and as many in two."""
MOST_BASES = 12
"""Cases of which fields are varied."""
MOST_OF_EXPORT = 40
"""Contracts of the export that are tried alone, where no case speaks of the rules."""

Pair = tuple[Packs, Packs]
Sign = tuple[str, str]
"""What differs: ("verdict", "") or a rule and what became of it."""


class Ground(Struct, frozen=True):
    """From what contracts are invented, and for when."""

    sides: Sides
    read_cases: Callable[[], Sequence[CaseFile]]
    """The cases of the packs; read when the first is needed."""
    snapshot: Snapshot
    as_of: int
    is_strict: bool = False


Reach = Mapping[Edit, frozenset[str] | None]
"""By edit: the rules that it can change, "" for verdicts as such; None: everything."""


def with_witnesses(comparison: Comparison, ground: Ground, reach: Reach) -> Comparison:
    """The comparison in which edits without a change here have an invented contract that they change."""
    idle = [
        told
        for told in comparison.edits
        if not told.changes and told.edit.stands_alone and told.edit.kind is not Kind.PACK
    ]
    if not idle:
        return comparison
    cases = ground.read_cases()
    found = {
        told.edit: Inventing(
            ground, cases, told.edit, reach[told.edit], _has_company(told.edit, reach)
        ).witness()
        for told in idle[:MOST_SOUGHT]
    }
    edits = tuple(replace(told, witness=found.get(told.edit)) for told in comparison.edits)
    return replace(comparison, edits=edits)


def _has_company(edit: Edit, reach: Reach) -> bool:
    mine = reach[edit]
    others = [rules for other, rules in reach.items() if other != edit and other.stands_alone]
    return any(mine is None or rules is None or bool(mine & rules) for rules in others)


class Inventing:
    """Looks for contracts that one edit makes a difference to."""

    def __init__(
        self,
        ground: Ground,
        cases: Sequence[CaseFile],
        edit: Edit,
        rules: frozenset[str] | None,
        has_company: bool,
    ) -> None:
        """`rules`: those that the edit can change, "" for verdicts as such; None: everything.

        `has_company`: whether other edits can change some of the same.
        """
        self.ground = ground
        self.cases = cases
        self.edit = edit
        self.rules = rules
        self.has_company = has_company
        self.options = Options(engine=Engine.PYTHON, is_strict=ground.is_strict)
        self.platform = next(
            pack.platform
            for slot in ground.sides.slots
            for pack in slot
            if pack is not None and edit.pack in {each.id for each in slot if each is not None}
        )

    def witness(self) -> Witness | None:
        """What was found; None where nothing was."""
        sides = self.ground.sides
        role = self._role()
        rest = [each for each in sides.edits if each != self.edit and each.stands_alone]
        alone_, without = sides.with_edits([self.edit]), sides.with_edits(rest)
        pairs: list[tuple[Pair, list[Edit]]] = []
        if alone_ is not None:
            pairs.append(((sides.old, alone_), []))
        if without is not None and self.has_company:
            pairs.append(((without, sides.new), rest))
        for pair, others in pairs:
            found = self._found(pair, role)
            if found is not None:
                return self._proven(found, role, others)
        return None

    def _role(self) -> str:
        """That of the export; where none of the rules is for it, one that a rule is for."""
        roles = [
            rule.roles
            for slot in self.ground.sides.slots
            for pack in slot
            if pack is not None and self.rules is not None
            for rule in pack.rules
            if rule.id in self.rules
        ]
        own = self.ground.snapshot.role
        if not roles or any(own in each for each in roles):
            return own
        return next(role for role in ROLES if any(role in each for each in roles))

    def _found(self, pair: Pair, role: str) -> Scene | None:
        """The smallest of the scenes that differ, made smaller; the first kind of scenes that has one."""
        bases = self._bases(role)
        kinds = (
            lambda: bases,
            lambda: on_other_days(bases[:MOST_BASES]),
            lambda: self._varied(bases, pair, role, 1),
            lambda: self._varied(bases, pair, role, 2),
        )
        for scenes in kinds:
            tried = list(scenes())
            signs = self._signs(tried, pair, role)
            differing = [
                scene
                for place, scene in enumerate(tried)
                if signs.get(place) and as_read(written(scene, role, self.platform)) is not None
            ]
            if differing:
                return self._shrunk(min(differing, key=lambda scene: scene.size), pair, role)
        return None

    # --- what is tried ---

    def _bases(self, role: str) -> list[Scene]:
        """The cases that speak of the rules first."""
        named: list[Scene] = []
        others: list[Scene] = []
        for case in self._cases():
            for step in case.steps:
                if step.role == role:
                    rules = step.expectation.rules
                    speaks = self.rules is None or bool(rules & self.rules)
                    (named if speaks else others).append(scene_of(case, step, self.ground.as_of))
        near = of_few_instants([*named, *others])[:MOST_SCENES]
        near_ones = self.ground.snapshot.contracts[:MOST_OF_EXPORT]
        return [*near, *(alone(contract, self.ground.as_of) for contract in near_ones)]

    def _cases(self) -> Iterator[Case]:
        for file in self.cases:
            if file.pack.platform == self.platform:
                yield from file.cases

    def _varied(self, bases: Sequence[Scene], pair: Pair, role: str, many: int) -> Iterator[Scene]:
        """Scenes that differ from the first bases in so many fields."""
        applied = [
            apply_pack(pack, self.ground.as_of, self.ground.as_of, role)
            for packs in self._restricted(pair)
            for pack in packs
            if pack is not None and pack.platform == self.platform
        ]
        slots = list(slots_of(applied))
        thresholds = [thresholds_of(each) for each in applied]
        singles = [scene for scene in bases if len(scene.contracts) == 1][:MOST_BASES]
        singles = [scene for scene in singles if scene.as_of == singles[0].as_of]
        rng = random.Random(0)
        if many == 1:
            every = (
                variant
                for scene in singles
                for slot in slots
                for variant in answers(scene, slot, thresholds)
            )
            yield from islice(every, MOST_VARIANTS)
            return
        for _ in range(MOST_VARIANTS if singles and len(slots) > 1 else 0):
            scene = rng.choice(singles)
            for slot in rng.sample(slots, 2):
                found = list(answers(scene, slot, thresholds))
                scene = rng.choice(found) if found else scene
            yield scene

    # --- what differs ---

    def _restricted(self, pair: Pair) -> Pair:
        """Packs with the rules alone that the edit can change, where verdicts need not be asked."""
        rules = self.rules
        if rules is None or "" in rules:
            return pair
        old, new = (
            [None if pack is None else _only(pack, rules) for pack in side] for side in pair
        )
        kept = [pack for pack in (*old, *new) if pack is not None]
        if any(
            pack.actions[rule.action].effect is Effect.CLOSE for pack in kept for rule in pack.rules
        ):
            return pair
        return old, new

    def _signs(self, scenes: Sequence[Scene], pair: Pair, role: str) -> dict[int, set[Sign]]:
        """By scene what differs."""
        found: dict[int, set[Sign]] = {}
        by_instant: dict[int, dict[int, Scene]] = {}
        for number, scene in enumerate(scenes):
            by_instant.setdefault(scene.as_of, {})[number] = scene
        for as_of, members in by_instant.items():
            self._compare(members, as_of, pair, role, found)
        return found

    def _compare(
        self,
        scenes: Mapping[int, Scene],
        as_of: int,
        pair: Pair,
        role: str,
        found: dict[int, set[Sign]],
    ) -> None:
        old, new = self._restricted(pair)
        bench = Bench(together(scenes, role, self.platform), old, as_of, self.options)
        before, after = bench.before, bench.outcome(new)
        for change in rule_changes(before, after, self.ground.sides.names):
            sign = (change.rule, str(change.what))
            found.setdefault(scene_of_subject(change.subject), set()).add(sign)
        for was, now in zip(before.contracts, after.contracts, strict=True):
            if was.verdict is not now.verdict:
                found.setdefault(int(now.id.partition("/")[0]), set()).add(("verdict", ""))

    def _shrunk(self, scene: Scene, pair: Pair, role: str) -> Scene:
        """The scene without everything that the difference does not need."""
        aim = self._signs([scene], pair, role)[0]

        def still(tried: Sequence[Scene]) -> list[int]:
            signs = self._signs(tried, pair, role) if tried else {}
            return [
                place
                for place, each in enumerate(tried)
                if signs.get(place, set()) & aim
                and as_read(written(each, role, self.platform)) is not None
            ]

        while kept := still(tried := list(with_less(scene))):
            scene = tried[kept[0]]
        while kept := still([unsaid(scene, {spot}) for spot in said(scene)]):
            spots = said(scene)
            needless = [spots[place] for place in kept]
            ways = [unsaid(scene, set(needless[: end + 1])) for end in range(len(needless))]
            scene = ways[max(still(ways))]
        return scene

    def _proven(self, scene: Scene, role: str, others: list[Edit]) -> Witness | None:
        """The scene as it is read from an export of its own, with what the whole packs say of it."""
        sides = self.ground.sides
        snapshot = as_read(written(scene, role, self.platform))
        if snapshot is None:
            return None
        bench = Bench(snapshot, sides.old, scene.as_of, self.options)
        kept = list(others)
        for edit in others:
            rest = [each for each in kept if each != edit]
            if self._says(bench, rest):
                kept = rest
        says = self._says(bench, kept)
        if not says:
            return None
        return Witness(snapshot_text(snapshot), says, (self.edit, *kept))

    def _says(self, bench: Bench, others: Sequence[Edit]) -> tuple[str, ...]:
        sides = self.ground.sides
        without, packs = sides.with_edits(others), sides.with_edits([*others, self.edit])
        if without is None or packs is None:
            return ()
        before, after = bench.outcome(without), bench.outcome(packs)
        verdicts = [
            f"verdict of {now.id} {was.verdict} -> {now.verdict}"
            for was, now in zip(before.contracts, after.contracts, strict=True)
            if was.verdict is not now.verdict
        ]
        rules = [
            f"{change.rule} for {change.subject} {_word(change.what, change.fields)}"
            for change in rule_changes(before, after, sides.names)
        ]
        return (*verdicts, *rules)


def _word(what: What, fields: Iterable[str]) -> str:
    listed = ", ".join(fields)
    return f"{what} ({listed})" if listed else str(what)


def _only(pack: Pack, rules: frozenset[str]) -> Pack:
    return replace(
        pack,
        rules=tuple(
            rule for rule in pack.rules if rule.id in rules or rules & set(rule.renamed_from)
        ),
    )

"""Which rules an export cannot decide, and the fewest fields that a person has to add.

A rule is certain to be decided when everything that it waits for is there; some of it may be enough.
Fields are chosen greedily: at each step those that decide most for the least typing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from ..policy.applied import is_in_force
from ..policy.pack import Pack, Rule
from ..snapshot.fields import ANNOTATIONS, currencies_of
from .findings import Report, Subject, Undetermined


class Undecided(Struct, frozen=True):
    """A rule, the entities for which it cannot be decided, and what it waits for."""

    pack: str
    rule: str
    title: str
    subjects: tuple[Subject, ...]
    needs: tuple[str, ...]


class Step(Struct, frozen=True):
    """Fields to add together, and what they decide with those of the steps before."""

    needs: tuple[str, ...]
    decided: tuple[Undetermined, ...]
    is_optional: bool
    """Annotations: what they decide costs no verdict."""


class Decidability(Struct, frozen=True):
    """What an export decides, and what it takes to decide the rest."""

    rules: tuple[tuple[str, str], ...]
    """(pack, rule) of every rule that was asked."""
    undecided: tuple[Undecided, ...]
    steps: tuple[Step, ...]
    beyond: tuple[Undecided, ...]
    """Rules that no field of the snapshot would decide."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Every field of the steps, in their order."""
        return tuple(need for step in self.steps for need in step.needs)

    @property
    def decided(self) -> int:
        """How many rules are decided for every entity."""
        return len(self.rules) - len({(each.pack, each.rule) for each in self.undecided})


def decidability(report: Report, packs: Sequence[Pack]) -> Decidability:
    """What the rules of the packs that were applied can tell about a report's export."""
    applied = {pack for pack, _ in report.policies}
    rules = tuple(
        (rule.pack, rule.id)
        for pack in packs
        if pack.id in applied
        for rule in pack.rules
        if _is_asked(rule, report)
    )
    helped = [item for item in report.undetermined if _is_helped(item)]
    return Decidability(
        rules,
        tuple(_by_rule(report.undetermined)),
        tuple(_steps(helped)),
        tuple(_by_rule(item for item in report.undetermined if not _is_helped(item))),
    )


def _is_helped(item: Undetermined) -> bool:
    """Whether fields of the snapshot would decide."""
    return bool(item.needs) and not any(map(currencies_of, item.needs))


def _is_asked(rule: Rule, report: Report) -> bool:
    """Whether a rule is in force, and for this side of the contracts."""
    is_for_role = not rule.roles or report.role in rule.roles
    in_force = is_in_force(rule.start, rule.until, report.as_of)
    return is_for_role and in_force and not rule.is_preview


def _by_rule(undetermined: Iterable[Undetermined]) -> Iterable[Undecided]:
    groups: dict[tuple[str, str], list[Undetermined]] = {}
    for item in undetermined:
        groups.setdefault((item.pack, item.rule), []).append(item)
    for (pack, rule), items in sorted(groups.items()):
        needs = sorted({need for item in items for need in item.needs})
        subjects = tuple(item.subject for item in items)
        yield Undecided(pack, rule, items[0].title, subjects, tuple(needs))


def _steps(undetermined: Sequence[Undetermined]) -> Iterable[Step]:
    """What costs verdicts first, then the annotations."""
    chosen: set[str] = set()
    for is_optional in (False, True):
        left = [
            item for item in undetermined if is_optional is not ANNOTATIONS.isdisjoint(item.needs)
        ]
        while left:
            needs = _next(left, chosen)
            chosen |= needs
            decided = tuple(item for item in left if chosen.issuperset(item.needs))
            left = [item for item in left if not chosen.issuperset(item.needs)]
            if needs:
                yield Step(tuple(sorted(needs)), decided, is_optional)


def _next(left: Sequence[Undetermined], chosen: set[str]) -> frozenset[str]:
    """The fields that decide most for each of them; ties: fewer fields, then names."""
    waiting = Counter(frozenset(item.needs) - chosen for item in left)

    def rank(needs: frozenset[str]) -> tuple[float, int, list[str]]:
        gain = sum(many for other, many in waiting.items() if other <= needs)
        return -gain / max(len(needs), 1), len(needs), sorted(needs)

    return min(waiting, key=rank)

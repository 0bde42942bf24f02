"""What holds of every contract of a platform, and the statements that deny it.

An implication of a pack without a condition says how the platform is: where a contract states something else,
both cannot be true. One with a condition may be what is usual, which a statement may well deny; one that
`overrules` holds all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from ..policy.conditions import All, Literal
from ..policy.pack import Pack
from ..policy.readings import Reading
from ..problems import CloseoutError, Level
from ..snapshot.bad_value import Path
from ..snapshot.conform import MILESTONES, Fault
from ..snapshot.fields import POSITION
from ..snapshot.model import Contract, Record
from ..units import Scope, Unit


class Held(Struct, frozen=True):
    """A field that has the same value in every contract of a platform."""

    scope: Scope
    path: str
    value: str
    says: str
    roles: frozenset[str]

    def denied(self, record: Record, path: Path) -> Iterator[Fault]:
        """What a record says against it."""
        stated = record[POSITION[self.scope][self.path]]
        if stated is not None and stated != self.value:
            message = f"{stated}, but it is always {self.value}: {self.says}"
            yield Fault((*path, *self.path.split(".")), message, level=Level.CONTRADICTION)


class Always:
    """Tells what of a contract denies what holds of all of its platform; the packs are read where one comes."""

    def __init__(self, packs: Callable[[], Iterable[Pack]], role: str) -> None:
        self._packs = packs
        self._role = role
        """For whom exports are judged that do not say it."""

    @cached_property
    def _by_platform(self) -> Mapping[str, Sequence[Held]]:
        try:
            return {pack.platform: held_of(pack) for pack in self._packs()}
        except CloseoutError:
            return {}  # policies that cannot be read are told by whoever needs them

    def __call__(self, contract: Contract, platform: str, role: str | None) -> Iterator[Fault]:
        """`platform`, `role`: those of the export."""
        for held in self._by_platform.get(str(contract.get("platform") or platform), ()):
            if (role or self._role) not in held.roles:
                continue
            if held.scope is Scope.CONTRACT:
                yield from held.denied(contract.values, ())
                continue
            for place, milestone in enumerate(contract.milestones or ()):
                yield from held.denied(milestone, (MILESTONES, place))


def held_of(pack: Pack) -> tuple[Held, ...]:
    """What the implications of a pack say of every contract or milestone."""
    return tuple(
        Held(ref.scope, ref.name, reading.value.value, reading.says, reading.roles)
        for reading in pack.readings.values()
        if _is_always(reading) and isinstance(reading.value, Literal)
        for ref in reading.refs
        if ref.name in POSITION.get(ref.scope, {})
        and ref.unit is Unit.TEXT
        and isinstance(reading.value.value, str)
    )


def _is_always(reading: Reading) -> bool:
    is_firm = not (reading.is_assumed or reading.overrules or reading.mentioned)
    return is_firm and reading.when == All(())

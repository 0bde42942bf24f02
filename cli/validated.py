"""What is wrong with files, held together or each by itself: told while they are read, and then counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from ..engine.problems import Level, Problem
    from ..engine.snapshot.own import OwnCheck
    from ..engine.snapshot.read import Check
    from ..engine.snapshot.spreadsheet import Spreadsheet
    from .settings.settings import Settings

MOST = 1_000
"""Problems of one level that are told unless all are asked for."""


class Held(Struct, frozen=True):
    """Files that are read together, and what they are held against."""

    check: Check
    own: OwnCheck
    settings: Settings

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong with them."""
        from .apart import told_apart

        about = about_platforms_of(self.check, self.settings)
        return (told_apart(self.own.hinted(each)) for each in chain(self.check, about))


class Validated:
    """The problems of all files, and afterwards how many there were. To be iterated once."""

    def __init__(self, held: Iterable[Held], every: bool) -> None:
        """`every`: no level is broken off where nobody reads on; counted are all in any case."""
        self.files = self.contracts = 0
        self.count: Counter[Level] = Counter()
        self.passed_over = ""
        self.assumed_role: str | None = None
        self._held = held
        self._every = every

    def __iter__(self) -> Iterator[Problem]:
        for one in self._held:
            for problem in one.problems():
                self.count[problem.level] += 1
                if self._every or self.count[problem.level] <= MOST:
                    yield problem
            self.files += one.check.files
            self.contracts += one.check.contracts
            self.passed_over = self.passed_over or one.check.passed_over
            self.assumed_role = self.assumed_role or one.check.assumed_role

    @property
    def note(self) -> str:
        """For whom they were judged where none says it."""
        from ..engine.snapshot.given_role import role_note

        return "" if self.assumed_role is None else role_note(self.assumed_role)

    @property
    def left(self) -> int:
        """How many problems were not told."""
        return 0 if self._every else sum(max(0, count - MOST) for count in self.count.values())

    @property
    def is_valid(self) -> bool:
        """No errors and no contradictions."""
        from ..engine.problems import Level

        return not self.count[Level.ERROR] and not self.count[Level.CONTRADICTION]


def held_together(files: Sequence[str], told: Spreadsheet, settings: Settings) -> Held:
    """Files whose contracts are of one export."""
    import sys

    from ..engine.checking.always import Always
    from ..engine.language.load import load_packs
    from ..engine.meaning.own_fields import by_platform
    from ..engine.snapshot.model import ROLES
    from ..engine.snapshot.own import OwnCheck
    from ..engine.snapshot.read import Check
    from . import clock
    from .exports import choice_of
    from .settings.keys import POLICIES, ROLE

    given = settings[ROLE]
    # Policies are looked up where they are needed: an export can be right although they are not there.
    own = OwnCheck(lambda: by_platform(load_packs(settings[POLICIES])))
    side = ROLES[0] if given is None else given.role
    always = Always(lambda: load_packs(settings[POLICIES]), side)
    choice, now = choice_of(settings), clock.now()
    check = Check(files, sys.stdin.buffer, told, choice, own, now, given, always)
    return Held(check, own, settings)


def held_alone(
    files: Sequence[str], told: Spreadsheet, settings: Settings, flags: dict[str, Any]
) -> Iterator[Held]:
    """Every file by itself, by the settings nearest to it. Raises `CloseoutError` where there is none."""
    from .each_file import all_left_out, is_left_out, settings_of
    from .exports import choice_of, exports

    found = exports(files, choice_of(settings))
    is_any = False
    for file in found.files:
        nearest = settings_of(file, settings, flags)
        if not is_left_out(file, nearest, is_named=file in found.named):
            is_any = True
            yield held_together([file], told, nearest)
    if not is_any:
        raise all_left_out()


def about_platforms_of(check: Check, settings: Settings) -> Iterator[Problem]:
    """What `check` would not look at; policies that cannot be read are told by whoever needs them."""
    from ..engine.language.load import shipped_pack_ids
    from .settings.keys import POLICIES

    is_default = settings.chosen[POLICIES.name].value is None
    if is_default and check.platforms.keys() <= set(shipped_pack_ids()):
        return  # a shipped pack is called as its platform, so that none has to be read
    from ..engine.checking.platforms import about_platforms
    from ..engine.language.pack_platforms import platforms_of
    from ..engine.problems import CloseoutError

    try:
        known = platforms_of(settings[POLICIES])
    except CloseoutError:
        return
    yield from about_platforms(check.platforms, known)

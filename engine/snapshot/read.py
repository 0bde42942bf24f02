"""Reads exports: for use, as one `Snapshot`, or only to tell what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Literal

from ..garbage import uncollected
from ..problems import InputError, Level, Place, Problem, at_level
from ..progress import Progress
from ..written import counted
from .examines import HoldsAlways
from .finding.found import ALL, Choice, found_files
from .given.given import Given
from .given_role import GivenRole
from .intake import Intake
from .merge import Merge
from .model import ROLES, Snapshot
from .noted import MOST_PROBLEMS, Noted
from .own import OwnCheck
from .parted import Met, Parted
from .spool import Spool
from .spreadsheet import AS_THE_FILE_TELLS, Spreadsheet
from .taken import empty_sources

LEAST_BYTES = 11
"""Of a contract and its line end: `{"id":"1"}`."""


def read_snapshot(
    sources: Sequence[str],
    *,
    stdin: BinaryIO | None = None,
    on_invalid: Literal["fail", "skip"] = "fail",
    spreadsheet: Spreadsheet = AS_THE_FILE_TELLS,
    progress: Progress | None = None,
    now: int | None = None,
    role: GivenRole | None = None,
) -> Snapshot:
    """The snapshot that files, folders, addresses or `-` for standard input hold together.

    Warnings and contradictions are in its `problems`. With `skip`, an invalid contract is there
    with `is_invalid` and nothing known but its id, and its errors are in `problems` too. `now`, in UTC
    seconds: nothing that a file tells as past can be later, where it does not say itself how far it knows.
    `role`: of exports that state none. Raises `InputError` with everything that is wrong, for an export
    without contracts as well.
    """
    with uncollected():
        intake = Intake(
            keeps=True,
            skips=on_invalid == "skip",
            spreadsheet=spreadsheet,
            progress=progress,
            now=now,
        )
        files = found_files(sources).files
        return _read((intake.take(name, stdin) for name in files), intake, role)


def read_in_place(
    sources: Sequence[str],
    held: int,
    spreadsheet: Spreadsheet = AS_THE_FILE_TELLS,
    progress: Progress | None = None,
    now: int | None = None,
    role: GivenRole | None = None,
) -> tuple[Snapshot, Parted] | None:
    """As `read_spooled` of large NDJSON files, of which the contracts stay where they lie and are not looked at
    closely before they are taken up; None where the files are to be read in their order.

    What there is to tell is complete with `problems_of`.
    """
    files = found_files(sources).files
    if _size(files) < held * LEAST_BYTES:
        return None
    from .routing import routed

    with uncollected():
        found = routed(files, held, spreadsheet, progress, now)
        if found is None:
            return None
        intake, lying = found
        merge = Merge(intake, role)
        if any(problem.level is Level.ERROR for problem in merge.problems):
            return None
        lying.later = merge.problems
        return merge.snapshot(_problems_of(Noted(), merge.problems)), lying


def _size(files: Iterable[str]) -> int:
    """In bytes; 0 where something is no file."""
    try:
        return sum(Path(name).stat().st_size for name in files)
    except (OSError, ValueError):
        return 0


def problems_of(snapshot: Snapshot, parted: Parted, noted: Noted) -> list[Problem]:
    """The problems of a snapshot when all its contracts were taken up. `noted`: what was met in them."""
    return snapshot.problems if parted.later is None else _problems_of(noted, parted.later)


def _problems_of(noted: Noted, later: Iterable[Problem]) -> list[Problem]:
    told = _Told()
    for problem in noted.in_order():
        told.add(problem)
    for level, count in noted.left_out():
        told.count[level] += count
    for problem in later:
        told.add(problem)
    return told.problems()


def read_spooled(
    sources: Sequence[str],
    held: int,
    spreadsheet: Spreadsheet = AS_THE_FILE_TELLS,
    progress: Progress | None = None,
    now: int | None = None,
    role: GivenRole | None = None,
) -> tuple[Snapshot, Spool | None]:
    """As `read_snapshot` of files; and where they hold more contracts and milestones than are to be held, the
    snapshot without them, and the spool that they are in.

    Raises as that does.
    """
    spool = Spool(held=held)
    with uncollected():
        intake = Intake(
            keeps=True, spreadsheet=spreadsheet, progress=progress, spool=spool, now=now
        )
        told = _Told()
        told.take(intake.take(name) for name in found_files(sources).files)
        if not spool.ids.has_twins() and not (spool.is_spilled and spool.is_refused):
            if not spool.is_spilled:
                intake.take_back(spool)
            snapshot = _merged(told, intake, role)
            return snapshot, spool if spool.is_spilled else None
    whole = read_snapshot(sources, spreadsheet=spreadsheet, progress=progress, now=now, role=role)
    return whole, None


def snapshot_of(given: Given | Sequence[str], *, role: GivenRole | None = None) -> Snapshot:
    """The snapshot that a program holds already, or that files hold together.

    An invalid contract is there with `is_invalid`, as `read_snapshot` does with `skip`. `role`: of an
    export that does not state one. Raises `InputError` with everything that is wrong where nothing can
    be used, and `SurroundingsError` where a library is missing.
    """
    with uncollected():
        intake = Intake(keeps=True, skips=True)
        if isinstance(given, Sequence):
            files = found_files(given).files
            return _read((intake.take(name) for name in files), intake, role)
        pieces = intake.take_pieces(given.name, given.pieces(), given.is_streamed)
        return _read([pieces], intake, role)


def _read(
    takes: Iterable[Iterable[Problem]], intake: Intake, role: GivenRole | None = None
) -> Snapshot:
    told = _Told()
    told.take(takes)
    return _merged(told, intake, role)


def _merged(told: _Told, intake: Intake, role: GivenRole | None = None) -> Snapshot:
    """The snapshot of all that was taken in. Raises `InputError` where something of it cannot be used."""
    is_usable = told.is_readable
    merge = Merge(intake, role) if is_usable else None
    for problem in merge.problems if merge else empty_sources(intake.takings, intake.count):
        told.add(problem)
        is_usable = is_usable and problem.level is not Level.ERROR
    is_usable = is_usable and intake.is_usable
    if merge is None or not is_usable or (told.count[Level.ERROR] and not intake.skips):
        raise InputError(told.problems())
    return merge.snapshot(told.problems())


class _Told:
    """The first problems of each level, and how many there were."""

    def __init__(self) -> None:
        self.count: Counter[Level] = Counter()
        self.is_readable = True
        """Whether every source could be read to its end."""
        self._first: list[Problem] = []

    def take(self, takes: Iterable[Iterable[Problem]]) -> None:
        """Read sources, and note what is told of them."""
        for problems in takes:
            try:
                for problem in problems:
                    self.add(problem)
            except InputError as fault:
                self.is_readable = False
                for problem in fault.problems:
                    self.add(problem)

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it if there is room."""
        self.count[problem.level] += 1
        if self.count[problem.level] <= MOST_PROBLEMS:
            self._first.append(problem)

    def problems(self) -> list[Problem]:
        """Errors first, each level in the order in which it was met; of notes, that there are some."""
        told: list[Problem] = []
        for level in Level:
            if level is Level.NOTE:
                continue
            told += at_level(self._first, level)
            left = self.count[level] - MOST_PROBLEMS
            if left > 0:
                message = f"{left} more of this kind are not listed"
                hint = "`closeout validate --all` lists them all"
                told.append(Problem(Place(told[-1].place.file), message, hint, level))
        notes = at_level(self._first, Level.NOTE)
        if notes:
            message = (
                f"{counted(self.count[Level.NOTE], 'reading')} of tables: see `closeout validate`"
            )
            told.append(Problem(Place(notes[0].place.file), message, level=Level.NOTE))
        return told


class Check:
    """What is wrong with files, folders or standard input, told while they are read; afterwards, how much it was.

    In bounded memory: NDJSON is streamed; of its contracts nothing is kept but the ids.
    """

    def __init__(
        self,
        sources: Sequence[str],
        stdin: BinaryIO | None = None,
        spreadsheet: Spreadsheet = AS_THE_FILE_TELLS,
        choice: Choice = ALL,
        own: OwnCheck | None = None,
        now: int | None = None,
        role: GivenRole | None = None,
        always: HoldsAlways | None = None,
    ) -> None:
        """`own`: what packs declare of fields of a user's own; without it these are not looked at. `now`,
        `role`: see `read_snapshot`; `always`: see `Intake`.
        """
        self.files = 0
        self.passed_over = ""
        """One line about what is no export; empty if nothing was passed over."""
        self.contracts = 0
        self.count: Counter[Level] = Counter()
        self.platforms: Mapping[str, Met] = {}
        """By platform, when all is read: how many valid contracts there are, and where the first stands."""
        self.assumed_role: str | None = None
        """For whom they are judged where nobody says it; None where somebody does, or none can be judged."""
        self._sources = sources
        self._stdin = stdin
        self._spreadsheet = spreadsheet
        self._choice = choice
        self._own = own
        self._now = now
        self._role = role
        self._always = always

    def __iter__(self) -> Iterator[Problem]:
        """Every problem, in the order of the files. To be iterated once."""
        for problem in self._problems():
            self.count[problem.level] += 1
            yield problem

    def _problems(self) -> Iterator[Problem]:
        intake = Intake(
            keeps=False,
            spreadsheet=self._spreadsheet,
            own=self._own,
            always=self._always,
            now=self._now,
        )
        is_readable = True
        try:
            found = found_files(self._sources, self._choice)
        except InputError as fault:
            yield from fault.problems
            return
        self.passed_over = found.passed_over()
        for name in found.files:
            self.files += 1
            try:
                yield from intake.take(name, self._stdin)
            except InputError as fault:
                is_readable = False
                yield from fault.problems
            self.contracts = intake.count
        if is_readable:
            merge = Merge(intake, self._role)
            yield from merge.problems
            self.platforms = intake.platforms()
            can_be_judged = self.platforms and not self.count[Level.ERROR]
            self.assumed_role = ROLES[0] if can_be_judged and merge.role is None else None
        else:
            yield from empty_sources(intake.takings, intake.count)

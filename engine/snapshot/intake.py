"""Takes in sources one after the other: types and checks their contracts, tells what is wrong.

Problems are handed out as they are found, so that a stream of any length needs little memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, TypeVar

from ..problems import Level, Place, Problem
from ..progress import Progress
from ..units import Scope
from .bad_value import Path, found
from .begun import begun
from .conform import MILESTONES, Fault, contract_of
from .contradictions import contradictions
from .databases import given_at
from .databases.address import is_address
from .examines import Examines, HoldsAlways
from .finding.refusal import refuse_own
from .header import header_of
from .model import AT_ACCOUNT, AT_PLATFORM, CUSTOM, ID, Contract, Custom, Record, blank
from .noted import MOST_WARNINGS, Key
from .parted import Met, Parted
from .pieces import Piece
from .readers import reader_of
from .said_in_rows import taken_up
from .sources import error, opened
from .spool import Spool
from .spreadsheet import AS_THE_FILE_TELLS, Spreadsheet
from .taken import Taken
from .writing import customs

Told = TypeVar("Told", Fault, Problem)

MOST_PROBLEMS = 100_000
"""After so many problems a source is given up: something is wrong with all of it."""
MOST_HEADER_PROBLEMS = 100


class Intake:
    """Takes in sources. `own` examines what the catalogue does not know, `always` what no contract can be.

    `keeps`: the contracts are held, for a snapshot. `skips`: an invalid contract is held as well,
    with nothing known but its id; its errors are told all the same. `spool` takes the contracts that are
    kept, and then none may be skipped; it also tells, at the end, whether an id was used twice. `now`: UTC
    seconds; a source that does not say how far it knows knows nothing later. `stands_together`: all contracts
    of a source are taken in here, so that what one of them says of the export holds for the others.
    """

    def __init__(
        self,
        *,
        keeps: bool,
        skips: bool = False,
        spreadsheet: Spreadsheet = AS_THE_FILE_TELLS,
        own: Examines | None = None,
        always: HoldsAlways | None = None,
        progress: Progress | None = None,
        spool: Spool | None = None,
        now: int | None = None,
        stands_together: bool = True,
    ) -> None:
        self.now = now
        self._stands_together = stands_together
        self.spool = spool
        self.parted: Parted | None = spool
        """Where the contracts are that are not held."""
        self._spreadsheet = spreadsheet
        self._own = own
        self._always = always
        self._progress = progress
        self.takings: list[Taken] = []
        self.count = 0
        """Contracts that were met, valid or not."""
        self.is_usable = True
        """False after an error that cannot be skipped with a contract."""
        self.account_ids: dict[str, Place] = {}
        """The accounts that contracts name, each with the first contract that does."""
        self._keeps = keeps
        self.skips = skips
        self._places: dict[str, Place] = {}
        self._by_id: dict[str, Contract] = {}
        self._foreign: dict[str, int] = {}
        """Of contracts of foreign shapes, which come twice where pages overlap, what they say."""

    def take(self, name: str, stdin: BinaryIO | None = None) -> Iterator[Problem]:
        """Read a source and tell everything that is wrong with it.

        Raises `InputError` where the source cannot be read on.
        """
        if is_address(name):
            given = given_at(name)
            yield from self.take_pieces(given.name, given.pieces(), given.is_streamed)
            return
        with opened(name, stdin, self._spreadsheet) as source:
            refuse_own(source)
            reader = reader_of(source)
            yield from self.take_pieces(source.name, reader.read(source), reader.IS_STREAMED)

    def take_pieces(
        self, name: str, pieces: Iterable[Piece], is_streamed: bool
    ) -> Iterator[Problem]:
        """Take in what a reader gives, or a program; `is_streamed`: the header, if any, comes first.

        Tells and raises as `take` does.
        """
        taken = Taken(name)
        self.takings.append(taken)
        waiting: list[tuple[Contract, Piece]] = []
        told, before = 0, self.count
        for piece in pieces:
            if piece.is_header:
                yield from self._take_header(piece, taken)
                continue
            self.count += 1
            if self._progress is not None:
                self._progress(self.count, None)
            contract = self._typed(piece, taken)
            if contract is None:
                contract, problems = self._contract_of(piece, taken)
                yield from problems
                told += len(problems)
                if told > MOST_PROBLEMS:
                    message = f"more than {MOST_PROBLEMS} problems: the rest is not read"
                    raise error(Place(name), message)
            if contract is None:
                continue
            if is_streamed or piece.stands_alone:
                yield from self._contradictions(contract, piece, taken)
            else:
                piece.raw = None
                waiting.append((contract, piece))
        taken.is_empty = self.count == before
        for contract, piece in waiting:
            yield from self._contradictions(contract, piece, taken)

    def platforms(self) -> dict[str, Met]:
        """By platform: how many contracts that are not kept, and where the first stands; as first met."""
        found: dict[str, Met] = {}
        for taken in self.takings:
            for stated, met in taken.met.items():
                whole = found.setdefault(stated or taken.platform, Met(0, met.first))
                whole.count += met.count
        return found

    def begin(self, name: str, header: Piece | None) -> list[Problem]:
        """Take in a source of which the contracts stay where they lie; what is wrong with its header."""
        taken = Taken(name, is_filled=True)
        self.takings.append(taken)
        return [] if header is None else list(self._take_header(header, taken))

    def _take_header(self, piece: Piece, taken: Taken) -> Iterator[Problem]:
        yield from piece.problems
        if any(each.level is Level.ERROR for each in piece.problems):
            self.is_usable = False
        taken.shape, taken.pages = piece.shape, piece.pages
        if piece.shape and self.spool is not None:
            self.spool.is_refused = (
                True  # pages of foreign shapes overlap: what is there twice is compared
            )
        faults: list[Fault] = []
        if isinstance(piece.raw, dict):
            taken.header = header_of(
                piece.raw, faults, textual=piece.is_textual, before=taken.header
            )
            taken.header_piece = piece
            is_alone = isinstance(piece.raw.get("account"), dict)
            for index, account in enumerate(taken.header.accounts):
                _place_custom(account, ("account",) if is_alone else ("accounts", index), piece)
                if self._own is not None:
                    yield from self._own.of_account(account, taken.platform)
        for fault in faults[:MOST_HEADER_PROBLEMS]:
            if fault.level is Level.ERROR:
                self.is_usable = False
            yield problem_of(fault, piece, "")

    def _typed(self, piece: Piece, taken: Taken) -> Contract | None:
        """A contract that the reader has typed, of which there is nothing to say, on its way into the spool:
        most of those of a large export. None: to be looked at.
        """
        contract, spool = piece.contract, self.spool
        if contract is None or spool is None or self._own is not None or piece.problems:
            return None
        contract.place = piece.origin.start()
        account = contract.values[AT_ACCOUNT]
        if isinstance(account, str) and account not in self.account_ids:
            self.account_ids[account] = contract.place
        self._keep(contract, taken)
        return contract

    def _contract_of(self, piece: Piece, taken: Taken) -> tuple[Contract | None, list[Problem]]:
        """A valid contract, or None; and what is wrong with it."""
        faults: list[Fault] = []
        if piece.contract is not None:
            contract = piece.contract
        elif piece.is_unreadable:
            contract = Contract(blank(Scope.CONTRACT), None)
        else:
            contract = contract_of(piece.raw, faults, textual=piece.is_textual)
            if faults and self._stands_together:
                faults = taken_up(piece, faults, taken.header)
        contract.place = piece.origin.start()
        _place_custom(contract.values, (), piece)
        for index, record in enumerate(contract.milestones or ()):
            _place_custom(record, (MILESTONES, index), piece)
        contract_id = contract.values[ID]
        problems: list[Problem] = []
        if self._own is not None:
            problems += self._own.of_contract(contract, taken.platform)
        is_valid = True
        if faults or piece.problems:
            subject = subject_of(contract_id, piece)
            problems += self._unsaid(piece.problems, taken)
            problems += (problem_of(each, piece, subject) for each in self._unsaid(faults, taken))
            levels = [*(each.level for each in piece.problems), *(each.level for each in faults)]
            is_valid = Level.ERROR not in levels
        if isinstance(contract_id, str) and self.spool is None:
            first = self._places.setdefault(contract_id, contract.place)
            if piece.shape:
                self._foreign.setdefault(contract_id, hash(repr(piece.raw)))
            if first is not contract.place:
                problems.append(self._used_twice(contract_id, first, piece))
                return None, problems
        if not is_valid:
            self._keep_invalid(str(contract_id or piece.label), piece, taken)
            return None, problems
        account = contract.values[AT_ACCOUNT]
        if isinstance(account, str):
            self.account_ids.setdefault(account, contract.place)
        if self._keeps:
            self._keep(contract, taken)
        else:
            taken.is_filled = True
            stated = contract.values[AT_PLATFORM]
            met = taken.met.setdefault(
                None if stated is None else str(stated), Met(0, contract.place)
            )
            met.count += 1
        return contract, problems

    def take_back(self, spool: Spool) -> None:
        """Hold the contracts that a spool has kept, which were not too many for it."""
        for source, contract in spool.kept:
            self.takings[source].contracts.append(contract)

    def _keep(self, contract: Contract, taken: Taken) -> None:
        taken.is_filled = True
        if self.spool is not None:
            self.spool.put(len(self.takings) - 1, contract)
            return
        taken.contracts.append(contract)
        if self.skips:
            self._by_id[contract.id] = contract

    def _keep_invalid(self, contract_id: str, piece: Piece, taken: Taken) -> None:
        if not (self._keeps and self.skips):
            return
        if contract_id in self._by_id:
            contract_id = f"{contract_id} of {taken.name}"
        contract = Contract(blank(Scope.CONTRACT), None, piece.origin.start(), is_invalid=True)
        contract.values[ID] = contract_id
        self._keep(contract, taken)

    def _used_twice(self, contract_id: str, first: Place, piece: Piece) -> Problem:
        """Which of two is meant cannot be told, so that neither is used."""
        if piece.shape and self._foreign.get(contract_id) == hash(repr(piece.raw)):
            self.count -= 1
            message = f"the contract {found(contract_id)} is there twice, word for word"
            place, hint = piece.origin.start(), f"counted once; first at {first}"
            return Problem(place, message, hint, Level.WARNING)
        other = self._by_id.get(contract_id)
        if other is not None:
            other.values[:] = blank(Scope.CONTRACT)
            other.values[ID] = contract_id
            other.milestones, other.is_invalid = None, True
        message = f"the contract id {found(contract_id)} is used twice"
        place, hint = piece.origin.place(("id",)), f"first used at {first}"
        if first.file != place.file:
            hint += "; of two exports name the later one, or compare them: closeout diff OLD NEW"
        return Problem(place, message, hint)

    def _contradictions(self, contract: Contract, piece: Piece, taken: Taken) -> Iterator[Problem]:
        found = chain(contradictions(contract, taken.header.known_until, self.now), begun(contract))
        if self._always is not None:
            found = chain(found, self._always(contract, taken.platform, taken.header.role))
        for fault in found:
            yield problem_of(fault, piece, subject_of(contract.id, piece))

    def _unsaid(self, told: Iterable[Told], taken: Taken) -> Iterator[Told]:
        """All but the warnings that this source was given before."""
        for each in told:
            if each.level is Level.WARNING:
                key = warning_key(each)
                if key in taken.said or len(taken.said) >= MOST_WARNINGS:
                    continue
                taken.said.add(key)
            yield each


def warning_key(told: Fault | Problem) -> Key:
    """What makes two warnings the same: one is told for all contracts that have it."""
    path: Path = () if isinstance(told, Problem) else told.path
    return (told.message, *(step for step in path if isinstance(step, str)))


def _place_custom(record: Record, path: Path, piece: Piece) -> None:
    """Note where each field of a user's own stands: it is typed when the packs are known."""
    if record[CUSTOM] is not None:
        record[CUSTOM] = tuple(
            Custom(each.name, each.raw, piece.origin.place((*path, "custom", each.name)))
            for each in customs(record[CUSTOM])
        )


def subject_of(contract_id: object, piece: Piece) -> str:
    """How a message names a contract."""
    return f"contract {found(contract_id)[1:-1]}" if isinstance(contract_id, str) else piece.label


def problem_of(fault: Fault, piece: Piece, subject: str) -> Problem:
    """A fault with its place in the file."""
    place = piece.origin.place(fault.path, at_key=fault.at_key)
    if subject == piece.label and (place.cell or place.file.startswith(subject)):
        subject = ""  # the place names it already
    about = ", ".join(filter(None, (subject, path_text(fault.path))))
    message = f"{about}: {fault.message}" if about else fault.message
    is_unknown = fault.at_key and fault.level is Level.WARNING
    unknown = str(fault.path[-1]) if is_unknown else ""
    return Problem(place, message, fault.hint, fault.level, unknown)


def path_text(path: Path) -> str:
    """`milestones[0].submissions[1]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text

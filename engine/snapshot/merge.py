"""Makes one snapshot of what several sources say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..problems import Level, Place, Problem, did_you_mean
from ..units import Scope
from ..written import instant_json
from .bad_value import found
from .fields import FIELDS
from .given_role import GivenRole
from .intake import Intake
from .model import (
    AT_ACCOUNT,
    AT_PLATFORM,
    DEFAULT_PLATFORM,
    ID,
    ROLES,
    Contract,
    File,
    Record,
    Snapshot,
    Value,
)
from .pages import missing_pages
from .taken import Taken, empty_sources

MOST_HINTS = 20
"""So many lost accounts are told which other was meant: each is compared with every account."""

CLIENT = "client"
MUST_AGREE = "files that are read together must agree"
ONLY_WHERE_NONE_IS_STATED = (
    "it is for files that state none: leave it out, or correct what is stated"
)
SAY_IT_FOR_ALL = "state it in each file, or give that of those that state none: `--role client`"


class Merge:
    """The headers of all sources as one, and the defaults that follow from it."""

    def __init__(self, intake: Intake, role: GivenRole | None = None) -> None:
        """`role`: of sources that state none."""
        self._intake = intake
        self._role = role
        self._accounts: dict[object, tuple[Record, Place]] = {}
        found = (
            self._accounts_that_disagree(),
            self._roles_that_disagree(),
            self._instants_that_disagree(),
            self._mixed_shapes(),
            self._lost_accounts(),
        )
        self.problems = [problem for each in found for problem in each]
        """Sources that contradict each other, accounts and pages that are not there, no contract."""
        self.problems += missing_pages(page for each in intake.takings for page in each.pages)
        self.problems += empty_sources(intake.takings, intake.count)

    def snapshot(self, problems: list[Problem]) -> Snapshot:
        """The contracts of all sources, in order, with their defaults."""
        takings, defaults = self._intake.takings, self._defaults()
        for taken, of_source in zip(takings, defaults, strict=True):
            _fill(taken.contracts, *of_source)
        if self._intake.parted is not None:
            self._intake.parted.close(defaults)
        is_exported = any(each.header.exported_at is not None for each in takings)
        known = [each.header.known_until for each in takings if is_exported]
        first = next((each.header.platform for each in takings if each.header.platform), None)
        return Snapshot(
            contracts=[contract for taken in takings for contract in taken.contracts],
            accounts=[record for record, _ in self._accounts.values()],
            as_of=next((t.header.as_of for t in takings if t.header.as_of is not None), None),
            exported_at=min((each for each in known if each is not None), default=None),
            platform=first or DEFAULT_PLATFORM,
            role=self.role or ROLES[0],
            role_is_assumed=self.role is None,
            problems=problems,
            files=[File(each.name, each.shape, each.header.known_until) for each in takings],
        )

    @property
    def role(self) -> str | None:
        """That of the first source that states one, else the given one."""
        stated = (each.header.role for each in self._intake.takings if each.header.role)
        return next(stated, None if self._role is None else self._role.role)

    def _defaults(self) -> list[tuple[str, Value]]:
        """By source: platform and account of contracts that name none."""
        found: list[tuple[str, Value]] = []
        for taken in self._intake.takings:
            accounts = taken.header.accounts
            if len(accounts) != 1:
                accounts = [record for record, _ in self._accounts.values()]
            found.append((taken.platform, accounts[0][ID] if len(accounts) == 1 else None))
        return found

    def _accounts_that_disagree(self) -> Iterator[Problem]:
        for taken in self._intake.takings:
            for index, account in enumerate(taken.header.accounts):
                yield from self._merge_account(account, _place(taken, "account", index))

    def _roles_that_disagree(self) -> Iterator[Problem]:
        """A stated role is held against what is given, else against that of the other files."""
        stated: dict[str, Place] = {}
        for taken in self._intake.takings:
            if taken.header.role is not None:
                stated.setdefault(taken.header.role, _place(taken, "role"))
        if self._role is not None:
            for role, place in stated.items():
                if role != self._role.role:
                    message = f"role is {role} here and {self._role.role} by {self._role.place}"
                    yield Problem(place, message, ONLY_WHERE_NONE_IS_STATED)
            return
        # A file that states no role is a freelancer's, and must not be judged by a client's rules.
        silent = self._silent() if CLIENT in stated else None
        if silent is not None:
            message = f"no role is stated here, and it is {CLIENT} at {stated[CLIENT]}"
            yield Problem(silent, message, SAY_IT_FOR_ALL)
        yield from _each_other("role", stated)

    def _silent(self) -> Place | None:
        """The first file with contracts that states no role."""
        takings = self._intake.takings
        found = (each for each in takings if each.is_filled and each.header.role is None)
        return next((_place(each, "role") for each in found), None)

    def _instants_that_disagree(self) -> Iterator[Problem]:
        instants: dict[str, Place] = {}
        for taken in self._intake.takings:
            if taken.header.as_of is not None:
                instants.setdefault(instant_json(taken.header.as_of), _place(taken, "as_of"))
        yield from _each_other("as_of", instants)

    def _merge_account(self, account: Record, place: Place) -> Iterator[Problem]:
        """Each source may know something else of one account; what both know must agree."""
        known, first = self._accounts.setdefault(account[ID], (account, place))
        if known is account:
            return
        for index, (old, new) in enumerate(zip(known, account, strict=True)):
            if old is None:
                known[index] = new
            elif new is not None and new != old:
                name = FIELDS[Scope.ACCOUNT][index].path
                message = f"account.{name} is {found(new)} here and {found(old)} at {first}"
                yield Problem(place, message, MUST_AGREE)

    def _mixed_shapes(self) -> Iterator[Problem]:
        """Shapes of one platform name the same contract by different ids."""
        first: dict[str, Taken] = {}
        for taken in self._intake.takings:
            if not taken.shape:
                continue
            other = first.setdefault(taken.header.platform or "", taken)
            if other.shape != taken.shape:
                message = f"this is {taken.shape}, and {other.name} is {other.shape}"
                hint = "their ids differ, so that a contract may count twice: use one of the two"
                yield Problem(Place(taken.name), message, hint)

    def _lost_accounts(self) -> Iterator[Problem]:
        known = [str(each) for each in self._accounts if each is not None]
        if not known:
            return
        ids = self._intake.account_ids.items()
        lost = [(id, place) for id, place in ids if id not in self._accounts]
        for number, (id, place) in enumerate(lost):
            message = f"account_id {found(id)} is none of the export's accounts"
            hint = did_you_mean(id, known) if number < MOST_HINTS else ""
            yield Problem(place, message, hint, Level.WARNING)


def _each_other(name: str, said: dict[str, Place]) -> Iterator[Problem]:
    """What files say otherwise than the first that says something."""
    for other in list(said)[1:]:
        first = next(iter(said))
        message = f"{name} is {other} here and {first} at {said[first]}"
        yield Problem(said[other], message, MUST_AGREE)


def _fill(contracts: Iterable[Contract], platform: str, account_id: Value) -> None:
    """An invalid contract has no defaults: nothing of it is known."""
    for contract in contracts:
        values = contract.values
        if contract.is_invalid:
            continue
        if values[AT_PLATFORM] is None:
            values[AT_PLATFORM] = platform
        if values[AT_ACCOUNT] is None:
            values[AT_ACCOUNT] = account_id


def _place(taken: Taken, key: str, index: int = 0) -> Place:
    piece = taken.header_piece
    if piece is None:
        return Place(taken.name)
    if key == "account" and isinstance(piece.raw, dict) and "account" not in piece.raw:
        return piece.origin.place(("accounts", index))
    return piece.origin.place((key,))

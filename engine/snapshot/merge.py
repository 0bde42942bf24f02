"""Makes one snapshot of what several sources say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..problems import Level, Place, Problem, did_you_mean
from ..units import Scope
from ..written import instant_json
from .bad_value import found
from .fields import FIELDS, POSITION
from .intake import ACCOUNT_ID, Intake, Taken
from .model import DEFAULT_PLATFORM, ID, ROLES, Contract, File, Record, Snapshot, Value
from .pages import missing_pages

MOST_HINTS = 20
"""So many lost accounts are told which other was meant: each is compared with every account."""

PLATFORM = POSITION[Scope.CONTRACT]["platform"]


class Merge:
    """The headers of all sources as one, and the defaults that follow from it."""

    def __init__(self, intake: Intake, role: str | None = None) -> None:
        """`role`: of sources that state none."""
        self._intake = intake
        self._role = role
        self._accounts: dict[object, tuple[Record, Place]] = {}
        found = (self._disagreements(), self._mixed_shapes(), self._lost_accounts())
        self.problems = [problem for each in found for problem in each]
        """Sources that contradict each other, accounts and pages that are not there, no contract."""
        self.problems += missing_pages(page for each in intake.takings for page in each.pages)
        if not intake.count and intake.takings:
            hint = "an export holds at least one contract"
            place = Place(intake.takings[0].name)
            self.problems.append(Problem(place, "there are no contracts", hint))

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
        role = next((each.header.role for each in takings if each.header.role), self._role)
        return Snapshot(
            contracts=[contract for taken in takings for contract in taken.contracts],
            accounts=[record for record, _ in self._accounts.values()],
            as_of=next((t.header.as_of for t in takings if t.header.as_of is not None), None),
            exported_at=min((each for each in known if each is not None), default=None),
            platform=first or DEFAULT_PLATFORM,
            role=role or ROLES[0],
            role_is_stated=role is not None,
            problems=problems,
            files=[File(each.name, each.shape, each.header.known_until) for each in takings],
        )

    def _defaults(self) -> list[tuple[str, Value]]:
        """By source: platform and account of contracts that name none."""
        found: list[tuple[str, Value]] = []
        for taken in self._intake.takings:
            accounts = taken.header.accounts
            if len(accounts) != 1:
                accounts = [record for record, _ in self._accounts.values()]
            found.append((taken.platform, accounts[0][ID] if len(accounts) == 1 else None))
        return found

    def _disagreements(self) -> Iterator[Problem]:
        # A file that states no role is a freelancer's, and must not be judged by a client's rules.
        stated = {taken.header.role for taken in self._intake.takings}
        is_clients = self._role is None and "client" in stated
        roles: dict[str, Place] = {} if self._role is None else {self._role: Place("role=")}
        instants: dict[str, Place] = {}
        for taken in self._intake.takings:
            header = taken.header
            if header.role is not None or (is_clients and taken.is_filled):
                roles.setdefault(header.role or ROLES[0], _place(taken, "role"))
            if header.as_of is not None:
                instants.setdefault(instant_json(header.as_of), _place(taken, "as_of"))
            for index, account in enumerate(header.accounts):
                yield from self._merge_account(account, _place(taken, "account", index))
        for name, places in (("role", roles), ("as_of", instants)):
            for other in list(places)[1:]:
                first = next(iter(places))
                message = f"{name} is {other} here and {first} at {places[first]}"
                yield Problem(places[other], message, "files that are read together must agree")

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
                yield Problem(place, message, "files that are read together must agree")

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


def _fill(contracts: Iterable[Contract], platform: str, account_id: Value) -> None:
    """An invalid contract has no defaults: nothing of it is known."""
    for contract in contracts:
        values = contract.values
        if contract.is_invalid:
            continue
        if values[PLATFORM] is None:
            values[PLATFORM] = platform
        if values[ACCOUNT_ID] is None:
            values[ACCOUNT_ID] = account_id


def _place(taken: Taken, key: str, index: int = 0) -> Place:
    piece = taken.header_piece
    if piece is None:
        return Place(taken.name)
    if key == "account" and isinstance(piece.raw, dict) and "account" not in piece.raw:
        return piece.origin.place(("accounts", index))
    return piece.origin.place((key,))

"""Rows of one platform's contracts, linked to each other, before any fact is filled in.

A contract whose account or client is not known hangs under a row of its own for it: such a row is no
subject of a rule, and nothing is known of its other members.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from ..meaning.groups import Maybes
from ..meaning.layout import (
    CLIENTS,
    FIRST,
    ID,
    IS_COMPLETE,
    MAYBES,
    MEMBERS,
    RECORD,
    UP,
    Layout,
    Row,
)
from ..snapshot.escrow import may_be_funded
from ..snapshot.model import (
    AT_ACCOUNT,
    AT_CLIENT,
    AT_CLIENT_NAME,
    AT_PLATFORM,
    Contract,
    Record,
    Snapshot,
    Value,
    blank,
)
from ..snapshot.model import ID as RECORD_ID
from ..units import Scope

CLIENT_RECORD = ("id", "name")
"""What a client's record holds; the name is that of the first contract."""


class RowSet(Struct):
    """All rows of a run over one pack."""

    rows: dict[Scope, list[Row]]
    """Every row, also those of clients and accounts that are not known."""
    subjects: dict[Scope, list[Row]]
    """The rows that rules may speak of; not those of contracts that could not be read."""
    contracts: list[Contract] = field(default_factory=list)
    """The contracts of the platform, beside their rows."""
    assumed: dict[tuple[int, str], str] = field(default_factory=dict)
    """Which assumption filled in a fact: (id of the row, name of the fact) -> its id."""


def copied(found: RowSet, layout: Layout) -> tuple[RowSet, dict[int, Row]]:
    """Rows of their own that hold the same, with room for a layout that has grown; and by id of a row its
    copy. What was assumed is not told of them.
    """
    twins: dict[int, Row] = {}
    rows: dict[Scope, list[Row]] = {}
    for scope, each in found.rows.items():
        width = layout.width[scope]
        rows[scope] = [[*row, *[None] * (width - len(row))] for row in each]
        twins.update(zip(map(id, each), rows[scope], strict=True))
    parts: dict[int, list[Row]] = {}
    for row in twins.values():
        if row[UP] is not None:
            row[UP] = twins[id(row[UP])]
        for place in (MEMBERS, CLIENTS):
            if row[place]:
                row[place] = [twins[id(member)] for member in row[place]]
        if row[MAYBES]:
            row[MAYBES] = _twins_of(row[MAYBES], twins, parts)
    subjects = {scope: [twins[id(row)] for row in each] for scope, each in found.subjects.items()}
    return RowSet(rows, subjects, found.contracts), twins


def _twins_of(maybes: Maybes, twins: dict[int, Row], parts: dict[int, list[Row]]) -> Maybes:
    """The copies; parts that are shared stay so."""
    for part in maybes.parts:
        if id(part) not in parts:
            parts[id(part)] = [twins[id(row)] for row in part]
    return Maybes(parts[id(part)] for part in maybes.parts)


def with_subject(found: RowSet, place: int) -> RowSet:
    """The same rows, of which rules may speak of one contract and its milestones alone."""
    row = found.rows[Scope.CONTRACT][place]
    kept = {Scope.CONTRACT: [row], Scope.MILESTONE: row[MEMBERS]}
    is_subject = any(each is row for each in found.subjects[Scope.CONTRACT])
    found.subjects = {scope: kept.get(scope, []) if is_subject else [] for scope in Scope}
    return found


def platform_of(contract: Contract, snapshot: Snapshot) -> str:
    """The platform of a contract; the export's where it names none."""
    platform = contract.values[AT_PLATFORM]
    return platform if isinstance(platform, str) else snapshot.platform


class Builder:
    """Makes rows and links them."""

    def __init__(self, layout: Layout, accounts: Iterable[Record], has_accounts: bool) -> None:
        # A milestone may have been added since an export that is older than as-of.
        self.is_stale = layout.applied.is_stale
        self.has_accounts = has_accounts
        self.empty = {scope: [None] * (layout.width[scope] - FIRST) for scope in Scope}
        self.rows: dict[Scope, list[Row]] = {scope: [] for scope in Scope}
        self.export = self._row(Scope.EXPORT, None, None, None, True)
        self.accounts: dict[str | None, Row] = {}
        self.clients: dict[tuple[Value, Value], Row] = {}
        self.strays: list[Row] = []
        """Contracts of which the account is not known."""
        self.nameless: dict[str | None, list[Row]] = {}
        """By account: contracts of which the client is not known."""
        for record in accounts:
            self._account(str(record[RECORD_ID]) if record[RECORD_ID] is not None else None, record)

    def _row(
        self, scope: Scope, record: Record | None, up: Row | None, id: str | None, complete: bool
    ) -> Row:
        """A new row; only those that can have members get lists for them."""
        members: list[Row] | tuple[()] = () if scope is Scope.MILESTONE else []
        clients: list[Row] | tuple[()] = [] if scope is Scope.ACCOUNT else ()
        row: Row = [record, up, members, (), complete, clients, id, *self.empty[scope]]
        self.rows[scope].append(row)
        return row

    def _account(self, id: str | None, record: Record | None = None, known: bool = True) -> Row:
        if id in self.accounts:
            return self.accounts[id]
        values = record if record is not None else blank(Scope.ACCOUNT)
        if values[RECORD_ID] is None:
            values = [id, *values[1:]]
        row = self._row(Scope.ACCOUNT, values, self.export, id, known)
        if known:
            self.accounts[id] = row
        return row

    def _client(self, account_id: Value, client_id: Value, name: Value) -> Row:
        """The client row of a contract, made when it is first met, or for this contract alone; its record
        is id and name.
        """
        known = isinstance(account_id, str)
        account = self._account(
            account_id if isinstance(account_id, str) else None,
            known=known or not self.has_accounts,
        )
        id = client_id if isinstance(client_id, str) else None
        known = id is not None and account[IS_COMPLETE]
        row = self._row(Scope.CLIENT, [id, name if known else None], account, id, known)
        if known:
            account[CLIENTS].append(row)
            self.clients[account_id, client_id] = row
        return row

    def add(self, contracts: Iterable[Contract]) -> None:
        """Rows of contracts and milestones: the hot loop."""
        empty = self.empty[Scope.CONTRACT]
        rows, milestone_rows = self.rows[Scope.CONTRACT], self.rows[Scope.MILESTONE]
        for contract in contracts:
            values, milestones = contract.values, contract.milestones
            key = (values[AT_ACCOUNT], values[AT_CLIENT])
            client = self.clients.get(key)
            if client is None:
                client = self._client(*key, values[AT_CLIENT_NAME])
            complete: bool | None = milestones is not None
            if complete and self.is_stale and may_be_funded(values):
                complete = None
            row: Row = [values, client, [], (), complete, (), values[0], *empty]
            rows.append(row)
            client[MEMBERS].append(row)
            client[UP][MEMBERS].append(row)
            if not client[IS_COMPLETE]:
                self._unplaced(row, client[UP])
            if milestones:
                row[MEMBERS] = self.milestones(row, milestones)
                milestone_rows += row[MEMBERS]

    def milestones(self, row: Row, records: Iterable[Record]) -> list[Row]:
        """Rows for the milestones of a contract, whose row has none."""
        empty = self.empty[Scope.MILESTONE]
        return [[record, row, (), (), True, (), record[0], *empty] for record in records]

    def _unplaced(self, row: Row, account: Row) -> None:
        if account[IS_COMPLETE]:
            self.nameless.setdefault(account[ID], []).append(row)
        else:
            self.strays.append(row)

    def link_maybes(self) -> None:
        """Contracts of unknown accounts may belong to every account, those of unknown clients to every client.

        All of them share the lists of such contracts: each of its own would grow with their product.
        """
        strays: dict[Value, list[Row]] = {}
        for row in self.strays:
            strays.setdefault(row[RECORD][AT_CLIENT], []).append(row)
        everywhere = strays.get(None, [])
        of_all = Maybes((self.strays,)) if self.strays else ()
        for account in self.accounts.values():
            account[MAYBES] = of_all
            loose = self.nameless.get(account[ID], [])
            for client in account[CLIENTS]:
                client[MAYBES] = Maybes((loose, everywhere, strays.get(client[ID], []))) or ()


def knows_accounts(snapshot: Snapshot) -> bool:
    """Whether an export names accounts, or its contracts do; if not, all of them are of one."""
    return (
        snapshot.names_accounts
        or bool(snapshot.accounts)
        or any(contract.values[AT_ACCOUNT] is not None for contract in snapshot.contracts)
    )


def build_rows(layout: Layout, snapshot: Snapshot, contracts: list[Contract]) -> RowSet:
    """Rows for the given contracts of the snapshot."""
    return rows_of(layout, contracts, snapshot.accounts, knows_accounts(snapshot))


def rows_of(
    layout: Layout,
    contracts: list[Contract],
    accounts: Iterable[Record],
    has_accounts: bool,
    guests: Sequence[Contract] = (),
) -> RowSet:
    """Rows for contracts, and for others of unknown accounts that may belong to theirs; these `guests` stand
    behind the others and are no subjects.
    """
    builder = Builder(layout, accounts, has_accounts)
    builder.add(contracts)
    milestones = len(builder.rows[Scope.MILESTONE])
    builder.add(guests)
    builder.link_maybes()
    rows = builder.rows
    return RowSet(
        rows=rows,
        subjects={
            Scope.MILESTONE: rows[Scope.MILESTONE][:milestones],
            Scope.CONTRACT: [
                row
                for row, contract in zip(rows[Scope.CONTRACT], contracts, strict=False)
                if not contract.is_invalid
            ],
            Scope.CLIENT: [row for row in rows[Scope.CLIENT] if row[IS_COMPLETE]],
            Scope.ACCOUNT: [row for row in rows[Scope.ACCOUNT] if row[IS_COMPLETE]],
            Scope.EXPORT: rows[Scope.EXPORT],
        },
        contracts=contracts,
    )

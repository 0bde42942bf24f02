"""What a source says about the export as a whole: who exported, when, on which platform, which accounts."""

from __future__ import annotations

from msgspec import Struct, field

from ..problems import Level
from ..units import Scope
from .bad_value import BadValueError, Path, found
from .conform import CONTRACTS, Fault, fault_of, fill, record_of, table_of, unknown_key
from .convert import identifier, instant, platform
from .given_role import EXPECTED, role_called
from .model import ID, Record, blank

VERSION = 1
SAID_OF_ALL = ("as_of", "exported_at", "role")
"""Keys of an export that a contract may repeat, and that may stand beside those of a platform's answer."""
READ_APART = "an export is one side's, of one instant: read the two apart"
HEADER_KEYS = (
    "version",
    "made_by",
    "as_of",
    "exported_at",
    "platform",
    "role",
    "account",
    "accounts",
)


class Header(Struct):
    """What a source says about the export as a whole; None: it does not say."""

    as_of: int | None = None
    exported_at: int | None = None
    platform: str | None = None
    role: str | None = None
    accounts: list[Record] = field(default_factory=list)

    @property
    def known_until(self) -> int | None:
        """How far the knowledge reaches: to the export, else to the instant of judging."""
        return self.as_of if self.exported_at is None else self.exported_at


def header_of(
    raw: dict[str, object], faults: list[Fault], *, textual: bool, before: Header | None = None
) -> Header:
    """What a source says about the export; a wrong word is an error, since all depends on it.

    `before`: what its contracts said of it, which has to be the same.
    """
    header = Header()
    for key, value in raw.items():
        if value is None:
            continue
        path: Path = (key,)
        try:
            if key == "version":
                _check_version(value, textual)
            elif key == "made_by":
                identifier(value)
            elif key in ("as_of", "exported_at"):
                setattr(header, key, instant(value))
            elif key == "platform":
                header.platform = platform(value)
            elif key == "role":
                header.role = _role(value)
            elif key == "account":
                _account(value, header, faults, textual)
            elif key == "accounts":
                _accounts(value, header, faults, textual)
            else:
                known = [*HEADER_KEYS, CONTRACTS]
                faults.append(unknown_key(key, value, (), known, None))
        except BadValueError as refused:
            faults.append(fault_of(path, refused))
            if key == "role" and isinstance(refused.meant, str):
                header.role = refused.meant
    if before is not None:
        _hold_against(header, before, faults)
    if raw.get("account") is not None and raw.get("accounts") is not None:
        message = "account and accounts exclude each other"
        faults.append(Fault(("account",), message, "write one of the two", at_key=True))
    return header


def _hold_against(header: Header, before: Header, faults: list[Fault]) -> None:
    """Add what contracts have said of the export; a header that says something else is at fault."""
    for key in SAID_OF_ALL:
        said, stated = getattr(before, key), getattr(header, key)
        if stated is None:
            setattr(header, key, said)
        elif said not in (None, stated):
            faults.append(Fault((key,), "the contracts say another", READ_APART))


def _check_version(value: object, textual: bool) -> None:
    written = int(value) if textual and isinstance(value, str) and value.isdecimal() else value
    if written != VERSION or isinstance(written, bool):
        message = f"expected {VERSION}, found {found(value)}"
        raise BadValueError(message, "this program reads no other version of the format")


def _role(value: object) -> str:
    """Who exported. Raises `BadValueError`, at level warning where the role has another name."""
    role = role_called(value)
    if value != role:
        message = f"{EXPECTED}, found {found(value)}: read as {found(role)}"
        raise BadValueError(message, f"write {found(role)}", Level.WARNING, role)
    return role


def _account(value: object, header: Header, faults: list[Fault], textual: bool) -> None:
    """The one account of an export, which may do without an id."""
    if not isinstance(value, dict):
        raise BadValueError(f"expected an object, found {found(value)}")
    record = blank(Scope.ACCOUNT)
    table = table_of(Scope.ACCOUNT, textual=textual)
    fill(record, value, table, ("account",), faults, Scope.ACCOUNT)
    header.accounts.append(record)


def _accounts(value: object, header: Header, faults: list[Fault], textual: bool) -> None:
    if not isinstance(value, list):
        raise BadValueError(f"expected a list of accounts, found {found(value)}")
    table = table_of(Scope.ACCOUNT, textual=textual)
    seen = {other[ID] for other in header.accounts}
    for index, raw in enumerate(value):
        record = record_of(raw, table, ("accounts", index), faults, Scope.ACCOUNT)
        if record is None:
            continue
        if record[ID] is not None and record[ID] in seen:
            message = f"the account id {found(record[ID])} is used twice"
            faults.append(Fault(("accounts", index, "id"), message))
        seen.add(record[ID])
        header.accounts.append(record)

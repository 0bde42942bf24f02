"""How an address is written: `scheme://where?table=name`, and how it is told without the credentials in it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote

from msgspec import Struct

from ...problems import STDIN_NAME, Place
from ..sources import STDIN

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
TABLE = "table"


class Address(Struct, frozen=True):
    """The parts of an address."""

    scheme: str
    rest: str
    """What stands between the scheme and the first `?`, as it is written."""
    table: str | None
    """The table that is asked for."""
    options: tuple[tuple[str, str], ...]
    """What else stands behind the `?`."""
    name: str
    """The address as written."""

    @property
    def shown(self) -> str:
        """The address for people: where, and which table; nobody's name or password, and no option."""
        where, slash, path = self.rest.partition("/")
        table = "" if self.table is None else f"?{TABLE}={self.table}"
        return f"{self.scheme}://{where.rpartition('@')[2]}{slash}{path}{table}"

    @property
    def place(self) -> Place:
        """The table as a whole."""
        return Place(self.shown)

    @property
    def file(self) -> str | None:
        """The path of `sqlite:///app.db`, which is `app.db`; None where there are not three slashes."""
        return unquote(self.rest[1:]) if self.rest.startswith("/") and self.rest[1:] else None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be told: names, passwords and options, as they are written and as they are meant."""
        user, _, password = self.rest.partition("/")[0].rpartition("@")[0].partition(":")
        written = [user, password, *(value for _, value in self.options)]
        return tuple({each for one in written for each in (one, unquote(one)) if each})


def is_address(name: str) -> bool:
    """Whether a name is an address, and no file, folder or pattern."""
    return _SCHEME.match(name) is not None


def address_of(name: str) -> Address:
    """The parts of an address."""
    scheme, rest = name.split("://", 1)
    rest, _, query = rest.partition("?")
    given = parse_qsl(query, keep_blank_values=True)
    table = next((value for key, value in given if key == TABLE and value), None)
    options = tuple((key, value) for key, value in given if key != TABLE)
    return Address(scheme.casefold(), rest, table, options, name)


def shown_name(name: str) -> str:
    """A name as it may be told: an address without its credentials."""
    return address_of(name).shown if is_address(name) else name


def told_name(name: str) -> str:
    """The name that places have: `<stdin>` for standard input."""
    return STDIN_NAME if name == STDIN else shown_name(name)

"""Where findings stand, as build servers want to hear it: paths from the repository's root."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from ...engine.problems import STDIN_NAME, Place, shown
from ...engine.report.findings import Finding, Report

_SCHEME = "://"


class Spot(Struct, frozen=True):
    """A place in an input file; line and column count from 1, 0 means that there is none to name."""

    path: str
    """With forward slashes, from the working folder on where the file lies in it; an address as it was given."""
    line: int = 0
    column: int = 0

    @property
    def is_file(self) -> bool:
        """False for standard input, and for a table of a database."""
        return self.path != STDIN_NAME and not self.is_address

    @property
    def is_address(self) -> bool:
        """Whether it is a row of a database, by its address."""
        return _SCHEME in self.path

    @property
    def uri(self) -> str:
        """The path as a relative reference (RFC 3986), or an absolute path as `file:` URI."""
        try:
            raw = self.path.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            raw = self.path.encode("utf-8", "replace")
        if self.is_address:
            return quote(raw, safe="/:?=&")
        path = quote(raw, safe="/")
        if path[:1] == "/":
            return f"file://{path}"
        return f"file:///{quote(raw, safe='/:')}" if Path(self.path).is_absolute() else path

    def __str__(self) -> str:
        """`path:line:column`, safe to print."""
        return shown(f"{self.path}:{self.line}:{self.column}" if self.line else self.path)


def spot(place: Place) -> Spot:
    """The spot of a place. Asks for the working folder only if the file was named absolutely."""
    if place.file == STDIN_NAME or _SCHEME in place.file:
        return Spot(place.file, place.line, place.column)
    path = Path(place.file)
    if path.is_absolute():
        here = Path.cwd()
        path = path.relative_to(here) if path.is_relative_to(here) else path
    return Spot(path.as_posix(), place.line, place.column)


def first_file(report: Report) -> Spot | None:
    """The first input file that the report names, without a line."""
    for contract in report.contracts:
        if contract.place is not None:
            return Spot(spot(contract.place).path)
    return None


def finding_spot(report: Report, finding: Finding, otherwise: Spot | None) -> Spot | None:
    """Where the finding's contract stands; what has no place of its own stands in the first file."""
    contract = report.contract_of(finding)
    return otherwise if contract is None or contract.place is None else spot(contract.place)

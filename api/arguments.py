"""The arguments of `check` that a program gives beside the data: what each may be."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import SupportsIndex, cast

from .engine.problems import Place, UsageError
from .engine.snapshot.bad_value import BadValueError
from .engine.snapshot.given_role import GivenRole, role_called
from .engine.zones import Zone, zone_hint, zone_of


def ids_of(close: object) -> frozenset[str]:
    """The ids of contracts that are to be ended: one, or several. Raises `UsageError` for what is no id."""
    if isinstance(close, Iterable) and not isinstance(close, str | bytes | bytearray):
        return frozenset(_id(each) for each in cast("Iterable[object]", close))
    return frozenset([_id(close)])


def _id(named: object) -> str:
    """An id; a whole number is one as well, as in a column of a data frame."""
    if isinstance(named, str):
        return named
    if isinstance(named, SupportsIndex) and not isinstance(named, bool):
        return str(index(named))
    message = f"expected the id of a contract, or several, found {type(named).__name__}"
    raise UsageError.at(Place("close"), message, 'such as close="C1", or close=["C1", "C2"]')


def role_of(role: object) -> str | None:
    """Who exported; None: as the data says. Raises `UsageError` for what is no role."""
    if role is None:
        return None
    try:
        return role_called(role)
    except BadValueError as refused:
        raise UsageError.at(Place("role"), refused.message, refused.hint) from None


def given_role(role: str | None) -> GivenRole | None:
    """The same as what is read is held against."""
    return None if role is None else GivenRole(role, Place("role="))


def strictness(strict: object) -> bool:
    """Whether nothing is assumed. Raises `UsageError` for what is neither true nor false."""
    if isinstance(strict, bool):
        return strict
    raise UsageError.at(Place("strict"), _other("True or False", strict), "leave it out for False")


def time_zone_of(name: object) -> Zone | None:
    """The zone that times are told in; None: the account's. Raises `UsageError` for what is no zone."""
    if name is None:
        return None
    if not isinstance(name, str):
        message = _other("the name of a time zone", name)
        raise UsageError.at(Place("time_zone"), message, "such as Europe/Berlin")
    zone = zone_of(name)
    if zone is None:
        hint = zone_hint(name, "write a name such as Europe/Berlin")
        raise UsageError.at(Place("time_zone"), f"there is no time zone `{name[:60]}`", hint)
    return zone


def _other(expected: str, found: object) -> str:
    return f"expected {expected}, found {type(found).__name__}"

"""The side that exports are judged for where they state none, as somebody who asks gives it."""

from __future__ import annotations

from msgspec import Struct

from ..problems import Place


class GivenRole(Struct, frozen=True):
    """A role, and the option, setting or argument that gives it: an export that states another is refused."""

    role: str
    """One of `ROLES`."""
    place: Place

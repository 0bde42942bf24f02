"""The side that exports are judged for where they state none: as whoever asks gives it, else as it is told."""

from __future__ import annotations

from msgspec import Struct

from ..problems import Place
from .model import ROLES, Snapshot


class GivenRole(Struct, frozen=True):
    """A role, and the option, setting or argument that gives it: an export that states another is refused."""

    role: str
    """One of `ROLES`."""
    place: Place


def role_notes(snapshot: Snapshot) -> tuple[str, ...]:
    """That a side is taken for granted, and how to say another; nothing where it was said."""
    if not snapshot.role_is_assumed:
        return ()
    others = " or ".join(f"`--role {role}`" for role in ROLES if role != snapshot.role)
    told = f"judged for the {snapshot.role}, as no role is stated; for another side: {others}"
    return (f"{told}, or `role` in the file",)

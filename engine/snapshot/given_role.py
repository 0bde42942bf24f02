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
    return (role_note(snapshot.role),) if snapshot.role_is_assumed else ()


def role_note(role: str) -> str:
    """That nobody stated the role, and how to say another."""
    others = " or ".join(f"`--role {each}`" for each in ROLES if each != role)
    return f"judged for the {role}, as no role is stated; for another side: {others}, or `role` in the file"

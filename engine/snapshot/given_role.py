"""The side that exports are judged for where they state none: as whoever asks gives it, else as it is told."""

from __future__ import annotations

from msgspec import Struct

from ..aliases import known_word
from ..problems import Place, did_you_mean_word
from .bad_value import BadValueError, found
from .model import ROLES, SAY_WHICH_SIDE, Snapshot

EXPECTED = f"expected {', '.join(ROLES[:-1])} or {ROLES[-1]}"
MOST_NAMED = 3
"""Of several freelancers."""


class GivenRole(Struct, frozen=True):
    """A role, and the option, setting or argument that gives it: an export that states another is refused."""

    role: str
    """One of `ROLES`."""
    place: Place


def role_called(name: object) -> str:
    """The role, by every name that people have for it. Raises `BadValueError` for what is none."""
    role = known_word(name, ROLES) if isinstance(name, str) else None
    if role is None:
        hint = did_you_mean_word(name, ROLES, SAY_WHICH_SIDE) if isinstance(name, str) else ""
        raise BadValueError(f"{EXPECTED}, found {found(name)}", hint)
    return role


def role_notes(snapshot: Snapshot) -> tuple[str, ...]:
    """That a side is taken for granted, and how to say another; nothing where it was said."""
    if not snapshot.role_is_assumed:
        return ()
    names = _freelancers(snapshot)
    if len(names) < 2:
        return (role_note(snapshot.role),)
    told = ", ".join(names[:MOST_NAMED]) + (", ..." if len(names) > MOST_NAMED else "")
    several = f"the contracts name {len(names)} freelancers ({told}), who are judged as one"
    return (role_note(snapshot.role), f"{several}: say `--role agency` or `--role client`")


def _freelancers(snapshot: Snapshot) -> list[str]:
    """The different freelancers whom the contracts name."""
    named = (contract.get("freelancer.name") for contract in snapshot.contracts)
    return list(
        {str(each).casefold().strip(): str(each) for each in named if each is not None}.values()
    )


def role_note(role: str) -> str:
    """That nobody stated the role, and how to say another."""
    others = " or ".join(f"`--role {each}`" for each in ROLES if each != role)
    return f"judged for the {role}, as no role is stated; for another side: {others}, or `role` in the file"

"""`settled:` of a pack: from when on what an export tells of a contract cannot change any more."""

from __future__ import annotations

from ..policy.conditions import Ref
from ..problems import did_you_mean
from ..snapshot.fields import BY_PATH, OBJECTS_WITH_NONE
from ..units import Scope, Unit
from ..yaml_tree import Node, Scalar
from .gather import fault
from .literals import PHRASES
from .names import View
from .reading import clipped


def may_settle() -> list[str]:
    """The fields that have states which pass, and the objects that come and go."""
    return [path for (_, path), field in BY_PATH.items() if field.pending] + [*OBJECTS_WITH_NONE]


def settled_name(key: Scalar) -> str:
    """What an entry is about, with its scope before it or without. Raises `Fault` for what cannot settle."""
    name = key.text.removeprefix("contract.")
    field = BY_PATH.get((Scope.CONTRACT, name))
    if name not in OBJECTS_WITH_NONE and (field is None or not field.pending):
        message = f"`{clipped(name)}` is no state of a contract that may change"
        raise fault(key, message, did_you_mean(name, may_settle()))
    return name


def settled_from(node: Node, view: View) -> Ref:
    """The instant from which on it stays. Raises `Fault` for another fact."""
    ref = view.ref(node)
    if ref.unit is not Unit.INSTANT:
        raise fault(node, f"`{ref.full}` is {PHRASES[ref.unit]}, not an instant")
    return ref

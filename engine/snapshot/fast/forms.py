"""The forms of contracts and milestones that the parser fills: a class for each object of the catalogue.

The library `msgspec` checks while it parses: words, flags, counts, that texts are texts, and that no key is
unknown. Amounts, numbers and instants are typed afterwards, by the converters of the careful reader.
"""

from __future__ import annotations

from types import GenericAlias
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Struct, field

from ...units import Scope
from ..conform import MILESTONES
from ..convert import NONE_WORD
from ..currencies import CODE
from ..fields import FIELDS, OBJECTS_WITH_NONE, Field, Kind
from ..money import MOST_DIGITS


class Payment(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """An entry of payments."""

    amount: Any = None
    paid_at: str | None = None


class NullPayment(Payment, omit_defaults=True, gc=False):
    """The same where something may be null, which is told from what is missing."""

    amount: Any = msgspec.UNSET
    paid_at: str | msgspec.UnsetType | None = msgspec.UNSET  # type: ignore[assignment]


class Group(Struct, frozen=True):
    """An object of the catalogue: its fields by their keys, and the objects in it."""

    fields: dict[str, Field] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)


def groups_of(scope: Scope) -> Group:
    """The fields of a scope, nested as its keys are.

    What a pack declares is not among them: contracts that have it are left to the careful reader.
    """
    whole = Group()
    for each in FIELDS[scope]:
        if each.kind is Kind.CUSTOM:
            continue
        *outer, name = each.path.split(".")
        here = whole
        for key in outer:
            here = here.groups.setdefault(key, Group())
        here.fields[name] = each
    return whole


def contract_form(*, has_nulls: bool) -> type[msgspec.Struct]:
    """The class of a contract with its milestones; `has_nulls`: a key may say null."""
    milestone = _form(groups_of(Scope.MILESTONE), "milestone", has_nulls, {})
    more: dict[str, Any] = {MILESTONES: list[milestone]}  # type: ignore[valid-type]
    return _form(groups_of(Scope.CONTRACT), "contract", has_nulls, more)


def _form(
    group: Group, name: str, has_nulls: bool, more: dict[str, Any], path: str = ""
) -> type[msgspec.Struct]:
    types: dict[str, Any] = {key: _type(each, has_nulls) for key, each in group.fields.items()}
    for key, inner in group.groups.items():
        types[key] = _form(inner, f"{name}_{key}", has_nulls, {}, f"{path}{key}.")
        if f"{path}{key}" in OBJECTS_WITH_NONE:
            types[key] |= Literal[NONE_WORD]
    types |= more
    default = msgspec.UNSET if has_nulls else None
    absent = msgspec.UnsetType | None if has_nulls else None
    # Every contract and milestone has an id.
    required: list[Any] = [(key, each) for key, each in types.items() if key == "id" and not path]
    others = [
        (key, each if each is Any else each | absent, default)
        for key, each in types.items()
        if (key, each) not in required
    ]
    return msgspec.defstruct(
        name,
        [*required, *others],
        forbid_unknown_fields=True,
        omit_defaults=True,
        gc=False,
    )


def _type(field: Field, has_nulls: bool) -> Any:
    match field.kind:
        case Kind.ID | Kind.PLATFORM:
            return Annotated[str, msgspec.Meta(min_length=1)]
        case Kind.CURRENCY:
            return Annotated[str, msgspec.Meta(pattern=rf"\A{CODE}\Z")]
        case Kind.TEXT | Kind.INSTANT:
            return str
        case Kind.ENUM:
            return _word(field)
        case Kind.FLAG:
            return bool
        case Kind.COUNT:
            return Annotated[int, msgspec.Meta(ge=0, lt=10**MOST_DIGITS)]
        case Kind.NUMBER | Kind.MONEY | Kind.HOURS:
            return Any
        case Kind.INSTANTS:
            return list[str]
        case Kind.CHOICES:
            return GenericAlias(list, (_word(field),))
        case Kind.PAYMENTS:
            return GenericAlias(list, (NullPayment if has_nulls else Payment,))
        case Kind.CUSTOM:
            raise AssertionError("no form has it")


def _word(field: Field) -> Any:
    return Literal[field.choices]

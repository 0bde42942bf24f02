"""The fields of a user's own that packs declare, as the catalogue would hold them."""

from __future__ import annotations

from collections.abc import Iterable

from ..policy.conditions import Ref
from ..policy.definitions import Own
from ..policy.pack import Pack
from ..snapshot.field import Field
from ..snapshot.own import OwnFields, own_field
from ..units import Scope


def field_of(ref: Ref, own: Own) -> Field:
    """The field that a fact is."""
    return own_field(ref.scope, ref.name, ref.unit, own.about, own.question, own.choices)


def own_fields(pack: Pack) -> OwnFields:
    """The fields that a pack declares, with those of the packs that it extends."""
    return {
        key: field_of(fact.ref, period.definition)
        for key, fact in pack.facts.items()
        for period in fact.periods
        if isinstance(period.definition, Own)
    }


def by_platform(packs: Iterable[Pack]) -> dict[str, OwnFields]:
    """The fields that the packs of a run declare."""
    found: dict[str, dict[tuple[Scope, str], Field]] = {}
    for pack in packs:
        found.setdefault(pack.platform, {}).update(own_fields(pack))
    return dict(found)


def by_need(packs: Iterable[Pack]) -> dict[str, Field]:
    """The fields that the packs of a run declare, by the name under which a report asks for them."""
    return {field.need: field for pack in packs for field in own_fields(pack).values()}

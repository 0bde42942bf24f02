"""The names by which a statement can say what carries it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..language.names import Names
from ..policy.pack import Pack
from .model import Kind

SINGULAR: dict[Kind, str] = {
    Kind.RULE: "rule",
    Kind.FACT: "fact",
    Kind.IMPLICATION: "implication",
    Kind.ASSUMPTION: "assumption",
    Kind.ACTION: "action",
    Kind.PARAM: "param",
    Kind.END_REASON: "end reason",
}
"""What one of each kind is called."""


def names_of_pack(pack: Pack) -> Mapping[Kind, Collection[str]]:
    """Every name of each kind, also what the pack inherits."""
    return {
        Kind.RULE: [rule.id for rule in pack.rules],
        Kind.FACT: [fact.ref.full for fact in pack.facts.values()],
        Kind.IMPLICATION: [one.id for one in pack.readings.values() if not one.is_assumed],
        Kind.ASSUMPTION: [one.id for one in pack.readings.values() if one.is_assumed],
        Kind.ACTION: list(pack.actions),
        Kind.PARAM: list(pack.params),
        Kind.END_REASON: _end_reasons(pack),
    }


def _end_reasons(pack: Pack) -> list[str]:
    """The words that the fact behind the pack's `verdict: {end_reason: ...}` can be."""
    if pack.end_reason is None:
        return []
    names = Names()
    names.params = dict(pack.params)
    for fact in pack.facts.values():
        names.take_up(fact)
    known = names.known(pack.end_reason.key)
    return sorted(known.choices or ())

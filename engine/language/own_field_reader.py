"""Fields of a user's own: `fields: {contract.client_rating: {unit: ratio, about: ...}}`."""

from __future__ import annotations

from collections.abc import Iterable

from ..policy.conditions import FactKey, Ref
from ..policy.definitions import FactDefinition, Own, Period
from ..problems import did_you_mean
from ..snapshot.own import KIND_OF_UNIT, SCOPES
from ..units import Unit
from ..yaml_tree import Node, Scalar
from .dated import EVER
from .definition_reader import RESERVED
from .gather import Fault, Gathered, fault
from .known import SNAPSHOT_FACTS
from .names import SCOPE_OF, Names
from .reading import (
    FACT_NAME,
    check_identifier,
    check_keys,
    clipped,
    list_of,
    mapping_of,
    text_of,
    word_of,
)

KEYS = ("unit", "about", "question", "choices")
UNITS: tuple[Unit, ...] = tuple(KIND_OF_UNIT)
"""What a field of a user's own can be."""
_WITH_CHOICES = (Unit.TEXT, Unit.TEXTS)


def own_fields(
    entries: Iterable[tuple[Scalar, Node]], pack: str, names: Names, gathered: Gathered
) -> dict[FactKey, FactDefinition]:
    """The fields that a pack declares, made known to `names`."""
    found: dict[FactKey, FactDefinition] = {}
    for key, node in entries:
        with gathered:
            try:
                fact = _field(key, node, pack, names, gathered)
            except Fault:
                names.refuse(key.text)
                raise
            found[fact.ref.key] = fact
            names.take_up(fact)
    return found


def _field(key: Scalar, node: Node, pack: str, names: Names, gathered: Gathered) -> FactDefinition:
    scope, name = _key(key, names)
    entry = mapping_of(node, "a field", "`{unit: ratio, about: What it says.}`")
    check_keys(entry, "a field", gathered, KEYS, ("unit", "about"))
    unit = Unit(word_of(entry.entries["unit"][1], UNITS, "a unit"))
    about = text_of(entry.entries["about"][1], "`about`")
    asked = entry.get("question")
    question = f"{about.rstrip('.')}?"
    if asked is not None:
        question = text_of(asked, "`question`")
    choices: tuple[str, ...] = ()
    if (written := entry.get("choices")) is not None:
        if unit not in _WITH_CHOICES:
            raise fault(written, f"only a text has `choices`; this is of the unit {unit}")
        choices = tuple(text_of(each, "a choice") for each in list_of(written, "`choices`"))
    if unit is Unit.TEXTS and not choices:
        raise fault(entry, "a list of texts needs `choices`", "e.g. `choices: [urgent, quiet]`")
    ref = Ref(scope, name, unit, f"{scope}.{name}")
    return FactDefinition(ref, (Period(*EVER, Own(about, question, choices)),), pack, about)


def _key(key: Scalar, names: Names) -> FactKey:
    written = key.text
    prefix, _, name = written.partition(".")
    if prefix not in SCOPE_OF or SCOPE_OF[prefix] not in SCOPES or not name:
        hint = f"begin its name with the scope: `contract.{clipped(name or written)}`"
        message = f"`{clipped(written)}` names no field of a contract, a milestone or an account"
        raise fault(key, message, did_you_mean(prefix, [str(scope) for scope in SCOPES], hint))
    check_identifier(key, name, FACT_NAME, "the name of a field")
    if name.split(".")[0] in RESERVED:
        raise fault(key, f"`{clipped(name)}` is a word of the language", "choose another name")
    fact = (SCOPE_OF[prefix], name)
    if fact in SNAPSHOT_FACTS:
        raise fault(key, f"{written} is a field of the snapshot already", "choose another name")
    if names.exists(fact):
        message = f"{written} is declared by the pack that this one extends"
        raise fault(key, message, "use it as it is, or choose another name")
    return fact

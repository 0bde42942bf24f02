"""A question of the catalogue about one contract: its holes filled in with what is known.

`{path}` is a field of the contract or (`{milestone.path}`) of the milestone; `{path|words}` says the words
where it is not known; `[...]` is left out where a hole in it is not known; `{milestone}` is the title of
the milestone, or its id, `{contract}` the id of the contract. `<a|b>` says a to freelancers and agencies, and b
to clients.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..report.shown import CONTRACT_ID, Shown, shown
from ..snapshot.fields import BY_PATH, POSITION, Field, Kind, object_fields, object_of
from ..snapshot.misplaced import instants_of
from ..snapshot.model import Absent, Contract, Record, Value
from ..snapshot.own import GROUP
from ..units import Scope, Unit
from ..written import date_text

Told = tuple[str | Shown, ...]

MILESTONES_QUESTION = "Which milestones does the contract[ with {client.name}] have?"
MILESTONES_QUESTIONS = {
    "fiverr": "Where does the order[ of {client.name}] stand: waiting for the delivery, delivered, in revision?",
    "freelancer-com": "Which Milestone Payments does the project[ of {client.name}] have, and how far is each?",
}
"""By platform, where it has words of its own; `MILESTONES_QUESTION` on others."""
HOW_PAID_QUESTION = (
    "Is the contract[ with {client.name}] paid by the hour, or which milestones does it have?"
)
HOW_PAID_QUESTIONS = {
    "fiverr": MILESTONES_QUESTIONS["fiverr"],
    "freelancer-com": (
        "Is the project[ of {client.name}] paid by the hour, or which Milestone Payments does it have, "
        "and how far is each?"
    ),
}
"""What is asked in their place, where nobody has told how the contract is paid."""
EXPORT_AGAIN = "Can you export again? What may have changed since the export is not known."

_SIDES = re.compile(r"<((?:[^<>|{}]|\{[^}]*\})*)\|((?:[^<>|{}]|\{[^}]*\})*)>")
_PART = re.compile(r"\[([^]]*)\]|\{([^}|]+)(?:\|([^}]*))?\}")
_ROLE_OF_THE_OTHER_SIDE = "client"


def told(
    field: Field | None, contract: Contract, milestone: int | None, role: str, platform: str = ""
) -> Told:
    """The question for a field, or for the milestones as a whole (None), in the words of a platform."""
    if field is not None and field.path.startswith(f"{GROUP}."):
        return (field.question,)  # a policy wrote it, in words without holes
    template = _of_milestones(contract, platform) if field is None else _template(field, contract)
    return words(template, contract, milestone, role)


def _of_milestones(contract: Contract, platform: str) -> str:
    if contract.get("type") is None:
        return HOW_PAID_QUESTIONS.get(platform, HOW_PAID_QUESTION)
    return MILESTONES_QUESTIONS.get(platform, MILESTONES_QUESTION)


def _template(field: Field, contract: Contract) -> str:
    """What is asked for a field: of what is mentioned already not whether there is any."""
    if not field.since:
        return field.question
    others = object_fields(object_of(field.path))
    is_mentioned = any(contract.get(each.path) is not None for each in others)
    is_mentioned |= field.path.startswith("dispute.") and contract.get("status") == "disputed"
    is_mentioned |= field.path == "ended_at" and contract.get("status") == "ended"
    return field.since if is_mentioned else field.question


def said_wrongly(
    field: Field, contract: Contract, milestone: int | None, others: Sequence[Field]
) -> Told:
    """What is added about a day that is told and cannot be right: what the export says, and against what.

    `others`: the fields that it is out of order with; none where it has not come.
    """
    record = None
    if milestone is not None and contract.milestones is not None:
        record = contract.milestones[milestone]
    found: list[str | Shown] = [" The export says ", *_days(field, contract, record)]
    line = 0 if contract.place is None else contract.place.line
    found.append(f" (line {line})" if line else "")
    if not others:
        return (*found, ", which has not come.")
    other = others[0]
    return (*found, ", and ", *_days(other, contract, None), f" for {other.need}: one is wrong.")


def _days(field: Field, contract: Contract, record: Record | None) -> Iterator[str | Shown]:
    """The instants that a field tells, as days."""
    values = contract.values if record is None else record
    for index, each in enumerate(instants_of(values[POSITION[field.scope][field.path]])):
        yield ", " if index else ""
        found = shown(Unit.INSTANT, each)
        yield Shown(found.unit, found.json, date_text(each))


def words(template: str, contract: Contract, milestone: int | None, role: str) -> Told:
    """A template, with its holes filled in by what is known of a contract and one of its milestones."""
    record = None
    if milestone is not None and contract.milestones is not None:
        record = contract.milestones[milestone]
    side = 2 if role == _ROLE_OF_THE_OTHER_SIDE else 1
    template = _SIDES.sub(lambda match: match[side], template)
    return tuple(_joined(_filled(template, contract, record)))


def holes(template: str) -> list[str]:
    """The paths that a template names."""
    return re.findall(r"\{([^}|]+)", template)


def _filled(template: str, contract: Contract, record: Record | None) -> Iterator[str | Shown]:
    end = 0
    for match in _PART.finditer(template):
        yield template[end : match.start()]
        end = match.end()
        if match[1] is not None:
            parts = list(_filled(match[1], contract, record))
            if not any(part == "" and isinstance(part, str) for part in parts[1::2]):
                yield from parts
        else:
            value = _hole(match[2], contract, record)
            yield match[3] or "" if value is None else value
    yield template[end:]


def _joined(parts: Iterable[str | Shown]) -> Iterator[str | Shown]:
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text:
            yield text
        text = ""
        yield part
    if text:
        yield text


def _hole(path: str, contract: Contract, record: Record | None) -> Shown | None:
    """What is known of a field, for a person: instants as days; None where it is not known."""
    if path == "contract":
        return shown(Unit.TEXT, contract.id, None, CONTRACT_ID)
    if path == "milestone":
        return _hole("milestone.title", contract, record) or _hole("milestone.id", contract, record)
    scope, name = Scope.CONTRACT, path
    if path.startswith("milestone."):
        scope, name = Scope.MILESTONE, path.removeprefix("milestone.")
    values = record if scope is Scope.MILESTONE else contract.values
    field = BY_PATH[scope, name]
    value = None if values is None else values[POSITION[scope][name]]
    if value is None or isinstance(value, Absent) or (value == "none" and field.kind is Kind.TEXT):
        return None
    return _shown(field, value, contract)


def _shown(field: Field, value: Value, contract: Contract) -> Shown:
    if field.unit is Unit.INSTANT and isinstance(value, int):
        found = shown(field.unit, value)
        return Shown(found.unit, found.json, date_text(value))
    currency = contract.get("currency")
    key = (field.scope, field.path) if field.unit is Unit.TEXT else None
    return shown(field.unit, value, currency if isinstance(currency, str) else None, key)

"""An explanation whose values tell local times."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from ..policy.pack import Rule
from ..records import field_names, is_record, record_with
from ..report.findings import Finding, Shown
from ..report.local import Clock, local_finding, local_value
from ..report.verdicts import Step
from ..zones import UTC, Zone
from .model import Explanation, FactValue
from .timeline import Timeline

Part = TypeVar("Part")
FOREIGN = (Rule, Timeline)
"""What holds no value for people: instants of these are told by who writes them."""


def localized_explanation(found: Explanation, zone: Zone) -> Explanation:
    """The explanation with the instants of its values and sentences as texts of that zone."""
    return found if zone == UTC else _local(found, Clock(zone, found.as_of))


def _local(part: Part, clock: Clock) -> Part:
    found: object = part
    if isinstance(part, Shown):
        found = local_value(part, clock)
    elif isinstance(part, Finding):
        found = local_finding(part, clock)
    elif isinstance(part, Step):
        found = part._replace(findings=_local(part.findings, clock))
    elif isinstance(part, FactValue):
        found = _fact_value(part, clock)
    elif isinstance(part, tuple) and type(part) is tuple:
        found = tuple(_local(each, clock) for each in part)
    elif is_record(part) and not isinstance(part, FOREIGN):
        values = {name: getattr(part, name) for name in field_names(type(part))}
        changed = {name: _local(value, clock) for name, value in values.items()}
        if any(changed[name] is not value for name, value in values.items()):
            found = record_with(part, **changed)
    return found  # type: ignore[return-value]


def _fact_value(value: FactValue, clock: Clock) -> FactValue:
    """A value whose text tells it, or its bounds, locally."""
    text = value.text
    for end in (value.low, value.high):
        if end is not None:
            text = text.replace(end.text, local_value(end, clock).text)
    return replace(
        value,
        text=text,
        exact=_local(value.exact, clock),
        low=_local(value.low, clock),
        high=_local(value.high, clock),
    )

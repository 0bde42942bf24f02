"""A report whose texts tell local times; what programs read of it stays in UTC."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from ..snapshot.instants import parse_instant
from ..units import Unit
from ..written import DAY, date_text
from ..zones import UTC, Zone
from .findings import Closing, Finding, Report, Shown


class Clock(Struct, frozen=True):
    """How instants are told: in a zone, by a report of an instant (UTC seconds)."""

    zone: Zone
    as_of: int

    def text(self, seconds: int, *, is_day: bool) -> str:
        """The instant, or its day where only that is told. What was typed as a day alone, which holds its
        midnight in UTC, stays that day, as far as it has passed: a day that lies ahead is a deadline.
        """
        if not is_day:
            return self.zone.text(seconds)
        is_typed = not seconds % DAY and seconds <= self.as_of
        return date_text(seconds) if is_typed else self.zone.day(seconds)


def localized(report: Report, zone: Zone) -> Report:
    """The report with the instants of its sentences, evidence and facts as texts of that zone."""
    if zone == UTC:
        return report
    clock = Clock(zone, report.as_of)

    def facts(values: Mapping[str, Shown | None]) -> dict[str, Shown | None]:
        return {
            name: None if value is None else local_value(value, clock)
            for name, value in values.items()
        }

    return dataclasses.replace(
        report,
        zone=zone,
        findings=tuple(local_finding(one, clock) for one in report.findings),
        contracts=tuple(
            replace(one, facts=facts(one.facts), closing=_local_closing(one.closing, clock))
            for one in report.contracts
        ),
        accounts=tuple(replace(one, facts=facts(one.facts)) for one in report.accounts),
        questions=report.questions.mapped(lambda one: replace(one, told=_told(one.told, clock))),
    )


def _local_closing(closing: Closing | None, clock: Clock) -> Closing | None:
    if closing is None or not closing.unmet:
        return closing
    return replace(closing, unmet=tuple(_told(one, clock) for one in closing.unmet))


def local_finding(finding: Finding, clock: Clock) -> Finding:
    """A finding with the instants of its sentence and evidence as local texts."""
    evidence = {name: local_value(value, clock) for name, value in finding.evidence.items()}
    return replace(finding, told=_told(finding.told, clock), evidence=evidence)


def _told(parts: Iterable[str | Shown], clock: Clock) -> tuple[str | Shown, ...]:
    return tuple(part if isinstance(part, str) else local_value(part, clock) for part in parts)


def local_value(value: Shown, clock: Clock) -> Shown:
    """An instant, or its day where only that is told, as a local text."""
    if value.unit is not Unit.INSTANT or not isinstance(value.json, str) or value.json[-1:] != "Z":
        return value
    try:
        seconds = parse_instant(value.json)
    except ValueError:
        return value
    is_day = value.text == date_text(seconds)
    return replace(value, text=clock.text(seconds, is_day=is_day))

"""A report whose texts tell local times; what programs read of it stays in UTC."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from ..snapshot.instants import parse_instant
from ..units import Unit
from ..written import date_text
from ..zones import UTC, Zone
from .findings import Closing, Finding, Report, Shown


def localized(report: Report, zone: Zone) -> Report:
    """The report with the instants of its sentences, evidence and facts as texts of that zone."""
    if zone == UTC:
        return report

    def facts(values: Mapping[str, Shown | None]) -> dict[str, Shown | None]:
        return {
            name: None if value is None else local_value(value, zone)
            for name, value in values.items()
        }

    return dataclasses.replace(
        report,
        zone=zone,
        findings=tuple(local_finding(one, zone) for one in report.findings),
        contracts=tuple(
            replace(one, facts=facts(one.facts), closing=_local_closing(one.closing, zone))
            for one in report.contracts
        ),
        accounts=tuple(replace(one, facts=facts(one.facts)) for one in report.accounts),
        questions=report.questions.mapped(lambda one: replace(one, told=_told(one.told, zone))),
    )


def _local_closing(closing: Closing | None, zone: Zone) -> Closing | None:
    if closing is None or not closing.unmet:
        return closing
    return replace(closing, unmet=tuple(_told(one, zone) for one in closing.unmet))


def local_finding(finding: Finding, zone: Zone) -> Finding:
    """A finding with the instants of its sentence and evidence as texts of a zone."""
    evidence = {name: local_value(value, zone) for name, value in finding.evidence.items()}
    return replace(finding, told=_told(finding.told, zone), evidence=evidence)


def _told(parts: Iterable[str | Shown], zone: Zone) -> tuple[str | Shown, ...]:
    return tuple(part if isinstance(part, str) else local_value(part, zone) for part in parts)


def local_value(value: Shown, zone: Zone) -> Shown:
    """An instant, or its day where only that is told, in the zone."""
    if value.unit is not Unit.INSTANT or not isinstance(value.json, str) or value.json[-1:] != "Z":
        return value
    try:
        seconds = parse_instant(value.json)
    except ValueError:
        return value
    is_day = value.text == date_text(seconds)
    return replace(value, text=zone.day(seconds) if is_day else zone.text(seconds))

"""A plan whose texts tell local times."""

from __future__ import annotations

from msgspec.structs import replace

from ..report.findings import Finding
from ..report.local import Clock, local_finding, localized
from ..zones import UTC, Zone
from .model import Planned


def localized_plan(planned: Planned, zone: Zone) -> Planned:
    """The plan and its report with the instants of their sentences as texts of that zone."""
    if zone == UTC:
        return planned
    plan = planned.plan
    clock = Clock(zone, planned.report.as_of)

    def told(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(local_finding(one, clock) for one in findings)

    return Planned(
        localized(planned.report, zone),
        replace(
            plan,
            endings=tuple(
                replace(one, findings=told(one.findings), waited=told(one.waited))
                for one in plan.endings
            ),
            between=tuple(
                replace(one, finding=local_finding(one.finding, clock)) for one in plan.between
            ),
            left=tuple(replace(one, findings=told(one.findings)) for one in plan.left),
            all_at_once=replace(plan.all_at_once, findings=told(plan.all_at_once.findings)),
        ),
    )

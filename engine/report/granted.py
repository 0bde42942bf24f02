"""What a report takes for granted: each assumption that it names, and for how many contracts."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from ..policy.readings import Reading
from .findings import ContractResult, Finding, Report, Verdict


class Granted(Struct, frozen=True):
    """An assumption, and the number of contracts of which the verdict or a finding rests on it."""

    reading: Reading
    contracts: int


def granted(report: Report) -> list[Granted]:
    """The assumptions of a report, those of the most contracts first, then by id."""
    return granted_of(report.readings, resting_contracts(report))


def resting_contracts(report: Report) -> Counter[str]:
    """By id of an assumption: of how many contracts the verdict or a finding rests on it."""
    return Counter(id for id, _ in set(_named(report)))


def granted_of(readings: Mapping[str, Reading], contracts: Mapping[str, int]) -> list[Granted]:
    """Those of the readings that are assumed, with so many contracts each, in order."""
    found = [
        Granted(reading, contracts.get(id, 0))
        for id, reading in readings.items()
        if reading.is_assumed
    ]
    return sorted(found, key=lambda one: (-one.contracts, one.reading.id))


def _named(report: Report) -> Iterator[tuple[str, str]]:
    """Id of an assumption, and of a contract that rests on it."""
    for result in report.contracts:
        for id in result.assumes:
            yield id, result.id
    for finding in report.findings:
        contract = finding.subject.contract
        if finding.assumes and contract is not None:
            for id in finding.assumes:
                yield id, contract


def only_named(report: Report) -> Report:
    """The report without the assumptions that nothing rests on which it still tells."""
    named = {id for result in report.contracts for id in result.assumes}
    named |= {id for finding in report.findings for id in finding.assumes}
    if report.readings.keys() <= named:
        return report
    kept = {id: reading for id, reading in report.readings.items() if id in named}
    return dataclasses.replace(report, readings=kept)


MOST_CONDITIONS = 2
"""More than so many assumptions that can only stop a person are no words beside an action."""


def condition_of(report: Report, finding: Finding) -> str:
    """`if you have not`: what an action goes without saying; "" where there is nothing to add.

    Of the assumptions that let nobody go; those on which a closing may rest are named once.
    """
    readings = [report.readings[id] for id in finding.assumes if id in report.readings]
    telling = [reading for reading in readings if not reading.may_close]
    if len(telling) > MOST_CONDITIONS:
        return ""
    return ", ".join(dict.fromkeys(reading.short for reading in telling if reading.short))


IF = "if "


def look_before(report: Report, contract: ContractResult) -> str:
    """What to look at before a contract is ended, in a few words; "" where nothing is assumed.

    `only if nobody asked for money back and nothing is in dispute; tell the client first`
    """
    if contract.verdict is not Verdict.CLOSE:
        return ""
    readings = [report.readings[id] for id in contract.assumes if id in report.readings]
    shorts = list(dict.fromkeys(reading.short for reading in readings if reading.short))
    conditions = [short.removeprefix(IF) for short in shorts if short.startswith(IF)]
    others = [short for short in shorts if not short.startswith(IF)]
    told = [f"only if {_joined(conditions)}"] if conditions else []
    return "; ".join([*told, *others])


def _joined(texts: list[str]) -> str:
    """`one, two and three`."""
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))

"""The format `ndjson`, version 1: one JSON object a line, for programs that read line by line.

Each line has a `kind`: first `report` (as-of, packs, counts), then every `contract`, with `--facts`
every `account`, every `finding`, every `question`, every rule that is `undetermined`, and every
`assumption` that a contract or a finding names. The other keys are those of the format `json`, in its
order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...engine.report.findings import Report
from . import RenderOptions
from .json import (
    account_json,
    assumptions_json,
    contract_json,
    finding_json,
    header_json,
    question_json,
    undetermined_json,
)
from .json_writing import line


def render(report: Report, options: RenderOptions) -> str:
    """The report, one object a line."""
    return "".join(line({"kind": kind, **value}) for kind, value in _lines(report, options.facts))


def _lines(report: Report, facts: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "report", header_json(report)
    yield from (
        ("contract", contract_json(report, contract, facts)) for contract in report.contracts
    )
    if facts:
        yield from (("account", account_json(account)) for account in report.accounts)
    yield from (("finding", finding_json(finding)) for finding in report.findings)
    yield from (("question", question_json(one)) for one in report.questions)
    yield from (("undetermined", undetermined_json(one)) for one in report.undetermined)
    yield from (("assumption", one) for one in assumptions_json(report))

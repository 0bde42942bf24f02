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
from .entry_texts import EntryTexts
from .entry_wise import Parts, text_of
from .json_entries import JsonEntries
from .json_shape import account_json, granted_json, header_json, question_json
from .json_writing import line, on_one_line
from .whereabouts import Spot


def render(report: Report, options: RenderOptions) -> str:
    """The report, one object a line."""
    return text_of(ENTRIES, report, options)


class ENTRIES(JsonEntries):
    """The lines one by one: see `entry_wise`."""

    def __init__(self, options: RenderOptions, otherwise: Spot | None) -> None:
        super().__init__(options, otherwise)
        self.form = lines_of()

    def whole(self, parts: Parts) -> Iterator[str]:
        """All lines."""
        yield _line("report", header_json(parts.report, parts.counts))
        yield from parts.contracts
        yield from (_line("account", account_json(one)) for one in parts.accounts or ())
        yield from parts.findings
        yield from (_line("question", question_json(one)) for one in parts.questions)
        yield from parts.undetermined
        yield from (_line("assumption", granted_json(one)) for one in parts.granted)


def lines_of() -> EntryTexts:
    """What writes the lines of the entries of one report."""
    return EntryTexts(_line, on_one_line)


def _line(kind: str, value: dict[str, Any]) -> str:
    return line({"kind": kind, **value})

"""The format `json`, version 1: for programs. Its shape is `schemas/findings.schema.json`.

The text is valid UTF-8, two spaces of indent, keys in a fixed order, the same bytes every time.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.report.findings import Report
from . import RenderOptions
from .entry_texts import EntryTexts
from .entry_wise import Parts, text_of
from .json_entries import JsonEntries
from .json_shape import (
    account_json,
    document_json,
    granted_json,
    header_json,
    question_json,
)
from .json_writing import ENTRY_INDENT, Entry, entry, in_entry, pieces
from .whereabouts import Spot


def render(report: Report, options: RenderOptions) -> str:
    """The report as one JSON document."""
    return text_of(ENTRIES, report, options)


class ENTRIES(JsonEntries):
    """The document entry by entry: see `entry_wise`."""

    def __init__(self, options: RenderOptions, otherwise: Spot | None) -> None:
        super().__init__(options, otherwise)
        self.form = EntryTexts(lambda _, value: entry(value), in_entry, ENTRY_INDENT + "    ")

    def whole(self, parts: Parts) -> Iterator[str]:
        """The document around its entries, piece by piece."""
        accounts = None if parts.accounts is None else map(account_json, parts.accounts)
        return pieces(
            document_json(
                parts.report,
                header_json(parts.report, parts.counts),
                contracts=map(Entry, parts.contracts),
                accounts=accounts,
                findings=map(Entry, parts.findings),
                questions=map(question_json, parts.questions),
                undetermined=map(Entry, parts.undetermined),
                assumptions=list(map(granted_json, parts.granted)),
            )
        )

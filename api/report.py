"""The report that a program gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast

from msgspec import Struct

from .instants import EPOCH, moment
from .results import (
    ContractResult,
    Finding,
    Undetermined,
    contract_result,
    finding,
    undetermined,
)

if TYPE_CHECKING:
    from .arrow_table import ArrowTable
    from .engine.problems import Problem
    from .engine.report.findings import Report as Told
    from .engine.report.findings import Verdict
    from .engine.zones import Zone


class Report(Struct, frozen=True, dict=True):
    """What was found: verdicts, findings, and what is wrong with the data. Made by `check`."""

    problems: tuple[Problem, ...]
    """What is wrong with the data, errors first, each with its place."""
    told: Told
    """The report as the program holds it. Not part of the interface."""
    zone: Zone
    """In which people are told times. Not part of the interface."""

    @cached_property
    def as_of(self) -> datetime:
        """The instant that everything is judged at."""
        return moment(self.told.as_of, self.zone) or EPOCH

    @property
    def has_errors(self) -> bool:
        """Whether something that was given could not be used. Contracts may be missing then; those that
        could not be read are there, and cannot be told."""
        from .engine.problems import Level

        return any(problem.level is Level.ERROR for problem in self.problems)

    @cached_property
    def contracts(self) -> tuple[ContractResult, ...]:
        """The answer for each contract, in the order of the data."""
        return tuple(contract_result(one, self.zone) for one in self.told.contracts)

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdict of each contract, by its id; nobody can change it."""
        return MappingProxyType({one.id: one.verdict for one in self.told.contracts})

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The rules that hold, the most severe and the most urgent first."""
        from .engine.report.local import localized

        local = localized(self.told, self.zone)
        return tuple(finding(one, self.zone) for one in local.findings)

    @cached_property
    def undetermined(self) -> tuple[Undetermined, ...]:
        """The rules that cannot be decided."""
        return tuple(undetermined(one) for one in self.told.undetermined)

    def to_dict(self) -> dict[str, Any]:
        """What `closeout check -f json` writes, as plain values: `schemas/findings.schema.json`.

        Times are in UTC.
        """
        from .cli.render.json_shape import report_json

        found = report_json(self.told)
        return {
            key: list(cast("Iterator[object]", value)) if isinstance(value, Iterator) else value
            for key, value in found.items()
        }

    def to_arrow(
        self, table: Literal["findings", "contracts", "undetermined"] = "findings"
    ) -> ArrowTable:
        """The findings, contracts or undecided rules as a table for pandas, polars, pyarrow, DuckDB.

        The columns are those of `-f csv`, `-f contracts-csv` and `-f undetermined-csv`. Raises
        `CloseoutError` where nanoarrow is not installed, and for another table.
        """
        from .arrow_table import arrow_table

        return arrow_table(self.told, table)

    def __repr__(self) -> str:
        """`<Report of 2026-03-10 12:00 UTC: 30 contracts, 41 findings, 0 problems>`."""
        return (
            f"<Report of {self.zone.text(self.told.as_of)}: {len(self.told.contracts)} contracts, "
            f"{len(self.told.findings)} findings, {len(self.problems)} problems>"
        )

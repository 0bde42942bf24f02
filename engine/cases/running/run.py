"""Runs the cases of test files, and tells which failed and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ...evaluation.engines import Engine
from ...written import instant_text
from ..model import Case, CaseFile
from .batch import Entry, Outcome, entries_of, evaluated
from .compare import differences


class CaseResult(Struct, frozen=True):
    """One case and what is not as it expects."""

    file: CaseFile
    case: Case
    failures: tuple[str, ...]

    @property
    def has_passed(self) -> bool:
        """Everything is as expected."""
        return not self.failures


class Run(Struct, frozen=True):
    """The results of all cases, in written order."""

    engine: Engine
    results: tuple[CaseResult, ...]
    outcomes: tuple[Outcome, ...]
    """Of every step; what coverage and mutants are measured on."""

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that failed."""
        return tuple(result for result in self.results if not result.has_passed)


def selected(files: Iterable[CaseFile], text: str) -> list[CaseFile]:
    """The files with only those cases whose file or name contains a text, whatever its case."""
    wanted = text.casefold()
    return [
        replace(
            file,
            cases=tuple(
                case for case in file.cases if wanted in f"{file.file} {case.name}".casefold()
            ),
        )
        for file in files
    ]


def run_cases(files: Sequence[CaseFile], engine: Engine = Engine.AUTO) -> Run:
    """Evaluate every step of every case and compare it with what is expected.

    Raises `EngineFault` where two engines disagree, `UsageError` where the engine is missing.
    """
    entries = entries_of(files)
    outcomes, used = evaluated(entries, engine)
    failures: dict[int, list[str]] = {}
    for outcome in outcomes:
        entry = outcome.part.entry
        told = failures.setdefault(id(entry.case), [])
        told += [f"{_heading(entry)}{difference}" for difference in differences(outcome)]
    results = tuple(
        CaseResult(file, case, tuple(dict.fromkeys(failures.get(id(case), ()))))
        for file in files
        for case in file.cases
    )
    return Run(used, results, tuple(outcomes))


def _heading(entry: Entry) -> str:
    """Which step is meant, where a case has several."""
    step, steps = entry.step, entry.case.steps
    parts = []
    if len({each.as_of for each in steps}) > 1:
        parts.append(f"{step.label or 'as of'} ({instant_text(step.as_of)})")
    if len({each.is_strict for each in steps}) > 1:
        parts.append("strict" if step.is_strict else "with assumptions")
    if len({each.role for each in steps}) > 1:
        parts.append(f"as {step.role}")
    return f"{', '.join(parts)}: " if parts else ""

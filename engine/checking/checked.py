"""The report of a snapshot: what is found, where its instant comes from, what a person could say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..evaluation.evaluate import Options, evaluate
from ..questions.asked import questions_of

if TYPE_CHECKING:
    from ..policy.pack import Pack
    from ..report.findings import Report
    from ..snapshot.model import Snapshot
    from .as_of import AsOf


def report_of(snapshot: Snapshot, packs: Sequence[Pack], as_of: AsOf, options: Options) -> Report:
    """The report at an instant, with its questions. Raises `EngineFault` where two engines disagree."""
    report = evaluate(snapshot, packs, as_of.instant, options)
    questions = questions_of(report, snapshot, packs, options)
    return replace(report, as_of_origin=as_of.origin, questions=questions)

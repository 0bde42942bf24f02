"""What a report says is wrong with its data, as lines."""

from __future__ import annotations

from closeout import Report

AS_OF = "2026-03-10T12:00:00Z"
CONTRACT = {"id": "C1", "type": "fixed", "status": "active", "currency": "USD", "escrow": "0"}


def lines(report: Report) -> list[str]:
    """Place, level, message; then the hint, if there is one."""
    return [line for problem in report.problems for line in problem.rendered().split("\n")]

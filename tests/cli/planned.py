"""What contracts have in common that are to be ended, and that nothing stands against."""

from __future__ import annotations

from typing import Any

TO_END: dict[str, Any] = {
    "type": "fixed",
    "status": "active",
    "closing_planned": True,
    "work_state": "complete",
    "dispute": "none",
    "refund_request": "none",
    "open_tasks": 0,
    "situation": [],
    "more_work_expected": False,
}

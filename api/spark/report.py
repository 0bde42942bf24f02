"""What a judged frame gives: data frames, which Spark works out when they are asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct


class SparkReport(Struct, frozen=True, dict=True):
    """What was found, as data frames of Spark. Made by `closeout.spark.check`."""

    findings: Any
    """The rules that hold. Every frame has a column `line`: the line that the format ndjson writes."""
    verdicts: Any
    """The answer for each contract."""
    undetermined: Any
    """The rules that cannot be decided."""
    problems: Any
    """What is wrong with the data: `level`, `place`, `message`, `hint`."""
    as_of: datetime
    """The instant that everything is judged at, in UTC."""
    kept: tuple[Any, ...] = ()
    """What Spark keeps so that nothing is worked out twice. Not part of the interface."""

    def release(self) -> None:
        """Let Spark forget what it keeps of this report; the frames may still be used, and cost anew."""
        for frame in self.kept:
            frame.unpersist()

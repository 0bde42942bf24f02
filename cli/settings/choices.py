"""The words that options take, shared by the commands."""

from __future__ import annotations

from enum import StrEnum


class FailOn(StrEnum):
    """From which findings on the exit code is 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    UNDETERMINED = "undetermined"
    NEVER = "never"


class Undecided(StrEnum):
    """What an undetermined rule of severity error means for the exit code."""

    ERROR = "error"
    IGNORE = "ignore"


class MinSeverity(StrEnum):
    """Which findings are shown."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class EngineName(StrEnum):
    """Which engine matches rules."""

    AUTO = "auto"
    PYTHON = "python"
    DURABLE = "durable"


class CheckEngine(StrEnum):
    """Where `closeout check` evaluates: with one of the engines, or on a cluster."""

    AUTO = "auto"
    PYTHON = "python"
    DURABLE = "durable"
    SPARK = "spark"


class SparkFormat(StrEnum):
    """How Spark reads and writes."""

    NDJSON = "ndjson"
    PARQUET = "parquet"


class OnInvalid(StrEnum):
    """What to do about contracts that cannot be read."""

    FAIL = "fail"
    SKIP = "skip"


class Color(StrEnum):
    """When to colour the text."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Now(StrEnum):
    """An instant that is asked from the clock when it is needed."""

    NOW = "now"


class RequireAsOf(StrEnum):
    """Which as-of instant a run must have."""

    TODAY = "today"
    """Within a day of the clock."""

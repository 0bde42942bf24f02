"""What a number, a rule or a reading rests on."""

from __future__ import annotations

from enum import StrEnum


class Basis(StrEnum):
    """What a rule rests on."""

    OFFICIAL = "official"
    MIXED = "mixed"
    ADVICE = "advice"

"""The settings: their names, what they take, and what holds where nothing is said.

The one place where a setting is added; `closeout config`, the environment, the configuration file
and `schemas/config.schema.json` follow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from .choices import Color, EngineName, FailOn, MinSeverity, OnInvalid, RequireAsOf


class Kind(Enum):
    """What a setting takes."""

    WORD = "one of a few words"
    PATH = "a file"
    PACKS = "policy packs: folders, or ids of shipped packs"
    FORMATS = "formats, each with or without a file: text, sarif:out.sarif"
    DAYS = "a number of days"
    DURATION = "a length of time: 2 days"
    INSTANT = "an instant: 2026-03-10T12:00:00Z, or a day"


@dataclass(frozen=True, slots=True)
class Key:
    """One setting."""

    name: str
    """As in the configuration file and, after `--`, on the command line."""
    kind: Kind
    about: str
    default: str = ""
    """As it would be written; empty: nothing."""
    words: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The environment variable: `CLOSEOUT_FAIL_ON`."""
        return PREFIX + self.name.replace("-", "_").upper()

    @property
    def is_list(self) -> bool:
        """May be several: a list in the file, separated by commas in the environment."""
        return self.kind in (Kind.PACKS, Kind.FORMATS)


PREFIX = "CLOSEOUT_"


def _words(words: type[Enum]) -> tuple[str, ...]:
    return tuple(str(word.value) for word in words)


KEYS: tuple[Key, ...] = (
    Key("policies", Kind.PACKS, "Policy packs; by default every shipped one."),
    Key("as-of", Kind.INSTANT, "Evaluate at this instant; by default the snapshot's, else now."),
    Key(
        "require-as-of",
        Kind.WORD,
        "today: refuse an as-of instant more than a day from the clock.",
        words=_words(RequireAsOf),
    ),
    Key("max-snapshot-age", Kind.DURATION, "Warn about a snapshot that is older than this."),
    Key("format", Kind.FORMATS, "Output formats, each with or without a file.", "text"),
    Key(
        "fail-on",
        Kind.WORD,
        "Exit 1 for findings of at least this severity.",
        "error",
        _words(FailOn),
    ),
    Key(
        "min-severity",
        Kind.WORD,
        "Show findings of at least this severity.",
        "info",
        _words(MinSeverity),
    ),
    Key("engine", Kind.WORD, "Which engine matches rules.", "auto", _words(EngineName)),
    Key(
        "on-invalid",
        Kind.WORD,
        "Contracts that cannot be read: fail, or skip and count them.",
        "fail",
        _words(OnInvalid),
    ),
    Key("waivers", Kind.PATH, "File of waivers: findings that do not fail a run for some time."),
    Key("max-waiver-days", Kind.DAYS, "How far ahead a waiver may end, in days.", "365"),
    Key("baseline", Kind.PATH, "File of known findings: only others fail a run."),
    Key("color", Kind.WORD, "Colour the text.", "auto", _words(Color)),
)
"""In the order in which `closeout config` shows them."""

BY_NAME: dict[str, Key] = {key.name: key for key in KEYS}

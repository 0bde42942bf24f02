"""The settings: their names, what they take, and what holds where nothing is said.

The one place where a setting is added: `closeout config`, the environment, the configuration file,
`schemas/config.schema.json` and the table in docs/config.md follow it. A command that takes it as an
option has a parameter of its option type.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

import typer
from msgspec import Struct

from ...engine.snapshot.given_role import GivenRole
from ...engine.units import Duration
from ...engine.zones import Zone
from ..completion import pack_names, role_names
from .choices import (
    CheckEngine,
    Color,
    EngineName,
    FailOn,
    MinSeverity,
    Now,
    OnInvalid,
    RequireAsOf,
    Undecided,
)

Value = TypeVar("Value")


class Kind(Enum):
    """What a setting takes."""

    FLAG = "true or false"
    WORD = "one of a few words"
    PATH = "a file"
    PACKS = "policy packs: folders, or ids of shipped packs"
    GLOBS = "patterns for paths: exports/**, *.json"
    FORMATS = "formats, each with or without a file: text, sarif:out.sarif"
    DAYS = "a number of days"
    DURATION = "a length of time: 2 days"
    ZONE = "a time zone: Europe/Berlin"
    ROLE = "a role: freelancer, agency or client"
    INSTANT = "an instant: 2026-03-10T12:00:00Z, a day, or now"


PREFIX = "CLOSEOUT_"


class Key(Struct, Generic[Value], frozen=True, dict=True):
    """One setting."""

    name: str
    """As in the configuration file and, after `--`, on the command line."""
    kind: Kind
    about: str
    default: str = ""
    """As it would be written; empty: nothing."""
    words: type[StrEnum] | None = None
    example: str = ""

    @property
    def variable(self) -> str:
        """The environment variable: `CLOSEOUT_FAIL_ON`."""
        return PREFIX + self.name.replace("-", "_").upper()

    @property
    def is_list(self) -> bool:
        """May be several: a list in the file, separated by commas in the environment."""
        return self.kind in (Kind.PACKS, Kind.GLOBS, Kind.FORMATS)

    def option(self, *names: str, **more: Any) -> Any:
        """How a command takes it: what it is about, and what holds without it."""
        default = f" Default: {self.default}." if self.default else ""
        return typer.Option(*names, help=self.about + default, **more)


INCLUDE = Key[tuple[str, ...] | None](
    "include", Kind.GLOBS, "Patterns: of the files found in folders, take only these."
)
IncludeOption = Annotated[list[str] | None, INCLUDE.option(metavar="GLOB")]

EXCLUDE = Key[tuple[str, ...] | None](
    "exclude", Kind.GLOBS, "Patterns: leave these files and folders out."
)
ExcludeOption = Annotated[list[str] | None, EXCLUDE.option(metavar="GLOB")]

POLICIES = Key[tuple[str, ...] | None](
    "policies", Kind.PACKS, "Policy packs; by default every shipped one."
)
PoliciesOption = Annotated[
    list[str] | None, POLICIES.option(metavar="DIR|PACK", autocompletion=pack_names)
]

AS_OF = Key[int | Now | None](
    "as-of",
    Kind.INSTANT,
    "Evaluate at this instant, or now; by default the snapshot's, else now.",
    example="2026-03-10T12:00:00Z",
)
"""UTC seconds, or by the clock."""
AsOfOption = Annotated[str | None, AS_OF.option(metavar="T")]

REQUIRE_AS_OF = Key[RequireAsOf | None](
    "require-as-of",
    Kind.WORD,
    "today: refuse an as-of instant more than a day from the clock.",
    words=RequireAsOf,
)
RequireAsOfOption = Annotated[RequireAsOf | None, REQUIRE_AS_OF.option()]

MAX_SNAPSHOT_AGE = Key[Duration | None](
    "max-snapshot-age",
    Kind.DURATION,
    "Warn about a snapshot that is older than this.",
    example="2 days",
)
MaxSnapshotAgeOption = Annotated[str | None, MAX_SNAPSHOT_AGE.option(metavar="LENGTH")]

ROLE = Key[GivenRole | None](
    "role",
    Kind.ROLE,
    "For whom to judge where a file states no role: freelancer, agency, client.",
    example="agency",
)
"""With the place where it was given. By default the freelancer, who is then said to be taken for granted."""
RoleOption = Annotated[str | None, ROLE.option(metavar="ROLE", autocompletion=role_names)]

FORMAT = Key[tuple[str, ...]](
    "format", Kind.FORMATS, "Output formats, each with or without a file.", "text"
)

FAIL_ON = Key[FailOn](
    "fail-on", Kind.WORD, "Exit 1 for findings of at least this severity.", "error", FailOn
)
FailOnOption = Annotated[FailOn | None, FAIL_ON.option()]

UNDECIDED = Key[Undecided](
    "undecided",
    Kind.WORD,
    "A rule of severity error that cannot be decided: counts as an error, or is ignored.",
    "error",
    Undecided,
)
UndecidedOption = Annotated[Undecided | None, UNDECIDED.option()]

STRICT = Key[bool]("strict", Kind.FLAG, "Assume nothing that is not stated or implied.", "false")
StrictOption = Annotated[bool | None, STRICT.option("--strict/--no-strict")]

MIN_SEVERITY = Key[MinSeverity](
    "min-severity", Kind.WORD, "Show findings of at least this severity.", "info", MinSeverity
)
MinSeverityOption = Annotated[MinSeverity | None, MIN_SEVERITY.option()]

ENGINE = Key[EngineName]("engine", Kind.WORD, "Which engine matches rules.", "auto", EngineName)
EngineOption = Annotated[EngineName | None, ENGINE.option()]
CheckEngineOption = Annotated[
    CheckEngine | None,
    typer.Option(
        help="Which engine matches rules, or spark for folders on a cluster. Default: auto."
    ),
]

ON_INVALID = Key[OnInvalid](
    "on-invalid",
    Kind.WORD,
    "Contracts that cannot be read: fail, or skip and count them.",
    "fail",
    OnInvalid,
)
OnInvalidOption = Annotated[OnInvalid | None, ON_INVALID.option()]

WAIVERS = Key[Path | None](
    "waivers", Kind.PATH, "File of waivers: findings that do not fail a run for some time."
)
WaiversOption = Annotated[str | None, WAIVERS.option(metavar="FILE")]

MAX_WAIVER_DAYS = Key[int](
    "max-waiver-days", Kind.DAYS, "How far ahead a waiver may end, in days.", "365"
)
MaxWaiverDaysOption = Annotated[str | None, MAX_WAIVER_DAYS.option(metavar="N")]

BASELINE = Key[Path | None](
    "baseline", Kind.PATH, "File of known findings: only others fail a run."
)
BaselineOption = Annotated[str | None, BASELINE.option(metavar="FILE")]

TIME_ZONE = Key[Zone | None](
    "time-zone",
    Kind.ZONE,
    "In which zone people are told times; by default the account's, else UTC.",
    example="Europe/Berlin",
)
TimeZoneOption = Annotated[str | None, TIME_ZONE.option(metavar="ZONE")]

CACHE = Key[bool](
    "cache",
    Kind.FLAG,
    "Keep compiled policies in the user's cache folder for the next run.",
    "true",
)
CacheOption = Annotated[bool | None, CACHE.option("--cache/--no-cache")]

COLOR = Key[Color]("color", Kind.WORD, "Colour the text.", "auto", Color)
ColorOption = Annotated[Color | None, COLOR.option()]

KEYS: tuple[Key[Any], ...] = tuple(each for each in globals().values() if isinstance(each, Key))
"""In the order above, in which `closeout config` shows them."""

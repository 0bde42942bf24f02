"""The settings that hold: a flag before the environment, before the configuration file, before the default."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...engine.problems import Place, UsageError, nearest
from .choices import Color, EngineName, FailOn, MinSeverity, OnInvalid
from .file import ConfigFile, find_config
from .keys import KEYS, PREFIX, Key, Kind
from .values import value_of

if TYPE_CHECKING:
    from ...engine.units import Duration
    from .values import Value

DEFAULT = "default"

Flag = str | int | Path | Iterable[str] | None
"""What an option gave; None: it was not given."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value of a setting, and where it comes from."""

    key: Key
    value: Value | None
    texts: tuple[str, ...]
    """As it was written, paths as seen from the working directory."""
    origin: str
    """`--fail-on`, `CLOSEOUT_FAIL_ON`, `closeout.yaml:3` or `default`."""
    place: Place
    """Where it was written, for errors that are met later."""


class Settings:
    """Every setting with its value."""

    def __init__(self, chosen: Mapping[str, Chosen], file: str | None) -> None:
        self.chosen = chosen
        self.file = file
        """The configuration file, if there is one."""

    @property
    def policies(self) -> tuple[str, ...] | None:
        """The packs; None: every shipped one."""
        value = self._value("policies")
        return value if isinstance(value, tuple) else None

    @property
    def as_of(self) -> int | None:
        """The instant that was asked for, UTC seconds."""
        value = self._value("as-of")
        return value if isinstance(value, int) else None

    @property
    def requires_today(self) -> bool:
        """Whether the as-of instant must be today's."""
        return self._value("require-as-of") is not None

    @property
    def max_snapshot_age(self) -> Duration | None:
        """From which age on a snapshot is warned about."""
        from ...engine.units import Duration

        value = self._value("max-snapshot-age")
        return value if isinstance(value, Duration) else None

    @property
    def formats(self) -> Chosen:
        """`text`, `sarif:out.sarif`."""
        return self.chosen["format"]

    @property
    def fail_on(self) -> FailOn:
        """From which findings on the exit code is 1."""
        return FailOn(self._text("fail-on"))

    @property
    def min_severity(self) -> MinSeverity:
        """Which findings are shown."""
        return MinSeverity(self._text("min-severity"))

    @property
    def engine(self) -> EngineName:
        """Which engine matches rules."""
        return EngineName(self._text("engine"))

    @property
    def on_invalid(self) -> OnInvalid:
        """What to do about contracts that cannot be read."""
        return OnInvalid(self._text("on-invalid"))

    @property
    def color(self) -> Color:
        """When to colour the text."""
        return Color(self._text("color"))

    @property
    def waivers(self) -> Path | None:
        """The file of waivers."""
        return self._path("waivers")

    @property
    def max_waiver_days(self) -> int:
        """How far ahead a waiver may end."""
        value = self._value("max-waiver-days")
        assert isinstance(value, int)
        return value

    @property
    def baseline(self) -> Path | None:
        """The file of known findings."""
        return self._path("baseline")

    def _value(self, name: str) -> Value | None:
        return self.chosen[name].value

    def _text(self, name: str) -> str:
        value = self._value(name)
        assert isinstance(value, str)
        return value

    def _path(self, name: str) -> Path | None:
        value = self._value(name)
        return Path(value) if isinstance(value, str) else None


def effective(flags: Mapping[str, Flag] | None = None) -> Settings:
    """The settings for a command that was called with these flags (by the names of the settings).

    An empty text as a flag switches a file off: `--waivers ""`. Raises `UsageError` for a
    value that does not fit, an unknown key, or settings that exclude each other.
    """
    given = {name: _texts(value) for name, value in (flags or {}).items() if value is not None}
    config = find_config()
    _check_environment()
    chosen = {key.name: _chosen(key, given, config) for key in KEYS}
    if config is not None:
        _check_contradictions(config)
    return Settings(chosen, config.label if config else None)


def _texts(value: Flag) -> tuple[str, ...]:
    if isinstance(value, str | int | Path):
        return (str(value),)
    return tuple(value or ())


def _chosen(key: Key, given: Mapping[str, tuple[str, ...]], config: ConfigFile | None) -> Chosen:
    texts = given.get(key.name, ())
    if texts == ("",) and key.kind is Kind.PATH:
        return _default(key, f"--{key.name}")
    if texts:
        flag = f"--{key.name}"
        return _made(key, value_of(key, texts, Place(flag)), texts, flag, Place(flag))
    written = os.environ.get(key.variable, "")
    if written:
        texts = tuple(part.strip() for part in written.split(",")) if key.is_list else (written,)
        place = Place(key.variable)
        return _made(key, value_of(key, texts, place), texts, key.variable, place)
    entry = config.entries.get(key.name) if config else None
    if config is None or entry is None:
        return _default(key, DEFAULT)
    place = entry.place
    origin = f"{place.file}:{place.line}" if place.line else place.file
    value = value_of(key, entry.texts, place, config.folder)
    return _made(key, value, entry.texts, origin, place)


def _made(key: Key, value: Value, texts: tuple[str, ...], origin: str, place: Place) -> Chosen:
    """Paths are shown as they are used, everything else as it was written."""
    if isinstance(value, tuple):
        texts = value
    elif isinstance(value, str):
        texts = (value,)
    return Chosen(key, value, texts, origin, place)


def _default(key: Key, origin: str) -> Chosen:
    if not key.default:
        return Chosen(key, None, (), origin, Place(origin))
    texts = (key.default,)
    return Chosen(key, value_of(key, texts, Place(DEFAULT)), texts, origin, Place(origin))


def _check_environment() -> None:
    """A variable that nearly has the name of a setting was meant to be one."""
    known = {key.variable.removeprefix(PREFIX): key for key in KEYS}
    for name in sorted(os.environ):
        rest = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and rest not in known:
            near = nearest(rest, known)
            if near is not None:
                hint = f'did you mean "{PREFIX}{near}"?'
                raise UsageError.at(Place(name), "there is no such setting", hint)


_EXCLUDE: tuple[tuple[str, str, str, str], ...] = (
    ("as-of", "", "require-as-of", "a fixed instant is older than a day tomorrow"),
    ("fail-on", "never", "baseline", "a run that never fails has no use for a baseline"),
    ("fail-on", "never", "waivers", "a run that never fails has no use for waivers"),
)
"""Setting, its value (empty: any), the setting that it excludes in one file, and why."""


def _check_contradictions(config: ConfigFile) -> None:
    for name, value, other, why in _EXCLUDE:
        first, second = config.entries.get(name), config.entries.get(other)
        if first and second and (not value or first.texts == (value,)):
            written = f"{name}: {value}" if value else name
            message = f"`{written}` and `{other}` exclude each other"
            raise UsageError.at(second.place, message, f"{why}: keep one of the two")

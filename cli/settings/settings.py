"""The settings that hold: a flag before the environment, before the configuration file, before the default."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from msgspec import Struct

from ...engine.problems import KEEP_ONE, Place, Problem, UsageError, nearest, suggestion
from .choices import Now
from .file import ConfigFile, find_config
from .keys import KEYS, PREFIX, Key, Kind, Value
from .there import missing
from .values import value_of

DEFAULT = "default"


class Chosen(Struct, frozen=True):
    """The value of a setting, and where it comes from."""

    key: Key[Any]
    value: Any
    """None: nothing was said, and nothing holds by default."""
    texts: tuple[str, ...]
    """As it was written, paths as seen from the working directory."""
    origin: str
    """`--fail-on`, `CLOSEOUT_FAIL_ON`, `closeout.yaml:3` or `default`."""
    place: Place
    """Where it was written, for errors that are met later."""

    @property
    def missing(self) -> Problem | None:
        """A file or a pack that it names and that is not there."""
        return missing(self.key, self.texts, self.origin, self.place)


class Settings:
    """Every setting with its value."""

    def __init__(self, chosen: Mapping[str, Chosen], file: str | None) -> None:
        self.chosen = chosen
        self.file = file
        """The configuration file, if there is one."""

    def __getitem__(self, key: Key[Value]) -> Value:
        """The value of a setting; None where there is none and none is by default.

        Raises `UsageError` where it was written, if it names a file or a pack that is not there: a command
        that has no use for it runs without.
        """
        chosen = self.chosen[key.name]
        lost = chosen.missing
        if lost is not None:
            raise UsageError([lost])
        return cast("Value", chosen.value)


def effective(flags: Mapping[str, Any] | None = None, start: Path | None = None) -> Settings:
    """The settings for a command that was called with these flags, by the names of its parameters.

    The configuration file is the nearest of a folder, by default the working directory, and other
    parameters are passed over. An empty text as a flag switches a file off: `--waivers ""`.
    Raises `UsageError` for every value that does not fit, unknown key, or settings that exclude each
    other, those of the file in the order of its lines.
    """
    given = {name.replace("_", "-"): _texts(value) for name, value in (flags or {}).items()}
    config = find_config(start)
    _check_environment()
    chosen: dict[str, Chosen] = {}
    problems = [] if config is None else [*config.problems, *_contradictions(config)]
    for key in KEYS:
        try:
            chosen[key.name] = _chosen(key, given, config)
        except UsageError as refused:
            problems += refused.problems
    if problems:
        # What was typed on the command line comes first: it has no line.
        raise UsageError(sorted(problems, key=lambda each: each.place.line))
    return Settings(chosen, config.label if config else None)


def _texts(value: Any) -> tuple[str, ...]:
    """What an option gave; nothing where it was not given."""
    if isinstance(value, list | tuple):
        return tuple(str(each) for each in value)
    return () if value is None else (str(value).lower() if isinstance(value, bool) else str(value),)


def _chosen(
    key: Key[Any], given: Mapping[str, tuple[str, ...]], config: ConfigFile | None
) -> Chosen:
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


def _made(
    key: Key[Any], value: object, texts: tuple[str, ...], origin: str, place: Place
) -> Chosen:
    """Paths are shown as they are used, everything else as it was written."""
    if isinstance(value, tuple):
        texts = value
    elif isinstance(value, Path):
        texts = (value.as_posix(),)
    return Chosen(key, value, texts, origin, place)


def _default(key: Key[Any], origin: str) -> Chosen:
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
                hint = suggestion(PREFIX + near)
                raise UsageError.at(Place(name), "there is no such setting", hint)


_EXCLUDE: tuple[tuple[str, str, str, str], ...] = (
    ("as-of", "", "require-as-of", "a fixed instant is older than a day tomorrow"),
    ("fail-on", "never", "baseline", "a run that never fails has no use for a baseline"),
    ("fail-on", "never", "waivers", "a run that never fails has no use for waivers"),
)
"""Setting, its value (empty: any), the setting that it excludes in one file, and why."""


def _contradictions(config: ConfigFile) -> Iterator[Problem]:
    for name, value, other, why in _EXCLUDE:
        first, second = config.entries.get(name), config.entries.get(other)
        is_moving = first is not None and first.texts == (Now.NOW,)
        if first and second and not is_moving and (not value or first.texts == (value,)):
            written = f"{name}: {value}" if value else name
            message = f"`{written}` and `{other}` exclude each other"
            yield Problem(second.place, message, f"{why}: {KEEP_ONE}")

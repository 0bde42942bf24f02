"""From what was written for a setting to its value, with errors that name where it was written."""

from __future__ import annotations

import os
from enum import StrEnum
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...engine.problems import Place, UsageError, did_you_mean
from ...engine.zones import Zone, zone_hint, zone_of
from .choices import Now
from .keys import Key, Kind

if TYPE_CHECKING:
    from ...engine.snapshot.given_role import GivenRole
    from ...engine.units import Duration

    Value = StrEnum | Path | bool | int | tuple[str, ...] | Duration | Zone | GivenRole

MOST_DAYS = 36_500
FLAGS = {"true": True, "false": False}
REPOSITORY = ".git"


def value_of(
    key: Key[Any], texts: tuple[str, ...], place: Place, folder: Path | None = None
) -> Value:
    """The value of a setting. Paths are relative to `folder`, if there is one.

    Raises `UsageError` at the place.
    """
    if not texts or not all(text.strip() for text in texts):
        raise UsageError.at(place, f"`{key.name}` is empty", f"expected {key.kind.value}")
    match key.kind:
        case Kind.PACKS:
            return tuple(_pack(text, folder) for text in texts)
        case Kind.GLOBS:
            return tuple(_glob(text, folder) for text in texts)
        case Kind.FORMATS:
            return tuple(_format(text, folder, place) for text in texts)
        case Kind.PATH:
            return Path(_path(texts[0], folder))
        case Kind.FLAG:
            return _flag(key, texts[0], place)
        case Kind.WORD:
            return _word(key, texts[0], place)
        case Kind.DAYS:
            return _days(key, texts[0], place)
        case Kind.DURATION:
            return _duration(key, texts[0], place)
        case Kind.ZONE:
            return _zone(key, texts[0], place)
        case Kind.ROLE:
            return _role(texts[0], place)
        case Kind.INSTANT:
            return _instant(texts[0], place)


def shown_path(path: Path) -> str:
    """A path as seen from the working directory, where that is possible."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:
        return path.as_posix()


def _path(text: str, folder: Path | None) -> str:
    return text if folder is None else shown_path(folder / text)


def _pack(text: str, folder: Path | None) -> str:
    if folder is None:
        return text
    from ...engine.language.load import shipped_pack_ids

    return text if text in shipped_pack_ids() else _path(text, folder)


def _glob(text: str, folder: Path | None) -> str:
    """As seen from the working directory; a name alone is meant at any depth of the folder."""
    text = text.strip().removeprefix("./")
    pattern = text if "/" in text.rstrip("/") else f"**/{text}"
    if folder is None:
        return pattern
    return _path(pattern, Path(escape(shown_path(folder))))


def _format(text: str, folder: Path | None, place: Place) -> str:
    """`sarif:out.sarif` with the file relative to the folder."""
    name, colon, file = text.partition(":")
    if not colon or file in ("", "-"):
        return text
    if folder is not None:
        _check_below(file, folder, place)
    return f"{name}:{_path(file, folder)}"


def _check_below(file: str, folder: Path, place: Place) -> None:
    """A settings file comes with what was checked out: it has no say about other files of the user,
    nor about what Git itself keeps there. Raises `UsageError`."""
    hint = "a settings file writes below its own folder only; the option `-f FORMAT:FILE` anywhere"
    try:
        root, target = Path(os.path.realpath(folder)), Path(os.path.realpath(folder / file))
    except ValueError:
        raise UsageError.at(place, f"`{file[:60]}` is not the name of a file") from None
    if not target.is_relative_to(root):
        raise UsageError.at(place, f"`{file[:60]}` lies outside of {shown_path(folder)}", hint)
    if any(part.casefold() == REPOSITORY for part in target.relative_to(root).parts):
        raise UsageError.at(place, f"`{file[:60]}` lies in the folder that Git keeps", hint)


def _word(key: Key[Any], text: str, place: Place) -> StrEnum:
    assert key.words is not None
    try:
        return key.words(text)
    except ValueError:
        words = [word.value for word in key.words]
        hint = did_you_mean(text, words, f"expected {', '.join(words)}")
        raise UsageError.at(place, f"`{key.name}` cannot be `{text[:60]}`", hint) from None


def _flag(key: Key[Any], text: str, place: Place) -> bool:
    if text not in FLAGS:
        hint = did_you_mean(text, FLAGS, "expected true or false")
        raise UsageError.at(place, f"`{key.name}` cannot be `{text[:60]}`", hint)
    return FLAGS[text]


def _days(key: Key[Any], text: str, place: Place) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < 8
    if not is_number or not 1 <= int(text) <= MOST_DAYS:
        hint = f"expected a whole number from 1 to {MOST_DAYS}"
        raise UsageError.at(place, f"`{key.name}` cannot be `{text[:60]}`", hint)
    return int(text)


def _duration(key: Key[Any], text: str, place: Place) -> Duration:
    from ...engine.language.literals import parse_duration
    from ...engine.language.spelling import spelling
    from ...engine.units import Unit

    found = parse_duration(text)
    if found is None:
        hint = spelling(text, Unit.DURATION) or "expected a length of time, such as `2 days`"
        raise UsageError.at(place, f"`{key.name}` cannot be `{text[:60]}`", hint)
    return found


def _zone(key: Key[Any], text: str, place: Place) -> Zone:
    zone = zone_of(text)
    if zone is None:
        hint = zone_hint(text, "write a name such as Europe/Berlin, or UTC")
        raise UsageError.at(place, f"`{key.name}` cannot be `{text[:60]}`", hint)
    return zone


def given_role(text: str | None) -> GivenRole | None:
    """What the option gives to a command that reads no settings. Raises `UsageError`."""
    return None if text is None else _role(text, Place("--role"))


def _role(text: str, place: Place) -> GivenRole:
    from ...engine.snapshot.bad_value import BadValueError
    from ...engine.snapshot.given_role import GivenRole, role_called

    try:
        return GivenRole(role_called(text), place)
    except BadValueError as refused:
        raise UsageError.at(place, refused.message, refused.hint) from None


def _instant(text: str, place: Place) -> int | Now:
    if text == Now.NOW:
        return Now.NOW
    from ...engine.snapshot.bad_value import BadValueError
    from ...engine.snapshot.sheets.days import instant_as_said

    try:
        return instant_as_said(text)
    except BadValueError as refused:
        if text == "today":
            hint = "write `now` for the instant of the run, or the day itself"
            raise UsageError.at(place, refused.message, hint) from refused
        raise UsageError.at(place, refused.message, refused.hint) from refused

"""`closeout check --engine spark IN... OUT`: handed over to `closeout.spark`, with what holds for it.

It is the run of `python -m closeout.spark`. What `check` can do beside that has no meaning for folders on a
cluster, and is refused rather than left undone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ..engine.problems import Place, UsageError
from ..engine.written import instant_json
from .settings.choices import FailOn, SparkFormat
from .settings.keys import (
    AS_OF,
    BASELINE,
    ENGINE,
    EXCLUDE,
    FAIL_ON,
    INCLUDE,
    MAX_SNAPSHOT_AGE,
    MAX_WAIVER_DAYS,
    MIN_SEVERITY,
    ON_INVALID,
    POLICIES,
    REQUIRE_AS_OF,
    ROLE,
    STRICT,
    UNDECIDED,
    WAIVERS,
    Key,
)
from .settings.settings import DEFAULT, effective

if TYPE_CHECKING:
    import typer

    from .settings.settings import Settings

ONLY_HERE = ("master", "read")
"""Options of `check` for this engine alone."""
TAKEN = frozenset(
    {
        "files",
        "policies",
        "as_of",
        "role",
        "close",
        "format",
        "fail_on",
        "strict",
        "engine",
        *ONLY_HERE,
    }
)
"""Parameters of `check` that hold here."""
REFUSED: tuple[Key[Any], ...] = (
    INCLUDE,
    EXCLUDE,
    REQUIRE_AS_OF,
    MAX_SNAPSHOT_AGE,
    UNDECIDED,
    MIN_SEVERITY,
    ON_INVALID,
    WAIVERS,
    MAX_WAIVER_DAYS,
    BASELINE,
)
"""Settings that would change what is found or told, and do not hold here."""
NO_MEANING = "has no meaning with --engine spark"
HINT = "leave it out; docs/spark.md says what there is"


def refuse_without_spark_engine(context: typer.Context) -> None:
    """Raise `UsageError` for an option that is for `--engine spark` alone."""
    for name in _given(context, ONLY_HERE):
        raise UsageError.at(Place(f"--{name}"), "this is for --engine spark alone", HINT)


def check_on_spark(context: typer.Context) -> int:
    """The run, and its exit code. Raises `CloseoutError`, for whatever cannot hold here too."""
    params: Mapping[str, Any] = context.params
    for name in _given(context, params.keys() - TAKEN):
        raise UsageError.at(Place(f"--{name.replace('_', '-')}"), f"this {NO_MEANING}", HINT)
    names = _names(params["files"])
    settings = effective({**params, ENGINE.name: None, "format": None})
    _refuse_settings(settings)
    from ..spark.command import Asked, run

    asked = Asked(
        inputs=names[:-1],
        output=names[-1],
        master=params["master"],
        read=_word(params["read"]),
        format=_format(params["format"]),
        policies=settings[POLICIES],
        as_of=_as_of(settings),
        close=params["close"] or (),
        role=_role(settings),
        strict=settings[STRICT],
        fail_on=str(settings[FAIL_ON]),
    )
    return run(asked)


def _given(context: typer.Context, names: Collection[str]) -> list[str]:
    """Those of the parameters that are on the command line."""
    parameters = [each.name for each in context.command.params if each.name in names]
    return [name for name in parameters if name and _is_given(context, name)]


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _names(files: Sequence[str]) -> Sequence[str]:
    if len(files) < 2:
        message = "there is no folder for the results: name what to read, and where to write"
        raise UsageError.at(Place("OUT"), message, "closeout check --engine spark IN... OUT")
    if "-" in files:
        hint = "write what comes from there into a file"
        raise UsageError.at(Place("-"), "Spark reads no stdin, and writes to no stdout", hint)
    return files


def _word(choice: StrEnum | None) -> Any:
    return None if choice is None else str(choice)


def _format(formats: Sequence[str] | None) -> str:
    """The one format of the results."""
    words = [str(each) for each in SparkFormat]
    for each in formats or ():
        if each not in words:
            message = f'results of --engine spark are not written as "{each}"'
            raise UsageError.at(Place("--format"), message, f"known: {', '.join(words)}")
    if len(formats or ()) > 1:
        raise UsageError.at(Place("--format"), "results are written once", "keep one")
    return formats[0] if formats else words[0]


def _refuse_settings(settings: Settings) -> None:
    for key in REFUSED:
        chosen = settings.chosen[key.name]
        if chosen.origin != DEFAULT:
            raise UsageError.at(chosen.place, f"the setting {key.name} {NO_MEANING}", HINT)
    if settings[FAIL_ON] is FailOn.UNDETERMINED:
        place = settings.chosen[FAIL_ON.name].place
        message = f"fail-on: {FailOn.UNDETERMINED} {NO_MEANING}"
        raise UsageError.at(place, message, "expected error, warning, info or never")


def _role(settings: Settings) -> Any:
    given = settings[ROLE]
    return None if given is None else given.role


def _as_of(settings: Settings) -> str | None:
    """The instant as `closeout.spark` takes it."""
    given = settings[AS_OF]
    return instant_json(given) if isinstance(given, int) else given

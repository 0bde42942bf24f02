"""Options and arguments read without pydantic, which typer would load for each of them.

Newer versions of typer build a pydantic adapter for every parameter when a command starts, which
takes longer than a whole check of a small portfolio. The types of this command line are few (text,
flag, path, number, word of an enum, lists of these), so they are read here. Where typer has no such
place for a type of ours, nothing is changed.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

import typer
from typer.core import TyperCommand

_SLOT = "_runtime_param"
_OURS = (str, bool, int, float, Path, Enum)


class WithPlainTypes:
    """Stands before a kind of command: parameters whose type is known here are read here."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, the one for help among them."""
        parameters: list[Any] = super().get_params(ctx)  # type: ignore[misc]  # of the command
        for parameter in parameters:
            descriptor = getattr(parameter, "type_descriptor", None)
            if descriptor is None or getattr(parameter, _SLOT, 0) is not None:
                continue
            single = _single(descriptor.annotation)
            if single is not None and not descriptor.is_file:
                setattr(parameter, _SLOT, _PlainType(single))
        return parameters


class PlainCommand(WithPlainTypes, TyperCommand):
    """A command whose parameters are read here."""


def _single(annotation: Any) -> type[Any] | None:
    """The type of one value, if it is one of ours."""
    if get_origin(annotation) in (list, tuple):
        annotation = get_args(annotation)[0]
    is_ours = isinstance(annotation, type) and issubclass(annotation, _OURS)
    return annotation if is_ours else None


class _PlainType:
    """How typer asks for the value of a parameter."""

    def __init__(self, single: type[Any]) -> None:
        self._single = single

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The typed value. Raises `typer.BadParameter` for a word that is none of an enum's, and for a number
        beyond the bounds of its parameter.
        """
        if param.multiple or param.nargs == -1:
            return [self._one(each, param, ctx) for each in value or ()]
        if param.nargs > 1 and value is not None:
            return tuple(self._one(each, param, ctx) for each in value)
        return None if value is None else self._one(value, param, ctx)

    def _one(self, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, self._single):
            return value
        try:
            return _within(self._single(value), param, ctx)
        except ValueError:
            expected = "a number"
            if issubclass(self._single, Enum):
                expected = "one of " + ", ".join(str(each.value) for each in self._single)
            message = f"{value!r} is not {expected}."
            if issubclass(self._single, Enum) and len(self._single) == 1:
                only = next(iter(self._single)).value
                message = f"{value!r} is not {only!r}: write {ctx.command_path} {only} {value} ..."
            raise typer.BadParameter(message, ctx=ctx, param=param) from None


def _within(value: Any, param: Any, ctx: Any) -> Any:
    """The value, if it is within the bounds that the parameter has."""
    least, most = getattr(param, "min", None), getattr(param, "max", None)
    if (least is not None and value < least) or (most is not None and value > most):
        message = f"{value} is not a number from {least} to {most}."
        raise typer.BadParameter(message, ctx=ctx, param=param)
    return value

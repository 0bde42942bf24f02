"""The command `closeout`: finds the sub-command, and turns every failure into a plain message.

Sub-commands are imported when they are called, so that each starts as fast as it can. What becomes
of failures stands in `ending`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from .ending import (
    BLAMES,
    PROGRAM,
    closed,
    code_of_stream,
    drop_unwritable,
    ending_of,
    give_up,
    tell,
    told_fault,
)
from .plain_types import PlainCommand, WithPlainTypes
from .signals import leave_signals

COMMANDS: dict[str, str] = {
    "init": "Write the files to begin with.",
    "check": "Check contracts before closing them.",
    "validate": "Tell what is wrong with snapshots.",
    "plan": "Plan what to do from today on, and which contract to end when.",
    "ask": "Ask what is not known, one question at a time.",
    "explain": "Explain a verdict, a rule or a fact.",
    "diff": "Compare two policies over the same contracts, or two exports.",
    "sweep": "Try values of a param: what changes, and where.",
    "test": "Run the cases that stand beside the rules.",
    "new": "Begin a rule with its cases.",
    "lint": "Tell what is wrong with policy packs although they load.",
    "rules": "List the rules, actions, params and facts of policy packs.",
    "docs": "Write a page for each rule of policy packs.",
    "statements": "Print what the sources say, and what of a policy pack carries each statement.",
    "baseline": "Write down the findings of today, so that only new ones fail.",
    "config": "Show the settings that hold, and where each comes from.",
    "convert": "Convert what platforms export into a snapshot.",
    "template": "Write a table of what is still to be added by hand.",
    "schema": "Print a JSON Schema, or a template for a spreadsheet.",
}
"""Sub-commands, each a module of this package with a function of the same name."""


class LazyGroup(WithPlainTypes, TyperGroup):
    """A group that imports a sub-command when it is called, or when its help is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The sub-command, or None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            module = import_module(f".commands.{cmd_name}", __package__)
            single = _typer()
            single.command(name=cmd_name, cls=PlainCommand)(getattr(module, cmd_name))
            self.commands[cmd_name] = typer.main.get_command(single)
        return self.commands[cmd_name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """As inherited; the names must be known, so that a slip gets a suggestion."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from ..engine.problems import did_you_mean

            hint = did_you_mean(args[0], COMMANDS, f"there are {', '.join(COMMANDS)}")
            ctx.fail(f'no command is called "{args[0]}": {hint}')
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **options: Any) -> Any:
        """As inherited; failures are told and become exit codes."""
        with _told():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run a sub-command; failures are told and become exit codes."""
        from ..engine.opening import forget

        forget()
        with _told():
            return super().invoke(ctx)


@contextmanager
def _told() -> Iterator[None]:
    """Failures that can be foreseen end the run in order; what Typer raises is left to it."""
    try:
        yield
    except (Exception, KeyboardInterrupt) as failure:
        ending = ending_of(failure)
        if ending is None:
            raise
        code, message = ending
        if isinstance(failure, OSError):
            drop_unwritable()
        untold = tell(message)
        raise typer.Exit(untold if untold and code in BLAMES else code) from None


def _typer(**options: Any) -> typer.Typer:
    settings = {"add_completion": False, "rich_markup_mode": None, **options}
    return typer.Typer(pretty_exceptions_enable=False, **settings)


app = _typer(cls=LazyGroup, no_args_is_help=True, add_completion=True)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version(PROGRAM)
        except PackageNotFoundError:
            number = "(not installed)"
        typer.echo(f"{PROGRAM} {number}")
        raise typer.Exit


@app.callback()
def closeout(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Decide what to do about freelance contracts that are to be closed.

    Every command says more with --help.
    """


def main() -> NoReturn:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # The same bytes everywhere, whatever the locale and the system are.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    code = closed(_run())
    leave_signals()
    sys.exit(code)


def _run() -> int:
    """The exit code."""
    try:
        app(prog_name=PROGRAM)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except OSError as failure:
        # What Typer itself had to tell, such as a wrong option, could not be told.
        give_up(sys.stderr)
        return code_of_stream(failure)
    except Exception as fault:
        return told_fault(fault)
    return 0


if __name__ == "__main__":
    main()

"""The command `closeout`: finds the sub-command, and turns every failure into a plain message.

Sub-commands are imported when they are called, so that each starts as fast as it can.
Exit codes: 0, 1 and 2 as the sub-commands say, 2 for a usage or policy error, 3 for input that is
unreadable, invalid or empty, 70 for a fault of the program, 130 for Ctrl-C, 141 for a closed pipe.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Annotated, Any, NoReturn, TextIO

import typer
from typer.core import TyperGroup

from .plain_types import PlainCommand, with_plain_types

PROGRAM = "closeout"
EXIT_USAGE = 2
EXIT_INPUT = 3
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141
GARBAGE_THRESHOLD = 200_000
"""New objects between two looks for garbage; Python's own choice is 700 to 2,000."""

COMMANDS: dict[str, str] = {
    "check": "Check contracts before closing them.",
    "validate": "Tell what is wrong with snapshots.",
    "explain": "Explain a verdict, a rule or a fact.",
    "test": "Run the cases that stand beside the rules.",
    "rules": "List the rules, actions, params and facts of policy packs.",
    "statements": "Print what the sources say, and what of a policy pack carries each statement.",
    "baseline": "Write down the findings of today, so that only new ones fail.",
    "config": "Show the settings that hold, and where each comes from.",
    "convert": "Convert what platforms export into a snapshot.",
    "template": "Write a table of what is still to be added by hand.",
    "schema": "Print a JSON Schema, or a template for a spreadsheet.",
}
"""Sub-commands, each a module of this package with a function of the same name."""


class LazyGroup(TyperGroup):
    """A group that imports a sub-command when it is called, or when its help is asked for."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, the one for help among them."""
        return with_plain_types(super().get_params(ctx))

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

    def invoke(self, ctx: Any) -> Any:
        """Run a sub-command; failures are told and become exit codes."""
        from ..engine.problems import CloseoutError, EngineFault

        try:
            return super().invoke(ctx)
        except CloseoutError as failure:
            told = (problem.rendered() for problem in failure.problems)
            _leave(failure.exit_code, "\n".join(told))
        except EngineFault as fault:
            _leave(fault.exit_code, f"{PROGRAM}: internal error: {fault}")
        except RecursionError:
            _leave(EXIT_USAGE, f"{PROGRAM}: a policy or a snapshot is nested or chained too deeply")
        except KeyboardInterrupt:
            _leave(EXIT_INTERRUPTED, f"{PROGRAM}: interrupted")
        except BrokenPipeError:
            raise typer.Exit(EXIT_PIPE) from None
        except OSError as failure:
            _leave(EXIT_INPUT, f"{PROGRAM}: {_reason(failure)}")


def _typer(**options: Any) -> typer.Typer:
    settings = {"add_completion": False, "rich_markup_mode": None, **options}
    return typer.Typer(pretty_exceptions_enable=False, **settings)


def _leave(code: int, message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def _reason(failure: OSError) -> str:
    from ..engine.problems import shown

    reason = (failure.strerror or str(failure)).lower()
    return shown(f"{failure.filename}: {reason}" if failure.filename else reason)


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
    # A run makes rows by the million and hardly any garbage; looking for it that often doubles the time.
    gc.set_threshold(GARBAGE_THRESHOLD, 50, 100)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # The same bytes everywhere, whatever the locale and the system are.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    code: object = 0
    try:
        app(prog_name=PROGRAM)
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
        print(f"{PROGRAM}: interrupted", file=sys.stderr)  # noqa: T201
    except BrokenPipeError:
        code = EXIT_PIPE
    for stream in (sys.stdout, sys.stderr):
        if not _flushed(stream):
            code = EXIT_PIPE
    sys.exit(code if isinstance(code, int) else 0 if code is None else 1)


def _flushed(stream: TextIO) -> bool:
    """Whether the last bytes went out. A closed pipe is given up for good, so that the
    interpreter does not complain about it on its way out."""
    try:
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return False
    return True


if __name__ == "__main__":
    main()

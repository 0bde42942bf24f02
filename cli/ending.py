"""How a run ends: every failure becomes an exit code and at most one message, in this one place.

Exit codes: 0, 1 and 2 as the commands say, 2 for a usage or policy error, 3 for input that is
unreadable, invalid or empty and for surroundings that fail (a full disk, a file that may not be
read or written), 70 for a fault of the program, 129, 130 and 143 for SIGHUP, Ctrl-C and SIGTERM,
141 for a closed pipe.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

PROGRAM = "closeout"
EXIT_USAGE = 2
EXIT_SURROUNDINGS = 3
EXIT_FAULT = 70
EXIT_HANGUP = 129
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141
EXIT_TERMINATED = 143
BLAMES = (EXIT_USAGE, EXIT_SURROUNDINGS)
"""Codes that mean nothing without their message: where that cannot be told, this is the failure."""
STOPPED = (EXIT_HANGUP, EXIT_INTERRUPTED, EXIT_TERMINATED)
"""Codes of runs that somebody ended."""

TRACEBACK_VARIABLE = "CLOSEOUT_TRACEBACK"
"""Set to anything: a fault of the program shows its traceback as well."""
CORRECT_FIRST = "correct these first"
"""Of problems beside others that are told, where no command lists them."""
MOST_PROBLEMS = 400
"""How many problems are told before the rest is only counted; more than the reader of snapshots gives."""


def ending_of(failure: BaseException) -> tuple[int, str] | None:
    """Exit code and message, without a line end, for a failure that can be foreseen; else None."""
    from ..engine.problems import CloseoutError, EngineFault

    match failure:
        case CloseoutError():
            return failure.exit_code, problems_text(failure)
        case EngineFault() | EOFError():
            return EXIT_FAULT, fault_text(failure)
        case RecursionError():
            nested = "a policy or a snapshot is nested or chained too deeply"
            return EXIT_USAGE, f"{PROGRAM}: {nested}"
        case MemoryError():
            return EXIT_SURROUNDINGS, f"{PROGRAM}: there is not enough memory"
        case KeyboardInterrupt():
            return EXIT_INTERRUPTED, f"{PROGRAM}: interrupted"
        case BrokenPipeError():
            return EXIT_PIPE, ""
        case OSError():
            return EXIT_SURROUNDINGS, f"{PROGRAM}: {_reason(failure)}"
    return None


def problems_text(failure: BaseException) -> str:
    """The first problems of a failure, and how many more there are."""
    from ..engine.problems import CloseoutError
    from ..engine.written import counted

    assert isinstance(failure, CloseoutError)
    told = [problem.rendered() for problem in failure.problems[:MOST_PROBLEMS]]
    left = len(failure.problems) - MOST_PROBLEMS
    if left > 0:
        told.append(f"{counted(left, 'more problem')} not told: {CORRECT_FIRST}")
    return "\n".join(told)


def fault_text(fault: BaseException) -> str:
    """One line about a fault of the program: what and where, and how to report it.

    The text of an unforeseen exception is left out: it may hold what the files say.
    """
    from ..engine.problems import EngineFault, shown

    what = str(fault) if isinstance(fault, EngineFault) else type(fault).__name__
    where = f" in {place}" if (place := _place_of(fault)) else ""
    return (
        f"{PROGRAM}: internal error: {shown(what)}{where}: a fault of the program; report it "
        f"with the command, {PROGRAM} --version, and what {TRACEBACK_VARIABLE}=1 shows"
    )


def _place_of(fault: BaseException) -> str:
    """`reading.py:120`, the innermost place in the program's own code."""
    place = ""
    trace = fault.__traceback__
    while trace is not None:
        package, _, name = trace.tb_frame.f_globals.get("__name__", "").partition(".")
        if package == PROGRAM:
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _reason(failure: OSError) -> str:
    from ..engine.problems import shown

    reason = (failure.strerror or str(failure)).lower()
    return shown(f"{failure.filename}: {reason}" if failure.filename else reason)


def told_fault(fault: BaseException) -> int:
    """Tell a fault of the program on stderr; its exit code."""
    message = fault_text(fault)
    if os.environ.get(TRACEBACK_VARIABLE):
        import traceback

        message = "".join(traceback.format_exception(fault)) + message
    tell(message)
    return EXIT_FAULT


def tell(message: str) -> int:
    """Write a message to stderr; 0, or the exit code where that is not possible."""
    if not message:
        return 0
    try:
        sys.stderr.write(message + "\n")
        sys.stderr.flush()
    except OSError as failure:
        give_up(sys.stderr)
        return code_of_stream(failure)
    return 0


def code_of_stream(failure: OSError) -> int:
    """The exit code for a stream that takes no more."""
    return EXIT_PIPE if isinstance(failure, BrokenPipeError) else EXIT_SURROUNDINGS


def closed(code: int) -> int:
    """Send the last bytes of both streams on their way; the exit code, which a failure changes."""
    if code in STOPPED:
        # Whoever reads may have stopped as well: nobody waits for the rest.
        give_up(sys.stdout)
    try:
        sys.stdout.flush()
    except OSError as failure:
        give_up(sys.stdout)
        code = code_of_stream(failure)
        if code != EXIT_PIPE:
            tell(f"{PROGRAM}: standard output: {_reason(failure)}")
    try:
        sys.stderr.flush()
    except OSError as failure:
        give_up(sys.stderr)
        code = code_of_stream(failure)
    return code


def drop_unwritable() -> None:
    """What stdout does not take was complained about already: no second time at the end."""
    try:
        sys.stdout.flush()
    except OSError:
        give_up(sys.stdout)


def give_up(stream: TextIO) -> None:
    """Let what is still to be written go nowhere, so that the interpreter, which tries again on its
    way out, neither complains nor changes the exit code."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        stream.flush()
    except (OSError, ValueError):
        return

"""Where the command `closeout` begins: before anything that takes time to load.

A signal while the program is still loading, and a closed stdin or stdout, end as plainly as later on.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import NoReturn

INTERRUPTED = b"closeout: interrupted\n"
GARBAGE_THRESHOLD = 200_000
"""New objects between two looks for garbage; Python's own choice is 700 to 2,000."""


def main() -> NoReturn:
    """Run the command line and exit."""
    # Loading and a run make objects by the million and hardly any garbage; looking for it that often
    # doubles the time.
    gc.set_threshold(GARBAGE_THRESHOLD, 50, 100)
    try:
        _open_what_is_closed()
        from .signals import obey_signals

        obey_signals()
        from .app import main as run

        # What is loaded by now stays, so that no later look for garbage goes through it again.
        gc.freeze()
        try:
            run()
        except SystemExit as end:
            # Everything is written and closed by now; taking a million objects apart helps nobody.
            os._exit(end.code if isinstance(end.code, int) else int(end.code is not None))
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):
            os.write(2, INTERRUPTED)
        os._exit(130)
    except Exception as fault:
        from .ending import closed, told_fault

        sys.exit(closed(told_fault(fault)))


def _open_what_is_closed() -> None:
    """Python has None for a stream that the caller closed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


if __name__ == "__main__":
    main()

"""What it costs a program to import closeout: CPU time beside that of Python alone, in one run.

    python benchmarks/importing.py 20

The statements take turns, so that what else the machine does hits all of them alike; medians are told.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys

ALONE = "pass"
STATEMENTS = (ALONE, "import closeout", "from closeout import check, load_policies")


def milliseconds(statement: str) -> float:
    """CPU time of a Python that runs one statement."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", statement], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main(rounds: int) -> None:
    """Print the median of each statement, and what it takes more than Python alone."""
    taken = {statement: [milliseconds(statement)] for statement in STATEMENTS}
    for _ in range(rounds - 1):
        for statement in STATEMENTS:
            taken[statement].append(milliseconds(statement))
    alone = statistics.median(taken[ALONE])
    for statement, times in taken.items():
        median = statistics.median(times)
        print(f"{statement}: {median:.1f} ms, {median - alone:.1f} ms more than Python alone")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)

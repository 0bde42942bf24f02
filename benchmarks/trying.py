"""How much longer a comparison of policies and a sweep of 26 values take than one check, in CPU time.

    python benchmarks/trying.py 2000

Measured one after the other in one run, as commands: loading, reading and writing are part of each.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from portfolios import contracts, header

PACK = "id: mine\nextends: upwork\nparams: {auto_release: 10 days}\nseverity: {auto-release-overdue: error}\n"


def seconds(*arguments: str) -> float:
    """CPU seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "closeout.cli.entry", *arguments]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(count: int) -> None:
    """Print each command's time, and how often a check would have fitted into it."""
    with tempfile.TemporaryDirectory() as folder:
        export, mine = Path(folder, "a.ndjson"), Path(folder, "mine")
        mine.mkdir()
        (mine / "pack.yaml").write_text(PACK, encoding="utf-8")
        with export.open("w", encoding="utf-8") as stream:
            for line in (header(), *contracts(count)):
                stream.write(json.dumps(line) + "\n")
        base = seconds("check", str(export), "--policies", "upwork", "--fail-on", "never")
        print(f"check: {base:.2f} s")
        pair = ("diff", str(export), "--policies", "upwork", str(mine))
        for name, arguments in (
            ("diff --no-causes", (*pair, "--no-causes")),
            ("diff", pair),
            ("sweep auto_release", ("sweep", "auto_release", "5..30 days", str(export))),
            ("sweep feedback_window", ("sweep", "feedback_window", "5..30 days", str(export))),
        ):
            taken = seconds(*arguments)
            print(f"{name}: {taken:.2f} s, {taken / base:.2f} checks")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)

"""How fast exports are read, with the fast lane and without, in CPU time; both make the same of them.

    python benchmarks/reading.py 20000 5

Reading, typing, checking for contradictions and merging; files of `portfolios.py`. The two take turns.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from portfolios import contracts, header

from closeout.engine.snapshot.fast import worth
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot

LANES = {"fast": 0, "careful": sys.maxsize}
"""The least bytes of a source from which the fast lane is tried."""


def read(file: Path, lane: str) -> tuple[float, Snapshot]:
    """CPU seconds, and what was read."""
    worth.LEAST_BYTES = LANES[lane]
    start = time.process_time()
    snapshot = read_snapshot([str(file)])
    return time.process_time() - start, snapshot


def measure(file: Path, count: int, rounds: int) -> None:
    """Print the medians of both for a file, and how many times faster the fast lane is."""
    fast, careful = (read(file, lane)[1] for lane in LANES)
    assert fast == careful, "both make the same of it"
    del fast, careful
    taken: dict[str, list[float]] = {lane: [] for lane in LANES}
    for _ in range(rounds):
        for lane, times in taken.items():
            times.append(read(file, lane)[0])
    medians = {lane: statistics.median(times) for lane, times in taken.items()}
    told = ", ".join(
        f"{lane} {each:.3f} s ({1e6 * each / count:.1f} us a contract)"
        for lane, each in medians.items()
    )
    print(f"{file.name}: {told}, {medians['careful'] / medians['fast']:.2f} times")


def main(count: int, rounds: int) -> None:
    """Measure NDJSON, and a document of the same contracts."""
    with tempfile.TemporaryDirectory() as folder:
        lines, document = Path(folder, "contracts.ndjson"), Path(folder, "contracts.json")
        with lines.open("w", encoding="utf-8") as stream:
            for line in (header(), *contracts(count)):
                stream.write(json.dumps(line) + "\n")
        measure(lines, count, rounds)
        whole = {**header(), "contracts": list(contracts(min(count, 20_000)))}
        document.write_text(json.dumps(whole), encoding="utf-8")
        del whole
        measure(document, min(count, 20_000), rounds)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 20_000,
        int(sys.argv[2]) if len(sys.argv) > 2 else 5,
    )

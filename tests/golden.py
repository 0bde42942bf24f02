"""Golden files: what is printed has to be what stands in a file, to the byte.

After a change that is meant, `python3 start.py test --accept` writes every one of them anew (with
`-k name` some); then read the difference.
"""

from __future__ import annotations

from pathlib import Path

_is_accepted = False


def accept(is_accepted: bool) -> None:
    """From now on: write what is told before it is compared, or not."""
    global _is_accepted
    _is_accepted = is_accepted


def golden(path: Path, told: str) -> str:
    """The text that stands in a file, to compare with what is told; `--accept` writes that there first."""
    if _is_accepted:
        path.write_bytes(told.encode("utf-8"))
    return path.read_bytes().decode("utf-8")

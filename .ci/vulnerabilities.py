"""Tells what pip-audit found about pinned dependencies; its JSON comes on stdin.

Exit code 1 only for a known vulnerability. Where no index of them could be asked, or where it does not
know the pinned versions, that is said, and nothing fails: it is no verdict on the pins.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any


def told(text: str) -> tuple[int, list[str]]:
    """Exit code and lines for the answer of pip-audit; an empty one: it could not ask."""
    try:
        found = json.loads(text)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 0, ["NOT CHECKED: no index of known vulnerabilities could be reached"]
    checked = [each for each in found if "vulns" in each]
    lines = list(_vulnerabilities(checked))
    if lines:
        return 1, lines
    if not checked:
        return 0, [f"NOT CHECKED: the index knows none of the {len(found)} pinned versions"]
    left = len(found) - len(checked)
    unknown = f"; NOT CHECKED: {left} that the index does not know" if left else ""
    return 0, [f"no known vulnerability in {len(checked)} pinned versions{unknown}"]


def _vulnerabilities(checked: list[dict[str, Any]]) -> Iterator[str]:
    for each in checked:
        for fault in each["vulns"]:
            fixed = ", ".join(fault.get("fix_versions", ())) or "no version yet"
            yield f"{each['name']} {each['version']}: {fault['id']}, mended in {fixed}"


if __name__ == "__main__":
    code, lines = told(sys.stdin.read())
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(code)

"""What the files of a pack are called."""

from __future__ import annotations

PACK_FILE = "pack.yaml"
OTHER_PACK_FILE = "pack.yml"
"""What it is often called, and is not read as."""
SUFFIX = ".yaml"
STATEMENTS_FILE = "statements.yaml"
OTHER_FILES = (".test.yaml", "waivers.yaml", "mutants.yaml", STATEMENTS_FILE)
"""Ends of names of files in a pack folder that hold neither rules nor facts."""

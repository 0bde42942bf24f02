"""Whether Spark is there: the libraries, and for a session of one's own, Java."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from ..engine.problems import Place, SurroundingsError

LIBRARIES = ("pyspark", "pyarrow")
LEAST_JAVA = 17
INSTALL = "install it beside closeout: pip install 'closeout[spark]'"
INSTALL_JAVA = f"install Java {LEAST_JAVA} or 21, and let JAVA_HOME name its folder"


def refuse_without_spark() -> None:
    """Raise `SurroundingsError` where a library is missing."""
    for name in LIBRARIES:
        if find_spec(name) is None:
            message = f"Spark needs the library {name}, which is not installed"
            raise SurroundingsError.at(Place("closeout.spark"), message, INSTALL)


def refuse_without_java() -> None:
    """Raise `SurroundingsError` where there is no Java that Spark runs on."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else "java"
    place = Place("JAVA_HOME" if home else "java")
    if shutil.which(java) is None:
        message = f"Spark needs Java, and there is no {java}"
        raise SurroundingsError.at(place, message, INSTALL_JAVA)
    version = java_version(java)
    if version is not None and version < LEAST_JAVA:
        message = f"Spark needs Java {LEAST_JAVA} or later, and this is Java {version}"
        raise SurroundingsError.at(place, message, INSTALL_JAVA)


def java_version(java: str) -> int | None:
    """The number of its release, as it tells it itself; None if it tells none."""
    try:
        run = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    told = re.search(r'version "(?:1\.)?(\d+)', run.stderr)
    return int(told[1]) if told else None

"""Sets everything up in .venv and runs closeout or its tests. Needs Python 3.11 to 3.14, nothing else.

python3 start.py check examples/portfolio.json    (or any other closeout command)
python3 start.py test                             (or: test -k name, as for pytest)
python3 start.py test --full --fuzz 200000        (all that the random tests can try, for every night)
python3 start.py test --accept                    (write what is printed now into the golden files)
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE / ".venv"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")
STAMP = HOME / "closeout-installed"
"""Tells what was installed, so that it is not done again."""

NO_DURABLE = "durable_rules could not be built here: going on with the reference engine."
NO_VENV = (
    "Python's venv module cannot make an environment here (on Debian: apt install python3-venv)."
)


def main(arguments: list[str]) -> int:
    """Set up, then run; the exit code is that of what was run."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        say(f"closeout needs Python 3.11 to 3.14; this is {sys.version.split()[0]}")
        return 2
    testing = arguments[:1] == ["test"]
    try:
        prepare("dev" if testing else "calendar,xlsx")
    except subprocess.CalledProcessError as error:
        say(f"set-up failed: {' '.join(map(str, error.cmd))}")
        return 2
    if testing:
        workers = [] if "-n" in arguments else ["-n", "auto", "--dist", "worksteal"]
        command = [python(), "-m", "pytest", *workers, *arguments[1:]]
        return subprocess.call(command, cwd=HERE, env=test_environment())
    return subprocess.call([python(), "-m", "closeout.cli.entry", *(arguments or ["--help"])])


def prepare(extra: str) -> None:
    """Make the environment, install the checkout into it, and durable_rules where it can be built."""
    if not Path(python()).exists():
        say(f"making an environment in {HOME.name}")
        try:
            venv.create(HOME, with_pip=True)
        except subprocess.CalledProcessError:
            say(NO_VENV)
            raise
    if STAMP.exists() and STAMP.read_text("utf-8") in (state(extra), state("dev")):
        return
    say("installing closeout" + (" and what its tests need" if extra == "dev" else ""))
    pip("--config-settings", "editable_mode=strict", "--editable", f"{HERE}[{extra}]")
    if not has_durable():
        with contextlib.suppress(subprocess.CalledProcessError):
            pip("durable_rules==2.0.28", env=build_environment(), quiet=True)
    if not has_durable():
        say(NO_DURABLE)
    STAMP.write_text(state(extra), "utf-8")


def state(extra: str) -> str:
    """What the environment was made for; a strict editable install has to be renewed for new files."""
    digest = hashlib.sha256(extra.encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((HERE / name).read_bytes())
    for folder in ("api", "engine", "cli", "policies", "schemas"):
        for path in sorted((HERE / folder).rglob("*.*")):
            if "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(HERE)).encode())
    return digest.hexdigest()


def pip(*arguments: str, env: dict[str, str] | None = None, quiet: bool = False) -> None:
    """Install quietly. Raises CalledProcessError."""
    command = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--constraint", str(HERE / "constraints.txt")]
    subprocess.run(
        [*command, *arguments],
        check=True,
        env=env,
        stdout=sys.stderr,
        stderr=subprocess.DEVNULL if quiet else None,
    )


def has_durable() -> bool:
    """Whether durable_rules is installed and can be imported."""
    probe = [python(), "-c", "import durable_rules_engine"]
    return subprocess.call(probe, stderr=subprocess.DEVNULL) == 0


def build_environment() -> dict[str, str]:
    """Its C source calls a function that Python 3.13 renamed; its build overwrites CFLAGS, not CPPFLAGS."""
    flags = os.environ.get("CPPFLAGS", "")
    if sys.version_info >= (3, 13):
        flags = f"{flags} -DPyEval_CallObject=PyObject_CallObject".strip()
    return {**os.environ, "CPPFLAGS": flags}


def test_environment() -> dict[str, str]:
    """What tests have compiled is kept, also where nothing else is: they start Python again and again."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def python() -> str:
    """The environment's Python."""
    return str(BIN / ("python.exe" if os.name == "nt" else "python"))


def say(text: str) -> None:
    """Tell the user what happens, apart from results."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

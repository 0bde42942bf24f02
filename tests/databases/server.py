"""A PostgreSQL server of the tests' own, on loopback, from the programs of this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "keeper", "s3cret/word"
ADDRESS_PASSWORD = "s3cret%2Fword"
"""As an address has it."""
OTHERS = ("postgres", "nobody")
"""Whom the server runs as where the tests run as root, which it refuses."""


def programs() -> Path | None:
    """The folder of initdb and pg_ctl; Debian keeps them out of the path."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in folders if (each / "initdb").exists()), None)


def missing() -> str:
    """Why there can be no server; empty if there can be one."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "the library psycopg is not installed"
    if programs() is None:
        return "PostgreSQL is not installed"
    return ""


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens."""

    port: int

    def address(self, table: str, who: str = f"{USER}:{ADDRESS_PASSWORD}@") -> str:
        """The address of a table."""
        return f"postgresql://{who}127.0.0.1:{self.port}/postgres?table={table}"


@contextmanager
def running() -> Iterator[Server]:
    """The server; it is stopped in the end, and nothing is left of it."""
    bin = programs()
    assert bin is not None
    other = next((each for each in OTHERS if os.geteuid() == 0 and _is_user(each)), None)
    folder = Path(tempfile.mkdtemp(prefix="closeout-postgres-"))
    try:
        secret = folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        if other is not None:
            for path in (folder, secret):
                shutil.chown(path, other)
        data = folder / "data"

        def run(*command: object) -> None:
            subprocess.run(
                [str(each) for each in command],
                user=other,
                cwd=folder,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

        options = ["-A", "scram-sha-256", "--no-sync", "-E", "UTF8", "--locale", "C"]
        run(bin / "initdb", "-D", data, "-U", USER, "--pwfile", secret, *options)
        port = _free_port()
        how = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off"
        run(bin / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", how, "start")
        try:
            yield Server(port)
        finally:
            run(bin / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

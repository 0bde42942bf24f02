"""A PostgreSQL server for all tests that need one: only when it is asked for, and where there can be one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .server import Server, missing, running


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The server, started once."""
    if not request.config.getoption("--postgres"):
        pytest.skip("with a PostgreSQL server only when --postgres asks for it")
    reason = missing()
    if reason:
        pytest.skip(reason)
    with running() as started:
        yield started

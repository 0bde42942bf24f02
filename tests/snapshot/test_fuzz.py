"""Damaged files of every format are told about; nothing is raised that a person should not see."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeout.engine.problems import InputError
from closeout.engine.snapshot.read import Check, read_snapshot

from ..sizes import examples

CASES = Path(__file__).parent / "cases"
WHOLE = [
    (CASES / "positive" / "one-export" / f"export.{ending}").read_bytes()
    for ending in ("json", "ndjson", "yaml", "csv", "json.gz")
] + [(CASES / "positive" / "upwork-graphql-page" / "contract-list.json").read_bytes()]

PIECES = st.sampled_from(
    [
        *(bytes([each]) for each in b'{}[],:"\\\n\t -?&*!|>%@`\x00\xff\xc3'),
        b"null",
        b"none",
        b"NaN",
        b"1e999",
        b"-",
        b'""',
        b"[]",
        b"{}",
        b"[" * 300,
        b'{"id": "C1"}',
        b"\r\n",
        b"---",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\\ud800",
        b"9" * 5000,
        b"data",
        b"contracts",
        b"milestones",
        b"account",
    ]
) | st.binary(max_size=4)


def damage(content: bytes, slips: list[tuple[int, int, bytes]]) -> bytes:
    for at, width, piece in slips:
        at %= len(content) + 1
        content = content[:at] + piece + content[at + width :]
    return content


@pytest.mark.parametrize("whole", WHOLE, ids=["json", "ndjson", "yaml", "csv", "gzip", "graphql"])
def test_a_damaged_file_is_read_or_told_about(whole: bytes) -> None:
    @settings(max_examples=examples(150), deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(0, 10**5), st.sampled_from([0, 1, 2, 9, 200]), PIECES),
            min_size=1,
            max_size=4,
        )
    )
    def is_told(slips: list[tuple[int, int, bytes]]) -> None:
        content = damage(whole, slips)
        for problem in Check(["-"], io.BytesIO(content)):
            assert problem.rendered().isprintable() or "\n" in problem.rendered()
        for on_invalid in ("fail", "skip"):
            with suppress(InputError):
                snapshot = read_snapshot(["-"], stdin=io.BytesIO(content), on_invalid=on_invalid)
                ids = [contract.id for contract in snapshot.contracts]
                assert len(set(ids)) == len(ids)

    is_told()

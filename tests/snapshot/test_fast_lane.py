"""The fast lane takes what the careful reader would take without a word, and makes the same of it.

Whatever else there is in a line goes to the careful reader, so that nobody can tell which of them has read.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout.engine.problems import InputError
from closeout.engine.snapshot.conform import Fault, contract_of
from closeout.engine.snapshot.fast import lane, worth
from closeout.engine.snapshot.fast.lane import contract_in
from closeout.engine.snapshot.model import Contract
from closeout.engine.snapshot.read import Check, read_snapshot
from closeout.engine.snapshot.readers import ndjson
from closeout.engine.snapshot.sources import Source

from ..fuzz.snapshots import EXAMPLES, snapshot
from ..fuzz.trees import change
from ..sizes import sizes

CASES = Path(__file__).parent / "cases"
HEADER = b'{"version": 1, "as_of": "2026-03-10T12:00:00Z"}\n'
CONTRACTS: list[dict[str, Any]] = [each for one in EXAMPLES for each in one["contracts"]]


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    """No source is too small for the fast lane."""
    monkeypatch.setattr(worth, "LEAST_BYTES", 0)


@pytest.fixture
def no_fast_lane(_always: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the careful reader reads everything."""
    monkeypatch.setattr(worth, "LEAST_BYTES", sys.maxsize)


def told(file: Path) -> list[str]:
    """Everything that is wrong with a file."""
    try:
        return [problem.rendered() for problem in Check([str(file)])]
    except InputError as failure:
        return [str(failure)]


def careful(line: bytes) -> Contract | None:
    """What the careful reader makes of a line; None where it tells something."""
    source = Source("x.ndjson", BytesIO(HEADER + line))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worth, "LEAST_BYTES", sys.maxsize)
        try:
            pieces = list(ndjson.read(source))[1:]
        except InputError:
            return None
    if len(pieces) != 1 or pieces[0].problems:
        return None
    faults: list[Fault] = []
    contract = contract_of(pieces[0].raw, faults, textual=False)
    return None if faults else contract


def typed(contract: Contract) -> list[Any]:
    """The values with their types: True is not 1."""
    records = [contract.values, *(contract.milestones or ())]
    return [
        contract.milestones is None,
        *([(type(value), value) for value in record] for record in records),
    ]


def ways(contract: Any) -> Iterator[bytes]:
    """A contract as several programs would write it."""
    yield json.dumps(contract).encode()
    yield json.dumps(contract, separators=(",", ":")).encode() + b"\r\n"
    yield json.dumps(contract, ensure_ascii=False, separators=(" , ", " : ")).encode(
        errors="surrogatepass"
    )


def test_the_contracts_of_the_examples_are_taken_however_they_are_spaced() -> None:
    lines = [line for contract in CONTRACTS for line in ways(contract)]
    assert sum(contract_in(line) is not None for line in lines) > 0.95 * len(lines) > 100


def test_lines_with_null_are_taken() -> None:
    line = b'{"id": "C1", "title": null, "client": null, "milestones": null, "type": "hourly"}'
    found, expected = contract_in(line), careful(line)
    assert found is not None and expected is not None
    assert typed(found) == typed(expected)
    assert found.milestones == []


USUAL = b'"type": "fixed", "status": "active"'
MILESTONE = b'"state": "funded", "amount": "9.00"'
LEFT: dict[str, bytes] = {
    "a key twice": b'{"id": "C1", %s, "status": "paused"}' % USUAL,
    "a key twice, once with null": b'{"id": null, "id": "C1", %s}' % USUAL,
    "a key twice, the second with null": b'{"id": "C1", "title": "x", "title": null}',
    "a key twice with the same value": b'{"id": "C1", "id": "C1"}',
    "a key twice, once in escapes": b'{"id": "C1", "\\u0069d": "C2"}',
    "a key twice, made up for by a quote in escapes": b'{"id": "a", "title": "%s", "id": "b"}' % (b"\\u0022" * 4),
    "a key twice and spaces before its colon": b'{"id": "C1", "title": "a", "title" : "b"}',
    "a key twice in a milestone": b'{"id": "C1", "milestones": [{"id": "m", "id": "n"}]}',
    "a key twice with numbers": b'{"id": "C1", "escrow": 1, "escrow": 2}',
    "a key twice with flags": b'{"id": "C1", "via_agency": true, "via_agency": true}',
    "a group twice": b'{"id": "C1", "client": {"id": "a"}, "client": {"id": "b"}}',
    "a payment with a key twice": b'{"id": "C1", "payments": [{"amount": 1, "amount": 2}]}',
    "no id": b"{%s}" % USUAL,
    "null for an id": b'{"id": null, %s}' % USUAL,
    "an empty id": b'{"id": "", %s}' % USUAL,
    "a number for an id": b'{"id": 7, %s}' % USUAL,
    "a field that there is not": b'{"id": "C1", "titel": "x"}',
    "a field of another object": b'{"id": "C1", "client.name": "x"}',
    "a word that there is not": b'{"id": "C1", "status": "actve"}',
    "a text for a flag": b'{"id": "C1", "via_agency": "true"}',
    "a number for a flag": b'{"id": "C1", "via_agency": 1}',
    "a flag for an amount": b'{"id": "C1", "escrow": true}',
    "an amount of 30 digits": b'{"id": "C1", "escrow": 123456789012345678901234567890}',
    "an amount of thousands of digits": b'{"id": "C1", "escrow": %s}' % (b"1" * 5_000),
    "an amount with three decimals": b'{"id": "C1", "escrow": 1.005}',
    "an amount below zero": b'{"id": "C1", "escrow": "-1.00"}',
    "an amount that no float can tell from another": b'{"id": "C1", "escrow": 12.500000000000000001}',
    "an exponent beyond all reason": b'{"id": "C1", "escrow": 1e999999999}',
    "NaN": b'{"id": "C1", "escrow": NaN}',
    "minus infinity": b'{"id": "C1", "escrow": -Infinity}',
    "a number that begins with 0": b'{"id": "C1", "escrow": 012}',
    "a number that ends with a point": b'{"id": "C1", "escrow": 1.}',
    "a count with decimals": b'{"id": "C1", "open_tasks": 1.5}',
    "a count below zero": b'{"id": "C1", "open_tasks": -1}',
    "a score beyond its limits": b'{"id": "C1", "feedback": {"from_client": {"score": 6}}}',
    "a score that is a text": b'{"id": "C1", "feedback": {"from_client": {"score": "5"}}}',
    "an instant that there is not": b'{"id": "C1", "started_at": "2026-02-30"}',
    "an instant that is a number": b'{"id": "C1", "started_at": 1773144000}',
    "none among instants": b'{"id": "C1", "close_requests": ["none"]}',
    "none for a group that cannot be none": b'{"id": "C1", "client": "none"}',
    "another word for none": b'{"id": "C1", "dispute": "None"}',
    "a milestone without an id": b'{"id": "C1", "milestones": [{%s}]}' % MILESTONE,
    "a milestone that is null": b'{"id": "C1", "milestones": [null]}',
    "one id for two milestones": b'{"id": "C1", "milestones": [{"id": "m"}, {"id": "m"}]}',
    "milestones within a milestone": b'{"id": "C1", "milestones": [{"id": "m", "milestones": []}]}',
    "none for milestones": b'{"id": "C1", "milestones": "none"}',
    "an entry of payments with another key": b'{"id": "C1", "payments": [{"when": "2026-01-01"}]}',
    "half of a surrogate pair": b'{"id": "C1", "title": "\\ud800"}',
    "half of a surrogate pair in bytes": b'{"id": "C1", "title": "\xed\xa0\x80"}',
    "bytes that are not UTF-8": b'{"id": "C1", "title": "\xff"}',
    "a tabulator in a text": b'{"id": "C1", "title": "a\tb"}',
    "an escape that there is not": b'{"id": "C1", "title": "\\x41"}',
    "a mark of the byte order": b'\xef\xbb\xbf{"id": "C1"}',
    "nesting beyond all reason": b'{"id": "C1", "escrow": %s}' % (b"[" * 5_000 + b"]" * 5_000),
    "nesting that never ends": b'{"id": "C1", "milestones": %s' % (b"[" * 100_000),
    "a comment": b'{"id": "C1"} // mine',
    "a comma too many": b'{"id": "C1",}',
    "two contracts in a line": b'{"id": "C1"}{"id": "C2"}',
    "a list": b'[{"id": "C1"}]',
    "half a line": b'{"id": "C1", "ti',
    "a header": HEADER,
    "a document": b'{"version": 1, "contracts": []}',
}  # fmt: skip


@pytest.mark.parametrize("line", LEFT.values(), ids=LEFT)
def test_what_the_careful_reader_tells_of_is_left_to_it(line: bytes) -> None:
    assert careful(line) is None
    assert contract_in(line) is None


@pytest.mark.parametrize("line", LEFT.values(), ids=LEFT)
def test_it_is_told_of_as_if_there_were_no_fast_lane(
    line: bytes, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "contracts.ndjson"
    usual = json.dumps(CONTRACTS[0]).encode()
    file.write_bytes(b"\n".join((HEADER.strip(), usual, line, usual.replace(b"C1", b"D1"))) + b"\n")
    document = tmp_path / "contracts.json"
    document.write_bytes(b'{"version": 1, "contracts": [\n%s,\n %s]}' % (usual, line))
    fast = told(file), told(document)
    request.getfixturevalue("no_fast_lane")
    assert fast == (told(file), told(document))
    assert all(fast)


TAKEN: dict[str, bytes] = {
    "a quote in a text": b'{"id": "C1", "title": "a \\"b\\": c"}',
    "escapes of other letters": b'{"id": "C1", "title": "K\\u00e4se \\ud83e\\uddc0 \\/ \\n"}',
    "letters of other scripts": '{"id": "C1", "title": "Käse 🧀"}'.encode(),
    "numbers for amounts": b'{"id": "C1", "escrow": 12.50, "budget": 9, "total_paid": 1e2}',
    "minus zero": b'{"id": "C1", "escrow": -0}',
    "hours in every form": b'{"id": "C1", "hours": {"this_week": 1.25, "unlogged": "2.5"}}',
    "a score with decimals": b'{"id": "C1", "feedback": {"from_client": {"score": 4.85}}}',
    "groups that do not exist": b'{"id": "C1", "dispute": "none", "refund_request": "none"}',
    "payments that went back": b'{"id": "C1", "payments": [{"amount": "-5.00"}, {}]}',
    "an hourly contract": b'{"id": "C1", "type": "hourly"}',
    "an instant that does not exist": b'{"id": "C1", "ended_at": "none"}',
    "nothing but an id": b'{"id": "C1"}',
    "spaces everywhere": b' \t{ "id" : "C1" , "milestones" : [ ] } \r\n',
}


@pytest.mark.parametrize("line", TAKEN.values(), ids=TAKEN)
def test_what_is_said_in_a_usual_way_is_taken_as_the_careful_reader_would(line: bytes) -> None:
    found, expected = contract_in(line), careful(line)
    assert found is not None and expected is not None
    assert typed(found) == typed(expected)


def test_fields_of_somebodys_own_are_left_to_the_careful_reader() -> None:
    assert contract_in(b'{"id": "C1", "custom": {"rating": 1}}') is None
    assert (
        contract_in(b'{"id": "C1", "milestones": [{"id": "m1", "custom": {"rating": 1}}]}') is None
    )


def test_a_flag_is_no_amount_though_it_equals_one_that_was_met() -> None:
    assert contract_in(b'{"id": "C1", "escrow": 1}') is not None
    assert contract_in(b'{"id": "C1", "escrow": true}') is None


def agree(line: bytes) -> bool:
    """Whether the fast lane takes a line; where it does, the careful reader says the same."""
    found = contract_in(line)
    if found is None:
        return False
    expected = careful(line)
    assert expected is not None, line
    assert typed(found) == typed(expected), line
    return True


def test_both_agree_on_values_of_the_whole_catalogue_and_on_damaged_ones() -> None:
    taken = tried = 0
    for seed in range(sizes().read_twice):
        chance = random.Random(seed)
        found = snapshot(chance)
        if seed % 3 == 0:
            change(chance, found["contracts"])
        for contract in found["contracts"]:
            for line in ways(contract):
                tried += 1
                taken += agree(line)
    assert 0.2 * tried < taken < tried


def test_both_agree_on_damaged_bytes() -> None:
    for seed in range(2 * sizes().read_twice):
        chance = random.Random(seed)
        line = bytearray(json.dumps(chance.choice(CONTRACTS)).encode())
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(line))
            match chance.randrange(4):
                case 0:
                    del line[at]
                case 1:
                    line[at] = chance.choice(b'"\\{}[],: 019.-eEntu\xc3\x00')
                case 2:
                    line[at:at] = line[at : at + chance.randint(1, 30)]
                case 3:
                    other = chance.randrange(len(line))
                    line[at:at] = line[other : other + chance.randint(1, 60)]
        agree(bytes(line).replace(b"\n", b" "))


FIELD = st.sampled_from(
    [
        "id",
        "title",
        "escrow",
        "open_tasks",
        "via_agency",
        "started_at",
        "status",
        "payments",
        "hours",
    ]
)
TOKEN = st.sampled_from(
    [
        *('"C1"', '""', '"none"', '"active"', '"2026-01-02"', '"12.50"', "null", "true", "false"),
        *("0", "-1", "12.5", "1e2", "[]", "{}", "[{}]", '"\\u0022"', '"\\""', '"a\\u00e9"', "NaN"),
        *('{"this_week": 1}', '[{"amount": 1, "paid_at": "2026-01-02T00:00:00Z"}]', "1e400"),
    ]
)
SPACE = st.sampled_from(["", " ", "\t", "\r"])


@given(st.lists(st.tuples(FIELD, TOKEN, SPACE, SPACE), max_size=6))
def test_both_agree_on_pairs_of_keys_and_values_whatever_they_are(
    pairs: list[tuple[str, str, str, str]],
) -> None:
    written = ",".join(f'"{key}"{before}:{after}{token}' for key, token, before, after in pairs)
    agree(f'{{"id": "C0"{"," if written else ""}{written}}}'.encode())
    agree(f"{{{written}}}".encode())


@pytest.mark.parametrize("name", sorted(each.name for each in CASES.glob("negative/*json")))
def test_every_bad_file_is_told_of_as_if_there_were_no_fast_lane(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Its contracts one a line, and its lines as they are, below a header."""
    whole = (CASES / "negative" / name).read_bytes()
    file = tmp_path / "contracts.ndjson"
    try:
        contracts = json.loads(whole)["contracts"]
        lines = [json.dumps(each).encode() for each in contracts]
    except (ValueError, KeyError, TypeError):
        lines = []
    file.write_bytes(HEADER + b"\n".join([*lines, *whole.split(b"\n")]) + b"\n")
    fast = told(file), told(CASES / "negative" / name)
    request.getfixturevalue("no_fast_lane")
    assert fast == (told(file), told(CASES / "negative" / name))


def test_what_is_wrong_between_contracts_has_its_place_in_the_line(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "contracts.ndjson"
    lines = [
        b'  {"id": "C1", "status": "active", "ended_at": "2026-01-02"}',
        b'{"id": "C1", "status": "ended"}',
        b'{"status": "active", "title": "K\xc3\xa4se", "ended_at": "2026-01-02", "id": "C2"}',
    ]
    file.write_bytes(HEADER + b"\n".join(lines))
    fast = list(Check([str(file)]))
    places = [(each.place.line, each.place.column) for each in fast]
    assert places == [(2, 48), (3, 8), (4, 51)]
    request.getfixturevalue("no_fast_lane")
    assert fast == list(Check([str(file)]))


UNIQUE = list({contract["id"]: contract for contract in CONTRACTS}.values())
HEAD: dict[str, Any] = json.loads(HEADER)
DOCUMENTS: dict[str, bytes] = {
    "one contract a line": HEADER + b"\n".join(json.dumps(each).encode() for each in UNIQUE),
    "a document in one line": json.dumps({**HEAD, "contracts": UNIQUE}).encode(),
    "a document with the header behind": json.dumps(
        {"contracts": UNIQUE, **HEAD}, indent=4
    ).encode(),
    "a document with letters of other scripts": json.dumps(
        {**HEAD, "contracts": [{**each, "title": "Käse 🧀"} for each in UNIQUE]},
        indent="\t",
        ensure_ascii=False,
    ).encode(),
    "a document with a contract that is left": json.dumps(
        {**HEAD, "contracts": [*UNIQUE[:3], {"id": "X", "status": "actve"}, *UNIQUE[3:]]}, indent=1
    ).encode(),
}


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_snapshot_is_the_same_by_both(
    text: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    taken: list[Contract] = []

    def counted(line: bytes) -> Contract | None:
        contract = contract_in(line)
        taken.extend(() if contract is None else (contract,))
        return contract

    monkeypatch.setattr(lane, "contract_in", counted)
    file = tmp_path / ("a.ndjson" if text.startswith(HEADER) else "a.json")
    file.write_bytes(text)
    fast = read_snapshot([str(file)], on_invalid="skip")
    assert len(fast.contracts) >= len(UNIQUE)
    assert len(taken) > 0.9 * len(UNIQUE)
    request.getfixturevalue("no_fast_lane")
    assert fast == read_snapshot([str(file)], on_invalid="skip")


TWICE: dict[str, bytes] = {
    "contracts twice": b'{"version": 1, "contracts": [{"id": "A"}], "contracts": [{"id": "B"}]}',
    "contracts twice, the first shorter": b'{"contracts": [{"id": "A"}], "contracts": [{"id": "A"}, {"id": "B"}]}',
    "contracts twice, with a warning for the first": (
        b'{"version": 1, "contracts": [{"id": "A", "titel": 1}], "contracts": [{"id": "B"}]}'
    ),
    "another key twice": b'{"version": 1, "version": 1, "contracts": [{"id": "A"}]}',
    "contracts of another kind first": b'{"version": 1, "contracts": {}, "contracts": [{"id": "A"}]}',
    "an end that is missing": b'{"version": 1, "contracts": [{"id": "A"}, {"id": "A"}]',
    "more behind the end": b'{"version": 1, "contracts": [{"id": "A"}, {"id": "A"}]} {}',
    "a comma too many": b'{"version": 1, "contracts": [{"id": "A"}, {"id": "A"},]}',
    "no version": b'{"contracts": [{"id": "A"}]}',
}  # fmt: skip


@pytest.mark.parametrize("text", TWICE.values(), ids=TWICE)
def test_what_is_wrong_with_a_document_is_told_as_if_there_were_no_fast_lane(
    text: bytes, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "contracts.json"
    file.write_bytes(text)
    fast = told(file)
    request.getfixturevalue("no_fast_lane")
    assert fast == told(file)
    assert fast


def test_it_is_given_up_where_it_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    monkeypatch.setattr(lane, "contract_in", lambda line: asked.append(line))
    tried = lane.Lane()
    assert {tried.contract(b'{"id": "C1", "titel": 1}') for _ in range(1_000)} == {None}
    assert len(asked) == lane.MOST_LEFT


def test_a_few_contracts_left_are_no_reason_to_give_up() -> None:
    tried = lane.Lane()
    lines = (b'{"id": "C1"}', b'{"id": "C1", "titel": 1}')
    found = [tried.contract(line) for _ in range(lane.MOST_LEFT) for line in lines]
    assert found[-2] is not None


def test_small_files_do_without_the_forms_of_the_fast_lane() -> None:
    code = (
        "import sys; from closeout.engine.snapshot.read import read_snapshot\n"
        "read_snapshot(['examples/portfolio.json']); print('closeout.engine.snapshot.fast.forms' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout == "False\n"

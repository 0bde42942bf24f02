"""Files, folders, standard input, gzip; several at once; defaults, places, skipping."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from closeout.engine.problems import InputError, Level
from closeout.engine.snapshot import sources
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.instants import parse_instant
from closeout.engine.snapshot.model import NONE
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.units import Scope

from .files import ids, refused, write

pytestmark = pytest.mark.usefixtures("folder")


def test_a_folder_is_all_its_files_of_known_endings_in_order() -> None:
    write("export/b.json", "B")
    write("export/a/z.ndjson", "Z")
    write("export/c.JSON", "C")
    write("export/.hidden/x.json", "X")
    write("export/~$open.xlsx", "X")
    Path("export/notes.txt").write_text("not an export", encoding="utf-8")
    Path("export/a.csv.gz").write_bytes(gzip.compress(b"id,title\nA,x\n"))
    assert ids(read_snapshot(["export"])) == ["Z", "A", "B", "C"]


@pytest.mark.parametrize("ending", ["csv", "ndjson"])
@pytest.mark.parametrize("count", [3, 2 * sources.HEAD_BYTES // 100], ids=["small", "large"])
def test_lines_may_end_in_a_carriage_return_alone(count: int, ending: str) -> None:
    title = "x" * 100
    row = f"C{{}},{title}" if ending == "csv" else f'{{{{"id": "C{{}}", "title": "{title}"}}}}'
    head = ["id,title"] if ending == "csv" else []
    text = "\r".join([*head, *(row.format(number) for number in range(count))])
    assert count == 3 or len(text) > sources.HEAD_BYTES
    Path(f"a.{ending}").write_bytes(text.encode())
    assert len(read_snapshot([f"a.{ending}"]).contracts) == count


def test_a_folder_without_a_known_file_is_refused() -> None:
    Path("export").mkdir()
    Path("export/notes.txt").write_text("x", encoding="utf-8")
    assert refused("export") == ["export: the folder holds no file of a known ending"]


@pytest.mark.parametrize(
    "text",
    [
        '{"version": 1, "contracts": [{"id": "C1"}]}',
        '\ufeff\n {"version": 1,\n "contracts": [{"id": "C1"}]}\n',
        '{"id": "C1"}',
        '{"version": 1}\n{"id": "C1"}\n',
        "version: 1\ncontracts:\n- id: C1\n",
        "# a comment\nversion: 1\ncontracts: [{id: C1}]\n",
        "title,id\nx,C1\n",
        "title,id\rx,C1\r",
        '\ufefftitle;id\r"x";C1',
        "version: 1\rcontracts:\r- id: C1\r",
        '{"data": {"contractList": [{"id": "C1"}]}}',
    ],
)
def test_standard_input_is_told_by_its_content(text: str) -> None:
    assert ids(read_snapshot(["-"], stdin=io.BytesIO(text.encode()))) == ["C1"]
    packed = io.BytesIO(gzip.compress(text.encode()))
    assert ids(read_snapshot(["-"], stdin=packed)) == ["C1"]


def test_gzip_is_told_by_its_content_not_by_its_name() -> None:
    Path("export.json").write_bytes(gzip.compress(b'{"version": 1, "contracts": [{"id": "C1"}]}'))
    assert ids(read_snapshot(["export.json"])) == ["C1"]


def test_a_missing_file_and_a_bad_one_are_both_told() -> None:
    Path("empty.json").write_text("", encoding="utf-8")
    assert refused("nothing.json", "empty.json") == [
        "nothing.json: cannot be read: no such file or directory",
        "empty.json: the file is empty",
    ]


def test_a_file_that_cannot_be_opened_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(self: Path, mode: str) -> Any:
        raise PermissionError(13, "Permission denied", str(self))

    write("a.json", "C1")
    monkeypatch.setattr(sources.Path, "open", closed)
    assert refused("a.json") == ["a.json: cannot be read: permission denied"]


def test_a_name_that_no_file_can_have_is_told() -> None:
    assert refused("a\0b") == ["a\0b: this is not the name of a file"]


def test_a_file_named_twice_is_refused() -> None:
    write("a.json", "C1")
    assert refused("a.json", "a.json") == ["a.json: the file is named twice"]
    assert refused("-", "-") == ["<stdin>: the file is named twice"]


def test_no_file_is_refused() -> None:
    assert refused() == ["input: no file was named"]


def test_several_files_are_one_export() -> None:
    write(
        "a.json",
        "C1",
        as_of="2026-03-10",
        exported_at="2026-03-09",
        account={"id": "A1", "name": "x"},
    )
    write("b.ndjson", "C2", as_of="2026-03-10T00:00:00Z", exported_at="2026-03-08", role="agency")
    write("c.ndjson", {"id": "C3", "account_id": "A2"})
    write("d.json", "C4", accounts=[{"id": "A1", "top_rated": True}, {"id": "A2"}])
    snapshot = read_snapshot(["a.json", "b.ndjson", "c.ndjson", "d.json"])
    assert ids(snapshot) == ["C1", "C2", "C3", "C4"]
    assert snapshot.as_of == parse_instant("2026-03-10")
    assert snapshot.exported_at == parse_instant("2026-03-08")
    assert snapshot.role == "agency"
    assert [account[:4] for account in snapshot.accounts] == [
        ["A1", "x", None, True],
        ["A2", None, None, None],
    ]
    assert [contract.get("account_id") for contract in snapshot.contracts] == [
        "A1",
        None,
        "A2",
        None,
    ]


def test_files_that_disagree_are_refused() -> None:
    write("a.json", "C1", role="client", as_of="2026-03-10", account={"id": "A1", "name": "x"})
    write("b.json", "C2", role="agency", as_of="2026-03-11", account={"id": "A1", "name": "y"})
    assert refused("a.json", "b.json") == [
        'b.json:1:68: account.name is "y" here and "x" at a.json:1:68',
        "b.json:1:24: role is agency here and client at a.json:1:24",
        "b.json:1:43: as_of is 2026-03-11T00:00:00Z here and 2026-03-10T00:00:00Z at a.json:1:43",
    ]


def test_one_id_twice_names_both_places() -> None:
    write("a.json", "C1", "C2")
    write("b.ndjson", "C3", "C1")
    with pytest.raises(InputError) as error:
        read_snapshot(["a.json", "b.ndjson"])
    (problem,) = error.value.problems
    assert problem.rendered() == (
        'b.ndjson:2:8: error: the contract id "C1" is used twice\n'
        '  2 | {"id": "C1"}\n'
        "    |        ^\n"
        "  first used at a.json:1:30; of two exports name the later one, or compare them: "
        "closeout diff OLD NEW"
    )


def test_an_export_without_contracts_is_refused() -> None:
    write("a.json")
    write("b.json", role="client")
    assert refused("a.json", "b.json") == [
        "a.json: there are no contracts",
        "b.json: there are no contracts",
    ]
    assert refused("none.json", "a.json") == [
        "none.json: cannot be read: no such file or directory",
        "a.json: there are no contracts",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("none.json", '{"version": 1, "contracts": []}'),
        ("none.json", '{"version": 1, "account": {"id": "A"}, "contracts": []}'),
        ("none.yaml", "version: 1\ncontracts: []\n"),
        ("none.csv", "id,title\n"),
        ("none.ndjson", '{"version": 1}\n'),
    ],
)
@pytest.mark.parametrize(
    "others", [["C1"], [{"id": "C1", "escrow": "x"}]], ids=["valid", "invalid"]
)
def test_an_export_without_contracts_beside_others_is_told(
    name: str, text: str, others: list[Any]
) -> None:
    Path(name).write_text(text, "utf-8")
    write("a.json", *others)
    said = [f"{name}: there are no contracts"]
    for names in ((name, "a.json"), ("a.json", name)):
        found = read_snapshot(names, on_invalid="skip")
        told = [each for each in found.problems if each.level is Level.WARNING]
        assert [f"{each.place}: {each.message}" for each in told] == said


def test_defaults() -> None:
    hourly = {"id": "C1", "type": "hourly"}
    fixed = {"id": "C2", "type": "fixed", "closing_planned": True, "platform": "fiverr"}
    write("a.json", hourly, fixed, platform="guru", account={"id": "A1"})
    snapshot = read_snapshot(["a.json"])
    first, second = snapshot.contracts
    assert first.milestones == []
    assert second.milestones is None
    assert first.get("closing_planned") is False
    assert second.get("closing_planned") is True
    assert (first.get("platform"), second.get("platform")) == ("guru", "fiverr")
    assert (first.get("account_id"), second.get("account_id")) == ("A1", "A1")
    assert first.get("escrow") is None
    assert snapshot.platform == "guru"
    assert snapshot.role == "freelancer"
    assert snapshot.as_of is snapshot.exported_at is None


def test_a_header_may_follow_the_contracts() -> None:
    contract = {"id": "C1", "ended_at": "2026-03-02"}
    header = {"exported_at": "2026-03-01", "platform": "guru", "version": 1}
    Path("a.json").write_text(json.dumps({"contracts": [contract], **header}), encoding="utf-8")
    snapshot = read_snapshot(["a.json"])
    assert snapshot.contracts[0].get("platform") == "guru"
    assert [problem.level for problem in snapshot.problems] == [Level.CONTRADICTION]


def test_none_of_a_whole_group_is_none_of_each_field() -> None:
    write("a.json", {"id": "C1", "dispute": "none", "refund_request": "none"})
    contract = read_snapshot(["a.json"]).contracts[0]
    assert contract.get("dispute.filed_at") is NONE
    assert contract.get("dispute.hours") is NONE
    assert contract.get("dispute.response") == "none"
    assert contract.get("refund_request.amount") is NONE
    assert contract.get("refund_request.requested_by") == "none"


def test_an_unknown_word_is_not_known_and_a_warning() -> None:
    write("a.json", {"id": "C1", "status": "Lively", "situation": ["no_details", "rain"]})
    snapshot = read_snapshot(["a.json"])
    assert snapshot.contracts[0].get("status") is None
    assert snapshot.contracts[0].get("situation") is None
    assert snapshot.contracts[0].get("not_understood") == ("status", "situation")
    assert [problem.level for problem in snapshot.problems] == [Level.WARNING, Level.WARNING]


def test_a_warning_is_told_once_for_all_contracts() -> None:
    write("a.ndjson", *({"id": f"C{index}", "staus": "active"} for index in range(50)))
    assert [problem.message for problem in read_snapshot(["a.ndjson"]).problems] == [
        "contract C0, staus: no field has this name; it is ignored"
    ]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.json", '{"version": 1, "contracts": [\n  {"id": "C1"}, {"id": "C2"}]}', ["2:3", "2:17"]),
        ("a.ndjson", '{"version": 1}\n{"id": "C1"}\n\n  {"id": "C2"}\n', ["2:1", "4:3"]),
        ("a.yaml", "version: 1\ncontracts:\n- id: C1\n-\n  id: C2\n", ["3:3", "5:3"]),
        ("a.csv", 'id,title,milestone.id\nC1,"a\nb",m1\nC1,,m2\nC2,x,\n', ["2:1", "5:1"]),
    ],
)  # fmt: skip
def test_every_contract_knows_where_it_stands(name: str, text: str, expected: list[str]) -> None:
    Path(name).write_text(text, encoding="utf-8")
    places = [contract.place for contract in read_snapshot([name]).contracts]
    assert [str(place) for place in places] == [f"{name}:{each}" for each in expected]


def test_an_invalid_contract_is_skipped_and_known_by_its_id() -> None:
    Path("a.ndjson").write_text(
        '{"version": 1, "account": {"id": "A1"}}\n'
        '{"id": "C1", "status": "active"}\n'
        '{"id": "C2", "status": "active", "ended_at": "x"}\n'
        "{broken\n"
        '{"status": "active"}\n'
        '{"id": "C1", "status": "ended"}\n'
        '{"id": "C3", "milestones": [{}]}\n',
        encoding="utf-8",
    )
    snapshot = read_snapshot(["a.ndjson"], on_invalid="skip")
    assert [(contract.id, contract.is_invalid) for contract in snapshot.contracts] == [
        ("C1", True),
        ("C2", True),
        ("line 4", True),
        ("line 5", True),
        ("C3", True),
    ]
    for contract in snapshot.contracts:
        assert contract.values[1:] == [None] * (len(contract.values) - 1)
        assert contract.milestones is None
    assert [problem.level for problem in snapshot.problems] == [Level.ERROR] * 5


def test_skipping_names_a_contract_of_a_document_by_its_position() -> None:
    write("a.json", "C1", {"title": "x"})
    assert ids(read_snapshot(["a.json"], on_invalid="skip")) == ["C1", "contracts[1]"]


def test_skipping_never_gives_two_contracts_one_id() -> None:
    write("a.json", {"title": "x"})
    write("b.json", {"title": "x"})
    snapshot = read_snapshot(["a.json", "b.json"], on_invalid="skip")
    assert ids(snapshot) == ["contracts[0]", "contracts[0] of b.json"]


def test_a_broken_row_makes_its_whole_contract_invalid() -> None:
    Path("a.csv").write_text("id,title,milestone.id\nC1,x,m1\nC1,x\nC2,y,\n", encoding="utf-8")
    snapshot = read_snapshot(["a.csv"], on_invalid="skip")
    assert [(contract.id, contract.is_invalid) for contract in snapshot.contracts] == [
        ("C1", True),
        ("C2", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"version": 9, "contracts": [{"id": "C1"}]}',
        '{"version": 1, "contracts": [{"id": "C1"}',
        "",
    ],
)
def test_what_is_wrong_with_a_whole_file_is_never_skipped(text: str) -> None:
    Path("a.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_snapshot(["a.json"], on_invalid="skip")


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("status", "Disputed", "disputed"),
        ("status", "On Hold", "suspended"),
        ("status", "IN_DISPUTE", "disputed"),
        ("type", "Fixed price", "fixed"),
        ("work_state", "not-started", "not_started"),
        ("work_state", "done", "complete"),
        ("ended_by", "buyer", "client"),
        ("ended_by", "Seller", "freelancer"),
    ],
)
def test_a_word_in_other_letters_or_under_another_name_is_read_and_told(
    field: str, written: str, read: str
) -> None:
    document = {"version": 1, "contracts": [{"id": "C1", field: written}]}
    Path("export.json").write_text(json.dumps(document), encoding="utf-8")
    snapshot = read_snapshot(["export.json"])
    assert snapshot.contracts[0].get(field) == read
    assert snapshot.contracts[0].get("not_understood") is None
    told = [each.message.rpartition(": ")[2] for each in snapshot.problems]
    assert told == [f'read as "{read}"']


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Client", "client"),
        ("buyer", "client"),
        ("employer", "client"),
        ("hiring manager", "client"),
        ("Käufer", "client"),
        ("seller", "freelancer"),
        ("talent", "freelancer"),
        ("contractor", "freelancer"),
        ("worker", "freelancer"),
        ("AGENCY", "agency"),
    ],
)
@pytest.mark.parametrize("name", ["export.json", "export.ndjson", "export.yaml"])
def test_a_side_by_another_name_is_read_and_told(name: str, written: str, read: str) -> None:
    header = json.dumps({"version": 1, "role": written}, ensure_ascii=False)
    text = {
        "json": f'{header[:-1]}, "contracts": [{{"id": "C1"}}]}}',
        "ndjson": f'{header}\n{{"id": "C1"}}\n',
        "yaml": f"version: 1\nrole: {written}\ncontracts: [{{id: C1}}]\n",
    }
    Path(name).write_text(text[name.partition(".")[2]], encoding="utf-8")
    snapshot = read_snapshot([name])
    assert snapshot.role == read
    (told,) = snapshot.problems
    assert (told.level, told.message.rpartition(": ")[2]) == (Level.WARNING, f'read as "{read}"')
    assert told.hint == f'write "{read}"'


def test_a_role_that_is_not_understood_is_refused_and_never_to_be_left_out() -> None:
    Path("a.json").write_text(
        '{"version": 1, "role": "boss", "contracts": [{"id": "C1"}]}', encoding="utf-8"
    )
    with pytest.raises(InputError) as refused_role:
        read_snapshot(["a.json"])
    (told,) = refused_role.value.problems
    assert told.message == 'role: expected freelancer, agency or client, found "boss"'
    assert told.hint.startswith("say on which side you stand")


@pytest.mark.parametrize(
    ("beside", "stated", "expected"),
    [
        ({"status": "Late"}, {}, {"status": "active", "requirements_missed": True}),
        ({"status": "Overdue"}, {}, {"status": "active", "requirements_missed": True}),
        (
            {"status": "Cancellation requested"},
            {},
            {"status": "active", "refund_request.response": "none"},
        ),
        ({"status": "In Progress"}, {}, {"status": "active", "work_state": "in_progress"}),
        (
            {"status": "in progress"},
            {"work_state": "complete"},
            {"status": "active", "work_state": "complete"},
        ),
        ({"status": "Closed by client"}, {}, {"status": "ended", "ended_by": "client"}),
        ({"status": "Ended by seller"}, {}, {"status": "ended", "ended_by": "freelancer"}),
        ({"state": "Disputed"}, {}, {"state": "funded", "dispute.hours": 0}),
        ({"state": "IN_DISPUTE"}, {}, {"state": "funded", "dispute.hours": 0}),
        (
            {"state": "requested cancellation"},
            {},
            {"state": "funded", "refund_request.response": "none"},
        ),
        (
            {"state": "Cancellation Requested"},
            {"platform": "Freelancer.com"},
            {"refund_request.response": "none", "refund_request.requested_by": "client"},
        ),
        (
            {"state": "Cancellation Requested"},
            {"platform": "fiverr"},
            {"refund_request.response": "none", "refund_request.requested_by": None},
        ),
        ({"state": "late"}, {}, {"state": "funded", "requirements_missed": True}),
        (
            {"state": "Disputed"},
            {"dispute": {"stage": "open"}},
            {"state": "funded", "dispute.stage": "open", "dispute.hours": None},
        ),
        (
            {"state": "Cancellation requested"},
            {"refund_request": {"response": "disputed"}},
            {"state": "funded", "refund_request.response": "disputed"},
        ),
    ],
)
def test_a_word_that_says_more_than_a_state_mentions_the_rest_of_the_contract(
    beside: dict[str, str], stated: dict[str, object], expected: dict[str, object]
) -> None:
    state = {"state": beside["state"]} if "state" in beside else {}
    status = {"status": beside["status"]} if "status" in beside else {}
    contract = {"id": "C1", **status, **stated, "milestones": [{"id": "m1", **state}]}
    write("a.json", contract)
    snapshot = read_snapshot(["a.json"])
    (read,) = snapshot.contracts
    assert read.milestones is not None
    state_index = POSITION[Scope.MILESTONE]["state"]
    found = {
        path: read.milestones[0][state_index] if path == "state" else read.get(path)
        for path in expected
    }
    assert found == expected
    assert [each.level for each in snapshot.problems] == [Level.WARNING]


@pytest.mark.parametrize(
    ("beside", "stated", "path", "value"),
    [
        ({"state": "disputed"}, {"dispute": "none"}, "dispute.hours", 0),
        ({"state": "disputed"}, {"dispute": "none"}, "dispute.filed_at", None),
        (
            {"state": "cancellation requested"},
            {"refund_request": "none"},
            "refund_request.response",
            "none",
        ),
        (
            {"state": "cancellation requested"},
            {"refund_request": "none"},
            "refund_request.requested_at",
            None,
        ),
        ({"state": "late"}, {"requirements_missed": False}, "requirements_missed", True),
    ],
)
def test_a_contract_that_denies_what_a_word_mentions_contradicts_itself_and_it_stays_open(
    beside: dict[str, str], stated: dict[str, object], path: str, value: object
) -> None:
    write("a.json", {"id": "C1", **stated, "milestones": [{"id": "m1", **beside}]})
    snapshot = read_snapshot(["a.json"])
    levels = sorted(each.level for each in snapshot.problems)
    assert levels == [Level.CONTRADICTION, Level.WARNING]
    assert snapshot.contracts[0].get(path) == value


@pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
def test_the_side_that_a_contract_states_is_that_of_the_export(name: str) -> None:
    write(name, {"id": "C1", "role": "buyer", "as_of": "2026-03-10"})
    snapshot = read_snapshot([name])
    assert (snapshot.role, snapshot.role_is_assumed, snapshot.as_of) == (
        "client",
        False,
        1773100800,
    )
    assert {each.message.partition(": ")[2] for each in snapshot.problems} == {
        "read as that of the whole export"
    }


@pytest.mark.parametrize("key", ["role", "as_of", "exported_at"])
@pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
def test_what_is_said_of_a_contract_and_is_the_exports_is_told_to_be(name: str, key: str) -> None:
    write(name, {"id": "C1", key: "client"})
    (told,) = read_snapshot([name]).problems
    assert told.level is Level.WARNING
    assert told.hint == f'it is said once, of the whole export: {{"version": 1, "{key}": ...}}'


@pytest.mark.parametrize(
    ("field", "written", "hint"),
    [
        ("status", "offer", "an offer is no contract yet: leave it out until it is accepted"),
        ("status", "Completed", "ended, if either side has ended it, or the platform"),
        ("status", "lurking", ""),
    ],
)
def test_a_word_that_is_not_known_is_told_with_what_is_known_of_it(
    field: str, written: str, hint: str
) -> None:
    write("a.json", {"id": "C1", field: written})
    (told,) = read_snapshot(["a.json"]).problems
    assert (told.level, told.hint) == (Level.WARNING, hint)


def test_a_field_whose_word_is_not_known_is_kept_as_not_understood() -> None:
    contract = {
        "id": "C1",
        "status": "Frozen",
        "dispute": {"response": "pending"},
        "milestones": [{"id": "m1", "state": "Lurking", "work_state": "almost"}],
    }
    document = {"version": 1, "contracts": [contract]}
    Path("export.json").write_text(json.dumps(document), encoding="utf-8")
    (read,) = read_snapshot(["export.json"]).contracts
    assert read.get("not_understood") == ("status", "dispute.response")
    assert read.milestones is not None
    place = POSITION[Scope.MILESTONE]["not_understood"]
    assert read.milestones[0][place] == ("state", "work_state")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("in_progress", "in_progress"),
        ("in_progres", "in_progress"),
        ("not_starte", "not_started"),
        ("complet", "complete"),
        ("in_pro", None),
        ("dome", None),
        ("in_progresss", None),
        ("In_progres", None),
    ],
)
@pytest.mark.parametrize("name", ["export.json", "export.ndjson", "export.yaml"])
def test_a_word_is_read_as_the_only_one_of_which_no_more_than_two_letters_are_missing(
    name: str, written: str, read: str | None
) -> None:
    contract = {"id": "C1", "work_state": written}
    line = json.dumps(contract)
    text = {
        "json": '{"version": 1, "contracts": [' + line + "]}",
        "ndjson": f'{{"version": 1}}\n{line}\n',
        "yaml": f"version: 1\ncontracts: [{line}]\n",
    }
    Path(name).write_text(text[name.partition(".")[2]], encoding="utf-8")
    snapshot = read_snapshot([name])
    assert snapshot.contracts[0].get("work_state") == read
    told = [] if written == read else [f'read as "{read}"' if read else "taken as not known"]
    assert [each.message.rpartition(": ")[2] for each in snapshot.problems] == told


def test_of_a_list_of_words_those_are_read_whose_end_is_missing_if_nothing_else_is_wrong() -> None:
    write("a.json", {"id": "A", "situation": ["no_detail", "mutual_stop"]})
    write("b.json", {"id": "B", "situation": ["no_detail", "stop"]})
    read = [read_snapshot([name]).contracts[0].get("situation") for name in ("a.json", "b.json")]
    assert read == [("no_details", "mutual_stop"), None]

"""Arguments that make no sense raise, with what is wrong and what to do; so do bad policies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from closeout import CloseoutError, Policies, PolicyError, Verdict, check, load_policies

from .told import AS_OF, CONTRACT, lines

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an instant without a zone": (
        {"as_of": datetime(2026, 3, 10)},
        "as_of: error: 2026-03-10 00:00:00 has no time zone\n  write tzinfo=UTC",
    ),
    "a day that is no text": (
        {"as_of": date(2026, 3, 10)},
        'as_of: error: expected a datetime or a text, found date\n  such as "2026-03-15T09:00:00Z"',
    ),
    "a word for an instant": (
        {"as_of": "yesterday"},
        'as_of: error: expected an instant, found "yesterday"\n'
        "  what it means changes with every day: write it like 2026-03-15T09:00:00Z, or as a day like 2026-03-15",
    ),
    "an instant before all years": (
        {"as_of": datetime(1, 1, 1, tzinfo=UTC)},
        'as_of: error: "0001-01-01T00:00:00Z" lies outside the years 1900 to 2999 in UTC\n'
        "  check the year",
    ),
    "a zone that there is not": (
        {"time_zone": "Europe/Berlim"},
        'time_zone: error: there is no time zone `Europe/Berlim`\n  did you mean "Europe/Berlin"?',
    ),
    "a role that there is not": (
        {"role": "king"},
        'role: error: expected freelancer, agency or client, found "king"\n'
        "  say on which side you stand: where nothing is said, the answers are a freelancer's",
    ),
    "a number for a role": (
        {"role": 3},
        "role: error: expected freelancer, agency or client, found 3",
    ),
    "a number for a time zone": (
        {"time_zone": 3},
        "time_zone: error: expected the name of a time zone, found int\n  such as Europe/Berlin",
    ),
    "a word for strict": (
        {"strict": "no"},
        "strict: error: expected True or False, found str\n  leave it out for False",
    ),
    **{
        f"{what} to end": (
            {"close": close},
            f"close: error: expected the id of a contract, or several, found {found}\n"
            '  such as close="C1", or close=["C1", "C2"]',
        )
        for what, close, found in [
            ("nothing", None, "NoneType"),
            ("an id that is not known", ["C1", None], "NoneType"),
            ("half a contract", 0.5, "float"),
            ("yes", True, "bool"),
            ("bytes", b"C1", "bytes"),
        ]
    },
}


@pytest.mark.parametrize(("given", "told"), REFUSED.values(), ids=REFUSED)
def test_an_argument_that_makes_no_sense_raises(
    given: dict[str, Any], told: str, house: Policies
) -> None:
    with pytest.raises(CloseoutError) as refused:
        check(CONTRACT, house, **given)
    assert str(refused.value) == told


def test_policies_that_were_not_loaded_are_a_type_error() -> None:
    with pytest.raises(TypeError, match=r"expected policies from load_policies\(\), found str"):
        check(CONTRACT, "upwork")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "as_of",
    [
        "2026-03-10T12:00:00Z",
        datetime(2026, 3, 10, 12, tzinfo=UTC),
        datetime(2026, 3, 10, 5, tzinfo=timezone(-timedelta(hours=7))),
    ],
    ids=["a text", "a datetime in UTC", "a datetime of another zone"],
)
def test_an_instant_may_be_written_in_several_ways(as_of: datetime | str, house: Policies) -> None:
    report = check(CONTRACT, house, as_of=as_of)
    assert report.as_of == datetime(2026, 3, 10, 12, tzinfo=UTC)
    assert report.to_dict()["as_of_origin"] == "given"


def test_the_clock_is_asked_once_where_nothing_tells_the_instant(
    house: Policies, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter([1_773_144_000.9])
    monkeypatch.setattr("time.time", lambda: next(ticks))
    report = check(CONTRACT, house)
    assert report.to_dict()["as_of"] == "2026-03-10T12:00:00Z"
    assert report.to_dict()["as_of_origin"] == "clock"


def test_now_is_the_clock_also_where_the_snapshot_tells_an_instant(
    house: Policies, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = {"version": 1, "as_of": "2020-01-01T00:00:00Z", "contracts": [CONTRACT]}
    monkeypatch.setattr("time.time", lambda: 1_773_144_000.0)
    origins = [check(snapshot, house, as_of=at).to_dict() for at in (None, "now")]
    assert [each["as_of_origin"] for each in origins] == ["snapshot", "clock"]
    assert [each["as_of"] for each in origins] == ["2020-01-01T00:00:00Z", "2026-03-10T12:00:00Z"]


def test_a_contract_to_end_that_is_not_there_is_told_in_the_report(house: Policies) -> None:
    report = check(CONTRACT, house, as_of=AS_OF, close=["C1", "C2"])
    assert lines(report) == ['close: error: no contract has the id "C2"']
    assert report.has_errors


def test_a_single_id_is_no_list_of_letters(policies: Policies) -> None:
    report = check({**CONTRACT, "escrow": "5"}, policies, as_of=AS_OF, close="C1")
    assert report.problems == ()
    assert report.verdicts == {"C1": Verdict.DO_NOT_END}


@pytest.mark.parametrize("close", [7, [7], ["7"], (7, "7")], ids=repr)
def test_a_number_may_be_the_id_of_what_is_to_be_ended(close: Any, policies: Policies) -> None:
    report = check({**CONTRACT, "id": "7", "escrow": "5"}, policies, as_of=AS_OF, close=close)
    assert (report.problems, report.verdicts) == ((), {"7": Verdict.DO_NOT_END})


def test_a_role_is_for_data_that_states_none(house: Policies) -> None:
    snapshot = {"version": 1, "role": "client", "contracts": [CONTRACT]}
    assert check(snapshot, house, as_of=AS_OF, role="client").problems == ()
    report = check(snapshot, house, as_of=AS_OF, role="agency")
    assert lines(report) == [
        "role: error: role is client here and agency by role=",
        "  it is for files that state none: leave it out, or correct what is stated",
    ]
    assert report.contracts == ()


def test_a_role_decides_which_rules_there_are(house: Policies) -> None:
    roles = (None, "freelancer", "client", "seller", "Buyer")
    reports = [check(CONTRACT, house, as_of=AS_OF, role=role) for role in roles]  # type: ignore[arg-type]
    assert [len(report.findings) for report in reports] == [0, 0, 1, 0, 1]


def pack(folder: Path, text: str = "", rules: str | None = None) -> Path:
    folder.mkdir()
    (folder / "pack.yaml").write_text(text or "id: mine\nversion: '1'\nplatform: upwork\n", "utf-8")
    if rules is not None:
        (folder / "rules.yaml").write_text(rules, "utf-8")
    return folder


NO_POLICIES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no pack": (lambda _: [], "packs: error: no policy pack was named\n  leave packs out for all"),
    "a folder that is not there": (
        lambda _: "upwerk",
        'upwerk: error: there is no such folder and no such shipped pack\n  did you mean "upwork"?',
    ),
}


@pytest.mark.parametrize("packs", [3, [3], b"upwork"], ids=repr)
def test_what_can_name_no_pack_raises(packs: Any) -> None:
    with pytest.raises(CloseoutError) as refused:
        load_policies(packs)
    found = "bytes" if isinstance(packs, bytes) else "int"
    assert str(refused.value) == (
        f"packs: error: expected the folder or the id of a pack, or several, found {found}\n"
        '  such as "upwork", or ["upwork", "my-policies"]'
    )


@pytest.mark.parametrize(("packs", "told"), NO_POLICIES.values(), ids=NO_POLICIES)
def test_policies_that_cannot_be_had_raise(
    packs: Callable[[Path], Any], told: str, tmp_path: Path
) -> None:
    with pytest.raises(PolicyError) as refused:
        load_policies(packs(tmp_path))
    assert str(refused.value) == told


def test_a_pack_without_a_rule_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="rule"):
        load_policies(pack(tmp_path / "mine"))


def test_bad_policies_raise_with_every_problem_and_its_place(tmp_path: Path) -> None:
    folder = pack(
        tmp_path / "mine", rules="rules:\n  - id: a\n    wehn: 1\n  - id: b\n    thn: 2\n"
    )
    with pytest.raises(PolicyError) as refused:
        load_policies(folder)
    places = {(problem.place.file, problem.place.line) for problem in refused.value.problems}
    assert {(f"{folder.as_posix()}/rules.yaml", line) for line in (3, 5)} <= places


def test_names_and_rules_of_policies_can_be_asked_for(policies: Policies) -> None:
    assert policies.names == ("fiverr", "freelancer-com", "upwork")
    assert "answer-hourly-dispute" in policies.rules
    assert repr(load_policies("upwork")).startswith("<Policies upwork: ")

"""Rows of a table that are no contracts, and rows of which it is open whose they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.engine.problems import InputError, Level
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot

HEAD = "id,title,type,status,milestone,milestone status,milestone amount"
FIRST = "1,Logo,fixed,active,Draft,paid,100"
SECOND = "2,Web,fixed,active,Home,funded,300"


def table(folder: Path, *rows: str, head: str = HEAD) -> str:
    file = folder / "contracts.csv"
    file.write_text("\n".join((head, *rows)) + "\n", "utf-8")
    return str(file)


def read(folder: Path, *rows: str, head: str = HEAD) -> tuple[dict[str, int], list[str]]:
    """The milestones of each contract, counted, and the warnings."""
    found: Snapshot = read_snapshot([table(folder, *rows, head=head)])
    told = [
        f"{each.place.line}: {each.told}" for each in found.problems if each.level is Level.WARNING
    ]
    return {each.id: len(each.milestones or ()) for each in found.contracts}, told


NOTE = "row {}, column A `id`: the row holds nothing but {} in the column id"
NOT_LIKE = f"{NOTE} and is not read: the other ids are not like it"


@pytest.mark.parametrize(
    "words",
    [
        "Ended contracts",
        "Agency B (Maria)",
        "Total contracts: 3",
        "Archive",
    ],
)
def test_words_alone_in_the_column_of_ids_are_no_contract_and_told(
    words: str, tmp_path: Path
) -> None:
    contracts, told = read(tmp_path, FIRST, f"{words},,,,,,", SECOND)
    assert contracts == {"1": 1, "2": 1}
    assert told == [f"3: {NOT_LIKE.format(3, chr(34) + words + chr(34))}"]


@pytest.mark.parametrize(
    ("words", "of"),
    [
        ("* Kite wants to open a dispute", ["2"]),
        ("Logo: he opened a dispute", ["1"]),
        ("Disputed: 1 and 2", ["1", "2"]),
        ("No dispute so far", []),
    ],
)
def test_a_note_speaks_of_the_contracts_that_it_names_or_of_those_below(
    words: str, of: list[str], tmp_path: Path
) -> None:
    found = read_snapshot([table(tmp_path, FIRST, f"{words},,,,,,", SECOND)])
    mentioned = [each.id for each in found.contracts if each.get("not_understood")]
    assert mentioned == of


def test_a_title_speaks_of_the_contracts_up_to_the_next_one(tmp_path: Path) -> None:
    rows = ("Disputed contracts,,,,,,", FIRST, "All the others,,,,,,", SECOND)
    found = read_snapshot([table(tmp_path, *rows)])
    assert [each.get("not_understood") for each in found.contracts] == [
        ("dispute.response",),
        None,
    ]


def test_words_alone_that_are_like_the_other_ids_are_a_contract_and_told(tmp_path: Path) -> None:
    rows = (FIRST.replace("1,", "Logo for Blum,", 1), "Ended contracts,,,,,,")
    contracts, told = read(tmp_path, *rows)
    assert contracts == {"Logo for Blum": 1, "Ended contracts": 0}
    assert told == [f"3: {NOTE.format(3, chr(34) + 'Ended contracts' + chr(34))}"]


@pytest.mark.parametrize(
    ("head", "rows"),
    [(HEAD, (FIRST, "C-7,,,,,,")), ("id,title", ("Alpha,", "Beta,")), ("id", ("Alpha", "Beta x"))],
)
def test_ids_alone_are_contracts(head: str, rows: tuple[str, ...], tmp_path: Path) -> None:
    contracts, told = read(tmp_path, *rows, head=head)
    assert (len(contracts), told) == (2, [])


@pytest.mark.parametrize(
    "row", ["2,Web,fixed,active,Total,,700", ",,,,Summe,-,700", "2,,,,Sub-total,,$700"]
)
def test_a_sum_below_the_milestones_of_a_contract_is_no_milestone(row: str, tmp_path: Path) -> None:
    contracts, _ = read(tmp_path, FIRST, SECOND, "2,Web,fixed,active,Shop,not funded,400", row)
    assert contracts == {"1": 1, "2": 2}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("2,Web,fixed,active,Total,funded,700", id="with-a-state"),
        pytest.param("3,Web,fixed,active,Total,,700", id="of-another-contract"),
        pytest.param("2,Web,fixed,active,Total,,", id="without-an-amount"),
    ],
)
def test_a_milestone_called_total_that_adds_up_nothing_is_one(row: str, tmp_path: Path) -> None:
    contracts, told = read(tmp_path, SECOND, row)
    assert (sum(contracts.values()), told) == (2, [])


@pytest.mark.parametrize("word", ["none", "None", "n/a", "N/A", "-", "—", "?", "unknown"])
def test_what_no_milestone_is_called_makes_no_milestone(word: str, tmp_path: Path) -> None:
    contracts, _ = read(
        tmp_path, f"1,Logo,hourly,active,{word},,", f"2,Web,fixed,active,{word},funded,9"
    )
    assert contracts == {"1": 0, "2": 1}


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        (
            ",,,,Final,submitted,200",
            'repeat the id "1" of the row above if this is a milestone of it',
        ),
        (
            ",,fixed,active,Final,submitted,200",
            'repeat the id "1" of the row above if this is a milestone of it; '
            "another contract has an id of its own",
        ),
        (",Notes,,,,,", 'every contract has an "id" of its own; leave out titles and notes'),
    ],
)
def test_a_row_without_an_id_is_refused_with_what_it_may_be(
    row: str, hint: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        read_snapshot([table(tmp_path, FIRST, row)])
    [told] = [each for each in refused.value.problems if each.level is Level.ERROR]
    assert told.place.line == 3
    assert (told.told, told.hint) == ("row 3, column A `id`: the id is missing", hint)

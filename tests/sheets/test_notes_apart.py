"""Notes around a table find the contracts that they name, however many of both there are."""

from __future__ import annotations

from closeout.engine.snapshot.sheets.notes_apart import keep_notes, note_apart
from closeout.engine.snapshot.sheets.table_places import Group

COUNT = 40


class Counted(dict[str, tuple[str, int]]):
    """The cells of a contract, with how often one was asked for."""

    asked = 0

    def __contains__(self, name: object) -> bool:
        Counted.asked += 1
        return super().__contains__(name)


def test_each_contract_is_looked_at_once_for_all_notes() -> None:
    contracts, notes = dict[str, Group](), []
    for number in range(COUNT):
        row = 2 * number + 2
        note = note_apart(row, [f"Logo {number}: a refund was asked for"])
        assert note is not None
        notes.append(note)
        cells = Counted({"title": (f"Logo {number}", row + 1)})
        contracts[f"C{number}"] = Group(row + 1, cells)
    Counted.asked = 0
    called = list(keep_notes(notes, [note.row for note in notes], contracts))
    assert Counted.asked <= 3 * COUNT
    assert called == [f"note in row {note.row}" for note in notes]
    assert [[*group.cells] for group in contracts.values()] == [["title", name] for name in called]

"""Conditions and facts as indented lines: every comparison with its outcome, value and operand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...engine.explain.model import (
    FactNote,
    Ground,
    Group,
    Kind,
    Member,
    Node,
    Origin,
    Part,
)
from ...engine.units import Unit
from ...engine.written import date_text
from .layout import LONG_TEXT, listed, plain, wrapped
from .overrides import stated_by

WIDTH = 80
MOST_MEMBERS = 40
MOST_IDS = 6
DEEPEST = 24
"""Columns of indent; what lies deeper is told at this depth."""

JOINED = {
    Kind.ALL: "all of these",
    Kind.ANY: "any of these",
    Kind.NOT: "it is not so that",
    Kind.CERTAINLY: "it is certain that",
}
QUIET = (Part.BEYOND, Part.LEFT_OUT)
"""Members of whom only the ids are told."""


def node_lines(node: Node, indent: int) -> list[str]:
    """A condition and its parts; `holds: status is active or paused`."""
    indent = min(indent, DEEPEST)
    mark = " (the action requires it)" if node.is_required else ""
    if node.kind is not Kind.LEAF:
        lines = wrapped(f"{node.outcome}: {JOINED[node.kind]}{mark}", WIDTH, indent, indent + 2)
        for part in node.parts:
            lines += node_lines(part, indent + 2)
        return lines
    lines = wrapped(
        f"{node.outcome}: {plain(node.text, LONG_TEXT)}{mark}", WIDTH, indent, indent + 2
    )
    if node.origin is not None:
        lines += wrapped(origin_words(node.origin), WIDTH, indent + 4, indent + 6)
    for note in node.facts:
        if _tells_more(note):
            lines += value_lines(note, indent + 4)
        lines += _opened(note, indent + 4)
    return lines


def _tells_more(note: FactNote) -> bool:
    """Whether the value says more than the outcome; that of a known flag does not."""
    return note.value.unit is not Unit.FLAG or note.value.exact is None


def value_lines(note: FactNote, indent: int) -> list[str]:
    """A fact with its value, and what filled it in."""
    text = f"{plain(note.value.name)}: {plain(note.value.text, LONG_TEXT)}{grade_words(note)}"
    return wrapped(text, WIDTH, indent, indent + 2)


def grade_words(note: FactNote) -> str:
    """` (assumed: no-dispute)`; nothing for what is stated or derived."""
    ground = note.ground
    if ground is None or ground.reading is None:
        return ""
    return f" ({ground.grade}: {plain(ground.reading.id)})"


def grounds_of(root: object) -> list[Ground]:
    """What filled in the values of a tree or a fact, each reading once, in the order met."""
    found: dict[str, Ground] = {}
    for note in _notes(root):
        if note.ground is not None and note.ground.reading is not None:
            found.setdefault(note.ground.reading.id, note.ground)
    return list(found.values())


def _notes(root: object) -> Iterator[FactNote]:
    """All facts of a tree or behind a fact."""
    if isinstance(root, FactNote):
        yield root
        inner = (*root.inputs, root.tree, *(branch.when for branch in root.branches))
    elif isinstance(root, Node):
        inner = (*root.facts, *root.parts)
    else:
        return
    for part in inner:
        yield from _notes(part)


def ground_lines(grounds: Iterable[Ground]) -> list[str]:
    """What each reading says, why, and what would change it."""
    lines: list[str] = []
    for ground in grounds:
        reading = ground.reading
        assert reading is not None
        text = f"{plain(reading.id)} ({ground.grade}): {plain(reading.says, LONG_TEXT)}"
        lines += wrapped(text, WIDTH, 2, 4)
        if reading.because:
            lines += wrapped(f"Because: {plain(reading.because, LONG_TEXT)}", WIDTH, 4)
        for source in ground.sources:
            title = f"Source, {reading.basis}: {plain(source.title)} ({plain(source.id)})"
            lines += wrapped(title, WIDTH, 4, 6)
        fields = ", ".join(plain(ref.full) for ref in reading.refs)
        lines += wrapped(f"To change it, state {fields}.", WIDTH, 4, 6)
    return lines


def _opened(note: FactNote, indent: int) -> list[str]:
    """What is behind a derived fact, in short."""
    if note.tree is not None:
        return node_lines(note.tree, indent)
    if note.group is not None:
        return wrapped(_in_short(note.group), WIDTH, indent, indent + 2)
    if note.definition and (note.inputs or note.branches):
        lines = wrapped(plain(_defined(note), LONG_TEXT), WIDTH, indent, indent + 2)
        for other in note.inputs:
            lines += value_lines(other, indent + 2)
        return [*lines, *_branch_lines(note, indent)]
    return []


def _defined(note: FactNote) -> str:
    dated = f", {period_words(note.start, note.until)}" if note.start or note.until else ""
    return f"{note.definition}{dated}"


def _branch_lines(note: FactNote, indent: int) -> list[str]:
    lines: list[str] = []
    for branch in note.branches:
        if branch.when is None:
            return [*lines, *wrapped(f"else {plain(branch.value)}", WIDTH, indent, indent + 2)]
        text = f"{plain(branch.value)} where this holds:"
        lines += [*wrapped(text, WIDTH, indent, indent + 2), *node_lines(branch.when, indent + 2)]
        if branch.when.certainly:
            return lines
    return lines


def _in_short(group: Group) -> str:
    """How many members do what; those that decide by their ids, where they are few."""
    counts = [_told(part, group) for part in Part if group.count(part)]
    text = ", ".join(counts) if counts else "there are none"
    return (
        text if group.is_complete else f"{text}; there may be others that the export does not show"
    )


def _told(part: Part, group: Group) -> str:
    ids = [plain(member.id) for member in group.members if member.part is part]
    if part in QUIET or len(ids) > MOST_IDS:
        return f"{len(ids)} {part}"
    return f"{len(ids)} {part} ({', '.join(ids)})"


def origin_words(origin: Origin) -> str:
    """`16 days is $auto_release_overdue, basis mixed: Get paid ... (H211063718)`."""
    text = f"{plain(origin.value.text)} is ${plain(origin.param)}, basis {origin.basis}"
    if origin.override is not None:
        text += f", {plain(stated_by(origin.override))}"
    if origin.start is not None or origin.until is not None:
        text += f", {period_words(origin.start, origin.until)}"
    titles = "; ".join(f"{plain(source.title)} ({plain(source.id)})" for source in origin.sources)
    return f"{text}: {titles}" if titles else text


def period_words(start: int | None, until: int | None) -> str:
    """`from 2020-03-01 until 2024-01-01`."""
    parts = [f"from {date_text(start)}"] if start is not None else []
    if until is not None:
        parts.append(f"until {date_text(until)}")
    return " ".join(parts)


def note_lines(note: FactNote) -> list[str]:
    """A fact that was asked for: its definition, and everything that went in."""
    if not note.definition:
        known = note.ground is None or note.ground.reading is None
        return wrapped("It comes from the snapshot.", WIDTH, 0) if known else []
    lines = wrapped(f"Defined as: {plain(_defined(note), 2 * LONG_TEXT)}", WIDTH, 0, 2)
    for origin in note.origins:
        lines += wrapped(origin_words(origin), WIDTH, 2, 4)
    if note.tree is not None:
        return [*lines, *node_lines(note.tree, 2)]
    for other in note.inputs:
        lines += value_lines(other, 2)
        lines += _opened(other, 4)
    lines += _branch_lines(note, 2)
    return [*lines, *(_members(note.group, 2) if note.group is not None else [])]


def _members(group: Group, indent: int) -> list[str]:
    """Members in the order in which the fact looks at them; of the many left out only the ids."""
    told = [member for member in group.members if member.part not in QUIET]
    lines: list[str] = []
    for member in told[:MOST_MEMBERS]:
        lines += wrapped(_member(member), WIDTH, indent, indent + 2)
    if len(told) > MOST_MEMBERS:
        rest = told[MOST_MEMBERS:]
        parts = [f"{sum(one.part is part for one in rest)} {part}" for part in Part]
        words = ", ".join(text for text in parts if not text.startswith("0 "))
        lines += wrapped(f"and {len(rest)} more: {words}", WIDTH, indent)
    for part in QUIET:
        lines += _ids(part, [one for one in group.members if one.part is part], indent)
    if not group.members:
        lines += wrapped("There are no members.", WIDTH, indent)
    if not group.is_complete:
        lines += wrapped("There may be others that the export does not show.", WIDTH, indent)
    return lines


def _ids(part: Part, members: Iterable[Member], indent: int) -> list[str]:
    ids = [plain(member.id) for member in members]
    if not ids:
        return []
    named = listed(ids[:MOST_MEMBERS], WIDTH, indent + 2)
    more = len(ids) - MOST_MEMBERS
    rest = [f"{' ' * (indent + 2)}and {more} more"] if more > 0 else []
    return [f"{' ' * indent}{part}: {len(ids)}", *named, *rest]


def _member(member: Member) -> str:
    values = "; ".join(f"{plain(value.name)} {plain(value.text)}" for value in member.values)
    doubt = "" if member.belongs else " (may not belong here)"
    return f"{member.part}: {plain(member.id)}{doubt}: {values}"

"""What the export would have to say: undetermined rules, grouped by the field that is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from ...engine.report.findings import Report, Undetermined
from ...engine.snapshot.fields import ANNOTATIONS, EXPORTED_AT
from ...engine.units import Scope
from ...engine.written import counted
from .layout import painted, plain, run_in, wrapped
from .needed import needs_words
from .page import LONGEST_ID, Page
from .phrases import supply_phrase
from .questions import shown_questions
from .words import extent

ByField = dict[str, list[Undetermined]]
"""Name of a field -> what it would decide."""

NOT_DECIDED = "Not decided for lack of data"
UNSAYABLE = "more than the export can say"
"""What a rule waits for that no field would decide."""

FEW = 5
"""So many contracts are named in a line."""


def missing_lines(page: Page) -> list[str]:
    """The fields, the one that decides most first; with `-v` a line for each, with the rules.

    Annotations stand together, as optional. What a question above would decide is told with `-v` alone.
    """
    if not page.options.verbose:
        text = missing_words(_unasked(page.report))
        return run_in(NOT_DECIDED, text, page.width, page.options.color) if text else []
    required, optional = by_field(page.report.undetermined)
    lines: list[str] = []
    for need, group in largest_first(required):
        lines += wrapped(
            f"{remedy(need)}: {extent_of_rules(group)} cannot be decided{_which(group)}",
            page.width,
            2,
            4,
        )
        lines += _rules(page, group)
    if optional:
        lines += _optional(page, optional)
    if not lines:
        return []
    return [painted(NOT_DECIDED, "strong", page.options.color), *lines]


def _unasked(report: Report) -> Iterator[Undetermined]:
    """What the questions that are shown would not decide, all answered."""
    asked: dict[str | None, set[str]] = {}
    for question in shown_questions(report, is_verbose=False)[0]:
        asked.setdefault(question.contract, set()).add(question.field)
    for one in report.undetermined:
        if not one.needs or not asked.get(one.subject.contract, set()).issuperset(one.needs):
            yield one


def missing_words(undetermined: Iterable[Undetermined]) -> str:
    """All fields in one sentence; "" where nothing is missing."""
    required, optional = by_field(undetermined)
    needs = [need for need, _ in largest_first(required)]
    every = {id(one): one for group in (*required.values(), *optional.values()) for one in group}
    if not every:
        return ""
    asked = [need for need in needs if need != EXPORTED_AT]
    parts = ["export again"] if EXPORTED_AT in needs else []
    if asked:
        parts.append(supply_phrase(asked))
    if optional:
        names = [need for need, _ in largest_first(optional)]
        parts.append(f"optional, no export carries them: {needs_words(names)}")
    return f"{'; '.join(parts)} ({extent_of_rules(list(every.values()))}, told with -v)"


def by_field(undetermined: Iterable[Undetermined]) -> tuple[ByField, ByField]:
    """The rules that are open by each field that would decide them: required ones, and annotations."""
    required: ByField = defaultdict(list)
    optional: ByField = defaultdict(list)
    for one in undetermined:
        for need in one.needs or (UNSAYABLE,):
            (optional if need in ANNOTATIONS else required)[need].append(one)
    return required, optional


def remedy(need: str) -> str:
    """`supply escrow`, `export again`."""
    return "export again" if need == EXPORTED_AT else supply_phrase([need])


def remedies(one: Undetermined) -> str:
    """What would decide a rule: `supply escrow, supply budget`."""
    return ", ".join(map(remedy, one.needs)) or UNSAYABLE


def largest_first(groups: ByField) -> list[tuple[str, list[Undetermined]]]:
    """By entities, then by rules, as the lines tell them; then by name."""

    def size(item: tuple[str, list[Undetermined]]) -> tuple[int, int, str]:
        need, group = item
        entities = {replace(one.subject, scope=Scope.CONTRACT, milestone=None) for one in group}
        return -len(entities), -len({(one.pack, one.rule) for one in group}), need

    return sorted(groups.items(), key=size)


def _optional(page: Page, groups: ByField) -> list[str]:
    """Annotations cost no verdict, so they are asked for once, in one sentence."""
    every = [one for group in groups.values() for one in group]
    names = ", ".join(plain(need) for need, _ in largest_first(groups))
    text = f"optional, no export carries them: {names} (would decide {extent_of_rules(every)})"
    return [*wrapped(text, page.width, 2, 4), *_rules(page, every)]


def extent_of_rules(group: Collection[Undetermined]) -> str:
    """`3 rules for 5 contracts`; what has no contract is counted as client or account."""
    rules = {(one.pack, one.rule) for one in group}
    return f"{counted(len(rules), 'rule')} for {extent(one.subject for one in group)}"


def _which(group: Iterable[Undetermined]) -> str:
    """` (C1, C2)`: the contracts, where they are few."""
    ids = {one.subject.contract for one in group}
    if None in ids or len(ids) > FEW:
        return ""
    return f" ({', '.join(sorted(plain(str(one), LONGEST_ID) for one in ids))})"


def _rules(page: Page, group: Iterable[Undetermined]) -> list[str]:
    if not page.options.verbose:
        return []
    names = sorted({plain(one.rule) for one in group})
    return wrapped(f"Rules: {', '.join(names)}", page.width, 6, 8)

"""From the data that a reader gives to the records that the engine holds.

Typing and checking are one pass, driven by the field catalogue: a table of converters is built
once for each way of writing (JSON types, or every scalar a text). What is wrong is collected as
`Fault`s, so that one run tells everything; none is raised.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from ..problems import Level, did_you_mean, suggestion
from ..units import Scope
from .bad_value import BadValueError, Path, found
from .beside import Said, mention
from .convert import NONE_WORD, PAYMENT_KEYS, Converter, converter, number_or_identifier
from .feedback_given import say_given
from .fields import BY_PATH, FIELDS, NOT_UNDERSTOOD, OTHER_NAMES, POSITION, Kind
from .mentioned import mentioned_beside, note_mention
from .model import AT_CLOSING_PLANNED, ID, Contract, Record, Value, blank
from .nesting import MOST_LEVELS, is_deep
from .not_there import Absent, absent, say_in_full
from .spoken_of import CLAIMS, claims_named
from .told_whole import none_of, said_in_full, told_by_fields
from .undated_claims import forget_denied_days

CONTRACTS = "contracts"
MILESTONES = "milestones"

HOURLY_TYPE = "hourly"
TYPE = POSITION[Scope.CONTRACT]["type"]


class Fault(NamedTuple):
    """Something wrong in the data, by the path that leads to it."""

    path: Path
    message: str
    hint: str = ""
    level: Level = Level.ERROR
    at_key: bool = False
    """The key is meant, not its value."""
    mentions: tuple[str, ...] = ()
    """What a key mentions that no field has: `dispute`, `open_tasks`."""
    beside: Said | None = None
    """What a word says of the contract, that is read as a milestone's state or the contract's status."""


class Leaf(Struct, frozen=True):
    """A field: where its value goes and how it is typed."""

    index: int
    convert: Converter
    is_payments: bool = False


class Branch(Struct, frozen=True):
    """A group of fields: `client`, `feedback.from_client`."""

    table: Table
    absent: Absent | None
    """What its fields hold where the whole group is `none`; None: it may not be."""


Table = dict[str, "Leaf | Branch"]


OF_THE_EXPORT = ("role", "as_of", "exported_at", "account", "accounts")
"""Keys that stand beside the contracts, or in a line of their own before them."""
SUBMITTED = ("submitted_at", "submitted_on", "submitted", "delivered_at", "submission")
"""Keys by which people and exports call the submissions of a milestone."""
CALLED_OTHERWISE = {
    "start": "started_at",
    "start_date": "started_at",
    "end": "ended_at",
    "end_date": "ended_at",
}
"""Keys of a contract, in small letters, that are nearer to another name than to the one that is meant."""


@cache
def table_of(scope: Scope, *, textual: bool) -> Table:
    """The converters of a scope's fields, nested as its keys are."""
    table: Table = {}
    for each in FIELDS[scope]:
        *groups, name = each.path.split(".")
        here = table
        for depth, group in enumerate(groups):
            branch = here.get(group)
            if not isinstance(branch, Branch):
                branch = here[group] = Branch({}, absent(".".join(groups[: depth + 1])))
            here = branch.table
        index = POSITION[scope][each.path]
        here[name] = Leaf(index, converter(each, textual=textual), each.kind is Kind.PAYMENTS)
    if scope is Scope.CONTRACT:
        for key, path in OTHER_NAMES.items():
            table[key] = Leaf(POSITION[scope][path], number_or_identifier)
    return table


def is_key(name: str) -> bool:
    """Whether a contract or the export may have this key, however it is written large or small."""
    folded = name.casefold()
    return folded in table_of(Scope.CONTRACT, textual=True) or folded in (
        CONTRACTS,
        MILESTONES,
        *OF_THE_EXPORT,
    )


def is_structure(name: str) -> bool:
    """Whether this key of a contract holds an object, or a list of them: `client`, `milestones`, `payments`."""
    node = table_of(Scope.CONTRACT, textual=True).get(name)
    return name == MILESTONES or isinstance(node, Branch) or (node is not None and node.is_payments)


def contract_of(raw: object, faults: list[Fault], *, textual: bool) -> Contract:
    """A contract with its milestones; what could not be read is not known and told in `faults`."""
    values = blank(Scope.CONTRACT)
    milestones: list[Record] | None = None
    values[AT_CLOSING_PLANNED] = False
    first = len(faults)
    if not isinstance(raw, dict):
        faults.append(Fault((), f"expected a contract, found {found(raw)}", "write an object"))
        return Contract(values, milestones)
    fill(values, raw, table_of(Scope.CONTRACT, textual=textual), (), faults, Scope.CONTRACT)
    say_in_full(values)
    say_given(values)
    forget_denied_days(values)
    if values[ID] is None and raw.get("id") is None:
        faults.append(Fault((), "the id is missing", 'every contract has an "id" of its own'))
    written = raw.get(MILESTONES)
    if written is not None:
        milestones = _milestones(written, faults, textual)
    elif values[TYPE] == HOURLY_TYPE:
        milestones = []
    faults += _denied(values, faults[first:])
    return Contract(values, milestones)


def _denied(values: Record, faults: Sequence[Fault]) -> Iterator[Fault]:
    """Note what words of a contract say beside its states; yields what contradicts the contract."""
    said = {each.beside: each.path for each in faults if each.beside is not None}
    for each in mention(values, list(said)):
        message = f"there is {each.about} here, which the contract denies"
        yield Fault(said[each], message, "correct one of the two", Level.CONTRADICTION)
    for fault in faults:
        for matter in fault.mentions:
            stands = matter in claims_named(str(fault.path[-1]))
            if note_mention(values, matter, stands=stands):
                nothing = NONE_WORD if matter in CLAIMS else 0
                message = f"{matter} is {nothing}, and is spoken of here"
                yield Fault(
                    fault.path, message, "correct one of the two", Level.CONTRADICTION, True
                )


def _milestones(written: object, faults: list[Fault], textual: bool) -> list[Record] | None:
    if not isinstance(written, list):
        hint = "write [] for none" if written == NONE_WORD else ""
        if isinstance(written, str) and written.lstrip().startswith("["):
            hint = "write the list itself, not its text; in a table each milestone has a row"
        message = f"expected a list of milestones, found {found(written)}"
        faults.append(Fault((MILESTONES,), message, hint))
        return None
    table = table_of(Scope.MILESTONE, textual=textual)
    records = []
    seen: dict[Value, int] = {}
    for index, raw in enumerate(written):
        path: Path = (MILESTONES, index)
        values = record_of(raw, table, path, faults, Scope.MILESTONE)
        if values is None:
            continue
        first = seen.setdefault(values[ID], index)
        if first != index and values[ID] is not None:
            message = f"the milestone id {found(values[ID])} is used twice"
            hint = f"first used in milestones[{first}]"
            faults.append(Fault((*path, "id"), message, hint))
        records.append(values)
    return records


def record_of(
    raw: object, table: Table, path: Path, faults: list[Fault], scope: Scope
) -> Record | None:
    """A milestone or an account of several, which need an id."""
    if not isinstance(raw, dict):
        faults.append(Fault(path, f"expected an object, found {found(raw)}"))
        return None
    values = blank(scope)
    fill(values, raw, table, path, faults, scope)
    if values[ID] is None and raw.get("id") is None:
        hint = f'every {scope} has an "id" of its own'
        faults.append(Fault(path, "the id is missing", hint))
    return values


def fill(
    values: Record,
    raw: dict[str, object],
    table: Table,
    path: Path,
    faults: list[Fault],
    scope: Scope,
) -> None:
    """Type the values of one object into a record. `path` leads to the object."""
    for key, value in raw.items():
        node = table.get(key)
        if type(node) is Leaf:
            if value is None:
                continue
            try:
                values[node.index] = node.convert(value)
            except BadValueError as refused:
                if value == NONE_WORD and not refused.path:
                    refused.hint = none_of(FIELDS[scope][node.index]) or refused.hint
                faults.append(fault_of((*path, key, *refused.path), refused))
                if refused.meant is not None:
                    values[node.index] = refused.meant
                elif refused.level is Level.WARNING:
                    _note_not_understood(values, scope, FIELDS[scope][node.index].path)
            else:
                if node.is_payments:
                    faults.extend(_foreign_keys_of_payments(value, (*path, key)))
        elif type(node) is Branch:
            if type(value) is dict:
                fill(values, value, node.table, (*path, key), faults, scope)
            elif value is not None:
                _fill_absent(values, value, node, (*path, key), faults)
        elif key != MILESTONES or path or scope is not Scope.CONTRACT:
            faults.append(unknown_key(key, value, path, _names(table, scope), scope))


def _note_not_understood(values: Record, scope: Scope, field: str) -> None:
    """Keep that a field was told, in a word that is not known: nothing is assumed of it then."""
    index = POSITION[scope][NOT_UNDERSTOOD]
    told = values[index]
    values[index] = (*told, field) if isinstance(told, tuple) else (field,)


def _names(table: Table, scope: Scope) -> list[str]:
    return [*table, MILESTONES] if scope is Scope.CONTRACT else list(table)


def _fill_absent(
    values: Record, value: object, branch: Branch, path: Path, faults: list[Fault]
) -> None:
    if value == NONE_WORD and branch.absent:
        for index, absent in branch.absent:
            values[index] = absent
        return
    keys = ", ".join(branch.table)
    message = f"expected an object with {keys}, found {found(value)}"
    hint = said_in_full(".".join(map(str, path)), value)
    if isinstance(value, str) and value != NONE_WORD and "name" in branch.table:
        hint = f'write {{"name": {found(value)}}}'
    faults.append(Fault(path, message, hint))


def fault_of(path: Path, refused: BadValueError) -> Fault:
    """What is wrong at a path, where a value was refused."""
    return Fault(path, refused.message, refused.hint, refused.level, beside=refused.beside)


def unknown_key(
    key: str, value: object, path: Path, known: list[str], scope: Scope | None
) -> Fault:
    """A warning for a key that no field has, with the name that was most likely meant."""
    if is_deep(value):
        return Fault((*path, key), f"nested more than {MOST_LEVELS} levels deep")
    mentions = () if scope is None else mentioned_beside(path, key, value)
    message = "no field has this name; it is ignored"
    if mentions:
        told = " and ".join(mentions)
        message = f"no field has this name; nothing is taken for granted of {told}"
        hint = told_by_fields(mentions[0])
    elif scope is not None and (scope, key) in BY_PATH:
        group, _, rest = key.partition(".")
        hint = f'write it nested: "{group}": {{"{rest}": ...}}'
    elif scope is Scope.MILESTONE and key in SUBMITTED:
        hint = 'write it as a list: "submissions": ["..."]'
    elif scope is Scope.CONTRACT and key.casefold() in CALLED_OTHERWISE:
        hint = suggestion(CALLED_OTHERWISE[key.casefold()])
    elif scope is Scope.CONTRACT and key in OF_THE_EXPORT:
        hint = f'it is said once, of the whole export: {{"version": 1, "{key}": ...}}'
    else:
        hint = did_you_mean(key, known)
    return Fault((*path, key), message, hint, Level.WARNING, True, mentions)


def _foreign_keys_of_payments(value: object, path: Path) -> Iterator[Fault]:
    if isinstance(value, list):
        for index, entry in enumerate(value):
            for key in entry:
                if key not in PAYMENT_KEYS:
                    yield unknown_key(key, entry[key], (*path, index), list(PAYMENT_KEYS), None)

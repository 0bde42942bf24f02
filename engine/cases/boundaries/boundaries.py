"""Cases just before, at and just after every threshold, made from cases in which a rule fires."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ...evaluation.engines import Engine
from ...meaning.layout import ID, UP
from ...meaning.reading import Reader
from ...policy.pack import Pack
from ...policy.walk import references
from ...problems import Problem
from ...snapshot.conform import MILESTONES
from ...snapshot.escrow import told_of_milestone
from ...snapshot.fields import BY_PATH, POSITION, Kind
from ...snapshot.model import ID as RECORD_ID
from ...snapshot.model import Contract
from ...units import Scope
from ...written import money_text
from ...yaml_tree import Mapping, Scalar
from ...yaml_tree import Sequence as ListNode
from ..model import Case, CaseFile, Expectation, Given
from ..nodes import mapping_at, merged, nested, unfolded
from ..reading.given import contradicting, read_given
from ..running.batch import Entry, Outcome, evaluated
from .thresholds import POSITIONS, STEP_OF_UNIT, Threshold, Turn, turns

ESCROW = "escrow"

Spot = tuple[Threshold, int]
"""A threshold and a position."""


class Made(Struct, frozen=True):
    """A case that was made for a spot, with what comes out today."""

    threshold: Threshold
    position: int
    rule: str
    """The rule that fired in the case that this one was made from."""
    file: CaseFile
    outcome: Outcome

    @property
    def result(self) -> str:
        """What the rule says: `fires`, `does not fire`, `cannot be decided`."""
        rule = self.rule
        if any(item.rule == rule for item in self.outcome.findings):
            return "fires"
        if any(item.rule == rule for item in self.outcome.undetermined):
            return "cannot be decided"
        return "does not fire"


class Boundaries(Struct, frozen=True):
    """The thresholds of one pack, and what written cases say about them."""

    pack: Pack
    thresholds: int
    spots: int
    stated: int
    made: tuple[Made, ...]
    """For spots that no written case states."""
    unmade: tuple[str, ...]
    """Spots for which no case in which the rule fires could be changed."""


def boundaries_of(outcomes: Sequence[Outcome]) -> list[Boundaries]:
    """The boundaries of every pack that has cases."""
    by_pack: dict[int, list[Outcome]] = {}
    for outcome in outcomes:
        entry = outcome.part.entry
        if entry.step.role == entry.case.steps[0].role:
            by_pack.setdefault(id(entry.file.pack), []).append(outcome)
    return [_boundaries(mine) for mine in by_pack.values()]


def _boundaries(outcomes: Sequence[Outcome]) -> Boundaries:
    pack = outcomes[0].part.entry.file.pack
    stated: set[Spot] = set()
    known: dict[Threshold, None] = {}
    starts: dict[Threshold, list[tuple[Outcome, Turn]]] = {}
    for outcome in outcomes:
        for turn, fires in _met(outcome, pack):
            known.setdefault(turn.threshold)
            position = turn.position(outcome.applied.as_of)
            if position is not None and _states(outcome, turn.rule):
                stated.add((turn.threshold, position))
            if fires:
                starts.setdefault(turn.threshold, []).append((outcome, turn))
    naming = _naming(pack)
    for threshold, met in starts.items():
        met.sort(key=lambda item: item[1].rule not in naming.get(threshold.owner, ()))
    entries: list[tuple[Spot, str, Entry]] = []
    unmade: list[str] = []
    spots = 0
    for threshold in known:
        for position, word in POSITIONS.items():
            if _is_impossible(starts.get(threshold, []), position):
                continue
            spots += 1
            if (threshold, position) in stated:
                continue
            moved = _moved(starts.get(threshold, []), position)
            if moved is None:
                unmade.append(f"{threshold}, {word}")
            else:
                entries.append(((threshold, position), *moved))
    results, _ = evaluated([entry for *_, entry in entries], Engine.PYTHON)
    made = tuple(
        Made(threshold, position, rule, entry.file, outcome)
        for ((threshold, position), rule, entry), outcome in zip(entries, results, strict=True)
    )
    stated_spots = spots - len(made) - len(unmade)
    return Boundaries(pack, len(known), spots, stated_spots, made, tuple(unmade))


def _naming(pack: Pack) -> dict[str, set[str]]:
    """The rules that name a fact themselves: they show best what a threshold behind it does."""
    naming: dict[str, set[str]] = {}
    for rule in pack.rules:
        for ref in references(rule.when):
            naming.setdefault(f"fact {ref.full}", set()).add(rule.id)
    return naming


def _met(outcome: Outcome, pack: Pack) -> Iterator[tuple[Turn, bool]]:
    """The thresholds that the pack's own rules meet in a case, and whether the rule fires there."""
    layout = outcome.batch.program.layout
    fired = {(match.rule, match.row) for match in outcome.part.matches if match.is_certain}
    for index, rule in enumerate(outcome.applied.rules):
        if rule.rule.pack != pack.id:
            continue
        scope = rule.rule.scope
        for number, row in enumerate(outcome.part.rows_for(index)):
            reader = Reader(layout, scope, row)
            for turn in turns(rule, reader):
                yield turn, (index, number) in fired


def _states(outcome: Outcome, rule: str) -> bool:
    """Whether the case says what the rule does: by its name, or by a complete list of findings."""
    expectation = outcome.part.entry.step.expectation
    if rule in expectation.rules:
        return True
    is_open = any(item.rule == rule for item in outcome.undetermined)
    tested = rule in outcome.part.entry.file.rules
    return expectation.findings is not None and tested and not is_open


def _is_impossible(starts: Sequence[tuple[Outcome, Turn]], position: int) -> bool:
    """Below zero nothing can be."""
    turn = starts[0][1] if starts else None
    return turn is not None and turn.amount == 0 and position < 0


# --- making cases ---


def _moved(starts: Sequence[tuple[Outcome, Turn]], position: int) -> tuple[str, Entry] | None:
    """The first case in which a rule fires that can be moved to the position, and the rule."""
    for outcome, turn in starts:
        entry = outcome.part.entry
        if turn.instant is not None:
            moved = _at_instant(entry, turn.instant + position)
        else:
            moved = _with_amount(entry, turn, position)
        if moved is not None:
            return turn.rule, moved
    return None


def _at_instant(entry: Entry, as_of: int) -> Entry | None:
    step = entry.step
    is_fresh = step.exported_at == step.as_of
    exported_at = as_of if is_fresh else min(step.exported_at, as_of)
    if contradicting(entry.case.given, exported_at):
        return None
    return _stepped(entry, entry.case.given, as_of, exported_at)


def _stepped(entry: Entry, given: Given, as_of: int, exported_at: int) -> Entry:
    expectation = Expectation(entry.case.place)
    step = replace(
        entry.step, label="", as_of=as_of, exported_at=exported_at, expectation=expectation
    )
    return Entry(entry.file, Case(entry.case.name, entry.case.place, given, (step,)), step)


def _with_amount(entry: Entry, turn: Turn, position: int) -> Entry | None:
    assert turn.ref is not None and turn.amount is not None and turn.row is not None
    amount = turn.amount + position * STEP_OF_UNIT[turn.ref.unit]
    field = BY_PATH[turn.ref.key]
    text = _amount_text(field.kind, amount)
    if text is None or turn.ref.scope not in (Scope.CONTRACT, Scope.MILESTONE):
        return None
    contract = turn.row if turn.ref.scope is Scope.CONTRACT else turn.row[UP]
    milestone = None if turn.ref.scope is Scope.CONTRACT else turn.row[ID]
    nodes = []
    for node, record in zip(entry.case.given.nodes, entry.case.given.contracts, strict=True):
        if record.id != contract[ID]:
            nodes.append(node)
        elif turn.ref.name == ESCROW and record.get(ESCROW) is None:
            changed = _with_escrow(node, record, amount)
            if changed is None:
                return None
            nodes.append(changed)
        else:
            nodes.append(_set(node, milestone, turn.ref.name, text))
    given = _reread(entry, nodes)
    if given is None or contradicting(given, entry.step.exported_at):
        return None
    return _stepped(entry, given, entry.step.as_of, entry.step.exported_at)


def _with_escrow(node: Mapping, record: Contract, amount: int) -> Mapping | None:
    """The contract with so much in escrow, where that is the sum of its milestones."""
    held = {str(each[RECORD_ID]): told_of_milestone(each) for each in record.milestones or ()}
    funded = [id for id, cents in held.items() if cents]
    if not funded:
        return None
    left = amount - sum(cents or 0 for id, cents in held.items() if id != funded[0])
    if left < 0:
        return None
    position = POSITION[Scope.MILESTONE]
    values = next(each for each in record.milestones or () if str(each[RECORD_ID]) == funded[0])
    paid = values[position["paid_amount"]]
    known_paid = paid if isinstance(paid, int) else 0
    # State, funded and paid must go on to agree: what lies in escrow is what they leave.
    changed = _set(node, funded[0], "funded_amount", money_text(known_paid + left))
    if values[position["escrow_amount"]] is None:
        return changed
    return _set(changed, funded[0], "escrow_amount", money_text(left))


def _amount_text(kind: Kind, amount: int) -> str | None:
    if kind is Kind.MONEY:
        return f"{amount // 100}.{amount % 100:02}"
    if kind is Kind.COUNT:
        return str(amount)
    if kind is Kind.HOURS and amount % 36 == 0:
        return f"{amount / 3600:.2f}"
    return None


def _set(contract: Mapping, milestone: str | None, path: str, text: str) -> Mapping:
    """The contract, or one of its milestones, with another value for a field."""
    key = Scalar(contract.source, contract.line, contract.column, path, True)
    value = Scalar(contract.source, contract.line, contract.column, text, True)
    over = unfolded(nested(path, key, value))
    if milestone is None:
        changed = merged(over, contract)
        assert isinstance(changed, Mapping)
        return changed
    listed = contract.get(MILESTONES)
    assert isinstance(listed, ListNode)
    items = ListNode(listed.source, listed.line, listed.column)
    for item in listed.items:
        assert isinstance(item, Mapping)
        id = item.get("id")
        is_meant = isinstance(id, Scalar) and id.text == milestone
        items.items.append(merged(over, item) if is_meant else item)
    result = Mapping(contract.source, contract.line, contract.column)
    result.entries = {**contract.entries, MILESTONES: (contract.entries[MILESTONES][0], items)}
    return result


def _reread(entry: Entry, nodes: Sequence[Mapping]) -> Given | None:
    """The snapshot of changed contracts; None where they are no snapshot."""
    case = mapping_at(nodes[0])
    key = Scalar(case.source, case.line, case.column, "", True)
    contracts = ListNode(case.source, case.line, case.column)
    contracts.items = list(nodes)
    case.entries["contracts"] = (key, contracts)
    if entry.case.given.account_nodes:
        accounts = ListNode(case.source, case.line, case.column)
        accounts.items = list(entry.case.given.account_nodes)
        several = len(accounts.items) > 1
        name = "accounts" if several else "account"
        case.entries[name] = (key, accounts if several else accounts.items[0])
    problems: list[Problem] = []
    given = read_given(case, mapping_at(case), entry.file.pack.platform, problems)
    return None if problems else given

"""Which snapshot fields would decide what is not decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from ..policy.conditions import Condition, Ref
from ..policy.definitions import (
    Aggregate,
    Case,
    Constant,
    CountDistinct,
    CountPeriods,
    Definition,
    Difference,
    EndOf,
    FirstKnown,
    GroupCount,
    GroupEnd,
    GroupSum,
    ListCount,
    ListEnd,
    ListSum,
    LongestGap,
    Moment,
    Named,
    NotKnown,
    Own,
    Rank,
    Share,
    Stated,
    Streak,
    Table,
)
from ..policy.walk import references
from ..snapshot.escrow import of_milestone
from ..snapshot.fields import BY_PATH, EXPORTED_AT, POSITION, between_currencies
from ..units import Scope, Unit
from .currencies import compared, compares_money, has_amounts, of_definition, of_members
from .gaps import Gap, gap_at
from .groups import OF_A_CONTRACT, Made, Members, gathers, group_of, group_row, member_scope
from .layout import (
    CURRENCY,
    ESCROW_OF_MILESTONE,
    IS_COMPLETE,
    MEMBERS,
    RECORD,
    UP,
    Layout,
    Row,
    enclosing,
    has_own_currency,
)
from .members import conditions_of_member, values_of_member
from .reading import Reader
from .said_again import to_be_said_again
from .trace import Trace, trace


def remedies(needs: Iterable[str]) -> tuple[str, ...]:
    """What to ask for: a new export alone, where the export is too old; it may tell the rest."""
    found = sorted(set(needs))
    return (EXPORTED_AT,) if EXPORTED_AT in found else tuple(found)


class Needs:
    """Looks for the unknown fields behind conditions and facts; remembers what it found."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.gaps: set[Gap] = set()
        """Every place at which something was found to be missing so far."""
        self._known: dict[tuple[int, Scope, str], frozenset[str]] = {}
        self._groups: dict[tuple[int, Scope, str, str | None], frozenset[str]] = {}
        self._made: Made = {}

    def release(self) -> None:
        """Nobody asks any more: what was remembered is forgotten, but for the gaps."""
        self._known.clear()
        self._groups.clear()
        self._made.clear()

    def forget(self) -> None:
        """Other contracts come: what was remembered of milestones and contracts is forgotten, not what groups of
        contracts wait for.
        """
        self._known = {
            key: found for key, found in self._known.items() if key[1] not in OF_A_CONTRACT
        }
        facts = self.layout.applied.facts
        self._groups = {
            key: found
            for key, found in self._groups.items()
            if gathers(key[1], facts.get(key[1:3]))
        }

    def _lacking(self, scope: Scope, row: Row, need: str) -> str:
        self.gaps.add(gap_at(scope, row, need))
        return need

    def of_condition(self, condition: Condition, reader: Reader) -> frozenset[str]:
        """Fields that an undecided condition waits for."""
        return self.of_trace(trace(condition, reader), reader)

    def of_trace(self, node: Trace, reader: Reader) -> frozenset[str]:
        """Fields that an undecided trace waits for; empty where it is decided."""
        if node.is_decided:
            return frozenset()
        if node.parts:
            return frozenset().union(*(self.of_trace(part, reader) for part in node.parts))
        found = frozenset[str]().union(
            *(self.of_fact(ref, reader) for ref in references(node.condition))
        )
        if not found and compares_money(node.condition):
            return self.of_amounts(node.condition, reader)
        return found

    def of_amounts(self, condition: Condition, reader: Reader) -> frozenset[str]:
        """What is missing where all amounts that are compared are known, and their currencies are not the same."""
        codes = compared(condition, reader)
        if len(codes) > 1:
            return frozenset((between_currencies(codes),))
        return frozenset((self._lacking(reader.scope, reader.row, "currency"),))

    def of_fact(self, ref: Ref, reader: Reader) -> frozenset[str]:
        """Fields that would make a fact known."""
        if reader.is_known(ref):
            return frozenset()
        row = enclosing(reader.row, reader.scope, ref.scope)
        key = (id(row), ref.scope, ref.name)
        if key not in self._known:
            self._known[key] = frozenset(self._search(ref, Reader(self.layout, ref.scope, row)))
        return self._known[key]

    def _search(self, ref: Ref, reader: Reader) -> Iterator[str]:
        definition = self.layout.applied.facts.get(ref.key)
        if definition is not None:
            yield from self._behind(ref, definition, reader)
        elif ref.key in BY_PATH:
            field = BY_PATH[ref.key]
            is_only_old = self._is_only_old(ref, reader.row)
            need = EXPORTED_AT if is_only_old else field.need
            yield self._lacking(reader.scope, reader.row, need)
        elif ref.scope is Scope.CLIENT:
            yield self._lacking(ref.scope, reader.row, f"client.{ref.name}")

    def _is_only_old(self, ref: Ref, row: Row) -> bool:
        """Whether a field is open because the export is too old: a new one would tell it.

        That is so where the record states it, and where it would be taken for granted otherwise.
        """
        applied = self.layout.applied
        if not applied.is_stale or BY_PATH[ref.key].annotation:
            return False
        key = ref.key
        record = row[RECORD]
        if record is not None and record[POSITION[ref.scope][ref.name]] is not None:
            return True
        if key == ESCROW_OF_MILESTONE.key:
            least, most = of_milestone(record, False)
            return bool(least == most)
        if key == (Scope.CONTRACT, "escrow") and row[IS_COMPLETE] is not False:
            return all(
                record[POSITION[Scope.MILESTONE]["state"]] is not None
                for record in (member[RECORD] for member in row[MEMBERS])
            )
        return any(reading.is_assumed for reading in applied.readings.get(key, ()))

    def _behind(self, ref: Ref, definition: Definition, reader: Reader) -> Iterator[str]:
        match definition:
            case Named(condition):
                yield from self.of_condition(condition, reader)
            case Case():
                yield from self._case(definition, reader)
            case FirstKnown(operands):
                yield from self._written(definition, reader)
                for operand in operands:
                    if reader.is_known(operand) and reader.exact(operand) != "none":
                        return
                    yield from self.of_fact(operand, reader)
            case (
                GroupCount()
                | GroupSum()
                | GroupEnd()
                | CountDistinct()
                | Share()
                | Streak()
                | Rank()
            ):
                yield from self._group(ref, definition, reader)
            case CountPeriods() | ListSum() | ListEnd() | LongestGap():
                if definition.of.unit is Unit.PAYMENTS and is_partly_known(
                    reader.plain(definition.of)
                ):
                    yield self._unsaid(definition.of, reader)
                yield from self._made_of(definition, reader)
            case ListCount() | EndOf() | Difference() | Moment() | Table() | Constant():
                yield from self._made_of(definition, reader)
                yield from self._written(definition, reader)
            case NotKnown():
                return
            case Own():
                row = enclosing(reader.row, reader.scope, ref.scope)
                yield self._lacking(ref.scope, row, own_need(ref))
            case Stated(of):
                yield self._unsaid(of, reader)
            case _:
                assert_never(definition)

    def _made_of(self, definition: Definition, reader: Reader) -> Iterator[str]:
        for other in references(definition):
            yield from self.of_fact(other, reader)

    def _written(self, definition: Definition, reader: Reader) -> Iterator[str]:
        """What amounts in a definition wait for that are not of the currency of what stands beside them."""
        if not has_amounts(definition):
            return
        codes = of_definition(definition, reader)
        if reader.scope.sees(CURRENCY.scope):
            own = reader.plain(CURRENCY)
            if own is None:
                yield self._lacking(reader.scope, reader.row, "currency")
            else:
                codes |= {own}
        if len(codes) > 1:
            yield between_currencies(codes)

    def _case(self, case: Case, reader: Reader) -> Iterator[str]:
        yield from self._written(case, reader)
        for branch in case.branches:
            outcome = trace(branch.when, reader)
            yield from self.of_trace(outcome, reader)
            if outcome.possibly and isinstance(branch.value, Ref):
                yield from self.of_fact(branch.value, reader)
            if outcome.certainly:
                return
        if isinstance(case.otherwise, Ref):
            yield from self.of_fact(case.otherwise, reader)
        for of in to_be_said_again(self.layout.applied, case):
            yield self._unsaid(of, reader)

    def _unsaid(self, of: Ref, reader: Reader) -> str:
        row = enclosing(reader.row, reader.scope, of.scope)
        return self._lacking(of.scope, row, BY_PATH[of.key].need)

    def _group(
        self,
        ref: Ref,
        definition: Aggregate,
        reader: Reader,
    ) -> Iterator[str]:
        by = definition.by if isinstance(definition, Streak) else None
        if by is not None:
            yield from self.of_fact(by, reader)
        group = group_row(ref.scope, definition, reader.row)[1]
        key = (id(group), ref.scope, ref.name, None if by is None else reader.plain(by))
        if key not in self._groups:
            members = group_of(ref.scope, definition, reader.row, self._made)
            self._groups[key] = frozenset(self._in_group(ref, definition, group, members, key[3]))
        yield from self._groups[key]

    def _in_group(
        self, ref: Ref, definition: Aggregate, group: Row, of_group: Members, by_key: str | None
    ) -> Iterator[str]:
        """The same for all entities of a group, so it is looked for once."""
        scope = member_scope(definition)
        members, maybes, is_complete = of_group
        if isinstance(definition, Streak) and definition.by is not None:
            column = self.layout.column(definition.by)
            members = [member for member in members if member[column] in (None, by_key)]
        if not is_complete:
            if scope is Scope.MILESTONE:
                need = EXPORTED_AT if group[IS_COMPLETE] is None else "milestones"
                yield self._lacking(Scope.CONTRACT, group, need)
            else:
                yield self._lacking(Scope.CLIENT, group, _membership(group))
        readers = [Reader(self.layout, scope, row) for row in members]
        if isinstance(definition, Streak):
            readers = self._that_matter(definition, readers)
        for member in readers:
            yield from self._member(definition, member)
            if isinstance(definition, Streak) and definition.by is not None:
                yield from self.of_fact(definition.by, member)
        if isinstance(definition, GroupSum) and has_own_currency(ref):
            codes = of_members(definition, readers)
            if len(codes) > 1:
                yield between_currencies(codes)
        for part in maybes.parts:
            which = (ref.scope, ref.name, id(part))
            if which not in self._made:
                self._made[which] = frozenset(self._belonging(definition, part))
            yield from self._made[which]

    def _belonging(self, definition: Aggregate, rows: Sequence[Row]) -> Iterator[str]:
        """What would tell whether rows belong to a group: asked once for all groups that share them."""
        scope = member_scope(definition)
        for row in rows:
            if any(
                item.possibly for item in _conditions(definition, Reader(self.layout, scope, row))
            ):
                is_of_account = row[RECORD] and not row[UP][UP][IS_COMPLETE]
                need = "account_id" if is_of_account else "client.id"
                yield self._lacking(scope, row, need)

    def _that_matter(self, streak: Streak, readers: list[Reader]) -> list[Reader]:
        """Members that are not surely older than one that surely breaks the streak."""
        walls = [
            reader.quantity(streak.newest)[0] for reader in readers if self._breaks(streak, reader)
        ]
        if not walls:
            return readers
        wall = max(walls)
        return [reader for reader in readers if reader.quantity(streak.newest)[1] >= wall]

    def _breaks(self, streak: Streak, member: Reader) -> bool:
        return _conditions(streak, member)[1].certainly

    def _member(self, definition: Aggregate, member: Reader) -> Iterator[str]:
        outcomes = _conditions(definition, member)
        for outcome in outcomes:
            yield from self.of_trace(outcome, member)
        if outcomes and not any(outcome.possibly for outcome in outcomes):
            return
        for value in values_of_member(definition):
            yield from self.of_fact(value, member)
            if value.unit is Unit.MONEY and member.currency(value) is None:
                yield self._lacking(member.scope, member.row, "currency")


def _conditions(definition: Aggregate, member: Reader) -> list[Trace]:
    return [trace(condition, member) for condition in conditions_of_member(definition)]


def own_need(ref: Ref) -> str:
    """The name under which a report asks for a field of a user's own."""
    prefix = "" if ref.scope is Scope.CONTRACT else f"{ref.scope}."
    return f"{prefix}custom.{ref.name}"


def is_partly_known(payments: Sequence[Sequence[object]] | None) -> bool:
    """Whether some payment lacks its amount or its instant."""
    return any(None in payment for payment in payments or ())


def _membership(group: Row) -> str:
    return "account_id" if not group[UP] or group[UP][UP] is None else "client.id"

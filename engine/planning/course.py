"""The course of a plan: what may be ended is ended, its window passes, and the rules are asked again.

Nothing but time and these endings changes: no client answers, and nobody leaves feedback. A contract is
ended at an instant only if its verdict at that instant, in that state, is `close`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from ..policy.pack import Effect
from ..report.findings import ContractResult, Finding, Verdict
from ..report.verdicts import ENDED, HINDERING
from ..snapshot.model import Contract
from .ended import ended, reviewed
from .looks import Look, Looks
from .model import Ending, Left

WEEK = 7 * 86_400
LATER_STEPS = 4
AT_AN_INSTANT = 6
"""Of all looks a sixth at most is made at one instant."""


class _Account(Struct):
    """What the course did to an account last."""

    ended: tuple[str, ...] = ()
    """The contracts that were ended together."""
    window_until: int | None = None
    sooner: frozenset[str] = frozenset()
    """What could be ended as soon as the clients of those have left feedback."""


class Course(Struct, dict=True):
    """One run of the simulation; `state` and `look` are where it stands."""

    looks: Looks
    state: dict[str, Contract]
    look: Look
    role: str
    gap: int
    """Seconds: what changes within so long of each other is looked at together."""
    begin: int
    """As-of, UTC seconds."""
    endings: list[Ending] = field(default_factory=list)
    states: dict[str, dict[str, Contract]] = field(default_factory=dict)
    """By ending: the state just before it."""
    is_cut_short: bool = False
    _accounts: dict[str | None, _Account] = field(default_factory=dict)
    _waited: dict[str, dict[str, Finding]] = field(default_factory=dict)
    """By contract and rule: what it had to wait for, as it was told last."""
    _lined_up: set[str] = field(default_factory=set)
    """Contracts that waited behind others once."""
    _stands: dict[str, tuple[Verdict, int]] = field(default_factory=dict)
    """By contract: its verdict, and since when."""
    _held: dict[str, int] = field(default_factory=dict)
    """Contracts in line, and until when those that were ended before them have their window."""

    def run(self, until: int) -> None:
        """Go on until an instant, or until the bound of looks is reached."""
        self._end_what_may_be()
        while (at := self._next()) <= until:
            if self.looks.are_used_up:
                self.is_cut_short = True
                return
            self.look = self.looks.look(self.state, at)
            self._end_what_may_be()

    def left(self) -> list[Left]:
        """The contracts that waited behind others and were not ended."""
        return [
            Left(
                one.id,
                one.verdict,
                self._stands[one.id][1],
                tuple(
                    finding
                    for finding in self.look.by_contract.get(one.id, ())
                    if finding.action.effect in HINDERING
                ),
            )
            for one in self.look.contracts.values()
            if one.id in self._lined_up and one.status != ENDED
        ]

    def _end_what_may_be(self) -> None:
        """End what the rules let go, and what they let go once that has ended.

        A long row of these at one instant goes on at the next one, so that it does not use up all looks.
        """
        self._remember()
        for _ in range(max(1, self.looks.most // AT_AN_INSTANT)):
            if not (ready := self._ready()):
                return
            if self.looks.are_used_up:
                self.is_cut_short = True
                return
            self._end(ready)

    def _ready(self) -> list[ContractResult]:
        at = self.look.at
        closing = self.look.with_verdict(Verdict.CLOSE)
        return [one for one in closing if self._held.get(one.id, 0) < at]

    def _remember(self) -> None:
        for one in self.look.contracts.values():
            if one.status != ENDED:
                if self._stands.get(one.id, (None, 0))[0] is not one.verdict:
                    self._stands[one.id] = (one.verdict, self.look.at)
                for finding in self.look.of_effect(one.id, Effect.WAIT):
                    if one.verdict is Verdict.WAIT and finding.behind:
                        self._lined_up.add(one.id)
                    self._waited.setdefault(one.id, {})[finding.rule] = finding

    def _end(self, ready: list[ContractResult]) -> None:
        """End these at once, and see what that leads to."""
        before, at = self.look, self.look.at
        in_line = [one for one in before.with_verdict(Verdict.WAIT) if one.id in self._lined_up]
        state_before = dict(self.state)
        for one in ready:
            self.states[one.id] = state_before
            self.state[one.id] = ended(self.state[one.id], at, self.role)
        self.look = self.looks.look(self.state, at + 1)
        by_account: dict[str | None, list[ContractResult]] = {}
        for one in ready:
            by_account.setdefault(one.account, []).append(one)
        for account, group in by_account.items():
            mine = self._accounts.get(account, _Account())
            self.endings += (self._ending(one, before, mine) for one in group)
            windows = [until for one in group if (until := self.look.contracts[one.id].until)]
            latest = max(windows, default=None)
            self._accounts[account] = _Account(tuple(one.id for one in group), latest)
            for one in in_line:
                if one.account == account and latest is not None:
                    self._held[one.id] = latest
        if any(self._accounts[account].window_until is not None for account in by_account):
            self._see_what_is_sooner(by_account, at + 1)
        self._remember()

    def _see_what_is_sooner(self, accounts: Iterable[str | None], at: int) -> None:
        """Which contracts could be ended at once if the clients of those just ended left feedback now."""
        if self.gap or self.looks.are_used_up:
            return
        state = dict(self.state)
        for account in accounts:
            for id in self._accounts[account].ended:
                state[id] = reviewed(state[id], at, self.role)
        look = self.looks.look(state, at)
        for account in accounts:
            self._accounts[account].sooner = frozenset(
                one.id for one in look.with_verdict(Verdict.CLOSE) if one.account == account
            )

    def _ending(self, one: ContractResult, before: Look, mine: _Account) -> Ending:
        waited = tuple(self._waited.get(one.id, {}).values())
        return Ending(
            contract=one.id,
            account=one.account,
            at=before.at,
            end_reason=one.end_reason,
            findings=before.of_effect(one.id, Effect.CLOSE),
            waited=waited,
            after=mine.ended if waited else (),
            sooner=bool(waited) and one.id in mine.sooner,
            window_until=self.look.contracts[one.id].until,
            rows=self.look.rows_of(one.account),
        )

    def _next(self) -> int:
        """Just after the next instant that something is waited for; those near each other are one.

        Rules also turn with time where nothing is waited for, so no step is longer than a week; later on
        than a part of the time that has gone by.
        """
        at = self.look.at
        longest = max(self.gap, WEEK, (at - self.begin) // LATER_STEPS)
        later = sorted(instant for instant in self._awaited() if instant >= at)
        within = [instant for instant in later if instant < at + self.gap]
        following = (within or later)[-1 if within else 0] + 1 if later else at + longest
        return min(following, at + longest)

    def _awaited(self) -> Iterator[int]:
        for one in self.look.with_verdict(Verdict.WAIT):
            if one.until is not None and one.status != ENDED:
                yield one.until
        yield from self._held.values()

"""A plan: which contracts can be ended when, and what the row of endings without feedback comes to."""

from __future__ import annotations

from msgspec import Struct

from ..report.findings import Finding, Report, Verdict


class Row(Struct, frozen=True):
    """A row of endings without feedback in an account, as its pack counts it at worst."""

    account: str | None
    fact: str
    """The fact of the pack: `account.no_feedback_streak_worst_case`."""
    about: str
    """What the pack says of the fact."""
    length: int | None
    """None: not known."""
    limit: int | None
    """From this length on a rule of the pack speaks of it; None: no rule does, or its number has no value."""

    @property
    def reaches_limit(self) -> bool:
        """Whether a rule of the pack speaks of a row as long as this one."""
        return self.length is not None and self.limit is not None and self.length >= self.limit


class Ending(Struct, frozen=True):
    """A contract that is ended in the simulation, at an instant at which its verdict is `close`."""

    contract: str
    account: str | None
    at: int
    """UTC seconds; nothing but time and the endings before it was needed."""
    end_reason: str | None
    findings: tuple[Finding, ...]
    """What says that it may be ended, at that instant; none where a planned closing needs no rule for it."""
    waited: tuple[Finding, ...]
    """What it had to wait for until then, as it was told last."""
    after: tuple[str, ...]
    """The contracts ended before it in the plan, whose other sides had their time for feedback first, if any."""
    sooner: bool
    """It may be ended as soon as the clients of those have left feedback."""
    window_until: int | None
    """Until when others have to act once it has ended: the client's time for feedback. None: nothing is told."""
    rows: tuple[Row, ...]
    """The rows of its account after it has ended, if no client leaves feedback."""


class Between(Struct, frozen=True):
    """A contract that should end with feedback before another ending makes a row too long."""

    contract: str
    before: str
    """The ending that would reach the limit."""
    at: int
    finding: Finding
    """What advises to have its client end it."""
    rows: tuple[Row, ...]
    """The rows after that ending, if this contract ended with feedback just before it."""


class Left(Struct, frozen=True):
    """A contract that waits behind others at some instant, and is not ended by the plan."""

    contract: str
    verdict: Verdict
    """How it stands at the end of the plan."""
    since: int
    """Since when it does, UTC seconds; as-of where it always did."""
    findings: tuple[Finding, ...]
    """What keeps it from being ended then."""

    @property
    def is_in_line(self) -> bool:
        """Whether it waits for nothing but other contracts."""
        return self.verdict is Verdict.WAIT and all(one.behind for one in self.findings)


class AllAtOnce(Struct, frozen=True):
    """What would be if every contract that the plan ends, or that waits behind others, were ended at once."""

    contracts: tuple[str, ...]
    rows: tuple[Row, ...]
    windows: int
    """How many clients would still have time for feedback, all at once."""
    findings: tuple[Finding, ...]
    """What the rules say of accounts and clients then, and do not say now."""


class Plan(Struct, frozen=True):
    """The simulated course from as-of on."""

    endings: tuple[Ending, ...]
    """In the order of time."""
    left: tuple[Left, ...]
    """Contracts that waited behind others and that it does not end, in the order of the export."""
    between: tuple[Between, ...]
    rows_before: tuple[Row, ...]
    rows_after: tuple[Row, ...]
    most_windows: int
    """How many clients of ended contracts have time for feedback at the same time, at most."""
    all_at_once: AllAtOnce
    looked_until: int
    """How far the simulation went, UTC seconds."""
    gap: int
    """Seconds: what ends within so long of each other was looked at together. 0: everything by itself."""
    is_cut_short: bool
    """The simulation stopped at its bound of work and not at the end of the weeks that were asked for."""
    is_too_old: bool
    """The export is too old to end a contract by it, so nothing is ended."""


class Planned(Struct, frozen=True):
    """A report, and the plan that follows from it."""

    report: Report
    plan: Plan

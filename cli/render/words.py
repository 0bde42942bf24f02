"""Words that several texts share: verdicts, where as-of comes from, subjects, and how many of them."""

from __future__ import annotations

from collections.abc import Iterable

from ...engine.problems import Problem
from ...engine.report.findings import AsOfOrigin, ContractResult, Subject, Verdict
from ...engine.units import Scope
from ...engine.written import counted
from .layout import LONG_TEXT, ONE_TEXT, plain

HEADINGS: dict[Verdict, str] = {
    Verdict.DO_NOT_END: "Do not end",
    Verdict.CANNOT_TELL: "Cannot tell",
    Verdict.PREPARE: "Prepare (do this first)",
    Verdict.CLOSE: "Close (may be ended now)",
    Verdict.WAIT: "Wait",
    Verdict.KEEP_OPEN: "Keep open",
    Verdict.NOTHING_TO_DO: "Nothing to do",
}
"""The verdicts in the order in which they need the reader."""

ORIGINS: dict[AsOfOrigin, str] = {
    AsOfOrigin.GIVEN: "as given",
    AsOfOrigin.SNAPSHOT: "from the snapshot",
    AsOfOrigin.CLOCK: "from the clock",
}
"""Where the as-of instant comes from."""


def problem_words(problem: Problem) -> str:
    """The message and what to do, on one line."""
    return "; ".join(plain(text, LONG_TEXT) for text in (problem.told, problem.hint) if text)


def subject_words(subject: Subject, room: int = ONE_TEXT) -> str:
    """`milestone m2 of contract C101`, `client K7 of account A1`, `the account`; ids of at most
    `room` columns.
    """
    names = [
        f"{scope} {plain(id_, room)}"
        for scope, id_ in (
            (Scope.MILESTONE, subject.milestone),
            (Scope.CONTRACT, subject.contract),
            (Scope.CLIENT, subject.client),
            (Scope.ACCOUNT, subject.account),
        )
        if id_ is not None
    ]
    return " of ".join(names) or f"the {subject.scope}"


def subject_phrase(subject: Subject) -> str:
    """`Contract C1, milestone m2`, `Client K7 of account A1`, `The account`."""
    if subject.contract is None:
        return capital(subject_words(subject))
    text = f"Contract {plain(subject.contract)}"
    return text if subject.milestone is None else f"{text}, milestone {plain(subject.milestone)}"


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[0].upper() + text[1:]


def extent(subjects: Iterable[Subject]) -> str:
    """`3 contracts`, `1 contract and 1 account`; a milestone counts for its contract."""
    contracts, clients, accounts = set(), set(), set()
    for subject in subjects:
        if subject.contract is not None:
            contracts.add(subject.contract)
        elif subject.scope is Scope.CLIENT:
            clients.add((subject.account, subject.client))
        else:
            accounts.add(subject.account)
    counts = ((contracts, "contract"), (clients, "client"), (accounts, "account"))
    return " and ".join(counted(len(found), name) for found, name in counts if found)


def other_side(contract: ContractResult, role: str, room: int = ONE_TEXT) -> str:
    """`client Bakery Blum`; a client reads the freelancer's name. Nothing where it is not known."""
    name = other_name(contract, role)
    return "" if name is None else f"{other_role(role)} {plain(name, room)}"


def other_name(contract: ContractResult, role: str) -> str | None:
    """The name or id of who stands across from the one who exported; None where it is not known."""
    return contract.freelancer if role == "client" else contract.client


def other_role(role: str) -> str:
    """What that one is."""
    return "freelancer" if role == "client" else "client"

"""The work history of an Upwork profile: concluded work with totals and feedback, days instead of times.

Dates are the midnight of a day. Feedback carries no date, and feedback that is not shown may be hidden.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..bad_value import Path
from ..fields import NOT_UNDERSTOOD
from ..json_text import TreeOrigin
from ..pages import Page
from ..pieces import Piece
from ..sources import error
from .foreign import (
    CONTRACT_STATUS,
    ForeignContract,
    Node,
    answers_in,
    header_of,
    node,
    not_understood,
    number,
    refuse_errors,
    text,
)
from .source_schema import changes, refuse_changes

FIXED = 1
HISTORY = "the work history"


def pieces(document: object, origin: TreeOrigin) -> Iterator[Piece]:
    """The contracts of a page. Raises `InputError` for a page without any."""
    answer = node(document)
    refuse_errors(answer, origin)
    sources = list(_items(document))
    if not sources:
        refuse_changes("upwork-profile", node(document), origin)
        message = "the work history is empty"
        raise error(origin.place(("pageItems",)), message, "expected entries in pageItems")
    are_days = True
    for index, (path, source) in enumerate(sources):
        contract = ForeignContract(source, path, origin)
        raw = _translated(contract)
        are_days = are_days and all(_is_day(raw[key]) for key in ("started_at", "ended_at"))
        if index == 0 and are_days:
            message = "dates are days: time that counts from them may end up to 24 hours later"
            contract.warn(("startedOn",), message, "the exact times are on the contract's page")
        yield contract.piece(raw, f"entry {index + 1} of the work history")
    pages = []
    total = number(answer.get("totalItems"))
    if total is not None:
        pages.append(Page(HISTORY, len(sources), total, None, origin.place(("totalItems",))))
    role = answer.get("role", "freelancer")  # whose profile it is
    header = header_of(answer, origin, pages, platform="upwork", role=role)
    header.problems = changes("upwork-profile", "entry", sources, origin)
    yield header


def _items(document: object) -> Iterator[tuple[Path, Node]]:
    for path, answer in answers_in(document):
        if "pageItems" not in answer:
            yield path, answer
            continue
        held = answer["pageItems"]
        for index, each in enumerate(held if isinstance(held, list) else []):
            yield (*path, "pageItems", index), node(each)


def _is_day(value: object) -> bool:
    return value is None or "T00:00:00" in str(value)


def _translated(contract: ForeignContract) -> Node:
    """The entry in the snapshot's shape."""
    source = contract.node
    ended_at = text(source.get("endedOn"))
    kind = "fixed" if source.get("type") == FIXED else None
    status = contract.word("status", CONTRACT_STATUS) or ("ended" if ended_at else None)
    paid, budget = node(source.get("totalCharges")), node(source.get("initialAmount"))
    from_client, given = node(source.get("feedback")), node(source.get("feedbackGiven"))
    interim = source.get("midContractFeedbacks")
    return {
        "id": text(source.get("id")),
        "title": text(source.get("title")),
        "type": kind,
        "status": status,
        "via_agency": True if text(source.get("agencyName")) else None,
        "client": {"id": text(source.get("clientId"))},
        "started_at": text(source.get("startedOn")),
        "ended_at": ended_at,
        "budget": _budget(contract, budget) if kind == "fixed" else None,
        "total_paid": contract.amount(paid.get("amount"), ("totalCharges", "amount")),
        "currency": text(paid.get("currencyCode")),
        "feedback": {
            "from_client": {
                "state": _state(from_client),
                "given_at": contract.seconds(
                    from_client.get("creationTs"), ("feedback", "creationTs")
                ),
                "score": contract.score(from_client.get("score") or None, ("feedback", "score")),
                "reply": "given" if text(from_client.get("response")) else None,
            },
            "from_freelancer": {
                "state": _state(given),
                "given_at": contract.seconds(
                    given.get("creationTs"), ("feedbackGiven", "creationTs")
                ),
            },
            "mid_contract": {"state": "given" if interim else None},
        },
        NOT_UNDERSTOOD: not_understood(status=(source.get("status"), status)),
    }


def _budget(contract: ForeignContract, money: Node) -> object:
    """An amount above 0; zero means that there was none."""
    return contract.amount(money.get("amount"), ("initialAmount", "amount")) or None


def _state(feedback: Node) -> str | None:
    """Given, where there is a score, whatever it is."""
    return "given" if feedback.get("score") else None

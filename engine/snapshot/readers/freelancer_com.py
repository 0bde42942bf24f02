"""Answers of Freelancer.com's API: milestone payments, keyed by their id, grouped by project and freelancer.

Instants are epoch seconds. The answer tells when a milestone was made and what became of it, not when
work was delivered; projects are known as far as the answer brings them along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..bad_value import Path
from ..conform import MILESTONES
from ..fields import NOT_UNDERSTOOD
from ..json_text import TreeOrigin
from ..pages import Page
from ..pieces import Piece
from ..sources import error
from .foreign import (
    ForeignContract,
    Node,
    folded,
    header_of,
    node,
    not_understood,
    number,
    refuse_errors,
    text,
)
from .source_schema import changes, refuse_changes

PLATFORM = "freelancer-com"

MILESTONE_STATES = {
    "requested": "not_funded",
    "frozen": "funded",
    "inprogress": "funded",
    "requestedrelease": "submitted",
    "releaserequested": "submitted",
    "requestedcancellation": "funded",
    "cancellationrequested": "funded",
    "disputed": "funded",
    "cleared": "paid",
    "released": "paid",
    "cancelled": "cancelled",
    "canceled": "cancelled",
}
HELD = ("frozen", "inprogress", "requestedrelease", "releaserequested", "disputed")
"""Statuses in which the whole amount lies in escrow."""

CANCELLATIONS = ("requestedcancellation", "cancellationrequested")
"""Statuses in which the client asks for the money back: the freelancer alone can cancel."""

DISPUTED = "disputed"
OVER = ("paid", "cancelled")
"""States of a milestone in which nothing is in dispute any more."""

PROJECT_STATUS = {"workinprogress": "active", "complete": "ended", "completed": "ended"}
"""By `frontend_project_status`; `status` tells whether bids are taken, not how far the work is."""

PROJECT_TYPES = {"fixed": "fixed", "hourly": "hourly"}


def pieces(document: object, origin: TreeOrigin) -> Iterator[Piece]:
    """A contract for each project of an answer, and for each freelancer of one that several were awarded.

    Raises `InputError` for an answer without milestones.
    """
    answer = node(document)
    refuse_errors(answer, origin)
    base: Path = ("result",) if "result" in answer else ()
    result: object = answer["result"] if base else document
    milestones = list(_milestones(result, base))
    if not milestones:
        refuse_changes("freelancer-com", node(document), origin)
        message = "the answer holds no milestones"
        raise error(origin.place(base), message, "expected result.milestones")
    projects = dict(_projects(node(result), base))
    for index, (project_id, id_, group) in enumerate(_contracts(milestones)):
        path, project = projects.get(project_id or "", (group[0][0], {}))
        contract = ForeignContract(project, group[0][0], origin)
        raw = _translated(contract, id_, group, (path, project))
        yield contract.piece(raw, f"contract {index + 1} of the answer")
    told = (
        *changes("freelancer-com", "milestone", ((at, each) for at, _, each in milestones), origin),
        *changes("freelancer-com", "project", projects.values(), origin),
    )
    total = number(node(result).get("total_count"))
    pages = [Page("milestones", len(milestones), total, None, origin.place(base))]
    header = header_of(answer, origin, pages if total is not None else (), platform=PLATFORM)
    header.problems = told
    yield header


Group = list[tuple[Path, str | None, Node]]
"""Milestones, each with its path and id."""


def _contracts(
    milestones: Iterable[tuple[Path, str | None, Node]],
) -> Iterator[tuple[str | None, str | None, Group]]:
    """Project, id of the contract and its milestones.

    Each freelancer of a project has a contract, with an end of its own: of several, its id names both.
    """
    projects: dict[str | None, dict[str | None, Group]] = {}
    for path, milestone_id, source in milestones:
        bidders = projects.setdefault(text(source.get("project_id")), {})
        bidders.setdefault(text(source.get("bidder_id")), []).append((path, milestone_id, source))
    for project_id, bidders in projects.items():
        is_one = len(bidders.keys() - {None}) < 2
        if is_one:
            yield project_id, project_id, [each for group in bidders.values() for each in group]
            continue
        for bidder_id, group in bidders.items():
            id_ = project_id if bidder_id is None else f"{project_id}-{bidder_id}"
            yield project_id, id_, group


def _milestones(result: object, base: Path) -> Iterator[tuple[Path, str | None, Node]]:
    """Every milestone with its path and id: keyed by id, in a list, or one alone."""
    held = result
    path = base
    are_named = isinstance(result, dict) and "milestones" in result
    if are_named:
        held, path = node(result)["milestones"], (*base, "milestones")
    if isinstance(held, list):
        for index, each in enumerate(held):
            source = node(each)
            yield (*path, index), _milestone_id(source), source
    elif "project_id" in node(held):
        yield path, _milestone_id(node(held)), node(held)
    else:
        for key, each in node(held).items():
            # One that cannot be read is a milestone too: its money is somewhere.
            if are_named or "project_id" in node(each):
                yield (*path, key), key, node(each)


def _milestone_id(source: Node) -> str | None:
    return text(source.get("transaction_id")) or text(source.get("id"))


def _projects(result: Node, base: Path) -> Iterator[tuple[str, tuple[Path, Node]]]:
    """The projects that the answer brings along, by id."""
    held = result.get("projects")
    pairs = (
        held.items()
        if isinstance(held, dict)
        else enumerate(held or [])
        if isinstance(held, list)
        else ()
    )
    for key, each in pairs:
        source = node(each)
        project_id = text(source.get("id")) or (key if isinstance(key, str) else None)
        if project_id:
            yield project_id, ((*base, "projects", key), source)


def _translated(
    contract: ForeignContract,
    id_: str | None,
    group: Group,
    project: tuple[Path, Node],
) -> Node:
    """A contract with its milestones in the snapshot's shape."""
    at, about = project
    first = group[0][2]
    currencies = {text(node(each.get("currency")).get("code")) for _, _, each in group}
    client_id = text(about.get("owner_id")) or text(first.get("project_owner_id"))
    key = "frontend_project_status"
    status = _translated_at(contract, about.get(key), (*at, key), PROJECT_STATUS)
    kind = _translated_at(contract, about.get("type"), (*at, "type"), PROJECT_TYPES)
    return {
        "id": id_,
        "title": text(about.get("title")),
        "type": kind,
        "status": status,
        "client": {"id": client_id},
        "freelancer": {
            "id": next(filter(None, (text(each.get("bidder_id")) for _, _, each in group)), None)
        },
        "ended_at": "none" if status == "active" else None,
        "currency": currencies.pop() if len(currencies) == 1 else None,
        "dispute": _dispute(group),
        NOT_UNDERSTOOD: not_understood(status=(about.get(key), status)),
        "refund_request": _refund_request(group),
        MILESTONES: [_milestone(contract, path, key, each) for path, key, each in group],
    }


def _dispute(group: Group) -> Node | None:
    """A dispute that is mentioned: not when it was filed, nor whether it was answered.

    It is about money, not about hours.
    """
    for _, _, source in group:
        word = folded(source.get("status"))
        if word == DISPUTED or (
            text(source.get("dispute_id")) and MILESTONE_STATES.get(word) not in OVER
        ):
            return {"id": text(source.get("dispute_id")), "hours": 0}
    return None


def _refund_request(group: Group) -> Node | None:
    """A request that is mentioned: not when it was made, nor whether it was answered."""
    is_asked = any(folded(source.get("status")) in CANCELLATIONS for _, _, source in group)
    return {"requested_by": "client"} if is_asked else None


def _milestone(contract: ForeignContract, at: Path, key: str | None, source: Node) -> Node:
    contract.milestone_paths.append(at)
    state = _translated_at(contract, source.get("status"), (*at, "status"), MILESTONE_STATES)
    whole = ForeignContract({}, (), contract.origin)
    amount = whole.amount(source.get("amount"), (*at, "amount"))
    contract.problems += whole.problems
    is_held = folded(source.get("status")) in HELD
    return {
        "id": key,
        "title": text(source.get("description")) or text(source.get("other_reason")),
        "state": state,
        "amount": amount,
        "funded_amount": amount if is_held or state == "paid" else None,
        "paid_amount": amount if state == "paid" else 0 if is_held else None,
        NOT_UNDERSTOOD: not_understood(state=(source.get("status"), state)),
    }


def _translated_at(
    contract: ForeignContract, value: object, path: Path, words: dict[str, str]
) -> str | None:
    """As `translated_word`, with a path from the answer instead of the contract."""
    whole = ForeignContract({}, (), contract.origin)
    known = whole.translated_word(value, path, words)
    contract.problems += whole.problems
    return known

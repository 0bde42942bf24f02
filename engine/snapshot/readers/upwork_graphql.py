"""Answers of Upwork's GraphQL API: contracts as `ContractDetails` or as the older `Contract`.

Lists are found in `data` under any name, in `edges`, `nodes`, `contracts` or bare; several answers may
stand in one list. What an answer does not tell stays not known: there are no messages and no feedback
dates, and feedback that is not shown may be hidden until both sides have left theirs. Enum words are
matched without regard to case and underscores; an unknown word is told, and not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from ...problems import InputError, Level, Problem
from ..bad_value import Path
from ..conform import MILESTONES
from ..fields import NOT_UNDERSTOOD
from ..json_text import TreeOrigin
from ..pages import Page
from ..pieces import Piece
from ..sources import error
from .foreign import (
    CONTRACT_STATUS,
    CONTRACT_TYPES,
    PAYMENT_LISTS,
    ForeignContract,
    Node,
    entries,
    flag,
    folded,
    header_of,
    node,
    not_understood,
    number,
    refuse_errors,
    text,
)
from .source_schema import changes, refuse_changes
from .upwork_milestone import milestone_of
from .upwork_terms import joined

INNER = ("edges", "nodes", "contracts", "contract", "node", "items", "contractDetails")
"""Keys that lead from a list of the answer to its contracts."""

CONTRACT_KEYS = frozenset({"contractType", "kind", "status", "terms", "title", MILESTONES})
"""Keys of which every contract has one."""

OLDER_KEYS = frozenset({"contractType", "hourlyChargeRate", "createdDateTime", "clientCompany"})
"""Keys of the older `Contract`, whose `id` is that of its term."""

ENDED_BY = {
    "freelancer": "freelancer",
    "talent": "freelancer",
    "contractor": "freelancer",
    "provider": "freelancer",
    "vendor": "freelancer",
    "client": "client",
    "buyer": "client",
    "system": "platform",
    "upwork": "platform",
    "platform": "platform",
}
END_REASONS = {
    "apireasjobcompletedsuccessfully": "completed",
    "apireasmisrepresentedskills": "unsuccessful",
    "apireascontractornotresponsive": "unsuccessful",
    "apireasunprofessionalconduct": "unsuccessful",
    "apireashireddifferent": "other",
    "apireasworknotneeded": "other",
    "jobcompletedsuccessfully": "completed",
    "clientnotresponsive": "client_not_responsive",
    "jobwascompletedunsuccessfully": "unsuccessful",
    "anotherreason": "other",
}
TERMS = {"fixed": "fixedPriceTerms", "hourly": "hourlyTerms"}
MOST_LEVELS = 6
"""How deep contracts are looked for in an answer."""


def pieces(document: object, origin: TreeOrigin) -> Iterator[Piece]:
    """The contracts of an answer. Raises `InputError` for an answer without contracts."""
    answers: list[tuple[Path, Node]] = [((), node(document))]
    if isinstance(document, list):
        answers = [((index,), node(each)) for index, each in enumerate(document)]
    sources: list[tuple[Path, Node]] = []
    pages: list[Page] = []
    gaps: list[Problem] = []
    for path, answer in answers:
        refuse_errors(answer, origin, path)
        if "data" in answer:
            path, answer = (*path, "data"), node(answer["data"])
        for key, held in _lists(answer, path):
            inside = list(_contracts(held, key))
            sources += inside
            pages += _page(held, key, len(inside), origin)
            gaps += (_gap(at, origin) for at in _without_contract(held, key))
    others = (*_payment_lists(document, origin), *gaps)
    if not sources:
        if others:
            raise InputError([replace(each, level=Level.ERROR) for each in others])
        refuse_changes("upwork-graphql", node(document), origin)
        at: Path = ("data",) if "data" in node(document) else ()
        message = "the answer holds no contracts"
        raise error(origin.place(at), message, "expected data.contractList")
    contracts = [ForeignContract(source, path, origin) for path, source in sources]
    for index, (contract, raw) in enumerate(
        joined((each, _translated(each)) for each in contracts)
    ):
        yield contract.piece(raw, f"contract {index + 1} of the answer")
    header = header_of(node(document), origin, pages, platform="upwork")
    told = changes("upwork-graphql", "contract", sources, origin)
    header.problems = (*others, *told)
    yield header


def _payment_lists(held: object, origin: TreeOrigin, path: Path = ()) -> Iterator[Problem]:
    """What an answer tells of payments and hours, which contracts are to be joined with."""
    if len(path) > MOST_LEVELS or not isinstance(held, dict | list) or (path and not node(held)):
        return
    for step, inner in held.items() if isinstance(held, dict) else enumerate(held):
        at = (*path, step)
        if step in PAYMENT_LISTS:
            message = f"this is {PAYMENT_LISTS[str(step)]}, no list of contracts"
            hint = "passed over; `closeout convert CONTRACTS --merge FILE` adds what it tells"
            yield Problem(origin.place(at, at_key=True), message, hint, Level.WARNING)
        else:
            yield from _payment_lists(inner, origin, at)


def _lists(answer: Node, path: Path) -> Iterator[tuple[Path, object]]:
    """What an answer holds under its names, or the answer itself if it is a contract or a list."""
    if _is_contract(answer) or "edges" in answer:
        yield path, answer
        return
    for key, held in answer.items():
        if isinstance(held, dict | list) and key not in PAYMENT_LISTS:
            yield (*path, key), held


def _contracts(held: object, path: Path, depth: int = 0) -> Iterator[tuple[Path, Node]]:
    """Every contract behind the keys that wrap one, with its path."""
    if depth > MOST_LEVELS:
        return
    if isinstance(held, list):
        for index, each in enumerate(held):
            yield from _contracts(each, (*path, index), depth + 1)
    elif isinstance(held, dict):
        if _is_contract(held) or (text(held.get("id")) and _is_list_of_contracts(path)):
            yield path, held
            return
        for key in INNER:
            if key in held:
                yield from _contracts(held[key], (*path, key), depth + 1)


def _without_contract(held: object, path: Path, depth: int = 0) -> Iterator[Path]:
    """The entries of a list of contracts that hold none: the API writes null where it does not tell one."""
    if depth > MOST_LEVELS:
        return
    if isinstance(held, list):
        paths = [((*path, index), each) for index, each in enumerate(held)]
        filled = [bool(list(_contracts(each, at, depth + 1))) for at, each in paths]
        for (at, each), is_filled in zip(paths, filled, strict=True):
            if is_filled:
                yield from _without_contract(each, at, depth + 1)
            elif any(filled):
                yield at
    elif isinstance(held, dict) and not _is_contract(held):
        for key in INNER:
            if key in held:
                yield from _without_contract(held[key], (*path, key), depth + 1)


def _gap(path: Path, origin: TreeOrigin) -> Problem:
    message = "this entry of the list is no contract: counts and streaks would be wrong"
    hint = "passed over; fetch it again, by an account that may see all of the contracts"
    return Problem(origin.place(path), message, hint, Level.WARNING)


def _is_contract(held: Node) -> bool:
    has_id = text(held.get("id")) or text(held.get("contractId"))
    return bool(has_id) and not CONTRACT_KEYS.isdisjoint(held)


def _is_list_of_contracts(path: Path) -> bool:
    """Whether the query asks for contracts, so that an id alone is one."""
    return any("contract" in step.casefold() for step in path if isinstance(step, str))


def _page(held: object, path: Path, count: int, origin: TreeOrigin) -> Iterator[Page]:
    """How a list says that it is one page of several."""
    wrapped = node(held)
    total = number(wrapped.get("totalCount"))
    has_next = flag(node(wrapped.get("pageInfo")).get("hasNextPage"))
    if total is not None or has_next is not None:
        name = next((step for step in reversed(path) if isinstance(step, str)), "the list")
        yield Page(name, count, total, has_next, origin.place(path))


def _translated(contract: ForeignContract) -> Node:
    """The contract in the snapshot's shape."""
    source = contract.node
    status = _status(contract)
    is_open = status in ("active", "paused")
    currencies: set[str] = set()
    kind = _kind(contract)
    milestones = _milestones(contract, currencies) if kind != "hourly" else None
    ended_at = text(source.get("endDate") or source.get("endDateTime"))
    return {
        "id": _id(contract),
        "title": text(source.get("title")),
        "type": kind,
        "status": status,
        "via_agency": flag(node(source.get("metadata")).get("agencyContract")),
        "client": _party(source.get("clientOrganization") or source.get("clientCompany")),
        "freelancer": _party(source.get("freelancer")),
        "started_at": text(source.get("startDate") or source.get("startDateTime")),
        "ended_at": "none" if is_open and ended_at is None else ended_at,
        "ended_by": _ended_by(contract),
        "end_reason": _end_reason(contract),
        "currency": currencies.pop() if len(currencies) == 1 else None,
        "feedback": _feedback(contract, node(source.get("feedback"))),
        NOT_UNDERSTOOD: not_understood(status=(source.get("status"), status)),
        MILESTONES: milestones,
    }


def _id(contract: ForeignContract) -> str | None:
    source = contract.node
    contract_id, term_id = text(source.get("contractId")), text(source.get("id"))
    if contract_id is None and not OLDER_KEYS.isdisjoint(source):
        message = f"{term_id} is the id of the term, not of the contract"
        contract.warn(("id",), message, "ask for contractId as well")
    return contract_id or term_id


def _status(contract: ForeignContract) -> str | None:
    source = contract.node
    status = contract.word("status", CONTRACT_STATUS)
    if flag(source.get("suspended")) and status != "ended":
        return "suspended"
    for key in ("suspended", "paused"):
        if source.get(key) is not None and flag(source[key]) is None:
            return None  # a changed export, as is told by its schema
    return "paused" if flag(source.get("paused")) and status == "active" else status


def _kind(contract: ForeignContract) -> str | None:
    key = "kind" if contract.node.get("kind") else "contractType"
    terms = node(contract.node.get("terms"))
    kinds = [name for name, key in TERMS.items() if terms.get(key)]
    return contract.word(key, CONTRACT_TYPES) or (kinds[0] if len(kinds) == 1 else None)


def _ended_by(contract: ForeignContract) -> str | None:
    """A word, or a person of one of the two sides."""
    ended_by = contract.node.get("endedBy")
    if not isinstance(ended_by, dict):
        return contract.word("endedBy", ENDED_BY)
    sides = {"freelancer": "freelancer", "hiringManager": "client", "agencyManager": "freelancer"}
    for key, side in sides.items():
        person = node(contract.node.get(key))
        for name in ("id", "rid", "nid"):
            if text(ended_by.get(name)) and ended_by.get(name) == person.get(name):
                return side
    return None


def _end_reason(contract: ForeignContract) -> str | None:
    reason = node(contract.node.get("closingReason"))
    if folded(reason.get("reason")) in END_REASONS and not reason.get("apiRef"):
        return END_REASONS[folded(reason.get("reason"))]
    return contract.translated_word(reason.get("apiRef"), ("closingReason", "apiRef"), END_REASONS)


def _milestones(contract: ForeignContract, currencies: set[str]) -> list[object] | None:
    terms = node(contract.node.get("terms")).get(TERMS["fixed"])
    held: list[tuple[Path, object]] = [((MILESTONES,), contract.node.get(MILESTONES))]
    for index, term in enumerate(entries(terms)):
        if node(term).get(MILESTONES) is None:
            return None  # what lies in this term's milestones is not known
        at: Path = ("terms", TERMS["fixed"], *((index,) if isinstance(terms, list) else ()))
        held.append(((*at, MILESTONES), node(term).get(MILESTONES)))
    lists = [_unwrapped(path, each) for path, each in held if each is not None]
    if not lists or any(each is None for _, each in lists):
        return None
    milestones: list[object] = []
    for path, each in lists:
        for index, source in enumerate(each or ()):
            at = (*path, index)
            wrapped = node(source)
            if isinstance(wrapped.get("node"), dict):
                wrapped, at = node(wrapped["node"]), (*at, "node")
            contract.milestone_paths.append((*contract.path, *at))
            milestones.append(milestone_of(wrapped, at, contract, currencies))
    return milestones


def _unwrapped(path: Path, held: object) -> tuple[Path, list[object] | None]:
    """A list that may stand in `edges` or `nodes`; None where it is not all of it."""
    wrapped = node(held)
    if flag(node(wrapped.get("pageInfo")).get("hasNextPage")):
        return path, None
    for key in ("edges", "nodes"):
        if isinstance(wrapped.get(key), list):
            held, path = wrapped[key], (*path, key)
    return path, held if isinstance(held, list) else None


def _feedback(contract: ForeignContract, feedback: Node) -> Node:
    """What was left can be seen; what is not seen may be hidden, so it stays not known."""
    from_client = node(feedback.get("clientFeedback"))
    from_freelancer = node(feedback.get("freelancerFeedback"))
    return {
        "from_client": {
            "state": "given" if from_client.get("score") else None,
            "score": contract.score(
                from_client.get("score") or None, ("feedback", "clientFeedback", "score")
            ),
            "reply": "given" if text(from_client.get("freelancerResponse")) else None,
        },
        "from_freelancer": {"state": "given" if from_freelancer.get("score") else None},
    }


def _party(value: object) -> Node:
    return {"id": text(node(value).get("id")), "name": text(node(value).get("name"))}

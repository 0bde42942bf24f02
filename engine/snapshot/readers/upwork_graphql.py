"""One answer of Upwork's GraphQL API: contracts as `ContractDetails` or as the older `Contract`.

What the answer does not tell stays not known: there are no messages and no feedback dates, and
feedback that is not shown may be hidden until both sides have left theirs. Enum words are matched
without regard to case and underscores; an unknown word is passed on and warned about.
Money is used only where `rawValue` and `displayValue` agree (the raw value may be in cents).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ...problems import Level, Place, Problem
from ..bad_value import BadValueError, Path, found
from ..conform import MILESTONES
from ..instants import parse_instant
from ..pieces import Piece
from ..places import Origin
from ..sources import error

LISTS = ("contractList", "vendorContracts", "contracts", "contract", "contractDetails")
STATUS = {
    "active": "active",
    "paused": "paused",
    "closed": "ended",
    "ended": "ended",
    "completed": "ended",
}
TYPES = {"fixed": "fixed", "fixedprice": "fixed", "hourly": "hourly"}
ENDED_BY = {
    "freelancer": "freelancer",
    "talent": "freelancer",
    "contractor": "freelancer",
    "client": "client",
    "buyer": "client",
    "system": "platform",
    "upwork": "platform",
}
END_REASONS = {"apireasjobcompletedsuccessfully": "completed"}
MILESTONE_STATES = {
    "notfunded": "not_funded",
    "inoffer": "not_funded",
    "submitted": "submitted",
    "rejected": "changes_requested",
    "paid": "paid",
    "cancelled": "cancelled",
    "canceled": "cancelled",
}
AMOUNTS = {
    "amount": "depositAmount",
    "funded_amount": "fundedAmount",
    "paid_amount": "paid",
    "escrow_amount": "currentEscrowAmount",
}
_AMOUNT = re.compile(r"[^\d.,-]*(-?[\d,]*\d(?:\.\d+)?)[^\d.,-]*", re.ASCII)

Node = dict[str, object]


def pieces(document: dict[str, object], origin: Origin) -> Iterator[Piece]:
    """The contracts of an answer. Raises `InputError` for an answer without contracts."""
    data = document.get("data")
    if document.get("errors") or not isinstance(data, dict):
        first = _first(document.get("errors"))
        said = f": {first.get('message')}" if first.get("message") else ""
        raise error(origin.place(("errors",)), f"the API answered with an error{said}")
    nodes = list(_nodes(data))
    if not nodes:
        message = "the answer holds no contracts"
        raise error(origin.place(("data",)), message, "expected data.contractList")
    for index, (path, node, has_more) in enumerate(nodes):
        contract = _Contract(node, path, origin)
        raw = contract.translated()
        if has_more:
            hint = "fetch the other pages and name all files"
            contract.warn(path[:2], "this is one page of several", hint)
        yield Piece(
            raw, contract, f"contract {index + 1} of the answer", problems=tuple(contract.problems)
        )
    yield Piece({"platform": "upwork"}, origin, is_header=True)


def _nodes(data: Node) -> Iterator[tuple[Path, Node, bool]]:
    """Every contract of an answer with its path; True with the first if there are more pages."""
    for key in LISTS:
        held: object = data.get(key)
        path: Path = ("data", key)
        has_more = _node(_node(held).get("pageInfo")).get("hasNextPage") is True
        for inner in ("edges", "nodes", "contracts"):
            if isinstance(_node(held).get(inner), list):
                held, path = _node(held)[inner], (*path, inner)
        for step, each in enumerate(held if isinstance(held, list) else []):
            node = _node(each)
            at: Path = (*path, step)
            if isinstance(node.get("node"), dict):
                node, at = _node(node["node"]), (*at, "node")
            if node:
                yield at, node, has_more
                has_more = False
        if isinstance(held, dict) and "id" in held:
            yield path, held, False


class _Contract:
    """One contract on its way into the snapshot's shape; also its `Origin`."""

    def __init__(self, node: Node, path: Path, origin: Origin) -> None:
        self.node = node
        self.path = path
        self.origin = origin
        self.problems: list[Problem] = []
        self.milestone_paths: list[Path] = []
        self.currencies: set[str] = set()

    def start(self) -> Place:
        """Where the contract begins, without the quoted line."""
        place = self.origin.place(self.path)
        return Place(place.file, place.line, place.column)

    def place(self, path: Path = (), *, at_key: bool = False) -> Place:
        """The place of the milestone that a path leads into, else of the contract."""
        if len(path) > 1 and path[0] == MILESTONES and isinstance(path[1], int):
            return self.origin.place(self.milestone_paths[path[1]])
        return self.origin.place(self.path)

    def warn(self, path: Path, message: str, hint: str = "") -> None:
        """Tell what was not taken over."""
        self.problems.append(Problem(self.origin.place(path), message, hint, Level.WARNING))

    def translated(self) -> dict[str, object]:
        """The contract in the snapshot's shape."""
        node = self.node
        status = _word(node.get("status"), STATUS)
        if node.get("suspended") is True:
            status = None
        elif node.get("paused") is True and status == "active":
            status = "paused"
        is_open = status in ("active", "paused")
        ended_at = "none" if is_open else _text(node.get("endDate") or node.get("endDateTime"))
        kind = self._kind()
        milestones = self._milestones() if kind != "hourly" else None
        return {
            "id": _text(node.get("contractId") or node.get("id")),
            "title": _text(node.get("title")),
            "type": kind,
            "status": status,
            "via_agency": _flag(_node(node.get("metadata")).get("agencyContract")),
            "client": _party(node.get("clientOrganization") or node.get("clientCompany")),
            "freelancer": _party(node.get("freelancer")),
            "started_at": _text(node.get("startDate") or node.get("startDateTime")),
            "ended_at": ended_at,
            "ended_by": None if is_open else ENDED_BY.get(_folded(node.get("endedBy"))),
            "end_reason": END_REASONS.get(_folded(_node(node.get("closingReason")).get("apiRef"))),
            "currency": self.currencies.pop() if len(self.currencies) == 1 else None,
            "feedback": _feedback(_node(node.get("feedback"))),
            MILESTONES: milestones,
        }

    def _kind(self) -> str | None:
        stated = _word(self.node.get("kind") or self.node.get("contractType"), TYPES)
        terms = _node(self.node.get("terms"))
        kinds = [name for name in ("fixed", "hourly") if terms.get(_TERMS[name])]
        return stated or (kinds[0] if len(kinds) == 1 else None)

    def _milestones(self) -> list[object] | None:
        terms = _node(self.node.get("terms")).get(_TERMS["fixed"])
        held: list[tuple[Path, object]] = [((*self.path, MILESTONES), self.node.get(MILESTONES))]
        for index, term in enumerate(terms if isinstance(terms, list) else []):
            path = (*self.path, "terms", _TERMS["fixed"], index, MILESTONES)
            held.append((path, _node(term).get(MILESTONES)))
        if not any(isinstance(each, list) for _, each in held):
            return None
        milestones: list[object] = []
        for path, entries in held:
            for index, entry in enumerate(entries if isinstance(entries, list) else []):
                self.milestone_paths.append((*path, index))
                milestones.append(self._milestone(_node(entry), (*path, index)))
        return milestones

    def _milestone(self, node: Node, path: Path) -> Node:
        amounts = {name: self._money(node.get(key), (*path, key)) for name, key in AMOUNTS.items()}
        submissions, changes_at, in_change = _history(node)
        state = _word(node.get("state"), MILESTONE_STATES)
        if _folded(node.get("state")) == "active":
            funded = amounts["funded_amount"]
            state = None if funded is None else "funded" if Decimal(funded) else "not_funded"
            state = "submitted" if submissions and state == "funded" else state
        if in_change and state == "submitted":
            state = "changes_requested"
        return {
            "id": _text(node.get("id")),
            "title": _text(node.get("description")),
            "state": state,
            **amounts,
            "due_at": _text(node.get("dueDateTime")),
            "modified_at": _text(node.get("modifiedDateTime")),
            "submissions": submissions,
            "changes_requested_at": changes_at,
        }

    def _money(self, value: object, path: Path) -> str | None:
        if value is None:
            return None
        raw, shown = (
            _amount(_node(value).get("rawValue")),
            _amount(_node(value).get("displayValue")),
        )
        if raw is None or shown is None or raw not in (shown, shown * 100):
            forms = [
                f"{key} {found(_node(value).get(key))}" for key in ("rawValue", "displayValue")
            ]
            hint = ", ".join(forms)
            self.warn(path, "the amount is taken as not known: its two forms do not agree", hint)
            return None
        currency = _text(_node(value).get("currency"))
        if currency:
            self.currencies.add(currency)
        return str(shown)


_TERMS = {"fixed": "fixedPriceTerms", "hourly": "hourlyTerms"}


def _history(node: Node) -> tuple[list[str] | None, str | None, bool]:
    """Submissions, the latest request for changes, and whether that is the last that happened."""
    events = node.get("submissionEvents")
    count, last = node.get("submissionCount"), _text(node.get("lastSubmissionCreatedTime"))
    if not isinstance(events, list):
        if count == 0:
            return [], None, False
        return ([last] if count == 1 and last else None), None, False
    dates = [_date(event, "submission") or _date(event, "submissionMessage") for event in events]
    changes = [each for event in events if (each := _date(event, "revisionMessage"))]
    submissions = [each for each in dates if each]
    if len(submissions) < len(events) or (isinstance(count, int) and count != len(submissions)):
        return None, None, False
    latest = max(changes, key=_seconds, default=None)
    newest = max(map(_seconds, submissions), default=0)
    return submissions, latest or "none", latest is not None and _seconds(latest) >= newest


def _date(event: object, key: str) -> str | None:
    return _text(_node(_node(event).get(key)).get("createdDateTime"))


def _seconds(text: str) -> int:
    try:
        return parse_instant(text)
    except BadValueError:
        return 0


def _feedback(feedback: Node) -> Node:
    """What was left can be seen; what is not seen may be hidden, so it stays not known."""
    from_client = _node(feedback.get("clientFeedback"))
    given = from_client.get("score") is not None
    from_freelancer = _node(feedback.get("freelancerFeedback")).get("score") is not None
    return {
        "from_client": {
            "state": "given" if given else None,
            "score": from_client.get("score"),
            "reply": "given" if from_client.get("freelancerResponse") else None,
        },
        "from_freelancer": {"state": "given" if from_freelancer else None},
    }


def _party(value: object) -> Node:
    return {"id": _text(_node(value).get("id")), "name": _text(_node(value).get("name"))}


def _amount(value: object) -> Decimal | None:
    match = _AMOUNT.fullmatch(str(value)) if value is not None else None
    return Decimal(match[1].replace(",", "")) if match else None


def _word(value: object, words: dict[str, str]) -> str | None:
    """The snapshot's word, or the written one where it is not known."""
    return words.get(_folded(value), _text(value))


def _folded(value: object) -> str:
    return re.sub(r"[\s_-]", "", value.casefold()) if isinstance(value, str) else ""


def _text(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _node(value: object) -> Node:
    return value if isinstance(value, dict) else {}


def _first(value: object) -> Node:
    return _node(value[0]) if isinstance(value, list) and value else {}

"""Engagements of Upwork's old REST API, which ended in December 2023; exports of it survive.

One engagement stands alone instead of in a list of one, instants are texts of epoch milliseconds,
`""` means null, flags are `"0"` and `"1"`. There are no submissions, no payments and no currency.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from ...calendar import LAST
from ...written import instant_json
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
    MOST_STARS,
    ForeignContract,
    Node,
    answers_in,
    entries,
    flag,
    header_of,
    node,
    not_understood,
    number,
    refuse_errors,
    text,
)
from .source_schema import changes, refuse_changes
from .upwork_milestone import STATES, is_active, warn_of_active

OFFER_KEYS = frozenset(["candidacy_status", "interview_status", "has_buyer_signed"])
"""Keys of an offer, which looks like an engagement and is none yet."""

ROLES = {"buyer": "client"}
"""Which side the exporter stands on, by `roles.role`; the other words are not told anywhere."""


def pieces(document: object, origin: TreeOrigin) -> Iterator[Piece]:
    """The engagements of an answer. Raises `InputError` for an answer without any."""
    answer = node(document)
    refuse_errors(answer, origin)
    sources = list(_engagements(document))
    if not sources:
        refuse_changes("upwork-rest", node(document), origin)
        raise error(
            origin.place(), "the answer holds no engagements", "expected engagements.engagement"
        )
    roles = set()
    for index, (path, source) in enumerate(sources):
        if not OFFER_KEYS.isdisjoint(source):
            hint = "export the engagements"
            raise error(origin.place(path), "this is an offer, not a contract", hint)
        roles.add(ROLES.get(str(node(source.get("roles")).get("role"))))
        contract = ForeignContract(source, path, origin)
        yield contract.piece(_translated(contract), f"engagement {index + 1}")
    header = header_of(
        answer,
        origin,
        list(_pages(answer, len(sources), origin)),
        platform="upwork",
        role=roles.pop() if len(roles) == 1 and "role" not in answer else answer.get("role"),
        exported_at=answer.get("exported_at") or _server_time(answer.get("server_time")),
    )
    header.problems = changes("upwork-rest", "engagement", sources, origin)
    yield header


def _engagements(document: object) -> Iterator[tuple[Path, Node]]:
    """Every engagement with its path: of an answer, in a list, or one alone."""
    for path, answer in answers_in(document):
        if "engagements" not in answer and "engagement" not in answer:
            yield path, answer
            continue
        for inner, held in (
            (("engagements", "engagement"), node(answer.get("engagements")).get("engagement")),
            (("engagement",), answer.get("engagement")),
        ):
            at = (*path, *inner)
            for index, each in enumerate(entries(held)):
                yield (*at, index) if isinstance(held, list) else at, node(each)


def _pages(answer: Node, count: int, origin: TreeOrigin) -> Iterator[Page]:
    lister = node(node(answer.get("engagements")).get("lister"))
    total = number(lister.get("total_count") or lister.get("total_items"))
    if total is not None:
        place = origin.place(("engagements", "lister"))
        yield Page("engagements", count, total, None, place)


def _server_time(value: object) -> str | None:
    """When the answer was made, in seconds."""
    seconds = number(value)
    return instant_json(seconds) if seconds is not None and 0 < seconds <= LAST else None


def _translated(contract: ForeignContract) -> Node:
    """The engagement in the snapshot's shape."""
    source = contract.node
    status = _status(contract)
    is_open = status in ("active", "paused")
    ended_at = contract.seconds(source.get("engagement_end_date"), ("engagement_end_date",))
    kind = contract.word("engagement_job_type", CONTRACT_TYPES)
    feedback = node(source.get("feedback"))
    provider_team = text(source.get("provider_team__reference"))
    return {
        "id": text(source.get("reference")),
        "title": text(source.get("engagement_title")) or text(source.get("job__title")),
        "type": kind,
        "status": status,
        "via_agency": True if provider_team else None,
        "client": {
            "id": text(source.get("buyer_team__reference")) or text(source.get("buyer_team__id")),
            "name": text(source.get("buyer_team__name")),
        },
        "freelancer": {
            "id": text(source.get("provider__reference")) or text(source.get("provider__id")),
            "name": text(source.get("provider__name")),
        },
        "started_at": contract.seconds(
            source.get("engagement_start_date"), ("engagement_start_date",)
        ),
        "ended_at": "none" if is_open and ended_at is None else ended_at,
        "budget": _amount(contract, "fixed_charge_amount_agreed") if kind == "fixed" else None,
        "feedback": {
            "from_client": _given(feedback.get("feedback_for_provider")),
            "from_freelancer": {"state": _given(feedback.get("feedback_for_buyer"))["state"]},
        },
        NOT_UNDERSTOOD: not_understood(status=(source.get("status"), status)),
        MILESTONES: _milestones(contract) if kind != "hourly" else None,
    }


def _status(contract: ForeignContract) -> str | None:
    source = contract.node
    status = contract.word("status", CONTRACT_STATUS)
    if flag(source.get("is_suspended")) and status != "ended":
        return "suspended"
    is_paused = flag(source.get("is_paused")) or flag(source.get("is_autopaused"))
    return "paused" if status == "active" and is_paused else status


def _milestones(contract: ForeignContract) -> list[object] | None:
    """The milestones; None where the engagement does not name any, as in most answers."""
    held = node(contract.node.get("milestones")).get("milestone")
    if not entries(held):
        return None
    milestones: list[object] = []
    for index, each in enumerate(entries(held)):
        at: Path = ("milestones", "milestone", *((index,) if isinstance(held, list) else ()))
        source = node(each)
        contract.milestone_paths.append((*contract.path, *at))
        state = contract.translated_word(source.get("state"), (*at, "state"), STATES)
        if is_active(source.get("state")):
            warn_of_active(contract, (*at, "state"), "the milestone's page tells, or a supplement")
        milestones.append(
            {
                "id": text(source.get("id")),
                "title": text(source.get("description")),
                "state": None if is_active(source.get("state")) else state,
                "amount": contract.amount(
                    text(source.get("deposit_amount")), (*at, "deposit_amount")
                ),
                "due_at": contract.seconds(source.get("due_date"), (*at, "due_date")),
                NOT_UNDERSTOOD: not_understood(state=(source.get("state"), state)),
            }
        )
    return milestones


def _amount(contract: ForeignContract, key: str) -> object:
    """An amount, unless it is empty or none."""
    return contract.amount(text(contract.node.get(key)), (key,))


def _given(value: object) -> Node:
    """Feedback that was left; one without a score may be hidden, so it stays not known."""
    score = text(node(value).get("score"))
    is_given = score is not None and bool(score.strip("0."))
    return {"state": "given" if is_given else None, "score": _stars(score) if is_given else None}


def _stars(score: str | None) -> Decimal | None:
    try:
        stars = Decimal(score or "")
        return stars if 0 <= stars <= MOST_STARS else None
    except InvalidOperation:  # also where a text that is no number is compared: NaN
        return None

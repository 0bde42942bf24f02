"""The catalogue of snapshot fields: the one place where a field is added.

Readers, validation, the JSON Schema, the CSV template, the facts, the questions and the docs all follow
it. The fields of contracts and of milestones are in files of their own.
A field that is missing or null is "not known"; what is known not to exist says `none`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..units import Scope
from .contract_fields import CONTRACT_FIELDS
from .field import NOT_UNDERSTOOD as NOT_UNDERSTOOD
from .field import WORDS as WORDS
from .field import WORK_STATES as WORK_STATES
from .field import Field as Field
from .field import Kind as Kind
from .milestone_fields import MILESTONE_FIELDS


def _account(
    path: str, kind: Kind, about: str, question: str, example: object, **more: object
) -> Field:
    return Field(Scope.ACCOUNT, path, kind, about, question, example, **more)  # type: ignore[arg-type]


ACCOUNT_FIELDS: tuple[Field, ...] = (
    _account(
        "id",
        Kind.ID,
        "Identifies the account within the export.",
        "What is the id of the account?",
        "A1",
    ),
    _account(
        "name",
        Kind.TEXT,
        "Name of the account, for display.",
        "What is the account called?",
        "Studio Nord",
    ),
    _account(
        "time_zone",
        Kind.TEXT,
        "IANA time zone, for display only.",
        "In which time zone is the account (a name like Europe/Berlin)?",
        "Europe/Berlin",
    ),
    _account(
        "top_rated",
        Kind.FLAG,
        "Whether the account is Top Rated.",
        "Is the account Top Rated?",
        True,
    ),
    _account(
        "recommend_rate",
        Kind.NUMBER,
        "Share of clients who would recommend the account, in percent.",
        "How many percent of the clients would recommend the account?",
        92,
        limits=(0, 100),
    ),
    _account(
        "job_success_score",
        Kind.NUMBER,
        "The Job Success Score, in percent.",
        "What is the account's Job Success Score, in percent?",
        97,
        limits=(0, 100),
    ),
    _account(
        "custom",
        Kind.CUSTOM,
        "Fields of your own, by name; a pack declares them under `fields`.",
        "Which fields of your own has the account?",
        {"team": "print"},
    ),
)

FIELDS: dict[Scope, tuple[Field, ...]] = {
    Scope.MILESTONE: MILESTONE_FIELDS,
    Scope.CONTRACT: CONTRACT_FIELDS,
    Scope.ACCOUNT: ACCOUNT_FIELDS,
}

POSITION: dict[Scope, dict[str, int]] = {
    scope: {field.path: index for index, field in enumerate(fields)}
    for scope, fields in FIELDS.items()
}
"""Index of a field's value in a record, by path."""

BY_PATH: dict[tuple[Scope, str], Field] = {
    (field.scope, field.path): field for fields in FIELDS.values() for field in fields
}

BY_NEED: dict[str, Field] = {field.need: field for fields in FIELDS.values() for field in fields}
"""By the name under which a report asks for it."""

OBJECTS_WITH_NONE: tuple[str, ...] = ("refund_request", "dispute", "hold", "bonus")
"""Groups of contract fields that may be `none` as a whole: there is no request, no dispute, no hold."""

OTHER_NAMES: dict[str, str] = {"dispute_id": "dispute.id"}
"""Keys of a contract under which an interface of a platform says what a field says here."""

ANNOTATIONS: frozenset[str] = frozenset(
    field.need for fields in FIELDS.values() for field in fields if field.annotation
)

MENTIONED_AS_A_WHOLE: tuple[str, ...] = (*OBJECTS_WITH_NONE, "feedback.change")
"""Groups of contract fields of which nothing is assumed as soon as any part is stated."""


def object_of(path: str) -> str:
    """The group of `MENTIONED_AS_A_WHOLE` that a contract field belongs to; "" for none."""
    return next((group for group in MENTIONED_AS_A_WHOLE if path.startswith(f"{group}.")), "")


@lru_cache(1_000)
def object_fields(group: str) -> tuple[Field, ...]:
    """The contract fields of a group: of `dispute` all `dispute.*`."""
    return tuple(field for field in CONTRACT_FIELDS if field.path.startswith(f"{group}."))


EXPORTED_AT = "exported_at"
PLATFORM = "platform"
"""What is asked for where an export is too old: a new one."""

_BETWEEN = "currencies:"


def between_currencies(codes: Iterable[str]) -> str:
    """What is missing between amounts in several currencies, which are neither compared nor added:
    `currencies:EUR,USD`. No field tells it; the policy has to name an amount for each.
    """
    return _BETWEEN + ",".join(sorted(codes))


def currencies_of(need: str) -> list[str]:
    """The currencies of such a need, sorted; empty for a need of fields."""
    return need.removeprefix(_BETWEEN).split(",") if need.startswith(_BETWEEN) else []

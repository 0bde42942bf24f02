"""One question about several fields: what is asked at once, and what is made of the answer."""

from __future__ import annotations

import pytest

from closeout.engine.questions.doubts import Doubts
from closeout.engine.questions.look import Look
from closeout.engine.questions.open_matters import MATTERS, OpenMatters
from closeout.engine.questions.places import MOST_PARTS, PLACES, Listed, beside, listed, place_of
from closeout.engine.questions.slots import Slot, stated
from closeout.engine.questions.turn import Turn
from closeout.engine.questions.witness import Scene
from closeout.engine.questions.wording import holes
from closeout.engine.report.findings import Verdict
from closeout.engine.snapshot.bad_value import BadValueError
from closeout.engine.snapshot.fields import BY_NEED, FIELDS, POSITION
from closeout.engine.snapshot.model import NONE, Contract, Snapshot, blank
from closeout.engine.units import Scope

from ..masked.sources import read_contracts, snapshot_of
from .masked import PACKS, asked, reported
from .test_neighbours import READY

AS_OF = 1_773_144_000
"""2026-03-10 12:00 UTC."""
MARCH_7 = 1_772_841_600
FEBRUARY_1 = 1_769_904_000
MESSAGES = ("last_freelancer_message_at", "last_client_message_at", "close_requests")
PAGE = ("total_paid", "last_paid_at")
WORK = ("work_state", "milestone.work_state")
REFUND = ("refund_request.requested_at", "refund_request.amount", "refund_request.response")


def contract() -> Contract:
    """A contract with one milestone, of which nothing is known."""
    return Contract(blank(Scope.CONTRACT), [blank(Scope.MILESTONE)])


def about(*needs: str) -> Look:
    """The question about these fields of one place."""
    slots = tuple(Slot(need, 0 if need.startswith("milestone.") else None) for need in needs)
    place = place_of(slots[0])
    assert place is not None
    return Listed(place, slots, (contract(),) * len(slots))


def read(look: Look, text: str) -> dict[str, object] | None:
    """What an answer states, by need."""
    said = look.read(text, AS_OF)
    if said is None:
        return None
    told = stated(contract(), said)
    assert told.milestones is not None
    found: dict[str, object] = {}
    for scope, record in ((Scope.CONTRACT, told.values), (Scope.MILESTONE, told.milestones[0])):
        prefix = "" if scope is Scope.CONTRACT else "milestone."
        for path, place in POSITION[scope].items():
            if record[place] is not None:
                found[f"{prefix}{path}"] = record[place]
    return found


NEEDS = {"dispute": "dispute.stage", "refund_request": "refund_request.amount"}
NO_SUCH: dict[str, dict[str, object]] = {
    "dispute": {
        "id": "none",
        "filed_at": NONE,
        "filed_by": "none",
        "stage": "none",
        "hours": NONE,
        "response": "none",
        "responded_at": NONE,
    },
    "refund_request": {
        "amount": NONE,
        "requested_at": NONE,
        "requested_by": "none",
        "response": "none",
        "responded_at": NONE,
    },
}
UNDERSTOOD = [
    (MESSAGES, "3 days ago; 2026-02-01; never", (MARCH_7, FEBRUARY_1, ())),
    (MESSAGES, "3 days ago; ?; 2026-02-01 and 3 days ago", (MARCH_7, None, (FEBRUARY_1, MARCH_7))),
    (MESSAGES, "3 days ago", (MARCH_7, None, None)),
    (MESSAGES, "none", (NONE, NONE, ())),
    (PAGE, "$1,250; 2026-02-01", (125_000, FEBRUARY_1)),
    (PAGE, "Nothing.", (0, NONE)),
    (PAGE, "?; ?", None),
    (PAGE, "", None),
    (WORK, "in progress; not started", ("in_progress", "not_started")),
    (WORK, "complete", ("complete", "complete")),
    (REFUND, "2026-02-01; 250; no", (FEBRUARY_1, 25_000, "none")),
]


@pytest.mark.parametrize(
    ("needs", "text", "values"),
    UNDERSTOOD,
    ids=[f"{needs[0]}: {text or 'nothing'}" for needs, text, _ in UNDERSTOOD],
)
def test_what_is_read_in_one_place_is_answered_in_the_order_of_the_question(
    needs: tuple[str, ...], text: str, values: tuple[object, ...] | None
) -> None:
    expected = None
    if values is not None:
        pairs = zip(needs, values, strict=True)
        expected = {need: value for need, value in pairs if value is not None}
    assert read(about(*needs), text) == expected


@pytest.mark.parametrize("group", ["dispute", "refund_request"])
def test_none_of_all_says_that_there_is_no_such_thing(group: str) -> None:
    place = place_of(Slot(NEEDS[group]))
    assert place is not None
    told = read(about(*place.parts), "none")
    assert told == {f"{group}.{field}": none for field, none in NO_SUCH[group].items()}


@pytest.mark.parametrize(
    ("needs", "text", "told"),
    [
        (("work_state", "total_paid"), "none", "expected not started, in progress or complete"),
        (PAGE, "250; yesterday; 300", "expected 2 answers at most, found 3"),
        (MESSAGES, "3 days ago; nowhere", "nowhere"),
        (WORK, "nearly", "expected not started, in progress or complete"),
    ],
    ids=["none of what is", "too many", "a day that is none", "a word that is none"],
)
def test_an_answer_that_cannot_be_understood_is_refused(
    needs: tuple[str, ...], text: str, told: str
) -> None:
    with pytest.raises(BadValueError, match=told):
        read(about(*needs), text)


@pytest.mark.parametrize("first", ["refund_request.requested_at", "dispute.filed_at"])
def test_what_nobody_mentioned_is_asked_for_before_what_stands_in_it(first: str) -> None:
    assert beside(Slot(first), contract(), []) == []


def test_of_a_dispute_that_is_mentioned_it_is_asked_who_filed_it() -> None:
    mentioned = stated(contract(), [(Slot("dispute.stage"), "open")])
    assert beside(Slot("dispute.filed_at"), mentioned, []) == [
        Slot(f"dispute.{each}") for each in ("filed_by", "response", "responded_at")
    ]


def test_what_is_seen_of_several_contracts_at_once_is_asked_in_one_question() -> None:
    others = [Contract([f"B{number}", *blank(Scope.CONTRACT)[1:]], None) for number in range(6)]
    by_id = {one.id: one for one in others}
    slots = [Slot("last_freelancer_message_at", contract=id) for id in by_id]
    mine = Slot("last_client_message_at")
    needed = [*slots, mine, Slot("work_state"), Slot("work_state", contract="B1")]

    def contract_of(slot: Slot) -> Contract:
        return contract() if slot.contract is None else by_id[slot.contract]

    seen = beside(slots[0], others[0], needed)
    assert seen == [*slots[1:], mine]
    look = listed(slots[0], [mine, *slots[1:]], contract_of)
    assert look is not None and len(look.slots) == MOST_PARTS
    told = (part if isinstance(part, str) else part.text for part in look.told("freelancer"))
    assert "".join(told) == (
        "In the messages: when did the client last write; when did you last write on B0; "
        "when did you last write on B1; when did you last write on B2?"
    )
    assert look.read("never; 3 days ago", AS_OF) == [(mine, NONE), (slots[0], MARCH_7)]
    # One other contract alone is asked about in the words for one.
    assert beside(slots[0], others[0], [mine.at("B0")]) == [mine.at("B0")]


OPEN = OpenMatters(MATTERS)
NOTHING_OPEN: dict[str, object] = {
    "hours.unlogged": 0,
    "open_tasks": 0,
    "more_work_expected": False,
    "situation": (),
}
NAMED = [
    ("none", {}, ("refund_request", "dispute")),
    ("more work", {"more_work_expected": True}, ("refund_request", "dispute")),
    (
        "mutual stop, time misjudged and 2 tasks",
        {"situation": ("mutual_stop", "time_misjudged"), "open_tasks": 2},
        ("refund_request", "dispute"),
    ),
    ("3 hours", {"hours.unlogged": 10_800}, ("refund_request", "dispute")),
    ("2h", {"hours.unlogged": 7_200}, ("refund_request", "dispute")),
    ("1.5 hrs to log", {"hours.unlogged": 5_400}, ("refund_request", "dispute")),
    (
        "1h 30m and 2 tasks",
        {"hours.unlogged": 5_400, "open_tasks": 2},
        ("refund_request", "dispute"),
    ),
    ("Nope", {}, ("refund_request", "dispute")),
    ("nothing I know of", {}, ("refund_request", "dispute")),
    ("not that I know of.", {}, ("refund_request", "dispute")),
    ("a refund", {"refund_request.requested_by": "client"}, ("dispute",)),
    ("client not paying", {"situation": ("client_not_paying",)}, ("refund_request", "dispute")),
]


@pytest.mark.parametrize(("text", "more", "absent"), NAMED, ids=[text for text, *_ in NAMED])
def test_what_is_not_named_as_open_is_not_there(
    text: str, more: dict[str, object], absent: tuple[str, ...]
) -> None:
    found = read(OPEN, text)
    assert found is not None
    groups = ("refund_request.", "dispute.")
    alone = {need: value for need, value in found.items() if not need.startswith(groups)}
    assert alone == NOTHING_OPEN | {need: more[need] for need in more if need in NOTHING_OPEN}
    for need in more:
        assert found[need] == more[need]
    none = {need.partition(".")[0] for need, value in found.items() if value in (NONE, "none")}
    assert none == set(absent)


def test_every_place_asks_for_fields_of_the_catalogue_in_words_of_its_own() -> None:
    for parts in ([place.parts for place in PLACES], [place.of_others for place in PLACES]):
        needs = [need for each in parts for need in each]
        assert len(needs) == len(set(needs))
    for place in PLACES:
        for need, words in place.parts.items():
            is_of_milestone = BY_NEED[need].scope is Scope.MILESTONE
            assert ("milestone" in holes(words)) is is_of_milestone
        for need, words in place.of_others.items():
            assert BY_NEED[need].scope is Scope.CONTRACT
            assert holes(words) == ["contract"]


UNSAID = (*MESSAGES, *PAGE, *("more_work_expected", "situation", "open_tasks", "dispute"))
WHOLE = snapshot_of("freelancer", read_contracts([READY]), [])
LITTLE_KNOWN = snapshot_of(
    "freelancer",
    read_contracts([{key: value for key, value in READY.items() if key not in UNSAID}]),
    [],
)


def turns(snapshot: Snapshot = LITTLE_KNOWN) -> list[Turn]:
    """What is asked about a contract of which little is known, to decide and to be sure, if nobody knows."""
    survey, _ = asked(snapshot)
    doubts, (contract,) = Doubts(reported(snapshot), snapshot, PACKS), snapshot.contracts
    asking, passed, found = survey.asking(contract), frozenset[Slot](), []
    while (turn := doubts.following(asking, asking.start, 0, passed)) is not None:
        passed |= turn.passed
        found.append(turn)
    return found


def test_a_question_about_several_fields_asks_for_none_that_is_known_and_for_few() -> None:
    found = turns()
    assert any(isinstance(turn.look, Listed) for turn in found)
    for turn in found:
        assert turn.asked.fork.slot in turn.slots
        assert len(set(turn.slots)) == len(turn.slots)
        assert all(is_open(turn.asked.scene.of(slot), slot) for slot in turn.slots)
        if turn.look is not None:
            most = len(MATTERS) if isinstance(turn.look, OpenMatters) else MOST_PARTS
            assert 2 <= len(turn.slots) <= most


def test_how_far_the_work_of_a_paid_milestone_is_is_not_asked_along() -> None:
    told = {key: READY[key] for key in READY if key not in (*UNSAID, "last_activity_at")}
    snapshot = snapshot_of("freelancer", read_contracts([told]), [])
    needs = {slot.need for turn in turns(snapshot) for slot in turn.slots}
    assert place_of(Slot("last_activity_at")) is place_of(Slot("milestone.work_state"))
    assert "last_activity_at" in needs
    assert "milestone.work_state" not in needs


def is_open(one: Contract, slot: Slot) -> bool:
    """Whether nothing is stated of a field."""
    if slot.milestone is None:
        return one.get(slot.need) is None
    assert one.milestones is not None
    path = slot.need.removeprefix("milestone.")
    return one.milestones[slot.milestone][POSITION[Scope.MILESTONE][path]] is None


def test_of_a_contract_of_which_little_is_known_the_verdict_is_the_true_one_after_three_looks() -> (
    None
):
    truth = {one.id: one for one in WHOLE.contracts}
    _, (asking,) = asked(LITTLE_KNOWN)
    doubts = Doubts(reported(LITTLE_KNOWN), LITTLE_KNOWN, PACKS)
    scene, passed, count = asking.start, frozenset[Slot](), 0
    while (turn := doubts.following(asking, scene, 0, passed)) is not None:
        passed |= turn.passed
        count += 1
        for slot in turn.slots:
            scene = answered_by(truth, scene, slot)
    assert scene.outcome.result.verdict is reported(WHOLE).by_id["A"].verdict is Verdict.CLOSE
    assert count <= 3 < len(UNSAID)


def answered_by(truth: dict[str, Contract], scene: Scene, slot: Slot) -> Scene:
    """The scene with what the complete contract says; the same where it does not know."""
    contract = truth[scene.of(slot).id]
    record = contract.values
    if slot.field is None or not slot.is_in(contract):
        return scene
    if slot.milestone is not None:
        assert contract.milestones is not None
        record = contract.milestones[slot.milestone]
    value = record[FIELDS[slot.field.scope].index(slot.field)]
    return scene if value is None else scene.with_answer(slot, value)

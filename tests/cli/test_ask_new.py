"""`closeout ask --new`: the talk with somebody who has no file, to the letter, and what is kept of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from closeout.cli import dialog

from .talking import (
    ENDED,
    IN_REVIEW,
    LEFT_IN_ESCROW,
    NOTHING_SAID,
    PAID,
    PAID_FILE,
    TALKS,
    Talk,
    kept,
    verdicts,
)

PAID_TALK = """\
May I end this contract? Answer as you would say it.
Enter: I don't know. q or Ctrl-D stops. Answers are kept in contracts.json.

What do you call the contract?
  [the job or the client, like Logo for Bakery Blum; Enter: I don't know]
> Logo for Blum
So far: that cannot be told yet.

On which platform is it (fiverr, freelancer-com, upwork), and what are you on
it: the freelancer, an agency, the client?
  [like upwork, freelancer, which it is else taken for; Enter: I don't know]
> upwork, the freelancer
So far: no, do not end it. How much lies in escrow is not known

How is it paid: by the hour, or in milestones, and where does each stand: not
funded, funded, submitted, sent back, paid, cancelled?
  [hourly, or like: paid 250; funded 300, or 2, or 2 paid; Enter: I don't know]
> paid 250
So far: that cannot be told yet.

What does the page say about the contract: active, paused, suspended, disputed,
ended?
  [active, paused, ended, suspended, disputed; Enter: I don't know]
> active
So far: that cannot be told yet.

Is anything open: money asked back, a dispute, tasks or concerns, more work to
come or anything that went otherwise than agreed?
  [none; or what: refund, dispute, 2 tasks, more work, time misjudged,
  requirements changed, unpaid extra work, client not paying, no details, mutual
  stop; Enter: I don't know]
> none
So far: that cannot be told yet.

When did you last write?
  [a day like 2026-03-15, or none; Enter: I don't know]
> 3 days ago
Logo for Blum: yes, you may end it.
  Nothing lies in escrow or in review. Tell the client first. Either side has 14
  days for feedback after the end; leave yours in the same step.
  Only if you do not wait for an answer.
  The reason to give: completed.

Another contract?
  [its name, or yes; Enter: no more]
> no
Written: contracts.json. To see all of it:
  closeout check contracts.json --as-of 2026-03-10T12:00:00Z
"""


def test_a_paid_contract_is_told_after_six_questions(talk: Talk) -> None:
    said = talk([*PAID, "no"])
    assert (said.exit_code, said.stdout) == (0, PAID_TALK)
    assert kept() == PAID_FILE
    assert talk.count == 6 + 1  # and the offer of another


def test_work_in_review_is_told_after_eight_questions_at_most(talk: Talk) -> None:
    said = talk([*IN_REVIEW, "no"])
    assert said.stdout.rpartition("> 2026-03-08\n")[2] == (
        "Flyer: no, do not end it.\n"
        "  The money in escrow (1200.50 USD) goes back to the client at once if you end\n"
        "  the contract.\n"
        "  Wait for the automatic release. Submitted on 2026-03-08. In escrow: 1200.50\n"
        "  USD. Release date: 2026-03-22 23:59:59 UTC, unless the client acts first.\n"
        "\n"
        "Another contract?\n"
        "  [its name, or yes; Enter: no more]\n"
        "> no\n"
        "Written: contracts.json. To see all of it:\n"
        "  closeout check contracts.json --as-of 2026-03-10T12:00:00Z\n"
    )
    assert talk.count <= 8 + 1


@pytest.mark.parametrize("answers", TALKS.values(), ids=TALKS)
def test_the_answer_is_that_of_check(talk: Talk, answers: list[str]) -> None:
    said = talk([*answers, "no"])
    assert talk.count == len(answers) + 1, said.stdout
    (verdict,) = verdicts()
    told = said.stdout.partition(f"> {answers[-1]}\n")[2]
    words = next(words for key, words in dialog.SPOKEN.items() if key == verdict)
    assert f"{answers[0]}: {words}" in told.splitlines()[0]


def test_the_answer_is_told_in_full(talk: Talk) -> None:
    said = talk(["Late", "upwork, freelancer", "paid 250", "ended", "none", "2026-02-26 15:00"])
    told = said.stdout.partition("> 2026-02-26 15:00\n")[2]
    assert told.startswith(
        "Late: not yet, something comes first. Leave your feedback, until 2026-03-12\n"
        "15:00 UTC\n"
        "  By 2026-03-12 15:00 UTC, to be safe before 2026-03-12 00:00 UTC; later the\n"
        "  client has to allow it.\n"
    )


@pytest.mark.parametrize(
    "place", ["upwork, client", "freelancer.com, client", "upwork, freelancer", "upwork, agency"]
)
def test_no_side_gets_a_yes_before_it_was_asked_what_is_open(talk: Talk, place: str) -> None:
    """Where nothing is said of a dispute none is taken for granted, which may let go; a person is there to say."""
    said = talk(["Shop", place, "paid 100; paid 50", "active", "dispute"])
    before, _, after = said.stdout.partition("> dispute\n")
    assert "Is anything open" in before.rpartition("\n\n")[2]
    assert "Shop: yes" not in said.stdout
    assert verdicts() != ["close"], after


@pytest.mark.parametrize("pay", ["hourly", "paid 300", "cancelled"])
@pytest.mark.parametrize("side", ["freelancer", "client"])
@pytest.mark.parametrize("platform", ["fiverr", "freelancer.com", "upwork"])
def test_nobody_hears_that_nothing_is_left_to_do_before_it_was_asked_what_is_open(
    talk: Talk, platform: str, side: str, pay: str
) -> None:
    """What has ended may still be asked back or disputed, and the days for an answer run out."""
    states = ["cancelled"] if platform == "fiverr" and pay == "hourly" else [pay]
    said = talk(["Shop", f"{platform}, {side}", *states, "ended", "refund and dispute"]).stdout
    before, _, after = said.partition("> refund and dispute\n")
    assert before.count("Is anything open: money asked back or a dispute?") == 1
    assert "nothing is left to do" not in before
    assert "nothing is left to do" not in after


@pytest.mark.parametrize("side", ["freelancer", "client", "agency"])
@pytest.mark.parametrize("platform", ["fiverr", "freelancer.com", "upwork"])
def test_nobody_hears_that_nothing_is_left_to_do_before_it_was_asked_when_it_ended(
    talk: Talk, platform: str, side: str
) -> None:
    """For some days after an end each side can leave feedback, and answer for what was paid."""
    said = talk(["Shop", f"{platform}, {side}", "paid 300", "ended", "none"]).stdout
    before, _, after = said.partition("When did the contract end?")
    assert after
    assert "nothing is left to do" not in before


def test_a_client_is_told_of_feedback_after_an_end(talk: Talk) -> None:
    said = talk(["Shop", "upwork, client", "paid 300", "ended", "none", "2026-02-26 15:00"]).stdout
    assert "Leave your feedback, until 2026-03-12\n15:00 UTC\n" in said


@pytest.mark.parametrize("side", ["freelancer", "client"])
def test_whoever_tells_of_a_dispute_is_asked_who_filed_it(talk: Talk, side: str) -> None:
    """Its answer is the other side's, whatever the verdict."""
    said = talk(["Shop", f"upwork, {side}", "paid 100; paid 50", "active", "dispute", side])
    assert (
        said.stdout.count("Who filed the dispute: the freelancer, the client, the platform?") == 1
    )
    (one,) = json.loads(kept())["contracts"]
    assert one["dispute"] == {"filed_by": side, "stage": "open"}


def test_another_currency_than_the_platform_pays_in_is_asked_about_again(talk: Talk) -> None:
    euros, dollars = "paid $1,250.00; funded \u20ac300", "paid $1,250.00; funded $300"
    said = talk([*PAID[:2], euros, dollars])
    assert said.stdout.partition(f"> {euros}\n")[2].startswith(
        "  the amount is in EUR, and the platform pays in USD (write what the contract's\n"
        "  page shows, in USD)\n"
        f"> {dollars}\n"
    )
    (one,) = json.loads(kept())["contracts"]
    assert [each["amount"] for each in one["milestones"]] == ["1250.00", "300.00"]


def test_the_currency_that_is_named_is_kept_with_the_amount(talk: Talk) -> None:
    talk(["Site", "freelancer.com, freelancer", "funded \u20ac300"])
    (one,) = json.loads(kept())["contracts"]
    assert (one["currency"], one["milestones"][0]["amount"]) == ("EUR", "300.00")


@pytest.mark.parametrize("answers", [PAID, IN_REVIEW], ids=["paid", "in review"])
def test_where_nothing_is_taken_for_granted_a_talk_asks_on_and_lets_nobody_go_by_silence(
    talk: Talk, answers: list[str]
) -> None:
    talk([*answers, *NOTHING_SAID], "--strict")
    assert talk.count >= len(answers) + 1
    strict, ever = verdicts("--strict"), verdicts()
    assert strict == (["cannot-tell"] if ever == ["close"] else ever)


@pytest.mark.parametrize("answers", [*TALKS.values(), NOTHING_SAID], ids=[*TALKS, "nothing"])
def test_what_can_be_told_so_far_stands_before_every_question_in_one_line(
    talk: Talk, answers: list[str]
) -> None:
    lines = talk([*answers, "no"]).stdout.splitlines()
    assert max(map(len, lines)) <= 80
    begins = [i for i, line in enumerate(lines) if i and not lines[i - 1] and line]
    questions = [i for i in begins if not lines[i].startswith("Another")]
    for index in questions[1:]:
        assert lines[index - 2].startswith("So far: ")


def test_whoever_knows_nothing_is_asked_and_nothing_is_written(talk: Talk) -> None:
    said = talk(NOTHING_SAID)
    assert said.exit_code == 0
    assert 5 <= talk.count <= 15
    assert said.stdout.endswith("> \nNo answers, so nothing is written.\n")
    assert not Path("contracts.json").exists()


@pytest.mark.parametrize("name", ["several milestones, one of them not known", "an ended contract"])
def test_broken_off_anywhere_and_taken_up_it_ends_with_the_same_file(talk: Talk, name: str) -> None:
    answers = TALKS[name]
    talk(answers)
    whole = kept()
    # Every third answer: after odd ones by Ctrl-C, after even ones by Ctrl-D.
    for count in range(1, len(answers), 3):
        Path("contracts.json").unlink()
        end, code = (KeyboardInterrupt, 130) if count % 2 else (EOFError, 0)
        broken = talk([*answers[:count], end])
        assert broken.exit_code == code
        assert broken.stdout.endswith(
            "  closeout check contracts.json --as-of 2026-03-10T12:00:00Z\n"
        )
        not_known = [each for each in answers[:count] if each == "?"]
        again = talk([*not_known, *answers[count:]], "-o", "contracts.json")
        assert again.stdout.startswith("The answers in contracts.json are taken up: 1 contract.\n")
        assert kept() == whole


@pytest.mark.parametrize(
    "typed", [PAID[:3], PAID], ids=["at a question", "at the offer of another"]
)
def test_q_stops_as_the_end_of_the_terminal_does(talk: Talk, typed: list[str]) -> None:
    talk(typed)
    stopped = kept()
    Path("contracts.json").unlink()
    said = talk([*typed, " Q ", "never asked for"])
    assert (said.exit_code, kept()) == (0, stopped)
    assert talk.count == len(typed) + 1


def test_broken_off_before_the_first_answer_nothing_is_written(talk: Talk) -> None:
    said = talk([KeyboardInterrupt])
    assert said.exit_code == 130
    assert said.stdout.endswith("No answers, so nothing is written.\n")
    assert not Path("contracts.json").exists()


@pytest.mark.parametrize("offer", [["Flyer"], ["yes", "Flyer"]], ids=["by its name", "by a yes"])
def test_another_contract_is_asked_about_without_platform_and_side(
    talk: Talk, offer: list[str]
) -> None:
    said = talk([*PAID, *offer, "2", "active", "submitted", ""])
    assert said.exit_code == 0
    assert said.stdout.count("On which platform") == 1
    contracts = json.loads(kept())["contracts"]
    assert [(one["id"], one["title"], len(one["milestones"])) for one in contracts] == [
        ("C1", "Logo for Blum", 1),
        ("C2", "Flyer", 2),
    ]
    assert verdicts() == ["close", "do-not-end"]


def test_a_platform_and_a_side_that_are_not_known_are_asked_once_in_a_talk(talk: Talk) -> None:
    said = talk(["Logo", "", "hourly", "active", "3 hours", "Flyer", "hourly"])
    assert (
        said.stdout.count("On which platform") == said.stdout.count("an agency, the client?") == 1
    )
    assert not {"platform", "role"} & set(json.loads(kept()))
    assert talk(["upwork client"]).stdout.count("On which platform") == 1
    assert json.loads(kept())["role"] == "client"


def test_taken_up_with_nothing_open_the_next_contract_is_offered(talk: Talk) -> None:
    talk(PAID)
    said = talk(["Flyer", "hourly", "active"])
    assert said.stdout.startswith(
        "The answers in contracts.json are taken up: 1 contract.\n"
        "Enter: I don't know. q or Ctrl-D stops. Answers are kept in contracts.json.\n\n"
        "Logo for Blum: yes, you may end it.\n"
    )
    assert [one["title"] for one in json.loads(kept())["contracts"]] == ["Logo for Blum", "Flyer"]


@pytest.mark.parametrize(
    ("before", "bad", "told"),
    [
        (PAID[:1], "ebay", "expected fiverr, freelancer-com or upwork, found"),
        (PAID[:1], "ebay, freelancer", "expected fiverr, freelancer-com or upwork, found"),
        (PAID[:2], "some", "expected not funded, funded, submitted, changes requested, paid or"),
        (PAID[:2], "500", "expected 40 milestones at most, found"),
        (PAID[:2], "2 pai d", "expected not funded, funded, submitted, changes requested, paid or"),
        (PAID[:2], "un paid 20", "expected not funded, funded, submitted, changes requested, paid"),
        (PAID[:4], "yes", "what is open of: money asked back, a dispute, tasks or concerns, more"),
        (PAID[:4], "3 hours", "expected none, or what is open of: money asked back, a dispute"),
        (PAID[:4], "2 disputes", "expected none, or what is open of: money asked back, a dispute"),
    ],
    ids=[
        *("platform", "platform before a side", "pay", "too many", "state of all"),
        *("state of the only one", "open, but not what", "hours of a fixed price", "a count"),
    ],
)
def test_what_cannot_be_understood_is_told_and_asked_again(
    talk: Talk, before: list[str], bad: str, told: str
) -> None:
    said = talk([*before, bad, *PAID[len(before) :]])
    assert told in " ".join(said.stdout.split())
    assert kept() == PAID_FILE


@pytest.mark.parametrize(
    ("before", "bad", "told"),
    [
        (IN_REVIEW[:2], "me", "expected freelancer, agency or client, found"),
        (IN_REVIEW[:5], "payed", '(did you mean "paid"?)'),
        (IN_REVIEW[:5], "250", "expected where this milestone stands, found"),
    ],
    ids=["side", "state", "amount alone"],
)
def test_what_cannot_be_understood_by_itself_is_asked_again(
    talk: Talk, before: list[str], bad: str, told: str
) -> None:
    said = talk([*before, bad, *IN_REVIEW[len(before) :]])
    assert told in " ".join(said.stdout.split())
    assert verdicts() == ["do-not-end"]


def test_no_question_of_the_platform_where_there_is_one_alone(talk: Talk) -> None:
    said = talk([PAID[0], "freelancer", *PAID[2:]], "--policies", "upwork")
    assert "On which platform" not in said.stdout
    assert kept() == PAID_FILE


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("none", {"refund_request": "none", "dispute": "none", "open_tasks": 0}),
        ("2 tasks", {"refund_request": "none", "dispute": "none", "open_tasks": 2}),
        ("a task", {"refund_request": "none", "dispute": "none"}),
        (
            "a refund and a dispute",
            {
                "refund_request": {"requested_by": "client"},
                "dispute": {"stage": "open"},
                "open_tasks": 0,
            },
        ),
        ("", {}),
    ],
    ids=["nothing", "so many tasks", "tasks, not how many", "two claims", "not known"],
)
def test_what_is_open_is_stated_and_the_rest_is_not_there(
    talk: Talk, said: str, stated: dict[str, object]
) -> None:
    talk([*PAID[:4], said])
    (contract,) = json.loads(kept())["contracts"]
    names = ("refund_request", "dispute", "open_tasks")
    assert {name: contract[name] for name in names if name in contract} == stated


@pytest.mark.parametrize("said", ["refund", "dispute", "1 concern"])
def test_whoever_says_that_something_is_open_is_never_let_go(talk: Talk, said: str) -> None:
    talk([*PAID[:4], said, *[""] * 8])
    assert verdicts()[0] != "close"


def test_who_does_not_know_what_is_open_is_asked_for_each(talk: Talk) -> None:
    said = talk([*PAID[:4], "", "none", "today", "0"])
    assert "Was a refund asked for, and when?" in said.stdout
    assert "How many tasks or concerns are still open?" in said.stdout
    assert verdicts() == ["close"]


def test_what_has_ended_is_not_planned_to_be_ended(talk: Talk) -> None:
    talk(ENDED)
    assert "closing_planned" not in json.loads(kept())["contracts"][0]


@pytest.mark.parametrize("side", ["client", "freelancer"])
@pytest.mark.parametrize("platform", ["fiverr", "freelancer.com", "upwork"])
def test_no_talk_ends_before_it_was_asked_where_the_contract_stands(
    platform: str, side: str, talk: Talk
) -> None:
    told = talk(["Jingle", f"{platform}, {side}"]).stdout
    asked = "funded, submitted, sent back, paid, cancelled?"
    if platform == "fiverr":
        asked = "Where does the order stand: in progress, delivered, in revision, completed,"
    assert asked in told.split("> ")[-1]
    told = talk(["Jingle", f"{platform}, {side}", "1"], "-o", "one.json").stdout
    assert "Another contract?" not in told


def test_what_is_to_be_done_stands_beside_what_is_not(talk: Talk) -> None:
    said = ["Job", "upwork freelancer", "paid 150 of 300", "active", "mutual stop"]
    told = " ".join(talk(said).stdout.split())
    assert "Job: no, do not end it. The money in escrow" in told
    assert "Submit what is done. Only what is submitted can be paid." in told


def test_a_payer_is_spoken_to_as_one(talk: Talk) -> None:
    told = talk(["Shop", "upwork, client", "hourly", "active", "none", "2026-03-08"]).stdout
    assert "yes, you may end it" in told
    assert "Only if you do not wait for an answer and what was done was paid" in " ".join(
        told.split()
    )


@pytest.mark.parametrize("said", [["none"], ["fixed price", "none"], ["fixed price", "1"]])
def test_a_fixed_price_without_milestones_is_asked_where_its_money_stands(
    talk: Talk, said: list[str]
) -> None:
    told = talk(["Site", "upwork, freelancer", *said, "active", "funded 300", "none"]).stdout
    assert "What does the page say about milestone 1" in told
    assert "Site: no, do not end it. The money in escrow (300.00 USD)" in told.replace("\n  ", " ")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (["upwork client", "submitted 300", "active", "none", "2026-03-01"], "silence releases it"),
        (["upwork", "agency", "submitted 300", "active", "none", "2026-03-01"], "2026-03-15"),
        (["upwork freelancer", "funded 200", "active", "refund", "2026-03-05"], "2026-03-12"),
        (["upwork freelancer", "funded 200", "paused", "none"], "Job: no, do not end it."),
    ],
    ids=["a client's review", "an agency's release", "a request", "nothing but escrow"],
)
def test_what_is_decided_is_asked_all_the_same_for_what_runs_out_by_itself(
    talk: Talk, answers: list[str], told: str
) -> None:
    said = talk(["Job", *answers, "no"]).stdout
    assert talk.count == len(answers) + 2
    assert said.count("Is anything open") == 1
    assert told in said.rpartition(f"> {answers[-1]}\n")[2]


@pytest.mark.parametrize(
    ("place", "so_far"),
    [
        ("fiverr buyer", "that cannot be told yet."),
        ("upwork client", "that cannot be told yet."),
        ("upwork freelancer", "no, do not end it. How much lies in escrow is not known"),
    ],
)
def test_before_the_first_answer_about_the_contract_nothing_is_advised(
    talk: Talk, place: str, so_far: str
) -> None:
    said = talk(["Job", place]).stdout.partition(f"> {place}\n")[2]
    assert said.splitlines()[0] == f"So far: {so_far}"


def test_what_was_ended_with_money_in_escrow_is_told_when_to_answer(talk: Talk) -> None:
    told = talk(LEFT_IN_ESCROW).stdout
    assert "answer it by 2026-03-11" in told.rpartition("> 6 days ago")[2]


@pytest.mark.parametrize(
    ("said", "state", "status", "more"),
    [
        ("delivered", "submitted", "active", {}),
        ("order delivered", "submitted", "active", {}),
        ("the order was delivered for $250", "submitted", "active", {"amount": "250.00"}),
        ("1 order, delivered 250", "submitted", "active", {"amount": "250.00"}),
        ("250 delivered late", "submitted", "active", {"requirements_missed": True}),
        ("in progress", "funded", "active", {}),
        ("waiting for requirements", "funded", "active", {"situation": ["no_details"]}),
        ("in revision", "changes_requested", "active", {}),
        ("Completed, $250", "paid", "ended", {}),
        ("cancelled by buyer", "cancelled", "ended", {"ended_by": "client"}),
        ("cancellation requested", "funded", "active", {"refund_request": {"response": "none"}}),
    ],
)
def test_an_order_of_fiverr_is_told_in_its_own_words(
    talk: Talk, said: str, state: str, status: str, more: dict[str, object]
) -> None:
    talk(["Jingle", "fiverr, seller", said])
    (contract,) = json.loads(kept())["contracts"]
    (order,) = contract["milestones"]
    assert (order["state"], contract["status"]) == (state, status)
    assert {**contract, **order}.items() >= more.items()


@pytest.mark.parametrize(
    ("said", "told"), [("delivered", "active"), ("completed", "ended"), ("active", "active")]
)
def test_so_is_whether_an_order_runs(talk: Talk, said: str, told: str) -> None:
    talk(["Jingle", "fiverr, buyer", "an order", said])
    (contract,) = json.loads(kept())["contracts"]
    assert contract["status"] == told


@pytest.mark.parametrize("said", ["cancellation", "a cancellation request"])
def test_a_cancellation_is_money_that_is_asked_back(talk: Talk, said: str) -> None:
    talk(["Jingle", "fiverr, seller", "delivered", said])
    (contract,) = json.loads(kept())["contracts"]
    assert contract["refund_request"]["requested_by"] == "client"

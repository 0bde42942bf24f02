"""`closeout ask --new`: the talk with somebody who has no file, to the letter, and what is kept of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from closeout.cli import dialog
from closeout.cli.app import app

Typed = str | type[BaseException]

NOW = "2026-03-10T12:00:00Z"
PAID = ["Logo for Blum", "upwork", "the freelancer", "1", "active", "paid 250"]
IN_REVIEW = ["Flyer", "upwork", "freelancer", "1", "active", "submitted $1,200.50"]
MANY = [*("Menu", "Upwork", "freelancer", "3", "active", "paid"), "?", "funded 300", "yesterday"]
HOURLY = ["Support", "upwork", "freelancer", "hourly", "active", "0"]
ENDED = ["Old", "upwork", "freelancer", "2 paid", "ended", "yesterday"]
AS_CLIENT = ["Shop", "upwork", "the client", "1", "active", "submitted"]
ORDER = ["Jingle", "fiverr", "freelancer", "1", "submitted"]
PROJECT = ["App", "freelancer.com", "freelancer", "2", "paid", "funded 80"]
NOTHING_SAID = [""] * 30
TALKS = {
    "a paid contract": PAID,
    "work in review": IN_REVIEW,
    "several milestones, one of them not known": MANY,
    "an hourly contract": HOURLY,
    "an ended contract": ENDED,
    "a client's contract": AS_CLIENT,
    "an order on Fiverr": ORDER,
    "a project on Freelancer.com": PROJECT,
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own, without a file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dialog, "is_terminal", lambda: True)


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    """A terminal at which somebody sits."""
    return Talk(monkeypatch)


class Talk:
    """Somebody at a terminal: what they type is seen as on a screen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._left: Iterator[Typed] = iter(())
        self.count = 0
        """How many answers were asked for."""
        monkeypatch.setattr("builtins.input", self._typed)

    def __call__(self, answers: Sequence[Typed], *words: str, at: str = NOW) -> Result:
        """What `closeout ask --new` does where this is typed, then Ctrl-D."""
        self._left, self.count = iter(answers), 0
        return CliRunner().invoke(app, ["ask", "--new", "--as-of", at, *words])

    def _typed(self, prompt: str) -> str:
        answer = next(self._left, EOFError)
        if not isinstance(answer, str):
            raise answer
        self.count += 1
        sys.stdout.write(f"{prompt}{answer}\n")
        return answer


def kept(name: str = "contracts.json") -> str:
    """The file that was written."""
    return Path(name).read_text(encoding="utf-8")


def verdicts() -> list[str]:
    """What `closeout check` says of the file that was written."""
    words = ["check", "contracts.json", "--as-of", NOW, "-f", "json", "--fail-on", "never"]
    report = json.loads(CliRunner().invoke(app, words).stdout)
    return [one["verdict"] for one in report["contracts"]]


PAID_TALK = """\
May I end this contract? Answer as you would say it.
Enter: I don't know. Ctrl-D stops. Answers are kept in contracts.json.

What do you call the contract?
  [the job or the client, like Logo for Bakery Blum; Enter: I don't know]
> Logo for Blum
So far: that cannot be told yet.

On which platform is it?
  [fiverr, freelancer-com, upwork; else taken for upwork; Enter: I don't know]
> upwork
So far: that cannot be told yet.

What are you on it: the freelancer, an agency, the client?
  [freelancer, agency, client; else taken for freelancer; Enter: I don't know]
> the freelancer
So far: no, do not end it. The export does not say how much lies in escrow

How is it paid: by the hour, or in how many milestones?
  [hourly, or a number like 2; 2 paid where all are paid; Enter: I don't know]
> 1
So far: no, do not end it. The export does not say how much lies in escrow

What does the page say about the contract: active, paused, ended?
  [active, paused, ended; Enter: I don't know]
> active
So far: no, do not end it. The export does not say how much lies in escrow

What does the page say about milestone 1: not funded, funded, submitted, sent
back, paid, cancelled?
  [with its price, if you know it: paid 250; Enter: I don't know]
> paid 250
Logo for Blum: yes, you may end it.
  Only if nothing is in dispute, no more work is to come, nothing is left to do,
  nobody asked for money back and nothing special happened; tell the client
  first.
  The reason to give: completed.

Another contract?
  [its name, or yes; Enter: no more]
> no
Written: contracts.json. To see all of it:
  closeout check contracts.json
"""

PAID_FILE = """\
{
  "version": 1,
  "made_by": "closeout ask --new",
  "exported_at": "2026-03-10T12:00:00Z",
  "platform": "upwork",
  "role": "freelancer",
  "contracts": [
    {
      "id": "C1",
      "title": "Logo for Blum",
      "type": "fixed",
      "status": "active",
      "closing_planned": true,
      "milestones": [
        {
          "id": "1",
          "state": "paid",
          "amount": "250.00"
        }
      ]
    }
  ]
}
"""


def test_a_paid_contract_is_told_after_six_questions(talk: Talk) -> None:
    said = talk([*PAID, "no"])
    assert (said.exit_code, said.stdout) == (0, PAID_TALK)
    assert kept() == PAID_FILE
    assert talk.count == 6 + 1  # and the offer of another


def test_work_in_review_is_told_after_seven_questions_at_most(talk: Talk) -> None:
    said = talk([*IN_REVIEW, "no"])
    assert said.stdout.partition("> submitted $1,200.50\n")[2] == (
        "Flyer: no, do not end it.\n"
        "  In escrow: 1200.50 USD. It goes back to the client at once if you end the\n"
        "  contract.\n"
        "\n"
        "Another contract?\n"
        "  [its name, or yes; Enter: no more]\n"
        "> no\n"
        "Written: contracts.json. To see all of it:\n"
        "  closeout check contracts.json\n"
    )
    assert talk.count <= 7 + 1


@pytest.mark.parametrize("answers", TALKS.values(), ids=TALKS)
def test_the_answer_is_that_of_check(talk: Talk, answers: list[str]) -> None:
    said = talk([*answers, "no"])
    assert talk.count == len(answers) + 1, said.stdout
    (verdict,) = verdicts()
    told = said.stdout.partition(f"> {answers[-1]}\n")[2]
    words = next(words for key, words in dialog.SPOKEN.items() if key == verdict)
    assert f"{answers[0]}: {words}" in told.splitlines()[0]


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
    assert 6 <= talk.count <= 15
    assert said.stdout.endswith("> \nNo answers, so nothing is written.\n")
    assert not Path("contracts.json").exists()


@pytest.mark.parametrize("name", ["several milestones, one of them not known", "an ended contract"])
def test_broken_off_anywhere_and_taken_up_it_ends_with_the_same_file(talk: Talk, name: str) -> None:
    answers = TALKS[name]
    talk(answers)
    whole = kept()
    for count in range(1, len(answers)):
        Path("contracts.json").unlink()
        end, code = (KeyboardInterrupt, 130) if count % 2 else (EOFError, 0)
        broken = talk([*answers[:count], end])
        assert broken.exit_code == code
        assert broken.stdout.endswith("  closeout check contracts.json\n")
        not_known = [each for each in answers[:count] if each == "?"]
        again = talk([*not_known, *answers[count:]], "-o", "contracts.json")
        assert again.stdout.startswith("The answers in contracts.json are taken up: 1 contract.\n")
        assert kept() == whole


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
    said = talk(["Logo", "", "", "hourly", "active", "0", "Flyer", "hourly"])
    assert said.stdout.count("On which platform") == said.stdout.count("What are you on it") == 1
    assert not {"platform", "role"} & set(json.loads(kept()))
    assert talk(["upwork", "client"]).stdout.count("On which platform") == 1
    assert json.loads(kept())["role"] == "client"


def test_taken_up_with_nothing_open_the_next_contract_is_offered(talk: Talk) -> None:
    talk(PAID)
    said = talk(["Flyer", "hourly", "active"])
    assert said.stdout.startswith(
        "The answers in contracts.json are taken up: 1 contract.\n"
        "Enter: I don't know. Ctrl-D stops. Answers are kept in contracts.json.\n\n"
        "Logo for Blum: yes, you may end it.\n"
    )
    assert [one["title"] for one in json.loads(kept())["contracts"]] == ["Logo for Blum", "Flyer"]


@pytest.mark.parametrize(
    ("before", "bad", "told"),
    [
        (PAID[:1], "ebay", "expected fiverr, freelancer-com or upwork, found"),
        (PAID[:2], "me", "expected freelancer, agency or client, found"),
        (PAID[:3], "some", "expected how many milestones there are, found"),
        (PAID[:3], "500", "expected 40 milestones at most, found"),
        (PAID[:3], "2 pai d", "expected not funded, funded, submitted, changes requested, paid or"),
        (PAID[:5], "payed", '(did you mean "paid"?)'),
        (PAID[:5], "250", "expected a state and an amount, found"),
    ],
    ids=["platform", "side", "pay", "too many", "state of all", "state", "amount alone"],
)
def test_what_cannot_be_understood_is_told_and_asked_again(
    talk: Talk, before: list[str], bad: str, told: str
) -> None:
    said = talk([*before, bad, *PAID[len(before) :]])
    assert told in " ".join(said.stdout.split())
    assert kept() == PAID_FILE


def test_no_question_of_the_platform_where_there_is_one_alone(talk: Talk) -> None:
    said = talk([PAID[0], *PAID[2:]], "--policies", "upwork")
    assert "On which platform" not in said.stdout
    assert kept() == PAID_FILE


def test_what_has_ended_is_not_planned_to_be_ended(talk: Talk) -> None:
    talk(ENDED)
    assert "closing_planned" not in json.loads(kept())["contracts"][0]


FOREIGN = {
    "a snapshot": '{"version": 1, "contracts": [{"id": "C1"}]}',
    "a snapshot of another command": '{"version": 1, "made_by": "x", "contracts": [{"id": "C1"}]}',
    "a text": "my notes",
    "deep nesting": "[" * 100_000,
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_a_file_that_is_none_of_its_own_is_left_alone(talk: Talk, text: str) -> None:
    Path("contracts.json").write_text(text, encoding="utf-8")
    refused = talk(PAID)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        "contracts.json: error: is there already, and was not written by `closeout ask --new`\n"
        "  name another file with -o\n"
    )
    assert kept() == text


def test_a_talk_with_more_written_into_it_is_left_alone(talk: Talk) -> None:
    talk(PAID)
    more = kept().replace('"version": 1,', '"version": 1, "as_of": "2026-03-10",')
    Path("contracts.json").write_text(more, encoding="utf-8")
    refused = talk(["Flyer"])
    assert refused.exit_code == 2
    assert "is not as `closeout ask --new` left it" in refused.stderr
    assert kept() == more


def test_a_talk_that_was_damaged_is_invalid_input(talk: Talk) -> None:
    talk(PAID)
    damaged = kept().replace('"id": "C1",', "")
    Path("contracts.json").write_text(damaged, encoding="utf-8")
    assert talk(["Flyer"]).exit_code == 3
    assert kept() == damaged


def test_a_talk_of_some_days_ago_is_not_gone_on_with(talk: Talk) -> None:
    talk(PAID)
    refused = talk(["Flyer"], at="2026-03-12T12:00:00Z")
    assert refused.exit_code == 2
    assert refused.stderr == (
        "contracts.json: error: the answers are of 2026-03-10 12:00 UTC: what has changed since is "
        "not known\n"
        "  begin anew: name another file with -o\n"
    )
    assert kept() == PAID_FILE


def test_the_file_of_another_platform_needs_its_policies(talk: Talk) -> None:
    talk(ORDER)
    refused = talk(["Flyer"], "--policies", "upwork")
    assert refused.exit_code == 2
    assert "no policy pack is for the platform fiverr" in refused.stderr


def test_a_name_that_is_no_json_is_refused(talk: Talk) -> None:
    refused = talk(PAID, "-o", "contracts.csv")
    assert refused.exit_code == 2
    assert refused.stderr == (
        "contracts.csv: error: a talk is written as JSON\n  name it contracts.json\n"
    )
    assert not Path("contracts.csv").exists()


def test_without_a_terminal_it_says_what_to_do_instead(
    monkeypatch: pytest.MonkeyPatch, talk: Talk
) -> None:
    monkeypatch.setattr(dialog, "is_terminal", lambda: False)
    refused = talk(PAID)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        "--new: error: asks on a terminal, and nobody is there to answer\n"
        "  run it in a terminal, or fill in a table: "
        "closeout schema snapshot --template csv\n"
    )
    assert not Path("contracts.json").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["c.json"],
        ["--contract", "C1"],
        ["--close", "C1"],
        ["--supplement", "s.csv"],
        ["-f", "json"],
    ],
    ids=lambda words: words[0],
)
def test_what_speaks_of_a_file_does_not_go_with_it(talk: Talk, words: list[str]) -> None:
    refused = talk(PAID, *words)
    assert refused.exit_code == 2
    assert "does not go with --new" in refused.stderr
    assert not Path("contracts.json").exists()


def test_with_neither_a_file_nor_new_both_are_named() -> None:
    refused = CliRunner().invoke(app, ["ask"])
    assert refused.exit_code == 2
    assert refused.stderr == (
        "FILE: error: no file is named\n  name a file, or begin with nothing: closeout ask --new\n"
    )

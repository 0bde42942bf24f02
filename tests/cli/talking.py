"""Somebody at a terminal who is asked by `closeout ask --new`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app

Typed = str | type[BaseException]

NOW = "2026-03-10T12:00:00Z"
PAID = ["Logo for Blum", "upwork, the freelancer", "paid 250", "active", "none", "3 days ago"]
IN_REVIEW = [
    *("Flyer", "upwork", "freelancer", "1", "active", "submitted $1,200.50"),
    *("none", "2026-03-08"),
]
IN_REVIEW_AT_ONCE = [
    "Flyer",
    "upwork freelancer",
    "submitted $1,200.50",
    "active",
    "none",
    "2 days ago",
]
MANY = ["Menu", "Upwork", "freelancer", "3", "active", "paid", "?", "funded 300", "none"]
HOURLY = ["Support", "upwork", "freelancer", "hourly", "active", "none", "today"]
CLAIM = ["Ads", "upwork freelancer", "hourly", "active", "a refund and 2 tasks"]
UNDIVIDED = ["Site", "upwork", "freelancer", "fixed price", "none", "active", "funded 300", "nope"]
LEFT_IN_ESCROW = [
    "Left",
    "upwork freelancer",
    "paid 100; funded 200",
    "ended",
    "none",
    "6 days ago",
]
ENDED = ["Old", "upwork", "freelancer", "2 paid", "ended", "none", "yesterday"]
AS_CLIENT = ["Shop", "upwork", "the client", "1", "active", "submitted", "none", "yesterday"]
ORDER = ["Jingle", "fiverr", "freelancer", "1", "active", "submitted", "none", "today"]
PROJECT = ["App", "freelancer.com as a freelancer", "2", "active", "paid", "funded 80", "none"]
NOTHING_SAID = [""] * 30
TALKS = {
    "a paid contract": PAID,
    "work in review": IN_REVIEW,
    "work in review, all in one answer": IN_REVIEW_AT_ONCE,
    "several milestones, one of them not known": MANY,
    "an hourly contract": HOURLY,
    "a contract with a claim": CLAIM,
    "a fixed price that is not divided": UNDIVIDED,
    "an ended contract": ENDED,
    "a client's contract": AS_CLIENT,
    "an order on Fiverr": ORDER,
    "a project on Freelancer.com": PROJECT,
}


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
      "last_freelancer_message_at": "2026-03-07T00:00:00Z",
      "more_work_expected": false,
      "situation": [],
      "open_tasks": 0,
      "refund_request": "none",
      "dispute": "none",
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


def verdicts(*more: str) -> list[str]:
    """What `closeout check` says of the file that was written."""
    words = ["check", "contracts.json", "--as-of", NOW, "-f", "json", "--fail-on", "never", *more]
    report = json.loads(CliRunner().invoke(app, words).stdout)
    return [one["verdict"] for one in report["contracts"]]

"""To an agency the freelancer of a contract is its member, where no member is told."""

from __future__ import annotations

import io

import pytest

from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.snapshot.instants import parse_instant
from closeout.engine.snapshot.read import read_snapshot

AS_OF = parse_instant("2026-03-10T12:00:00Z")
RULE = "member-streak-before-ending"
HEAD = (
    "id,role,as_of,{},client.id,type,status,ended_at,ended_by,feedback.from_client.state,closing_planned,"
    "escrow,milestones,refund_request,dispute,last_freelancer_message_at,work_state,total_paid,last_paid_at"
)
OF = "{0},agency,2026-03-10T12:00:00Z,{1},c{0},fixed"
ENDED = f"{OF},ended,2026-02-0{{0}},freelancer,none,no,{{2}},complete,100,2026-01-20"
OPEN = f"{OF},active,none,,,yes,{{2}},complete,100,2026-01-20"
REST = "0,[],none,none,2026-03-08"


def told(column: str, members: str) -> list[str]:
    """What is told of the row of the member of the last contract. `members`: of each contract, by a letter."""
    rows = [ENDED.format(number, each, REST) for number, each in enumerate(members[:-1], start=1)]
    rows.append(OPEN.format(len(members), members[-1], REST))
    text = "\n".join((HEAD.format(column), *rows)) + "\n"
    snapshot = read_snapshot(["-"], stdin=io.BytesIO(text.encode()))
    report = evaluate(snapshot, load_packs(None), AS_OF, Options())
    return [each.message[:58] for each in report.findings if each.rule == RULE]


@pytest.mark.parametrize("column", ["member_id", "freelancer.id", "freelancer.name", "Freelancer"])
def test_an_agencys_freelancer_is_its_member(column: str) -> None:
    row = "Member M: ended contracts in a row without client feedback"
    assert told(column, "MMMM") == [row]
    assert told(column, "MMIM") == []

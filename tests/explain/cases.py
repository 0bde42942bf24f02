"""What is asked in the golden files: name of the file -> arguments after `closeout`."""

from __future__ import annotations

EXPLAIN = "explain contracts.yaml --policies pack"

CASES: dict[str, str] = {
    "verdict-wait.txt": f"{EXPLAIN} C1",
    "verdict-hostile-title-and-closing-planned.txt": f"{EXPLAIN} C3",
    "verdict-cannot-tell.txt": f"{EXPLAIN} C4",
    "verdict-nothing-to-do.txt": f"{EXPLAIN} E2",
    "verdict-when-a-closing-is-asked-for.txt": f"{EXPLAIN} C2 --close C2 --as-of 2026-04-20",
    "rule-holds-until.txt": f"{EXPLAIN} C2 ask-again",
    "rule-not-known-with-what-the-action-requires.txt": f"{EXPLAIN} C2 end-when-done",
    "rule-holds-from.txt": f"{EXPLAIN} C1/m2 release-overdue",
    "rule-of-the-only-milestone.txt": f"{EXPLAIN} C4 release-pending",
    "rule-of-the-account-with-a-dated-param.txt": f"{EXPLAIN} E1 several-without-feedback",
    "rule-out-of-season.txt": f"{EXPLAIN} C1 spring-notice",
    "rule-through-the-last-minute.txt": f"{EXPLAIN} E1 feedback-open",
    "rule-preview.txt": f"{EXPLAIN} E2 early-thanks",
    "rule-in-line.txt": f"{EXPLAIN} C4 one-at-a-time",
    "fact-streak.txt": f"{EXPLAIN} --fact row_without",
    "fact-dated-table.txt": f"{EXPLAIN} C1 --fact weight",
    "fact-unknown-by-date.txt": f"{EXPLAIN} C1 --fact weight --as-of 2023-05-05",
    "fact-sum.txt": f"{EXPLAIN} C1 --fact account.paid",
    "fact-share.txt": f"{EXPLAIN} --fact account.share_without",
    "fact-rank.txt": f"{EXPLAIN} C2 --fact contract.place",
    "fact-case.txt": f"{EXPLAIN} E1 --fact feedback_window",
    "fact-longest-gap.txt": f"{EXPLAIN} E5 --fact longest_unpaid",
    "fact-periods.txt": f"{EXPLAIN} E5 --fact busy_months",
    "fact-field.txt": f"{EXPLAIN} C4 --fact escrow",
    "rule.json": f"{EXPLAIN} C1/m2 release-overdue -f json",
    "verdict.json": f"{EXPLAIN} C4 -f json",
    "fact.json": f"{EXPLAIN} --fact row_without -f json",
}

"""Reports as a pipeline sees them: with places in files, fingerprints of their own, a waiver."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace

import pytest

from closeout.cli.outcome import failing
from closeout.cli.render import sarif_log
from closeout.cli.settings.choices import FailOn
from closeout.engine.policy.pack import Action, Effect, Source
from closeout.engine.problems import Place
from closeout.engine.records import record_with
from closeout.engine.report.findings import Finding, Report, Verdict, Waived

FORMATS = ("sarif", "junit", "github", "gitlab", "markdown", "csv", "ndjson", "ics")
FILE = "exports/my contracts.json"
WAIVED = Waived("agreed with the client", 1_777_593_600, "Ann")

INJECTIONS = (
    "::error file=x::pwned",
    "a\n::error::pwned",
    "a\r\n##[error]pwned",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "+1",
    "-1;=1+1",
    "\t=1",
    "\r=1",
    "＝1+1",
    "\x1b[31mred\x1b[0m\x07",
    "a,b\"c'd;e",
    "]]><failure/>",
    "<!-- x --> -- &amp; &#0;",
    "\u202etxt.exe\u2069",
    "lone \ud800 and \udcff",
    "\x00\x0b\ufffe\uffff",
    "語" * 100,
    "é" * 37 + "😀" * 40,
    "x" * 1_000,
    "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:pwned",
    "back\\slash\\n \\; \\, %0A %25",
    "[click](https://evil.example) ![i](javascript:x)",
    "| a | b |",
    "`code` **bold** _it_ ~~gone~~ # h",
    "@octocat #12 !3 ~bug $4 %5 &6 GH-7",
    "see https://evil.example and www.evil.example or a@evil.example",
    "{0} {bad} [x](0)",
    "$(id) `id` ${IFS} %PATH%",
    "' OR 1=1 --",
)
"""Texts that mean something to one of the formats, or to who reads it."""


def placed(report: Report, file: str = FILE) -> Report:
    """The report with what hand-built ones lack: places and fingerprints."""
    places = {
        contract.id: Place(file, 10 + 3 * number, 5)
        for number, contract in enumerate(report.contracts)
    }
    contracts = tuple(record_with(one, place=places[one.id]) for one in report.contracts)
    findings = tuple(record_with(one, fingerprint=fingerprint(one)) for one in report.findings)
    return record_with(report, contracts=contracts, findings=findings)


def fingerprint(finding: Finding) -> str:
    """As the engine makes them: of what identifies a finding."""
    parts = (finding.pack, finding.rule, finding.subject)
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


def injected(make: SimpleNamespace) -> Report:
    """Every text in every place that somebody else can fill."""
    contracts = tuple(
        make.contract(
            f"{number} {text}",
            Verdict.CANNOT_TELL if number % 3 else Verdict.PREPARE,
            title=text,
            client=text,
            end_reason=text,
            needs=(text,),
        )
        for number, text in enumerate(INJECTIONS)
    )
    findings = tuple(
        record_with(
            make.finding(
                text,
                "leave-feedback",
                ("error", "warning", "info")[number % 3],
                text,
                contract=contracts[number].id,
                milestone=text,
                why=text,
                deadline=make.AS_OF + 86_400 * number,
                safe_by=make.AS_OF + 86_400 * number - 3_600,
                sources=(
                    Source(text, text, f"https://example.org/{number}"),
                    Source(text, text, text),
                    Source(text, text, f"https://example.org/{text}"),
                ),
                pack=text,
                title=text,
            ),
            action=Action(text, text, Effect.PREPARE, how=(text, text)),
            waived=Waived(text, make.AS_OF + 86_400, text) if number % 4 == 0 else None,
        )
        for number, text in enumerate(INJECTIONS)
    )
    others = tuple(
        make.finding("hostile", "ask-for-feedback", "info", text, account=text, client=text)
        for text in INJECTIONS
    )
    missing = tuple(make.undetermined(text, (text,), contract=text) for text in INJECTIONS)
    return placed(
        make.report(
            contracts,
            findings + others,
            missing,
            notes=INJECTIONS,
            policies=((INJECTIONS[0], "1"),),
        )
    )


@pytest.fixture(autouse=True)
def no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Golden files do not change with each release."""
    monkeypatch.setattr(sarif_log, "tool_version", dict)


@pytest.fixture
def portfolio(full_report: Report) -> Report:
    """The report with every verdict; its second finding is waived, and the run fails for the others
    of severity error."""
    found = placed(full_report)
    first, second, *rest = found.findings
    found = record_with(found, findings=(first, record_with(second, waived=WAIVED), *rest))
    return failing(found, FailOn.ERROR)


@pytest.fixture
def injection(make: SimpleNamespace) -> Report:
    """The report with hostile texts everywhere."""
    return injected(make)


@pytest.fixture(params=["portfolio", "injection", "hostile", "empty"])
def pipeline_report(
    request: pytest.FixtureRequest, portfolio: Report, injection: Report, make: SimpleNamespace
) -> tuple[str, Report]:
    """Every report with its name."""
    name = request.param
    if name == "hostile":
        texts = make.HOSTILE
        contracts = tuple(
            make.contract(f"{number} {text}", Verdict.WAIT, title=text, client=text)
            for number, text in enumerate(texts)
        )
        findings = tuple(
            make.finding("rule", "leave-feedback", "warning", text, contract=contract.id)
            for text, contract in zip(texts, contracts, strict=True)
        )
        return name, placed(make.report(contracts, findings), "\x1b[31m::x,y%\udcff\u202e.json")
    return name, {"portfolio": portfolio, "injection": injection, "empty": make.report()}[name]


@pytest.fixture(scope="session")
def shapes() -> SimpleNamespace:
    """What the tests of this folder share."""
    return SimpleNamespace(
        FORMATS=FORMATS, FILE=FILE, INJECTIONS=INJECTIONS, WAIVED=WAIVED, placed=placed
    )

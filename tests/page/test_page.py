"""The page as a text: whole, self-contained, inert, and small enough."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from closeout.cli.render import RenderOptions, render
from closeout.cli.render.urgency import DEEDS
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report
from closeout.engine.units import Scope
from closeout.engine.zones import UTC

VOID = frozenset({"meta", "br", "input"})
LARGEST_EXAMPLE = 150_000
LARGEST_PORTFOLIO = 8_000_000


class Reading(HTMLParser):
    """What a reader without a style sheet and without a script gets to see, and every element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._unseen: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("template", "style", "script"):
            self._unseen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and self._unseen[-1] == tag:
            self._unseen.pop()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data)

    @property
    def seen(self) -> str:
        """The words, with single spaces."""
        return " ".join("".join(self.words).split())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of a name."""
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def text(portfolio_page: Path) -> str:
    return portfolio_page.read_text("utf-8")


def test_everything_that_was_found_can_be_read_without_script_and_style(
    portfolio: Report, text: str
) -> None:
    seen = Reading(text).seen
    for contract in portfolio.contracts:
        assert contract.id in seen
        assert str(contract.title) in seen
    for finding in portfolio.findings:
        for told in (finding.message, finding.why, *finding.action.how, finding.rule):
            assert " ".join(told.split()) in seen
        for source in finding.sources:
            assert source.title in seen
        for value in finding.evidence.values():
            assert value.text in seen
    for question in portfolio.questions:
        assert question.text in seen


def test_the_page_asks_for_nothing_from_elsewhere(text: str) -> None:
    page = Reading(text)
    assert {name for name, _ in page.elements} & {
        "link",
        "img",
        "iframe",
        "object",
        "base",
    } == set()
    for _, attributes in page.elements:
        assert not {"src", "srcset", "style", "background", "action"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
    assert not re.search(r"@import|url\(", text)
    targets = [str(each["href"]) for each in page.named("a")]
    assert {target[:1] for target in targets} == {"#", "h"}
    assert all(target.startswith(("#", "https://", "http://")) for target in targets)


def test_every_link_inside_the_page_leads_somewhere(text: str) -> None:
    page = Reading(text)
    ids = [str(each["id"]) for _, each in page.elements if "id" in each]
    assert len(ids) == len(set(ids))
    inside = [str(each["href"])[1:] for each in page.named("a") if str(each["href"])[:1] == "#"]
    assert set(inside) <= set(ids)
    labels = [
        str(each["aria-labelledby"]) for _, each in page.elements if "aria-labelledby" in each
    ]
    assert set(labels) <= set(ids)


def test_the_policy_allows_its_own_style_and_script_by_their_hashes_alone(text: str) -> None:
    policy = Reading(text).named("meta")[1]
    assert policy["http-equiv"] == "Content-Security-Policy"
    parts = dict(part.split(" ", 1) for part in str(policy["content"]).split("; "))
    assert parts == {
        "default-src": "'none'",
        "style-src": _hash(text, "style"),
        "script-src": _hash(text, "script"),
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def _hash(text: str, name: str) -> str:
    found = re.findall(f"<{name}>(.*?)</{name}>", text, re.DOTALL)
    assert len(found) == 1
    return f"'sha256-{b64encode(sha256(found[0].encode()).digest()).decode()}'"


def test_the_page_of_the_example_portfolio_is_small(text: str) -> None:
    assert len(text.encode()) <= LARGEST_EXAMPLE


def test_two_thousand_contracts_as_dense_as_the_example_fit_into_eight_million_bytes(
    portfolio: Report,
) -> None:
    def numbered(id: str, copy: int) -> str:
        return f"{id}-{copy:03}"

    copies = range(2_000 // len(portfolio.contracts) + 1)
    many = record_with(
        portfolio,
        contracts=tuple(
            record_with(one, id=numbered(one.id, copy))
            for copy in copies
            for one in portfolio.contracts
        ),
        findings=tuple(
            record_with(
                one, subject=record_with(one.subject, contract=numbered(one.subject.contract, copy))
            )
            for copy in copies
            for one in portfolio.findings
            if one.subject.contract is not None
        ),
    )
    assert len(many.contracts) >= 2_000
    assert len(render("html", many, RenderOptions()).encode()) <= LARGEST_PORTFOLIO


def test_the_texts_of_others_make_no_elements(hostile_page: Path, text: str) -> None:
    hostile = Reading(hostile_page.read_text("utf-8"))
    usual = {name for name, _ in Reading(text).elements}
    assert {name for name, _ in hostile.elements} <= usual
    assert len(hostile.named("script")) == len(hostile.named("style")) == 1
    for _, attributes in hostile.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "autofocus"]
    assert "{{ 7 * 7 }}" in hostile.seen
    assert "\\x202egnp.exe" in hostile.seen


def test_an_address_that_is_none_of_the_web_is_no_link(portfolio: Report) -> None:
    first = portfolio.findings[0]
    source = record_with(first.sources[0], url="javascript:alert(1)", title="A source")
    report = record_with(portfolio, findings=(record_with(first, sources=(source,)),))
    page = Reading(render("html", report, RenderOptions()))
    assert "A source" in page.seen
    assert all(str(each["href"])[:1] == "#" for each in page.named("a"))


def test_the_page_is_the_same_to_the_byte_every_time(portfolio: Report, text: str) -> None:
    assert render("html", portfolio, RenderOptions()) == text


def test_an_export_without_contracts_has_a_page_too(portfolio: Report) -> None:
    report = record_with(portfolio, contracts=(), findings=(), undetermined=(), readings={})
    seen = Reading(render("html", report, RenderOptions())).seen
    assert "0 contracts" in seen


def test_the_page_tells_of_the_contracts_alone_that_were_asked_for(portfolio: Report) -> None:
    told = frozenset({"C121", "C203"})
    text = render("html", portfolio, RenderOptions(told=told))
    assert isinstance(text, str)
    sheets = [
        each["data-verdict"] for each in Reading(text).named("details") if each.get("data-verdict")
    ]
    assert len(sheets) == len(told)
    assert "Told of 2 of 32 contracts." in Reading(text).seen


def test_a_client_reads_the_names_of_freelancers(portfolio: Report) -> None:
    contracts = tuple(record_with(one, freelancer="Ines Lobo") for one in portfolio.contracts)
    text = render(
        "html", record_with(portfolio, role="client", contracts=contracts), RenderOptions()
    )
    assert isinstance(text, str)
    seen = Reading(text).seen
    assert "freelancer Ines Lobo" in seen
    assert "client Hillside Accounting" not in seen


def test_rules_about_accounts_and_clients_that_cannot_be_decided_are_told(
    portfolio: Report,
) -> None:
    one = portfolio.undetermined[0]
    subjects = {
        "Account A1": record_with(
            one.subject,
            scope=Scope.ACCOUNT,
            account="A1",
            client=None,
            contract=None,
            milestone=None,
        ),
        "Client K7": record_with(
            one.subject,
            scope=Scope.CLIENT,
            account="A1",
            client="K7",
            contract=None,
            milestone=None,
        ),
    }
    action = record_with(one.action, title="Take the badge off")
    added = tuple(
        record_with(one, subject=subject, action=action, needs=("account.recommend_rate",))
        for subject in subjects.values()
    )
    text = render("html", record_with(portfolio, undetermined=added), RenderOptions())
    assert isinstance(text, str)
    seen = Reading(text).seen.partition("Clients and accounts")[2]
    told = "would decide whether to take the badge off"
    for name in subjects:
        assert name in seen
    assert seen.count(told) == len(subjects)
    assert told not in Reading(render_of(portfolio)).seen


def render_of(report: Report) -> str:
    text = render("html", report, RenderOptions())
    assert isinstance(text, str)
    return text


def test_a_wait_lasts_up_to_its_deadline_as_in_the_text(portfolio: Report, text: str) -> None:
    """The time that is safe is that of whoever acts: a release may well come after it."""
    waits = [
        one
        for one in portfolio.findings
        if one.action.effect not in DEEDS and one.deadline and one.deadline > portfolio.as_of
    ]
    assert any(one.safe_by not in (None, one.deadline) for one in waits)
    heads = re.findall(r"until (?:<[^>]*>)*([^<]*)", text)
    for one in waits:
        assert one.deadline is not None
        assert UTC.end(one.deadline) in {head.strip() for head in heads}
    untimely = {UTC.end(one.safe_by) for one in waits if one.safe_by not in (None, one.deadline)}
    assert not untimely & {head.strip() for head in heads if "safe" not in head}

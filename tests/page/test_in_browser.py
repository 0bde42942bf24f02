"""The page in a real browser: what it refuses, filters, opens, and shows to whom cannot see or click."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from closeout.engine.report.findings import Report, Verdict

from .chromium import Chromium

SHOWN = "[...document.querySelectorAll('#contracts .sheet')].filter(s => !s.hidden).length"
FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
TAB, ENTER, DOWN = ("Tab", 9, ""), ("Enter", 13, "\r"), ("ArrowRight", 39, "")


@pytest.fixture
def shown(browser: Chromium, portfolio_page: Path) -> Chromium:
    """The browser with the page of the example portfolio, as it is when it was just opened."""
    browser.open(portfolio_page)
    return browser


def choose(browser: Chromium, **wanted: str) -> int:
    """Fill in the filters; how many contracts are left."""
    browser.run(
        f"""Object.entries({json.dumps(wanted)}).forEach(([name, value]) => {{
            const field = document.querySelector(`form [name=${{name}}]`);
            field.value = value;
            field.dispatchEvent(new Event("input", {{bubbles: true}}));
        }})"""
    )
    browser.run(FRAME)
    found: int = browser.run(SHOWN)
    return found


def test_the_page_loads_without_a_word_of_protest(shown: Chromium) -> None:
    assert shown.told() == []


def test_hostile_texts_do_nothing(browser: Chromium, hostile_page: Path) -> None:
    browser.open(hostile_page)
    browser.run("document.querySelectorAll('details').forEach(each => each.open = true)")
    browser.run(FRAME)
    assert browser.run("window.pwned ?? null") is None
    assert browser.run("document.scripts.length + document.querySelectorAll('iframe').length") == 1
    assert browser.run("getComputedStyle(document.body).display") != "none"
    assert browser.told() == []


def test_a_script_that_got_in_all_the_same_would_not_run(shown: Chromium) -> None:
    shown.run(
        """{
            const script = document.createElement("script");
            script.textContent = "window.pwned = 1";
            document.body.append(script);
            const image = document.createElement("img");
            image.setAttribute("onerror", "window.pwned = 1");
            image.src = "x.png";
            document.body.append(image);
            document.body.setAttribute("style", "display: none");
        }"""
    )
    assert shown.run("window.pwned ?? null") is None
    assert shown.run("getComputedStyle(document.body).display") != "none"


def test_filters_leave_what_was_asked_for_on_board_timeline_and_sheets(
    shown: Chromium, portfolio: Report
) -> None:
    waiting = [one.id for one in portfolio.contracts if one.verdict is Verdict.WAIT]
    assert choose(shown, verdict="wait") == len(waiting)
    output = shown.run("document.querySelector('output').textContent")
    assert output == f"{len(waiting)} of {len(portfolio.contracts)} shown"
    for part in (".cards li", ".rows li"):
        names = shown.run(
            f"[...document.querySelectorAll('{part}')].filter(each => !each.hidden)"
            ".map(each => each.querySelector('a').textContent)"
        )
        assert set(names) <= set(waiting)
        assert names


def test_filters_add_up_and_are_taken_back_together(shown: Chromium, portfolio: Report) -> None:
    assert choose(shown, other="Fjord Films", severity="error") == 1
    assert choose(shown, text="no such words anywhere") == 0
    shown.run("document.querySelector('button[type=reset]').click()")
    shown.run("new Promise(done => setTimeout(done))")
    assert shown.run(SHOWN) == len(portfolio.contracts)


def test_the_text_filter_looks_into_closed_sheets(shown: Chromium) -> None:
    assert choose(shown, text="menu COPPER") == 1


def test_a_link_to_a_contract_opens_its_sheet(shown: Chromium) -> None:
    shown.run("document.querySelector('.cards a').click()")
    shown.run(FRAME)
    assert shown.run("document.querySelector(location.hash).closest('details').open") is True


def test_the_keyboard_reaches_the_contracts_at_once_and_the_filters_by_name(
    shown: Chromium,
) -> None:
    shown.press(*TAB)
    assert shown.run("document.activeElement.textContent") == "Skip to the contracts"
    shown.press(*ENTER)
    shown.run(FRAME)
    shown.press(*TAB)
    assert shown.run("document.activeElement.tagName") == "SUMMARY"
    shown.press(*ENTER)
    assert shown.run("document.activeElement.parentElement.open") is True


def test_the_scale_of_the_timeline_changes_by_keyboard_alone(shown: Chromium) -> None:
    wide = "document.querySelector('.rows li').getBoundingClientRect().width"
    shown.run("document.getElementById('zoom-all').focus()")
    widths = [shown.run(wide)]
    for _ in ("month", "week"):
        shown.press(*DOWN)
        widths.append(shown.run(wide))
    assert widths == sorted(set(widths))


def test_without_script_nothing_is_lost_but_the_filters(
    browser: Chromium, portfolio_page: Path, portfolio: Report
) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(portfolio_page)
        document = browser.call("DOM.getDocument", depth=0)["root"]["nodeId"]

        def count(selector: str) -> int:
            nodes = browser.call("DOM.querySelectorAll", nodeId=document, selector=selector)
            return len(nodes["nodeIds"])

        assert count("form") == 0
        assert count("#contracts .sheet") == len(portfolio.contracts)
        assert count("#board .cards li") == len(portfolio.contracts)
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


def test_on_paper_every_sheet_is_open_and_no_form_is_printed(shown: Chromium) -> None:
    visible = "document.querySelector('#c1').checkVisibility({contentVisibilityAuto: true})"
    assert shown.run(visible) is False
    shown.call("Emulation.setEmulatedMedia", media="print")
    shown.run(FRAME)
    try:
        assert shown.run(visible) is True
        assert shown.run("document.querySelector('form').checkVisibility()") is False
    finally:
        shown.call("Emulation.setEmulatedMedia", media="")


@pytest.mark.parametrize("width", [1400, 390], ids=["wide", "narrow"])
def test_nothing_but_board_and_timeline_is_wider_than_the_window(
    shown: Chromium, width: int
) -> None:
    shown.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=900,
        deviceScaleFactor=1,
        mobile=False,
    )
    try:
        assert shown.run("document.documentElement.scrollWidth <= innerWidth") is True
    finally:
        shown.call("Emulation.clearDeviceMetricsOverride")


def test_a_plan_is_filtered_with_the_contracts_and_asks_for_nothing(
    browser: Chromium, plan_page: Path
) -> None:
    browser.open(plan_page)
    assert browser.told() == []
    choose(browser, other="Harbour Museum")
    left = browser.run(
        "[...document.querySelectorAll('.plan li')].filter(li => li.dataset.n && !li.hidden)"
        ".map(li => li.className)"
    )
    assert left == ["p-end"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(shown: Chromium, axe: str, scheme: str) -> None:
    assert complaints(shown, axe, scheme) == []


def test_axe_finds_nothing_to_complain_about_in_a_plan(
    browser: Chromium, plan_page: Path, axe: str
) -> None:
    browser.open(plan_page)
    assert complaints(browser, axe, "light") == []


def complaints(shown: Chromium, axe: str, scheme: str) -> list[dict[str, Any]]:
    """What axe-core finds on the page with everything open, in light or in dark."""
    feature = {"name": "prefers-color-scheme", "value": scheme}
    shown.call("Emulation.setEmulatedMedia", features=[feature])
    try:
        shown.run("document.querySelectorAll('details').forEach(each => each.open = true)")
        shown.run(axe)
        found: list[dict[str, Any]] = shown.run(
            """axe.run(document, {resultTypes: ["violations"]}).then(done => done.violations.map(
                one => ({rule: one.id, at: one.nodes.slice(0, 3).map(node => node.html)})))"""
        )
    finally:
        shown.call("Emulation.setEmulatedMedia", features=[])
    return found

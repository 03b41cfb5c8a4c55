"""The browser that tests and measurements drive: the machine's own Chromium, without its background talk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

PATIENCE = 300.0
"""Seconds for which a test waits for another process, thread or browser. No test may fail because a machine
is slow or busy, and one that passes never waits that long."""

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


PLACES = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
"""Where Debian and Ubuntu have it, the leanest first."""


def launch(playwright: Playwright, *more: str) -> Browser:
    """Starts Chromium, from SELFEVAL_CHROMIUM or from one of PLACES."""
    path = os.environ.get("SELFEVAL_CHROMIUM") or next(filter(os.path.exists, PLACES), PLACES[-1])
    browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *more])
    new_context, new_page = browser.new_context, browser.new_page

    def patient_context(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE * 1000)
        return context

    def patient_page(**options: Any) -> Page:
        page = new_page(**options)
        page.set_default_timeout(PATIENCE * 1000)
        return page

    browser.new_context, browser.new_page = patient_context, patient_page  # type: ignore[method-assign]
    expect.set_options(timeout=PATIENCE * 1000)
    return browser


def until(page: Page, condition: str) -> None:
    """Waits until a line of JavaScript is true. Asked anew each time: `wait_for_function` asks again inside
    the page, where our Content-Security-Policy forbids it, so that it holds only if it is true at once."""
    for _ in range(int(PATIENCE / 0.05)):
        if page.evaluate(condition):
            return
        time.sleep(0.05)
    raise AssertionError(f"Never true: {condition}")


def until_here(page: Page, holds: Callable[[], object]) -> None:
    """Waits until something is true in this process, and takes what the browser tells meanwhile."""
    for _ in range(int(PATIENCE / 0.05)):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("It never came about.")


WIDTHS = (390, 820, 1366)
"""A phone, a tablet, a desk."""
ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES_OF_LAYOUT = {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}
"""What may fail at one width and hold at another; the other rules cost a second each time."""


LOOK = """options => axe.run(options).then(found =>
  found.violations.map(fault => [fault.id, fault.nodes.map(node => node.html.slice(0, 200))]))"""
"""What holds is not told: to describe it and to bring it here costs as much as the looking."""
NOTHING_MORE = {"resultTypes": ["violations"], "reporter": "no-passes", "selectors": False, "preload": False}


def faults_of_access(page: Page, rules: object = ALL_RULES) -> list[tuple[str, list[str]]]:
    """What axe finds: rules that are broken, each with the parts of the page that break it.

    Without `rules` all that are on unless one asks otherwise.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(LOOK, NOTHING_MORE | ({"runOnly": rules} if rules else {}))
    return [(fault, parts) for fault, parts in found]


def reads_well(page: Page, widths: Sequence[int] = WIDTHS) -> None:
    """Nothing cut off at any width, no fault of accessibility, nothing that our policy would not run.

    The page is left at the last of `widths`, at which all rules are looked at.
    """
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        faults = faults_of_access(page, ALL_RULES if width == widths[-1] else RULES_OF_LAYOUT)
        assert not faults, (page.url, width, faults)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
    assert page.evaluate("document.querySelectorAll('[style], style, script:not([src])').length") == 0


def unfold(page: Page) -> None:
    """Opens every folded part."""
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")

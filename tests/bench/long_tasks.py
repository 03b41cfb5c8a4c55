"""How long an answering page keeps a slow tablet busy at one stretch: so long a touch may wait."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.first_visit import open_surveys
from tests.bench.servers import selfeval_served
from tests.browsers import launch, until

SLOWER = 6
"""Times: a tablet of some years beside a desk's processor."""
RUNS = 3
"""The shortest counts: what else the machine does makes a task longer, never shorter."""
QUIET = 1500
"""Milliseconds for which a step is watched: a page that has been made has no more to do by then."""
WATCH = """
window.tasks = [];
new PerformanceObserver((seen) => seen.getEntries().forEach(({ duration }) => tasks.push(duration)))
  .observe({ type: 'longtask', buffered: true });
"""
LOOP = """(() => {
  const began = performance.now();
  let sum = 0;
  for (let i = 0; i < 1e7; i += 1) sum += Math.sqrt(i);
  return sum && performance.now() - began;
})()"""
STEPS = {
    "start": ("#ready .main", ".option"),
    "answer": (".option input", ":checked"),
    "go on": (".next, .part .main", ".option"),
    "leave out the rest": ("", ".send"),
    "send": (".send .main", "[data-handover]"),
    "hand on": ("[data-handover]", "#typing"),
}
"""What is pressed, and what stands there afterwards."""
REST = """while (!document.querySelector('.send')) {
  document.querySelector('[data-skip], .part .main, .why .main').click();
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
}"""


def longest() -> dict[str, float]:
    """The longest stretch of a whole visit of any questionnaire, beside a plain loop at the same pace."""
    with tempfile.TemporaryDirectory() as folder:
        cards = open_surveys(Path(folder), slips=RUNS)
        with selfeval_served(Path(folder)) as port, sync_playwright() as playwright:
            browser = launch(playwright)
            site = f"http://127.0.0.1:{port}"
            visits: dict[str, list[dict[str, float]]] = {}
            for address, slip in cards:
                visits.setdefault(address, []).append(_visit(browser, f"{site}{address}#{slip}"))
            plain = min(_slow_page(browser).evaluate(LOOP) for _ in range(RUNS))
            browser.close()
    return {
        "answering.longest_task_ms": max(
            min(visit[step] for visit in of_one) for of_one in visits.values() for step in of_one[0]
        ),
        "answering.plain_loop_ms": plain,
    }


def _slow_page(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 810, "height": 1080}).new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def _visit(browser: Browser, address: str) -> dict[str, float]:
    """Step -> its longest task in milliseconds; 0 where each was under the 50 that a browser tells of."""
    page = _slow_page(browser)
    page.add_init_script(WATCH)

    def watched(act: Callable[[], object], then: str) -> float:
        act()
        page.locator(then).first.wait_for(state="attached")
        page.wait_for_timeout(QUIET)
        tasks: list[float] = page.evaluate("tasks.splice(0)")
        return max(tasks, default=0)

    def press(what: str) -> Callable[[], object]:
        if not what:
            return lambda: page.evaluate(f"(async () => {{ {REST} }})()")
        return lambda: page.evaluate(f"document.querySelector('{what}').click()")

    found = {"load": watched(lambda: page.goto(address), "#ready .main")}
    until(page, "!document.querySelector('#ready .main').hasAttribute('aria-disabled')")
    found |= {step: watched(press(what), then) for step, (what, then) in STEPS.items()}
    page.context.close()
    return found

"""Thirty children, six tablets, a network that drops every third request and is gone in between."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Error, Page, expect

from tests.web.answer.bad_network import BadNetwork, bad_network
from tests.web.answer.installation import Installation
from tests.web.answer.lessons import Class, next_child, year_2
from tests.web.answer.screens import OUTBOX, TABLET, OpenPage

__all__ = ["year_2"]  # a fixture

TABLETS, CHILDREN = 6, 30
DARK = (2, 3)
"""Of the five children at each tablet those who find no network: two minutes of a lesson."""
CLOSED = (0, 2, 5)
"""Tablets on which somebody closes the tab while nothing is sent."""
PUT_BY = """navigator.serviceWorker.getRegistration()
  .then((worker) => worker && worker.active && caches.open('selfeval ' + location.pathname))
  .then((put) => put && put.keys()).then((kept) => Boolean(kept) && kept.length >= 4)"""
ANSWER = """(pattern) => {
  let n = 0;
  while (!document.querySelector('.send')) {
    const inputs = document.querySelectorAll('.ask input');
    if (inputs.length && document.querySelector('.count').textContent.startsWith('Question')) {
      inputs[Number(pattern[n])].click();
      n += 1;
      document.querySelector('.ask').closest('form').requestSubmit();
    } else document.querySelector('[data-skip], .why .main').click();
  }
}"""


def insist(act: Callable[[], object], worked: Callable[[], bool], tries: int = 200) -> None:
    """What people do: once more, until it works."""
    for _ in range(tries):
        try:
            act()
            if worked():
                return
        except Error:
            continue  # the browser's own page: nothing was reached
    raise AssertionError("It never worked.")


def comes(page: Page, wanted: str) -> bool:
    """Whether this is what the page says next, and not that it cannot reach anything, or nothing at all."""
    if page.evaluate("document.querySelector('#tools').hidden"):
        return False  # its script was lost
    page.locator(f"{wanted}, main .note.bad:visible").first.wait_for()
    return page.locator(wanted).count() > 0


def start_tablet(page: Page, network: BadNetwork, year: Class, card: str) -> None:
    """An adult scans their card and starts, as often as it takes; the tablet puts by what it needs."""
    scanned = f"{network.address}{year.address}#{card}"
    insist(
        lambda: (page.goto("about:blank"), page.goto(scanned)),
        lambda: comes(page, "h1:has-text('for the adult')"),
    )
    press = page.get_by_role("button", name="Start this tablet")
    insist(press.click, lambda: comes(page, "#ready:has-text('you are ready to go')"))
    insist(lambda: pass_time(page), lambda: bool(page.evaluate(PUT_BY)), tries=4000)


def pass_time(page: Page) -> None:
    """Five seconds for the tablet, a moment for the network to answer in."""
    page.clock.run_for(5_000)
    page.wait_for_timeout(50)


def empty(page: Page) -> bool:
    return bool(page.evaluate(f"{OUTBOX}.then((kept) => kept.length === 0)"))


def send_what_waits(page: Page, network: BadNetwork) -> None:
    """The network is back: the tablet sends, and once more what was lost on the way."""
    while not empty(page):
        before = network.ballots
        page.evaluate("dispatchEvent(new Event('online'))")
        while network.ballots == before and not empty(page):
            page.wait_for_timeout(20)


def pattern_of(child: int) -> str:
    """Answers that no other child gives: the number of the child in threes."""
    return "".join(str(child // 3**place % 3) for place in range(18))


def test_thirty_children_are_thanked_and_stored_once_through_a_bad_network(
    school: Installation, year_2: Class, site: str, open_page: OpenPage
) -> None:
    school.addresses["Year 2"] = year_2.address
    card = year_2.card()
    with bad_network(site) as network:
        pages = [open_page(TABLET) for _ in range(TABLETS)]
        for page in pages:
            page.clock.install()
        for page in pages:
            start_tablet(page, network, year_2, card)
        said = []
        for turn in range(CHILDREN // TABLETS):
            network.is_dark = turn in DARK
            for tablet, page in enumerate(pages):
                if turn == DARK[-1] + 1 and tablet in CLOSED:
                    start_tablet(page, network, year_2, card)
                next_child(page)
                page.evaluate(ANSWER, pattern_of(turn * TABLETS + tablet))
                page.locator(".send .main").click()
                page.locator("[data-handover]:visible").wait_for()
                said.append(page.locator("h1").inner_text())
                page.locator("[data-handover]").click()
            if turn == DARK[-1]:
                assert set(said[-TABLETS:]) == {"Saved. Not sent yet."}
                for tablet in CLOSED:
                    pages[tablet].close()
                    pages[tablet] = pages[tablet].context.new_page()
                    pages[tablet].goto(f"{network.address}{year_2.address}")  # opens in the dark
                    expect(pages[tablet].locator("[data-unsent]").first).to_contain_text("not sent yet")
        for page in pages:
            send_what_waits(page, network)
    assert set(said) == {"Thank you.", "Saved. Not sent yet."}
    assert network.dropped > CHILDREN
    assert len(network.thanked) == CHILDREN
    stored = [answers[:18] for answers in school.ballots("Year 2")]
    assert sorted(stored) == sorted(pattern_of(child) for child in range(CHILDREN))

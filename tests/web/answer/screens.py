"""The answering pages on a screen: to open them, to walk through them, and what holds of each."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browsers import faults_of_access

TABLET, DESKTOP, PHONE = (810, 1080), (1280, 900), (320, 640)


OpenPage = Callable[..., Page]


VOICE = """
const voice = { lang: 'en-GB', localService: true };
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => [voice], cancel() {}, addEventListener() {},
  speak(words) { (window.heard ||= []).push(words.text); words.onstart(); queueMicrotask(words.onend); },
} });
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
"""A browser with a voice that notes what it says."""
OUTBOX = """new Promise((resolve) => {
  const asked = indexedDB.open('selfeval', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore('outbox', { keyPath: 'receipt' });
  asked.onsuccess = () => {
    const found = asked.result.transaction('outbox').objectStore('outbox').getAll();
    found.onsuccess = () => { asked.result.close(); resolve(found.result); };
  };
})"""
"""What waits on a tablet to be sent."""
WARM_UP = "First, try it out. This one does not count."


def scan(page: Page, site: str, card: tuple[str, str]) -> None:
    """Opens the address of a card, as its QR code has it, and starts: at the first question that counts."""
    scan_to_warm_ups(page, site, card)
    skip_warm_ups(page)


def scan_to_warm_ups(page: Page, site: str, card: tuple[str, str]) -> None:
    """The same, up to the questions on which the youngest try the answers."""
    page.goto(f"{site}{card[0]}#{card[1]}")
    page.locator("#ready .main").click()
    page.locator("#ready").wait_for(state="detached")


def skip_warm_ups(page: Page) -> None:
    page.evaluate(
        """(words) => {
             const count = () => document.querySelector('.count')?.textContent;
             while (count() === words) document.querySelector('[data-skip]').click();
           }""",
        WARM_UP,
    )


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def skip_all(page: Page) -> None:
    """Leaves out every question up to the last page."""
    page.evaluate(
        """while (!document.querySelector('.send')) {
             document.querySelector('[data-skip], .part .main, .why .main').click();
           }"""
    )


def beyond_the_screen(page: Page) -> list[str]:
    """Leaves out every question; gives those whose page is higher than the screen once they are answered."""
    found: list[str] = page.evaluate(
        """() => {
             const found = [];
             while (!document.querySelector('.send')) {
               document.querySelector('.ask')?.classList.add('chosen');
               if (document.documentElement.scrollHeight > innerHeight) {
                 found.push(document.querySelector('h1').textContent);
               }
               document.querySelector('[data-skip], .why .main').click();
             }
             return found;
           }"""
    )
    return found


def try_again(page: Page) -> None:
    """Presses the button of the page that could not send, unless the page has tried by itself by now."""
    page.evaluate("document.querySelector('[data-again]')?.click()")


def kept_in_tab(page: Page) -> str:
    found: str | None = page.evaluate("sessionStorage.getItem('selfeval ' + location.pathname)")
    return found or ""


def check_with_axe(page: Page) -> None:
    assert faults_of_access(page, rules=None) == []


def check_fits(page: Page) -> None:
    """No sideways scrolling, and nothing to touch that is under 48 px high."""
    page.wait_for_load_state()  # without its stylesheet a page is as wide as the screen
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    heights = "[...document.querySelectorAll('button, summary, .face')].map((each) => each.offsetHeight)"
    assert [height for height in page.evaluate(heights) if 0 < height < 48] == []

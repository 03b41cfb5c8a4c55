"""What holds of every screen of the answering pages, at every size and with letters of every size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

SIZES = ((320, 568), (390, 844), (810, 1080), (1080, 810), (1024, 690), (1366, 768))
"""Small and usual phones, a tablet upright and on its side, a small laptop, a desk."""
ZOOMED = (320, 256)
"""What 400 % leaves of a screen of 1,280 x 1,024 (WCAG 1.4.10)."""
TEXTS = ("1", "2", "3")
"""Normal, bigger, biggest."""

LOOK = (Path(__file__).parent / "geometry.js").read_text()
"""What does not fit on the screen that is shown, in words; nothing that fits is told."""
NEXT = "document.querySelector('[data-skip], .part .main, .why .main').click()"
SHAPE = """(() => {
  document.querySelector('.ask')?.classList.add('chosen');
  const heading = document.querySelector('.ask h1');
  const choices = document.querySelectorAll('.ask .option').length;
  if (!heading) return String(Math.random());
  return `${Math.min(3, Math.floor(heading.textContent.length / 30))} ${choices}`;
})()"""
"""Questions of about the same length with as many answers stand alike; any other screen is one of its own."""
OPENED = {"help": ".help summary", "easier to read": "#tools summary", "stop": "#stop"}
"""What can be opened over a question, and what opens it."""


def faults_of(
    page: Page, state: str, texts: Sequence[str] = TEXTS, sizes: Sequence[tuple[int, int]] = SIZES
) -> list[str]:
    """What does not fit, at every size; the page itself stays, so that a state is made once."""
    found: list[str] = []
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        at_size: dict[str, list[str]] = page.evaluate(
            """async ([look, texts]) => {
                 const look_at = eval(look);
                 const found = {};
                 for (const text of texts) {
                   document.documentElement.dataset.text = text;
                   scrollTo(0, 0);
                   if (document.querySelector('.item')) { // which lines up its answers with the next picture
                     await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
                   }
                   found[text] = look_at();
                 }
                 return found;
               }""",
            [LOOK, list(texts)],
        )
        found += [
            f"{state} {width}x{height} text {text}: {fault}"
            for text, some in at_size.items()
            for fault in some
        ]
    page.evaluate("document.documentElement.dataset.text = '1'")
    return found


def faults_of_questions(
    page: Page, most: int = 60, sizes: Sequence[tuple[int, int]] = SIZES, *, whole: bool = True
) -> list[str]:
    """Walks to the last page; what does not fit on the way, or in what opens over the first question.

    Without `whole` nothing is opened, and letters in between are left out.
    """
    found: list[str] = []
    shapes: set[str] = set()
    for number in range(most):
        if page.locator(".send").count():
            break
        shape = page.evaluate(SHAPE)
        if shape not in shapes:
            found += faults_of(page, f"screen {number}", ("1", "3") if shapes or not whole else TEXTS, sizes)
        for name, opener in OPENED.items() if whole and not shapes else ():
            page.locator(opener).click()
            found += faults_of(page, name, ("1", "3"), sizes)
            page.keyboard.press("Escape")
        shapes.add(shape)
        page.evaluate(NEXT)
    return found

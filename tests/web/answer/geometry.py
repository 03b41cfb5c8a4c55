"""What holds of every screen of the answering pages, at every size and with letters of every size."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SIZES = ((320, 568), (390, 844), (810, 1080), (1080, 810), (1024, 690), (1366, 768))
"""Small and usual phones, a tablet upright and on its side, a small laptop, a desk."""
TEXTS = ("1", "2", "3")
"""Normal, bigger, biggest."""

LOOK = (Path(__file__).parent / "geometry.js").read_text()
"""What does not fit on the screen that is shown, in words; nothing that fits is told."""


def faults_of(page: Page, state: str, texts: tuple[str, ...] = TEXTS) -> list[str]:
    """What does not fit, at every size; the page itself stays, so that a state is made once."""
    found: list[str] = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        at_size: dict[str, list[str]] = page.evaluate(
            """([look, texts]) => {
                 const look_at = eval(look);
                 return Object.fromEntries(texts.map((text) => {
                   document.documentElement.dataset.text = text;
                   scrollTo(0, 0);
                   return [text, look_at()];
                 }));
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

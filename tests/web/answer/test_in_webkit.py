"""One child answers in WebKit, the engine of every iPad, from the card to the thank-you."""

from __future__ import annotations

import json

import pytest

from tests.web.answer.installation import ITEMS, Installation
from tests.web.answer.webdriver import missing, webkit

HEADING = "(document.querySelector('main h1')?.textContent ?? '')"
CHOSEN = 6
"""Questions that are answered by a press; the others are skipped."""


@pytest.mark.browser
@pytest.mark.skipif(
    missing() != "",
    reason=f"{missing()} is not there: apt-get install --no-install-recommends webkit2gtk-driver xvfb",
)
def test_a_child_answers_from_the_card_to_the_thank_you(school: Installation, site: str) -> None:
    address, slip = school.card("Year 5")
    before = len(school.ballots("Year 5"))
    with webkit() as window:
        window.resize(830, 1100)
        window.open(f"{site}{address}#{slip}")
        window.press("#ready .main")
        window.wait("return document.querySelectorAll('.option input').length > 1")
        for _ in range(CHOSEN):
            asked = window.run(f"return {HEADING}")
            window.press(".option:first-child")
            window.wait(f"return {HEADING} !== {json.dumps(asked)}")
        while window.run("return !!document.querySelector('[data-skip]')"):
            asked = window.run(f"return {HEADING}")
            window.press("[data-skip]")
            window.wait(f"return {HEADING} !== {json.dumps(asked)}")
            if window.run("return !!document.querySelector('form.why')"):
                window.press("form.why .main")
                window.wait("return !document.querySelector('form.why')")
        window.wait("return !!document.querySelector('.rows li')")
        assert window.run("return document.querySelectorAll('.rows li:not(.skipped)').length") == CHOSEN
        window.press(".send .main")
        window.wait("return !!document.querySelector('[data-handover]')")
        assert window.run(f"return {HEADING}") == "Thank you."
        window.press("[data-handover]")
        window.wait("return sessionStorage.length === 0")
    stored = school.ballots("Year 5")
    assert len(stored) == before + 1
    assert any(answers[: ITEMS["Year 5"]].count(".") == ITEMS["Year 5"] - CHOSEN for answers in stored)

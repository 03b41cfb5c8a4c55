"""A lead records a text with the microphone: it is cut, saved at once, and the page says what is left."""

from __future__ import annotations

import io
import wave

from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browsers import reads_well, until
from tests.web.answer.installation import served
from tests.web.test_recordings import FIRST
from tests.web.test_room_pages import Primary, primary

__all__ = ["primary"]  # a fixture

MICROPHONE = """
navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  const [tone, out] = [context.createOscillator(), context.createMediaStreamDestination()];
  tone.connect(out);
  tone.start();
  window.hummed = () => context.currentTime;
  return out.stream;
};
"""
"""Somebody who hums."""


def test_what_is_recorded_is_saved_without_leaving_the_page(
    app: Flask, primary: Primary, browser: Browser
) -> None:
    with served(app) as site:
        context = browser.new_context()
        context.add_cookies([{"name": "selfeval", "value": str(primary.lead.cookie()), "url": site}])
        page = context.new_page()
        page.add_init_script(MICROPHONE)
        page.goto(f"{site}/surveys/{primary.survey_id}/aloud")
        reads_well(page)
        page.get_by_role("link", name="Record or listen").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("recordings in English")
        row = page.locator(".spoken li", has_text=FIRST)
        row.get_by_role("button", name="Record").click()
        row.get_by_role("button", name="Stop").wait_for()
        until(page, "hummed() > 0.5")
        row.get_by_role("button", name="Stop").click()
        expect(page.locator("#progress")).to_contain_text("1 of 23 questions and answers are recorded.")
        expect(row.locator("audio")).to_have_count(1)
        expect(row.get_by_role("button", name="Record again")).to_be_focused()
        sound = page.request.get(site + str(row.locator("audio").get_attribute("src"))).body()
        with wave.open(io.BytesIO(sound)) as made:
            assert (made.getnchannels(), made.getframerate(), made.getsampwidth()) == (1, 16_000, 2)
            assert 0.1 < made.getnframes() / 16_000 < 25
        row.get_by_role("button", name="Take it away").click()
        expect(page.locator("#progress")).to_contain_text("0 of 23")
        reads_well(page)
        context.close()

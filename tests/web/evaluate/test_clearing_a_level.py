"""Taking the level of an indicator away: asked before, and said afterwards."""

from __future__ import annotations

import re

from tests.visitor import Visitor, text_of
from tests.web.evaluate.signing import FIRST


def test_a_level_is_cleared_only_after_a_question_and_the_message_says_so(lead: Visitor, rated: int) -> None:
    page = lead.get(f"/self-evaluation/{FIRST.area}?indicator={FIRST.id}")
    assert re.search(r"<details><summary>Clear the level</summary>.*?Yes, clear the level", page.text, re.S)
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version is not None
    lead.post(
        f"/self-evaluation/{FIRST.area}",
        indicator=FIRST.id,
        version=version[1],
        commentary="Seen.",
        act="clear",
    )
    assert f"Level cleared: {FIRST.number}" in text_of(lead.get("/self-evaluation"))

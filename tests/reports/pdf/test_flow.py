"""Texts that go on over a page: cut where they can be cut, whatever was typed."""

from __future__ import annotations

import pytest

from selfeval.reports.pdf.blocks import Style, TextBlock
from selfeval.reports.pdf.flow import ROOM, WIDTH, Flowing, flow_pdf, heading, split
from selfeval.reports.pdf.tagged import SANS, SERIF_BOLD
from tests.tagged import elements

TEXT = Style(SANS, 10, 13.4)
LABEL = "Why leaders and answers differ:"


def cut(text: TextBlock, room: float) -> list[str]:
    """The markup of each piece of a text: of the first in what room is left, of the others on new pages."""
    pieces: list[str] = []
    rest: TextBlock | None = text
    while rest is not None:
        first, rest = split(rest, room)
        if first is not None:
            assert first.height(WIDTH) > 0  # it can be set
            pieces.append(first.markup)
        room = 12 * TEXT.leading if first is not None else ROOM
    return pieces


@pytest.mark.parametrize(
    "typed",
    [
        '<b>bold</b><img src="file:///etc/passwd"/> & more ' * 40,
        "<&>" * 900,
        "x" * 3_000,
        "</b> </para> " * 120,
        "one two " * 300,
    ],
)
@pytest.mark.parametrize("label", ["", "Next step:", LABEL])
def test_a_text_with_a_label_is_cut_into_any_room(typed: str, label: str) -> None:
    (text,) = Flowing(typed, TEXT, label=label).parts()
    for room in (1.0, 2.1 * TEXT.leading, 5.1 * TEXT.leading):
        pieces = cut(text, room)
        assert any(between.join(pieces) == text.markup for between in ("", " "))
        for piece in pieces:
            assert piece.count("<b>") == piece.count("</b>")
            assert ";" in piece.rpartition("&")[2] or "&" not in piece


def test_a_letter_is_lost_only_where_the_face_has_it_not() -> None:
    title = heading("Ms Ŋala", Style(SERIF_BOLD, 20, 22), "H1")
    body = flow_pdf([title, TextBlock("Ms Ŋala, <b>Ms Ŋala</b>", TEXT)], "Names", "A school", "Alder Vale")
    assert [one.words for one in elements(body).parts] == ["Ms ?ala", "Ms Ŋala, Ms Ŋala"]

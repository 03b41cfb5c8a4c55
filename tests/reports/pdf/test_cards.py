"""Cards: what is on the paper, and that the QR code says what it should."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
import segno
from pypdf import PdfReader

from selfeval.reports.pdf.cards import CardSheet, cards_pdf, qr_rows

SLIPS = tuple(f"{first}{second}2345ZX" for first in "ABCDEFGHJK" for second in "23456")
SHEET = CardSheet(
    school="Alder Vale Primary",
    survey="Belonging, autumn 2026",
    group="Years 1 and 2",
    address="https://selfeval.example/a/abc234/1",
    slips=SLIPS,
)


def words_of(sheet: CardSheet) -> list[str]:
    """The text of each page in one line."""
    pages = PdfReader(io.BytesIO(cards_pdf(sheet))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_every_slip_is_on_one_card_24_to_a_page() -> None:
    pages = words_of(SHEET)
    assert len(pages) == 3
    shown = [f"{slip[:4]}-{slip[4:]}" for slip in SLIPS]
    assert [sum(code in page for code in shown) for page in pages] == [24, 24, 2]
    assert all(" ".join(pages).count(code) == 1 for code in shown)


def test_a_card_says_whose_survey_it_is_where_to_go_and_that_no_name_is_on_it() -> None:
    (page,) = words_of(replace(SHEET, slips=SLIPS[:1]))
    for words in (
        "Alder Vale Primary",
        "Belonging, autumn 2026",
        "Years 1 and 2",
        "Go to selfeval.example/a/abc234/1",
        "Take one card. Your name is not on it.",
    ):
        assert words in page


def test_a_card_in_words_has_them_one_below_the_other_and_in_its_square_without_gaps() -> None:
    sheet = replace(SHEET, slips=("otter kite zebra candle",))
    (page,) = words_of(sheet)
    assert "otter kite zebra candle" in page
    assert sheet.link(sheet.slips[0]).endswith("/1#otterkitezebracandle")
    for words in ("Alder Vale Primary", "Belonging, autumn 2026", "Go to selfeval.example/a/abc234/1"):
        assert words in page


def test_the_foot_of_a_page_counts_the_cards_and_says_shuffle() -> None:
    assert "Shuffle the cards before handing them out." in words_of(SHEET)[0]
    assert "Years 1 and 2: 50 cards. Page 1 of 3." in words_of(SHEET)[0]
    assert "Years 1 and 2: 1 card. Page 1 of 1." in words_of(replace(SHEET, slips=SLIPS[:1]))[0]


def test_the_slip_stands_after_the_hash_where_no_server_logs_it() -> None:
    assert SHEET.link(SLIPS[0]) == "https://selfeval.example/a/abc234/1#A22345ZX"


def test_the_drawn_modules_are_those_of_the_code() -> None:
    text = SHEET.link(SLIPS[0])
    drawn = [
        [any(start <= column < start + length for start, length in runs) for column in range(len(rows))]
        for rows in [qr_rows(text)]
        for runs in rows
    ]
    assert drawn == [
        [bool(module) for module in row] for row in segno.make(text, error="m", micro=False).matrix
    ]


def test_the_page_draws_every_dark_run_of_every_code() -> None:
    one = replace(SHEET, slips=SLIPS[:1])
    page = PdfReader(io.BytesIO(cards_pdf(one))).pages[0]
    rectangles = page.get_contents().get_data().count(b" re f")
    assert rectangles == sum(len(runs) for runs in qr_rows(one.link(SLIPS[0])))


def test_the_fonts_are_inside_and_the_document_has_a_title_and_a_language() -> None:
    reader = PdfReader(io.BytesIO(cards_pdf(SHEET)))
    assert reader.metadata is not None
    assert reader.metadata.title == "Cards for Years 1 and 2: Belonging, autumn 2026"
    assert reader.root_object["/Lang"] == "en-GB"
    fonts = reader.pages[0]["/Resources"]["/Font"]
    embedded = [
        "/FontFile2" in font.get_object()["/FontDescriptor"]
        for font in fonts.values()
        if "/FontDescriptor" in font.get_object()
    ]
    assert len(embedded) >= 2
    assert all(embedded)


def test_the_file_says_nothing_of_when_it_was_made() -> None:
    assert cards_pdf(SHEET) == cards_pdf(SHEET)
    reader = PdfReader(io.BytesIO(cards_pdf(SHEET)))
    assert reader.metadata is not None
    assert str(reader.metadata.get("/CreationDate")).startswith("D:2000")


@pytest.mark.parametrize("school", ["Ysgol Dŵr y Felin", "St Œdipus’ Academy", "Szkoła Łódź", "X" * 120])
def test_names_of_any_length_and_alphabet_stay_on_the_card(school: str) -> None:
    (page,) = words_of(replace(SHEET, school=school, slips=SLIPS[:1]))
    assert ("…" if len(school) > 100 else school.split()[0]) in page


def test_a_long_address_is_made_smaller_and_not_cut() -> None:
    address = "https://belonging.a-very-long-name-of-a-trust-of-many-schools.example.org.uk/a/abc234/12"
    (page,) = words_of(replace(SHEET, address=address, slips=SLIPS[:1]))
    assert address.removeprefix("https://") in page


def test_several_groups_are_one_file_and_no_page_has_cards_of_two() -> None:
    both = (SHEET, replace(SHEET, group="Years 3 and 4", slips=tuple(f"K{slip[1:]}" for slip in SLIPS[:3])))
    reader = PdfReader(io.BytesIO(cards_pdf(*both)))
    assert reader.metadata is not None
    assert reader.metadata.title == "Cards for every group: Belonging, autumn 2026"
    pages = [page.extract_text() for page in reader.pages]
    assert [("Years 1 and 2" in page, "Years 3 and 4" in page) for page in pages] == [
        (True, False),
        (True, False),
        (True, False),
        (False, True),
    ]

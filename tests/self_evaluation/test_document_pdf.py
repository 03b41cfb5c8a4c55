"""The PDF of a whole self-evaluation: tagged, in type that can be read, whole, and the picture first."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace

import pikepdf
import pytest
from pypdf import PdfReader

from selfeval.self_evaluation.document import Document, DocumentedEvidence
from selfeval.self_evaluation.document_pdf import document_pdf
from selfeval.store.self_evaluations import Rating
from tests.self_evaluation.documents import DEFINITION, whole_document

SMALLEST_TYPE = 9.0
LONG = " ".join(f"Sentence {number} of many." for number in range(1, 250))
FIRST, SECOND, THIRD = (item.id for item in DEFINITION.items[:3])


@pytest.fixture(scope="module")
def governors_document() -> Document:
    """A rated year with a commentary of 5,000 characters, an emoji and evidence."""
    ratings = {
        item.id: Rating("secure" if place % 2 else "building", "Seen in lessons.")
        for place, item in enumerate(DEFINITION.items)
    }
    ratings[FIRST] = Rating("secure", LONG[:5_000], next_step="Train them.", owner="Amina Yusuf")
    ratings[SECOND] = Rating("leading", "a" * 3_000)
    ratings[THIRD] = Rating(
        "not_known", "👩🏽 <b>said</b> & so", next_step="Ask the youngest.", due=dt.date(2027, 3, 1)
    )
    document = whole_document(ratings, (DocumentedEvidence(1, "link", "Minutes", "Governors, May"),))
    return replace(document, areas=tuple(replace(area, mean=2.5) for area in document.areas))


@pytest.fixture(scope="module")
def printed_pdf(governors_document: Document) -> bytes:
    return document_pdf(governors_document, "Draft: not signed off yet.")


def words_of(page: str) -> str:
    return " ".join(page.split())


def test_the_first_page_is_the_picture_with_next_steps_soonest_first(printed_pdf: bytes) -> None:
    first = words_of(PdfReader(io.BytesIO(printed_pdf)).pages[0].extract_text())
    for words in ("Alder Vale Primary", "Draft: not signed off yet.", "Six areas", "2.5 of 4"):
        assert words in first
    assert first.index("Ask the youngest.") < first.index("Train them.")
    assert "1 March 2027" in first
    assert "no day yet" in first


def test_every_word_of_every_text_is_in_it(printed_pdf: bytes) -> None:
    whole = words_of(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed_pdf)).pages))
    for number in range(1, 200):
        assert f"Sentence {number} of many." in whole or f"Sentence {number} of" in whole
    assert whole.replace(" ", "").count("a" * 40) >= 70
    assert "<b>said</b> & so" in whole
    assert all(item.number in whole for item in DEFINITION.items)


def test_no_type_is_smaller_than_nine_points(printed_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed_pdf)) as pdf:
        sizes = [
            float(operands[1])
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "Tf" and re.match("/F", str(operands[0]))
        ]
    assert len(sizes) > 100
    assert min(size for size in sizes if size > 1) >= SMALLEST_TYPE


def test_it_says_what_its_parts_are(printed_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed_pdf)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        roles = [
            str(part.S)
            for part in pdf.objects
            if isinstance(part, pikepdf.Dictionary) and part.get("/Type") == "/StructElem"
        ]
        figures = [
            str(part.Alt)
            for part in pdf.objects
            if isinstance(part, pikepdf.Dictionary) and part.get("/S") == "/Figure"
        ]
    assert roles.count("/H1") == 1
    assert roles.count("/H3") == len(DEFINITION.items)
    assert {"/Table", "/TH", "/TD", "/H2", "/P"} <= set(roles)
    assert figures[0].startswith("Levels of the areas. Leadership commitment: 2.5 of 4.")


def test_the_same_document_gives_the_same_bytes(governors_document: Document, printed_pdf: bytes) -> None:
    assert document_pdf(governors_document, "Draft: not signed off yet.") == printed_pdf


def test_every_next_step_stands_in_whole_after_the_areas(governors_document: Document) -> None:
    many = {
        item.id: Rating("secure", next_step=f"Do thing {item.number} and then look again at what came of it.")
        for item in DEFINITION.items
    }
    reader = PdfReader(io.BytesIO(document_pdf(whole_document(many), "Draft")))
    whole = words_of(" ".join(page.extract_text() for page in reader.pages))
    assert "more are under “All next steps, soonest first”" in words_of(reader.pages[0].extract_text())
    after = whole.rindex("All next steps, soonest first")
    assert all(f"Do thing {item.number} and" in whole[after:] for item in DEFINITION.items)


@pytest.mark.parametrize("words", [12, 40, 90, 170])
def test_no_page_ends_with_whose_step_comes_on_the_next(words: int) -> None:
    step = "again " * words + "and done."
    many = {item.id: Rating("secure", next_step=step) for item in DEFINITION.items}
    pages = PdfReader(io.BytesIO(document_pdf(whole_document(many), "Draft"))).pages
    whole = [words_of(page.extract_text()) for page in pages]
    steps = whole[
        next(at for at, page in enumerate(whole) if "All next steps, soonest first" in page and at) :
    ]
    assert len(steps) > 1
    assert not any(re.search(r"no day yet\):?\W*Alder Vale Primary", page) for page in steps)

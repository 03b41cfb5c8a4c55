"""Every kind of PDF that is read on a screen: heard as it is seen, and nothing on it too small to read."""

from __future__ import annotations

import io
from operator import delitem

import pikepdf
import pytest

from tests.pdf_files import every_pdf
from tests.pdf_ua import pdf_ua_faults
from tests.tagged import elements, painted


@pytest.fixture(scope="module")
def kinds_of_pdf() -> dict[str, bytes]:
    return dict(every_pdf())


def test_none_breaks_a_rule_for_those_who_hear_it(kinds_of_pdf: dict[str, bytes]) -> None:
    assert {name: faults for name, body in kinds_of_pdf.items() if (faults := pdf_ua_faults(body))} == {}


def test_no_text_of_any_is_below_nine_points(kinds_of_pdf: dict[str, bytes]) -> None:
    for name, body in kinds_of_pdf.items():
        with pikepdf.open(io.BytesIO(body)) as pdf:
            assert min(text.size for text in painted(pdf).texts) >= 9, name


def test_the_words_of_each_are_in_its_tags(kinds_of_pdf: dict[str, bytes]) -> None:
    for name, words in (
        ("head-9", "Where the voices differ"),
        ("report-9", "What we do not show, and why"),
        ("self-evaluation", "Next steps, soonest first"),
        ("governors", "What was set out to do"),
        ("field-test", "Field test"),
        ("interview", "What we do"),
    ):
        assert words.lower() in elements(kinds_of_pdf[name]).words.lower(), name


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda pdf: delitem(pdf.Root, "/Lang"), "It has no language"),
        (lambda pdf: delitem(pdf.pages[0].obj, "/Tabs"), "Page 1: the tab order is not that of its tags"),
        (
            lambda pdf: pdf.Root.StructTreeRoot.ParentTree.Nums[1].pop(),
            "Page 1: the tree of parents does not",
        ),
        (lambda pdf: delitem(_first(pdf, "/Figure"), "/Alt"), "has no words for those who do not see it"),
        (lambda pdf: delitem(_first(pdf, "/TH"), "/A"), "heads nothing, or with nothing"),
        (lambda pdf: setattr(_first(pdf, "/H2"), "S", pikepdf.Name.H3), "skips a level"),
        (lambda pdf: _first(pdf, "/TR").K.pop(), "its rows have"),
        (lambda pdf: delitem(pdf.pages[0].Annots[0], "/Contents"), "a link does not say where it leads"),
        (lambda pdf: delitem(pdf.Root.Outlines, "/First"), "It is long and has no bookmarks"),
        (lambda pdf: pdf.pages[0].contents_add(b"0 0 9 9 re f"), "stand in no element"),
    ],
)
def test_what_is_wrong_is_found(kinds_of_pdf: dict[str, bytes], spoil: object, fault: str) -> None:
    spoilt = io.BytesIO()
    with pikepdf.open(io.BytesIO(kinds_of_pdf["report-9"])) as pdf:
        spoil(pdf)  # type: ignore[operator]
        pdf.save(spoilt)
    assert any(fault in each for each in pdf_ua_faults(spoilt.getvalue()))


def _first(pdf: pikepdf.Pdf, role: str) -> pikepdf.Object:
    """The first element of a role."""
    return next(
        each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == role
    )

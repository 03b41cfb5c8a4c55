"""Year groups as schools write them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.calendar.school_years import NoYear, Nursery, years_in


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("7", (7,)),
        ("07", (7,)),
        ("7.0", (7,)),
        ("Year 07", (7,)),
        ("Year  7", (7,)),
        ("YEAR\xa07", (7,)),
        ("Yr 7", (7,)),
        ("Yr. 7", (7,)),
        ("Y7", (7,)),
        ("y 13", (13,)),
        ("NC Year 7", (7,)),
        ("Year Group 10", (10,)),
        ("R", (0,)),
        ("Rec", (0,)),
        ("Reception", (0,)),
        ("0", (0,)),
        ("Year R", (0,)),
        ("YR", (0,)),
        ("FS2", (0,)),
        ("Rec (F2)", (0,)),
        ("Foundation Stage 2", (0,)),
        ("Year 12-13 (sixth form)", (12, 13)),
        ("12/13", (12, 13)),
        ("Year 12 & 13", (12, 13)),
        ("Year 12 and Year 13", (12, 13)),
        ("Years 3 to 5", (3, 4, 5)),
        ("Y3-6", (3, 4, 5, 6)),
        ("R/1", (0, 1)),
        ("YR/Y1", (0, 1)),
        ("5, 6", (5, 6)),
        ("Sixth form", (12, 13)),
        ("Lower Sixth", (12,)),
        ("L6", (12,)),
        ("Year 12 (L6)", (12,)),
        ("Upper 6th Form", (13,)),
        ("U6th", (13,)),
        ("L6/U6", (12, 13)),
        ("Year Three", (3,)),
        ("Curriculum Year 7", (7,)),
        ("10A", (10,)),
        ("Year 10A", (10,)),
        ("Y7-B2", (7,)),
        ("11 Elm", (11,)),
        ("3/4A", (3, 4)),
        ("RA", (0,)),
        ("Rec B", (0,)),
    ],
)
def test_a_year_is_understood_as_schools_write_it(words: str, years: tuple[int, ...]) -> None:
    assert years_in(words) == years


@pytest.mark.parametrize(
    "words", ["N", "N1", "N2", "Nursery", "nursery 2", "Pre-school", "F1", "FS1", "Foundation 1", "Year N1"]
)
def test_nursery_is_told_apart(words: str) -> None:
    with pytest.raises(Nursery, match="nursery children are not asked"):
        years_in(words)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "does not say which year"),
        ("14", "from Reception to Year 13"),
        ("Year 99", "from Reception to Year 13"),
        ("KS2", "a key stage; give each year by itself"),
        ("2026/27", "a school year, not a year group"),
        ("2026", "a school year, not a year group"),
        ("03-Apr", "a spreadsheet has made a date of it"),
        ("Dec-13", "a spreadsheet has made a date of it"),
        ("2026-04-03 00:00:00", "a spreadsheet has made a date of it"),
        ("Nursery/Reception", "nursery and older children are counted together"),
        ("6-3", "not the name of a year group"),
        ("Rec (N)", "nursery and older children are counted together"),
        ("Foundation", "nursery and Reception together; write Reception if"),
        ("Year 3 (4)", "not the name of a year group"),
        ("3" + "(3" * 900 + ")" * 900, "not the name of a year group"),
        ("Hedgehogs", "not the name of a year group"),
        ("14A", "not the name of a year group"),
        ("0A", "not the name of a year group"),
        ("7 yrs", "not the name of a year group"),
        ("6L", "a class of Year 6, or the sixth form"),
        ("Year 6U", "a class of Year 6, or the sixth form"),
        ("-1", "not the name of a year group"),
        ("٧", "not the name of a year group"),
        ("7" * 5_000, "not the name of a year group"),
        ("<b>7</b>", "not the name of a year group"),
    ],
)
def test_what_names_no_year_is_told_with_the_reason(words: str, why: str) -> None:
    with pytest.raises(NoYear, match=why):
        years_in(words)


@given(st.text(max_size=40))
def test_whatever_a_cell_says_it_is_a_year_or_a_reason(words: str) -> None:
    with suppress(NoYear):
        years = years_in(words)
        assert years == tuple(sorted(set(years)))
        assert all(0 <= year <= 13 for year in years)

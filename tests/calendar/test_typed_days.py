"""A day is understood however it is written in England, and nothing else is taken for one."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.calendar.typed_days import day_in


@pytest.mark.parametrize(
    "written",
    [
        *("2027-05-03", "03/05/2027", "3/5/2027", "3.5.2027", "03-05-2027", "3 5 2027"),
        *("3 May 2027", "03 may 2027", "3/5/27", "03.05.27", "3 May 27"),
    ],
)
def test_a_day_is_understood_with_the_day_before_the_month(written: str) -> None:
    assert day_in(written) == dt.date(2027, 5, 3)


def test_a_month_has_its_whole_name_or_three_letters() -> None:
    assert day_in("16 October 2026") == day_in("16 Oct 2026") == dt.date(2026, 10, 16)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "soon",
            "2027",
            "5/2027",
            "3/5/7",
            "3/5/127",
            "27-05-03",
            "2027-05-27 ",
            "29/2/27",
            "3 May 2 7",
            "31 June 2027",
            "29/2/2027",
            "5/13/2027",
            "2027-13-01",
        ),
        *("2027-05-03 10:00", "3 May", "0/5/2027", "3/5/0000", "3/5/2027 or so"),
    ],
)
def test_what_is_no_whole_day_is_none(written: str) -> None:
    assert day_in(written) is None

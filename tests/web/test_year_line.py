"""The school year as a line: surveys and the self-evaluation at their days."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from selfeval.web.evaluate.rated import Rated
from selfeval.web.start.year_line import LEFT, RIGHT, year_line
from tests.web.rated_areas import FRIDAY, MONDAY, area, of_daniel, survey


def test_the_self_evaluation_is_a_bar_from_its_beginning_to_its_sign_off() -> None:
    rated = Rated(
        (
            of_daniel("33..", FRIDAY),
            area("3333", 6, "Engaging the wider community", due=dt.date(2026, 11, 20)),
            area("....", 1, "Leadership commitment", due=FRIDAY),
        ),
        begun_on=dt.date(2026, 9, 7),
        sign_off_by=dt.date(2027, 1, 29),
    )
    line = year_line(2026, [survey("pupils", "open")], MONDAY, rated)
    assert line.rating is not None
    per_day = (RIGHT - LEFT) / 333
    assert line.rating.x == pytest.approx(LEFT + 6 * per_day, abs=0.1)
    assert line.rating.end == pytest.approx(LEFT + 150 * per_day, abs=0.2)
    assert line.rating.y > line.bars[-1].y + 11
    assert line.rating.words == "Self-evaluation: rate, agree, sign off by 29 January"
    assert [one.words for one in line.rating.days] == ["Areas 1 and 5", "Area 6"]
    assert line.rating.y + 29 < line.height
    assert (
        "Self-evaluation, begun 7 September 2026, sign-off by 29 January 2027: Preventing and tackling "
        "bullying by 16 October 2026, Engaging the wider community by 20 November 2026 and Leadership "
        "commitment by 16 October 2026."
    ) in line.description
    assert [(one.when, one.words) for one in line.days] == [
        ("7 September", "Self-evaluation begun"),
        ("5 to 16 October", "Survey of pupils"),
        ("12 October", "Today"),
        ("16 October", "Preventing and tackling bullying, Daniel Price: 2 indicators left"),
        ("16 October", "Leadership commitment: 4 indicators left"),
        ("20 November", "Engaging the wider community: looked at"),
        ("29 January", "Self-evaluation to be signed off"),
    ]


def test_without_a_day_of_sign_off_the_bar_ends_with_june() -> None:
    line = year_line(2026, [], MONDAY, Rated((), begun_on=dt.date(2026, 9, 1)))
    assert line.rating is not None
    assert line.rating.end == pytest.approx(LEFT + (RIGHT - LEFT) * 302 / 333, abs=0.1)
    assert "no day of sign-off yet" in line.rating.words
    assert year_line(2026, [], MONDAY, Rated(())).rating is None


def test_labels_of_areas_never_lie_on_each_other() -> None:
    days = [dt.date(2026, 10, 2) + dt.timedelta(days=5 * place) for place in range(6)]
    areas = tuple(area("....", place, f"Area of {on}", due=on) for place, on in enumerate(days, 1))
    line = year_line(2026, [], MONDAY, Rated(areas, begun_on=dt.date(2026, 9, 1)))
    assert line.rating is not None
    assert len(line.rating.days) == 6
    for row in (0, 1):
        xs = [one.x for one in line.rating.days if one.row == row]
        assert xs
        assert all(after - before >= 60 for before, after in itertools.pairwise(xs))


def test_the_line_runs_from_september_to_july() -> None:
    line = year_line(2026, [survey("pupils", "open")], MONDAY)
    assert [month.name for month in line.months][:2] == ["Sept", "Oct"]
    assert line.months[0].x == LEFT
    steps = [after.x - before.x for before, after in itertools.pairwise(line.months)]
    assert [round(step / (RIGHT - LEFT) * 333) for step in steps] == [30, 31, 30, 31, 31, 28, 31, 30, 31, 30]
    (bar,) = line.bars
    assert bar.words == "Pupils, 5 to 16 October 2026"
    assert bar.x < (line.today or 0) < bar.x + bar.width
    # 34 of the 333 days from 1 September to 31 July have passed on 5 October
    assert bar.x == pytest.approx(LEFT + (RIGHT - LEFT) * 34 / 333, abs=0.1)


def test_a_day_in_august_is_not_on_the_line() -> None:
    assert year_line(2026, [], dt.date(2027, 8, 9)).today is None

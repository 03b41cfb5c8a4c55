"""A list that does not say whom to count: what is open is asked on the page, and no number taken before."""

from __future__ import annotations

import html
import io
import re

from tests.imports import workbooks
from tests.visitor import Visitor, text_of
from tests.web import stories

ADDRESS = "/surveys/plan/pupils"
ROWS = [["Surname", "Forename", "Year"], *([f"Invented{n}", "Child", f"Year {3 + n % 2}"] for n in range(24))]
BEFORE = {"title": "Belonging, as typed", "roll-1": "30", "roll-3": "29", "adult": "Ms Bello"}


def filtered(lead: Visitor, **more: str) -> str:
    """The page after a workbook with four hidden rows has been read."""
    book = workbooks.book(workbooks.MadeSheet("Report", ROWS, hidden={22, 23, 24, 25}))
    lead.get(ADDRESS)
    fields = stories.plan_fields(**BEFORE, file=(io.BytesIO(book), "list.xlsx"), step="read")
    page = lead.send(ADDRESS, fields | more)
    assert page.status_code == 200
    return page.text


def sealed(page: str) -> str:
    value = re.search(r'name="open_list" value="([^"]+)"', page)
    assert value
    return html.unescape(value[1])


def test_what_a_list_does_not_say_is_asked_with_its_rows_and_what_each_answer_gives(lead: Visitor) -> None:
    page = filtered(lead)
    words = text_of_html(page)
    assert "No number is taken from it until you have answered. 20 pupils are on roll for certain." in words
    assert "4 rows are hidden in the spreadsheet, as a filter does. Count them? (Rows 22 to 25)" in words
    assert "No, leave them out: 20 pupils in all" in words
    assert "Yes, they are pupils on roll too: 24 pupils in all" in words
    assert 'name="roll-1" value="30"' in page
    assert 'name="roll-3" value="29"' in page
    assert "checked" not in page[page.index('class="open-list"') : page.index("Take the numbers")]
    assert "Invented" not in page


def text_of_html(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_answer_puts_the_numbers_in_and_keeps_everything_typed(lead: Visitor) -> None:
    open_list = sealed(filtered(lead))
    for answer, in_year_3 in (("no", "10"), ("yes", "12")):
        fields = stories.plan_fields(**BEFORE, open_list=open_list, step="answer")
        page = lead.send(ADDRESS, fields | {"open_list-hidden": answer})
        assert page.status_code == 200
        assert "each of them counted once" in text_of(page)
        assert f'name="roll-3" value="{in_year_3}"' in page.text
        assert "Not in the list, so taken out: Year 1." in text_of(page)
        assert 'value="Belonging, as typed"' in page.text
        assert "open_list" not in page.text


def test_no_button_goes_on_before_it_is_answered(lead: Visitor) -> None:
    open_list = sealed(filtered(lead))
    for step in ("check", "save", "merge", "answer"):
        page = lead.send(ADDRESS, stories.plan_fields(**BEFORE, open_list=open_list, step=step))
        assert page.status_code == 422
        assert "Choose an answer. 4 rows are hidden in the spreadsheet" in text_of(page)
        assert 'href="#open_list-hidden"' in page.text
        assert 'id="open_list-hidden"' in page.text
        assert sealed(page.text) == open_list
        assert 'name="roll-1" value="30"' in page.text


def test_an_answer_that_another_button_sends_is_taken_too(lead: Visitor) -> None:
    fields = stories.plan_fields(**BEFORE, open_list=sealed(filtered(lead)), step="check")
    page = lead.send(ADDRESS, fields | {"open_list-hidden": "no"})
    assert 'name="roll-4" value="10"' in page.text


def test_a_list_can_be_let_go(lead: Visitor) -> None:
    fields = stories.plan_fields(**BEFORE, open_list=sealed(filtered(lead)), step="forget")
    page = lead.send(ADDRESS, fields)
    assert "Nothing was taken from the list." in text_of(page)
    assert 'name="roll-1" value="30"' in page.text
    assert "open_list" not in page.text


def test_counts_that_this_page_has_not_written_are_refused(lead: Visitor) -> None:
    filtered(lead)
    fields = stories.plan_fields(**BEFORE, open_list="[[[3],99,0,0,[]]]", step="answer")
    page = lead.send(ADDRESS, fields)
    assert page.status_code == 422
    assert "The list that was read is no longer here." in text_of(page)
    assert 'name="roll-1" value="30"' in page.text


def test_another_list_takes_the_place_of_one_that_leaves_something_open(lead: Visitor) -> None:
    fields = stories.plan_fields(
        **BEFORE, open_list=sealed(filtered(lead)), list="Y3\t31\nY4\t30", step="read"
    )
    page = lead.send(ADDRESS, fields)
    assert 'name="roll-3" value="31"' in page.text
    assert "open_list" not in page.text

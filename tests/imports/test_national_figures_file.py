"""The table of figures of others: what it holds, and every fault of it at once."""

from __future__ import annotations

import datetime as dt

from selfeval.imports.lists import sheets_of_text
from selfeval.imports.national_figures_file import (
    FIGURES,
    HEADINGS,
    NationalFigure,
    NationalFiguresFile,
    figures_as_csv,
    figures_in_sheets,
)

ONE = {
    "figure": "64 in 100 said yes",
    "population": "Pupils of an invented country",
    "year": "2025/26",
    "source": "Invented Survey",
    "address": "https://survey.example/2026",
    "question": "Do you feel safe?",
    "beside": "I feel safe at school.; Belonging; culture",
}


def read(*rows: dict[str, str]) -> NationalFiguresFile:
    lines = ["\t".join(HEADINGS), *("\t".join((ONE | row)[name] for name in HEADINGS) for row in rows)]
    return figures_in_sheets(sheets_of_text("\n".join(lines)), 2026)


def test_areas_and_questions_are_known_by_their_names_texts_and_ids() -> None:
    (figure,) = read({}).figures
    assert figure.areas == ("belonging", "culture")
    assert {"ks2.a5.safe", "ks3.a5.safe"} <= set(figure.items)
    (by_id,) = read({"beside": "ks2.a5.safe; A respectful culture"}).figures
    assert (by_id.areas, by_id.items) == (("culture",), ("ks2.a5.safe",))


def test_what_is_kept_and_what_is_taken_along_is_read_again_alike() -> None:
    figures = read({}, {"year": "2024"}).figures
    assert FIGURES.validate_json(FIGURES.dump_json(figures)) == figures
    assert figures_in_sheets(sheets_of_text(figures_as_csv(figures)), 2026).figures == figures


def test_every_fault_is_told_with_its_row_and_then_nothing_is_taken() -> None:
    read_file = read(
        {},
        {"figure": "", "year": "last year", "address": "survey.example"},
        {"year": "2027", "beside": "The canteen"},
        {},
    )
    assert read_file.figures == ()
    assert read_file.faults == (
        "Row 3: write the figure in words, such as “62 in 100 agreed”.",
        "Row 3: “last year” is no year. Write 2024 or 2023/24.",
        "Row 3: “survey.example” is no address. It begins with https:// or http://.",
        "Row 4: 2027 is still to come.",
        "Row 4: “The canteen” is none of our areas or questions. Use its name, its text or its id.",
        "Row 5: row 2 has this question, these people and this year already.",
    )


def test_an_address_that_is_no_page_of_the_web_is_refused() -> None:
    for address in ("javascript:alert(1)", "data:text/html,hello", "https://", "ftp://survey.example"):
        assert "is no address" in read({"address": address}).faults[0]


def test_a_file_without_the_headings_or_without_a_row_is_refused() -> None:
    assert "No row has the headings" in figures_in_sheets(sheets_of_text("a,b\n1,2"), 2026).faults[0]
    assert read().faults == ("There is no row below the headings.",)


def test_a_figure_is_old_after_two_calendar_years() -> None:
    def of(year: str) -> NationalFigure:
        return read({"year": year}).figures[0]

    assert not of("2023/24").is_old(dt.date(2026, 12, 31))
    assert of("2023/24").is_old(dt.date(2027, 1, 1))
    assert of("2023").is_old(dt.date(2026, 1, 1))

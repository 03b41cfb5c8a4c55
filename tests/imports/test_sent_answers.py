"""Answers that were sent to a page: what is read of them, what is left out by name, what is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import pytest

from selfeval.imports.sent_answers import read_sent
from selfeval.imports.table_file import FileFaults, SentFile
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.model import Item, Questionnaire
from tests.invented import answers

JUNIORS, STAFF = latest("pupils-7-11"), latest("staff")


def form_export(
    asked: Questionnaire, responses: Sequence[str], others: Mapping[str, Sequence[str]]
) -> SentFile:
    """A file as a forms tool writes it: texts of questions as headings, labels of options as answers."""
    words, definition = asked.words["en"], asked.definition
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow([*others, *(words.items[item.id].text for item in definition.items)])
    for row, response in enumerate(responses):
        cells = [_label(asked, item, one) for item, one in zip(definition.items, response, strict=True)]
        table.writerow([*(column[row] for column in others.values()), *cells])
    return SentFile("form.csv", text.getvalue().encode())


def _label(asked: Questionnaire, item: Item, character: str) -> str:
    labels = {**asked.words["en"].options[item.options], **asked.words["en"].answers}
    meant = {one: answer for answer, one in asked.definition.characters(item).items()}
    return labels[meant[character]] if character in meant else ""


def test_years_are_found_and_what_is_no_question_is_left_out_by_name() -> None:
    responses = answers(JUNIORS.definition, 6)
    others = {
        "Timestamp": ["2024-10-07 09:00"] * 6,
        "Your name": ["Ada", "Bo", "Cy", "Di", "Ed", "Flo"],
        "What year are you in?": ["Year 3", "3", "Y3", "4", "Year 4", "4B"],
    }
    read = read_sent(JUNIORS, form_export(JUNIORS, responses, others))
    assert read.column == "What year are you in?"
    assert {name: len(people) for name, people in read.groups.items()} == {"Year 3": 3, "Year 4": 3}
    assert read.years == {"Year 3": (3,), "Year 4": (4,)}
    assert read.left_out == ("Timestamp", "Your name")
    assert read.groups["Year 3"] == tuple(sorted(responses[:3]))
    assert read.people == 6


def test_staff_are_told_as_one_group() -> None:
    responses = answers(STAFF.definition, 4)
    read = read_sent(STAFF, form_export(STAFF, responses, {"Class": ["1", "2", "3", "4"]}))
    assert dict(read.groups) == {"Staff": tuple(sorted(responses))}
    assert read.left_out == ("Class",)


def test_a_file_can_be_read_without_years() -> None:
    responses = answers(JUNIORS.definition, 3)
    file = form_export(JUNIORS, responses, {"year": ["3", "4", "5"]})
    assert list(read_sent(JUNIORS, file).groups) == ["Year 3", "Year 4", "Year 5"]
    assert list(read_sent(JUNIORS, file, together=True).groups) == ["All pupils"]


def test_a_question_that_is_spelt_wrongly_is_refused_and_not_left_out() -> None:
    file = form_export(JUNIORS, answers(JUNIORS.definition, 3), {})
    first = JUNIORS.words["en"].items[JUNIORS.definition.items[0].id].text
    spoilt = SentFile("form.csv", file.data.replace(first.encode(), first[1:].encode(), 1))
    with pytest.raises(FileFaults, match="Did you mean"):
        read_sent(JUNIORS, spoilt)


def test_every_fault_is_told_at_once_and_none_speaks_of_options_of_a_command() -> None:
    file = form_export(JUNIORS, answers(JUNIORS.definition, 3), {"year": ["3", "Oak", "5"]})
    lines = file.data.decode().splitlines()
    lines[1] = lines[1].rsplit(",", 1)[0] + ",99"
    lines[3] = lines[3].rsplit(",", 1)[0] + ",perhaps"
    with pytest.raises(FileFaults) as wrong:
        read_sent(JUNIORS, SentFile("form.csv", "\n".join(lines).encode()), "year")
    told = "\n".join(wrong.value.lines())
    assert "Row 2" in told
    assert "Row 4" in told
    assert "--" not in told


def test_a_name_that_is_no_year_is_told_with_how_often_it_is_there() -> None:
    file = form_export(JUNIORS, answers(JUNIORS.definition, 3), {"year": ["3", "Oak", "Oak"]})
    with pytest.raises(FileFaults, match="“Oak” in 2 rows names no year group"):
        read_sent(JUNIORS, file)


def test_nobody_is_in_two_groups() -> None:
    file = form_export(JUNIORS, answers(JUNIORS.definition, 2), {"year": ["3", "3/4"]})
    with pytest.raises(FileFaults, match="Year 3 is in two groups"):
        read_sent(JUNIORS, file)


def test_a_row_as_wide_as_no_table_is_refused_before_its_headings_are_looked_at() -> None:
    wide = SentFile("wide.csv", ",".join(f"c{place}" for place in range(150_000)).encode())
    with pytest.raises(FileFaults, match="more than 2,000 columns"):
        read_sent(STAFF, wide)

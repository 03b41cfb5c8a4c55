"""Answers gathered elsewhere that were sent to a page: read as `selfeval score` reads them, in memory alone.

What is no question is left out by name. Groups are years: a class is told with its year.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from selfeval.calendar.school_years import NoYear, group_name, year_name, years_in
from selfeval.imports.answer_columns import ColumnChoices
from selfeval.imports.answers import Answers, read_answers
from selfeval.imports.groups import GROUP
from selfeval.imports.table_file import FaultList, FileFaults, SentFile, in_a_row
from selfeval.questionnaires.audiences import words_of
from selfeval.questionnaires.model import SKIPPED, Questionnaire

SAYS_THE_YEAR = re.compile(r"(?i)\b(year|class|form)\b(?! of birth)")
MOST_FAULTS_NAMED = 5
ALL_PUPILS = "All pupils"
"""What the one group is called where a file tells no years apart; of others it is their audience's name."""


@dataclass(frozen=True)
class GatheredElsewhere:
    """What was read of a file: the answers of each group, in the order of their text; what was left out."""

    groups: Mapping[str, tuple[str, ...]]
    """Group -> the response strings of its people."""
    years: Mapping[str, tuple[int, ...]]
    """Group -> its year groups."""
    column: str = ""
    """The heading of the column that says the year; empty where none does."""
    left_out: tuple[str, ...] = ()
    """Headings of the columns that were not read."""
    unasked: tuple[str, ...] = ()
    """Questions that nobody has answered."""
    empty: int = 0
    """People who have answered nothing."""
    remarks: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        return sum(map(len, self.groups.values()))


def read_sent(
    questionnaire: Questionnaire,
    file: SentFile,
    column: str = "",
    missing: Sequence[str] = (),
    *,
    together: bool = False,
) -> GatheredElsewhere:
    """Reads a file that was sent. Raises FileFaults with everything that is wrong in it.

    `column`: the heading of the column that says the year group; empty for the likeliest. `missing`: what a
    cell says where nobody answered. `together`: whether no years are to be told apart.
    """
    choices = ColumnChoices(missing=tuple(missing), on_a_page=True)
    one_group = words_of(questionnaire.definition.audience).is_one_group
    if column and not one_group and not together:
        answers = read_answers(questionnaire, file, choices=replace(choices, group=column))
        return _gathered(questionnaire, answers, column)
    answers = read_answers(questionnaire, file, choices=choices)
    if one_group or together:
        return _gathered(questionnaire, replace(answers, groups=None), "")
    if answers.groups is not None:
        return _gathered(questionnaire, answers, GROUP)
    for likely in filter(SAYS_THE_YEAR.search, answers.left_out):
        tried = read_answers(questionnaire, file, choices=replace(choices, group=likely))
        if any(map(_years, set(tried.groups or ()))):
            return _gathered(questionnaire, tried, likely)
    return _gathered(questionnaire, answers, "")


def _years(name: str) -> tuple[int, ...]:
    """Empty for what names no year group."""
    try:
        return years_in(name)
    except NoYear:
        return ()


def _gathered(questionnaire: Questionnaire, answers: Answers, column: str) -> GatheredElsewhere:
    definition = questionnaire.definition
    k = len(definition.items)
    text = answers.responses.decode("ascii")
    responses = [text[start : start + k] for start in range(0, len(text), k)]
    words = words_of(definition.audience)
    everybody = words.title if words.is_one_group else ALL_PUPILS
    years: dict[str, tuple[int, ...]] = {everybody: ()}
    named = dict.fromkeys(answers.groups or (), everybody)
    if column:
        years, named = _by_year(answers.groups or (), column)
    groups: dict[str, list[str]] = {}
    for response, group in zip(responses, answers.groups or [everybody] * len(responses), strict=True):
        groups.setdefault(named.get(group, everybody), []).append(response)
    answered = [any(response[place] != SKIPPED for response in responses) for place in range(k)]
    return GatheredElsewhere(
        groups={name: tuple(sorted(groups[name])) for name in years if name in groups},
        years={name: of for name, of in years.items() if name in groups},
        column=column,
        left_out=tuple(name for name in answers.left_out if name != column),
        unasked=tuple(item.id for item, there in zip(definition.items, answered, strict=True) if not there),
        empty=sum(not response.strip(SKIPPED) for response in responses),
        remarks=answers.remarks,
    )


def _by_year(names: Sequence[str], column: str) -> tuple[dict[str, tuple[int, ...]], dict[str, str]]:
    """Year group -> its years, in their order; and name in the file -> year group. Raises FileFaults."""
    years_named = {name: _years(name) for name in dict.fromkeys(names)}
    unclear = [name for name, years in years_named.items() if not years]
    if unclear:
        rows = sum(Counter(names)[name] for name in unclear)
        faults = FaultList()
        faults.add(
            None,
            column,
            f"{in_a_row(unclear, MOST_FAULTS_NAMED)} in {rows:,} row{'s' * (rows != 1)} "
            f"{'names' if len(unclear) == 1 else 'name'} no year group. Write Year 5 or 5, or tick below "
            "that the file tells no years apart.",
        )
        raise FileFaults(faults)
    ordered = sorted(set(years_named.values()))
    times = Counter(year for years in ordered for year in years)
    twice = [year for year, groups in times.items() if groups > 1]
    if twice:
        faults = FaultList()
        faults.add(
            None,
            column,
            f"{year_name(twice[0])} is in two groups of this file. Write one name for both, "
            "so that nobody is in two.",
        )
        raise FileFaults(faults)
    return {group_name(years): years for years in ordered}, {
        name: group_name(years) for name, years in years_named.items()
    }

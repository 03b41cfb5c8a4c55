"""Answers gathered elsewhere, from a CSV file: wide (a row a respondent) or long (a row an answer).

Every fault is found and counted; nothing is guessed. A cell holds an option's points, its id, or nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from selfeval.questionnaires.model import Definition
from selfeval.scoring.files.cells import ANSWER, GROUP, ITEM, Answers
from selfeval.scoring.files.faults import AnswerFaults, FaultList
from selfeval.scoring.files.long import read_long
from selfeval.scoring.files.sheet import open_sheet
from selfeval.scoring.files.wide import read_wide

__all__ = ["AnswerFaults", "Answers", "read_answers"]


def read_answers(
    definition: Definition,
    path: Path,
    rolls: Mapping[str, int] | None = None,
    roll: int | None = None,
    columns: Sequence[str] = (),
    *,
    may_lack: bool = False,
) -> Answers:
    """Reads and checks a file of answers. Raises AnswerFaults with everything that is wrong in it.

    `columns` name groups too; the file `may_lack` them.
    """
    faults = FaultList()
    sheet = open_sheet(path, faults)
    if sheet is None:
        raise AnswerFaults(faults)
    header = set(sheet.header)
    asked = {item.id for item in definition.items}
    is_long = {ITEM, ANSWER} <= header and not {ITEM, ANSWER} & asked
    for name in columns if not may_lack else ():
        if name not in header:
            faults.add(1, name, "This column is missing. Add it, or do not ask for it with --by.")
    answers = (read_long if is_long else read_wide)(definition, sheet, faults, columns)
    _check_rolls(answers, rolls, roll, faults)
    if faults.total:
        raise AnswerFaults(faults)
    return answers


def _check_rolls(
    answers: Answers, rolls: Mapping[str, int] | None, roll: int | None, faults: FaultList
) -> None:
    if roll is not None and answers.n > roll:
        faults.add(None, None, f"There are {answers.n} respondents but the roll is {roll}. Correct the roll.")
    if rolls is None:
        return
    if answers.groups is None:
        faults.add(None, None, "Rolls were given by group, but the file has no column “group”.")
        return
    for group, some in Counter(filter(None, answers.groups)).items():
        if group not in rolls:
            faults.add(None, GROUP, f"No roll was given for “{group}”. Every group needs one.")
        elif some > rolls[group]:
            sentence = f"“{group}” has {some} respondents but a roll of {rolls[group]}. Correct the roll."
            faults.add(None, GROUP, sentence)

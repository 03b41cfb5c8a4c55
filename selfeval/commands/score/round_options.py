"""What the options of `selfeval score` say of rounds, voices, rolls and files, and what is wrong in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from selfeval.commands.score.rounds import Files
from selfeval.imports.answer_columns import ANSWER, ITEM, RESPONDENT, ColumnChoices
from selfeval.imports.groups import GROUP, ROLL, alike
from selfeval.scoring.measurement.scale_findings import in_order


def check_outputs(targets: Mapping[str, str | None], files: Sequence[Files]) -> Iterator[str]:
    """What may not be written where it should be: over one another, or over what is read."""
    named = {option: target for option, target in targets.items() if target is not None}
    if list(named.values()) == ["-", "-"]:
        yield "--json - and --csv -: the screen can hold one of the two. Name a file for the other."
        return
    inputs = {
        path.resolve()
        for files_of_round in files
        for path in (files_of_round.questionnaire, files_of_round.answers, files_of_round.roll_file)
        if path is not None
    }
    written: dict[Path, str] = {}
    for option, target in named.items():
        path = Path(target).resolve()
        if target != "-" and path in inputs:
            yield f"{option} {target}: this file is read. Name another one for the findings."
        elif path in written:
            yield f"{written[path]} and {option} {target}: each needs a file of its own."
        written[path] = option


RESERVED = (RESPONDENT, GROUP, ITEM, ANSWER, ROLL)
"""Columns that name no other groups."""


def rounds_of(
    questionnaire: Path,
    answers: Path,
    rolls: Sequence[str],
    on: str | None,
    before: Sequence[tuple[str, str, str]],
    roll_before: Sequence[tuple[str, str]],
    paper: Sequence[str],
    faults: list[str],
    choices: ColumnChoices,
    roll_file: Path | None,
    roll_file_before: Sequence[tuple[str, str]],
    in_column: Mapping[dt.date, frozenset[str]],
) -> list[Files]:
    """The files of every round, the newest first; what is wrong goes to `faults`."""
    if before and on is None:
        faults.append("--before: say with --on when the newest round was asked.")
    day = None if on is None else day_of("--on", on, faults)
    earlier: dict[dt.date, tuple[Path, Path]] = {}
    for text, form, file in before:
        date = day_of("--before", text, faults)
        if date is not None and date in earlier:
            faults.append(f"--before {text}: there is a round of this day already.")
        elif date is not None and day is not None and date >= day:
            faults.append(f"--before {text}: this is not before {day}, the day of the newest round.")
        elif date is not None:
            earlier[date] = Path(form), Path(file)
    if in_column:
        day = max(in_column)
        earlier = dict.fromkeys((other for other in in_column if other < day), (questionnaire, answers))
    on_roll: dict[dt.date, list[str]] = {}
    for text, roll in roll_before:
        date = _known_names("--roll-before", text, list(earlier), faults)
        if date is not None:
            on_roll.setdefault(date, []).append(roll)
    roll_files: dict[dt.date, Path] = {}
    for text, file in roll_file_before:
        date = _known_names("--roll-file-before", text, list(earlier), faults)
        if date in roll_files or date in on_roll:
            faults.append(f"--roll-file-before {text}: the rolls of this round are given already.")
        elif date is not None:
            roll_files[date] = Path(file)
    on_paper = {_known_names("--paper", text, [*earlier, *([day] if day else [])], faults) for text in paper}
    by_group, whole = rolls_of("--roll", rolls, faults)
    if roll_file is not None and rolls:
        faults.append("--roll-file: the file says every roll, so give no --roll beside it.")
    reserved = [name for name in choices.by if name in {*RESERVED, choices.group, choices.respondent}]
    faults += [f"--by {name}: this column has a meaning of its own." for name in reserved]
    newest = Files(
        questionnaire,
        answers,
        by_group,
        whole,
        day,
        day is not None and day in on_paper,
        replace(choices, round_values=in_column.get(day, frozenset())) if day else choices,
        roll_file,
    )
    earlier_rounds = [
        Files(
            *files,
            *rolls_of(f"--roll-before {day}", on_roll.get(day, ()), faults),
            day,
            day in on_paper,
            replace(choices, may_lack=True, round_values=in_column.get(day, frozenset())),
            roll_files.get(day),
        )
        for day, files in sorted(earlier.items())
    ]
    return [newest, *earlier_rounds]


def voices_of(
    beside: Sequence[tuple[str, str]],
    roll_beside: Sequence[tuple[str, str]],
    roll_file_beside: Sequence[tuple[str, str]],
    faults: list[str],
    choices: ColumnChoices,
) -> list[Files]:
    """The files of the other voices, by their answers; what is wrong goes to `faults`."""
    voices: dict[str, str] = {}
    for questionnaire, answers in beside:
        if answers in voices:
            faults.append(f"--beside {answers}: these answers are given already.")
        voices[answers] = questionnaire
    on_roll: dict[str, list[str]] = {}
    roll_files: dict[str, Path] = {}
    for answers, roll in roll_beside:
        if answers not in voices:
            faults.append(f"--roll-beside {answers}: no --beside has these answers.")
        on_roll.setdefault(answers, []).append(roll)
    for answers, file in roll_file_beside:
        if answers not in voices:
            faults.append(f"--roll-file-beside {answers}: no --beside has these answers.")
        elif answers in roll_files or answers in on_roll:
            faults.append(f"--roll-file-beside {answers}: the rolls of this voice are given already.")
        roll_files[answers] = Path(file)
    return [
        Files(
            Path(questionnaire),
            Path(answers),
            *rolls_of(f"--roll-beside {answers}", on_roll.get(answers, ()), faults),
            choices=choices,
            roll_file=roll_files.get(answers),
        )
        for answers, questionnaire in voices.items()
    ]


def day_of(option: str, text: str, faults: list[str]) -> dt.date | None:
    """A day, year first; None with a fault for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        faults.append(f"{option} {text}: write the day as 2026-10-05.")
        return None


def days_of_names(given: Sequence[str], column: str, faults: list[str]) -> dict[str, dt.date]:
    """Name of a round -> its day."""
    days: dict[str, dt.date] = {}
    if given and not column:
        faults.append("--day: this is for --round, the column that names rounds.")
    for text in given:
        name, equals, written = text.rpartition("=")
        day = day_of(f"--day {name}=", written, faults) if equals else None
        if not equals:
            faults.append(f"--day {text}: write NAME=DAY, such as Autumn=2026-10-05.")
        elif day is not None:
            days[name.strip()] = day
    return days


def _known_names(option: str, text: str, days: Sequence[dt.date], faults: list[str]) -> dt.date | None:
    date = day_of(option, text, faults)
    if date is not None and date not in days:
        faults.append(f"{option} {text}: no round was asked on this day.")
        return None
    return date


def rolls_of(
    option: str, given: Sequence[str], faults: list[str]
) -> tuple[dict[str, int] | None, int | None]:
    """Rolls by group in their natural order, because neighbours may be put together; or one for all."""
    by_group: dict[str, int] = {}
    whole: list[int] = []
    for text in given:
        group, equals, figure = text.rpartition("=")
        if not (figure.isascii() and figure.isdigit() and len(figure) < 10):
            faults.append(f"{option} {text}: write a whole number, or GROUP=NUMBER.")
        elif not equals:
            whole.append(int(figure))
        elif alike(group) in map(alike, by_group):
            faults.append(f"{option} {text}: this group has a roll already.")
        else:
            by_group[group.strip()] = int(figure)
    if len(whole) > 1 or (whole and by_group):
        faults.append(f"{option}: give one number for all, or one for each group, not both.")
    return in_order(by_group) or None, whole[0] if whole else None

"""What the options of `selfeval score` say: rolls, days, and the files of each round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from selfeval.scoring.command.earlier import Files
from selfeval.scoring.files.cells import ANSWER, GROUP, ITEM, RESPONDENT
from selfeval.scoring.files.roll_file import ROLL
from selfeval.scoring.groupings import in_order

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
    *,
    columns: Sequence[str] = (),
    roll_file: Path | None = None,
) -> list[Files]:
    """The files of every round, the newest first; what is wrong goes to `faults`."""
    if before and on is None:
        faults.append("--before: say with --on when the newest round was asked.")
    day = None if on is None else day_of("--on", on, faults)
    earlier: dict[dt.date, tuple[Path, Path]] = {}
    for text, form, file in before:
        found = day_of("--before", text, faults)
        if found is not None and found in earlier:
            faults.append(f"--before {text}: there is a round of this day already.")
        elif found is not None and day is not None and found >= day:
            faults.append(f"--before {text}: this is not before {day}, the day of the newest round.")
        elif found is not None:
            earlier[found] = Path(form), Path(file)
    on_roll: dict[dt.date, list[str]] = {}
    for text, roll in roll_before:
        found = _known("--roll-before", text, list(earlier), faults)
        if found is not None:
            on_roll.setdefault(found, []).append(roll)
    on_paper = {_known("--paper", text, [*earlier, *([day] if day else [])], faults) for text in paper}
    by_group, whole = rolls_of("--roll", rolls, faults)
    if roll_file is not None and rolls:
        faults.append("--roll-file: the file says every roll, so give no --roll beside it.")
    faults += [f"--by {name}: this column has a meaning of its own." for name in columns if name in RESERVED]
    newest = Files(
        questionnaire,
        answers,
        by_group,
        whole,
        day,
        day is not None and day in on_paper,
        tuple(dict.fromkeys(columns)),
        roll_file,
    )
    return [
        newest,
        *(
            Files(
                *files,
                *rolls_of(f"--roll-before {day}", on_roll.get(day, ()), faults),
                day,
                day in on_paper,
                newest.columns,
                is_earlier=True,
            )
            for day, files in sorted(earlier.items())
        ),
    ]


def day_of(option: str, text: str, faults: list[str]) -> dt.date | None:
    """A day, year first; None with a fault for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        faults.append(f"{option} {text}: write the day as 2026-10-05.")
        return None


def _known(option: str, text: str, days: Sequence[dt.date], faults: list[str]) -> dt.date | None:
    found = day_of(option, text, faults)
    if found is not None and found not in days:
        faults.append(f"{option} {text}: no round was asked on this day.")
        return None
    return found


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
        elif group.strip() in by_group:
            faults.append(f"{option} {text}: this group has a roll already.")
        else:
            by_group[group.strip()] = int(figure)
    if len(whole) > 1 or (whole and by_group):
        faults.append(f"{option}: give one number for all, or one for each group, not both.")
    return in_order(by_group) or None, whole[0] if whole else None

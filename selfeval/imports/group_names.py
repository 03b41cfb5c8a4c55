"""Groups as people type them: names that mean one group are put together, and it is said; and their rolls."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from selfeval.calendar.school_years import DATE, NoYear, group_name, is_class, years_in
from selfeval.imports.table_file import FaultList, in_a_row, plain_text

NUMERIC_DATE = re.compile(r"[0-9]{1,2}[/.][0-9]{1,2}[/.](?:[0-9]{2}){1,2}(?: .*)?")
GROUP = "group"
"""The column of groups."""
Alike = tuple[str, tuple[int, ...]]


def alike(name: str) -> Alike:
    """What names of one group have in common: their years, or else their words without capitals.

    A class is no year: 10A and 10B are two groups.
    """
    plain = " ".join(name.casefold().split())
    if is_class(plain):
        return plain, ()
    try:
        return "", years_in(plain)
    except NoYear:
        return plain, ()


def looks_like_a_date(name: str) -> bool:
    """Whether a spreadsheet has made a date of a name such as 3-4."""
    plain = " ".join(name.casefold().split())
    return bool(DATE.fullmatch(plain) or NUMERIC_DATE.fullmatch(plain))


@dataclass(frozen=True)
class GroupNames:
    """One name for each group of a column. `names`: as it was typed -> as it is called."""

    names: Mapping[str, str]
    remarks: tuple[str, ...] = ()

    def of(self, typed: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(self.names.__getitem__, typed))


def group_names(column: str, typed: Iterable[str], wanted: Iterable[str] = ()) -> GroupNames:
    """Names that differ only in how they were typed get the one that is `wanted`, or that of their years.

    Others get the one that was typed most often. A group with one spelling keeps it.
    """
    counts = Counter(typed)
    given = {alike(name): name for name in wanted}
    spellings: dict[Alike, list[str]] = {}
    for name, _ in counts.most_common():
        if name:
            spellings.setdefault(alike(name), []).append(name)
    names = {"": ""}
    remarks = []
    for key, several in spellings.items():
        usual = several[0]
        if len(several) > 1:
            usual = group_name(key[1]) if key[1] else " ".join(usual.split())
        name = given.get(key, usual)
        names |= dict.fromkeys(several, name)
        others = sorted(spelling for spelling in several if spelling != name)
        if others:
            rows = sum(counts[spelling] for spelling in others)
            remarks.append(
                f"Column {column}: {in_a_row(others)} in {rows:,} row{'s' * (rows != 1)} "
                f"{'was' if len(others) == 1 else 'were'} taken for “{name}”."
            )
    return GroupNames(names, tuple(map(plain_text, remarks)))


def check_group_rolls(
    groups: Sequence[str] | None,
    n: int,
    rolls: Mapping[str, int] | None,
    roll: int | None,
    faults: FaultList,
) -> None:
    """That no more people answered than are on roll: `n` in all, or in the groups of each."""
    if roll is not None and n > roll:
        faults.add(None, None, f"There are {n} respondents but the roll is {roll}. Correct the roll.")
    if rolls is None:
        return
    if groups is None:
        faults.add(None, None, "Rolls were given by group, but the file has no column “group”.")
        return
    for group, some in Counter(filter(None, groups)).items():
        if group not in rolls:
            faults.add(None, GROUP, f"No roll was given for “{group}”. Every group needs one.")
        elif some > rolls[group]:
            sentence = f"“{group}” has {some} respondents but a roll of {rolls[group]}. Correct the roll."
            faults.add(None, GROUP, sentence)

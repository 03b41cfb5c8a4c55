"""Rounds and voices gathered elsewhere that are set against each other: each from its own files."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from selfeval.calendar.school_years import school_year, year_label
from selfeval.calendar.typed_days import day_in
from selfeval.findings.comparisons import Occasion
from selfeval.findings.findings import BY_GROUP, ReleaseFindings, RoundFindings
from selfeval.imports.answer_columns import ColumnChoices
from selfeval.imports.answers import Answers, read_answers, rounds_in
from selfeval.imports.groups import GROUP, Rolls, check_rolls, read_roll_file
from selfeval.imports.table_file import FileFaults, in_a_row, name_of, plain_text, shortened
from selfeval.questionnaires.catalogue import load, own_items, with_earlier
from selfeval.questionnaires.model import Change, Questionnaire
from selfeval.questionnaires.toml_files import QuestionnaireFaults
from selfeval.scoring.comparison.change import Correction
from selfeval.scoring.comparison.pairs import voice_gaps
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.comparison.series import changes, trends
from selfeval.scoring.disclosure_control.microdata import Microdata
from selfeval.scoring.disclosure_control.release_history import published_beside
from selfeval.scoring.measurement.scale_findings import RECEPTION, Crossing
from selfeval.scoring.round_findings import round_findings

YEAR = re.compile(r"(?:y|yr|year)?\s*0*([0-9]{1,2})", re.IGNORECASE)
NAMED = 3
"""Items that a sentence names, of any number."""


class Unusable(ValueError):
    """Files that cannot be used: what is wrong in a line, and everything that is wrong in lines below."""


@dataclass(frozen=True)
class Files:
    """A round as it was gathered. `roll`: how many could have answered, in all or by group."""

    questionnaire: Path
    answers: Path
    rolls: Mapping[str, int] | None = None
    roll: int | None = None
    on: dt.date | None = None
    on_paper: bool = False
    choices: ColumnChoices = field(default_factory=ColumnChoices)
    """What its columns are. Those of an earlier round or another voice may lack some that the newest has."""
    roll_file: Path | None = None
    """Rolls by group, by part of a group or by part; in the place of `rolls` and `roll`."""

    def read(self, wanted: Sequence[str] = ()) -> Gathered:
        """Raises Unusable with everything that is wrong. Groups that are `wanted` are called as they are."""
        try:
            versions = with_earlier(self.questionnaire)
        except QuestionnaireFaults as faults:
            raise Unusable(f"{self.questionnaire.name} cannot be used.\n{faults}") from faults
        rolls = Rolls(self.roll, self.rolls)
        unusable: list[str] = []
        if self.roll_file is not None:
            try:
                rolls = read_roll_file(self.roll_file, self.choices.by)
            except FileFaults as faults:
                unusable.append(_unusable(self.roll_file, "be used", faults))
        try:
            answers = read_answers(
                versions[-1], self.answers, rolls.groups, rolls.whole, self.choices, wanted
            )
        except FileFaults as faults:
            unusable.append(_unusable(self.answers, "be scored", faults))
        if unusable:
            raise Unusable("\n".join(unusable))
        misfits = check_rolls(rolls, answers.groups, answers.columns)
        if misfits and self.roll_file is not None:
            names = f"{self.roll_file.name} does not fit {self.answers.name}."
            raise Unusable("\n".join(map(plain_text, [names, *misfits])))
        return Gathered(self, versions, answers, rolls)


def _unusable(file: Path, what: str, faults: FileFaults) -> str:
    noun = "one fault" if faults.total == 1 else f"{faults.total:,} faults"
    return "\n".join([f"{name_of(file)} cannot {what}: {noun}.", *faults.lines()])


def days_in_column(
    questionnaire: Path, answers: Path, column: str, named: Mapping[str, dt.date], *, may_lack: bool = False
) -> dict[dt.date, frozenset[str]]:
    """The rounds in a column of one file: day -> what the column says. Raises Unusable.

    A cell holds the day, with or without a time, or a name of which `named` says the day. None where a file
    that `may_lack` the column does.
    """
    try:
        values = rounds_in(load(questionnaire), answers, column, may_lack=may_lack)
    except QuestionnaireFaults as faults:
        raise Unusable(f"{questionnaire.name} cannot be used.\n{faults}") from faults
    except FileFaults as faults:
        raise Unusable(_unusable(answers, "be divided into rounds", faults)) from faults
    days = {value: named.get(value) or day_in(value.split(" ")[0]) for value in values}
    unclear = [shortened(plain_text(value)) for value, day in days.items() if day is None]
    if unclear:
        raise Unusable(
            f"Column {plain_text(column)} of {name_of(answers)} does not say when {in_a_row(unclear)} "
            f'was asked. Say it with --day, such as --day "{unclear[0]}=2026-10-05".'
        )
    return {
        day: frozenset(value for value, its_day in days.items() if its_day == day)
        for day in sorted({day for day in days.values() if day is not None})
    }


def newest_of_voice(
    voice: Files, column: str, named: Mapping[str, dt.date], newest: dt.date
) -> tuple[Files, str]:
    """Another voice with its newest round alone, and what to say of that; all of it without such a column.

    Raises Unusable where it has no round of the school year of the `newest` round of the first voice.
    """
    days = days_in_column(voice.questionnaire, voice.answers, column, named, may_lack=True)
    name = name_of(voice.answers)
    if not days:
        return (
            voice,
            f"{name}: There is no column “{plain_text(column)}”, so all of it was read as one round.",
        )
    year = school_year(newest)
    of_year = [day for day in days if school_year(day) == year]
    if not of_year:
        raise Unusable(
            f"{name} has no round of {year_label(year)}, the school year of the newest round. "
            "Add its answers, or leave its --beside out."
        )
    day = max(of_year)
    choices = replace(voice.choices, round_values=days[day])
    return replace(voice, choices=choices), f"{name}: Of its rounds, that of {day.isoformat()} was read."


@dataclass(frozen=True)
class Gathered:
    """A round as it was read. `versions`: its questionnaire, and those before it, oldest first."""

    files: Files
    versions: Sequence[Questionnaire]
    answers: Answers
    rolls: Rolls

    @property
    def questionnaire(self) -> Questionnaire:
        return self.versions[-1]

    def findings(self) -> RoundFindings:
        """At full precision."""
        findings = round_findings(
            self.questionnaire.definition,
            self.answers.responses,
            groups=self.answers.groups,
            rolls=self.rolls.groups,
            roll=self.rolls.whole,
            columns=self.answers.columns,
            margins=self.rolls.margins,
            crossing=self._crossing,
        )
        short = (f"roll_short:{column}" for column in self.rolls.short)
        return replace(findings, notices=(*findings.notices, *short), own=self._own)

    def published(self, full: RoundFindings, threshold: int) -> RoundFindings:
        """What may be shown to others, all columns looked at together. Leak where nothing is safe."""
        groups = {} if self.answers.groups is None else {BY_GROUP: self.answers.groups}
        microdata = Microdata(
            self.questionnaire.definition, self.answers.responses, {**groups, **self.answers.columns}
        )
        return published_beside(full, microdata.without_blank(), threshold=threshold)

    @property
    def _own(self) -> tuple[str, ...]:
        """Its questions that are not the library's, in its own order."""
        own = own_items(self.questionnaire)
        return tuple(item.id for item in self.questionnaire.definition.items if item.id in own)

    @property
    def _crossing(self) -> Crossing | None:
        by = self.rolls.by
        return None if by is None else Crossing(by, self.answers.columns[by], self.rolls.cells)

    def beside_as(self, shown: RoundFindings) -> ComparedRound:
        """For a comparison with another voice, which needs no day."""
        occasion = Occasion(self.files.answers.stem, "", "", shown.version, n=shown.n, roll=shown.roll)
        return ComparedRound(occasion, self.questionnaire.definition, shown, responses=self.answers.responses)

    def compared_as(self, full: RoundFindings, shown: RoundFindings) -> ComparedRound:
        """For a comparison: ValueError where nobody said when it was asked."""
        day = self.files.on
        if day is None:
            raise ValueError("A round that is compared needs its day.")
        on = day.isoformat()
        return ComparedRound(
            Occasion(self.files.answers.stem, on, on, full.version, on, n=shown.n, roll=shown.roll),
            self.questionnaire.definition,
            shown,
            full,
            self.answers.responses,
            years_of(self.answers.groups or ()),
            school_year(day),
        )


def read_all(rounds: Sequence[Files], *, for_others: bool = False) -> list[Gathered]:
    """Rounds and voices. Raises Unusable with what is wrong in any of them, each fault once.

    Groups of the others are called as in the first, the newest.
    """
    gathered: list[Gathered] = []
    faults = []
    wanted: tuple[str, ...] = ()
    for files in rounds:
        try:
            gathered.append(files.read(wanted))
            wanted = wanted or tuple(dict.fromkeys(gathered[0].answers.groups or ()))
            if for_others:
                _check_asks_nothing_about_people(gathered[-1])
        except Unusable as unusable:
            faults.append(str(unusable))
    if not faults:
        faults += _nowhere(gathered)
    if faults:
        raise Unusable("\n".join(dict.fromkeys(faults)))
    return gathered


def _nowhere(gathered: Sequence[Gathered]) -> Iterator[str]:
    """Columns that were asked for and that no file has, where each by itself may lack them."""
    choices = gathered[0].files.choices
    if choices.group != GROUP and all(one.answers.groups is None for one in gathered):
        yield f"Column {choices.group} is in none of the files. Add it, or do not ask for it with --group."
    for by in choices.by:
        if not any(by in one.answers.columns for one in gathered):
            yield f"Column {by} is in none of the files. Add it, or do not ask for it with --by."


def remarks_of(rounds: Sequence[Gathered], more: Sequence[str] = ()) -> str:
    """What was made of files that their owner may not expect, a line each, and an empty line."""
    named = [(name_of(one.files.answers), one.answers.remarks) for one in rounds]
    lines = [*(f"{name}: {remark}" for name, remarks in named for remark in remarks), *more]
    return "".join(f"{line}\n" for line in [*dict.fromkeys(lines), ""]) if lines else ""


def _check_asks_nothing_about_people(gathered: Gathered) -> None:
    """Shares of a question about the person count people, however few. Unusable, with what to do instead."""
    asked = [item.id for item in gathered.questionnaire.definition.items if item.kind == "about-you"]
    if asked:
        some = ", ".join(asked[:NAMED]) + (f" and {len(asked) - NAMED} more" if len(asked) > NAMED else "")
        raise Unusable(
            f"{gathered.files.questionnaire.name} cannot be published: it asks about the person ({some}), "
            "and the answers would count groups of fewer than ten people.\n"
            "Leave these items out of the questionnaire. Keep their columns beside the answers to the other "
            "questions, and name each with --by: small groups are then put together or hidden."
        )


def years_of(groups: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Year groups by the names that schools give them: Year 7, Y07, 7, Reception. Other names have none."""
    years: dict[str, tuple[int, ...]] = {}
    for group in dict.fromkeys(groups):
        numbered = YEAR.fullmatch(group)
        if group.lower() in RECEPTION:
            years[group] = (0,)
        elif numbered:
            years[group] = (int(numbered.group(1)),)
    return years


def compared(
    newest: Gathered,
    shown: RoundFindings,
    full: RoundFindings,
    earlier: Sequence[Gathered],
    smallest: float,
    correction: Correction,
    *,
    publish_from: int | None,
) -> ReleaseFindings:
    """The newest round with its change against every earlier one, and the series of all.

    `publish_from`: how many people a published figure is about at least; None for full precision.
    Raises Unusable for rounds of another questionnaire. A release is told apart by the day of its round.
    """
    name = newest.questionnaire.name
    others = [
        f"{other.files.questionnaire.name} is “{other.questionnaire.name}”, not “{name}”."
        for other in earlier
        if other.questionnaire.name != name
    ]
    if others:
        raise Unusable("\n".join(["Only rounds of one questionnaire can be compared.", *others]))
    published = publish_from is not None
    before = []
    for other in earlier:
        exactly = other.findings()
        shown_before = exactly if publish_from is None else other.published(exactly, publish_from)
        before.append(other.compared_as(exactly, shown_before))
    latest = newest.compared_as(full, shown)
    lists = {name: _lists([newest, *earlier])}
    modes = {str(round_.files.on): "paper" for round_ in [newest, *earlier] if round_.files.on_paper}
    moved = changes(
        [latest], before, lists, smallest=smallest, correction=correction, modes=modes, published=published
    )
    series = trends(
        [latest],
        before,
        lists,
        smallest=smallest,
        correction=correction,
        modes=modes,
        compared=moved,
        published=published,
    )
    return replace(released(newest, shown, publish_from), changes=moved, trends=series)


def released(newest: Gathered, shown: RoundFindings, publish_from: int | None) -> ReleaseFindings:
    """The newest round as a release that is set against nothing yet; without days where nobody said them."""
    day = newest.files.on.isoformat() if newest.files.on else ""
    threshold = publish_from or ReleaseFindings.threshold
    return ReleaseFindings("", newest.files.answers.stem, day, day, (shown,), threshold)


def with_voices(
    release: ReleaseFindings, voices: Sequence[Gathered], shown: Sequence[RoundFindings], *, published: bool
) -> ReleaseFindings:
    """A release of the first voice with all of them, each by itself, and where staff and pupils part.

    Raises Unusable where two voices have one questionnaire.
    """
    names: dict[str, str] = {}
    again = []
    for voice in voices:
        name, file = voice.questionnaire.name, voice.files.questionnaire.name
        if name in names:
            again.append(
                f"{file} is “{name}”, as {names[name]} is. Each voice needs a questionnaire of its own; an "
                "earlier round of the same one goes after --before."
            )
        names.setdefault(name, file)
    if again:
        raise Unusable("\n".join(again))
    compared_voices = [voice.beside_as(findings) for voice, findings in zip(voices, shown, strict=True)]
    pupils = [side for side in compared_voices if side.definition.audience == "pupils"]
    staff = [side for side in compared_voices if side.definition.audience == "staff"]
    gaps = voice_gaps(pupils, staff, release.threshold, published=published)
    return replace(release, rounds=tuple(shown), gaps=gaps)


def _lists(rounds: Iterable[Gathered]) -> dict[int, Sequence[Change]]:
    return {version.definition.version: version.changes for round_ in rounds for version in round_.versions}

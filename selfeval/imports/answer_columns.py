"""What each column of a file of answers is: a question by its id or text, a person, groups, or nothing."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from selfeval.imports.answer_codes import AnswerCodes, folded
from selfeval.imports.groups import GROUP
from selfeval.imports.reader import Row
from selfeval.imports.table_file import (
    FaultList,
    Headings,
    TableFile,
    first_filled,
    in_a_row,
    letter,
    plain_text,
)
from selfeval.questionnaires.model import Questionnaire

RESPONDENT, ITEM, ANSWER = "respondent_id", "item", "answer"
LONG_HEADINGS: Mapping[str, tuple[str, ...]] = {
    RESPONDENT: (
        *("respondent_id", "respondent", "respondentid", "respondent id", "id", "person", "person_id"),
        *("pupil", "pupil_id", "student", "student_id", "child", "participant", "participant_id", "user"),
        *("user_id", "response_id", "responseid", "response id", "case", "case_id", "code", "number"),
    ),
    ITEM: (
        *("item", "item_id", "itemid", "question", "question_id", "questionid", "question text"),
        *("question_text", "statement", "variable", "indicator", "name"),
    ),
    ANSWER: (
        *("answer", "answers", "response", "value", "score", "choice", "option", "rating", "points", "code"),
        *("response text", "answer text"),
    ),
}
"""Headings of a file with a row for each person and question, the likeliest first."""
SAMPLE = 200
"""Rows in which the columns of a long file are looked for."""
MOSTLY = 0.6
NO_RESPONDENT = (
    "This column is missing. It says which answers are one person's; "
    "say --id with its heading if it is called otherwise."
)
NAME_RESPONDENT = (
    "This column is missing. It says which answers are one person's; give it the heading “respondent_id”."
)
IN_BRACKETS = re.compile(r".*\[([^\[\]]+)\]\W*")
PARTED = re.compile(r" [-–|>»:] |: ?|\. ?|\? ?|\n")
IMPORT_ID = '{"ImportId":'
"""How cells of the third line of a Qualtrics export begin."""


@dataclass(frozen=True)
class ColumnChoices:
    """What a person said of the columns of a file."""

    by: tuple[str, ...] = ()
    """Columns beside `group` that name groups."""
    ignored: tuple[str, ...] = ()
    """Headings, or several of them with commas between."""
    missing: tuple[str, ...] = ()
    """What a cell says where nobody answered."""
    group: str = GROUP
    respondent: str = RESPONDENT
    round_column: str = ""
    """The column that says in which round a row was answered; empty where the file is one round."""
    round_values: frozenset[str] = frozenset()
    """What it says of the rows that are read."""
    may_lack: bool = False
    """Whether the columns that are named may be missing."""
    on_a_page: bool = False
    """Whether it is told to somebody at a page, who has fields in the place of options."""


class ItemHeadings:
    """The questions of a questionnaire by what a form may write above them."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.ids = {item.id: place for place, item in enumerate(questionnaire.definition.items)}
        self._lower = {item.casefold(): place for item, place in self.ids.items()}
        self._texts: dict[str, set[int]] = {}
        for words in questionnaire.words.values():
            for item, item_words in words.items.items():
                for text in (item_words.text, item_words.short):
                    self._texts.setdefault(folded(text), set()).add(self.ids[item])
        self._texts.pop("", None)
        self._seen: dict[str, frozenset[int]] = {}

    def positions(self, heading: str) -> frozenset[int]:
        """Positions of the questions that a heading can mean: none, one, or several that read alike."""
        if heading not in self._seen:
            self._seen[heading] = frozenset(self._find(heading.strip()))
        return self._seen[heading]

    def place(self, heading: str) -> int | None:
        """The place of the one question that a heading means."""
        positions = self.positions(heading)
        return next(iter(positions)) if len(positions) == 1 else None

    def _find(self, heading: str) -> set[int]:
        if heading in self.ids:
            return {self.ids[heading]}
        if heading.casefold() in self._lower:
            return {self._lower[heading.casefold()]}
        for text in _texts_in(heading):
            if text.casefold() in self._lower:
                return {self._lower[text.casefold()]}
            if folded(text) in self._texts:
                return self._texts[folded(text)]
        return set()

    def near(self, heading: str) -> str | None:
        """The id or the text that a heading may have meant."""
        texts = [*self._lower, *self._texts]
        close = difflib.get_close_matches(folded(heading), texts, n=1, cutoff=0.8)
        positions = self._texts.get(close[0], {self._lower.get(close[0], -1)}) if close else set()
        return next((item for item, place in self.ids.items() if place in positions), None)


def _texts_in(heading: str) -> Iterator[str]:
    """All of a heading, what stands in brackets at its end, and what follows each mark that may part it."""
    if len(heading) > 2_000:
        return
    yield heading
    if bracketed := IN_BRACKETS.fullmatch(heading.replace("\n", " ")):
        yield bracketed[1].strip()
    for mark in PARTED.finditer(heading):
        yield heading[mark.end() :]


def find_headings(items: ItemHeadings, rows: Sequence[Row]) -> Headings:
    """The lines of headings: the row that names most questions, and what some forms write around it."""
    meant = [len({place for cell in cells for place in items.positions(cell)}) for _, cells in rows]
    most = max(meant)
    if most < min(2, len(items.ids)):
        return _long_headings(rows)
    at = meant.index(most)
    last = at
    while last + 1 < len(rows) and (_of_qualtrics(rows[last + 1]) or meant[last + 1] > 0):
        last += 1
    first = at - 1 if at and (_of_qualtrics(rows[last]) or _fills(rows[at - 1][1], rows[at][1])) else at
    return Headings(tuple(row for row in rows[first : last + 1] if any(row[1])), most)


def _of_qualtrics(row: Row) -> bool:
    cells = [cell for cell in row[1] if cell.strip()]
    return bool(cells) and all(cell.lstrip().replace(" ", "").startswith(IMPORT_ID) for cell in cells)


def _fills(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a line has headings where the one below it has none, and more than a title."""
    width = range(min(len(above), len(below)))
    several = sum(bool(cell.strip()) for cell in above) > 1
    return several and any(above[at].strip() and not below[at].strip() for at in width)


def _long_headings(rows: Sequence[Row]) -> Headings:
    for row in rows:
        names = {folded(cell) for cell in row[1]}
        if names & set(LONG_HEADINGS[ITEM]) and names & set(LONG_HEADINGS[ANSWER]):
            return Headings((row,), 1)
    return first_filled(rows)


@dataclass(frozen=True)
class LongColumns:
    """Where the columns of a file with a row for each person and question are; None for a missing one."""

    respondent: int | None
    item: int
    answer: int | None


class AnswerColumns:
    """The columns of one file. What is wrong with them goes to `faults`, all of it."""

    def __init__(
        self, items: ItemHeadings, table: TableFile, choices: ColumnChoices, faults: FaultList
    ) -> None:
        self.items, self.table, self.choices, self._faults = items, table, choices, faults
        self._names = [
            tuple(name for name in names if not _of_qualtrics((0, [name]))) for names in table.headings.names
        ]
        self.row = table.headings.row
        self.named: dict[str, int] = {}
        """`group` and the columns of --by, as they were asked for -> place."""
        self.respondent: int | None = None
        self.ignored: list[int] = []
        self.spare: list[int] = []
        """Columns that mean nothing here; a page leaves them out by name."""
        self.lacking: list[str] = []
        """Columns of --by that the file does not have."""
        self._taken: set[int] = set()
        self.round = self._take(choices.round_column) if choices.round_column else None
        if choices.round_column and self.round is None and not choices.may_lack:
            self._wrong(choices.round_column, "This column is missing. Add it, or leave --round out.")
        self._ignore()
        self._name()

    def heading(self, at: int) -> str:
        """The heading of a column as a sentence names it."""
        return plain_text(self._names[at][0]) if self._names[at] else letter(at)

    def _at(self, name: str) -> list[int]:
        """Positions of the columns with this heading, exactly, or else alike."""
        exact = [at for at, names in enumerate(self._names) if name.strip() in names]
        alike = [at for at, names in enumerate(self._names) if folded(name) in map(folded, names)]
        return exact or (alike if folded(name) else [])

    def _ignore(self) -> None:
        for text in self.choices.ignored:
            for name in [text] if self._at(text) else next(csv.reader([text], skipinitialspace=True), []):
                at = self._at(name)
                asked = [place for place in at if self._item(place) is not None]
                if asked:
                    self._wrong(name, "This is a question. Empty its cells if nobody was asked, and keep it.")
                elif not at and not self.choices.may_lack and name.strip():
                    self._wrong(name, "There is no such column to leave out with --ignore.")
                self.ignored += [place for place in at if place not in asked]
        self._taken.update(self.ignored)

    def _name(self) -> None:
        choices = self.choices
        for name, heading in ((GROUP, choices.group), *((by, by) for by in choices.by)):
            at = self._take(heading)
            if at is not None:
                self.named[name] = at
            elif name != GROUP or heading != GROUP:
                self.lacking.append(name)
                if not choices.may_lack:
                    option = "--group" if name == GROUP else "--by"
                    sentence = f"This column is missing. Add it, or do not ask for it with {option}."
                    self._wrong(heading, sentence)
        self.respondent = self._take(choices.respondent)
        if self.respondent is None and choices.respondent != RESPONDENT and not choices.may_lack:
            self._wrong(choices.respondent, "This column is missing. Add it, or leave --id out.")

    def _take(self, heading: str) -> int | None:
        """The place of the column with a heading, which from now on is nothing else."""
        positions = [at for at in self._at(heading) if at not in self._taken]
        self._taken.update(positions)
        for again in positions[1:]:
            self._same(positions[0], again)
        return positions[0] if positions else None

    def _same(self, first: int, second: int) -> None:
        a, b = letter(first), letter(second)
        self._wrong(self.heading(second), f"Columns {a} and {b} have the same heading. Keep one of them.")

    def _wrong(self, name: str | None, sentence: str) -> None:
        self._faults.add(self.row, name, sentence)

    def _item(self, at: int) -> int | None:
        """The place of the question that a column asks."""
        meant = [self.items.place(name) for name in self._names[at]]
        return next((place for place in meant if place is not None), None)

    def no_questions(self) -> frozenset[int]:
        """Columns that are no questions, such as the time or a group."""
        return frozenset(at for at in range(len(self._names)) if self._item(at) is None)

    @property
    def names_items(self) -> bool:
        return self.table.headings.recognised > 1 or any(
            self._item(at) is not None for at in range(len(self._names)) if at not in self._taken
        )

    def wide(self) -> dict[int, int]:
        """Place of a question -> place of its column, for a file with a row for each person."""
        columns: dict[int, int] = {}
        others = []
        for at in self._left():
            place = self._item(at)
            if place is None:
                others.append(at)
            elif place in columns:
                self._twice(columns[place], at, place)
            else:
                columns[place] = at
        self._unknown(others, [item for item, place in self.items.ids.items() if place not in columns])
        for item, place in self.items.ids.items():
            if place not in columns:
                sentence = "This column is missing. Add it; leave its cells empty if nobody was asked."
                self._wrong(item, sentence)
        return columns

    def _left(self) -> list[int]:
        return [at for at, names in enumerate(self._names) if names and at not in self._taken]

    def _twice(self, first: int, second: int, place: int) -> None:
        if self._names[first][0] == self._names[second][0]:
            self._same(first, second)
        else:
            a, b, item = letter(first), letter(second), list(self.items.ids)[place]
            sentence = f"Columns {a} and {b} are the same question, {item}. Keep one of them."
            self._wrong(self.heading(second), sentence)

    def _unknown(self, others: Sequence[int], missing: Sequence[str]) -> None:
        """Columns that are no question: named all at once, with what leaves them out."""
        rest = []
        for at in others:
            several = {place for name in self._names[at] for place in self.items.positions(name)}
            near = self.items.near(self._names[at][0])
            if several:
                ids = [item for item, place in self.items.ids.items() if place in several]
                self._wrong(self.heading(at), f"{in_a_row(ids)} read alike. Use their ids as headings.")
            elif near in missing:
                self._wrong(self.heading(at), f"This is no question. Did you mean “{near}”?")
            else:
                rest.append(at)
        self._leave(rest)

    def _leave(self, columns: Sequence[int], why: str = "") -> None:
        """Columns that mean nothing, and why: a page has asked about them, an option leaves them out."""
        self.spare = list(columns)
        if columns and not self.choices.on_a_page:
            names = [self.heading(at) for at in columns]
            self._faults.add(self.row, None if len(names) > 1 else names[0], no_question(names, why))

    def long(self, sample: Sequence[Sequence[str]], codes: Sequence[AnswerCodes]) -> LongColumns | None:
        """The columns of a file with a row for each person and question; None where none names questions.

        `codes`: of each question, by its place, what a cell may say.
        """
        left = self._left()
        item = self._likeliest(ITEM, {at: self._share(sample, at) for at in left})
        if item is None:
            return None
        left.remove(item)
        shares = {at: self._answered(sample, item, at, codes) for at in left}
        answer = self._likeliest(ANSWER, shares)
        if answer is None:
            answer = self._by_heading(ANSWER, left)
        if answer is None:
            self._wrong(ANSWER, "This column is missing. It says what was answered.")
        else:
            left.remove(answer)
        respondent = self.respondent
        if respondent is None:
            respondent = self._by_heading(RESPONDENT, left)
            if respondent is not None:
                left.remove(respondent)
            else:
                self._wrong(RESPONDENT, NAME_RESPONDENT if self.choices.on_a_page else NO_RESPONDENT)
        what = "means" if len(left) == 1 else "mean"
        self._leave(left, f"{what} nothing in a file with a row for each answer")
        return LongColumns(respondent, item, answer)

    def _by_heading(self, kind: str, left: Iterable[int]) -> int | None:
        positions = {folded(name): at for at in reversed(list(left)) for name in self._names[at]}
        return next((positions[name] for name in LONG_HEADINGS[kind] if name in positions), None)

    def _likeliest(self, kind: str, shares: Mapping[int, float]) -> int | None:
        """The column with our own heading, or that mostly says such things, by the likeliest heading."""
        likely = [at for at, share in shares.items() if share >= MOSTLY]
        own = [at for at in shares if self._names[at][0] == kind]
        named = self._by_heading(kind, own or likely)
        return named if named is not None else max(likely, key=lambda at: shares[at], default=None)

    def _share(self, sample: Sequence[Sequence[str]], at: int) -> float:
        """How many of the filled cells of a column name a question."""
        cells = [row[at] for row in sample if row[at].strip()]
        return sum(bool(self.items.positions(cell)) for cell in cells) / len(cells) if cells else 0.0

    def _answered(
        self, sample: Sequence[Sequence[str]], item: int, at: int, codes: Sequence[AnswerCodes]
    ) -> float:
        """How many of the filled cells of a column answer the question of their row."""
        asked = [(self.items.place(row[item]), row[at]) for row in sample if row[at].strip()]
        answers = [codes[place].character(cell) is not None for place, cell in asked if place is not None]
        return sum(answers) / len(answers) if answers else 0.0


def no_question(names: Sequence[str], why: str = "") -> str:
    """Which columns mean nothing here, and the option that leaves them out."""
    one = len(names) == 1
    is_none = "is no question" if one else "are no questions"
    plain = [name for name in names if not set(name) & set(',"$`\\!%')]
    options = [f'--ignore "{",".join(plain)}"'] if plain else []
    options += [f"--ignore {_quoted(name)}" for name in names if name not in plain]
    return (
        f"{in_a_row(names)} {why or f'{is_none} of this questionnaire'}. Leave out with "
        f"{' '.join(options)}, or, if {'it' if one else 'one of them'} names groups, say --group or --by."
    )


def _quoted(name: str) -> str:
    """As a shell takes it whole."""
    return "'" + name.replace("'", "'\\''") + "'"

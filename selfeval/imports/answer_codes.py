"""What a cell of a file of answers may say: points, the id of an option, or its label in any language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from selfeval.imports.table_file import FaultList, shortened
from selfeval.questionnaires.model import (
    OPTION_CHARACTERS,
    RESERVED_CHARACTERS,
    SKIPPED,
    SKIPPED_ID,
    Item,
    Questionnaire,
)

LONGEST_LABEL = 500
"""Characters of a cell in which the label of an option is looked for."""
QUOTES = str.maketrans("‘’‚‛`´“”„«»–—‐‑−", "''''''" + '"""""' + "-----")
"""Kinds of quotation marks and dashes -> the plain one."""
NUMBERING = re.compile(r"^(?:\(?(?:q|question)? ?[0-9]{1,3}[a-z]?[.):] *(?=[^0-9])|[-*•] +)")
WHOLE = re.compile(r"([0-9]+)[.,]0+")
"""A whole number as programs write it that take every column with a gap for decimals."""
MISSING = re.compile(
    r"(?i)[#<]?n[/. ]?a[.>]?|nan|null|none|nil|missing|blank|skipped|[-–.?]+|x|9{2,4}|-[0-9]{1,4}"
)
"""What people write where nobody answered."""


NUMBER_BESIDE = (
    re.compile(r"\(?[0-9]{1,2}\)?(?: *[-=:.)|/] *| +)(?=[^0-9 ])"),
    re.compile(r"(?<=[^0-9 ])(?: *[-=:|/] *[0-9]{1,2}| *[(\[][0-9]{1,2}[)\]])$"),
)
"""A number that a form writes before or behind the label of an option: 4 - Agree, Agree (4)."""


def folded(text: str) -> str:
    """A text for comparing: without capitals, numbering, kinds of quotes and spaces, and marks at its end."""
    plain = unicodedata.normalize("NFKC", text).translate(QUOTES).casefold()
    plain = " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").split())
    return NUMBERING.sub("", plain, count=1).rstrip(" .,:;!?*…").lstrip(" *")


def _without_ornaments(text: str) -> Iterator[str]:
    """A folded label without signs that are no letters around it, and without a number beside it.

    '🙂 agree' -> 'agree'; '4 - agree' -> 'agree'
    """
    signs = {c for c in text if unicodedata.category(c) in {"So", "Sk", "Sm", "Mn", "Me"} or c in "|•·"}
    bare = text.strip("".join(signs) + " ")
    yield bare
    before, behind = NUMBER_BESIDE
    for shorter in (before.sub("", bare, count=1) if before.match(bare) else bare, behind.sub("", bare)):
        yield shorter.strip("".join(signs) + " ")


BY_OPTION = 'If it means no answer, say --missing "{}".'
ON_A_PAGE = "If it means no answer, type it below as what stands for no answer."
"""How somebody says that a cell means no answer."""


class AnswerCodes:
    """What a cell may say to one question -> response character. What could mean two answers says nothing."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        item: Item,
        missing: Sequence[str] = (),
        no_answer: str = BY_OPTION,
    ) -> None:
        self.item, self._no_answer = item, no_answer
        self.options = questionnaire.definition.options_of(item).options
        points = [option.points for option in self.options]
        self.points = sorted(number for number in points if points.count(number) == 1)
        self._codes = {
            str(option.points): OPTION_CHARACTERS[place]
            for place, option in enumerate(self.options)
            if option.points in self.points
        }
        self._codes |= {option.id: OPTION_CHARACTERS[place] for place, option in enumerate(self.options)}
        self._codes |= {answer: RESERVED_CHARACTERS[answer] for answer in item.also}
        self.said = _labels_in_words(questionnaire, item)
        """The labels of its answers in the first language of the questionnaire that has them all."""
        self._labels: dict[str, set[str]] = {}
        for label, character in self._words(questionnaire):
            self._labels.setdefault(folded(label), set()).add(character)
        self._labels.pop("", None)
        for code, character in self._codes.items():
            if code in self._labels:
                self._labels[code].add(character)
            self._labels.setdefault(folded(code), set()).add(character)
        self.clashing = tuple(text for text in missing if self._plain(text) is not None)
        """What was declared as missing, but is an answer to this question."""
        self._missing = {"", *(text.strip().casefold() for text in missing if text not in self.clashing)}
        self._seen: dict[str, str | None] = {}
        self._complaints: dict[str, str] = {}

    def _words(self, questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
        for words in questionnaire.words.values():
            labels = words.options.get(self.item.options, {})
            for place, option in enumerate(self.options):
                yield labels.get(option.id, ""), OPTION_CHARACTERS[place]
            for answer in self.item.also:
                yield words.answers.get(answer, ""), RESERVED_CHARACTERS[answer]
            yield words.answers.get(SKIPPED_ID, ""), SKIPPED

    def character(self, cell: str) -> str | None:
        """The response character of a cell; None for one that is no answer to this question."""
        if cell not in self._seen:
            plain = cell.strip()
            self._seen[cell] = SKIPPED if plain.casefold() in self._missing else self._plain(plain)
        return self._seen[cell]

    def characters(self, cells: Sequence[str]) -> list[str | None]:
        """The response character of each cell."""
        for cell in set(cells) - self._seen.keys():
            self.character(cell)
        return list(map(self._seen.__getitem__, cells))

    def stands_for_none(self, plain: str) -> bool:
        """Whether a cell, without spaces around it, says what was declared as missing."""
        return bool(plain) and plain.casefold() in self._missing

    def _plain(self, plain: str) -> str | None:
        if plain in self._codes:
            meant = {self._codes[plain], *self._labels.get(plain, ())}
        elif whole := WHOLE.fullmatch(plain):
            return self._codes.get(whole[1])
        else:
            meant = self._labelled(plain)
        return next(iter(meant)) if len(meant) == 1 else None

    def _labelled(self, plain: str) -> set[str]:
        """What a label means: as it is, or else without what a form has put beside it."""
        label = folded(plain)
        if label in self._labels or len(label) > LONGEST_LABEL:
            return self._labels.get(label, set())
        return next((self._labels[text] for text in _without_ornaments(label) if text in self._labels), set())

    def complaint(self, cell: str) -> str:
        """What is wrong with a cell, and what it may say; thousands of cells may say the same."""
        if cell not in self._complaints:
            self._complaints[cell] = self._new_complaint(cell.strip())
        return self._complaints[cell]

    def _new_complaint(self, cell: str) -> str:
        codes = [str(number) for number in self.points]
        may = f"Use {_one_of(codes)}" if codes else "Use the id of an option"
        text = f"“{shortened(cell)}”"
        declare = f" {self._no_answer.format(cell)}" if MISSING.fullmatch(cell) else ""
        if len(self._labelled(cell)) > 1:
            return f"{text} can mean two of the answers to this question. {may}."
        if _is_decimal(cell):
            return f"{text} is not a whole number. {may}."
        if cell.lstrip("+-").isdecimal():
            return f"{text} is not an answer to this item. {may}.{declare}"
        labels = _one_of(self.said or [option.id for option in self.options] + list(self.item.also))
        return (
            f"{text} is text that this item does not know. {may}, or {labels}. Leave it empty if skipped."
            f"{declare}"
        )


def _labels_in_words(questionnaire: Questionnaire, item: Item) -> list[str]:
    options = questionnaire.definition.options_of(item).options
    for words in questionnaire.words.values():
        named = words.options.get(item.options, {})
        labels = [named.get(option.id, "") for option in options]
        labels += [words.answers.get(answer, "") for answer in item.also]
        if all(labels):
            return [f"“{shortened(label)}”" for label in labels]
    return []


class WrongCells:
    """Cells that are no answer. Those that say the same to questions with the same answers are one fault."""

    def __init__(self) -> None:
        self._cells: dict[str, tuple[int, str, str, int, set[str]]] = {}
        """Complaint -> row, column and item of the first cell, how many, and their columns."""

    def add(self, row: int, column: str, complaint: str, item: str = "") -> None:
        start = (row, column, item, 0, set[str]())
        first, its_column, its_item, cells, columns = self._cells.get(complaint, start)
        if row < first:
            first, its_column, its_item = row, column, item
        columns.add(item or column)
        self._cells[complaint] = (first, its_column, its_item, cells + 1, columns)

    def into(self, faults: FaultList) -> None:
        """Adds a fault for each complaint, in the order in which they were come upon."""
        for complaint, (row, column, item, cells, columns) in self._cells.items():
            more = f" {cells - 1:,} more cell{'s say' * (cells > 2) or ' says'} the same" if cells > 1 else ""
            where = f", in {len(columns)} questions" if len(columns) > 1 else ""
            faults.add(row, column, f"{item}{': ' * bool(item)}{complaint}{more}{where}{'.' * bool(more)}")
        self._cells = {}


def _is_decimal(cell: str) -> bool:
    whole, point, part = cell.replace(",", ".").partition(".")
    return bool(point) and (whole.lstrip("+-") + part).isdecimal()


def _one_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"

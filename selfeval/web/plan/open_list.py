"""What was read of a list that leaves something open: said back, asked, and sent along as counts alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from selfeval.english import count_of
from selfeval.imports.roll_questions import ListQuestion, Part, UncountedRows
from selfeval.imports.rolls import RollsRead

MOST_LINES = 20
"""Lines about rows that were left out."""
OPEN = "open_list"
NOT_YET = "The list is read. No number is taken from it until you have answered."


@dataclass(frozen=True)
class OpenQuestion:
    """A question about a list as a choice on the page: its field, its words and its answers."""

    field: str
    text: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ListRead:
    """What a list says, in sentences; and of the rows left out: which, what they say, and why."""

    sentences: tuple[str, ...]
    left_out: tuple[tuple[str, str, str], ...] = ()
    more: int = 0
    """Lines of `left_out` that are not here."""
    open: tuple[OpenQuestion, ...] = ()
    sealed: str = ""
    """The counts under every answer, for the page to send back; no name is among them."""


def open_list(rolls: RollsRead, *, of_staff: bool) -> ListRead:
    """What was read of a list that leaves something open; with one question, how many each answer gives."""
    questions = tuple(
        OpenQuestion(f"{OPEN}-{question.id}", question.text, tuple(_options(rolls, question, of_staff)))
        for question in rolls.questions
    )
    sure = sum(roll.pupils for roll in rolls.years_by({}).values())
    here = (
        "work here"
        if of_staff and sure > 1
        else "works here"
        if of_staff
        else "are on roll"
        if sure > 1
        else "is on roll"
    )
    so_far = [f"{_people(sure, of_staff)} {here} for certain."] if sure else []
    sentences = (NOT_YET, *so_far, *rolls.remarks)
    return ListRead(sentences, open=questions, sealed=_sealed(rolls))


def _people(number: int, of_staff: bool) -> str:
    return count_of(number, "person", "people") if of_staff else count_of(number, "pupil")


def _options(rolls: RollsRead, question: ListQuestion, of_staff: bool) -> Iterator[tuple[str, str]]:
    for answer, words in question.options:
        if len(rolls.questions) == 1 and not words[-1].isdigit() and not words.endswith(("pupils", "in all")):
            pupils = sum(roll.pupils for roll in rolls.years_by({question.id: answer}).values())
            yield answer, f"{words}: {_people(pupils, of_staff)} in all"
        else:
            yield answer, words


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="what a list leaves open")


def _sealed(rolls: RollsRead) -> str:
    """The counts of a list with what it leaves open, as a text that nobody else can write."""
    parts = [[part.years, part.pupils, part.girls, part.boys, sorted(part.only)] for part in rolls.parts]
    questions = [[question.id, question.text, question.options] for question in rolls.questions]
    left_out = [[row.rows, row.text, row.why, row.sheet] for row in rolls.left_out[:MOST_LINES]]
    return str(_seal().dumps([parts, rolls.one_row_a_pupil, questions, left_out, rolls.remarks]))


def unsealed(text: str) -> RollsRead | None:
    """None for a text that this application has not written."""
    try:
        parts, one_row_a_pupil, questions, left_out, remarks = _seal().loads(text)
    except BadSignature:
        return None
    return RollsRead(
        parts=tuple(
            Part(tuple(years), pupils, girls, boys, frozenset((name, tuple(some)) for name, some in only))
            for years, pupils, girls, boys, only in parts
        ),
        one_row_a_pupil=one_row_a_pupil,
        questions=tuple(
            ListQuestion(name, words, tuple(map(tuple, options))) for name, words, options in questions
        ),
        left_out=tuple(UncountedRows(tuple(rows), words, why, sheet) for rows, words, why, sheet in left_out),
        remarks=tuple(remarks),
    )

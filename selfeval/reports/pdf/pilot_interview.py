"""The sheet for interviews about the questions of a questionnaire: does each say what it means?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfeval.english import in_words, listed
from selfeval.questionnaires.audiences import words_of
from selfeval.questionnaires.model import Definition, Item, OptionSet, Questionnaire, Words
from selfeval.reports.pdf.blocks import (
    EYEBROW,
    LEDE,
    TITLE,
    Bullets,
    Grid,
    Style,
    TextBlock,
    bold,
    plain,
)
from selfeval.reports.pdf.flow import NewPage, Part, Together, flow_pdf, opened
from selfeval.reports.pdf.pilot_blocks import Blanks, CountTable, InterviewQuestion
from selfeval.reports.pdf.tagged import SANS

TEXT = Style(SANS, 10, 13.4)
CODES = ("understood", "partly", "other meaning", "no answer", "upset")
MEANINGS = (
    "They say in their own words what it asks.",
    "They say some of it, or only after you helped.",
    "They answer another question than the one that is asked.",
    "They cannot say, or say nothing.",
    "They are sad, angry or afraid. Stop, and see below.",
)
HARD_WORDS = ("belong", "fair", "different", "who I am", "who you are", "respect", "proud")
"""English words that are easy to read and may mean much."""
UPSET = (
    "A pupil is upset, or tells you something: stop and listen. Do not promise to keep it to yourself. Tell "
    "the designated safeguarding lead today, as always."
)
INTERVIEWS = 8
ROWS_A_PAGE = 34
INTRODUCTION = (
    "“We are trying out some questions. We test the questions, not you. There are no right or wrong answers. "
    "You do not have to do this. You can skip a question, or stop, and nobody will mind. I write down what "
    "you say, but not your name."
)
TO_A_CHILD = "If you tell me that you are not safe, I will tell the person here who can help."


def interview_pdf(questionnaire: Questionnaire, language: str) -> bytes:
    """Pages for one interview, and a page to count all of them. KeyError for a language that it lacks."""
    words = questionnaire.words[language]
    definition = questionnaire.definition
    person, people = words_of(definition.audience).tried_with
    name = f"{words.title}, version {definition.version}"
    parts = [
        *_front(definition, words, person, people),
        *_questions(definition, words),
        *_end(definition, person, people),
        *_count(definition, words, people),
    ]
    return flow_pdf(parts, f"Interview sheet: {words.title}", "selfeval", f"Interview sheet: {name}")


def _front(definition: Definition, words: Words, person: str, people: str) -> Iterator[Part]:
    kind = f"{definition.questionnaire}, version {definition.version}"
    yield TextBlock(plain(f"Interview sheet · {kind}"), EYEBROW, after=2)
    yield TextBlock(plain(words.title), TITLE, role="H1", after=5)
    by_age = definition.audience == "pupils"
    yield TextBlock(
        f"Find out whether each question says to a {person} what it is meant to say. One sheet for each "
        f"{person}, and eight {people}{' of each age' if by_age else ''}. Two adults listen.",
        LEDE,
    )
    blanks = {
        f"{person.capitalize()} 1 to {INTERVIEWS}, no name": 1.3,
        **({"Year": 0.6} if by_age else {}),
        "Day": 0.9,
        "Who asks": 1.2,
        "Who codes beside": 1.2,
    }
    yield Blanks(tuple(blanks), tuple(blanks.values()))
    introduction = f"{INTRODUCTION} {TO_A_CHILD}" if definition.audience == "pupils" else INTRODUCTION
    yield opened("Say this first", TextBlock(plain(f"{introduction}”"), TEXT, after=2))
    steps = (
        ("1 Read it", f"The {person} reads it, or you read it out."),
        ("2 Answer", "They say their answer aloud."),
        ("3 In their own words", "“Tell me in your own words what it asks.”"),
        ("4 Thought of", "“What were you thinking of?”"),
        ("5 A word", "“What does that mean here?” The sheet names a word where there is one."),
        ("6 Hard or not nice", "“Was anything hard, or not nice to be asked?”"),
    )
    if words.warm_ups:
        tried = " ".join(f"“{text}”" for text in words.warm_ups.values())
        yield opened("Begin with these, to try the answers on", TextBlock(plain(tried), TEXT))
    yield opened("With each question", _grid(("Step", "What to do or say"), steps))
    yield opened("The codes", _grid(("Code", "When"), tuple(zip(CODES, MEANINGS, strict=True))))
    yield opened(
        "For the two adults",
        Bullets(
            [
                "Each gives a code without looking at the other’s. Talk about it when the "
                f"{person} has gone, and write the code that you agree on into the table on the last page.",
                "Do not help before a code is given. Do not say that an answer is right.",
                "Twelve questions are enough for one sitting. Ask the rest another day, or somebody else.",
                UPSET if definition.audience == "pupils" else f"A {person} is upset: stop and listen.",
                "Write no names. Destroy these sheets when the table is filled in.",
            ],
            TEXT,
        ),
    )
    yield NewPage()


def _grid(head: Sequence[str], rows: Sequence[tuple[str, str]]) -> Grid:
    return Grid(head, [(bold(name), plain(text)) for name, text in rows], (1, 3.4), cell=TEXT)


def _questions(definition: Definition, words: Words) -> Iterator[Part]:
    seen: set[str] = set()
    for number, item in enumerate(definition.items, 1):
        yield InterviewQuestion(
            number,
            words.items[item.id].text,
            " · ".join(_answers(definition, item, words)),
            _asked(definition, item, words, seen),
            CODES,
        )
        seen.add(item.options)


def _answers(definition: Definition, item: Item, words: Words) -> Iterator[str]:
    options = definition.options_of(item)
    labels = words.options.get(options.id, {})
    yield from (labels.get(option.id) or option.id for option in options.options)
    yield from (words.answers.get(answer) or answer for answer in item.also)


def _asked(definition: Definition, item: Item, words: Words, seen: set[str]) -> Sequence[str]:
    middle = "" if item.options in seen else _middle(definition, item, words)
    asked = [f"“{word}”" for word in (_hard_word(words, item), middle) if word]
    fifth = f"5 {listed(asked)}: what it means here" if asked else "5 A word, and what it means here"
    return ("2 Answer", "3 In their own words", "4 Thought of", fifth, "6 Hard or not nice")


def _hard_word(words: Words, item: Item) -> str:
    """The first of them in a question in English."""
    if not words.language.startswith("en"):
        return ""
    text = words.items[item.id].text
    return next((word for word in HARD_WORDS if word.casefold() in text.casefold()), "")


def _middle(definition: Definition, item: Item, words: Words) -> str:
    """The answer between agreeing and not, where there is one: what it means is asked once."""
    options: OptionSet = definition.options_of(item)
    if options.favourable_from is None or len(options.options) % 2 == 0:
        return ""
    middle = options.lowest_first[len(options.options) // 2]
    return words.options.get(options.id, {}).get(middle.id, "")


def _end(definition: Definition, person: str, people: str) -> Iterator[Part]:
    """The two questions on the notice."""
    nobody = "adults at school" if definition.audience == "pupils" else "nobody at school"
    never = "never see" if definition.audience == "pupils" else "ever sees"
    asked = (
        (
            "“Who will see your answers?”",
            f"Right: {nobody} {never} one {person}’s answers, only everybody’s added up.",
        ),
        ("“Can you stop?”", "Right: yes, at any time, and any question can be left out."),
    )
    yield opened(
        "At the end, read out the notice and ask",
        *(
            InterviewQuestion(number, question, right, ("Said",), ("right", "wrong"))
            for number, (question, right) in enumerate(asked, 1)
        ),
        TextBlock(
            f"Of ten {people}, eight must be right in each. Otherwise the notice is rewritten, not the "
            "questions.",
            TEXT,
        ),
    )


def _count(definition: Definition, words: Words, people: str) -> Iterator[Part]:
    """The agreed codes of every interview."""
    rows = [f"{number}  {words.items[item.id].text}" for number, item in enumerate(definition.items, 1)] + [
        "Who will see your answers?",
        "Can you stop?",
    ]
    title = f"All {in_words(INTERVIEWS)} {people}"
    for first in range(0, len(rows), ROWS_A_PAGE):
        yield NewPage()
        table = CountTable(
            "Question",
            [str(number) for number in range(1, INTERVIEWS + 1)],
            "What we do",
            rows[first : first + ROWS_A_PAGE],
        )
        explained = TextBlock(
            plain(
                "One letter a box: U understood, P partly, O other meaning, N no answer, X upset; R right or "
                "W wrong for the last two. Reword a question that two or more have with O, N or X."
            ),
            TEXT,
            after=4,
        )
        yield Together(opened(title if not first else f"{title}, continued", explained, table).blocks)

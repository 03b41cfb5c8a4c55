"""The sheet for the field test of a questionnaire: how many, how, what the lines are, what is kept."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.findings.keep_lines import (
    DETECTABLE,
    LEAST_A_SIDE,
    LEAST_FOR_FIT,
    LEAST_SCHOOLS,
    LINES,
    pupils_per_wording,
    rest_line,
)
from selfeval.questionnaires.audiences import words_of
from selfeval.questionnaires.catalogue import NAMES
from selfeval.questionnaires.model import Definition, Questionnaire, Words
from selfeval.reports.pdf.blocks import (
    EYEBROW,
    LEDE,
    TITLE,
    Bullets,
    Grid,
    SideBySide,
    Stack,
    Style,
    TextBlock,
    bold,
    plain,
)
from selfeval.reports.pdf.flow import Part, flow_pdf, opened
from selfeval.reports.pdf.tagged import SANS, SANS_BOLD

TEXT = Style(SANS, 10, 13.4)
UNDER = Style(SANS_BOLD, 10, 13)
ROWS_TOGETHER = 40
ALIKE = "by girls and boys, EAL and not, SEND and not, who are alike on the rest"
RETESTED = 40
"""Who answer twice: with a correlation of 0.75 the interval then ends just above its line."""


def field_test_pdf(questionnaire: Questionnaire, language: str) -> bytes:
    """Two or three pages. KeyError for a language that the questionnaire lacks."""
    words, definition = questionnaire.words[language], questionnaire.definition
    name = f"{words.title}, version {definition.version}"
    person, people = words_of(definition.audience).tried_with
    parts = [
        *_front(definition, words),
        *_on_the_day(definition, person),
        *_lines(definition, people),
        *_keep_and_destroy(person),
        *_file(definition, words),
    ]
    return flow_pdf(parts, f"Field test: {words.title}", "selfeval", f"Field test: {name}")


def _front(definition: Definition, words: Words) -> Iterator[Part]:
    kind = f"{definition.questionnaire}, version {definition.version}"
    yield TextBlock(plain(f"Field test · {kind}"), EYEBROW, after=2)
    yield TextBlock(plain(words.title), TITLE, role="H1", after=5)
    yield TextBlock(
        "The questions as they will be asked, in several schools, after the interviews. The figures say of "
        "each question: keep it, reword it, or too few answered to say.",
        LEDE,
    )
    people = words_of(definition.audience).title
    n = pupils_per_wording()
    rows = [
        (
            f"{n} for each wording, {2 * n} for two",
            f"to see a difference of {DETECTABLE:g} standard deviations four times in five: "
            f"2 × (2.8 ÷ {DETECTABLE:g})² = {n}",
        ),
        (f"{LEAST_FOR_FIT} or more", "who answer every question of a scale, to see whether it is one thing"),
        (f"{LEAST_SCHOOLS} schools or more", "to see how far schools differ"),
        (
            f"{LEAST_A_SIDE} on each side",
            "to see whether girls and boys (EAL or not, SEND or not) who are alike on the rest answer a "
            "question alike; with fewer this is left open",
        ),
        (f"{RETESTED} or more", "who answer again two weeks later"),
    ]
    if definition.audience != "pupils":
        rows = [rows[0], rows[1], rows[4]]
    yield opened(
        f"How many {people.lower()}",
        Grid(("So many", "What for"), [(bold(some), plain(why)) for some, why in rows], (1, 2.3)),
    )


def _on_the_day(definition: Definition, person: str) -> Iterator[Part]:
    within, children = _within(definition), definition.audience == "pupils"
    yield opened(
        "On the day",
        Bullets(
            [
                "Parents have had the questions, and the day until which they can say no, two weeks before."
                if person == "pupil"
                else "Everybody has had the questions a week before, and knows that they may say no.",
                f"{bold(f'Two wordings are drawn by lot within each {within}.')} Print both forms, shuffle "
                "them into one pile, hand them out from the top. Never one wording for a whole "
                f"{within}: a happy {within} would make its wording look good.",
                f"Each {person} draws a small picture at the top of the paper, the same one two weeks later. "
                "It is the only link between the two. No name.",
                "Say in the room what is said in a survey: they do not have to do this, may skip, may stop.",
                *(["Somebody tells you something: listen, and tell the safeguarding lead today."] * children),
            ],
            TEXT,
        ),
    )


def _lines(definition: Definition, people: str) -> Iterator[Part]:
    unsure = any({"dont_know", "not_known"} & set(item.also) for item in definition.items)
    rows = [
        ("Left out", f"by fewer than {LINES['skipped']:g} of 100"),
        *([("“I don’t know”", f"from fewer than {LINES['unsure']:g} of 100")] if unsure else []),
        ("The best answer", f"from fewer than {LINES['best']:g} of 100: else there is no room to rise"),
        ("Goes with the rest of its scale", f"correlation of {rest_line(definition):.2f} or more"),
        *([("Answered alike", ALIKE)] if definition.audience == "pupils" else []),
    ]
    turned = any(item.reversed for item in definition.items)
    scales = [
        (
            "One factor fits",
            f"CFI {LINES['cfi']:g} or more, RMSEA under {LINES['rmsea']:g}"
            + (", with one for wording where questions are turned round" if turned else ""),
        ),
        ("The score holds together", f"omega {LINES['omega']:.2f} or more"),
        ("Two weeks later", f"correlation of {LINES['retest']:.2f} or more"),
    ]
    yield opened(
        "What a question must do to be kept",
        Grid(("What", "Line"), [(bold(what), plain(line)) for what, line in rows], (1, 2)),
    )
    yield opened(
        "What a scale must do",
        Grid(("What", "Line"), [(bold(what), plain(line)) for what, line in scales], (1, 2)),
    )
    yield opened(
        "What comes out",
        TextBlock(
            f"{bold('Keep')}: surely on the good side of every line. {bold('Reword')}: surely on the other "
            f"side of one. {bold('Too few to say')}: everything else. Ask more {people} before you decide.",
            TEXT,
        ),
    )


def _within(definition: Definition) -> str:
    """Where wordings are drawn by lot."""
    return "class" if definition.audience == "pupils" else "school"


def _file_of(definition: Definition) -> str:
    """As the command takes it: by its name from the library, else by its file."""
    shipped = definition.questionnaire in NAMES
    return f"{definition.questionnaire}/v{definition.version}" if shipped else "FILE.toml"


def _file(definition: Definition, words: Words) -> Iterator[Part]:
    beside, more = "picture, school and wording", ""
    if definition.audience == "pupils":
        beside = "picture, school, class and wording, and sex, eal and send if they were asked"
        more = " --class class --by sex --by eal --by send"
    yield opened(
        "The file",
        TextBlock(
            plain(
                "One row for each person, a column for each question by its id, the answer as it is printed; "
                f"nothing where it was left out. Beside them the columns {beside}. The second time goes "
                "into a second file."
            ),
            TEXT,
            after=3,
        ),
        TextBlock(
            plain(
                f"selfeval pilot first.csv --questionnaire {_file_of(definition)} "
                f"--school school{more} --arm wording --retest second.csv --code picture"
            ),
            Style(SANS, 9, 11.8),
            after=3,
        ),
    )
    rows = [(plain(item.id), plain(words.items[item.id].text)) for item in definition.items]
    for first in range(0, len(rows), ROWS_TOGETHER):
        yield Grid(("Id", "Question"), rows[first : first + ROWS_TOGETHER], (1, 3.2))


def _keep_and_destroy(person: str) -> Iterator[Part]:
    to_keep = [
        "The questionnaire in every wording.",
        "The table of codes: it has no names.",
        "The figures, with --publish where others read them.",
        "What was decided of each question, and why.",
    ]
    destroyed = [
        "Pictures and codes: once the two files are joined.",
        "Papers: once they are typed or counted.",
        "Recordings, if any: once they are coded.",
        "Answers: once you have decided.",
    ]
    columns = [
        Stack((TextBlock(name, UNDER, role="H3", after=2), Bullets([plain(text) for text in texts], TEXT)))
        for name, texts in (("Keep", to_keep), ("Destroy", destroyed))
    ]
    yield opened(
        "What is kept",
        SideBySide(columns),
        TextBlock(
            plain(
                "The files are with one person, not with the schools, until 31 August at the latest. Nobody "
                f"looks for what one {person} answered."
            ),
            TEXT,
        ),
    )

"""The notice for staff: that nobody has to answer, what is asked, who sees what, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.english import window
from selfeval.notices.facts import NoticeFacts
from selfeval.notices.parents import every_question, helpline_words, used_once, who_sees, your_rights
from selfeval.notices.promise import NOT_FOUND_AGAIN, PROMISE
from selfeval.notices.sheet import (
    PrintedSheet,
    SheetBlock,
    SheetBreak,
    SheetHeading,
    SheetList,
    SheetParagraph,
    ended,
)


def staff_notice(facts: NoticeFacts) -> PrintedSheet:
    """For everyone who works at the school."""
    return PrintedSheet(
        name="notice-for-staff",
        above=f"{facts.school} · {window(facts.opens_on, facts.closes_on)}",
        title="We want to ask what it is like to work here",
        lead="You do not have to do this. Nobody writes down who answers.",
        blocks=(*_about_it(facts), *your_rights(facts), SheetBreak(), *every_question(facts)),
    )


def _about_it(facts: NoticeFacts) -> Iterator[SheetBlock]:
    yield SheetHeading("What it is")
    yield SheetParagraph(
        f"{facts.school} asks the people who work here, in any job, what work is like for them. Is it safe? "
        f"Is it fair? Do they feel they belong? It is from {window(facts.opens_on, facts.closes_on)}."
        + (f" It takes about {facts.minutes} minutes." if facts.minutes else "")
        + " You take any card from a pile. It has a code. Nobody knows which card you have. Open the address "
        "on the card on a phone, tablet or computer, and type the code. Every question is at the end."
    )
    yield SheetHeading("You choose")
    yield SheetParagraph(
        "You can say no. You can skip any question. You can stop at any time, and then nothing is sent. "
        "You do not have to say why."
    )
    yield SheetHeading("Answers have no names")
    yield SheetParagraph(f"We do not ask your name. {PROMISE}")
    yield SheetParagraph(who_sees(facts))
    yield SheetParagraph(NOT_FOUND_AGAIN, lead="Please note:")
    yield SheetHeading("The more personal questions")
    yield from _personal(facts)
    yield SheetHeading("To talk to someone")
    yield SheetParagraph(
        "As nobody knows who said what, nobody can come to you because of your answers. If something is "
        "wrong, please talk to someone."
    )
    helplines = (helpline_words(line) for line in facts.helplines.of("staff"))
    yield SheetList((*([ended(facts.adult)] if facts.adult else []), *helplines))


def _personal(facts: NoticeFacts) -> Iterator[SheetBlock]:
    asked = dict.fromkeys(
        question.text for round_ in facts.rounds for part in round_.about for question in part.questions
    )
    if not asked:
        yield SheetParagraph("We ask nothing about your background.")
        return
    yield SheetParagraph(
        "These come last. They show if work is as good for some people as for others. We look at one "
        f"question at a time. {used_once(facts, 'you')} You can skip each one."
    )
    yield SheetList(tuple(asked))
    if facts.decided:
        yield SheetParagraph(facts.decided, lead="Who decided to ask them, and when:")

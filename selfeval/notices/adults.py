"""The notices for grown-ups who are asked: that nobody has to, what is asked, who sees what, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
from selfeval.questionnaires.audiences import AskedAudience, words_of


@dataclass(frozen=True)
class AdultNotice:
    """What the notice says to one audience and to no other."""

    title: str
    asked: str
    """After the name of the school: who is asked about what."""
    code: str
    """How they come to a code, and why nobody knows whose it is."""
    fair: str
    """What the questions about the person show."""


FEW = 2
"""Up to so many times the threshold, one person in two who does not answer may mean that nothing is shown."""
NOTICES: Mapping[AskedAudience, AdultNotice] = {
    "staff": AdultNotice(
        "We want to ask what it is like to work here",
        "asks the people who work here, in any job, what work is like for them. Is it safe? Is it fair? Do "
        "they feel they belong?",
        "You take any card from a pile. It has a code. Nobody knows which card you have.",
        "They show if work is as good for some people as for others.",
    ),
    "families": AdultNotice(
        "We want to ask how school is for your family",
        "asks parents and carers how school is for their family. Are they welcome? Are they heard? Do they "
        "feel they belong? We ask for one answer from each family.",
        "You get a code, on a card or in a message. Codes are given out in no order. Nobody writes down "
        "which family has which.",
        "They show if school is as good for some families as for others.",
    ),
    "governors": AdultNotice(
        "We want to ask what it is like to be a governor here",
        "asks its governors what it is like to be one. Are they heard? Do they know enough about fairness at "
        "school? Do they feel they belong?",
        "You get a code, on a card or in a message. Codes are given out in no order. Nobody writes down who "
        "has which.",
        "",
    ),
}


def staff_notice(facts: NoticeFacts) -> PrintedSheet:
    """For everyone who works at the school."""
    return _notice(facts, "staff")


def families_notice(facts: NoticeFacts) -> PrintedSheet:
    """For parents and carers who are asked themselves."""
    return _notice(facts, "families")


def governors_notice(facts: NoticeFacts) -> PrintedSheet:
    """For everyone on the governing body."""
    return _notice(facts, "governors")


def _notice(facts: NoticeFacts, audience: AskedAudience) -> PrintedSheet:
    return PrintedSheet(
        name=f"notice-for-{audience}",
        above=f"{facts.school} · {window(facts.opens_on, facts.closes_on)}",
        title=NOTICES[audience].title,
        lead="You do not have to do this. Nobody writes down who answers.",
        blocks=(*_about_it(facts, audience), *your_rights(facts), SheetBreak(), *every_question(facts)),
    )


def _about_it(facts: NoticeFacts, audience: AskedAudience) -> Iterator[SheetBlock]:
    wording, words = NOTICES[audience], words_of(audience)
    yield SheetHeading("What it is")
    yield SheetParagraph(
        f"{facts.school} {wording.asked} It is from {window(facts.opens_on, facts.closes_on)}."
        + (f" It takes about {facts.minutes} minutes." if facts.minutes else "")
        + f" {wording.code} Open the address beside it on a phone, tablet or computer, and type the code. "
        "Every question is at the end."
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
    yield from _few(facts, audience)
    yield SheetHeading("The more personal questions")
    yield from _personal(facts, wording.fair)
    yield SheetHeading("To talk to someone")
    yield SheetParagraph(
        "As nobody knows who said what, nobody can come to you because of your answers. If something is "
        "wrong, please talk to someone."
    )
    helplines = (helpline_words(line) for line in facts.helplines.of(words.reader))
    yield SheetList((*([ended(facts.adult)] if facts.adult else []), *helplines))


def _few(facts: NoticeFacts, audience: AskedAudience) -> Iterator[SheetBlock]:
    """Where so few are asked that figures may not come of it, they are told so beforehand."""
    if facts.people < FEW * facts.threshold:
        yield SheetParagraph(
            f"There are {facts.people} {words_of(audience).many}. If fewer than {facts.threshold} answer, no "
            "figure is shown to anybody.",
            lead="As you are few:",
        )


def _personal(facts: NoticeFacts, fair: str) -> Iterator[SheetBlock]:
    asked = dict.fromkeys(
        question.text for round_ in facts.rounds for part in round_.about for question in part.questions
    )
    if not asked:
        yield SheetParagraph("We ask nothing about your background.")
        return
    yield SheetParagraph(
        f"These come last. {fair} We look at one "
        f"question at a time. {used_once(facts, 'you')} You can skip each one."
    )
    yield SheetList(tuple(asked))
    if facts.decided:
        yield SheetParagraph(facts.decided, lead="Who decided to ask them, and when:")

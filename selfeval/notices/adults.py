"""The notices for grown-ups who are asked: that nobody has to, what is asked, who sees what, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selfeval.notices.facts import NoticeFacts
from selfeval.notices.parents import (
    every_question,
    helpline_words,
    how_long,
    used_once,
    who_sees,
    your_rights,
)
from selfeval.notices.promise import NOT_FOUND_AGAIN, promise_to_grown_ups
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
    """Who is asked about what."""
    code: str
    """How they come to a code, and why nobody knows whose it is."""
    fair: str
    """What the questions about the person show."""
    few: str
    """What may come of it where so few are asked."""


FEW = 2
"""Up to so many times the threshold, one person in two who does not answer may mean that nothing is shown."""
NOTICES: Mapping[AskedAudience, AdultNotice] = {
    "staff": AdultNotice(
        "We want to ask what it is like to work here",
        "{school} asks the people who work here, in any job, what work is like for them. Is it safe? Is it "
        "fair? Do they feel they belong? It is from {window}.",
        "You take any card from a pile. It has a code. Nobody knows which card you have.",
        "They show if work is as good for some people as for others.",
        "There are {people} members of staff. If fewer than {threshold} answer, no figure is shown to "
        "anybody.",
    ),
    "families": AdultNotice(
        "We want to ask how school is for your family",
        "{school} asks parents and carers how school is for their family. Are they welcome? Are they heard? "
        "Do they feel they belong? We ask for one answer from each family. It is from {window}.",
        "You get a code, on a card or in a message. Codes are given out in no order. Nobody writes down "
        "which family has which.",
        "They show if school is as good for some families as for others.",
        "There are {people} families. If fewer than {threshold} answer, no figure is shown to anybody.",
    ),
    "governors": AdultNotice(
        "We want to ask what it is like to be a governor here",
        "{school} asks its governors what it is like to be one. Are they heard? Do they know enough about "
        "fairness at school? Do they feel they belong? It is from {window}.",
        "You get a code, on a card or in a message. Codes are given out in no order. Nobody writes down who "
        "has which.",
        "",
        "There are {people} governors. If fewer than {threshold} answer, no figure is shown to anybody.",
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
    words = facts.words
    return PrintedSheet(
        name=f"notice-for-{audience}",
        above=words.beside(facts.school, words.window(facts.opens_on, facts.closes_on)),
        title=words.say(NOTICES[audience].title),
        lead=words.say("You do not have to do this. Nobody writes down who answers."),
        blocks=(*_about_it(facts, audience), *your_rights(facts), SheetBreak(), *every_question(facts)),
        language=words.language,
    )


def _about_it(facts: NoticeFacts, audience: AskedAudience) -> Iterator[SheetBlock]:
    wording, say = NOTICES[audience], facts.words.say
    window = facts.words.window(facts.opens_on, facts.closes_on)
    yield SheetHeading(say("What it is"))
    yield SheetParagraph(
        say(wording.asked, school=facts.school, window=window)
        + how_long(facts)
        + f" {say(wording.code)} "
        + say("Open the address beside it on a phone, tablet or computer, and type the code.")
        + " "
        + say("Every question is at the end.")
    )
    yield SheetHeading(say("You choose"))
    yield SheetParagraph(
        say(
            "You can say no. You can skip any question. You can stop at any time, and then nothing is sent. "
            "You do not have to say why."
        )
    )
    yield SheetHeading(say("Answers have no names"))
    yield SheetParagraph(promise_to_grown_ups(facts.words))
    yield SheetParagraph(who_sees(facts))
    yield SheetParagraph(say(NOT_FOUND_AGAIN), lead=say("Please note:"))
    yield from _few(facts, wording.few)
    yield SheetHeading(say("The more personal questions"))
    yield from _personal(facts, wording.fair)
    yield SheetHeading(say("To talk to someone"))
    yield SheetParagraph(
        say(
            "As nobody knows who said what, nobody can come to you because of your answers. If something is "
            "wrong, please talk to someone."
        )
    )
    helplines = (helpline_words(line, facts.words) for line in facts.helplines.of(words_of(audience).reader))
    yield SheetList((*([ended(facts.adult)] if facts.adult else []), *helplines))


def _few(facts: NoticeFacts, few: str) -> Iterator[SheetBlock]:
    """Where so few are asked that figures may not come of it, they are told so beforehand."""
    if facts.people < FEW * facts.threshold:
        say = facts.words.say
        yield SheetParagraph(
            say(few, people=facts.people, threshold=facts.threshold), lead=say("As you are few:")
        )


def _personal(facts: NoticeFacts, fair: str) -> Iterator[SheetBlock]:
    say = facts.words.say
    asked = dict.fromkeys(
        question.text for round_ in facts.rounds for part in round_.about for question in part.questions
    )
    if not asked:
        yield SheetParagraph(say("We ask nothing about your background."))
        return
    yield SheetParagraph(
        say(
            "These come last. {fair} We look at one question at a time. {once} You can skip each one.",
            fair=say(fair) if fair else "",
            once=used_once(facts, of_child=False),
        )
    )
    yield SheetList(tuple(asked))
    if facts.decided:
        yield SheetParagraph(facts.decided, lead=say("Who decided to ask them, and when:"))

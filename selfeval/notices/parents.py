"""The notice for parents and carers: what is asked, every question of it, and how to say no."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.english import count_of, full_day, listed, window
from selfeval.notices.asked import PrintedQuestion, PrintedRound
from selfeval.notices.facts import NoticeFacts
from selfeval.notices.helplines import Helpline
from selfeval.notices.promise import MIXED, NOT_FOUND_AGAIN, UNTIL_THEN
from selfeval.notices.sheet import (
    PrintedSheet,
    SheetBlock,
    SheetBreak,
    SheetHeading,
    SheetList,
    SheetParagraph,
    ended,
)


def parents_notice(facts: NoticeFacts) -> PrintedSheet:
    """For the parents and carers of pupils who are asked."""
    return PrintedSheet(
        name="notice-for-parents",
        above=f"{facts.school} · {window(facts.opens_on, facts.closes_on)}",
        title="We want to ask your child how school is",
        lead="Your child does not have to take part. "
        f"To say no, please tell us by {full_day(facts.say_no_by)}.",
        blocks=(*_about_it(facts), *your_rights(facts), SheetBreak(), *every_question(facts)),
    )


def _about_it(facts: NoticeFacts) -> Iterator[SheetBlock]:
    yield SheetHeading("What it is")
    yield SheetParagraph(
        f"{facts.school} asks its pupils how school is for them. Is it safe? Is it fair? Do they feel they "
        f"belong? We ask {listed(facts.groups)}. They answer on a tablet, in school time, some time from "
        f"{window(facts.opens_on, facts.closes_on)}."
        + (f" It takes about {facts.minutes} minutes." if facts.minutes else "")
        + " Every question is at the end."
    )
    yield SheetHeading("How to say no")
    yield SheetParagraph(
        f"Please tell us by {full_day(facts.say_no_by)}. You do not have to say why. You can still say no "
        "later, up to the moment when your child sends the answers. After that nobody can find them."
    )
    yield SheetParagraph(facts.contact, lead="To say no, or to ask:")
    yield SheetParagraph(
        "Your child can say no, too. They can skip any question, and stop at any time. Pupils who do not "
        "take part do other quiet work in the same room. The office keeps the list of parents who said no. "
        "Nobody writes down who answered."
    )
    yield SheetHeading("Answers have no names")
    if not facts.is_on_tablets:
        how = "Each pupil draws a card from a pile."
    elif facts.has_cards:
        how = "In some groups pupils share a tablet. In others each draws a card from a pile."
    else:
        how = "Pupils use a tablet one after the other."
    yield SheetParagraph(
        f"We do not ask for a name. {how} Answers are locked when they are sent. {UNTIL_THEN} {MIXED} "
        "After that nobody can tell whose they are."
    )
    yield SheetParagraph(who_sees(facts))
    yield SheetParagraph(NOT_FOUND_AGAIN, lead="Please note:")
    yield SheetHeading("The more personal questions")
    yield from _personal(facts)
    yield SheetHeading("If something is wrong")
    yield SheetParagraph(
        f"{_hard(facts)} As nobody knows who said what, the school cannot see from an "
        "answer that your child needs help. So please tell your child to talk to somebody. "
        f"At school they can talk to {ended(facts.adult)} "
        f"The person who keeps pupils safe is {ended(facts.safeguarding_lead)}"
    )
    yield SheetParagraph(
        "Every page of the survey has a button, “I need help now”. It shows your child who to talk to. It "
        "does not call anyone."
    )
    yield SheetList(tuple(helpline_words(line) for line in facts.helplines.of("parents")))


def _personal(facts: NoticeFacts) -> Iterator[SheetBlock]:
    if not facts.asks_about_people:
        yield SheetParagraph("We ask nothing about your child’s background.")
        return
    asked: dict[str, list[str]] = {}
    for round_ in facts.rounds:
        for part in round_.about:
            for question in part.questions:
                asked.setdefault(question.text, []).extend(part.groups)
    yield SheetParagraph(
        "These are about your child, and come last. They show if school is as good for some pupils as for "
        f"others. {used_once(facts, 'your child')} Your child can skip each one."
    )
    yield SheetList(tuple(f"{text} ({listed(groups)})" for text, groups in asked.items()))
    if facts.decided:
        yield SheetParagraph(facts.decided, lead="Who decided to ask the more personal ones, and when:")


def _hard(facts: NoticeFacts) -> str:
    """Which questions about school may upset."""
    hard = list(dict.fromkeys(question.text for part in facts.rounds for question in part.sensitive))
    if not hard:
        return "Some questions may upset a child."
    return f"Some questions may upset a child, such as: “{hard[0]}” They have a * in the list."


def who_sees(facts: NoticeFacts) -> str:
    """Who at the school, and which partnership, reads what is made of the answers."""
    seen = f"The school sees only numbers, for {facts.threshold} people or more."
    if not facts.readers:
        return f"{seen} It never sees one person’s answers."
    sees = "sees" if len(facts.readers) == 1 else "see"
    return f"{seen} {listed(facts.readers)} {sees} the same numbers. They never see one person’s answers."


def used_once(facts: NoticeFacts, person: str) -> str:
    """What becomes of the answers about the person: “you” or “your child”."""
    once = f"used once, to work out numbers for {facts.threshold} people or more. Then they are deleted."
    if not facts.keeps_sex:
        return f"The answers are {once}"
    return (
        "In a large group, the answer “girl” or “boy” is kept with the answers about school, still without "
        f"a name. The other answers about {person} are {once}"
    )


def helpline_words(line: Helpline) -> str:
    """A helpline on paper."""
    web = f" or {line.web}" if line.web else ""
    return f"{line.name}: {line.number}{web}. {line.more()}."


def law_words(facts: NoticeFacts) -> str:
    """The reason in law, which the school’s own officer has to confirm."""
    reason = "It is part of the school’s public task (UK GDPR, Article 6(1)(e))."
    if facts.asks_special:
        reason += (
            " Some questions are about things that the law protects more, such as faith, health or ethnic "
            "background. They are asked to see if people are treated equally (Article 9(2)(g), with the Data "
            "Protection Act 2018, Schedule 1, paragraph 8)."
        )
    return reason


def your_rights(facts: NoticeFacts) -> Iterator[SheetBlock]:
    """Who is responsible, why the law allows it, how long results are kept, and whom to ask."""
    yield SheetHeading("Your rights")
    yield SheetParagraph(facts.controller, lead="Who is responsible for the data:")
    yield SheetParagraph(law_words(facts), lead="The reason in law:")
    yield SheetParagraph(
        f"{count_of(facts.keep_years, 'school year')} after this one. Then they are deleted.",
        lead="How long answers without names, and results, are kept:",
    )
    yield SheetParagraph(facts.data_officer, lead="Our data protection officer:")
    yield SheetParagraph(
        "Ask us first. You can also complain to the Information Commissioner’s Office, at ico.org.uk.",
        lead="If you are not happy:",
    )
    yield SheetParagraph(facts.address, lead="This notice can be read without signing in, at")


def every_question(facts: NoticeFacts) -> Iterator[SheetBlock]:
    """All of them, with their answers, for each age."""
    yield SheetHeading("Every question")
    for round_ in facts.rounds:
        if len(facts.rounds) > 1 or facts.is_of_pupils:
            yield SheetHeading(f"{round_.name}: {listed(round_.groups)}", 3)
        first = "First they read:" if facts.is_of_pupils else "At the start you read:"
        yield SheetParagraph(f"“{round_.intro}”", lead=first)
        star = " A question with * may make some people sad or worried." if round_.sensitive else ""
        yield SheetParagraph(f"{_answers(round_.usual)}.{star}", lead="The answers:")
        if round_.warm_ups:
            tried = "They are not sent, and do not count."
            yield SheetParagraph(f"{' '.join(round_.warm_ups)} {tried}", lead="To try the answers first:")
        for part in round_.parts:
            if part.heading:
                yield SheetParagraph(part.intro, lead=part.heading)
            yield _questions(part.questions, round_)
        for about in round_.about:
            whom = f"About the person, {listed(about.groups)}:" if facts.is_of_pupils else "About you:"
            yield SheetParagraph(f"“{round_.why}”", lead=whom)
            yield _questions(about.questions, round_)


def _answers(answers: tuple[str, ...]) -> str:
    return " · ".join(answers)


def _questions(questions: tuple[PrintedQuestion, ...], round_: PrintedRound) -> SheetList:
    lines = [
        question.text
        + (" *" if question.sensitive else "")
        + (f" {question.help}" if question.help else "")
        + (f" ({_answers(question.answers)})" if question.answers != round_.usual else "")
        for question in questions
    ]
    return SheetList(tuple(lines), questions[0].number)

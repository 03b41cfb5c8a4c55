"""The notice for parents and carers: what is asked, every question of it, and how to say no."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.notices.asked import PrintedQuestion, PrintedRound
from selfeval.notices.facts import NoticeFacts
from selfeval.notices.helplines import Helpline
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
from selfeval.notices.words import NoticeWords


def parents_notice(facts: NoticeFacts) -> PrintedSheet:
    """For the parents and carers of pupils who are asked."""
    words = facts.words
    return PrintedSheet(
        name="notice-for-parents",
        above=words.beside(facts.school, words.window(facts.opens_on, facts.closes_on)),
        title=words.say("We want to ask your child how school is"),
        lead=words.say(
            "Your child does not have to take part. To say no, please tell us by {day}.",
            day=words.full_day(facts.say_no_by),
        ),
        blocks=(*_about_it(facts), *your_rights(facts), SheetBreak(), *every_question(facts)),
        language=words.language,
    )


def _about_it(facts: NoticeFacts) -> Iterator[SheetBlock]:
    say = facts.words.say
    yield SheetHeading(say("What it is"))
    yield SheetParagraph(
        say(
            "{school} asks its pupils how school is for them. Is it safe? Is it fair? Do they feel they "
            "belong? We ask {groups}. They answer on a tablet, in school time, some time from {window}.",
            school=facts.school,
            groups=facts.words.listed(facts.groups),
            window=facts.words.window(facts.opens_on, facts.closes_on),
        )
        + how_long(facts)
        + " "
        + say("Every question is at the end.")
    )
    yield SheetHeading(say("How to say no"))
    yield SheetParagraph(
        say(
            "Please tell us by {day}. You do not have to say why. You can still say no later, up to the "
            "moment when your child sends the answers. After that nobody can find them.",
            day=facts.words.full_day(facts.say_no_by),
        )
    )
    yield SheetParagraph(facts.contact, lead=say("To say no, or to ask:"))
    yield SheetParagraph(
        say(
            "Your child can say no, too. They can skip any question, and stop at any time. Pupils who do not "
            "take part do other quiet work in the same room. The office keeps the list of parents who said "
            "no. Nobody writes down who answered."
        )
    )
    yield SheetHeading(say("Answers have no names"))
    if not facts.is_on_tablets:
        how = "Each pupil draws a card from a pile."
    elif facts.has_cards:
        how = "In some groups pupils share a tablet. In others each draws a card from a pile."
    else:
        how = "Pupils use a tablet one after the other."
    yield SheetParagraph(promise_to_grown_ups(facts.words, how))
    yield SheetParagraph(who_sees(facts))
    yield SheetParagraph(say(NOT_FOUND_AGAIN), lead=say("Please note:"))
    yield SheetHeading(say("The more personal questions"))
    yield from _personal(facts)
    yield SheetHeading(say("If something is wrong"))
    yield SheetParagraph(
        f"{_hard(facts)} "
        + say(
            "As nobody knows who said what, the school cannot see from an answer that your child needs help. "
            "So please tell your child to talk to somebody. At school they can talk to {adult} The person "
            "who keeps pupils safe is {lead}",
            adult=ended(facts.adult),
            lead=ended(facts.safeguarding_lead),
        )
    )
    yield SheetParagraph(
        say(
            "Every page of the survey has a button, “I need help now”. It shows your child who to talk to. "
            "It does not call anyone."
        )
    )
    yield SheetList(tuple(helpline_words(line, facts.words) for line in facts.helplines.of("parents")))


def how_long(facts: NoticeFacts) -> str:
    """After a sentence: how many minutes it takes; empty where no questionnaire says so."""
    if not facts.minutes:
        return ""
    return " " + facts.words.say("It takes about {minutes} minutes.", minutes=facts.minutes)


def _personal(facts: NoticeFacts) -> Iterator[SheetBlock]:
    say = facts.words.say
    if not facts.asks_about_people:
        yield SheetParagraph(say("We ask nothing about your child’s background."))
        return
    asked: dict[str, list[str]] = {}
    for round_ in facts.rounds:
        for part in round_.about:
            for question in part.questions:
                asked.setdefault(question.text, []).extend(part.groups)
    yield SheetParagraph(
        say(
            "These are about your child, and come last. They show if school is as good for some pupils as "
            "for others. {once} Your child can skip each one.",
            once=used_once(facts, of_child=True),
        )
    )
    yield SheetList(tuple(f"{text} ({facts.words.listed(groups)})" for text, groups in asked.items()))
    if facts.decided:
        yield SheetParagraph(facts.decided, lead=say("Who decided to ask the more personal ones, and when:"))


def _hard(facts: NoticeFacts) -> str:
    """Which questions about school may upset."""
    hard = list(dict.fromkeys(question.text for part in facts.rounds for question in part.sensitive))
    if not hard:
        return facts.words.say("Some questions may upset a child.")
    return facts.words.say(
        "Some questions may upset a child, such as: “{question}” They have a * in the list.", question=hard[0]
    )


def who_sees(facts: NoticeFacts) -> str:
    """Who at the school, and which partnership, reads what is made of the answers."""
    say = facts.words.say
    seen = say("The school sees only numbers, for {threshold} people or more.", threshold=facts.threshold)
    if not facts.readers:
        return f"{seen} {say('It never sees one person’s answers.')}"
    same = (
        "{readers} sees the same numbers. They never see one person’s answers."
        if len(facts.readers) == 1
        else "{readers} see the same numbers. They never see one person’s answers."
    )
    return f"{seen} {say(same, readers=facts.words.listed(facts.readers))}"


def used_once(facts: NoticeFacts, *, of_child: bool) -> str:
    """What becomes of the answers about the person: the reader, or their child."""
    if not facts.keeps_sex:
        used = (
            "The answers are used once, to work out numbers for {threshold} people or more. Then they are "
            "deleted."
        )
    elif of_child:
        used = (
            "In a large group, the answer “girl” or “boy” is kept with the answers about school, still "
            "without a name. The other answers about your child are used once, to work out numbers for "
            "{threshold} people or more. Then they are deleted."
        )
    else:
        used = (
            "In a large group, the answer “girl” or “boy” is kept with the answers about school, still "
            "without a name. The other answers about you are used once, to work out numbers for {threshold} "
            "people or more. Then they are deleted."
        )
    return facts.words.say(used, threshold=facts.threshold)


def helpline_words(line: Helpline, words: NoticeWords) -> str:
    """A helpline on paper."""
    where = words.say("{number} or {web}", number=line.number, web=line.web) if line.web else line.number
    return f"{line.name}: {where}. {line.more(words.language)}."


def law_words(facts: NoticeFacts) -> str:
    """The reason in law, which the school’s own officer has to confirm."""
    reason = facts.words.say("It is part of the school’s public task (UK GDPR, Article 6(1)(e)).")
    if facts.asks_special:
        reason += " " + facts.words.say(
            "Some questions are about things that the law protects more, such as faith, health or ethnic "
            "background. They are asked to see if people are treated equally (Article 9(2)(g), with the Data "
            "Protection Act 2018, Schedule 1, paragraph 8)."
        )
    return reason


def your_rights(facts: NoticeFacts) -> Iterator[SheetBlock]:
    """Who is responsible, why the law allows it, how long results are kept, and whom to ask."""
    say = facts.words.say
    for_years = (
        "{years} school year after this one. Then they are deleted."
        if facts.keep_years == 1
        else "{years} school years after this one. Then they are deleted."
    )
    yield SheetHeading(say("Your rights"))
    yield SheetParagraph(facts.controller, lead=say("Who is responsible for the data:"))
    yield SheetParagraph(law_words(facts), lead=say("The reason in law:"))
    yield SheetParagraph(
        say(for_years, years=facts.keep_years),
        lead=say("How long answers without names, and results, are kept:"),
    )
    yield SheetParagraph(facts.data_officer, lead=say("Our data protection officer:"))
    yield SheetParagraph(
        say("Ask us first. You can also complain to the Information Commissioner’s Office, at ico.org.uk."),
        lead=say("If you are not happy:"),
    )
    yield SheetParagraph(facts.address, lead=say("This notice can be read without signing in, at"))


def every_question(facts: NoticeFacts) -> Iterator[SheetBlock]:
    """All of them, with their answers, for each age."""
    say = facts.words.say
    yield SheetHeading(say("Every question"))
    for round_ in facts.rounds:
        if len(facts.rounds) > 1 or facts.is_of_pupils:
            yield SheetHeading(f"{round_.name}: {facts.words.listed(round_.groups)}", 3)
        first = "First they read:" if facts.is_of_pupils else "At the start you read:"
        yield SheetParagraph(f"“{round_.intro}”", lead=say(first))
        star = " " + say("A question with * may make some people sad or worried.") if round_.sensitive else ""
        yield SheetParagraph(f"{_answers(round_.usual)}.{star}", lead=say("The answers:"))
        if round_.warm_ups:
            tried = say("They are not sent, and do not count.")
            yield SheetParagraph(
                f"{' '.join(round_.warm_ups)} {tried}", lead=say("To try the answers first:")
            )
        for part in round_.parts:
            if part.heading:
                yield SheetParagraph(part.intro, lead=part.heading)
            yield _questions(part.questions, round_)
        for about in round_.about:
            whom = (
                say("About the person, {groups}:", groups=facts.words.listed(about.groups))
                if facts.is_of_pupils
                else say("About you:")
            )
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

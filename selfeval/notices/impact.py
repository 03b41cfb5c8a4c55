"""A data protection impact assessment of one survey, filled in but for what only the school can say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selfeval.english import count_of, full_day, listed, window
from selfeval.findings.promise import how_finely
from selfeval.notices.facts import NoticeFacts
from selfeval.notices.parents import every_question, law_words
from selfeval.notices.sheet import (
    TO_WRITE,
    PrintedSheet,
    SheetBlock,
    SheetBreak,
    SheetHeading,
    SheetList,
    SheetParagraph,
    SheetTable,
)
from selfeval.questionnaires.audiences import AskedAudience, words_of

RISK_COLUMNS = ("What could go wrong", "How likely", "How bad", "What is done about it", "What is left")


def impact_assessment(facts: NoticeFacts) -> PrintedSheet:
    """For the school’s data protection officer. A line stands where the school has to write."""
    return PrintedSheet(
        name="impact-assessment",
        above=f"{facts.school} · {facts.title} · {window(facts.opens_on, facts.closes_on)}",
        title="Data protection impact assessment",
        lead="It is filled in from the plan of the survey. Lines are for the school. How likely and how "
        "bad a risk is, is a first judgement: change it where your school is different.",
        blocks=(
            *_who(facts),
            *_why(facts),
            *_what(facts),
            *_asked_before(facts),
            *_needed(facts),
            *_risks(facts),
            *_decided(),
            SheetBreak(),
            *every_question(facts),
        ),
    )


def _who(facts: NoticeFacts) -> Iterator[SheetBlock]:
    yield SheetTable(
        "Who it is about and who has to do with it",
        ("", ""),
        (
            ("Responsible by law (controller)", facts.controller),
            ("Data protection officer", facts.data_officer),
            ("Who runs the survey", TO_WRITE),
            ("Who runs the service, where, and under which contract", TO_WRITE),
            ("Version and date of this assessment", TO_WRITE),
        ),
    )


WHO_AND_WHAT: Mapping[AskedAudience, tuple[str, str]] = {
    "pupils": ("children", "school"),
    "staff": ("people at work", "work"),
    "families": ("parents and carers", "school"),
    "governors": ("governors", "governing"),
}
"""Who is asked, and what must be safe and fair for them."""
CONSULTED: Mapping[AskedAudience, tuple[str, ...]] = {
    "pupils": ("Pupils", "Parents and carers"),
    "staff": ("Staff and their unions",),
    "families": ("Parents and carers",),
    "governors": (),
}


def _why(facts: NoticeFacts) -> Iterator[SheetBlock]:
    whom, what = WHO_AND_WHAT[facts.audience]
    special = ", and some questions are about special categories of data" if facts.asks_special else ""
    yield SheetHeading("1 Why this is done, and why it is assessed")
    yield SheetParagraph(
        f"The school wants to know if everybody belongs: if {what} "
        f"is safe and fair for all groups, and what changes from year to year. It asks those who know."
    )
    yield SheetParagraph(
        f"It is assessed because many {whom} are asked{special}. A group that is small could be recognised."
    )


def _what(facts: NoticeFacts) -> Iterator[SheetBlock]:
    where = (
        "on the tablet itself, before they leave it"
        if facts.is_sealed_there
        else "when they reach the server; on the way the connection is not secure (plain http)"
    )
    start = (
        "A card from a pile, or a tablet that an adult starts."
        if facts.is_on_tablets
        else "A card from a pile."
    )
    sex = " and, in a large group, girl or boy" if facts.keeps_sex else ""
    watched = (
        " The adult in the room sees how many have finished, in fives."
        if facts.is_of_pupils and facts.is_on_tablets
        else ""
    )
    others = (
        f"{listed(facts.readers)}: figures that the school releases, and no answers."
        if facts.readers
        else "No partnership reads the school’s figures today."
    )
    noes = f" Notes on paper of parents who said no: {TO_WRITE}" if facts.is_of_pupils else ""
    yield SheetHeading("2 What is done")
    yield SheetTable(
        "What is done with data",
        ("", ""),
        (
            (
                "Who is asked",
                f"{listed(facts.groups)}: {count_of(facts.people, 'person', 'people')} at most.",
            ),
            ("When", f"{window(facts.opens_on, facts.closes_on)}."),
            ("What is asked", _what_is_asked(facts)),
            (
                "What is never asked",
                "Name, date of birth, address, class, free meals, being looked after. There is no free text.",
            ),
            (
                "How a person starts",
                f"{start} It gives the right to answer once. No list says who had which.",
            ),
            (
                "How answers are kept",
                f"Locked {where}. No time, device or address is kept with them. Logs hold none either. "
                f"Answering pages set no cookie.",
            ),
            (
                "At the end",
                "Answers are opened, shuffled and counted in one step. The key and the cards’ codes are "
                f"destroyed. Counted answers hold the group{sex}. They hold nothing else about the person.",
            ),
            (
                "Who sees what",
                f"Leaders at the school see figures for {facts.threshold} people or more.{watched} Nobody "
                f"sees one person’s answers.",
            ),
            (
                "Who else gets it",
                f"{others} Nobody outside the United Kingdom, unless the service is run there: {TO_WRITE}",
            ),
            (
                "How long",
                f"{count_of(facts.keep_years, 'school year')} after the one of the survey. Then answers "
                f"and results are deleted by themselves.{noes}",
            ),
        ),
    )


def _what_is_asked(facts: NoticeFacts) -> str:
    many = sum(len(part.questions) for round_ in facts.rounds for part in round_.parts)
    personal = {
        question.text for round_ in facts.rounds for part in round_.about for question in part.questions
    }
    about = f" About the person: {' · '.join(sorted(personal))}" if personal else " Nothing about the person."
    asked = f"{count_of(many, 'question')} in {count_of(len(facts.rounds), 'questionnaire')}"
    return f"{asked}. Each is at the end of this.{about}"


def _asked_before(facts: NoticeFacts) -> Iterator[SheetBlock]:
    yield SheetHeading("3 Whom you have asked")
    people = CONSULTED[facts.audience]
    yield SheetTable(
        "Whom you have asked about this, and what they said",
        ("Who", "When and how", "What they said, and what you changed"),
        tuple((who, TO_WRITE, TO_WRITE) for who in (*people, "Governors", "Data protection officer")),
    )
    if facts.decided:
        yield SheetParagraph(facts.decided, lead="Who decided to ask the more personal questions:")


def _needed(facts: NoticeFacts) -> Iterator[SheetBlock]:
    yield SheetHeading("4 Is it needed, and is it fair?")
    yield SheetParagraph(
        f"{law_words(facts)} To be confirmed by the data protection officer: {TO_WRITE}",
        lead="Reason in law.",
    )
    if facts.asks_special:
        yield SheetParagraph(
            f"Paragraph 8 covers race and ethnic origin, religion and belief, health and sexual "
            f"orientation. It is not for decisions about one person; none is made here. It does not hold "
            f"where asking is likely to cause substantial distress, or for a person who has objected in "
            f"writing. The school has a policy document for it: {TO_WRITE}",
            lead="Special categories.",
        )
    yield SheetParagraph(
        "Records of behaviour and attendance say what was noticed. They do not say how school feels, or "
        "what was never reported. Talking with a few pupils is done as well and hears fewer. Asking with "
        "names would be simpler, would get less honest answers, and would keep far more about each child."
        if facts.is_of_pupils
        else "Talking with a few people hears fewer. Asking with names would be simpler, would be less "
        "honest, and would keep far more about each person.",
        lead="Could less do?",
    )
    notice = (
        f"Parents get a notice with every question. Two weeks before the first day is "
        f"{full_day(facts.notice_by)}. It was given on: {TO_WRITE} They are asked to say no by "
        f"{full_day(facts.say_no_by)}, and can say no later. Pupils are told before they begin."
        if facts.is_of_pupils
        else f"{words_of(facts.audience).title} get a notice with every question. It was given on: "
        f"{TO_WRITE} The first page of the survey leads to it."
    )
    yield SheetTable(
        "Rights of those who are asked",
        ("Right", "How it is kept"),
        (
            ("To be told", notice),
            (
                "To say no",
                "Nobody has to take part. Each question can be skipped. Anyone can stop before sending.",
            ),
            (
                "To see, change or delete answers",
                "Before sending: yes. Afterwards nobody can find one person’s answers, so they cannot be "
                "shown, changed or deleted. The notices say so, and so does the page before one sends (UK "
                "GDPR, Article 11).",
            ),
            ("To object", "Before sending, by not taking part. Afterwards as above."),
            ("Not to be decided about by a machine", "No decision is made about one person."),
        ),
    )


def _of_pupils() -> tuple[tuple[str, ...], ...]:
    """What could go wrong for children whom an adult asks in a room."""
    return (
        (
            "A question distresses somebody.",
            "Possible",
            "High",
            "Every question can be skipped. Help is on every page. The adult listens, promises no secrecy, "
            "and tells the safeguarding lead the same day. Questions that may be hard are marked beforehand.",
            "Some risk. That is why an adult is there.",
        ),
        (
            "Somebody in danger tells the survey, and nobody comes.",
            "Possible",
            "High",
            "The script and the pages say before and after that nobody will know. There is no free text.",
            "Low, if the script is read aloud.",
        ),
        (
            "Somebody feels they must take part.",
            "Possible",
            "Medium",
            "“You do not have to do this” is said aloud. Nobody notes who answered.",
            "Low.",
        ),
    )


def _of_staff() -> tuple[tuple[str, ...], ...]:
    """What could go wrong for grown-ups who answer by themselves."""
    return (
        (
            "A question distresses somebody.",
            "Possible",
            "Medium",
            "Every question can be left out. Every page and the notice name "
            "people to talk to. Questions that may be hard have a * in the notice.",
            "Some risk. People answer alone.",
        ),
        (
            "Somebody tells the survey of harm, and nobody comes.",
            "Possible",
            "High",
            "The notice and the last page say that nobody will know. There is no free text.",
            "Low.",
        ),
        (
            "Somebody feels they must take part.",
            "Possible",
            "Medium",
            "The notice and the first page begin: “You do not have to do this.” Nobody notes who answered.",
            "Low.",
        ),
    )


def _risks(facts: NoticeFacts) -> Iterator[SheetBlock]:
    small = (
        f"Nothing is shown about fewer than {facts.threshold} people, nor what could be worked out by taking "
    )
    rows = [
        (
            "Somebody looks over a shoulder.",
            "Likely" if facts.is_of_pupils else "Possible",
            "Medium",
            *(
                (
                    "Seats apart, screens turned. The adult looks away. Answers can be hidden.",
                    "Some risk. The adult sees to it.",
                )
                if facts.is_of_pupils
                else (
                    "People answer where and when they choose. Answers can be hidden.",
                    "Some risk where people share a computer.",
                )
            ),
        ),
        (
            "A figure gives somebody away: the group is small, or all answered alike.",
            "Possible",
            "High",
            small
            + "one figure from another, over years as well. Figures that would say how everybody answered "
            f"are hidden. {how_finely()}",
            "Low. Rumour and a figure near 90 in 100 can still point at a group.",
        ),
        (
            "Somebody with the database reads answers while the survey is open.",
            "Unlikely",
            "High",
            "Answers are locked. The key is kept in another folder and is in no backup.",
            "Whoever holds both can read them until the count. Pages say so.",
        ),
        (
            "Answers are tied to people after the count.",
            "Very unlikely",
            "High",
            "Answers are shuffled, the key is destroyed, and no time, order or code is kept.",
            "Very low. A copy of the key made before, by hand, would be against the rules.",
        ),
        *(_of_pupils() if facts.is_of_pupils else _of_staff()),
        (
            "One person answers for others.",
            "Possible",
            "Low",
            "Each card works once. More answers than people are flagged and settled by the lead.",
            "Low.",
        ),
        (
            "The service is attacked or fails.",
            "Unlikely",
            "Medium",
            f"Sign-in with a second factor, a log of what staff do, backups every night without the keys. "
            f"The host’s own measures: {TO_WRITE}",
            TO_WRITE,
        ),
        (
            "Data are kept too long.",
            "Unlikely",
            "Medium",
            "They are deleted by date, and the school is told before.",
            "Low.",
        ),
    ]
    if not facts.is_sealed_there:
        rows.insert(
            2,
            (
                "Somebody reads along in the school’s Wi-Fi.",
                "Unlikely",
                "High",
                "None yet: the address is plain http. Use https, so that answers are locked on the tablet.",
                "Real, until https is set up.",
            ),
        )
    yield SheetHeading("5 What could go wrong")
    yield SheetTable("Risks, and what is done about each", RISK_COLUMNS, tuple(rows))


def _decided() -> Iterator[SheetBlock]:
    yield SheetHeading("6 What was decided")
    yield SheetTable(
        "Decisions",
        ("", "Name and day", "Words"),
        tuple(
            (what, TO_WRITE, TO_WRITE)
            for what in (
                "Measures agreed by",
                "Risks that are left accepted by",
                "Advice of the data protection officer",
                "Advice followed, or why not",
                "To be looked at again on",
            )
        ),
    )
    yield SheetList(
        (
            "If a high risk is left that cannot be made smaller, ask the Information Commissioner’s Office "
            "first.",
            "Look at this again when the questions, the groups or the service change, and each year.",
        )
    )

"""What pupils up to eleven are told before they are asked: the youngest are read to."""

from __future__ import annotations

from selfeval.notices.facts import NoticeFacts
from selfeval.notices.promise import LOCKED
from selfeval.notices.pupils import who_is_told, whom_to_talk_to
from selfeval.notices.sheet import PrintedSheet, SheetBlock, SheetHeading, SheetList, SheetParagraph


def youngest_notice(facts: NoticeFacts) -> PrintedSheet:
    """For children of five to seven, who are read to."""
    say = facts.words.say
    return PrintedSheet(
        name="notice-for-ages-5-to-7",
        above=facts.words.beside(facts.school, say("for children of 5 to 7")),
        title=say("How is school for you?"),
        lead=say("An adult reads this to the children a few days before."),
        blocks=(
            SheetHeading(say("Read this aloud")),
            SheetList(
                (
                    say(
                        "We want to know how school is for you. We ask you from {day}.",
                        day=facts.words.day(facts.opens_on),
                    ),
                    say(
                        "A grown-up or the tablet reads to you. You listen, look and tap. You cannot get it "
                        "wrong."
                    ),
                    say("You do not have to do it. You can say no. You can stop. That is fine."),
                    say(
                        "We do not ask your name. Your answers get locked away. Later they go in a big pile "
                        "with everyone’s."
                    ),
                    say("When you have sent them, you cannot change them."),
                    say(
                        "If you are sad or scared, tell a grown-up you feel safe with. They will want to "
                        "help. The tablet cannot tell them for you."
                    ),
                )
            ),
            SheetParagraph(whom_to_talk_to(facts), lead=say("Who can help:")),
        ),
        language=facts.words.language,
    )


def middle_notice(facts: NoticeFacts) -> PrintedSheet:
    """For children of seven to eleven."""
    say = facts.words.say
    return PrintedSheet(
        name="notice-for-ages-7-to-11",
        above=facts.words.beside(facts.school, say("for children of 7 to 11")),
        title=say("We want to know how school is for you"),
        lead=say("Read this yourself, or ask someone to read it to you."),
        blocks=(SheetHeading(say("Our survey")), *_middle(facts)),
        language=facts.words.language,
    )


def _middle(facts: NoticeFacts) -> tuple[SheetBlock, ...]:
    say = facts.words.say
    about = say("The last questions are about you. You can skip each one.")
    personal = (about,) if facts.asks_about_people else ()
    added_up = say(
        "At the end they are all mixed up and added up. Adults at school see how many chose each answer, "
        "when {threshold} people or more sent theirs.",
        threshold=facts.threshold,
    )
    return (
        SheetList(
            (
                say(
                    "From {first} to {last} we ask how school is for you. No answer is right or wrong.",
                    first=facts.words.day(facts.opens_on),
                    last=facts.words.day(facts.closes_on),
                ),
                say(
                    "You do not have to do it. You can say no, skip a question or stop, and nobody will "
                    "mind. Your parents can say no, too."
                ),
                *personal,
                f"{say('We do not ask your name.')} {say(LOCKED)} {added_up}",
                say("When you have sent your answers, you cannot change them or take them back."),
                say(
                    "Nobody will know from your answers that you need help. So please tell someone you "
                    "trust. If you are not safe, that person will tell {lead}, who can help.",
                    lead=who_is_told(facts),
                ),
            )
        ),
        SheetParagraph(whom_to_talk_to(facts), lead=say("To talk to someone:")),
    )

"""What pupils up to eleven are told before they are asked: the youngest are read to."""

from __future__ import annotations

from selfeval.english import day
from selfeval.notices.facts import NoticeFacts
from selfeval.notices.promise import LOCKED
from selfeval.notices.pupils import who_is_told, whom_to_talk_to
from selfeval.notices.sheet import PrintedSheet, SheetBlock, SheetHeading, SheetList, SheetParagraph


def youngest_notice(facts: NoticeFacts) -> PrintedSheet:
    """For children of five to seven, who are read to."""
    return PrintedSheet(
        name="notice-for-ages-5-to-7",
        above=f"{facts.school} · for children of 5 to 7",
        title="How is school for you?",
        lead="An adult reads this to the children a few days before.",
        blocks=(
            SheetHeading("Read this aloud"),
            SheetList(
                (
                    f"We want to know how school is for you. We ask you from {day(facts.opens_on)}.",
                    "A grown-up or the tablet reads to you. You listen, look and tap. "
                    "You cannot get it wrong.",
                    "You do not have to do it. You can say no. You can stop. That is fine.",
                    "We do not ask your name. Your answers get locked away. Later they go in a big pile "
                    "with everyone’s.",
                    "When you have sent them, you cannot change them.",
                    "If you are sad or scared, tell a grown-up you feel safe with. They will want to help. "
                    "The tablet cannot tell them for you.",
                )
            ),
            SheetParagraph(whom_to_talk_to(facts), lead="Who can help:"),
        ),
    )


def middle_notice(facts: NoticeFacts) -> PrintedSheet:
    """For children of seven to eleven."""
    return PrintedSheet(
        name="notice-for-ages-7-to-11",
        above=f"{facts.school} · for children of 7 to 11",
        title="We want to know how school is for you",
        lead="Read this yourself, or ask someone to read it to you.",
        blocks=(SheetHeading("Our survey"), *_middle(facts)),
    )


def _middle(facts: NoticeFacts) -> tuple[SheetBlock, ...]:
    about = "The last questions are about you. You can skip each one."
    personal = (about,) if facts.asks_about_people else ()
    return (
        SheetList(
            (
                f"From {day(facts.opens_on)} to {day(facts.closes_on)} we ask how school is for you. No "
                "answer is right or wrong.",
                "You do not have to do it. You can say no, skip a question or stop, and nobody will mind. "
                "Your parents can say no, too.",
                *personal,
                f"We do not ask your name. {LOCKED} At the end they are all mixed up and added up. Adults "
                f"at school see how many chose each answer, when {facts.threshold} people or more sent "
                "theirs.",
                "When you have sent your answers, you cannot change them or take them back.",
                "Nobody will know from your answers that you need help. So please tell someone you trust. "
                f"If you are not safe, that person will tell {who_is_told(facts)}, who can help.",
            )
        ),
        SheetParagraph(whom_to_talk_to(facts), lead="To talk to someone:"),
    )

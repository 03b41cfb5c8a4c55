"""What the adult in the room must know of a group, beside the words that are the same for all."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.notices.asked import printed_round
from selfeval.notices.sheet import (
    TO_WRITE,
    PrintedSheet,
    SheetHeading,
    SheetList,
    SheetParagraph,
)
from selfeval.notices.words import NoticeWords
from selfeval.store.notice_details import NoticeDetails
from selfeval.store.surveys import Group, Round

YOUNGEST = "5-7"


@dataclass(frozen=True)
class RoomSheet:
    """For the sheet of one group."""

    safeguarding_lead: str
    script: tuple[tuple[str, str], ...]
    """What is said aloud: of each line what is said with weight, and the rest."""
    sensitive: tuple[str, ...]
    """Questions that may be hard for some."""
    is_youngest: bool
    tries_answers: bool
    """The first questions are there to try the answers on, and are not sent."""
    has_reception: bool


def room_sheet(round_: Round, group: Group, details: NoticeDetails, adult: str) -> RoomSheet:
    """That of a group. `adult`: whom the survey names."""
    asked = printed_round(round_)
    personal = {
        question.id for part in asked.about if group.name in part.groups for question in part.questions
    }
    scored = {question.id for part in asked.parts for question in part.questions}
    return RoomSheet(
        safeguarding_lead=details.safeguarding_lead or TO_WRITE,
        script=script_lines(adult, NoticeWords()),
        sensitive=tuple(question.text for question in asked.sensitive if question.id in scored | personal),
        tries_answers=bool(asked.warm_ups),
        is_youngest=round_.definition.band == YOUNGEST,
        has_reception=0 in group.years,
    )


def script_lines(adult: str, words: NoticeWords) -> tuple[tuple[str, str], ...]:
    """What is said to the class: of each line what is said with weight, and the rest."""
    say = words.say
    return (
        ("", say("We want to know how school is for you. There are no right or wrong answers.")),
        (
            say("You do not have to do this."),
            say("You can say no now, skip a question, or stop. Nobody will mind."),
        ),
        ("", say("It does not ask your name. Adults here never see one person’s answers.")),
        (
            "",
            say("Look only at your own tablet. I can read with you, and I will look away while you choose."),
        ),
        (
            "",
            say(
                "Because we cannot see your answers, nobody will know from them if you need help. If "
                "something is wrong, tell me. You can also tell {adult} or any other adult you trust.",
                adult=adult.partition(",")[0],
            ),
        ),
        ("", say("If you tell me that you are not safe, I will tell the person here who can help.")),
    )


def script_sheet(school: str, group: str, adult: str, lead: str, words: NoticeWords) -> PrintedSheet:
    """The script alone, for whoever says it in another language. `lead`: keeps pupils safe."""
    say = words.say
    lines = script_lines(adult, words)
    return PrintedSheet(
        name="script",
        above=words.beside(school, group),
        title=say("For the adult in the room"),
        lead=say("See the English page for what else the adult does."),
        blocks=(
            SheetHeading(say("Say this aloud")),
            SheetList(tuple(f"{weight} {text}".strip() for weight, text in lines), 1),
            SheetHeading(say("A child is upset, or tells you something")),
            SheetParagraph(
                say(
                    "Stop and listen. Do not promise to keep it to yourself. Tell the designated "
                    "safeguarding lead, {lead}, today, as always. Do not open or look for the answers.",
                    lead=lead,
                )
            ),
        ),
        language=words.language,
    )

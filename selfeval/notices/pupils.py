"""Half a page for pupils of eleven and over, said three times: in few words, in plain words, in full."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.notices.facts import NoticeFacts
from selfeval.notices.parents import helpline_words, used_once, who_sees
from selfeval.notices.promise import promise
from selfeval.notices.sheet import PrintedSheet, SheetBlock, SheetHeading, SheetList, SheetParagraph, ended

LEVELS = ("In few words", "In plain words", "In full")


def pupils_notice(facts: NoticeFacts) -> PrintedSheet:
    """For pupils who are asked; the school cuts it up, and gives each the half page that suits them."""
    in_levels = (_few, _plain, _full)
    say = facts.words.say
    return PrintedSheet(
        name="notice-for-ages-11-to-18",
        above=facts.words.beside(facts.school, say("for pupils of 11 and over")),
        title=say("We want to know how school is for you"),
        lead=say(
            "Three half pages that say the same. Cut them apart and give each pupil the one that suits them."
        ),
        blocks=tuple(
            block
            for level, lines in zip(LEVELS, in_levels, strict=True)
            for block in (
                SheetHeading(f"{say('Our survey')}. {say(level)}"),
                *_half_page(facts, lines(facts)),
            )
        ),
        language=facts.words.language,
    )


def _half_page(facts: NoticeFacts, lines: tuple[str, ...]) -> Iterator[SheetBlock]:
    yield SheetList(lines)
    yield SheetParagraph(whom_to_talk_to(facts), lead=facts.words.say("To talk to someone:"))


def whom_to_talk_to(facts: NoticeFacts) -> str:
    """The adult of the survey, the one who keeps pupils safe, and the helplines."""
    lines = (helpline_words(line, facts.words) for line in facts.helplines.of("pupils"))
    return " ".join([ended(facts.adult), ended(facts.safeguarding_lead), *lines])


def who_is_told(facts: NoticeFacts) -> str:
    """The name alone of the one who keeps pupils safe."""
    return facts.safeguarding_lead.partition(",")[0].rstrip(".")


def _few(facts: NoticeFacts) -> tuple[str, ...]:
    say = facts.words.say
    return (
        say("We ask how school is for you. It starts on {day}.", day=facts.words.day(facts.opens_on)),
        say("You do not have to do it. You can skip a question. You can stop."),
        f"{say('We do not ask your name.')} {promise(facts.words)}",
        say(
            "We see how many chose each answer, when {threshold} people or more sent theirs.",
            threshold=facts.threshold,
        ),
        say("Once you send it, you cannot get it back."),
        say("We cannot see if you need help. So please tell someone."),
    )


def _plain(facts: NoticeFacts) -> tuple[str, ...]:
    say = facts.words.say
    return (
        say(
            "From {first} to {last} we ask how school is for you. There are no right or wrong answers.",
            first=facts.words.day(facts.opens_on),
            last=facts.words.day(facts.closes_on),
        ),
        say(
            "You do not have to take part. You can say no, skip a question or stop, and nobody will mind. "
            "Your parents can say no, too."
        ),
        f"{say('We do not ask your name.')} {promise(facts.words)}",
        say(
            "Staff see how many chose each answer, when {threshold} people or more have sent theirs.",
            threshold=facts.threshold,
        ),
        say(
            "You cannot change your answers or take them back once you have sent them, as nobody can find "
            "yours."
        ),
        say(
            "Staff do not see one person’s answers, so nobody will know from them if you need help. Tell "
            "someone you trust. If you say that you are not safe, they will tell {lead}, who can help.",
            lead=who_is_told(facts),
        ),
    )


def _full(facts: NoticeFacts) -> tuple[str, ...]:
    say = facts.words.say
    personal = (
        " "
        + say(
            "At the end there are a few questions about you. They show if school is as good for some groups "
            "as for others. {once}",
            once=used_once(facts, of_child=False),
        )
        if facts.asks_about_people
        else ""
    )
    return (
        say(
            "From {first} to {last} the school asks its pupils if they feel safe, heard and at home here.",
            first=facts.words.day(facts.opens_on),
            last=facts.words.day(facts.closes_on),
        )
        + personal,
        say(
            "Taking part is your choice. You can say no before it starts, leave out any question, or stop "
            "before you send. You need give no reason. Your parents have had the questions and can say no "
            "for you."
        ),
        f"{say('Your name is not asked.')} {promise(facts.words)}",
        who_sees(facts),
        say(
            "Nobody can find your answers to show them to you. So you cannot see, change or take back what "
            "you have sent."
        ),
        say(
            "It is not a way to ask for help, since nobody knows who answered. If something is wrong, talk "
            "to somebody. An adult here who hears that you are not safe has to tell {lead}, whose job it is "
            "to help.",
            lead=who_is_told(facts),
        ),
    )

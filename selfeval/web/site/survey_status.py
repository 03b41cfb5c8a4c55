"""A survey of the reader's own school.

Where it stands, what to do next, whether all it rests on works, what is said when it is gone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flask import abort, render_template
from sqlalchemy.orm import Session

from selfeval.accounts.changes import leads_missing
from selfeval.english import day, listed, moment_words
from selfeval.operations.backups import backup_health, disks_of
from selfeval.operations.restore import RESTORED
from selfeval.settings import Settings
from selfeval.store.releases import deletion_of
from selfeval.store.schools_and_accounts import fact
from selfeval.store.surveys import Group, Round, Survey, survey_of
from selfeval.surveys.board import Board
from selfeval.surveys.fieldwork import takes_late
from selfeval.surveys.key_monitor import KeyHealth
from selfeval.surveys.lessons import in_fives
from selfeval.surveys.plan import late_until
from selfeval.web.site.access import school
from selfeval.web.site.running import Running


def own_survey(session: Session, survey_id: int) -> Survey:
    """The survey with this id. Another school's and a missing one are the same 404."""
    survey = survey_of(session, school().id, survey_id)
    if survey is None:
        abort(404)
    return survey


def own_group(survey: Survey, round_id: int, number: int) -> tuple[Round, Group]:
    """A round of this survey and a group of that round; 404 for what is not in it."""
    matching = [
        (part, group)
        for part in survey.rounds
        for group in part.groups
        if (part.id, group.number) == (round_id, number)
    ]
    return matching[0] if matching else abort(404)


GONE = ("lost", "deleted")
"""States of a survey that has no answers and no results any more."""


@dataclass(frozen=True)
class Restored:
    """When the service was restored, and from a backup of when."""

    at: dt.datetime
    made_at: dt.datetime

    @property
    def words(self) -> str:
        return (
            f"This service was restored on {moment_words(self.at)} from a backup of "
            f"{moment_words(self.made_at)}. Whatever came in between is lost."
        )


def restored(session: Session) -> Restored | None:
    """The last restore of this installation, if there was one."""
    moments = fact(session, RESTORED)
    return Restored(*map(dt.datetime.fromisoformat, moments.split(" "))) if moments else None


def restored_since(session: Session, surveys: Iterable[Survey]) -> Restored | None:
    """The last restore, if answers or cards of one of these surveys may be lost by it."""
    return restored(session) if any(map(is_set_back, surveys)) else None


def is_set_back(survey: Survey) -> bool:
    """Whether something is still to be done after a restore, before it is counted."""
    return survey.set_back and survey.state in ("open", "closed")


def gone_page(session: Session, survey: Survey) -> str:
    """The page of a survey that is deleted, with its receipt, or lost."""
    return render_template(
        "data/gone.html",
        survey=survey,
        receipt=deletion_of(session, survey.id),
        restored=restored(session),
        moment=moment_words,
    )


@dataclass(frozen=True)
class NextStep:
    """Something to do: what, where, how long, and why now. Without an address it is done away from here."""

    words: str
    address: str
    minutes: int
    more: str = ""


def steps_of(survey: Survey, board: Board | None, on: dt.date, *, refused: bool = False) -> list[NextStep]:
    """The steps of one survey; the board is None when it is not open or closed.

    `refused`: its answers are, since its key is missing.
    """
    own, name = f"/surveys/{survey.id}", survey.title
    if survey.state == "planned":
        when = (
            "It is past its last day."
            if on > survey.closes_on
            else f"Its first day is {day(survey.opens_on)}."
        )
        return [NextStep(f"Open “{name}”", f"{own}/open", 3, f"{when} Cards can be printed once it is open.")]
    if refused:
        more = "Until it is there, no answer is taken or counted. The survey’s page says what is missing."
        return [NextStep(f"Have the key of “{name}” put back", own, 5, more)]
    if survey.state == "closed":
        return [*_over(own, board), _count(survey, on)]
    if survey.state == "open" and board is not None:
        return _open_steps(survey, board, on)
    return []


def _open_steps(survey: Survey, board: Board, on: dt.date) -> list[NextStep]:
    own, name = f"/surveys/{survey.id}", survey.title
    steps = []
    if survey.paused:
        held = f"Tablets hold {board.waiting_words}. " if board.waits else ""
        more = f"{held}Nothing is taken until you do. Tablets keep what is answered, and send it then."
        steps.append(NextStep(f"Go on with “{name}”", f"{own}#change", 1, more))
    if on > survey.closes_on:
        more = f"It was to end on {day(survey.closes_on)}; nobody has closed it."
        return [*steps, NextStep(f"Close “{name}”", f"{own}/close", 2, more)]
    if board.unprinted:
        more = "Nobody can answer without a card, or without a tablet that an adult has started."
        steps.append(NextStep(f"Print cards for {board.named(board.unprinted)}", f"{own}#cards", 5, more))
    steps += _over(own, board)
    if board.late:
        more = (
            "Answers came under cards that were cancelled, or long after their lesson. Tablets may have been "
            "out of reach, or somebody has kept a card. If you did not expect it, print the cards again."
        )
        steps.append(NextStep(f"Look at the cards of {board.named(board.late)}", f"{own}#cards", 3, more))
    if on < survey.opens_on or board.unprinted:
        return steps
    if not board.finished:
        more = "Shuffle them, and let everyone draw one. This page shows in fives how many have finished."
        if all(line.tablets for line in board.lines):
            more = "Each adult starts the tablets with it. This page shows in fives how many have finished."
        steps.append(NextStep(f"Give out the cards of “{name}”", own, 5, more))
    elif board.behind:
        more = (
            "Fewer than half have finished. A second time slot for those who were away helps most. "
            f"“{name}” closes on {day(survey.closes_on)}."
        )
        steps.append(NextStep(f"Remind {board.named(board.behind)}", f"{own}#groups", 5, more))
    return steps


def _over(own: str, board: Board | None) -> list[NextStep]:
    if board is None or not board.over:
        return []
    more = (
        "There are more answers than people on roll. If the roll is right, some people have answered twice."
    )
    return [NextStep(f"Correct the roll of {board.named(board.over)}", f"{own}/rolls", 2, more)]


def _count(survey: Survey, on: dt.date) -> NextStep:
    address = f"/surveys/{survey.id}/count"
    if takes_late(survey, on):
        until = day(late_until(survey.closes_on))
        more = f"Best after {until}: until then, answers that wait on a tablet are still taken."
        if survey.counts_itself:
            more = f"It is counted automatically after {until}, when late answers are in."
        return NextStep(f"Count “{survey.title}”", address, 3, more)
    return NextStep(
        f"Count “{survey.title}”", address, 3, "The answers are opened, shuffled and put into figures."
    )


@dataclass(frozen=True)
class ServiceCheck:
    """One thing that must work: how it stands in a word or two, and in sentences."""

    name: str
    stands: str
    sentences: tuple[str, ...] = ()
    needs_you: bool = False


def service_checks(parts: Running, survey: Survey, board: Board) -> list[ServiceCheck]:
    """What an open survey rests on, what matters most first."""
    health = parts.key_monitor.recent()
    codes = {round_.code for round_ in survey.rounds}
    refused = parts.ballot_box.full_lessons.waiting([round_.id for round_ in survey.rounds])
    return [
        _key(health, codes),
        _second_copy(health, codes, parts.settings),
        *([_tablets(survey, board)] if board.waits or not refused else []),
        *_full_lessons(refused),
        _late(board),
        _surplus(board),
        _backup(parts),
        *_disks(parts.settings),
        *([_address(parts.settings)] if survey.state == "open" else []),
    ]


def alarm_of(parts: Running, survey: Survey) -> tuple[str, ...]:
    """Why answers are refused at this moment, for whoever runs the service; nothing while all is well."""
    health = parts.key_monitor.recent()
    codes = {round_.code for round_ in survey.rounds}
    return _for_operator(health, codes) if codes & health.refused else ()


def only_here(settings: Settings) -> bool:
    """Whether the address on the cards can be opened on this computer only."""
    return any(host in settings.public_url for host in ("127.0.0.1", "localhost"))


def _key(health: KeyHealth, codes: set[str]) -> ServiceCheck:
    if not codes & health.refused:
        return ServiceCheck("Key", "In place.", ("An answer was sealed and opened again as a test.",))
    return ServiceCheck("Key", "Missing. No answer is taken.", ("What to do is above.",), needs_you=True)


def _second_copy(health: KeyHealth, codes: set[str], settings: Settings) -> ServiceCheck:
    name = "Second copy of the key"
    if not settings.second_keys:
        return ServiceCheck(
            name,
            "None.",
            (
                "If the disk with the key breaks, the answers of this survey are lost. "
                "Ask whoever runs the service to set SELFEVAL_SECOND_KEYS.",
            ),
            needs_you=True,
        )
    if not health.of(codes):
        return ServiceCheck(name, "Kept", ("in a second folder.",))
    if codes & health.refused:
        return ServiceCheck(name, "Missing too.", needs_you=True)
    return ServiceCheck(name, "Not in order.", _for_operator(health, codes), needs_you=True)


def _for_operator(health: KeyHealth, codes: set[str]) -> tuple[str, ...]:
    """For whoever runs the service: which file or folder, since when, and what to do."""
    sentences = [f"{trouble.what} Known {trouble.since_words}." for trouble in health.of(codes)]
    return ("Tell whoever runs the service:", *sentences)


def _tablets(survey: Survey, board: Board) -> ServiceCheck:
    """Only a pause tells which tablets hold answers: one that is out of reach cannot say so."""
    name, unseen = "Tablets", "A tablet that is out of reach cannot tell us. It shows “Not sent yet”."
    if not board.waits:
        return ServiceCheck(name, "None has told us that it holds an answer.", (unseen,))
    stands = f"They hold {board.waiting_words} that came while the survey was paused."
    if survey.paused:
        return ServiceCheck(name, stands, ("They send by themselves when you go on.",))
    return ServiceCheck(
        name,
        stands,
        ("Turn them on, near the Wi-Fi, with the survey’s page open: they send by themselves.", unseen),
        needs_you=True,
    )


def _full_lessons(waiting: int) -> list[ServiceCheck]:
    """`waiting`: answers that tablets hold since their lesson was full; told in fives."""
    if not waiting:
        return []
    held = f"at least {in_fives(waiting)} answers" if in_fives(waiting) else "a few answers"
    return [
        ServiceCheck(
            "Full lessons",
            f"Tablets hold {held} of a lesson that has had as many as its card may bring.",
            ("Start these tablets with another adult’s card: what they hold is then sent under it.",),
            needs_you=True,
        )
    ]


def _late(board: Board) -> ServiceCheck:
    if not board.late:
        return ServiceCheck("Late answers", "Fewer than five in any group.")
    sentence = (
        "They came under a cancelled card, or long after their lesson. They count, and the report says so."
    )
    return ServiceCheck("Late answers", f"In {listed(board.late)}.", (sentence,))


def _surplus(board: Board) -> ServiceCheck:
    name = "More answers than people"
    if not board.over:
        return ServiceCheck(
            name, "No group that we know of.", ("If it happens, you settle it before the count.",)
        )
    sentence = (
        "Look at the roll. If it is right, the extra answers can be removed at random before the count."
    )
    return ServiceCheck(name, f"{listed(board.over)}.", (sentence,), needs_you=True)


def _backup(parts: Running) -> ServiceCheck:
    health = backup_health(parts.database)
    if health.bad:
        return ServiceCheck(
            "Backup", health.made, ("Tell whoever runs the service:", health.sentence), needs_you=True
        )
    return ServiceCheck("Backup", health.made, ("One is made every night. The key is not in it, by design.",))


def _disks(settings: Settings) -> list[ServiceCheck]:
    """Only those that are nearly full."""
    return [
        ServiceCheck(
            "Disk", "Nearly full.", ("Tell whoever runs the service:", disk.sentence), needs_you=True
        )
        for disk in disks_of(settings.folders)
        if disk.low
    ]


def _address(settings: Settings) -> ServiceCheck:
    name, stands = "Address on the cards", settings.public_url
    if stands.startswith("https://"):
        sentence = "The connection is secure, so answers are sealed on the tablet itself."
    elif only_here(settings):
        sentence = (
            "Only this computer can open it. Before you print, whoever runs the service must set "
            "SELFEVAL_URL to an address that tablets can reach."
        )
        return ServiceCheck(name, stands, (sentence,), needs_you=True)
    else:
        sentence = "The connection is not secure, so answers are sealed when they arrive, not on the tablet."
    return ServiceCheck(name, stands, (sentence,))


def needs_second_lead(session: Session) -> bool:
    """Whether a survey waits for a second person who can lead."""
    return bool(leads_missing(session, school().id))


THROWN_AWAY = "thrown_away"
"""Key of the cookie under which the plan that was thrown away last waits to be put back: audience, fields."""


def is_title_of(survey: Survey, words: str) -> bool:
    """Whether somebody typed its name, to confirm what cannot be undone: capitals and white space aside."""
    return _plain(words) == _plain(survey.title)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()

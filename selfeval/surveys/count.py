"""The count: from sealed ballots to responses and a release. Killed at any moment and run again: the same."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.findings.findings import to_json
from selfeval.release.release import make_release
from selfeval.release.remaining import complete_series
from selfeval.store.backup import back_up
from selfeval.store.backup_file import Progress
from selfeval.store.ballots import ballots_by_group, ballots_of, clear_free_space, drop_ballots, late_by_group
from selfeval.store.database import Database, Taken, only_one
from selfeval.store.schools_and_accounts import note
from selfeval.store.surveys import (
    OVER,
    Round,
    StoredBreakdown,
    Survey,
    hold,
    keep_responses,
    responses_of,
    surveys_in_state,
)
from selfeval.surveys.asked_groups import asked_of
from selfeval.surveys.fieldwork import CountRefused, RollFault, close_survey, roll_faults, round_name, shut
from selfeval.surveys.keys import KeyFolder, KeyMissing
from selfeval.surveys.opened_ballots import (
    OpenedBallots,
    breakdowns_of,
    decrypt_ballots,
    draw_out,
    response_rows,
)
from selfeval.surveys.plan import late_until
from selfeval.surveys.sealing import info_of, opener

LOG = logging.getLogger(__name__)


class RollTooSmall(CountRefused):
    """Some groups have more answers than people on their roll."""

    def __init__(self, faults: Sequence[RollFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = list(faults)


@dataclass(frozen=True)
class CountedSurvey:
    """A survey that is counted and released."""

    answers: int
    """Ballots that could be read, those handed in empty among them."""
    spoilt: int
    digest: str
    """Of its release."""


@dataclass(frozen=True)
class Halted:
    """The count has stopped, and the key is kept, until the lead confirms counting without these ballots."""

    round_id: int
    name: str
    spoilt: int
    total: int


CountResult = CountedSurvey | Halted


def halted_rounds(session: Session, survey: Survey) -> list[Halted]:
    """The rounds of a survey at which an earlier count has halted, and that wait for the lead."""
    return [
        Halted(
            round_.id, round_name(round_), round_.spoilt, sum(ballots_by_group(session, round_.id).values())
        )
        for round_ in survey.rounds
        if round_.state == "shut" and round_.spoilt is not None and not round_.spoilt_accepted
    ]


def count_survey(
    database: Database,
    keys: KeyFolder,
    survey_id: int,
    who: str,
    *,
    backups: Path,
    progress: Progress = LOG.info,
    lose_late: bool = False,
) -> CountResult:
    """Counts and releases a closed survey, from wherever an earlier run has stopped.

    `lose_late`: also while late ballots are taken; what still waits on tablets is lost then.
    Raises CountRefused (LateBallots, RollTooSmall), KeyMissing, BackupFault; what is done by then stays done.
    """
    try:
        with only_one(database, "counting", survey_id):
            return _Count(database, keys, survey_id, who, backups, progress, lose_late).run()
    except Taken as taken:
        raise CountRefused("This survey is being counted at this moment. Wait until that is done.") from taken


@dataclass(frozen=True)
class _Count:
    database: Database
    keys: KeyFolder
    survey_id: int
    who: str
    backups: Path
    progress: Progress
    lose_late: bool

    def run(self) -> CountResult:
        rounds = self._rounds_to_count()
        if rounds:
            self._check_key_folders()
        for round_ in rounds:
            halted = self._open(round_)
            if halted:
                return halted
        if rounds:
            self.progress("Making a backup and reading it back")
            backup = back_up(
                self.database, self.backups, "count", self.keys.journal.lines(), signing=self.keys.signing()
            )
            for round_ in rounds:
                self.keys.journal.note("backed-up", round_.code, file=backup.path.name, digest=backup.digest)
        for round_ in rounds:
            self._destroy(round_)
        return self._release()

    def _rounds_to_count(self) -> list[Round]:
        with self.database.writing() as session:
            survey = session.get(Survey, self.survey_id)
            if survey is None:
                raise CountRefused("There is no such survey.")
            if survey.state in ("lost", "deleted"):
                raise CountRefused("The answers of this survey are gone. There is nothing to count.")
            shut(session, survey, lose_late=self.lose_late)
        with self.database.reading() as session:
            survey = session.get_one(Survey, self.survey_id)
            faults = roll_faults(session, survey)
            if faults:
                raise RollTooSmall(faults)
            rounds = [round_ for round_ in survey.rounds if round_.state not in OVER]
            for round_ in rounds:  # read while the session is there
                _ = round_.definition_row, round_.about_row, round_.groups, round_.survey
            return rounds

    def _check_key_folders(self) -> None:
        """A key that cannot be reached cannot be destroyed, and would be back some day."""
        faults = self.keys.faults()
        if faults:
            raise CountRefused(
                f"{' '.join(faults)} The count must destroy the key in every key folder. "
                "Nothing is lost: put the folder right, then count again."
            )

    def _open(self, round_: Round) -> Halted | None:
        """Ends with the round `opened` and its responses verified, or halted as it was."""
        opened = self._opened_ballots(round_)
        if opened is None:
            self.progress(f"{round_name(round_)}: checking the answers that were kept")
            self._verify_numbers(round_)
            return None
        if round_.state == "shut":
            if opened.too_many_spoilt and not round_.spoilt_accepted:
                return self._halt(round_, opened)
            self._store(round_, opened)
        self.progress(f"{round_name(round_)}: checking the answers that were kept")
        self._verify(round_, opened)
        return None

    def _halt(self, round_: Round, opened: OpenedBallots) -> Halted:
        """Notes how many are spoilt, so that the lead is asked by whichever process serves the page."""
        with self.database.writing() as session:
            session.get_one(Round, round_.id).spoilt = opened.spoilt
        return Halted(round_.id, round_name(round_), opened.spoilt, opened.total)

    def _opened_ballots(self, round_: Round) -> OpenedBallots | None:
        """The opened ballots; None if an earlier run has kept the responses and destroyed the key."""
        try:
            key = self.keys.read(round_.code, round_.public_key)
        except KeyMissing:
            if round_.state == "opened":
                return None
            raise
        with self.database.reading() as session:
            ballots = ballots_of(session, round_.id)
        self.progress(f"{round_name(round_)}: opening the ballots")
        opened = decrypt_ballots(
            ballots,
            openers_of(round_, key.private),
            round_.definition,
            round_.about,
            {group.id: asked_of(round_.about, group.years) for group in round_.groups},
        )
        rolls = {group.id: group.roll for group in round_.groups if group.draw_out}
        return draw_out(opened, rolls, key.private)

    def _store(self, round_: Round, opened: OpenedBallots) -> None:
        """In one transaction: shuffled responses, what may be kept about characteristics, the new state."""
        self.progress(f"{round_name(round_)}: shuffling the answers")
        rows = _response_rows(round_, opened)
        secrets.SystemRandom().shuffle(rows)
        breakdowns = breakdowns_of(
            round_.definition,
            round_.about,
            {group.id: (group.name, group.years) for group in round_.groups},
            opened.valid,
            by_sex=_by_sex(round_),
            threshold=round_.survey.threshold,
        )
        self.progress(f"{round_name(round_)}: keeping the answers")
        with self.database.writing() as session:
            stored = session.get_one(Round, round_.id, with_for_update=True)
            if stored.state != "shut" or _rules(stored) != _rules(round_):
                raise CountRefused("This survey was changed while it was being counted. Count it again.")
            keep_responses(session, stored.school_id, stored.id, rows)
            for breakdown in breakdowns:
                session.add(
                    StoredBreakdown(
                        round_id=stored.id,
                        by=breakdown.by,
                        school_id=stored.school_id,
                        findings=to_json(breakdown),
                    )
                )
            stored.spoilt, stored.drawn_out = opened.spoilt, opened.drawn_out
            stored.late = sum(late_by_group(session, stored.id).values())
            stored.state = "opened"

    def _verify(self, round_: Round, opened: OpenedBallots) -> None:
        """What is in the database is what was in the ballots, group by group."""
        with self.database.reading() as session:
            stored = Counter(responses_of(session, round_.id))
        if stored != Counter(_response_rows(round_, opened)):
            raise CountRefused(
                f"{round_name(round_)}: the kept answers are not those of the ballots. Nothing is lost yet. "
                "Ask the person who runs the server to look at the database's disk."
            )

    def _verify_numbers(self, round_: Round) -> None:
        """The key is gone: the responses came in one transaction, and must be as many as the good ballots."""
        with self.database.reading() as session:
            ballots = ballots_by_group(session, round_.id)
            responses = Counter(group_id for group_id, _, _ in responses_of(session, round_.id))
            round_now = session.get_one(Round, round_.id)
            spoilt, drawn_out = round_now.spoilt or 0, round_now.drawn_out or 0
        missing = sum(ballots.values()) - responses.total() - spoilt - drawn_out
        if missing or any(number > ballots.get(group_id, 0) for group_id, number in responses.items()):
            raise CountRefused(
                f"{round_name(round_)}: {responses.total()} answers were kept from {sum(ballots.values())} "
                f"ballots, {spoilt} of them spoilt and {drawn_out} drawn out. "
                "Put the key file back if you have it, and count again."
            )

    def _destroy(self, round_: Round) -> None:
        """Key first: once it is gone, ballots, slips and backups of them are noise."""
        self.progress(f"{round_name(round_)}: destroying the key")
        self.keys.journal.note("counted", round_.code, survey=self.survey_id)
        self.keys.destroy(round_.code)
        self.progress(f"{round_name(round_)}: the key is destroyed")
        self.keys.journal.note("key-destroyed", round_.code, survey=self.survey_id)
        self.progress(f"{round_name(round_)}: dropping ballots and slips")
        with self.database.writing() as session:
            round_now = session.get_one(Round, round_.id, with_for_update=True)
            drop_ballots(session, round_now.id)
            round_now.state = "counted"
            session.flush()
            if all(one.state in OVER for one in round_now.survey.rounds):
                round_now.survey.state = "counted"
                note(session, round_now.school_id, self.who, "counted a survey", round_now.survey.title)

    def _release(self) -> CountedSurvey:
        with self.database.reading() as session:
            released = session.get_one(Survey, self.survey_id).state == "released"
        if not released:
            self.progress("Clearing what the ballots have left on the disk")
            try:
                clear_free_space(self.database)
            except Exception as error:  # worthless without the key, so not worth stopping for
                LOG.warning("The free space of the database was not cleared: %s", error)
            self.progress("Working out the findings")
        with self.database.writing() as session:
            release = make_release(session, self.survey_id, on=today())
            self.progress("Writing down the release")
            rounds = session.get_one(Survey, self.survey_id).rounds
            for round_ in rounds:
                self.keys.journal.note("released", round_.code, digest=release.digest)
            school_id = release.school_id
            outcome = CountedSurvey(
                answers=sum(len(responses_of(session, round_.id)) for round_ in rounds),
                spoilt=sum(round_.spoilt or 0 for round_ in rounds),
                digest=release.digest,
            )
        complete_series(self.database, school_id)  # a survey of an earlier year may be counted late
        return outcome


def openers_of(round_: Round, private: bytes) -> dict[int, Callable[[bytes], bytes]]:
    """Group id -> what opens its ballots."""
    bound_to = round_.code, round_.digest, round_.about_digest, round_.ballot_form
    return {group.id: opener(private, info_of(*bound_to, group.number)) for group in round_.groups}


def _rules(round_: Round) -> tuple[bool, set[tuple[int, int, bool]]]:
    """What the lead may change until the count and opened ballots hang on: rolls, what is drawn out."""
    return _by_sex(round_), {(group.id, group.roll, group.draw_out) for group in round_.groups}


def _response_rows(round_: Round, opened: OpenedBallots) -> list[tuple[int, str | None, str]]:
    return response_rows(
        round_.definition,
        round_.about,
        opened.valid,
        by_sex=_by_sex(round_),
        threshold=round_.survey.threshold,
    )


def _by_sex(round_: Round) -> bool:
    """Whether the roll of every group says how many girls and boys are on it."""
    return all(group.roll_girls is not None and group.roll_boys is not None for group in round_.groups)


BY_DATE = "selfeval, by date"
"""Who counted, in the audit log."""


def counted_on(survey: Survey) -> dt.date:
    """The day on which it would be counted by itself: the one after late ballots are taken."""
    return late_until(survey.closes_on) + dt.timedelta(days=1)


def choose_count_by_date(session: Session, survey: Survey, wanted: bool, who: str) -> None:
    """Whether a survey is to be counted by itself. Raises CountRefused for one that is not open or closed."""
    hold(session, survey)
    if survey.state not in ("planned", "open", "closed"):
        raise CountRefused("This survey has been counted already.")
    if survey.counts_itself != wanted:
        survey.counts_itself = wanted
        act = "wants a survey counted by date" if wanted else "wants to count a survey by hand"
        note(session, survey.school_id, who, act, survey.title)
        session.flush()


def surveys_due(session: Session, on: dt.date) -> Sequence[int]:
    """Ids of the surveys to be closed and counted by itself on a day; none that waits for its lead."""
    return [
        survey.id
        for survey in surveys_in_state(session, "open", "closed")
        if survey.counts_itself
        and not survey.paused
        and on >= counted_on(survey)
        and not halted_rounds(session, survey)
        and not roll_faults(session, survey)
    ]


def close_if_open(session: Session, survey_id: int) -> Survey:
    """The survey, closed by now."""
    survey = session.get_one(Survey, survey_id)
    if survey.state == "open":
        close_survey(session, survey, BY_DATE)
    return survey

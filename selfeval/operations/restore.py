"""Restoring a backup, elsewhere or in place: said first, then done; the journal is replayed on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from selfeval.accounts.second_factor import mark_in
from selfeval.calendar.school_years import date_in_england, now
from selfeval.english import count_of, moment_words
from selfeval.operations.backups import HAS_RESPONSES, RoundEvents, least_lossy, round_events, whole
from selfeval.operations.restore_preview import RestorePreview
from selfeval.settings import Settings
from selfeval.store.backup import back_up, note_restored
from selfeval.store.backup_file import (
    UNSIGNED,
    Backup,
    BackupFault,
    Progress,
    journal_of,
    reading,
)
from selfeval.store.ballots import drop_ballots
from selfeval.store.database import Database, is_damaged
from selfeval.store.journal import Line
from selfeval.store.releases import delete_answers, releases_of_survey
from selfeval.store.restored_database import is_empty, rebuild, set_aside
from selfeval.store.round_codes import surveys_with_rounds
from selfeval.store.schools_and_accounts import all_accounts, end_sessions, note, school_ids, set_fact
from selfeval.store.sign_in import drop_links, factors_made_otherwise
from selfeval.store.surveys import Round, Survey, every_survey, surveys_in_state
from selfeval.surveys.count import Halted, count_survey
from selfeval.surveys.fieldwork import CountRefused, drop_answers, round_name
from selfeval.surveys.keys import LAST_OF_A_KEY, KeyFolder, KeyMissing, KeysFault

WHO = "selfeval restore"
"""Who did it, in the audit log."""
RESTORED = "restored"
"""Fact: when the database was restored, and from a backup of when; two moments."""


@dataclass(frozen=True)
class RestorePlan:
    """What a restore would do."""

    asked: Backup
    used: Backup
    lines: Sequence[Line]
    """The journal, with what the backups themselves remember of it."""
    events: RoundEvents
    in_place: bool
    ended: tuple[str, ...]
    """Codes of rounds whose keys are here, and are destroyed since the backup says that they are over."""
    sentences: tuple[str, ...]
    """What whoever restores must know before, in sentences."""


def plan_restore(
    settings: Settings, database: Database, keys: KeyFolder, file: Path, progress: Progress, accept: str = ""
) -> RestorePlan:
    """Reads the backup and the journal, and changes nothing but the key folders.

    `accept`: the signer of a backup of another installation, or `unsigned`, that a person knows to be right.
    Raises BackupFault, ForeignTables.
    """
    asked = whole(file, progress)
    sentences = keys.prepare()
    signing = keys.signing()
    trusted = {accept.strip().lower(), *([signing.name] if signing else [])}
    _check_signer(asked, trusted)
    own = keys.journal.lines()
    events = round_events([*own, *_carried(asked)])
    used = least_lossy(asked, [file.parent, settings.backups], events, progress, trusted)
    lines = [*_carried(asked), *_carried(used), *own]
    in_place = not is_empty(database)
    events = round_events(lines)
    preview = RestorePreview(
        asked,
        used,
        events,
        settings,
        present=database if in_place else None,
        journal_here=keys.journal.has(_carried(asked)) and (in_place or bool(own)),
    )
    ended = _keys_ended(keys, [*_carried(asked), *_carried(used)])
    return RestorePlan(asked, used, lines, events, in_place, ended, (*sentences, *preview.sentences()))


def _check_signer(backup: Backup, trusted: Collection[str]) -> None:
    """Raises BackupFault for one that is not from here, unless a person has said that it is right."""
    if backup.signer in trusted:
        return
    if backup.signer == UNSIGNED:
        raise BackupFault(
            f"{backup.path.name} is not signed: an older release of selfeval made it, or somebody else. "
            f"If you know that it is right, restore it with: --accept {UNSIGNED}"
        )
    raise BackupFault(
        f"{backup.path.name} is signed by another installation, {backup.signer}. If that is the one that you "
        f"mean (there “selfeval health” says its name), restore it with: --accept {backup.signer}"
    )


def _keys_ended(keys: KeyFolder, carried: Iterable[Line]) -> tuple[str, ...]:
    """Rounds whose key is here, and would go because of what a file says and our journal does not."""
    own = {(line.get("event"), line.get("subject")) for line in keys.journal.lines()}
    ended = {
        str(line.get("subject"))
        for line in carried
        if line.get("event") in LAST_OF_A_KEY and (line.get("event"), line.get("subject")) not in own
    }
    return tuple(sorted(ended & keys.codes()))


def restore(
    settings: Settings, database: Database, keys: KeyFolder, plan: RestorePlan, progress: Progress
) -> list[str]:
    """Does what was planned; gives what is to be known and done now. Nobody may serve the database.

    Raises BackupFault, ForeignTables.
    """
    sentences = [_safety_copy(settings, database, keys, progress)] if plan.in_place else []
    keys.journal.learn(plan.lines)
    made_at = plan.used.manifest.made_at

    def finish(session: Session) -> None:
        Replay(session, keys, plan.events, made_at, sentences).run()
        sentences.extend(_lost_factors(session, settings.keys))
        remember(session, now().isoformat(), made_at)
        note_restored(session, plan.used)

    rebuild(database, plan.used, finish, progress)
    sentences += _finish_counts(settings, database, keys, plan.events, progress)
    return sentences + _lost_corrections(database, plan.events)


def _lost_factors(session: Session, folder: Path) -> Iterator[str]:
    """That second factors rest on a secret that is not in the key folder here, and what to do."""
    many = factors_made_otherwise(session, mark_in(folder))
    if many:
        yield (
            f"The codes of {count_of(many, 'second factor')} cannot be right here: they rest on "
            f"factor.secret, which is in the key folder of the old machine. Copy it to {folder} before you "
            "start selfeval. Or run: selfeval account reset-factor --everyone. Recovery codes work all "
            "the same."
        )


def remember(session: Session, at: str, made_at: str) -> None:
    """So that the leads see on their pages what was restored."""
    set_fact(session, RESTORED, f"{at} {made_at}")


def _carried(backup: Backup) -> list[Line]:
    """The journal as the backup remembers it: on a new machine there may be no other."""
    with reading(backup.path) as archive:
        return journal_of(backup, archive)


def _safety_copy(settings: Settings, database: Database, keys: KeyFolder, progress: Progress) -> str:
    """What is there now, kept; a sentence that says where."""
    try:
        made = back_up(
            database, settings.backups, "before-restore", keys.journal.lines(), progress, keys.signing()
        )
    except BackupFault as fault:
        if not database.is_sqlite or not is_damaged(fault.__cause__):
            raise
        database.close()
        copy = set_aside(database, settings.backups)
        return f"What was here could not be read. Its file is kept as it was: {copy}"
    return f"What was here is kept in {made.path}. To have it back: selfeval restore {made.path}"


def _finish_counts(
    settings: Settings, database: Database, keys: KeyFolder, events: RoundEvents, progress: Progress
) -> list[str]:
    """Counts that had gone so far that they cannot be undone go on to their release."""
    with database.reading() as session:
        begun = [
            survey
            for survey in surveys_with_rounds(session, events.counted_at, ("opened", "counted"))
            if survey.state in ("closed", "counted")
        ]
        names = {survey.id: f"“{survey.title}” of {survey.school.name}" for survey in begun}
        codes = {survey.id: [round_.code for round_ in survey.rounds] for survey in begun}
    sentences = []
    for survey_id, name in names.items():
        try:
            result = count_survey(
                database, keys, survey_id, WHO, backups=settings.backups, progress=progress, lose_late=True
            )
        except (CountRefused, KeyMissing, BackupFault) as stopped:
            sentences.append(f"{name}: Its count had begun and could not be ended. {stopped}")
            continue
        if isinstance(result, Halted):
            sentences.append(f"{name}: Its count had begun. Its lead must look at it: count it on its page.")
        else:
            sentences.append(f"{name}: {_released(database, survey_id, codes[survey_id], events)}")
    return sentences


def _released(database: Database, survey_id: int, codes: Sequence[str], events: RoundEvents) -> str:
    """Gives the release the day on which it was first made; says whether it is the same."""
    every = {digest: at for code in codes for digest, at in events.released_at.get(code, {}).items()}
    answers = "It was counted already. Its answers are here, and its cards and key are destroyed as before."
    if not every:
        return answers
    with database.writing() as session:
        (release,) = releases_of_survey(session, survey_id)
        at = every.get(release.digest, min(every.values()))
        release.released_on = date_in_england(at)
    if release.digest in every:
        return f"{answers} Its figures are the same as those published on {moment_words(at)}."
    return (
        f"{answers} Its figures were worked out again by this release of selfeval, and some differ from "
        f"those published on {moment_words(at)}. Tell its lead, and compare with a report from then."
    )


def _lost_corrections(database: Database, events: RoundEvents) -> list[str]:
    """Figures that readers have seen, and that the backup has not."""
    sentences = []
    with database.reading() as session:
        for survey in surveys_in_state(session, "released"):
            here = {release.digest for release in releases_of_survey(session, survey.id)}
            codes = [round_.code for round_ in survey.rounds]
            every = {digest: at for code in codes for digest, at in events.released_at.get(code, {}).items()}
            lost = sorted(at for digest, at in every.items() if digest not in here)
            if lost:
                sentences.append(
                    f"“{survey.title}” of {survey.school.name}: figures that were published on "
                    f"{moment_words(lost[-1])} are not here, and readers have seen them. If they were a "
                    f"correction, make the same one again: selfeval release correct {survey.id}"
                )
    return sentences


@dataclass(frozen=True)
class Replay:
    """One restored database, and what is told about it."""

    session: Session
    keys: KeyFolder
    events: RoundEvents
    made_at: str
    sentences: list[str]

    def run(self) -> None:
        """Brings every survey to where the journal says it is, and ends every session."""
        for survey in every_survey(self.session):
            self._survey(survey)
        self._people()
        self.session.flush()

    def _survey(self, survey: Survey) -> None:
        codes = {round_.code for round_ in survey.rounds}
        if codes & self.events.deleted_at.keys() and survey.state != "deleted":
            delete_answers(self.session, survey, WHO)
            self._tell(survey, "It was deleted after this backup was made, and is deleted again.")
            return
        for round_ in survey.rounds:
            if round_.code in self.events.counted_at and round_.state not in (
                *HAS_RESPONSES,
                "lost",
                "deleted",
            ):
                self._lose(survey, round_)
        abandoned = [round_ for round_ in survey.rounds if round_.code in self.events.abandoned_at]
        if abandoned and survey.state in ("open", "closed"):
            self._abandon(survey, abandoned)
        begun = any(round_.state in HAS_RESPONSES for round_ in survey.rounds)
        if survey.state in ("open", "closed") and not begun:  # a count that has begun is ended afterwards
            self._going_on(survey)
        elif survey.state == "planned" and any(code in self.keys.codes() for code in codes):
            self._tell(
                survey,
                "It was opened after this backup was made. It is a plan again: open it and print new cards. "
                "Answers given to it are lost, and cards printed for it do not work.",
            )

    def _lose(self, survey: Survey, round_: Round) -> None:
        """Counted, its key destroyed, and its responses nowhere: its ballots can never be opened."""
        drop_ballots(self.session, round_.id)
        round_.state = "lost"
        if all(other.state == "lost" for other in survey.rounds):
            survey.state = "lost"
        elif survey.state == "open":
            survey.state = "closed"
            for other in survey.rounds:
                other.state = "closed" if other.state == "open" else other.state
        at = moment_words(self.events.counted_at[round_.code])
        self._tell(
            survey,
            f"{round_name(round_)} was counted on {at}. Its answers are in no backup that was found, so they "
            "are lost. It is not opened again. Reports that were printed or downloaded stay right.",
        )

    def _abandon(self, survey: Survey, rounds: list[Round]) -> None:
        """As it was given up then: the whole survey is a plan again, or some rounds begin afresh."""
        whole = len(rounds) == len(survey.rounds)
        for round_ in rounds:
            drop_answers(self.session, self.keys, round_, WHO)
            round_.state = "planned"
        if whole or survey.state == "closed":
            survey.state, survey.paused = "planned", False
            self._tell(survey, "It was given up after this backup was made. It is a plan again.")
            return
        for round_ in rounds:
            try:
                round_.public_key = self.keys.make(round_.code).public
            except KeysFault as fault:
                self._tell(survey, f"{round_name(round_)} was started again since, and cannot be: {fault}")
                continue
            round_.state = "open"
            self._tell(survey, f"{round_name(round_)} was started again since. Print new cards for it.")

    def _going_on(self, survey: Survey) -> None:
        """Open then, and not counted since: what it has lost, and whether its keys are there."""
        survey.set_back = True
        if survey.state == "open":
            self._tell(
                survey,
                "It is open, as it was then. Answers sent since are lost; the people who gave "
                "them can answer again "
                "with the same card. Cards printed since do not work: print new ones. If it was closed or "
                "paused since, or its last day was moved, do that again.",
            )
        else:
            self._tell(survey, "It is closed and waits to be counted, as it was then.")
        for round_ in survey.rounds:
            if round_.public_key is None or round_.state in ("opened", "counted", "lost"):
                continue
            try:
                self.keys.read(round_.code, round_.public_key)
            except KeyMissing:
                self._tell(
                    survey,
                    f"The key round-{round_.code}.key is missing, so no answer of {round_name(round_)} can "
                    "be taken or counted. Copy the key folder of the old machine into its place. If it is "
                    "gone for good, the lead can give these answers up on the survey's page.",
                )

    def _people(self) -> None:
        """Whoever was signed in signs in again; links that may have been used work no more."""
        for account in all_accounts(self.session):
            end_sessions(account)
        drop_links(self.session)
        for survey in every_survey(self.session):
            survey.warned_on = None
        made = moment_words(dt.datetime.fromisoformat(self.made_at))
        for school in school_ids(self.session):
            note(self.session, school, WHO, "restored the service from a backup", f"that of {made}")

    def _tell(self, survey: Survey, sentence: str) -> None:
        self.sentences.append(f"“{survey.title}” of {survey.school.name}: {sentence}")

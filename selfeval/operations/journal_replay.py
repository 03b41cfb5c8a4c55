"""Replaying the journal on a restored database: what was counted, abandoned or deleted since stays so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.english import moment_words
from selfeval.operations.backups import HAS_RESPONSES, Known
from selfeval.store.ballots import drop_ballots
from selfeval.store.releases import delete_answers
from selfeval.store.schools import all_accounts, end_sessions, note, school_ids, set_fact
from selfeval.store.sign_in import drop_links
from selfeval.store.surveys import Round, Survey, every_survey
from selfeval.surveys.fieldwork import drop_answers, round_name
from selfeval.surveys.keys import KeyFolder, KeyMissing, KeysFault

WHO = "selfeval restore"
"""Who did it, in the audit log."""
RESTORED = "restored"
"""Fact: when the database was restored, and from a backup of when; two moments."""


@dataclass(frozen=True)
class Replay:
    """One restored database, and what is told about it."""

    session: Session
    keys: KeyFolder
    known: Known
    made_at: str
    told: list[str]

    def run(self) -> None:
        """Brings every survey to where the journal says it is, and ends every session."""
        for survey in every_survey(self.session):
            self._survey(survey)
        self._people()
        self.session.flush()

    def _survey(self, survey: Survey) -> None:
        codes = {round_.code for round_ in survey.rounds}
        if codes & self.known.deleted.keys() and survey.state != "deleted":
            delete_answers(self.session, survey, WHO)
            self._tell(survey, "It was deleted after this backup was made, and is deleted again.")
            return
        for round_ in survey.rounds:
            if round_.code in self.known.counted and round_.state not in (*HAS_RESPONSES, "lost", "deleted"):
                self._lose(survey, round_)
        abandoned = [round_ for round_ in survey.rounds if round_.code in self.known.abandoned]
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
        if all(each.state == "lost" for each in survey.rounds):
            survey.state = "lost"
        elif survey.state == "open":
            survey.state = "closed"
            for other in survey.rounds:
                other.state = "closed" if other.state == "open" else other.state
        at = moment_words(self.known.counted[round_.code])
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
                "It is open, as it was then. Answers sent since are lost; whoever gave them can answer again "
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
        self.told.append(f"“{survey.title}” of {survey.school.name}: {sentence}")


def remember(session: Session, at: str, made_at: str) -> None:
    """So that the leads see on their pages what was restored."""
    set_fact(session, RESTORED, f"{at} {made_at}")

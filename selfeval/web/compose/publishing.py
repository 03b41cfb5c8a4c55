"""A draft is published: frozen under its digest with its words, and never changed again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.questionnaires.composing import VERSIONS_EACH, composed, composition_from_json, own_version
from selfeval.questionnaires.composing_faults import composing_faults
from selfeval.questionnaires.model import Questionnaire
from selfeval.store.own_questionnaires import OwnQuestionnaire, OwnVersion
from selfeval.store.schools_and_accounts import Account, note
from selfeval.store.surveys import keep_definition

MOST_VERSIONS = VERSIONS_EACH - 1


class NotPublished(Exception):
    """Why a draft is not published, in a sentence."""


@dataclass(frozen=True)
class NextVersion:
    """A draft as it will be published: made before anything is written, for that takes seconds."""

    number: int
    draft: str
    asked: Questionnaire


def next_version(row: OwnQuestionnaire, draft: str) -> NextVersion:
    """What the next version will be of this draft. Raises NotPublished."""
    composition = composition_from_json(draft)
    if composing_faults(composition):
        raise NotPublished("It is saved, but not published: mend first what is said above.")
    last = row.versions[-1] if row.versions else None
    if last is not None and last.composition == draft:
        raise NotPublished(f"Nothing has changed since version {last.number}.")
    number = last.number + 1 if last else 1
    if number > MOST_VERSIONS:
        raise NotPublished(f"There are {MOST_VERSIONS} versions of it. Begin another questionnaire.")
    return NextVersion(number, draft, composed(composition, own_version(row.id, number)))


def publish(session: Session, row: OwnQuestionnaire, ready: NextVersion, who: Account) -> None:
    """Keeps it for good. Only in the transaction that saved the draft, unless somebody else was faster."""
    keep_definition(session, ready.asked.definition, ready.asked.words)
    session.flush()
    version = OwnVersion(
        own_id=row.id,
        number=ready.number,
        digest=ready.asked.definition.digest,
        composition=ready.draft,
        who=who.name,
    )
    row.versions.append(version)
    row.withdrawn = False
    note(session, row.school_id, who.name, "published a questionnaire", f"{row.name}, version {ready.number}")
    session.flush()

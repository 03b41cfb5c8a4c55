"""A draft is published: frozen under its digest with its words, and never changed again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from selfeval.questionnaires.composing import composed, own_version
from selfeval.questionnaires.composing_faults import composing_faults
from selfeval.store.own_questionnaires import OwnQuestionnaire, OwnVersion
from selfeval.store.schools_and_accounts import Account, note
from selfeval.store.surveys import keep_definition

MOST_VERSIONS = 99


class NotPublished(Exception):
    """Why a draft is not published, in a sentence."""


def publish_draft(session: Session, row: OwnQuestionnaire, who: Account) -> OwnVersion:
    """The draft as the next version. Raises NotPublished."""
    composition = row.composition
    if composing_faults(composition):
        raise NotPublished("It is saved, but not published: mend first what is said above.")
    last = row.versions[-1] if row.versions else None
    if last is not None and last.composition == row.draft:
        raise NotPublished(f"Nothing has changed since version {last.number}.")
    number = last.number + 1 if last else 1
    if number > MOST_VERSIONS:
        raise NotPublished(f"There are {MOST_VERSIONS} versions of it. Begin another questionnaire.")
    asked = composed(composition, own_version(row.id, number))
    keep_definition(session, asked.definition, asked.words)
    session.flush()
    version = OwnVersion(
        own_id=row.id,
        number=number,
        digest=asked.definition.digest,
        composition=row.draft,
        who=who.name,
    )
    row.versions.append(version)
    row.withdrawn = False
    note(session, row.school_id, who.name, "published a questionnaire", f"{row.name}, version {number}")
    session.flush()
    return version

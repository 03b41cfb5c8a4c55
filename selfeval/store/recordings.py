"""What somebody of a school has read aloud: texts of the answering pages, each in one language.

A recording belongs to the words, not to a place: where a text is changed it is heard no more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import NamedTuple

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.calendar.school_years import now
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import School, note
from selfeval.store.surveys import Round

NAME = 12
"""Hex digits of its SHA-256 under which a recording is fetched: another one has another address."""


class Recording(Base):
    """One text that was read aloud."""

    __tablename__ = "recordings"
    __table_args__ = (UniqueConstraint("school_id", "language", "text_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    language: Mapped[str] = mapped_column(String(20))
    text_digest: Mapped[str] = mapped_column(String(16))
    """Of the text, as `key_of` makes it."""
    text: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(40))
    """By its content."""
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str] = mapped_column(String(64))
    who: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[dt.datetime] = mapped_column(default=now)

    @property
    def name(self) -> str:
        """Under which it is fetched."""
        return self.sha256[:NAME]


class RecordedSound(Base):
    """The bytes of a recording, apart so that lists do not read them."""

    __tablename__ = "recorded_sounds"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class RecordingMark(Base):
    """Tells what a school has recorded apart from what it had before, in one look."""

    __tablename__ = "recording_marks"

    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(16))


class Sound(NamedTuple):
    """A recording as it is sent."""

    media_type: str
    content: bytes


def key_of(text: str) -> str:
    """What a text is known by in an address: 16 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def recordings_of(session: Session, school_id: int, language: str) -> dict[str, Recording]:
    """Text -> its recording, in one language."""
    chosen = select(Recording).where(Recording.school_id == school_id, Recording.language == language)
    return {row.text: row for row in session.scalars(chosen.order_by(Recording.id))}


def all_recordings(session: Session, school_id: int) -> list[Recording]:
    """Of every language, the oldest first."""
    chosen = select(Recording).where(Recording.school_id == school_id)
    return list(session.scalars(chosen.order_by(Recording.id)))


def recorded_in_round(session: Session, round_id: int, language: str) -> dict[str, Recording]:
    """Text -> its recording, of the school that asks in a round."""
    school_id = session.scalar(select(Round.school_id).where(Round.id == round_id))
    return {} if school_id is None else recordings_of(session, school_id, language)


def sound_of_school(session: Session, school_id: int, name: str) -> Sound | None:
    """What stands under a name; None where the school has no such recording."""
    if len(name) != NAME:
        return None
    chosen = (
        select(Recording.media_type, RecordedSound.content)
        .join(RecordedSound, RecordedSound.recording_id == Recording.id)
        .where(Recording.school_id == school_id, Recording.sha256.startswith(name, autoescape=True))
    )
    row = session.execute(chosen.limit(1)).first()
    return None if row is None else Sound(*row)


def sound_in_round(session: Session, code: str, name: str) -> Sound | None:
    """The same, of the school that asks in the round with this code."""
    school_id = session.scalar(select(Round.school_id).where(Round.code == code))
    return None if school_id is None else sound_of_school(session, school_id, name)


def bytes_of_recordings(session: Session, school_id: int) -> int:
    """Bytes of all recordings of a school; nobody adds one before this transaction is over."""
    session.execute(select(School.id).where(School.id == school_id).with_for_update())
    sizes = select(func.coalesce(func.sum(Recording.size), 0)).where(Recording.school_id == school_id)
    return int(session.scalar(sizes) or 0)


def keep_recording(
    session: Session, school_id: int, language: str, text: str, sound: Sound, who: str
) -> Recording:
    """Takes the place of the one before, where there is one."""
    _drop(session, school_id, language, key_of(text))
    row = Recording(
        school_id=school_id,
        language=language,
        text_digest=key_of(text),
        text=text,
        media_type=sound.media_type,
        size=len(sound.content),
        sha256=hashlib.sha256(sound.content).hexdigest(),
        who=who,
    )
    session.add(row)
    session.flush()
    session.add(RecordedSound(recording_id=row.id, school_id=school_id, content=sound.content))
    _mark(session, school_id)
    note(session, school_id, who, "recorded a text", f"{language}: {text[:100]}")
    return row


def drop_recording(session: Session, school_id: int, language: str, key: str, who: str) -> bool:
    """Whether there was one to take away."""
    text = _drop(session, school_id, language, key)
    if text is None:
        return False
    _mark(session, school_id)
    note(session, school_id, who, "took a recording away", f"{language}: {text[:100]}")
    return True


def _drop(session: Session, school_id: int, language: str, key: str) -> str | None:
    row = session.scalar(
        select(Recording).where(
            Recording.school_id == school_id, Recording.language == language, Recording.text_digest == key
        )
    )
    if row is None:
        return None
    session.execute(delete(RecordedSound).where(RecordedSound.recording_id == row.id))
    session.delete(row)
    session.flush()
    return row.text


def _mark(session: Session, school_id: int) -> None:
    session.flush()
    rows = all_recordings(session, school_id)
    whole = "\n".join(sorted(f"{row.language} {row.text_digest} {row.sha256}" for row in rows))
    session.merge(RecordingMark(school_id=school_id, mark=key_of(whole) if rows else ""))
    session.flush()

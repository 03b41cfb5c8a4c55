"""The hot path.

A ballot is stored, its receipt noted and its slip used up in one transaction, or not at all.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol, cast

from selfeval.calendar.school_years import today
from selfeval.store.ballots import CANCELLED, USED
from selfeval.store.database import Database

StoreOutcome = Literal["thanked", "used", "full", "unknown", "closed", "unfit", "not_stored"]
"""`full`: the lesson has taken as many ballots as it may. `unfit`: the same sealed ballot is here already."""
MOST_WAITING = 500
"""Of a round; beyond that it is not noted that one more tablet holds a ballot."""
SlipUse = Literal["ok", "used", "unknown", "cancelled", "not_reached"]
"""`not_reached`: the database could not be asked."""


class AskedRow(NamedTuple):
    """All that answering knows of a group, but for its definitions: equal rows, the same group."""

    code: str
    number: int
    group_id: int
    round_id: int
    state: str
    public_key: bytes | None
    digest: str
    about_digest: str
    form: int
    name: str
    years: tuple[int, ...]
    roll: int
    tablets: bool
    paused: bool
    opens_on: dt.date
    closes_on: dt.date
    title: str
    adult: str
    invented: bool
    school: str
    readers: str
    """The partnerships that read what is released of the survey, a line each."""
    languages: str = ""
    """Those that were accepted beside English, a line each: its code, and what tells its texts apart."""
    recordings: str = ""
    """What tells apart all that the school has read aloud; empty where it has nothing."""


class FoundSlip(NamedTuple):
    """What has become of a slip, and its group at the same moment; no group where there is none any more."""

    use: SlipUse
    group: AskedRow | None = None


@dataclass(frozen=True)
class NewBallot:
    """One ballot on its way in. `takes`: the round's dates allow answers today; its state is looked up."""

    round_id: int
    group_id: int
    mac: bytes
    receipt: bytes
    sealed: bytes
    key: bytes
    """What it is stored under: made of what is sealed, so that a copy meets it, and of no order."""
    takes: bool = True
    allowance: int | None = None
    """In tablet mode how many ballots a lesson may bring; `mac` is then that of the tablet's pass."""
    late_if_ended_by: int = 0
    """In tablet mode: a ballot is late if its lesson had ended by then (seconds since 1970, UTC)."""


class BallotWriter(Protocol):
    """What answering needs of a database; every method may be called from many threads at once."""

    def store(self, ballot: NewBallot) -> StoreOutcome:
        """`thanked` only when the ballot is on disk, now or since an earlier arrival of the same receipt."""

    def find_slip(self, round_id: int, group_id: int, mac: bytes) -> FoundSlip:
        """What has become of a slip, and what its group is like now: one statement."""

    def hold(self, ballot: NewBallot) -> None:
        """Notes that a tablet holds this ballot, if its slip or pass is known; the ballot is not stored."""

    def count_wrong(self, round_id: int, minute: int) -> int:
        """Notes a wrong slip; how many there were in this minute, 0 if that could not be noted."""

    def close(self) -> None:
        """Finishes what is waiting and lets go of the database."""


def slip_use(state: int | None) -> SlipUse:
    """In words, what the state of a slip's row says; None for no row."""
    if state is None:
        return "unknown"
    return "used" if state == USED else "cancelled" if state == CANCELLED else "ok"


LINES = {True: "group_concat({}, char(10))", False: "string_agg({}, chr(10))"}
"""Whether the database is SQLite -> values, a line each."""


def _group(day: str, *, is_sqlite: bool) -> str:
    """What is read of a group; `day`: the place of the parameter that says what day it is."""
    lines = LINES[is_sqlite]
    return f"""
    rounds.code, asked.number, asked.id, rounds.id, rounds.state, rounds.public_key, rounds.digest,
    rounds.about_digest, rounds.ballot_form, asked.name, asked.years, asked.roll, asked.tablets,
    surveys.paused, surveys.opens_on, surveys.closes_on, surveys.title, surveys.adult, schools.invented,
    (SELECT name FROM identities WHERE school_id = schools.id AND begins_on <= {day}
        ORDER BY begins_on DESC LIMIT 1),
    (SELECT {lines.format("partnerships.name")} FROM memberships
        JOIN partnerships ON partnerships.id = partnership_id
        WHERE school_id = schools.id AND joined_on <= {day} AND (left_on IS NULL OR left_on > {day})
        AND (shares_earlier OR reads_from <= {day} OR reads_from <= surveys.closes_on)),
    (SELECT {lines.format("language || ' ' || texts_digest")} FROM survey_languages
        WHERE survey_id = surveys.id),
    (SELECT mark FROM recording_marks WHERE school_id = schools.id)
FROM "groups" AS asked JOIN rounds ON rounds.id = asked.round_id
JOIN surveys ON surveys.id = rounds.survey_id JOIN schools ON schools.id = surveys.school_id
"""  # noqa: S608 (no value is written into it)


def slip_and_group(round_id: str, group_id: str, mac: str, day: str, *, is_sqlite: bool) -> str:
    """The statement behind `find_slip`; the arguments are places for its parameters."""
    return f"""
SELECT (SELECT state FROM slips WHERE round_id = {round_id} AND mac = {mac} AND group_id = {group_id}),
{_group(day, is_sqlite=is_sqlite)} WHERE asked.id = {group_id}
"""  # noqa: S608 (no value is written into it)


def slip_of_row(row: Sequence[Any] | None) -> FoundSlip:
    """What `slip_and_group` has given."""
    return FoundSlip("unknown") if row is None else FoundSlip(slip_use(row[0]), _group_row(row[1:]))


def _sorted(lines: str | None) -> str:
    return "\n".join(sorted((lines or "").splitlines()))


def _group_row(read: Sequence[Any]) -> AskedRow:
    """Of what a driver gives; that of SQLite knows neither lists, days, nor yes and no."""
    row: Any = AskedRow(*read)
    row = row._replace(readers=_sorted(row.readers), languages=_sorted(row.languages))
    row = row._replace(recordings=row.recordings or "")
    if not isinstance(row.opens_on, str):
        return cast(AskedRow, row._replace(years=tuple(row.years)))
    row = row._replace(
        years=tuple(json.loads(row.years)),
        tablets=bool(row.tablets),
        paused=bool(row.paused),
        opens_on=dt.date.fromisoformat(row.opens_on),
        closes_on=dt.date.fromisoformat(row.closes_on),
        invented=bool(row.invented),
    )
    return cast(AskedRow, row)


def groups_now(database: Database, codes: Collection[str]) -> dict[tuple[str, int], AskedRow]:
    """Code and number -> row, of every group of these rounds as it is at this moment: one statement."""
    day = today().isoformat()
    with database.engine.connect() as connection:
        if database.is_sqlite:
            wanted = "WHERE rounds.code IN (SELECT value FROM json_each(:codes))"
            facts = {"day": day, "codes": json.dumps(list(codes))}
            rows = connection.exec_driver_sql(f"SELECT {_group(':day', is_sqlite=True)} {wanted}", facts)
        else:
            wanted = "WHERE rounds.code = ANY(%(codes)s)"
            rows = connection.exec_driver_sql(
                f"SELECT {_group('%(day)s', is_sqlite=False)} {wanted}", {"day": day, "codes": list(codes)}
            )
        return {(row[0], row[1]): _group_row(row) for row in rows}

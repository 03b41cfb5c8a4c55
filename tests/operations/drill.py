"""The restore drill: Alder Vale's installation, ledgers of what it holds, and a restore of it."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from selfeval.operations.restore import plan_restore, restore
from selfeval.settings import Settings
from selfeval.store.backup import back_up
from selfeval.store.backup_file import Progress, verify
from selfeval.store.ballots import Ballot
from selfeval.store.database import Database
from selfeval.store.releases import Release
from selfeval.store.surveys import Group, Response, Survey
from selfeval.surveys.count import CountedSurvey
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.plan import PlannedGroup
from tests.surveys.alder_vale import AlderVale, open_alder_vale


def settings_of(folder: Path, database: Database) -> Settings:
    """Of an installation whose folders are where the tests' Alder Vale has them."""
    return Settings(
        instance=folder,
        second_keys=folder / "second",
        database_url=database.url.render_as_string(hide_password=False),
    ).with_folders()


def backed_up(vale: AlderVale, folder: Path | None = None) -> Path:
    """A backup that somebody has asked for."""
    where = folder or vale.folder / "asked for"
    lines, signing = vale.keys.journal.lines(), vale.keys.signing()
    return back_up(vale.database, where, "asked", lines, signing=signing).path


def backed_up_with_two_rounds(database: Database, folder: Path) -> tuple[AlderVale, Path]:
    """Twelve have answered in Year 1 and thirteen in Year 3, each a round of its own; and a backup."""
    groups = (PlannedGroup("Year 1", (1,), 30), PlannedGroup("Year 3", (3,), 30))
    vale = open_alder_vale(database, folder, groups=groups)
    youngest, older = vale.codes
    vale.fill({1: 12}, youngest)
    vale.fill({1: 13}, older)
    return vale, backed_up(vale)


@dataclass(frozen=True)
class Restored:
    """What was said before and after, and the database that is there now."""

    before: str
    after: str
    database: Database
    keys: KeyFolder


def restored(database: Database, folder: Path, file: Path) -> Restored:
    """Restores a file into a database whose keys and backups are in a folder; as the command does it."""
    return run_restore(database, folder, file, lambda _: None)


def run_restore(database: Database, folder: Path, file: Path, progress: Progress) -> Restored:
    """The same, telling each step."""
    settings = settings_of(folder, database)
    keys = KeyFolder(settings.keys, settings.second_keys)
    plan = plan_restore(settings, database, keys, file, progress, accept=verify(file).signer)
    told = restore(settings, database, keys, plan, progress)
    return Restored("\n".join(plan.sentences), "\n".join(told), database, keys)


def ballots(database: Database) -> Counter[bytes]:
    """Every sealed ballot."""
    with database.reading() as session:
        return Counter(session.scalars(select(Ballot.sealed)))


def responses(database: Database) -> Counter[tuple[str, str]]:
    """Group and answers of every response."""
    with database.reading() as session:
        rows = session.execute(
            select(Group.name, Response.answers).join(Group, Group.id == Response.group_id)
        )
        return Counter((row.name, row.answers) for row in rows)


def states(database: Database) -> list[tuple[str, list[str]]]:
    """Of each survey its state and those of its rounds."""
    with database.reading() as session:
        return [
            (survey.state, [round_.state for round_ in survey.rounds])
            for survey in session.scalars(select(Survey).order_by(Survey.id))
        ]


def digests(database: Database) -> list[str]:
    """Of every release."""
    with database.reading() as session:
        return list(session.scalars(select(Release.digest).order_by(Release.id)))


def rows(database: Database, folder: Path) -> dict[str, str]:
    """Table -> digest of its rows, the same on either kind of database; without what a restore changes."""
    manifest = back_up(database, folder, "asked").manifest
    changed = {"accounts", "links", "audit_entries", "installation"}
    return {name: told.sha256 for name, told in manifest.tables.items() if name not in changed}


def keys_brought(vale: AlderVale, folder: Path) -> Path:
    """The key folders, copied to another machine."""
    for name in ("keys", "second"):
        shutil.copytree(vale.folder / name, folder / name)
    return folder


def counted(vale: AlderVale) -> CountedSurvey:
    vale.close()
    result = vale.count()
    assert isinstance(result, CountedSurvey)
    return result


def set_back(database: Database) -> list[bool]:
    with database.reading() as session:
        return list(session.scalars(select(Survey.set_back).order_by(Survey.id)))

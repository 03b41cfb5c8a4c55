"""The backups that the server makes by itself.

How they stand, how much room is left, and which one is restored.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfeval import __version__
from selfeval.calendar.school_years import ENGLAND, date_in_england, now
from selfeval.settings import Settings
from selfeval.store.backup import LastBackup, back_up, backups_in, last_backup
from selfeval.store.backup_file import Backup, BackupFault, Manifest, Progress, manifest_of, verify
from selfeval.store.database import Database
from selfeval.store.journal import Line
from selfeval.store.migrations import knows
from selfeval.store.schools_and_accounts import begun_at
from selfeval.surveys.keys import KeyFolder

NIGHT = dt.time(2)
"""From this hour, in England, the backup of a day is made; later if the server was off."""
DAYS_KEPT = 14
MONTHS_KEPT = 12
OLD_AFTER = dt.timedelta(hours=36)
NEVER_REMOVED = "asked"
"""Backups of this kind were made by hand, and are removed by hand."""


@dataclass(frozen=True)
class BackupHealth:
    """How the last backup stands: when it was made, more in a sentence, and whether somebody must look."""

    made: str
    """Made today at 02:10."""
    sentence: str
    bad: bool = False


def daily_backup(settings: Settings, database: Database, keys: KeyFolder) -> Backup | None:
    """Makes the backup of this day if it is due, and removes those whose time is over. Raises BackupFault."""
    with database.reading() as session:
        last = last_backup(session)
    if last is not None and not last.gone and last.made_at >= last_night():
        return None
    backup = back_up(database, settings.backups, "daily", keys.journal.lines(), signing=keys.signing())
    for path in outdated(backups_in(settings.backups), now()):
        path.unlink(missing_ok=True)
    return backup


def last_night() -> dt.datetime:
    """The last time at which a backup of the day became due."""
    here = now().astimezone(ENGLAND)
    day = here.date() if here.time() >= NIGHT else here.date() - dt.timedelta(days=1)
    return dt.datetime.combine(day, NIGHT, ENGLAND)


def outdated(backups: Iterable[tuple[Path, dt.datetime, str]], at: dt.datetime) -> list[Path]:
    """Which backups have had their time: those of 14 days stay, and the first of each of 12 months."""
    kept_months, past = set[tuple[int, int]](), []
    for path, made_at, kind in sorted(backups, key=lambda backup: backup[1]):
        if kind == NEVER_REMOVED or at - made_at <= dt.timedelta(days=DAYS_KEPT):
            continue
        month = (made_at.year, made_at.month)
        age = 12 * (at.year - made_at.year) + at.month - made_at.month
        if age <= MONTHS_KEPT and month not in kept_months:
            kept_months.add(month)
        else:
            past.append(path)
    return past


def backup_health(database: Database, *, thoroughly: bool = False) -> BackupHealth:
    """How the last backup stands, for the day board and whoever runs the service. Raises DatabaseFault.

    `thoroughly`: every byte of it is read.
    """
    with database.reading() as session:
        last = last_backup(session)
        begun = begun_at(session)
    if last is None:
        late = begun is not None and now() - begun > OLD_AFTER
        return BackupHealth("None yet.", "No backup has been made yet. One is due every night.", bad=late)
    made = f"Made {_when(last.made_at)}."
    sentence = f"The last backup was made {_when(last.made_at)}."
    if last.gone:
        return BackupHealth(made, f"{sentence} It is no longer at {last.path}. Make a new one.", bad=True)
    try:
        where = _where(last, thoroughly=thoroughly)
    except BackupFault as fault:
        cannot = f"It is at {last.path} and cannot be read: {fault} Make a new one."
        return BackupHealth(made, f"{sentence} {cannot}", bad=True)
    sentence = f"{sentence} {where}"
    if now() - last.made_at > OLD_AFTER:
        too_long = "That is too long ago: one is due every night. Look at its disk."
        return BackupHealth(made, f"{sentence} {too_long}", bad=True)
    return BackupHealth(made, sentence)


def _where(last: LastBackup, *, thoroughly: bool) -> str:
    """Where the last backup is, in a sentence, and that it can be read. Raises BackupFault."""
    if not last.path.exists():
        return (
            f"It is on the machine {last.host}, at {last.path}: whether it can be read cannot be seen from "
            "this one."
        )
    if thoroughly:
        verify(last.path)
        return f"It is at {last.path}, and was read whole just now."
    manifest_of(last.path)
    return f"It is at {last.path}, and can be read."


def _when(moment: dt.datetime) -> str:
    """today at 02:10; on 3 November at 02:10"""
    here, today = moment.astimezone(ENGLAND), date_in_england(now())
    day = {0: "today", 1: "yesterday"}.get((today - here.date()).days, f"on {here.day} {here:%B %Y}")
    return f"{day} at {here:%H:%M}"


LOW = 15
VERY_LOW = 5
"""Percent of a disk that is free."""
GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class Disk:
    """The disk of a folder. `free` and `size` in bytes."""

    folder: Path
    free: int
    size: int

    @property
    def percent(self) -> int:
        """Free, rounded down."""
        return 100 * self.free // max(self.size, 1)

    @property
    def low(self) -> bool:
        return self.percent < LOW

    @property
    def very_low(self) -> bool:
        return self.percent < VERY_LOW

    @property
    def sentence(self) -> str:
        """In a sentence for whoever runs the service, with what to do once it is low."""
        left = f"{self.percent} % of the disk with {self.folder} is free ({self.free / GIGABYTE:.1f} GB)."
        if self.very_low:
            return (
                f"Only {left} Free some space today: when it is full, no answer is taken and no backup made."
            )
        return f"Only {left} Free some space soon." if self.low else left


def disks_of(folders: Iterable[Path]) -> list[Disk]:
    """The disks under these folders, each once, the fullest first. A folder that is not there is left out."""
    disks: dict[int, Disk] = {}
    for folder in folders:
        try:
            device, usage = folder.stat().st_dev, shutil.disk_usage(folder)
        except OSError:
            continue
        disks.setdefault(device, Disk(folder, usage.free, usage.total))
    return sorted(disks.values(), key=lambda disk: disk.percent)


HAS_RESPONSES = ("opened", "counted", "released")
"""What a backup says of a round whose responses are in it."""


@dataclass(frozen=True)
class RoundEvents:
    """Code of a round -> when it was counted, released, abandoned or deleted; and where its backup is."""

    counted_at: Mapping[str, dt.datetime]
    released_at: Mapping[str, Mapping[str, dt.datetime]]
    """By the digest of the release, for a correction is another one."""
    abandoned_at: Mapping[str, dt.datetime]
    deleted_at: Mapping[str, dt.datetime]
    backups: Mapping[str, Sequence[tuple[str, str]]]
    """Names and digests of the backups that its count has made, the newest last."""

    def missing_from(self, manifest: Manifest) -> set[str]:
        """Codes of the counted rounds whose responses would be lost by restoring this backup."""
        return {
            code
            for code in self.counted_at.keys() - self.deleted_at.keys()
            if manifest.rounds.get(code) not in (*HAS_RESPONSES, "deleted")
        }

    def unreleased_in(self, manifest: Manifest) -> set[str]:
        """Codes of released rounds whose release would have to be made again."""
        return {
            code
            for code in self.released_at.keys() - self.deleted_at.keys()
            if manifest.rounds.get(code) not in ("released", "deleted")
        }


def round_events(lines: Iterable[Line]) -> RoundEvents:
    """What these lines say; one that is not understood says nothing."""
    moments: dict[str, dict[str, dt.datetime]] = {event: {} for event in ("counted", "abandoned", "deleted")}
    released, backups = dict[str, dict[str, dt.datetime]](), dict[str, list[tuple[str, str]]]()
    for line in sorted(lines, key=lambda line: str(line.get("at"))):
        event, code = str(line.get("event")), str(line.get("subject"))
        try:
            at = dt.datetime.fromisoformat(str(line.get("at")))
        except ValueError:
            continue
        if event in moments:
            moments[event][code] = at
        if event == "released":
            released.setdefault(code, {}).setdefault(str(line.get("digest")), at)
        if event == "backed-up":
            backups.setdefault(code, []).append((str(line.get("file")), str(line.get("digest"))))
    return RoundEvents(
        counted_at=moments["counted"],
        released_at=released,
        abandoned_at=moments["abandoned"],
        deleted_at=moments["deleted"],
        backups=backups,
    )


def whole(path: Path, progress: Progress) -> Backup:
    """A backup of which every byte is read, and that this release can restore. Raises BackupFault."""
    backup = verify(path, progress)
    if not knows(backup.manifest.revision):
        raise BackupFault(
            f"{path.name} was made by a newer release of selfeval ({backup.manifest.release}). "
            "Install that release, or a newer one, and restore it there."
        )
    return backup


def least_lossy(
    asked: Backup,
    folders: Iterable[Path],
    events: RoundEvents,
    progress: Progress,
    trusted: Collection[str],
) -> Backup:
    """Of this backup and the newer ones in some folders, the one that loses least of what was counted.

    Only of those whose signer is trusted.

    Of two that lose as little it is the older one, which is nearer to what was asked for; but one with the
    releases in it if this release of selfeval could work out other figures, and what a restore has put away
    last of all.
    """
    missing = events.missing_from(asked.manifest)
    if not missing:
        return asked
    better = []
    for path in {path for folder in folders for path, _, _ in backups_in(folder)} - {asked.path}:
        manifest = _read(path)
        if manifest is None or manifest.made_at < asked.manifest.made_at:
            continue
        lost = events.missing_from(manifest)
        if lost < missing:
            put_away = manifest.kind == "before-restore"
            others = manifest.release != __version__ and bool(events.unreleased_in(manifest))
            better.append((len(lost), put_away, others, manifest.made_at, path))
    for *_, path in sorted(better):
        try:
            better_one = whole(path, progress)
        except BackupFault as fault:
            progress(f"{fault} Another one is tried")
            continue
        if better_one.signer in trusted:
            return better_one
        progress(f"{path.name} is not of this installation. Another one is tried")
    return asked


def _read(path: Path) -> Manifest | None:
    try:
        return manifest_of(path)
    except BackupFault:
        return None

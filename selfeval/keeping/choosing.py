"""Which backup is restored: the one that was asked for, unless that would lose what was counted since."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from selfeval import __version__
from selfeval.keeping.known import Known
from selfeval.store.backup import backups_in
from selfeval.store.backup_file import Backup, BackupFault, Manifest, Progress, manifest_of, verify
from selfeval.store.migrations import knows


def whole(path: Path, progress: Progress) -> Backup:
    """A backup of which every byte is read, and that this release can restore. Raises BackupFault."""
    backup = verify(path, progress)
    if not knows(backup.manifest.revision):
        raise BackupFault(
            f"{path.name} was made by a newer release of selfeval ({backup.manifest.release}). "
            "Install that release, or a newer one, and restore it there."
        )
    return backup


def chosen(asked: Backup, folders: Iterable[Path], known: Known, progress: Progress) -> Backup:
    """Of this backup and the newer ones in some folders, the one that loses least of what was counted.

    Of two that lose as little it is the older one, which is nearer to what was asked for; but one with the
    releases in it if this release of selfeval could work out other figures, and what a restore has put away
    last of all.
    """
    missing = known.missing_from(asked.manifest)
    if not missing:
        return asked
    found = []
    for path in {path for folder in folders for path, _, _ in backups_in(folder)} - {asked.path}:
        manifest = _read(path)
        if manifest is None or manifest.made_at < asked.manifest.made_at:
            continue
        lost = known.missing_from(manifest)
        if lost < missing:
            put_away = manifest.kind == "before-restore"
            others = manifest.release != __version__ and bool(known.unreleased_in(manifest))
            found.append((len(lost), put_away, others, manifest.made_at, path))
    for *_, path in sorted(found):
        try:
            return whole(path, progress)
        except BackupFault as fault:
            progress(f"{fault} Another one is tried")
    return asked


def _read(path: Path) -> Manifest | None:
    try:
        return manifest_of(path)
    except BackupFault:
        return None

"""How much room is left where things are kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

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
    def said(self) -> str:
        """In a sentence for whoever runs the service, with what to do once it is low."""
        left = f"{self.percent} % of the disk with {self.folder} is free ({self.free / GIGABYTE:.1f} GB)."
        if self.very_low:
            return (
                f"Only {left} Free some space today: when it is full, no answer is taken and no backup made."
            )
        return f"Only {left} Free some space soon." if self.low else left


def disks_of(folders: Iterable[Path]) -> list[Disk]:
    """The disks under these folders, each once, the fullest first. A folder that is not there is left out."""
    found: dict[int, Disk] = {}
    for folder in folders:
        try:
            device, usage = folder.stat().st_dev, shutil.disk_usage(folder)
        except OSError:
            continue
        found.setdefault(device, Disk(folder, usage.free, usage.total))
    return sorted(found.values(), key=lambda disk: disk.percent)

"""What the journal knows, which a restored backup must not undo; and which backup undoes least of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from selfeval.store.backup_file import Manifest
from selfeval.surveys.journal import Line

HAS_RESPONSES = ("opened", "counted", "released")
"""What a backup says of a round whose responses are in it."""
GONE_AGAIN = ("abandoned", "deleted")


@dataclass(frozen=True)
class Known:
    """Code of a round -> when it was counted, released, abandoned or deleted; and where its backup is."""

    counted: Mapping[str, dt.datetime]
    released: Mapping[str, Mapping[str, dt.datetime]]
    """By the digest of the release, for a correction is another one."""
    abandoned: Mapping[str, dt.datetime]
    deleted: Mapping[str, dt.datetime]
    backups: Mapping[str, Sequence[tuple[str, str]]]
    """Names and digests of the backups that its count has made, the newest last."""

    def missing_from(self, manifest: Manifest) -> set[str]:
        """Codes of the counted rounds whose responses would be lost by restoring this backup."""
        return {
            code
            for code in self.counted.keys() - self.deleted.keys()
            if manifest.rounds.get(code) not in (*HAS_RESPONSES, "deleted")
        }

    def unreleased_in(self, manifest: Manifest) -> set[str]:
        """Codes of released rounds whose release would have to be made again."""
        return {
            code
            for code in self.released.keys() - self.deleted.keys()
            if manifest.rounds.get(code) not in ("released", "deleted")
        }


def known_from(lines: Iterable[Line]) -> Known:
    """What these lines say; one that is not understood says nothing."""
    moments: dict[str, dict[str, dt.datetime]] = {event: {} for event in ("counted", "abandoned", "deleted")}
    released, backups = dict[str, dict[str, dt.datetime]](), dict[str, list[tuple[str, str]]]()
    for line in sorted(lines, key=lambda each: str(each.get("at"))):
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
    return Known(
        counted=moments["counted"],
        released=released,
        abandoned=moments["abandoned"],
        deleted=moments["deleted"],
        backups=backups,
    )

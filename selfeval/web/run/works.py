"""Is everything working? What an open survey rests on: key, tablets, backup, disks, address."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.keeping.backups import backup_health
from selfeval.keeping.disk import disks_of
from selfeval.settings import Settings
from selfeval.store.surveys import Survey
from selfeval.surveys.keywatch import KeyHealth
from selfeval.web.run.board import Board
from selfeval.web.running import Running
from selfeval.web.words import listed


@dataclass(frozen=True)
class Part:
    """One thing that must work: how it stands in a word or two, and in sentences."""

    name: str
    stands: str
    said: tuple[str, ...] = ()
    needs_you: bool = False


def works_of(parts: Running, survey: Survey, board: Board) -> list[Part]:
    """The parts of an open survey, those that matter most first."""
    health = parts.watch.recent()
    codes = {round_.code for round_ in survey.rounds}
    return [
        _key(health, codes),
        _second_copy(health, codes, parts.settings),
        _tablets(survey, board),
        _late(board),
        _surplus(board),
        _backup(parts),
        *_disks(parts.settings),
        _address(parts.settings),
    ]


def alarm_of(parts: Running, survey: Survey) -> tuple[str, ...]:
    """Why answers are refused at this moment, for whoever runs the service; nothing while all is well."""
    health = parts.watch.recent()
    codes = {round_.code for round_ in survey.rounds}
    return _told(health, codes) if codes & health.refused else ()


def only_here(settings: Settings) -> bool:
    """Whether the address on the cards can be opened on this computer only."""
    return any(host in settings.public_url for host in ("127.0.0.1", "localhost"))


def _key(health: KeyHealth, codes: set[str]) -> Part:
    if not codes & health.refused:
        return Part("Key", "In place.", ("An answer was sealed and opened again as a test.",))
    return Part("Key", "Missing. No answer is taken.", ("What to do stands above.",), needs_you=True)


def _second_copy(health: KeyHealth, codes: set[str], settings: Settings) -> Part:
    name = "Second copy of the key"
    if not settings.second_keys:
        return Part(
            name,
            "None.",
            (
                "If the disk with the key breaks, the answers of this survey are lost. "
                "Whoever runs the service can set SELFEVAL_SECOND_KEYS.",
            ),
        )
    if not health.of(codes):
        return Part(name, "Kept", ("in a second folder.",))
    if codes & health.refused:
        return Part(name, "Missing too.", needs_you=True)
    return Part(name, "Not in order.", _told(health, codes), needs_you=True)


def _told(health: KeyHealth, codes: set[str]) -> tuple[str, ...]:
    """For whoever runs the service: which file or folder, since when, and what to do."""
    sentences = [f"{trouble.what} Known {trouble.since_words}." for trouble in health.of(codes)]
    return ("Tell whoever runs the service:", *sentences)


def _tablets(survey: Survey, board: Board) -> Part:
    """Only a pause tells which tablets hold answers: one that is out of reach cannot say so."""
    name, unseen = "Tablets", "A tablet that is out of reach cannot tell us. It shows “Not sent yet”."
    if not board.waits:
        return Part(name, "None has told us that it holds an answer.", (unseen,))
    stands = f"They hold {board.waiting_words} that came while the survey was paused."
    if survey.paused:
        return Part(name, stands, ("They send by themselves when you go on.",))
    return Part(
        name,
        stands,
        ("Turn them on, near the Wi-Fi, with the survey’s page open: they send by themselves.", unseen),
        needs_you=True,
    )


def _late(board: Board) -> Part:
    if not board.late:
        return Part("Late answers", "Fewer than five in any group.")
    said = "They came under a cancelled card, or long after their lesson. They count, and the report says so."
    return Part("Late answers", f"In {listed(board.late)}.", (said,))


def _surplus(board: Board) -> Part:
    name = "More answers than people"
    if not board.over:
        return Part(name, "No group that we know of.", ("If it happens, you settle it before the count.",))
    said = "Look at the roll. If it is right, the surplus can be drawn out by lot before the count."
    return Part(name, f"{listed(board.over)}.", (said,), needs_you=True)


def _backup(parts: Running) -> Part:
    health = backup_health(parts.database)
    if health.bad:
        return Part("Backup", health.made, ("Tell whoever runs the service:", health.said), needs_you=True)
    return Part("Backup", health.made, ("One is made every night. The key is not in it, by design.",))


def _disks(settings: Settings) -> list[Part]:
    """Only those that are nearly full."""
    return [
        Part("Disk", "Nearly full.", ("Tell whoever runs the service:", disk.said), needs_you=True)
        for disk in disks_of(settings.places)
        if disk.low
    ]


def _address(settings: Settings) -> Part:
    name, stands = "Address on the cards", settings.public_url
    if stands.startswith("https://"):
        said = "The connection is secure, so answers are sealed on the tablet itself."
    elif only_here(settings):
        said = (
            "Only this computer can open it. Before you print, whoever runs the service must set "
            "SELFEVAL_URL to an address that tablets can reach."
        )
        return Part(name, stands, (said,), needs_you=True)
    else:
        said = "The connection is not secure, so answers are sealed when they arrive, not on the tablet."
    return Part(name, stands, (said,))

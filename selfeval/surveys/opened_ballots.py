"""Opening the ballots of a closed round, in memory: which are valid, which spoilt, what is stored of whom."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from selfeval.findings.findings import Breakdown
from selfeval.questionnaires.model import Definition
from selfeval.release.characteristic_tables import OpenedBallot, characteristic_tables
from selfeval.store.surveys import SEX_KEPT
from selfeval.surveys.asked_groups import accepted_answers, asked_of, fits
from selfeval.surveys.sealing import NotOpened, unpad

SPOILT_NUMBER = 2
SPOILT_SHARE = 0.01
"""A count halts when more ballots than both of these are spoilt."""
SEX_ITEM = "about.sex"


@dataclass(frozen=True)
class DecryptedBallot:
    """One ballot while it is in memory: its group, and the answers of both parts."""

    group_id: int
    answers: str
    about: str
    sealed: bytes


@dataclass(frozen=True)
class OpenedBallots:
    """The ballots of a round: those that count, how many are spoilt, and how many were drawn out."""

    valid: tuple[DecryptedBallot, ...]
    spoilt: int
    drawn_out: int = 0

    @property
    def total(self) -> int:
        return len(self.valid) + self.spoilt + self.drawn_out

    @property
    def too_many_spoilt(self) -> bool:
        total = self.total
        return self.spoilt > SPOILT_NUMBER and self.spoilt > SPOILT_SHARE * total


def decrypt_ballots(
    ballots: Iterable[tuple[int, bytes]],
    openers: Mapping[int, Callable[[bytes], bytes]],
    definition: Definition,
    about: Definition,
    asked: Mapping[int, Sequence[bool]],
) -> OpenedBallots:
    """Opens and checks every ballot. `asked`: group id -> which about-you questions it is asked.

    `openers`: group id -> what opens the ballots of that group; of another group's it makes spoilt ones.
    """
    valid, spoilt, end = [], 0, len(definition.items)
    seen = set[bytes]()
    accepted = {group_id: accepted_answers(definition, about, flags) for group_id, flags in asked.items()}
    for group_id, sealed in ballots:
        if group_id not in openers:
            spoilt += 1
            continue
        try:
            answers = unpad(openers[group_id](sealed))
        except NotOpened:
            spoilt += 1
            continue
        if sealed in seen:  # a copy under another card; none is stored since copies are refused
            spoilt += 1
            continue
        seen.add(sealed)
        if fits(accepted[group_id], answers):
            valid.append(DecryptedBallot(group_id, answers[:end], answers[end:], sealed))
        else:
            spoilt += 1
    return OpenedBallots(tuple(valid), spoilt)


def draw_out(opened: OpenedBallots, rolls: Mapping[int, int], private: bytes) -> OpenedBallots:
    """The same without the surplus of some groups. `rolls`: group id -> how many ballots may stay.

    The lot of a ballot is an HMAC that only the holder of the key can work out: nobody who sends one can
    choose its lot, and a count that is run again draws the same ones.
    """
    key = hmac.digest(private, b"selfeval lots 1", hashlib.sha256)
    stays: dict[int, set[bytes]] = {}
    for group_id, roll in rolls.items():
        sealed = [ballot.sealed for ballot in opened.valid if ballot.group_id == group_id]
        lots = sorted(sealed, key=lambda ballot_sealed: hmac.digest(key, ballot_sealed, hashlib.sha256))
        stays[group_id] = set(lots[:roll])
    valid = tuple(b for b in opened.valid if b.group_id not in stays or b.sealed in stays[b.group_id])
    return replace(opened, valid=valid, drawn_out=opened.drawn_out + len(opened.valid) - len(valid))


def response_rows(
    definition: Definition,
    about: Definition,
    valid: Sequence[DecryptedBallot],
    *,
    by_sex: bool,
    threshold: int,
) -> list[tuple[int, str | None, str]]:
    """Group id, sex and answers to store. `by_sex`: whether the roll says how many girls and boys there are.

    Sex is kept for weights alone, so only where they can use it: every group has the threshold of girls and
    of boys, and in none do a few rows stand out because their people said neither
    (docs/decisions/0012-weights-tell-nothing-new.md). A blank ballot weighs nothing, and keeps none.
    """
    blank = [definition.is_blank(ballot.answers) for ballot in valid]
    sexes = [
        _sex(about, ballot) if by_sex and not empty else None
        for ballot, empty in zip(valid, blank, strict=True)
    ]
    counts: dict[int, Counter[str | None]] = defaultdict(Counter)
    for ballot, sex, empty in zip(valid, sexes, blank, strict=True):
        if not empty:
            counts[ballot.group_id][sex] += 1
    enough_of_each_sex = all(
        all(count[sex] >= threshold for sex in SEX_KEPT.values())
        and (count[None] == 0 or count[None] >= threshold)
        for count in counts.values()
    )
    return [
        (ballot.group_id, sex if enough_of_each_sex else None, ballot.answers)
        for ballot, sex in zip(valid, sexes, strict=True)
    ]


def _sex(about: Definition, ballot: DecryptedBallot) -> str | None:
    """Pupils only: staff are asked under another id, and nothing of theirs is weighted."""
    for place, item in enumerate(about.items):
        if item.id == SEX_ITEM:
            option_at = {character: option for option, character in about.characters(item).items()}
            return SEX_KEPT.get(option_at.get(ballot.about[place], ""))
    return None


def breakdowns_of(
    definition: Definition,
    about: Definition,
    groups: Mapping[int, tuple[str, Sequence[int]]],
    valid: Sequence[DecryptedBallot],
    *,
    by_sex: bool,
    threshold: int,
) -> list[Breakdown]:
    """A table for each question of `about`. `groups`: id -> name and years, in the order of the plan.

    `by_sex`: whether their roll says how many girls and boys there are.
    """
    sexes = [sex for _, sex, _ in response_rows(definition, about, valid, by_sex=by_sex, threshold=threshold)]
    return characteristic_tables(
        definition,
        about,
        [
            OpenedBallot(groups[ballot.group_id][0], ballot.answers, ballot.about, sex)
            for ballot, sex in zip(valid, sexes, strict=True)
        ],
        {name: asked_of(about, years) for name, years in groups.values()},
        threshold,
    )

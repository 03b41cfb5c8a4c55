"""Checks on the scores of a round: would they be others if everybody counted as on the roll, or without
careless answers? The scores that are shown stay the plain ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from selfeval.reports.sources import Voice
from selfeval.reports.wording import listed, started, whole
from selfeval.scoring.findings import Estimate, ScaleFinding


def checks(voices: Sequence[Voice]) -> tuple[str, ...]:
    """Sentences about each voice that can be checked; those without careless answers share one."""
    told = tuple(sentence for voice in voices for sentence in (*_weighed(voice), *_careless(voice)))
    careful = [voice.who for voice in voices if _end(voice) == "hardly_any"]
    return (*told, f"{started(listed(careful))}: hardly any answers look careless.") if careful else told


def _weighed(voice: Voice) -> tuple[str, ...]:
    weights = voice.findings.weights
    if weights is None:
        return ()
    counted = "Year groups, and girls and boys in them," if "sex" in weights.by else "Year groups"
    told = f"{counted} answered unequally. Counted as on the roll,"
    moved = _instead(voice, ((scale, scale.weighted) for scale in voice.findings.scales))
    if moved:
        return (f"{voice.name}: {told[0].lower()}{told[1:]} {moved}.",)
    return (f"{voice.name}: counted as on the roll, no score would move by 2 points or more.",)


def _end(voice: Voice) -> str | None:
    found = voice.findings.careless
    return None if found is None else found.end


def _careless(voice: Voice) -> tuple[str, ...]:
    found = voice.findings.careless
    if _end(voice) == "nearly_all":
        return (
            f"{voice.name}: nearly all pressed one button all the way, or agreed with things and their "
            "opposites. Their answers are counted, but these scores say little.",
        )
    if found is None or found.share is None:
        return ()
    share = f"about {whole(found.share)}" if found.share >= 1 else "fewer than 1"
    told = (
        f"{voice.name}: {share} of 100 pressed one button all the way, or agreed with things and their "
        "opposites. Their answers are counted like all others."
    )
    if not found.without:
        return (told,)
    without = {rest.scale: rest.mean for rest in found.without}
    moved = _instead(voice, ((scale, without.get(scale.scale)) for scale in voice.findings.scales))
    return (f"{told} Without them {moved or 'every score would be the same, to the nearest point'}.",)


def _instead(voice: Voice, scales: Iterable[tuple[ScaleFinding, Estimate | None]]) -> str:
    """Belonging would be 58 instead of 61, and Attitudes to difference 70 instead of 72"""
    moved = [
        (voice.name_of_scale(scale.scale), whole(other.value), whole(scale.mean.value))
        for scale, other in scales
        if scale.mean and other and whole(other.value) != whole(scale.mean.value)
    ]
    said = [
        f"“{name}” {'would be ' if place == 0 else ''}{other} instead of {plain}"
        for place, (name, other, plain) in enumerate(moved)
    ]
    return listed(said)

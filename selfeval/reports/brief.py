"""Each voice in one sentence and how sure it is: for a page that a head reads in two minutes."""

from __future__ import annotations

from collections.abc import Callable

from selfeval.reports.following import BASELINE, place_of
from selfeval.reports.glance import Glance
from selfeval.reports.sources import Sources
from selfeval.reports.spoken import Spoken, levels_in_words
from selfeval.reports.turnout import in_short
from selfeval.reports.verdicts import NAMES, ORDER, Kind
from selfeval.reports.voices import Leaders, Voice, VoiceName
from selfeval.reports.wording import hidden, in_words, listed, started, sureness, whole

JUDGED = "A judgement, not a measurement: no margin of error can be worked out."


def _are(number: int) -> str:
    return f"{in_words(number)} {'is' if number == 1 else 'are'}"


BECAME: dict[Kind, Callable[[int], str]] = {
    "improved": lambda number: f"{in_words(number)} improved",
    "declined": lambda number: f"{in_words(number)} declined",
    "same": lambda number: f"{_are(number)} about the same",
    "cannot": lambda number: f"for {in_words(number)} we cannot tell",
    "none": lambda number: f"{_are(number)} not compared",
}
"""How many scores became what, inside a sentence."""


def in_brief(sources: Sources, changed: Glance | None) -> tuple[Spoken, ...]:
    """Pupils by band, staff, leaders; with what became of belonging since the baseline."""
    pupils = [_heard(voice, changed) for voice in sources.pupils] or [_unheard(sources, "pupils")]
    staff = _heard(sources.staff, changed) if sources.staff else _unheard(sources, "staff")
    return (*pupils, staff, _judged(sources))


def _unheard(sources: Sources, who: VoiceName) -> Spoken:
    told = "The survey of {} is not counted yet." if who in sources.waiting else "No survey of {} this year."
    return Spoken(who, who.capitalize(), told.format(who))


def _heard(voice: Voice, changed: Glance | None) -> Spoken:
    belonging = voice.belonging
    if voice.findings.n is None or belonging is None:
        return Spoken(voice.voice, voice.name, "Too few answered to show anything.")
    if belonging.mean is None:
        why = hidden([belonging.hidden or "few"], voice.released.threshold)
        return Spoken(voice.voice, voice.name, "Belonging is not shown.", why)
    verdict = changed.verdict(voice.key, belonging.scale) if changed else None
    beside = f", {verdict.beside}" if verdict and verdict.clear else ""
    sentence = f"Belonging among {voice.who}: {whole(belonging.mean.value)} of 100{beside}."
    told = [f"{started(sureness(belonging.mean, voice.everyone))}."]
    told.append(f"{verdict.name}: {_lowered(verdict.sentence)}" if verdict else _beside(voice))
    if changed:
        told.append(_areas(voice, changed))
    return Spoken(voice.voice, voice.name, sentence, " ".join(filter(None, told)))


def _areas(voice: Voice, changed: Glance) -> str:
    """How many of its other scores improved, declined, stayed or cannot be told."""
    others = [each.verdict.kind for each in changed.of(voice.key) if each.kind != "belonging"]
    many = [(others.count(kind), kind) for kind in ORDER if kind in others]
    if not many:
        return ""
    if len(many) == 1:
        return f"All {in_words(len(others))} other scores: {NAMES[many[0][1]].lower()}."
    return f"Of {in_words(len(others))} other scores, {listed([BECAME[kind](n) for n, kind in many])}."


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _beside(voice: Voice) -> str:
    """The scales that stand beside belonging; who is silent where there are none."""
    names = [
        f"{voice.name_of_scale(scale.id)}: {whole(found.mean.value)}."
        for scale in voice.definition.scales
        if scale.kind in ("attitudes", "other") and (found := voice.scale(scale.id)) and found.mean
    ]
    return " ".join(names) or in_short(voice)


def _judged(sources: Sources) -> Spoken:
    leaders = sources.leaders
    if leaders is None or not (leaders.rated or leaders.not_known):
        return Spoken("leaders", "Leaders", "Leaders have not rated an indicator yet.")
    sentence = _since(sources, leaders) or levels_in_words(leaders, sources)
    return Spoken("leaders", "Leaders", sentence, f"{how_far(leaders)} {JUDGED}")


def _since(sources: Sources, leaders: Leaders) -> str:
    """Leaders rate four of six areas higher than in 2024, and none lower."""
    series = next((each for each in sources.series if place_of(each, BASELINE) is not None), None)
    place = place_of(series, BASELINE) if series else None
    before = series.judged[place] if series and place is not None else None
    if before is None or series is None or place is None:
        return ""
    both = [
        (now, then)
        for area in sources.area_names
        if (now := leaders.areas.get(area)) is not None and (then := before.areas.get(area)) is not None
    ]
    if not both:
        return ""
    higher, lower = sum(now > then for now, then in both), sum(now < then for now, then in both)
    fall = f", and {in_words(lower)} lower" if lower else ""
    rise = in_words(higher) if higher else "none"
    return f"Leaders rate {rise} of {in_words(len(both))} areas higher than in {series.names[place]}{fall}."


def how_far(leaders: Leaders) -> str:
    """All 24 indicators rated. / Draft: 12 of 24 indicators rated, two “not known yet”."""
    unknown = f"{in_words(len(leaders.not_known))} “not known yet”" if leaders.not_known else ""
    if leaders.complete and not unknown:
        return f"All {leaders.indicators} indicators rated."
    rated = f"{leaders.rated} of {leaders.indicators} indicators rated"
    told = ", ".join(filter(None, (rated, unknown)))
    return f"{told}." if leaders.complete else f"Draft: {told}."

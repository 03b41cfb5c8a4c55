"""What each voice says in one or two sentences, and the finding that heads the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from selfeval.english import capitalised, in_words, listed, lowered, whole
from selfeval.findings.findings import ScaleFinding
from selfeval.questionnaires.audiences import words_of
from selfeval.reports.areas import says_little
from selfeval.reports.changes import BASELINE, ChangeSummary, round_index
from selfeval.reports.key_findings import KeyFinding
from selfeval.reports.leaders_trend import common_indicators, common_level
from selfeval.reports.response_rates import non_response_sentence
from selfeval.reports.sources import Leaders, Sources, Voice
from selfeval.reports.statements import Statement, concerns, strengths
from selfeval.reports.verdicts import NAMES, ORDER, Kind
from selfeval.reports.wording import VoiceName, bounds, hidden, level, sureness

Task = Literal["ask_pupils", "ask_staff", "wait", "rate", "gone"]
JUDGED = "A judgement, not a measurement: nobody can work out how sure it is."


@dataclass(frozen=True)
class VoiceSummary:
    """One voice in short. `task` says what to do next where a voice is missing or not complete."""

    voice: VoiceName
    name: str
    sentence: str
    how: str = ""
    task: Task | None = None


Heard = Callable[[Voice], VoiceSummary]
Judged = Callable[[Leaders, Sources], VoiceSummary]


def voice_summaries(sources: Sources) -> tuple[VoiceSummary, ...]:
    """Pupils by band, staff, leaders: each says something, or is named as missing; others who were asked."""
    return _summaries(sources, _heard, _judged_levels, "{} have not been asked this year.")


def _summaries(sources: Sources, heard: Heard, judged: Judged, not_asked: str) -> tuple[VoiceSummary, ...]:
    pupils = [heard(voice) for voice in sources.pupils] or [_without_voice(sources, "pupils", not_asked)]
    staff = heard(sources.staff) if sources.staff else _without_voice(sources, "staff", not_asked)
    further = tuple(heard(voice) for voice in sources.further)
    leaders = sources.leaders
    if leaders is None or not (leaders.rated or leaders.not_known):
        unrated = "Leaders have not rated an indicator yet."
        return (*pupils, staff, *further, VoiceSummary("leaders", "Leaders", unrated, task="rate"))
    return (*pupils, staff, *further, judged(leaders, sources))


def _without_voice(sources: Sources, who: Literal["pupils", "staff"], not_asked: str) -> VoiceSummary:
    """Those of whom nothing is released: not asked, or their survey is not counted yet."""
    if who in sources.waiting:
        return VoiceSummary(who, who.capitalize(), f"The survey of {who} is not counted yet.", task="wait")
    gone = [gone for gone in sources.gone_this_year if gone.voice == who]
    if gone:
        return VoiceSummary(who, who.capitalize(), f"What {who} answered is {gone[-1].words}.", task="gone")
    task: Task = "ask_pupils" if who == "pupils" else "ask_staff"
    return VoiceSummary(who, who.capitalize(), capitalised(not_asked.format(who)), task=task)


def gone_words(sources: Sources) -> str:
    """What became of the surveys of the year where none has results any more; empty where none had."""
    gone = {round_.voice: round_.words for round_ in sources.gone_this_year}
    return " ".join(f"What {who} answered is {words}." for who, words in gone.items())


def heading(sources: Sources, key: Sequence[KeyFinding]) -> str:
    """The finding that heads every output: the most important one, or who feels what most.

    Never a level turned into points: levels and scores have no scale in common.
    """
    if key:
        return key[0].headline
    for voice in (*reversed(sources.pupils), *sources.voices[len(sources.pupils) :]):
        sentence = _lowest(voice)
        if sentence:
            return sentence
    if sources.leaders:
        return levels_in_words(sources.leaders, sources).rstrip(".")
    return "Nothing has been released yet"


def _lowest(voice: Voice) -> str:
    """Which area stands out as lowest; belonging where there are no areas; nothing where all is hidden."""
    scored = [scale for scale in voice.scored_areas if scale.mean]
    answers = answers_of(voice)
    if len(scored) > 1:
        lowest = min(scored, key=_mean)
        if _stands_out(lowest, scored):
            return f"{answers} are lowest for “{voice.name_of_scale(lowest.scale)}”"
        highest = max(scored, key=_mean)
        if highest.mean and lowest.mean and bounds(highest.mean)[0] > bounds(lowest.mean)[1]:
            high, low = (voice.name_of_scale(scale.scale) for scale in (highest, lowest))
            return f"{answers} are higher for “{high}” than for “{low}”"
        return f"{answers} are much alike in all areas"
    belonging = voice.belonging
    if belonging and belonging.mean:
        name = voice.name_of_scale(belonging.scale)
        sure = sureness(belonging.mean)
        return f"{name} among {voice.who}: {whole(belonging.mean.value)} of 100, {sure}"
    return ""


def answers_of(voice: Voice) -> str:
    """Whose answers they are, at the start of a sentence."""
    if voice.who == voice.voice:
        return words_of(voice.voice).answers
    return f"The answers of {voice.who}"


def _stands_out(lowest: ScaleFinding, scored: list[ScaleFinding]) -> bool:
    """Its interval lies wholly under every other one."""
    top = bounds(lowest.mean)[1] if lowest.mean else 0.0
    return all(bounds(other.mean)[0] > top for other in scored if other is not lowest and other.mean)


def _mean(scale: ScaleFinding) -> float:
    return scale.mean.value if scale.mean else 0.0


def _heard(voice: Voice) -> VoiceSummary:
    asked = [one for one in voice.statements if one.favourable]
    best = next(iter(strengths(asked)), None)
    worst = next(iter(concerns(asked)), None)
    first, second = (best, worst) if best else (worst, None)
    if first is None:
        sentence = (
            too_few(voice)
            if voice.findings.n is None
            else f"No question stands out in what {voice.who} said."
        )
    else:
        sentence = f"{capitalised(first.claim(first.voice))}{_and_then(second)}."
    return VoiceSummary(voice.voice, voice.name, sentence, non_response_sentence(voice))


def too_few(voice: Voice) -> str:
    """Why nothing of a voice is shown."""
    return "Nobody answered." if voice.is_unanswered else "Too few answered to show anything."


def _and_then(statement: Statement | None) -> str:
    """The concern after the strength, with "but" where it lies on the other side of half."""
    if statement is None or statement.favourable is None:
        return ""
    joined = "but" if bounds(statement.favourable)[1] < 50 else "and"
    return f", {joined} {statement.claim()}"


def _judged_levels(leaders: Leaders, sources: Sources) -> VoiceSummary:
    if leaders.complete:
        how = f"{signing(leaders)} {JUDGED}".strip()
        return VoiceSummary("leaders", "Leaders", levels_in_words(leaders, sources), how)
    unknown = f"{in_words(len(leaders.not_known))} not known yet, " if leaders.not_known else ""
    draft = (
        f"Draft: {in_words(leaders.rated)} of {leaders.indicators} rated, {unknown}"
        f"{in_words(leaders.left)} not looked at."
    )
    levels = levels_in_words(leaders, sources)
    sure = f"{draft} {JUDGED}" if any(mean is not None for mean in leaders.areas.values()) else draft
    return VoiceSummary("leaders", "Leaders", levels, sure, task="rate")


def signing(leaders: Leaders) -> str:
    """Whether leaders' levels are signed, in a sentence; nothing of a year that was brought in."""
    if not leaders.signed:
        return "Draft: not signed off yet."
    return f"Signed off on {leaders.signed_on}." if leaders.signed_on else ""


def levels_in_words(leaders: Leaders, sources: Sources) -> str:
    """Strongest and weakest area by level; alike where they do not differ."""
    rated = {area: mean for area in sources.area_names if (mean := leaders.areas.get(area)) is not None}
    if not rated:
        return "Leaders have rated too few indicators for any area to have a level."
    high, low = max(rated.values()), min(rated.values())
    if high == low:
        return f"Leaders judge {_areas_judged(list(rated), sources)} alike ({level(high, leaders.top)})."
    best = _areas_judged([area for area, mean in rated.items() if mean == high], sources)
    worst = _areas_judged([area for area, mean in rated.items() if mean == low], sources)
    return (
        f"Leaders judge {best} strongest ({level(high, leaders.top)}) "
        f"and {worst} weakest ({level(low, leaders.top)})."
    )


def _areas_judged(areas: list[str], sources: Sources) -> str:
    if len(areas) == len(sources.area_names):
        return f"all {in_words(len(areas))} areas"
    return listed([f"“{sources.area_names[area]}”" for area in areas])


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


def brief_summaries(sources: Sources, changed: ChangeSummary | None) -> tuple[VoiceSummary, ...]:
    """Pupils by band, staff, leaders; with what became of belonging since the baseline."""
    return _summaries(
        sources, lambda voice: _heard_briefly(voice, changed), _judged, "No survey of {} this year."
    )


def _heard_briefly(voice: Voice, changed: ChangeSummary | None) -> VoiceSummary:
    belonging = voice.belonging
    if voice.findings.n is None or belonging is None:
        return VoiceSummary(voice.voice, voice.name, too_few(voice))
    if belonging.mean is None:
        why = hidden([belonging.hidden or "few"], voice.released.threshold)
        return VoiceSummary(voice.voice, voice.name, "Belonging is not shown.", why)
    verdict = changed.verdict(voice.key, belonging.scale) if changed else None
    beside = f", {verdict.figure}" if verdict and verdict.clear else ""
    sentence = f"Belonging among {voice.who}: {whole(belonging.mean.value)} of 100{beside}."
    sentences = [f"{capitalised(sureness(belonging.mean, voice.everyone))}."]
    sentences.append(f"{verdict.name}: {lowered(verdict.sentence)}" if verdict else _beside(voice))
    if changed:
        sentences.append(_areas(voice, changed))
    return VoiceSummary(voice.voice, voice.name, sentence, " ".join(filter(None, sentences)))


def _areas(voice: Voice, changed: ChangeSummary) -> str:
    """How many of its other scores improved, declined, stayed or cannot be told."""
    others = [
        score.verdict.kind for score in changed.of(voice.key) if score.kind not in ("belonging", "attitudes")
    ]
    many = [(others.count(kind), kind) for kind in ORDER if kind in others]
    if not many:
        return ""
    if len(many) == 1:
        all_of_them = {1: "The other score", 2: "Both other scores"}.get(
            len(others), f"All {in_words(len(others))} other scores"
        )
        return f"{all_of_them}: {NAMES[many[0][1]].lower()}."
    return f"Of {in_words(len(others))} other scores, {listed([BECAME[kind](n) for n, kind in many])}."


def _beside(voice: Voice) -> str:
    """The scales that stand beside belonging; who is silent where there are none."""
    names = [
        f"{voice.name_of_scale(scale.id)}: {whole(finding.mean.value)}."
        for scale in voice.definition.scales
        if scale.kind in ("attitudes", "other")
        and (finding := voice.scale(scale.id))
        and finding.mean
        and not says_little(voice, finding)
    ]
    return " ".join(names) or non_response_sentence(voice)


def _judged(leaders: Leaders, sources: Sources) -> VoiceSummary:
    sentence = _since(sources, leaders) or levels_in_words(leaders, sources)
    return VoiceSummary("leaders", "Leaders", sentence, f"{rating_progress(leaders)} {JUDGED}")


def _since(sources: Sources, leaders: Leaders) -> str:
    """Leaders rate four of six areas higher than in 2024, and none lower."""
    series = next((one for one in sources.series if round_index(one, BASELINE) is not None), None)
    place = round_index(series, BASELINE) if series else None
    before = series.judged[place] if series and place is not None else None
    if before is None or series is None or place is None:
        return ""
    areas = [common_level(before, leaders, area) for area in sources.area_names]
    both = [(one.now, one.before) for one in areas if one.now is not None and one.before is not None]
    if not both:
        return ""
    higher, lower = sum(now > then for now, then in both), sum(now < then for now, then in both)
    fall = f", and {in_words(lower)} lower" if lower else ""
    rise = in_words(higher) if higher else "none"
    higher_than = (
        f"Leaders rate {rise} of {in_words(len(both))} areas higher than in {series.names[place]}{fall}."
    )
    if before.version == leaders.version:
        return higher_than
    common = len(common_indicators(before.version, leaders.version))
    return f"{higher_than} Only the {in_words(common)} indicators that stayed the same are compared."


def rating_progress(leaders: Leaders) -> str:
    """All 27 indicators rated. / Draft: 12 of 27 indicators rated, two “not known yet”."""
    unknown = f"{in_words(len(leaders.not_known))} “not known yet”" if leaders.not_known else ""
    rated = f"{leaders.rated} of {leaders.indicators} indicators rated"
    if leaders.complete and not unknown:
        rated = f"All {leaders.indicators} indicators rated"
    words = ", ".join(filter(None, (rated, unknown)))
    if not leaders.complete:
        return f"Draft: {words}."
    if not leaders.signed:
        return f"Draft, not signed off yet: {lowered(words)}."
    return f"{words}, signed off {leaders.signed_on}." if leaders.signed_on else f"{words}."

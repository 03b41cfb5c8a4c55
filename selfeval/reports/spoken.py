"""What each voice says in one or two sentences, and the finding that heads the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from selfeval.reports.areas import AreaPanel, parted_most
from selfeval.reports.sources import Sources
from selfeval.reports.statements import Statement, concerns, statements, strengths
from selfeval.reports.turnout import in_short
from selfeval.reports.voices import Leaders, Voice, VoiceName
from selfeval.reports.wording import bounds, in_words, level, listed, started, sureness, whole
from selfeval.scoring.findings import ScaleFinding

Task = Literal["ask_pupils", "ask_staff", "wait", "rate"]


@dataclass(frozen=True)
class Spoken:
    """One voice in short. `task` says what to do next where a voice is missing or not complete."""

    voice: VoiceName
    name: str
    sentence: str
    how: str = ""
    task: Task | None = None


def spoken(sources: Sources) -> tuple[Spoken, ...]:
    """Pupils by band, staff, leaders: each says something, or is named as missing."""
    pupils = [_heard(voice) for voice in sources.pupils] or [_unheard(sources, "pupils", "ask_pupils")]
    staff = _heard(sources.staff) if sources.staff else _unheard(sources, "staff", "ask_staff")
    return (*pupils, staff, _judged(sources.leaders, sources))


def _unheard(sources: Sources, who: VoiceName, task: Task) -> Spoken:
    """Those of whom nothing is released: not asked, or their survey is not counted yet."""
    if who in sources.waiting:
        return Spoken(who, who.capitalize(), f"The survey of {who} is not counted yet.", task="wait")
    return Spoken(who, who.capitalize(), f"{who.capitalize()} have not been asked this year.", task=task)


def heading(sources: Sources, panels: tuple[AreaPanel, ...]) -> str:
    """The finding that heads the report: where leaders part from the others most, or who feels what most."""
    apart = [(abs(row.apart), row) for panel in panels if (row := parted_most(panel))]
    if apart:
        row = max(apart, key=lambda pair: pair[0])[1]
        return row.verdict.replace("this", f"“{row.name}”", 1)
    for voice in (*reversed(sources.pupils), *([sources.staff] if sources.staff else [])):
        found = _lowest(voice)
        if found:
            return found
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
    if voice.voice == "staff":
        return "Staff answers"
    return "Pupils’ answers" if voice.who == "pupils" else f"The answers of {voice.who}"


def _stands_out(lowest: ScaleFinding, scored: list[ScaleFinding]) -> bool:
    """Its interval lies wholly under every other one."""
    top = bounds(lowest.mean)[1] if lowest.mean else 0.0
    return all(bounds(other.mean)[0] > top for other in scored if other is not lowest and other.mean)


def _mean(scale: ScaleFinding) -> float:
    return scale.mean.value if scale.mean else 0.0


def _heard(voice: Voice) -> Spoken:
    asked = [each for each in statements(voice) if each.favourable]
    best = next(iter(strengths(asked)), None)
    worst = next(iter(concerns(asked)), None)
    first, second = (best, worst) if best else (worst, None)
    if first is None:
        sentence = "Too few answered to show anything." if voice.findings.n is None else _no_extremes(voice)
    else:
        sentence = f"{started(first.claim(first.voice))}{_and_then(second)}."
    return Spoken(voice.voice, voice.name, sentence, in_short(voice))


def _and_then(statement: Statement | None) -> str:
    """The concern after the strength, with "but" where it lies on the other side of half."""
    if statement is None or statement.favourable is None:
        return ""
    joined = "but" if bounds(statement.favourable)[1] < 50 else "and"
    return f", {joined} {statement.claim()}"


def _no_extremes(voice: Voice) -> str:
    return f"No question stands out in what {voice.who} said."


def _judged(leaders: Leaders | None, sources: Sources) -> Spoken:
    if leaders is None or not (leaders.rated or leaders.not_known):
        return Spoken("leaders", "Leaders", "Leaders have not rated an indicator yet.", task="rate")
    sure = "A judgement, not a measurement: no margin of error can be worked out."
    if leaders.complete:
        return Spoken("leaders", "Leaders", levels_in_words(leaders, sources), sure)
    unknown = f"{in_words(len(leaders.not_known))} not known yet, " if leaders.not_known else ""
    draft = (
        f"Draft: {in_words(leaders.rated)} of {leaders.indicators} rated, {unknown}"
        f"{in_words(leaders.left)} not looked at."
    )
    levels = levels_in_words(leaders, sources)
    sure = f"{draft} {sure}" if any(each is not None for each in leaders.areas.values()) else draft
    return Spoken("leaders", "Leaders", levels, sure, task="rate")


def levels_in_words(leaders: Leaders, sources: Sources) -> str:
    """Strongest and weakest area by level; alike where they do not differ."""
    rated = {area: mean for area in sources.area_names if (mean := leaders.areas.get(area)) is not None}
    if not rated:
        return "Leaders have rated too few indicators for any area to have a level."
    high, low = max(rated.values()), min(rated.values())
    if high == low:
        return f"Leaders judge {_areas(list(rated), sources)} alike ({level(high, leaders.top)})."
    best = _areas([area for area, mean in rated.items() if mean == high], sources)
    worst = _areas([area for area, mean in rated.items() if mean == low], sources)
    return (
        f"Leaders judge {best} strongest ({level(high, leaders.top)}) "
        f"and {worst} weakest ({level(low, leaders.top)})."
    )


def _areas(areas: list[str], sources: Sources) -> str:
    if len(areas) == len(sources.area_names):
        return f"all {in_words(len(areas))} areas"
    return listed([f"“{sources.area_names[area]}”" for area in areas])

"""Each voice in one sentence and how sure it is: for a page that a head reads in two minutes."""

from __future__ import annotations

from selfeval.reports.sources import Sources
from selfeval.reports.spoken import Spoken, levels_in_words
from selfeval.reports.turnout import in_short
from selfeval.reports.voices import Leaders, Voice, VoiceName
from selfeval.reports.wording import hidden, in_words, started, sureness, whole

JUDGED = "A judgement, not a measurement: no margin of error can be worked out."


def in_brief(sources: Sources) -> tuple[Spoken, ...]:
    """Pupils by band, staff, leaders."""
    pupils = [_heard(voice) for voice in sources.pupils] or [_unheard(sources, "pupils")]
    staff = _heard(sources.staff) if sources.staff else _unheard(sources, "staff")
    return (*pupils, staff, _judged(sources))


def _unheard(sources: Sources, who: VoiceName) -> Spoken:
    told = "The survey of {} is not counted yet." if who in sources.waiting else "No survey of {} this year."
    return Spoken(who, who.capitalize(), told.format(who))


def _heard(voice: Voice) -> Spoken:
    belonging = voice.belonging
    if voice.findings.n is None or belonging is None:
        return Spoken(voice.voice, voice.name, "Too few answered to show anything.")
    if belonging.mean is None:
        why = hidden([belonging.hidden or "few"], voice.released.threshold)
        return Spoken(voice.voice, voice.name, "Belonging is not shown.", why)
    sure = f"{started(sureness(belonging.mean, voice.everyone))}."
    sentence = f"Belonging among {voice.who}: {whole(belonging.mean.value)} of 100."
    return Spoken(voice.voice, voice.name, sentence, " ".join(filter(None, (sure, _beside(voice)))))


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
    return Spoken("leaders", "Leaders", levels_in_words(leaders, sources), f"{how_far(leaders)} {JUDGED}")


def how_far(leaders: Leaders) -> str:
    """All 24 indicators rated. / Draft: 12 of 24 indicators rated, two “not known yet”."""
    unknown = f"{in_words(len(leaders.not_known))} “not known yet”" if leaders.not_known else ""
    if leaders.complete and not unknown:
        return f"All {leaders.indicators} indicators rated."
    rated = f"{leaders.rated} of {leaders.indicators} indicators rated"
    told = ", ".join(filter(None, (rated, unknown)))
    return f"{told}." if leaders.complete else f"Draft: {told}."

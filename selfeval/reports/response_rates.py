"""Who answered and who did not: n of N, who is missed, what they could change, and checks on the scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from selfeval.calendar.school_years import group_name
from selfeval.english import capitalised, count_in_words, in_words, listed, lowered, out_of, whole
from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import GroupFinding, ScaleFinding
from selfeval.questionnaires.audiences import words_of
from selfeval.reports.sources import Voice
from selfeval.reports.wording import in_fives, in_hundred

LOW_TURNOUT = 60
"""Per cent under which the answers may not stand for those who did not answer (MEASUREMENT 5)."""
OFTEN_AWAY = "People who are often away are the most likely to be missed."
UNEVEN = {
    "turnout_uneven:": "",
    "turnout_uneven_girls:": "girls of ",
    "turnout_uneven_boys:": "boys of ",
}
"""Notices of a group in which few answered, and what stands before its name."""


def turnout(voice: Voice) -> int | None:
    """Per cent of the roll that answered; None where either number is not known or not shown."""
    findings = voice.findings
    if voice.is_unanswered and findings.roll:
        return 0
    return None if findings.n is None or not findings.roll else in_hundred(findings.n, findings.roll)


def under_half(voice: Voice) -> bool:
    """Fewer than half answered: points are drawn hollow."""
    findings = voice.findings
    return bool(findings.n is not None and findings.roll and 2 * findings.n < findings.roll)


def answered(voice: Voice) -> str:
    """398 of 612"""
    findings = voice.findings
    if voice.is_unanswered:
        return out_of(0, findings.roll) if findings.roll else "0"
    if findings.n is None:
        return f"fewer than {voice.released.threshold}"
    return out_of(findings.n, findings.roll) if findings.roll else f"{findings.n:,}"


def answered_by_group(voice: Voice) -> tuple[tuple[str, str], ...]:
    """Group -> about 25 of 30; not shown where nothing may be said. Empty for a round of one group."""
    groups = next(
        (breakdown.groups for breakdown in voice.findings.breakdowns if breakdown.by == "group"), ()
    )
    if len(groups) < 2:
        return ()
    return tuple((group.group, _about(group)) for group in groups)


def _about(group: GroupFinding) -> str:
    if group.hidden or group.n is None:
        return "not shown"
    return in_fives(group.n, group.roll)


def turnout_caption(voices: Sequence[Voice]) -> str:
    """Pupils: 398 of 612 answered. Staff: 52 of 74 answered."""
    return " ".join(f"{voice.name}: {answered(voice)} answered." for voice in voices)


def non_respondents(voice: Voice) -> int:
    """How many on the roll did not answer, as far as both numbers are known and shown; not for a page."""
    findings = voice.findings
    return (
        0 if findings.n is None or not findings.roll else max(findings.roll - findings.n - findings.spoilt, 0)
    )


def non_response_of(voice: Voice) -> tuple[str, ...]:
    """Sentences about those who did not answer."""
    findings = voice.findings
    if findings.n is None:
        nothing = f"{voice.name}: {answered(voice)} answered, so nothing about them is shown."
        return (nothing, *blank_forms(voice))
    if not findings.roll:
        return (f"{voice.name}: nobody said how many could have answered.", *blank_forms(voice))
    sentences = []
    silent = non_respondents(voice)
    if silent:
        sentences.append(f"{capitalised(_so_many(voice))} did not answer: absent, opted out or chose not to.")
    elif findings.drawn_out:
        sentences.append(f"{voice.name}: as many answers are counted as people are on the roll.")
    else:
        sentences.append(f"{voice.name}: everyone answered.")
    if findings.spoilt:
        spoilt = capitalised(count_in_words(findings.spoilt, "answer"))
        sentences.append(f"{spoilt} of {voice.who} could not be read, so they are not counted.")
    return (
        *sentences,
        *blank_forms(voice),
        *_late(voice),
        *_younger(voice),
        *(_caution(voice) if silent else ()),
    )


def blank_forms(voice: Voice) -> tuple[str, ...]:
    """Forms handed in empty, in a sentence; of a few only that there were some, and none of none."""
    blank, people = voice.findings.blank, words_of(voice.voice).person
    if blank == 0:
        return ()
    many = f"fewer than {in_words(voice.released.threshold)}" if blank is None else f"about {blank:,}"
    return (
        f"{capitalised(many)} forms of {voice.who} came in without an answer. "
        f"Anyone who skips everything has not answered, and is counted as {people} who did not.",
    )


def non_response(voices: Sequence[Voice]) -> tuple[str, ...]:
    """The same of all voices, and once what is true of all of them."""
    sentences = tuple(sentence for voice in voices for sentence in non_response_of(voice))
    heard_in_part = any(voice.findings.n != voice.findings.roll for voice in voices)
    return (*sentences, OFTEN_AWAY) if heard_in_part else sentences


def non_response_sentence(voice: Voice) -> str:
    """One sentence to follow a finding: how many are silent, and that they may feel differently."""
    findings = voice.findings
    if findings.n is None or not findings.roll:
        return ""
    left = findings.roll - findings.n
    if left == 0 and findings.drawn_out:
        return (
            "More answers came in than people are on the roll, so as many were counted as there are people."
        )
    if left == 0:
        return "Everyone answered. On another day they might have answered a little differently."
    how = "are not in these figures" if findings.spoilt else "did not answer"
    return f"{share_at_start(left, findings.roll)} {how} and may feel differently."


def share_at_start(part: int, all_of_them: int) -> str:
    """About 1 in 3, for a share; the per cent where that would mislead."""
    for bottom in range(2, 11):
        if abs(part / all_of_them - 1 / bottom) < 0.02:
            return f"About 1 in {bottom}"
    share = in_hundred(part, all_of_them)
    return f"{share} of 100" if share > 10 else "Fewer than 1 in 10"


def _late(voice: Voice) -> tuple[str, ...]:
    """Answers that came under a cancelled card, or long after their lesson: they may be doubted."""
    late = voice.findings.late
    if not late:
        return ()
    return (
        f"{capitalised(count_in_words(late, 'answer'))} of {voice.who} came late: under a card that had been "
        f"cancelled, or after the lesson. {'It was' if late == 1 else 'They were'} counted like the others.",
    )


def _younger(voice: Voice) -> tuple[str, ...]:
    """Years that were asked easier questions than those of their age, so that enough people answered."""
    years = voice.findings.younger
    if not years:
        return ()
    return (
        f"{group_name(years)} {'was' if len(years) == 1 else 'were'} asked easier questions than those of "
        "their age, so that enough pupils answered them.",
    )


def _caution(voice: Voice) -> tuple[str, ...]:
    """When few of all, or of a group, answered: what the silent could change at the most we imagine."""
    notices, share, words = voice.findings.notices, turnout(voice), []
    if share is not None and (share < LOW_TURNOUT or "turnout_low" in notices):
        words.append(f"{answered(voice)} answered, so this may not stand for those who did not.")
    few = [
        f"{who}{notice.partition(':')[2]}"
        for start, who in UNEVEN.items()
        for notice in notices
        if notice.startswith(start)
    ]
    if few:
        words.append(
            f"Fewer than 30 of 100 answered in {listed(few)}, so their scores may not stand for all."
        )
    belonging = voice.belonging
    if belonging and belonging.reach:
        low, high = whole(belonging.reach.low), whole(belonging.reach.high)
        words.append(
            "If everyone who did not answer had scored 25 points lower, or higher, "
            f"{voice.name_of_scale(belonging.scale).lower()} would be {low}, or {high}."
        )
    return tuple(words)


def _so_many(voice: Voice) -> str:
    """Those who did not answer; so few that somebody might look for them are not counted."""
    who = voice.who if voice.voice == "pupils" else words_of(voice.voice).many
    many, threshold = non_respondents(voice), voice.released.threshold
    return f"fewer than {in_words(threshold)} {who}" if many < threshold else f"{many:,} {who}"


def checks(voices: Sequence[Voice]) -> tuple[str, ...]:
    """Sentences about each voice that can be checked; those without careless answers share one."""
    sentences = tuple(sentence for voice in voices for sentence in (*_weighed(voice), *_careless(voice)))
    careful = [voice.who for voice in voices if _end(voice) == "hardly_any"]
    return (
        (*sentences, f"{capitalised(listed(careful))}: hardly any answers look careless.")
        if careful
        else sentences
    )


def _weighed(voice: Voice) -> tuple[str, ...]:
    weights = voice.findings.weights
    if weights is None:
        return ()
    who, size = "Some years", "With each year counted by its size,"
    if "sex" in weights.by:
        who, size = "Some years, or girls or boys in them,", "With each of them counted by its size,"
    sentence = f"{who} answered more than others. {size}"
    moved = _instead(voice, ((scale, scale.weighted) for scale in voice.findings.scales))
    if moved:
        return (f"{voice.name}: {lowered(sentence)} {moved}.",)
    return (f"{voice.name}: with each year counted by its size, no score would move by 2 points or more.",)


def _end(voice: Voice) -> str | None:
    careless = voice.findings.careless
    return None if careless is None else careless.end


def _careless(voice: Voice) -> tuple[str, ...]:
    careless = voice.findings.careless
    if _end(voice) == "nearly_all":
        return (
            f"{voice.name}: nearly all pressed one button all the way, or agreed with things and their "
            "opposites. Their answers are counted, but these scores say little.",
        )
    if careless is None or careless.share is None:
        return ()
    share = f"about {whole(careless.share)}" if careless.share >= 1 else "fewer than 1"
    sentence = (
        f"{voice.name}: {share} of 100 pressed one button all the way, or agreed with things and their "
        "opposites. Their answers are counted like all others."
    )
    if not careless.without:
        return (sentence,)
    without = {rest.scale: rest.mean for rest in careless.without}
    moved = _instead(voice, ((scale, without.get(scale.scale)) for scale in voice.findings.scales))
    return (f"{sentence} Without them {moved or 'every score would be the same, to the nearest point'}.",)


def _instead(voice: Voice, scales: Iterable[tuple[ScaleFinding, Estimate | None]]) -> str:
    """Belonging would be 58 instead of 61, and Attitudes to difference 70 instead of 72"""
    moved = [
        (voice.name_of_scale(scale.scale), whole(other.value), whole(scale.mean.value))
        for scale, other in scales
        if scale.mean and other and whole(other.value) != whole(scale.mean.value)
    ]
    parts = [
        f"“{name}” {'would be ' if place == 0 else ''}{other} instead of {plain}"
        for place, (name, other, plain) in enumerate(moved)
    ]
    return listed(parts)

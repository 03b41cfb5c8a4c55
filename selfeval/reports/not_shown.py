"""What a report does not show, and why: which table and the reason, never how many people."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.english import capitalised, in_words, listed
from selfeval.reports.groups import characteristic_panels, group_panel, unshown_characteristics
from selfeval.reports.sources import Sources, Voice
from selfeval.reports.wording import hidden

LEAST = 10
"""People below whom no school shows anything; one may choose more."""


@dataclass(frozen=True)
class NotShown:
    """One thing that is not shown."""

    what: str
    why: str


def not_shown(sources: Sources) -> tuple[NotShown, ...]:
    """Everything the report leaves out, school-wide things last."""
    rows = [row for voice in sources.voices for row in _of(voice)]
    rows += [
        NotShown(
            f"Anything about fewer than {in_words(released.threshold)} people in “{released.survey}”",
            f"The school chose this number. It may not be less than {in_words(LEAST)}.",
        )
        for released in sources.releases
        if released.threshold > LEAST
    ]
    if sources.voices:
        rows.append(
            NotShown("Two things at once", "Such as girls in one year group. Never shown for one school.")
        )
    if sources.voices and sources.baseline:
        rows.append(NotShown("Changes", "This is the first round. There is nothing to compare with."))
    return tuple(rows)


def _of(voice: Voice) -> list[NotShown]:
    threshold = voice.released.threshold
    rows = []
    panel = group_panel(voice)
    if panel and panel.why_hidden:
        rows.append(NotShown(f"Some groups of {voice.who}", panel.why_hidden))
    rows += [
        NotShown(f"{voice.name} by “{table.heading}”, in part", table.why_hidden)
        for table in characteristic_panels(voice)
        if table.why_hidden
    ]
    unshowable = unshown_characteristics(voice)
    if unshowable:
        rows.append(
            NotShown(
                f"{voice.name} by {listed([f'“{question}”' for question in unshowable])}",
                "Too few people are in the groups to show one without giving another away.",
            )
        )
    scales = [scale for scale in voice.findings.scales if scale.mean is None]
    if scales:
        names = ", ".join(voice.name_of_scale(scale.scale) for scale in scales)
        reasons = [scale.hidden for scale in scales if scale.hidden]
        rows.append(NotShown(f"{voice.name}: {names}", hidden(reasons, threshold)))
    for reason in ("few", "complement"):
        items = [item for item in voice.findings.items if item.hidden == reason]
        if items:
            rows.append(NotShown(f"{_questions(len(items))}, {voice.who}", hidden([reason], threshold)))
    alike = [item for item in voice.findings.items if item.hidden == "unanimous"]
    if alike:
        rows.append(
            NotShown(
                f"The exact answers to {_questions(len(alike)).lower()}, {voice.who}",
                f"{hidden(['unanimous'], threshold)}{_only(voice)}",
            )
        )
    if voice.findings.spoilt:
        rows.append(
            NotShown(
                f"Spoilt ballots, {voice.who}",
                f"{capitalised(in_words(voice.findings.spoilt))} could not be read and "
                f"{'is' if voice.findings.spoilt == 1 else 'are'} not counted.",
            )
        )
    if voice.findings.drawn_out:
        rows.append(
            NotShown(
                f"Answers beyond the roll, {voice.who}",
                f"{capitalised(in_words(voice.findings.drawn_out))} more came in than people are on the "
                "roll. So many were drawn out at random and are not counted.",
            )
        )
    return rows


def _only(voice: Voice) -> str:
    """What is said of questions that almost everyone answered the same way."""
    bounds = dict.fromkeys(
        f"“{statement.figure.removesuffix(statement.deed.then).strip()}”"
        for statement in voice.statements
        if statement.bounded
    )
    return f" We say only {' or '.join(bounds)}." if bounds else ""


def _questions(number: int) -> str:
    return f"{capitalised(in_words(number))} question{'' if number == 1 else 's'}"

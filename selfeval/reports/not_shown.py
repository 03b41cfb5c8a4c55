"""What a report does not show, and why: which table and the reason, never how many people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selfeval.english import capitalised, count_in_words, in_words, listed
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


def not_shown(sources: Sources) -> Iterator[NotShown]:
    """Everything the report leaves out, school-wide things last."""
    for voice in sources.voices:
        yield from _of(voice)
    for released in sources.releases:
        if released.threshold > LEAST:
            yield NotShown(
                f"Anything about fewer than {in_words(released.threshold)} people in “{released.survey}”",
                f"The school chose this number. It may not be less than {in_words(LEAST)}.",
            )
    if sources.voices:
        yield NotShown("Two things at once", "Such as girls in one year group. Never shown for one school.")
    if sources.voices and sources.baseline:
        first = "earliest round that is left" if sources.gone else "first round"
        yield NotShown("Changes", f"This is the {first}. There is nothing to compare with.")


def _of(voice: Voice) -> Iterator[NotShown]:
    threshold, findings = voice.released.threshold, voice.findings
    panel = group_panel(voice)
    if panel and panel.why_hidden:
        yield NotShown(f"Some groups of {voice.who}", panel.why_hidden)
    for table in characteristic_panels(voice):
        if table.why_hidden:
            yield NotShown(f"{voice.name} by “{table.heading}”, in part", table.why_hidden)
    unshowable = listed([f"“{question}”" for question in unshown_characteristics(voice)])
    if unshowable:
        why = "Too few people are in the groups to show one without giving another away."
        yield NotShown(f"{voice.name} by {unshowable}", why)
    scales = [scale for scale in findings.scales if scale.mean is None]
    if scales:
        names = ", ".join(voice.name_of_scale(scale.scale) for scale in scales)
        reasons = [scale.hidden for scale in scales if scale.hidden]
        yield NotShown(f"{voice.name}: {names}", hidden(reasons, threshold))
    for reason in ("few", "complement"):
        items = [item for item in findings.items if item.hidden == reason]
        if items:
            yield NotShown(f"{_questions(len(items))}, {voice.who}", hidden([reason], threshold))
    alike = [item for item in findings.items if item.hidden == "unanimous"]
    if alike:
        what = f"The exact answers to {_questions(len(alike)).lower()}, {voice.who}"
        yield NotShown(what, f"{hidden(['unanimous'], threshold)}{_only(voice)}")
    if findings.spoilt:
        many, are = capitalised(in_words(findings.spoilt)), "is" if findings.spoilt == 1 else "are"
        why = f"{many} could not be read and {are} not counted."
        yield NotShown(f"Answers that could not be opened, {voice.who}", why)
    if findings.drawn_out:
        why = (
            f"{capitalised(in_words(findings.drawn_out))} more came in than people are on the roll. "
            "The extra answers were removed at random and are not counted."
        )
        yield NotShown(f"Answers beyond the roll, {voice.who}", why)


def _only(voice: Voice) -> str:
    """What is said of questions that almost everyone answered the same way."""
    bounds = dict.fromkeys(
        f"“{statement.figure.removesuffix(statement.deed.then).strip()}”"
        for statement in voice.statements
        if statement.bounded
    )
    return f" We say only {' or '.join(bounds)}." if bounds else ""


def _questions(number: int) -> str:
    return capitalised(count_in_words(number, "question"))

"""What the head's two pages say. Page 1 is the picture; page 2 what stands behind it and what to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from selfeval.reports.area_chart import AreaFigure
from selfeval.reports.asking import to_ask
from selfeval.reports.brief import in_brief
from selfeval.reports.days import full_day, window
from selfeval.reports.glance import Glance
from selfeval.reports.head_figure import area_figure, figure_caption, figure_in_words
from selfeval.reports.head_groups import GroupLine, group_lines, groups_note
from selfeval.reports.head_rounds import MovedQuestion, RoundsRow, moved_questions, rounds_rows, still
from selfeval.reports.outline import Outline, Parting, outline
from selfeval.reports.sources import Sources
from selfeval.reports.spoken import Spoken
from selfeval.reports.statements import Statement
from selfeval.reports.turnout import OFTEN_AWAY, answered, answered_by_group, turnout
from selfeval.reports.voices import Voice, VoiceName
from selfeval.reports.wording import in_words, share_of, started


@dataclass(frozen=True)
class Answered:
    """Who answered in one round."""

    voice: VoiceName
    name: str
    n_of: str
    """47 of 58"""
    share: str
    """81 of 100, or about 8 in 10"""
    groups: str
    """Year 1 about 20 of 28, Year 2 about 25 of 30"""


@dataclass(frozen=True)
class HeadPages:
    """Everything on the two pages."""

    school: str
    title: str
    eyebrow: str
    heading: str
    lede: str
    changed: Glance | None
    """Since the baseline."""
    answered: tuple[Answered, ...]
    answered_note: str
    spoken: tuple[Spoken, ...]
    figure: AreaFigure | None
    figure_title: str
    figure_in_words: str
    figure_caption: str
    strengths: tuple[str, ...]
    concerns: tuple[str, ...]
    groups: tuple[GroupLine, ...]
    groups_note: str
    rounds: tuple[RoundsRow, ...]
    moved: tuple[MovedQuestion, ...]
    still: str
    """Said where no question moved beyond chance."""
    partings: tuple[Parting, ...]
    gaps: tuple[str, ...]
    """Where pupils and staff part on the questions that both were asked."""
    to_ask: tuple[str, ...]
    notes: tuple[str, ...]
    footer: str

    def briefer(self) -> HeadPages:
        """The same with less on it, for a school of which there is much to say."""
        return replace(
            self,
            groups=self.groups[: max(len(self.groups) - 1, 2)],
            moved=self.moved[: max(len(self.moved) - 1, 2)],
            partings=tuple(sorted(self.partings, key=lambda each: -abs(each.row.apart))[:1]),
            gaps=self.gaps[:1],
            to_ask=self.to_ask[: max(len(self.to_ask) - 1, 4)],
            strengths=self.strengths[: max(len(self.strengths) - 1, 2)],
            concerns=self.concerns[: max(len(self.concerns) - 1, 2)],
        )


def head_pages(sources: Sources, printed_on: dt.date) -> HeadPages:
    """The two pages of a year, from released findings and the self-evaluation alone."""
    said = outline(sources)
    figure = area_figure(sources, said)
    return HeadPages(
        school=sources.school,
        title=f"Two pages for the head, {sources.year}: {sources.school}",
        eyebrow=f"{sources.school} · equality and belonging · {sources.year}",
        heading=said.changed.heading if said.changed and said.changed.clear else said.heading,
        lede=said.lede,
        changed=said.changed,
        answered=tuple(_answered(voice) for voice in sources.voices),
        answered_note=_answered_note(sources, said),
        spoken=in_brief(sources, said.changed),
        figure=figure,
        figure_title=_figure_title(sources),
        figure_in_words=figure_in_words(figure) if figure else "",
        figure_caption=figure_caption(sources),
        strengths=_strengths(said),
        concerns=_concerns(said),
        groups=group_lines((*said.groups, *said.characteristics)),
        groups_note=groups_note((*said.groups, *said.characteristics)),
        rounds=rounds_rows(sources, said.changed),
        moved=moved_questions(sources),
        still=still(sources),
        partings=said.partings,
        gaps=tuple(panel.sentences[0] for panel in said.gaps if any(row.perceived for row in panel.rows)),
        to_ask=to_ask(
            sources,
            said.panels,
            said.groups,
            _in_turn([each.concerns for each in said.questions]),
            said.changed,
        ),
        notes=_notes(sources, said),
        footer=_footer(sources, printed_on),
    )


def _answered(voice: Voice) -> Answered:
    share = turnout(voice)
    return Answered(
        voice=voice.voice,
        name=voice.name,
        n_of=answered(voice),
        share="" if share is None else share_of(share, voice.findings.roll),
        groups=", ".join(f"{group} {told}" for group, told in answered_by_group(voice)),
    )


def _answered_note(sources: Sources, said: Outline) -> str:
    if not sources.voices:
        return "No survey of this year has been counted."
    one = len(said.windows) == 1
    told = [
        f"{'Asked' if one else each.surveys}: {window(each.opens_on, each.closes_on)}."
        for each in said.windows
    ]
    if any(map(answered_by_group, sources.voices)):
        told.append("Groups are rounded to the nearest five.")
    return " ".join([*told, OFTEN_AWAY])


def _figure_title(sources: Sources) -> str:
    voices = bool(sources.pupils) + (sources.staff is not None) + (sources.leaders is not None)
    return f"Six areas, {in_words(voices)} voices" if voices > 1 else "Six areas"


def _strengths(said: Outline) -> tuple[str, ...]:
    return tuple(started(each.brief) for each in _in_turn([each.strengths for each in said.questions]))


def _concerns(said: Outline) -> tuple[str, ...]:
    """What declined most comes first, then questions."""
    found = [started(each.brief) for each in _in_turn([each.concerns for each in said.questions])]
    fallen = [each for each in said.changed.clear if each.verdict.kind == "declined"] if said.changed else []
    first = [f"“{each.name}”, {each.series.voice.who}: {each.verdict.brief}" for each in fallen[:1]]
    return tuple([*first, *found][: max(len(found), len(first))])


def _in_turn(lists: Sequence[Sequence[Statement]]) -> tuple[Statement, ...]:
    """The first of each voice, then the second of each …: three, or one for each voice if they are more."""
    mixed = [each for each in chain.from_iterable(zip_longest(*lists)) if each is not None]
    return tuple(mixed[: max(3, sum(bool(one) for one in lists))])


def _notes(sources: Sources, said: Outline) -> tuple[str, ...]:
    threshold = min((voice.released.threshold for voice in sources.voices), default=10)
    told = [
        *(
            f"{each.survey}: corrected on {full_day(each.on)}. {each.reason.rstrip('.')}."
            for each in sources.releases
            if each.reason
        ),
        "Figures describe answers in the days the surveys were open. They do not say why: a rise after an "
        "action does not show that the action caused it.",
        f"Nothing is shown about fewer than {in_words(threshold)} people, nor anything from which that could "
        "be worked out.",
        "There is no league table: most schools cannot be told apart.",
        *said.missing,
        *said.cautions,
    ]
    if said.questionnaires:
        told.append(f"Questionnaires: {said.questionnaires}.")
    return tuple(told)


def _footer(sources: Sources, printed_on: dt.date) -> str:
    released = [
        f"{each.audience}: release {each.number}, {full_day(each.on)}, {each.digest[:8]}"
        + (", a correction" if each.reason else "")
        for each in sources.releases
    ]
    return " · ".join([sources.school, *released, f"printed {full_day(printed_on)}"])

"""What the head's two pages say: the picture, what stands behind it, what governors may ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from selfeval.english import capitalised, full_day, in_words, quoted, whole, window
from selfeval.findings.estimates import Estimate
from selfeval.reports.areas import AreaPanel, parted_most
from selfeval.reports.changes import ChangeSummary
from selfeval.reports.charts.area_chart import AreaFigure
from selfeval.reports.groups import GroupPanel, GroupRow
from selfeval.reports.headline import VoiceSummary, brief_summaries
from selfeval.reports.pdf.head_charts import (
    MovedQuestion,
    RoundsRow,
    area_figure,
    figure_caption,
    figure_in_words,
    moved_questions,
    nothing_moved,
    rounds_rows,
)
from selfeval.reports.response_rates import (
    LOW_TURNOUT,
    OFTEN_AWAY,
    answered,
    answered_by_group,
    non_respondents,
    turnout,
)
from selfeval.reports.series import panels_of
from selfeval.reports.sources import Sources, Voice
from selfeval.reports.statements import Statement
from selfeval.reports.wording import VoiceName, bounds, share_of, with_span
from selfeval.reports.year_report import Parting, YearReport, year_report

MOST_GROUPS = 4


@dataclass(frozen=True)
class GroupLine:
    """One group that is far from the whole of its round."""

    of: str
    """Who was asked and, for a characteristic, what: Staff, “Which of these is closest to your role?”"""
    name: str
    scale: str
    figure: str
    """57 (52 to 62)"""
    everyone: str
    beside_all: str
    """5 lower; may be chance | 9 lower, beyond chance"""


def group_lines(panels: Sequence[GroupPanel]) -> tuple[GroupLine, ...]:
    """The groups furthest from the whole of their round, furthest first."""
    found = [
        (abs(row.estimate.value - panel.whole.value), _group_line(panel, row, row.estimate, panel.whole))
        for panel in panels
        for row in panel.shown
        if row.estimate is not None and panel.whole is not None
    ]
    found.sort(key=lambda each: -each[0])
    return tuple(line for apart, line in found[:MOST_GROUPS] if whole(apart))


def _group_line(panel: GroupPanel, row: GroupRow, estimate: Estimate, everyone: Estimate) -> GroupLine:
    apart = whole(estimate.value) - whole(everyone.value)
    side = "higher" if apart > 0 else "lower"
    asked = [quoted(panel.heading)] if panel.heading not in ("", panel.who) else []
    return GroupLine(
        of=", ".join([panel.who, *asked]),
        name=row.name,
        scale=panel.scale,
        figure=with_span(estimate),
        everyone=str(whole(everyone.value)),
        beside_all=f"{abs(apart)} {side}{_how_sure(row, estimate, everyone)}",
    )


def _how_sure(row: GroupRow, estimate: Estimate, everyone: Estimate) -> str:
    """Whether it stands out among the groups; else whether its bracket leaves room for chance."""
    if row.against_others.startswith("clearly"):
        return ", beyond chance"
    low, high = bounds(estimate)
    apart = low > everyone.value or high < everyone.value or estimate.everyone
    return "" if apart else "; may be chance"


def groups_note(panels: Sequence[GroupPanel]) -> str:
    """What must be said of such a table."""
    told = ["Among many groups one or another always stands out by chance."]
    if any(panel.why_hidden for panel in panels):
        told.append("Some groups are not shown: too few people, or another could be worked out from them.")
    return " ".join(told)


MOST_ASKED = 6
RECORDS = "Do our records of bullying and prejudice tell the same story as the answers?"


def to_ask(
    sources: Sources,
    panels: tuple[AreaPanel, ...],
    groups: tuple[GroupPanel, ...],
    concerns: tuple[Statement, ...],
    changed: ChangeSummary | None,
) -> tuple[str, ...]:
    """At most six questions."""
    asked = [
        _who_is_missing(sources),
        _what_declined(changed),
        _what_improved(changed),
        _what_was_lowest(sources),
        _who_belongs_least(groups),
        _where_they_part(panels),
        _what_troubles(concerns),
        RECORDS if sources.voices else "",
    ]
    return tuple(question for question in asked if question)[:MOST_ASKED]


def _who_is_missing(sources: Sources) -> str:
    """Not asked where so few are silent that it would send somebody to look for them."""
    shares = [
        (share, voice)
        for voice in sources.voices
        if (share := turnout(voice)) is not None and non_respondents(voice) >= voice.released.threshold
    ]
    if not shares:
        return ""
    share, voice = min(shares, key=lambda pair: pair[0])
    how = "Only " if share < LOW_TURNOUT else ""
    return f"{how}{answered(voice)} {voice.who} answered. Who did not, and how do we hear them?"


def _what_declined(changed: ChangeSummary | None) -> str:
    found = [each for each in changed.clear if each.verdict.kind == "declined"] if changed else []
    if not found or not changed:
        return ""
    first = found[0]
    told = f"“{first.name}” declined among {first.series.voice.who} since {first.series.names[first.since]}"
    return f"{told}, {first.verdict.beside}. What else changed for them in that time?"


def _what_improved(changed: ChangeSummary | None) -> str:
    found = [each for each in changed.clear if each.verdict.kind == "improved"] if changed else []
    if not found:
        return ""
    first = found[0]
    return f"“{first.name}” improved, {first.verdict.beside}. What did we do, and might it have risen anyway?"


def _what_was_lowest(sources: Sources) -> str:
    """The area that pupils (or staff) scored lowest a round ago: what came of it?"""
    for series in sources.series:
        areas = {scale.id for scale in series.voice.definition.scales if scale.kind == "area"}
        before = [
            (panel.points[-2].estimate.value, panel)
            for panel in panels_of(series)
            if panel.scale in areas and len(panel.points) > 1 and panel.points[-2].estimate
        ]
        if before:
            value, panel = min(before, key=lambda each: each[0])
            told = f"In {panel.points[-2].name}, “{panel.name}” was lowest among {panel.who} ({whole(value)})"
            return f"{told}. What did we do about it?"
    return ""


def _who_belongs_least(groups: tuple[GroupPanel, ...]) -> str:
    """The lowest group whose bracket lies wholly under the whole round's figure."""
    found = []
    for panel in groups:
        rows = [(row.estimate.value, row, row.estimate) for row in panel.shown if row.estimate is not None]
        if panel.whole is None or not rows:
            continue
        value, row, estimate = min(rows, key=lambda each: each[0])
        if bounds(estimate)[1] < panel.whole.value:
            found.append((value - panel.whole.value, panel, row.name, whole(value), whole(panel.whole.value)))
    if not found:
        return ""
    _, panel, name, low, everyone = min(found, key=lambda each: each[0])
    return (
        f"{panel.scale} is {low} in {name}, and {everyone} among {panel.whole_name}. "
        "What do they say it is like, and what would help?"
    )


def _where_they_part(panels: tuple[AreaPanel, ...]) -> str:
    apart = [row for panel in panels if (row := parted_most(panel))]
    if not apart:
        return ""
    row = max(apart, key=lambda each: abs(each.apart))
    return (
        f"{row.verdict.replace('this', f'“{row.name}”', 1)}. What does each side see that the other does not?"
    )


def _what_troubles(concerns: tuple[Statement, ...]) -> str:
    if not concerns:
        return ""
    return f"{capitalised(concerns[0].brief)}. What will we do, and by when?"


@dataclass(frozen=True)
class VoiceTurnout:
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
    changed: ChangeSummary | None
    """Since the baseline."""
    answered: tuple[VoiceTurnout, ...]
    answered_note: str
    summaries: tuple[VoiceSummary, ...]
    figure: AreaFigure | None
    figure_title: str
    figure_in_words: str
    figure_caption: str
    strengths: tuple[str, ...]
    concerns: tuple[str, ...]
    groups: tuple[GroupLine, ...]
    groups_note: str
    rounds: tuple[RoundsRow, ...]
    moved_questions: tuple[MovedQuestion, ...]
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
            moved_questions=self.moved_questions[: max(len(self.moved_questions) - 1, 2)],
            partings=tuple(sorted(self.partings, key=lambda each: -abs(each.row.apart))[:1]),
            gaps=self.gaps[:1],
            to_ask=self.to_ask[: max(len(self.to_ask) - 1, 4)],
            strengths=self.strengths[: max(len(self.strengths) - 1, 2)],
            concerns=self.concerns[: max(len(self.concerns) - 1, 2)],
        )


def head_pages(sources: Sources, printed_on: dt.date) -> HeadPages:
    """The two pages of a year, from released findings and the self-evaluation alone."""
    said = year_report(sources)
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
        summaries=brief_summaries(sources, said.changed),
        figure=figure,
        figure_title=_figure_title(sources),
        figure_in_words=figure_in_words(figure) if figure else "",
        figure_caption=figure_caption(sources),
        strengths=_strengths(said),
        concerns=_concerns(said),
        groups=group_lines((*said.groups, *said.characteristics)),
        groups_note=groups_note((*said.groups, *said.characteristics)),
        rounds=rounds_rows(sources, said.changed),
        moved_questions=moved_questions(sources),
        still=nothing_moved(sources),
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


def _answered(voice: Voice) -> VoiceTurnout:
    share = turnout(voice)
    return VoiceTurnout(
        voice=voice.voice,
        name=voice.name,
        n_of=answered(voice),
        share="" if share is None else share_of(share, voice.findings.roll),
        groups=", ".join(f"{group} {told}" for group, told in answered_by_group(voice)),
    )


def _answered_note(sources: Sources, said: YearReport) -> str:
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


def _strengths(said: YearReport) -> tuple[str, ...]:
    return tuple(capitalised(each.brief) for each in _in_turn([each.strengths for each in said.questions]))


def _concerns(said: YearReport) -> tuple[str, ...]:
    """What declined most comes first, then questions."""
    found = [capitalised(each.brief) for each in _in_turn([each.concerns for each in said.questions])]
    fallen = [each for each in said.changed.clear if each.verdict.kind == "declined"] if said.changed else []
    first = [f"“{each.name}”, {each.series.voice.who}: {each.verdict.brief}" for each in fallen[:1]]
    return tuple([*first, *found][: max(len(found), len(first))])


def _in_turn(lists: Sequence[Sequence[Statement]]) -> tuple[Statement, ...]:
    """The first of each voice, then the second of each …: three, or one for each voice if they are more."""
    mixed = [each for each in chain.from_iterable(zip_longest(*lists)) if each is not None]
    return tuple(mixed[: max(3, sum(bool(one) for one in lists))])


def _notes(sources: Sources, said: YearReport) -> tuple[str, ...]:
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
        *said.non_response,
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

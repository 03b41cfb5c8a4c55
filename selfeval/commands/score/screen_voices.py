"""Voices side by side, as tables to read in a terminal: nothing is averaged over them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill

from selfeval.commands.score.screen import cut, interval, signed, table, value
from selfeval.english import capitalised
from selfeval.findings.comparisons import VoiceGap
from selfeval.findings.findings import ReleaseFindings
from selfeval.findings.table import EVERYONE, FindingRow, gap_rows, round_rows
from selfeval.questionnaires.model import Questionnaire, Scale
from selfeval.reports.groups import gap_panel
from selfeval.reports.sources import Released, Voice

APART: Mapping[str, str] = {
    "few": "too few answers of pupils or of staff",
    "hidden_items": "a question that both were asked is hidden",
    "unanimous": "nearly all pupils, or nearly all staff, answered alike",
}
"""Why a gap is not told."""
WIDTH = 110


def screen_voices(release: ReleaseFindings, asked: Sequence[Questionnaire], published: bool = False) -> str:
    """The scales that several voices have, then staff beside pupils on the questions that both were asked.

    `asked`: the questionnaire of each round of the release.
    """
    digits = 0 if published else 1
    voices = _voices(release, asked)
    parts = [_side_by_side(voices, digits)]
    by_digest = {voice.findings.digest: voice for voice in voices}
    for gap in release.gaps:
        parts += _gap(by_digest[gap.pupils], by_digest[gap.staff], gap, digits)
    if not release.gaps and {voice.findings.audience for voice in voices} >= {"pupils", "staff"}:
        parts.append("No question was asked of pupils and staff alike, so nothing says where they differ.")
    return "\n\n".join(parts) + "\n"


def _voices(release: ReleaseFindings, asked: Sequence[Questionnaire]) -> list[Voice]:
    undated = dt.date.min
    of_audience = Counter(round_.audience for round_ in release.rounds)
    return [
        Voice(
            round_,
            questionnaire.definition,
            questionnaire.words.get("en") or next(iter(questionnaire.words.values())),
            Released(release.survey, round_.audience, 1, undated, undated, undated, "", release.threshold),
            alone=of_audience[round_.audience] == 1,
        )
        for round_, questionnaire in zip(release.rounds, asked, strict=True)
    ]


def _name(voice: Voice) -> str:
    """Staff, or pupils (pupils-7-11) where pupils were asked by several questionnaires."""
    findings = voice.findings
    return findings.audience if voice.alone else f"{findings.audience} ({findings.questionnaire})"


def _side_by_side(voices: Sequence[Voice], digits: int) -> str:
    """A row a scale that several voices have, a column a voice."""
    names: dict[tuple[str, str], str] = {}
    cells: dict[tuple[str, str], dict[int, str]] = {}
    for place, voice in enumerate(voices):
        for row in round_rows(voice.findings):
            if row.kind == "scale" and row.by == EVERYONE:
                name = voice.name_of_scale(row.id)
                key = _same(voice.definition.scale(row.id), name)
                names.setdefault(key, name)
                cells.setdefault(key, {})[place] = _figure(row, digits)
    rows = [
        (cut(names[key]), *(of_scale.get(place, "not asked") for place in range(len(voices))))
        for key, of_scale in cells.items()
        if len(of_scale) > 1
    ]
    if not rows:
        return "Side by side: the voices have no scale of the same name."
    note = "Each voice by itself, by its own questions; nothing is averaged over them."
    return (
        f"{table([('Side by side, mean', *(capitalised(_name(voice)) for voice in voices)), *rows])}\n{note}"
    )


def _same(scale: Scale, name: str) -> tuple[str, str]:
    """What scales of several voices share that are about the same."""
    if scale.kind == "belonging":
        return scale.kind, ""
    return scale.kind, scale.area or name.casefold()


def _figure(row: FindingRow, digits: int) -> str:
    mean = row.cells.get("mean")
    if row.hidden is not None or mean is None:
        return "not shown"
    return f"{value(mean, digits)} {interval(mean, digits)}"


def _gap(pupils: Voice, staff: Voice, gap: VoiceGap, digits: int) -> Iterator[str]:
    names = {id_: cut(pupils.name_of_scale(id_)) for id_ in (scale.scale for scale in gap.scales)}
    first = f"Asked the same: {_name(pupils)}, {_name(staff)}"
    head = (first, "Questions", "Pupils", "Staff", "Staff less pupils", "95 % interval", "")
    rows = [
        (names[row.id], f"not compared: {APART[row.hidden]}", *[""] * 5)
        if row.hidden
        else (
            names[row.id],
            f"{len(scale.pairs)}",
            value(row.cells["pupils"], digits),
            value(row.cells["staff"], digits),
            *signed(row.cells["staff_less_pupils"], digits),
            "perception gap" if "perceived" in row.flags else "",
        )
        for scale, row in zip(gap.scales, gap_rows(gap), strict=True)
    ]
    yield table([head, *rows])
    yield "\n".join(fill(sentence, WIDTH) for sentence in gap_panel(pupils, gap).sentences)

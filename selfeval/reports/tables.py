"""Every figure as CSV to take away.

Each table chooses rows, columns and formats of `findings.table`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from selfeval.findings.comparisons import VoiceGap
from selfeval.findings.table import (
    EVERYONE,
    Cell,
    FindingRow,
    Kind,
    change_rows,
    gap_rows,
    round_rows,
    trend_rows,
)
from selfeval.reports.data_dictionary import COLUMNS
from selfeval.reports.declared_prejudice import logged_in_words
from selfeval.reports.explained_gaps import ExplainedGap
from selfeval.reports.group_differences import group_verdicts
from selfeval.reports.group_files import STANDS_OUT, sentence_of, with_verdict
from selfeval.reports.leaders_files import leaders_lines
from selfeval.reports.leaders_trend import EVALUATION
from selfeval.reports.sources import GoneRound, PrejudiceLog, Series, Voice
from selfeval.reports.trend_sources import TrendSources
from selfeval.reports.wording import NEARLY_ALL, opened, reaches

MARK = "\ufeff"
"""A byte-order mark: without it spreadsheets misread letters and quotation marks beyond the English ones."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings of a text that a spreadsheet might run as a formula."""
Line = Mapping[str, object]
"""Column -> what it says."""


def csv_text(
    columns: Sequence[str], rows: Iterable[Iterable[object]], decimals: str = "", *, mark: bool = True
) -> str:
    """A CSV that starts no formula. `decimals`: the format of figures, such as g; by default all digits."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            [format(value, decimals) if isinstance(value, float) else guarded(value) for value in row]
        )
    return (MARK if mark else "") + out.getvalue()


def guarded(value: object) -> object:
    """Text that cannot start a formula, for it gets a quotation mark. Numbers are ours and stay numbers.

    What has one already gets one more, so that whoever takes one off again has what was typed.
    """
    starts = isinstance(value, str) and value.lstrip("'").startswith(FORMULA_STARTS)
    return f"'{value}" if starts else value


def _columns(columns: Sequence[str], lines: Iterable[Line]) -> Iterator[list[object]]:
    return ([line.get(column, "") for column in columns] for line in lines)


HAPPENED, NOT_TYPED = "say it happened", "not typed yet"
ORDER: Sequence[Kind] = ("round", "careless", "scale", "without_careless", "item")
"""Of the findings of a whole round."""
FIGURE_NAMES: Mapping[Kind, Mapping[str, str]] = {
    "round": {"blank": "handed in empty"},
    "careless": {"careless": "careless"},
    "scale": {
        "mean": "mean",
        "sd": "spread",
        "sd_at_most": "spread at most",
        "favourable": "favourable",
        "weighted_mean": "mean weighted to the roll",
        STANDS_OUT: "clearly {}",
        "reach": "reach of those who did not answer",
        "alpha": "alpha",
        "omega": "omega",
        "mean_correlation": "together",
    },
    "without_careless": {"mean_without_careless": "mean without careless"},
    "item": {
        "favourable": "favourable",
        "unfavourable": "unfavourable",
        "happened": HAPPENED,
        "met": "met it",
        "share": "share {}",
    },
    "gap": {"pupils": "pupils", "staff": "staff", "staff_less_pupils": "staff less pupils"},
}
"""Kind of finding -> statistic -> what the column `figure` calls it, in this order."""
ALWAYS: Mapping[Kind, str] = {
    "scale": "mean",
    "without_careless": "mean_without_careless",
    "item": "favourable",
}
"""The statistic that has a line even if it is not shown, so that the reason has one."""
KINDS: Mapping[Kind, str] = {
    "round": "check",
    "careless": "check",
    "without_careless": "check",
    "scale": "scale",
    "item": "question",
    "gap": "gap",
}


def findings_csv(
    voices: Iterable[Voice],
    gaps: Iterable[VoiceGap] = (),
    gone: Iterable[GoneRound] = (),
    explained: Iterable[ExplainedGap] = (),
    log: PrejudiceLog | None = None,
) -> str:
    """The lines of a year as CSV."""
    lines = findings_lines(voices, gaps, gone, explained, log)
    return csv_text(COLUMNS, _columns(COLUMNS, lines), "g")


def findings_lines(
    voices: Iterable[Voice],
    gaps: Iterable[VoiceGap] = (),
    gone: Iterable[GoneRound] = (),
    explained: Iterable[ExplainedGap] = (),
    log: PrejudiceLog | None = None,
) -> list[Line]:
    """One line a figure, one where a level and the answers part, one for the school's own log of incidents,
    one for each deleted round of the year."""
    lines = [line for voice in voices for line in _voice_lines(voice)]
    for gap in gaps:
        for row in gap_rows(gap):
            line = {"audience": "staff and pupils", "by": "everyone", "id": row.id, "kind": KINDS[row.kind]}
            lines += _figure_lines(row, line | {"not_shown_because": row.hidden or ""}, None)
    lines += [_level_gap_line(one) for one in explained]
    if log is not None:
        lines.append(_log_line(log))
    for round_ in gone:
        days = {"opened": round_.opens_on.isoformat(), "closed": round_.closes_on.isoformat()}
        lines.append({"survey": round_.survey, **days, **_gone_line(round_)})
    return lines


def _level_gap_line(explained: ExplainedGap) -> Line:
    """A level beside which the answers look otherwise, and what the school makes of it."""
    return {
        "kind": "gap",
        "questionnaire": EVALUATION,
        "audience": "leaders",
        "by": "indicator",
        "id": explained.gap.indicator,
        "text": f"{explained.title}: {explained.gap.sentence}",
        "figure": "level",
        "value": explained.points,
        "explanation": explained.explanation,
    }


def _log_line(log: PrejudiceLog) -> Line:
    """The number that the school has typed; an empty one, and why, until it has."""
    return {
        "kind": "log",
        "opened": log.since.isoformat(),
        "closed": log.until.isoformat(),
        "by": "everyone",
        "text": logged_in_words(log),
        "roll": log.roll if log.roll else "",
        "figure": "prejudice incidents",
        "value": "" if log.number is None else log.number,
        "not_shown_because": NOT_TYPED if log.number is None else "",
    }


def _gone_line(gone: GoneRound) -> Line:
    """What a table says of a round that is not there any more."""
    return {
        "kind": "deleted",
        "questionnaire": gone.questionnaire,
        "version": gone.version,
        "audience": gone.voice,
        "opened": gone.opens_on.isoformat(),
        "not_shown_because": gone.words,
    }


def _voice_lines(voice: Voice) -> Iterator[Line]:
    findings = voice.findings
    base: Line = {
        "survey": voice.released.survey,
        "opened": voice.released.opens_on.isoformat(),
        "closed": voice.released.closes_on.isoformat(),
        "brought_in": voice.released.origin,
        "questionnaire": findings.questionnaire,
        "version": findings.version,
        "audience": findings.audience,
    }
    rows = list(round_rows(findings))
    whole = sorted((row for row in rows if row.by == EVERYONE), key=lambda row: ORDER.index(row.kind))
    answered: object = None
    verdicts = group_verdicts(voice)
    for row in [*whole, *(with_verdict(row, verdicts) for row in rows if row.by != EVERYONE)]:
        line = {**base, "by": row.by or "everyone", "group": row.group, "roll": row.roll}
        if row.kind == "group":
            answered = _in_fives(row)
            if row.hidden:
                yield {**line, "kind": "group", "roll": "", "not_shown_because": row.hidden}
        elif row.kind in FIGURE_NAMES:
            line |= {"kind": KINDS[row.kind], "id": row.id, "text": _text(voice, row)}
            if row.kind not in ("round", "careless"):
                line["answered"] = row.n if row.by == EVERYONE else answered
            why = "few" if row.kind == "round" and some_blank(row) else row.hidden or ""
            always = "happened" if _is_event(voice, row) else ALWAYS.get(row.kind)
            for figure in _figure_lines(row, line | {"not_shown_because": why}, always):
                clear = str(figure["figure"]).startswith("clearly")
                yield {**figure, "explanation": sentence_of(row, verdicts)} if clear else figure


def _text(voice: Voice, row: FindingRow) -> str:
    if row.kind in ("round", "careless"):
        return ""
    if row.kind in ("item", "item_change"):
        item = voice.words.items.get(row.id)
        return item.text if item else ""
    return voice.name_of_scale(row.id)


def some_blank(row: FindingRow) -> bool:
    """Whether some forms were handed in empty, but too few to be counted."""
    return "blank" in row.cells and row.cells["blank"].value is None


def _in_fives(row: FindingRow) -> object:
    """To the nearest five; in words where that would reach the roll."""
    return NEARLY_ALL if reaches(row.n or 0, row.roll) else row.n


def _is_event(voice: Voice, row: FindingRow) -> bool:
    """Whether it is a question about what happened, which has no favourable answer."""
    asked = voice.definition.items_by_id.get(row.id) if row.kind == "item" else None
    return asked is not None and asked.kind == "event"


def _figure_lines(row: FindingRow, line: Line, always: str | None) -> Iterator[Line]:
    """`always`: the statistic that has a line even if it is not shown."""
    for statistic, name in FIGURE_NAMES[row.kind].items():
        cells = [key for key in row.cells if key.partition(":")[0] == statistic]
        if not cells and always == statistic:
            yield {**line, "figure": name}
        for key in cells:
            cell = row.cells[key]
            everyone = "yes" if cell.everyone else ""
            figure = {"figure": name.format(key.partition(":")[2]), "everyone_answered": everyone}
            yield {**line, **figure, **_ends(cell)}


def _ends(cell: Cell | None) -> Line:
    return {} if cell is None else {"value": cell.value, "low": cell.low, "high": cell.high}


TREND_COLUMNS = (
    "kind", "questionnaire", "audience", "by", "group", "id", "text", "from_opened", "from_version", "opened",
    "version", "value", "low", "high", "label", "shade", "rests_on", "broken_before", "weak",
    "not_shown_because", "school_year", "brought_in",
)  # fmt: skip
TREND_KINDS: Mapping[Kind, tuple[str, str]] = {
    "point": ("point", "mean"),
    "line": ("straight line", "line"),
    "change": ("change", "change"),
    "item_change": ("question", "change"),
}
"""Kind of finding -> what the column `kind` calls it, and the statistic in `value`."""
BENT = "first to last", "first_to_last"
"""The same of a series whose points do not lie on a straight line."""


def trend_csv(sources: TrendSources) -> str:
    """Points of every series, then changes of the latest round against each earlier one.

    A round that is deleted has a line before the others of its series. Leaders' levels stand last.
    """
    drawn = {series.key for series in sources.series}
    lines = [line for series in sources.series for line in _series_lines(series)]
    lines += [_gone_line(gone) for gone in sources.gone if gone.questionnaire not in drawn]
    lines += leaders_lines(sources)
    return csv_text(TREND_COLUMNS, _columns(TREND_COLUMNS, lines), "g")


def _series_lines(series: Series) -> Iterator[Line]:
    yield from map(_gone_line, series.gone)
    rows = [row for trend in series.trends for row in trend_rows(trend, series.occasions)]
    rows += [row for change in series.changes for row in change_rows(change)]
    brought = series.brought_in_on
    for row in rows:
        kind, statistic = BENT if "bent" in row.flags else TREND_KINDS.get(row.kind, ("", ""))
        if not kind or (row.kind == "line" and statistic not in row.cells):
            continue
        line: dict[str, object] = {"kind": kind, "questionnaire": series.key, "audience": series.voice.voice}
        if row.kind != "item_change":
            line |= {"by": row.by or "whole", "group": row.group}
        for occasion, day, version in (
            (row.earlier, "from_opened", "from_version"),
            (row.later, "opened", "version"),
        ):
            if occasion is not None:
                line |= {day: occasion.opens_on, version: occasion.version}
        if row.kind == "point" and row.later is not None:
            line["weak"] = " ".join(row.later.weak)
        yield line | {
            "brought_in": _brought_in(brought, row),
            "id": row.id,
            "text": _text(series.voice, row),
            "label": _trend_label(row),
            "shade": row.shade or "",
            "rests_on": " ".join(row.rests_on.items) if row.rests_on else "",
            "broken_before": "yes" if "broken" in row.flags else "",
            "not_shown_because": row.hidden or "",
            **_ends(row.cells.get(statistic)),
        }


def _brought_in(brought: Container[dt.date], row: FindingRow) -> str:
    """The first days of those of its rounds that were asked elsewhere."""
    own = [occasion for occasion in (row.earlier, row.later) if occasion is not None]
    return " ".join(one.opens_on for one in own if opened(one) in brought)


def _trend_label(row: FindingRow) -> str:
    if "bent" in row.flags:
        return "not a straight line"
    return "beyond chance" if "beyond" in row.flags else row.label

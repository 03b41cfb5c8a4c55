"""Findings of a round as a table to read in a terminal, and what must be said about them below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from selfeval.findings.findings import RoundFindings
from selfeval.findings.table import EVERYONE, Cell, FindingRow, round_rows
from selfeval.questionnaires.model import Questionnaire, Words

LONGEST_LABEL = 44
CORRELATION = 2
"""Decimal places of a correlation."""
RUNS_ON = ("hidden", "not compared")
"""Beginnings of a reason that stands in a row in the place of its figures."""


def cut(text: str, longest: int = LONGEST_LABEL) -> str:
    """A text cut to fit a column."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns under their headings, figures to the right; a hidden row's reason runs on to the right."""
    complete = [row for row in rows if not row[1].startswith(RUNS_ON)]
    widths = [max(len(row[column]) for row in complete) for column in range(len(rows[0]))]
    widths[0] = max(len(row[0]) for row in rows)
    lines = []
    for row in rows:
        if row in complete:
            last = len(row) - 1
            cells = [
                cell.ljust(width) if column in (0, last) and not cell[:1].isdigit() else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append("  ".join(cells).rstrip())
        else:
            lines.append(f"{row[0].ljust(widths[0])}  {row[1]}")
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join(lines)


def value(cell: Cell | None, digits: int, unit: str = "") -> str:
    """A figure, or nothing."""
    return "" if cell is None or cell.value is None else f"{cell.value:.{digits}f}{unit}"


def interval(cell: Cell | None, digits: int) -> str:
    """Its 95 % interval: 41.2 to 47.0, everyone, or - where there is none."""
    if cell is None or cell.value is None:
        return ""
    if cell.everyone:
        return "everyone"
    if cell.low is None or cell.high is None:
        return "-"
    return f"{cell.low:.{digits}f} to {cell.high:.{digits}f}"


def signed(cell: Cell | None, digits: int) -> tuple[str, str]:
    """A difference and its interval, each with its sign; nothing where there is none."""
    if cell is None or cell.value is None:
        return "", ""
    if cell.low is None or cell.high is None:
        return _sign(cell.value, digits), "-"
    return _sign(cell.value, digits), f"{_sign(cell.low, digits)} to {_sign(cell.high, digits)}"


def _sign(figure: float, digits: int) -> str:
    return f"{round(figure, digits) + 0.0:+.{digits}f}"  # never -0


SENTENCES: Mapping[str, str] = {
    "roll_unknown": "No roll was given, so the intervals take it that many more could have answered.",
    "roll_unknown_by": "No roll is known by {}, so intervals there take it that many more "
    "could have answered.",
    "roll_short": "The rolls by {} add up to fewer than are on roll. They were taken as shares of it.",
    "item_unanswered": "{}: nobody answered, so the scale is scored without this question.",
    "scale_unanswered": "nobody answered any of its questions, so it has no score.",
    "two_way": "Many answers are missing. Filled in from the others, the mean would be {}.",
    "check_reversed": "{}: people who score high on the rest score low here. Check its reversed flag.",
    "own_way": "{}: answers to it have little to do with the rest of the scale. Read it by itself.",
    "no_spread": "{}: everyone gave the same answer.",
    "reliability_few": "No alpha: fewer than 30 people answered every question of this scale.",
    "reliability_items": "No alpha: a scale of fewer than three questions has none.",
    "only_group": "There is one group, so its figures are those of the whole.",
    "all_hidden": "No group can be shown without giving another away.",
    "together": "So few answered that figures by group could show whose answers are whose.",
    "no_answers": "Nobody answered.",
    "turnout_low": "Fewer than 60 of 100 answered: this may not stand for those who did not.",
    "turnout_uneven": "{}: fewer than 30 of 100 answered, so it may not stand for those who did not.",
    "turnout_uneven_girls": "Girls of {}: fewer than 30 of 100 answered.",
    "turnout_uneven_boys": "Boys of {}: fewer than 30 of 100 answered.",
    "not_weighted": "Not weighted to the roll: too few answered, or in too few groups.",
}
ENDS: Mapping[str, str] = {
    "hardly_any": "Hardly any answers look careless.",
    "nearly_all": "Nearly all answers look careless: one button all the way, or things and their opposites.",
}


def weights_table(findings: RoundFindings, scales: Sequence[FindingRow], words: Words, digits: int) -> str:
    """Means weighted to the roll beside the plain ones; a sentence where none may or need be shown."""
    weights = findings.weights
    if weights is None:
        return ""
    worth = f"{weights.n_effective:,.0f}" if weights.n_effective is not None else "so many"
    how = f"raked to {' and '.join(weights.by)}" if weights.raked else f"by {' and '.join(weights.by)}"
    first = f"Weighted to the roll {how}; as good as {worth} answers of people chosen alike."
    merged = [f"Weighted together: {', '.join(names)}." for names in weights.merged]
    rows: list[tuple[str, ...]] = [("Weighted to the roll", "Mean", "95 % interval", "Unweighted")]
    for row in scales:
        weighted = row.cells.get("weighted_mean")
        if weighted is not None:
            plain = value(row.cells.get("mean"), digits)
            name = cut(words.scales[row.id])
            rows.append((name, value(weighted, digits), interval(weighted, digits), plain))
    if len(rows) == 1:
        return "\n".join([first, *merged, "No mean moves by 2 points or more."])
    return "\n".join([table(rows), first, *merged])


def notes(findings: RoundFindings, rows: Sequence[FindingRow], words: Words, digits: int) -> str:
    """A sentence a line."""
    return "\n".join(_notes(findings, rows, words, digits))


def _notes(findings: RoundFindings, rows: Sequence[FindingRow], words: Words, digits: int) -> Iterator[str]:
    yield from map(_sentence, findings.notices)
    for row in rows:
        reach = row.cells.get("reach")
        if reach is not None:
            yield (
                f"{words.scales[row.id]}: had those who did not answer scored 25 points lower, or higher, "
                f"the mean would be {reach.low:.0f}, or {reach.high:.0f}."
            )
    for scale in findings.scales:
        yield from (f"{words.scales[scale.scale]}: {_sentence(notice)}" for notice in scale.notices)
    for breakdown in findings.breakdowns:
        if breakdown.notice:
            yield _sentence(breakdown.notice)
        for group in breakdown.groups:
            out = [scale for scale in group.scales if scale.stands_out]
            yield from (f"{group.group}: {words.scales[o.scale]} is clearly {o.stands_out}." for o in out)
    yield from _careless(rows, words, digits)


def _careless(rows: Sequence[FindingRow], words: Words, digits: int) -> Iterator[str]:
    for row in rows:
        if row.kind == "careless" and row.label:
            yield ENDS[row.label]
        share, without = row.cells.get("careless"), row.cells.get("mean_without_careless")
        if share is not None:
            yield (
                f"{value(share, digits)} % pressed one button all the way or agreed with things and their "
                "opposites. They are counted like all others."
            )
        if without is not None:
            yield f"{words.scales[row.id]} without them: {value(without, digits)}."


def _sentence(notice: str) -> str:
    name, _, about = notice.partition(":")
    return SENTENCES[name].format(about)


HIDDEN: Mapping[str, str] = {
    "few": "hidden: too few answers",
    "complement": "hidden: it would give another figure away",
    "together": "hidden: it could show whose answers are whose",
    "unanimous": "hidden: nearly everyone answered alike",
    "before": "left out: worked out before the scoring was corrected",
    "own": "hidden: a score of one's own questions is told of everyone together",
}
NOT_SAID = "(not said)"
WORDS: Mapping[str, str] = {
    "consistent": "consistent",
    "usable": "usable",
    "weak": "weak",
    "apart": "read one by one",
}


def screen(
    findings: RoundFindings, questionnaire: Questionnaire, empty_rows: int = 0, published: bool = False
) -> str:
    """Scales, items and groups with their intervals, and what must be said about them in sentences."""
    digits = 0 if published else 1
    words = questionnaire.words.get("en") or next(iter(questionnaire.words.values()))
    rows = list(round_rows(findings))
    whole = [row for row in rows if row.by == EVERYONE]
    scales = [row for row in whole if row.kind == "scale"]
    parts = [
        _heading(findings, words, empty_rows),
        _scales(scales, words, digits),
        _items([row for row in whole if row.kind == "item"], words, digits),
        _fits(scales, words),
    ]
    columns = [row.id for row in scales]
    for by, of_groups in groupby(rows, key=lambda row: row.by):
        if by != EVERYONE:
            parts.append(_groups(by, of_groups, columns, words, digits))
    parts += [weights_table(findings, scales, words, digits), notes(findings, whole, words, digits)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(findings: RoundFindings, words: Words, empty_rows: int) -> str:
    if findings.n is None:
        count = "Too few people answered to show anything."
    elif findings.roll is None:
        count = f"{_people(findings.n)} answered."
    else:
        rate = f" ({100 * findings.n / findings.roll:.0f} %)" if findings.roll else ""
        count = f"{findings.n:,} of {_people(findings.roll)} answered{rate}."
    if empty_rows:
        count += f" {empty_rows:,} empty {'row was' if empty_rows == 1 else 'rows were'} left out."
    return f"{words.title} ({findings.questionnaire}, version {findings.version})\n{count}{_blank(findings)}"


def _blank(findings: RoundFindings) -> str:
    """Forms without an answer, told apart from those who answered."""
    if findings.blank == 0:
        return ""
    forms = "A few forms" if findings.blank is None else f"{findings.blank:,} more forms"
    if findings.blank == 1:
        return " 1 more form was handed in without an answer."
    return f" {forms} were handed in without an answer."


def _people(n: int) -> str:
    return "1 person" if n == 1 else f"{n:,} people"


def _why(row: FindingRow) -> str:
    """Why a figure is not shown, and at which end of the range it lies if that is known to all."""
    return HIDDEN[row.hidden or ""] + _end(row)


def _end(row: FindingRow) -> str:
    favourable = row.cells.get("favourable")
    if favourable is None or favourable.value is None:
        return ""
    return f", {favourable.value:.0f} % or {'more' if favourable.value > 50 else 'less'} favourable"


SCALE_COLUMNS = (
    "Scale", "Answered", "Mean", "95 % interval", "SD", "Favourable", "95 % interval", "Alpha", "Omega", "",
)  # fmt: skip


def _scales(scales: Iterable[FindingRow], words: Words, digits: int) -> str:
    rows: list[tuple[str, ...]] = [SCALE_COLUMNS]
    for row in scales:
        name, cells = cut(words.scales[row.id]), row.cells
        if row.hidden is not None:
            rows.append((name, _why(row), *[""] * 8))
            continue
        rows.append(
            (
                name,
                f"{row.n:,}",
                value(cells.get("mean"), digits),
                interval(cells.get("mean"), digits),
                value(cells.get("sd"), digits),
                value(cells.get("favourable"), digits, " %"),
                interval(cells.get("favourable"), digits),
                value(cells.get("alpha"), CORRELATION),
                value(cells.get("omega"), CORRELATION),
                WORDS.get(row.label, ""),
            )
        )
    return table(rows)


def _items(items: Iterable[FindingRow], words: Words, digits: int) -> str:
    rows: list[tuple[str, ...]] = [("Question", "Answered", "Favourable", "95 % interval")]
    for row in items:
        text = words.items[row.id]
        label = cut(f"{row.id} {text.short or text.text}")
        favourable = row.cells.get("favourable")
        if row.hidden is not None:
            rows.append((label, _why(row), "", ""))
        else:
            rows.append((label, f"{row.n:,}", value(favourable, digits, " %"), interval(favourable, digits)))
    return table(rows)


def _fits(scales: Iterable[FindingRow], words: Words) -> str:
    """Each question beside the rest of its scale, where questions were answered by enough people."""
    rows: list[tuple[str, ...]] = [("Question in its scale", "With the rest", "Alpha without it")]
    for row in scales:
        for statistic, rest in row.cells.items():
            name, _, item = statistic.partition(":")
            if name == "item_rest":
                without = value(row.cells[f"alpha_without:{item}"], CORRELATION)
                rows.append((cut(f"{words.scales[row.id]}: {item}"), value(rest, CORRELATION), without))
    return table(rows) if len(rows) > 1 else ""


def _groups(
    by: str, of_groups: Iterable[FindingRow], columns: Sequence[str], words: Words, digits: int
) -> str:
    """A row a group, its means in a column a scale."""
    rows: list[tuple[str, ...]] = [
        (f"Mean by {by}", "Answered", *(cut(words.scales[scale], 24) for scale in columns))
    ]
    for name, of_group in groupby(of_groups, key=lambda row: row.group):
        label = cut(name or NOT_SAID)
        group, *scales = of_group
        if group.hidden is not None:
            rows.append((label, HIDDEN[group.hidden], *[""] * len(columns)))
            continue
        means = [
            f"hidden{_end(row)}"
            if row.hidden
            else f"{value(row.cells.get('mean'), digits)} {interval(row.cells.get('mean'), digits)}"
            for row in scales
        ]
        rows.append((label, f"{group.n:,}" if digits else f"about {group.n:,}", *means))
    return table(rows)

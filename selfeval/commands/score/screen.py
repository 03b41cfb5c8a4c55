"""Findings of a round as a table to read in a terminal, and what must be said about them below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import Breakdown, RoundFindings
from selfeval.questionnaires.model import Questionnaire, Words

LONGEST_LABEL = 44
RUNS_ON = ("hidden", "not compared")
"""Beginnings of a reason that stands in a row in the place of its figures."""


def cut(text: str, longest: int = LONGEST_LABEL) -> str:
    """A text cut to fit a column."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns under their headings, figures to the right; a hidden row's reason runs on to the right."""
    figures = [row for row in rows if not row[1].startswith(RUNS_ON)]
    widths = [max(len(row[column]) for row in figures) for column in range(len(rows[0]))]
    widths[0] = max(len(row[0]) for row in rows)
    lines = []
    for row in rows:
        if row in figures:
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


def value(estimate: Estimate | None, digits: int, unit: str = "") -> str:
    """A figure, or nothing."""
    return "" if estimate is None else f"{estimate.value:.{digits}f}{unit}"


def two_places(figure: float | None) -> str:
    """A correlation, or nothing."""
    return "" if figure is None else f"{figure:.2f}"


def interval(estimate: Estimate | None, digits: int) -> str:
    """Its 95 % interval: 41.2 to 47.0, everyone, or - where there is none."""
    if estimate is None:
        return ""
    if estimate.everyone:
        return "everyone"
    if estimate.interval is None:
        return "-"
    return f"{estimate.interval.low:.{digits}f} to {estimate.interval.high:.{digits}f}"


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
    "together": "So few answered that figures by group could tell whose answers are whose.",
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


def weights_table(findings: RoundFindings, words: Words, digits: int) -> str:
    """Means weighted to the roll beside the plain ones; a sentence where none may or need be shown."""
    weights = findings.weights
    if weights is None:
        return ""
    worth = f"{weights.n_effective:,.0f}" if weights.n_effective is not None else "so many"
    how = f"raked to {' and '.join(weights.by)}" if weights.raked else f"by {' and '.join(weights.by)}"
    told = f"Weighted to the roll {how}; as good as {worth} answers of people chosen alike."
    merged = [f"Weighted together: {', '.join(names)}." for names in weights.merged]
    rows: list[tuple[str, ...]] = [("Weighted to the roll", "Mean", "95 % interval", "Unweighted")]
    rows += [
        (
            cut(words.scales[scale.scale]),
            value(scale.weighted, digits),
            interval(scale.weighted, digits),
            value(scale.mean, digits),
        )
        for scale in findings.scales
        if scale.weighted is not None
    ]
    if len(rows) == 1:
        return "\n".join([told, *merged, "No mean moves by 2 points or more."])
    return "\n".join([table(rows), told, *merged])


def notes(findings: RoundFindings, words: Words, digits: int) -> str:
    """A sentence a line."""
    return "\n".join(_notes(findings, words, digits))


def _notes(findings: RoundFindings, words: Words, digits: int) -> Iterator[str]:
    yield from map(_sentence, findings.notices)
    for scale in findings.scales:
        if scale.reach is not None:
            name, reach = words.scales[scale.scale], scale.reach
            yield (
                f"{name}: had those who did not answer scored 25 points lower, or higher, the mean would be "
                f"{reach.low:.0f}, or {reach.high:.0f}."
            )
    for scale in findings.scales:
        yield from (f"{words.scales[scale.scale]}: {_sentence(notice)}" for notice in scale.notices)
    for breakdown in findings.breakdowns:
        if breakdown.notice:
            yield _sentence(breakdown.notice)
        for group in breakdown.groups:
            out = [each for each in group.scales if each.stands_out]
            yield from (f"{group.group}: {words.scales[o.scale]} is clearly {o.stands_out}." for o in out)
    yield from _careless(findings, words, digits)


def _careless(findings: RoundFindings, words: Words, digits: int) -> Iterator[str]:
    found = findings.careless
    if found is None:
        return
    if found.end is not None:
        yield ENDS[found.end]
    if found.share is None:
        return
    yield (
        f"{found.share:.{digits}f} % pressed one button all the way or agreed with things and their "
        "opposites. They are counted like all others."
    )
    for scale in found.without:
        if scale.mean is not None:
            yield f"{words.scales[scale.scale]} without them: {value(scale.mean, digits)}."


def _sentence(notice: str) -> str:
    name, _, about = notice.partition(":")
    return SENTENCES[name].format(about)


HIDDEN: Mapping[str, str] = {
    "few": "hidden: too few answers",
    "complement": "hidden: it would give another figure away",
    "together": "hidden: it could tell whose answers are whose",
    "unanimous": "hidden: nearly everyone answered alike",
    "before": "left out: worked out before the scoring was corrected",
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
    parts = [
        _heading(findings, words, empty_rows),
        _scales(findings, words, digits),
        _items(findings, words, digits),
        _fits(findings, words),
    ]
    parts += [_groups(breakdown, findings, words, digits) for breakdown in findings.breakdowns]
    parts += [weights_table(findings, words, digits), notes(findings, words, digits)]
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
    return f"{words.title} ({findings.questionnaire}, version {findings.version})\n{count}"


def _people(n: int) -> str:
    return "1 person" if n == 1 else f"{n:,} people"


def _why(hidden: str, favourable: Estimate | None) -> str:
    """Why a figure is not shown, and at which end of the range it lies if that is told."""
    return HIDDEN[hidden] + _end(favourable)


def _end(favourable: Estimate | None) -> str:
    if favourable is None:
        return ""
    return f", {favourable.value:.0f} % or {'more' if favourable.value > 50 else 'less'} favourable"


def _scales(findings: RoundFindings, words: Words, digits: int) -> str:
    rows: list[tuple[str, ...]] = [
        (
            "Scale",
            "Answered",
            "Mean",
            "95 % interval",
            "SD",
            "Favourable",
            "95 % interval",
            "Alpha",
            "Omega",
            "",
        )
    ]
    for scale in findings.scales:
        if scale.hidden is not None:
            rows.append((cut(words.scales[scale.scale]), _why(scale.hidden, scale.favourable), *[""] * 8))
            continue
        found = scale.reliability
        rows.append(
            (
                cut(words.scales[scale.scale]),
                f"{scale.n:,}",
                value(scale.mean, digits),
                interval(scale.mean, digits),
                "" if scale.sd is None else f"{scale.sd:.{digits}f}",
                value(scale.favourable, digits, " %"),
                interval(scale.favourable, digits),
                two_places(found.alpha.value if found else None),
                two_places(found.omega if found else None),
                WORDS[found.words] if found else "",
            )
        )
    return table(rows)


def _items(findings: RoundFindings, words: Words, digits: int) -> str:
    rows: list[tuple[str, ...]] = [("Question", "Answered", "Favourable", "95 % interval")]
    for item in findings.items:
        text = words.items[item.item]
        label = f"{item.item} {text.short or text.text}"
        if item.hidden is not None:
            rows.append((cut(label), _why(item.hidden, item.favourable), "", ""))
        else:
            rows.append(
                (
                    cut(label),
                    f"{item.n:,}",
                    value(item.favourable, digits, " %"),
                    interval(item.favourable, digits),
                )
            )
    return table(rows)


def _fits(findings: RoundFindings, words: Words) -> str:
    """Each question beside the rest of its scale, where questions were answered by enough people."""
    rows: list[tuple[str, ...]] = [("Question in its scale", "With the rest", "Alpha without it")]
    for scale in findings.scales:
        for fit in scale.reliability.fits if scale.reliability else ():
            label = f"{words.scales[scale.scale]}: {fit.item}"
            rows.append((cut(label), two_places(fit.rest), two_places(fit.alpha_without)))
    return table(rows) if len(rows) > 1 else ""


def _groups(breakdown: Breakdown, findings: RoundFindings, words: Words, digits: int) -> str:
    if not breakdown.groups:
        return ""
    scales = [scale.scale for scale in findings.scales]
    rows: list[tuple[str, ...]] = [
        (f"Mean by {breakdown.by}", "Answered", *(cut(words.scales[scale], 24) for scale in scales))
    ]
    for group in breakdown.groups:
        if group.hidden is not None:
            rows.append((cut(group.group or NOT_SAID), HIDDEN[group.hidden], *[""] * len(scales)))
            continue
        means = [
            f"hidden{_end(scale.favourable)}"
            if scale.hidden
            else f"{value(scale.mean, digits)} {interval(scale.mean, digits)}"
            for scale in group.scales
        ]
        rows.append(
            (cut(group.group or NOT_SAID), f"{group.n:,}" if digits else f"about {group.n:,}", *means)
        )
    return table(rows)

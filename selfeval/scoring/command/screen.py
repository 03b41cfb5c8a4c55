"""Findings of a round as a table to read in a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from selfeval.questionnaires.model import Questionnaire, Words
from selfeval.scoring.command.plain import cut, interval, table, two_places, value
from selfeval.scoring.command.screen_notes import notes, weights_table
from selfeval.scoring.findings import Breakdown, Estimate, RoundFindings

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

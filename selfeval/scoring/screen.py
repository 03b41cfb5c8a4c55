"""Findings of a round as a table to read in a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from selfeval.questionnaires.model import Questionnaire, Words
from selfeval.scoring.findings import Breakdown, Estimate, RoundFindings
from selfeval.scoring.plain import cut, table

SENTENCES: Mapping[str, str] = {
    "roll_unknown": "No roll was given, so the intervals take it that many more could have answered.",
    "item_unanswered": "{}: nobody answered, so the scale is scored without this question.",
    "two_way": "Many answers are missing. Filled in from the others, the mean would be {}.",
    "check_reversed": "{}: people who score high on the rest score low here. Check its reversed flag.",
    "own_way": "{}: answers to it have little to do with the rest of the scale. Read it by itself.",
    "no_spread": "{}: everyone gave the same answer.",
    "reliability_few": "No alpha: fewer than 30 people answered every question of this scale.",
    "reliability_items": "No alpha: a scale of fewer than three questions has none.",
    "only_group": "There is one group, so its figures are those of the whole.",
    "all_hidden": "No group can be shown without giving another away.",
    "no_answers": "Nobody answered.",
    "turnout_low": "Fewer than 60 of 100 answered: this may not stand for those who did not.",
    "turnout_uneven": "{}: fewer than 30 of 100 answered, so it may not stand for those who did not.",
}
HIDDEN: Mapping[str, str] = {
    "few": "hidden: too few answers",
    "complement": "hidden: it would give another figure away",
    "unanimous": "hidden: nearly everyone answered alike",
}
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
    parts.append(_notices(findings, words))
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(findings: RoundFindings, words: Words, empty_rows: int) -> str:
    if findings.n is None:
        count = "Too few people answered to show anything."
    elif findings.roll is None:
        count = f"{findings.n:,} people answered."
    else:
        rate = f" ({100 * findings.n / findings.roll:.0f} %)" if findings.roll else ""
        count = f"{findings.n:,} of {findings.roll:,} people answered{rate}."
    if empty_rows:
        count += f" {empty_rows:,} empty rows were left out."
    return f"{words.title} ({findings.questionnaire}, version {findings.version})\n{count}"


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
            rows.append((cut(words.scales[scale.scale]), HIDDEN[scale.hidden], *[""] * 8))
            continue
        found = scale.reliability
        rows.append(
            (
                cut(words.scales[scale.scale]),
                f"{scale.n:,}",
                _value(scale.mean, digits),
                _interval(scale.mean, digits),
                "" if scale.sd is None else f"{scale.sd:.{digits}f}",
                _value(scale.favourable, digits, " %"),
                _interval(scale.favourable, digits),
                _two_places(found.alpha.value if found else None),
                _two_places(found.omega if found else None),
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
            rows.append((cut(label), HIDDEN[item.hidden], "", ""))
        else:
            rows.append(
                (
                    cut(label),
                    f"{item.n:,}",
                    _value(item.favourable, digits, " %"),
                    _interval(item.favourable, digits),
                )
            )
    return table(rows)


def _fits(findings: RoundFindings, words: Words) -> str:
    """Each question beside the rest of its scale, where questions were answered by enough people."""
    rows: list[tuple[str, ...]] = [("Question in its scale", "With the rest", "Alpha without it")]
    for scale in findings.scales:
        for fit in scale.reliability.fits if scale.reliability else ():
            label = f"{words.scales[scale.scale]}: {fit.item}"
            rows.append((cut(label), _two_places(fit.rest), _two_places(fit.alpha_without)))
    return table(rows) if len(rows) > 1 else ""


def _groups(breakdown: Breakdown, findings: RoundFindings, words: Words, digits: int) -> str:
    if not breakdown.groups:
        return ""
    scales = [scale.scale for scale in findings.scales]
    rows: list[tuple[str, ...]] = [
        ("Mean by group", "Answered", *(cut(words.scales[scale], 24) for scale in scales))
    ]
    for group in breakdown.groups:
        if group.hidden is not None:
            rows.append((cut(group.group), HIDDEN[group.hidden], *[""] * len(scales)))
            continue
        means = [
            "hidden" if scale.hidden else f"{_value(scale.mean, digits)} {_interval(scale.mean, digits)}"
            for scale in group.scales
        ]
        rows.append((cut(group.group), f"{group.n:,}" if digits else f"about {group.n:,}", *means))
    return table(rows)


def _notices(findings: RoundFindings, words: Words) -> str:
    lines = [_sentence(notice) for notice in findings.notices]
    lines += [
        f"{words.scales[scale.scale]}: had those who did not answer scored 25 points lower, or higher, "
        f"the mean would be {scale.reach.low:.0f}, or {scale.reach.high:.0f}."
        for scale in findings.scales
        if scale.reach is not None
    ]
    lines += [
        f"{words.scales[scale.scale]}: {_sentence(notice)}"
        for scale in findings.scales
        for notice in scale.notices
    ]
    lines += [_sentence(breakdown.notice) for breakdown in findings.breakdowns if breakdown.notice]
    return "\n".join(lines)


def _sentence(notice: str) -> str:
    name, _, about = notice.partition(":")
    return SENTENCES[name].format(about)


def _value(estimate: Estimate | None, digits: int, unit: str = "") -> str:
    return "" if estimate is None else f"{estimate.value:.{digits}f}{unit}"


def _two_places(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.2f}"


def _interval(estimate: Estimate | None, digits: int) -> str:
    if estimate is None:
        return ""
    if estimate.everyone:
        return "everyone"
    if estimate.interval is None:
        return "-"
    return f"{estimate.interval.low:.{digits}f} to {estimate.interval.high:.{digits}f}"

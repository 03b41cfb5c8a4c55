"""What must be said about the findings of a round, below its tables in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selfeval.questionnaires.model import Words
from selfeval.scoring.command.plain import cut, interval, table, value
from selfeval.scoring.findings import RoundFindings

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

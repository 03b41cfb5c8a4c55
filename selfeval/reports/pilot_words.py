"""What a pilot says of each question and scale in words, how sure it is first; and all of it as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selfeval.english import listed
from selfeval.findings.pilot import (
    AT_LEAST,
    SHARES,
    PilotFindings,
    PilotItem,
    PilotScale,
    RuleFigure,
    RuleName,
    Verdict,
    WordingFigure,
    pilot_rows,
)
from selfeval.questionnaires.model import Words
from selfeval.reports.tables import csv_text

VERDICTS: Mapping[Verdict, str] = {"keep": "keep", "reword": "reword", "few": "too few to say"}
COLUMNS = (
    "questionnaire", "version", "level", "id", "arm", "statistic", "about", "value", "low", "high", "n",
    "line", "verdict",
)  # fmt: skip
NO_FIT: Mapping[str, str] = {
    "few": "Fewer than 100 people answered all of it, so no factor was looked for.",
    "items": "It has fewer than three questions, so there is no factor to look for.",
    "improper": "One factor does not fit. The questions do not go together, or two of them say the same.",
}
OUTCOMES: Mapping[str, str] = {
    "skipped": "left out",
    "unsure": "“I don’t know”",
    "best": "best answer",
    "score": "mean score",
}
NOTICES: Mapping[str, str] = {
    "not_asked": "{}: nobody answered this question, so nothing is said of it.",
    "no_schools": "No school is named, so all are taken as drawn one by one. Say --school.",
    "codes_left_out": "{} of the later rows are in no retest figure: their code is in a file twice, or "
    "not in the first.",
    "about_left_out": "Questions about the person are left out: their figures count people.",
    "alike_left_out": "Where only a few gave the best answer, or all but a few, only the shares are shown: "
    "anything else could tell what those few said.",
    "class_left_out": "{} people are left out where wordings are compared: their class had only one.",
}


def pilot_csv(findings: PilotFindings, *, mark: bool = True) -> str:
    """Every figure in a line; shares in per cent."""
    lines = (
        (
            findings.questionnaire,
            findings.version,
            row.level,
            row.id,
            row.arm,
            row.statistic,
            row.about,
            row.value,
            row.low,
            row.high,
            row.n,
            row.line,
            row.verdict,
        )
        for row in pilot_rows(findings)
    )
    return csv_text(COLUMNS, lines, mark=mark)


def of_item(item: PilotItem, words: Words) -> list[str]:
    """What keeps a question from being kept, the worst first; nothing where it can be."""
    if item.verdict == "keep":
        return []
    wanting = [
        rule
        for rule in item.rules
        if rule.verdict == item.verdict and not (rule.rule == "unlike" and rule.verdict == "few")
    ]
    sentences = [sentence(rule, words) for rule in wanting]
    if item.turned:
        sentences.append("It goes against the rest: check whether it is turned round.")
    return sentences


def of_scale(scale: PilotScale, words: Words) -> list[str]:
    """What there is to say of a scale: every figure in a sentence."""
    sentences = [sentence(rule, words) for rule in scale.rules]
    if scale.no_fit:
        sentences.insert(0, NO_FIT[scale.no_fit])
    if scale.df is None and not scale.no_fit:
        sentences.insert(0, "Three questions always fit one factor, so only omega is told.")
    if scale.wording:
        sentences.append(f"Questions turned round share a factor of wording: {listed(scale.wording)}.")
    share = scale.between_schools
    if share is not None:
        sentences.append(
            f"Between {share.schools} schools lies {share.value:.2f} of the variance of its score, or "
            f"anything from {share.low:.2f} to {share.high:.2f}."
        )
    return sentences


CLAIMS: Mapping[RuleName, tuple[str, str, str]] = {
    "rest": ("it goes with the rest of “{}”", "it does not go with the rest of “{}”", ""),
    "cfi": ("one factor fits", "one factor does not fit", "CFI "),
    "rmsea": ("one factor fits", "one factor does not fit", "RMSEA "),
    "omega": ("the score holds together", "the score does not hold together", "omega "),
    "retest": ("people answer alike some weeks on", "people answer otherwise some weeks on", ""),
}
"""Rule -> what is so where it is kept and where it is broken, and what its figure is called."""
DOINGS: Mapping[RuleName, str] = {
    "skipped": "leave it out",
    "unsure": "say they do not know",
    "best": "give the best answer",
}


def sentence(rule: RuleFigure, words: Words) -> str:
    """One figure beside its line, how sure it is first."""
    if rule.rule == "unlike":
        return _unlike(rule)
    return _share(rule) if rule.rule in SHARES else _figure(rule, words)


def _share(rule: RuleFigure) -> str:
    """Surely 5 of 100 or more leave it out: 9, or anything from 7 to 12."""
    line, what = f"{rule.line:g} of 100", DOINGS[rule.rule]
    if rule.value is None or rule.low is None or rule.high is None:
        return f"Too few people to say whether {line} or more {what}."
    about = _about(rule)
    match rule.verdict:
        case "few":
            return f"Cannot tell whether {line} or more {what}: {about}."
        case "reword":
            return f"Surely {line} or more {what}: {about}."
        case "keep":
            return f"Surely fewer than {line} {what}: {about}."


def _about(rule: RuleFigure) -> str:
    value, low, high = rule.value or 0.0, rule.low or 0.0, rule.high or 0.0
    if rule.end_only:
        return f"{high:g} or fewer" if value < 50 else f"{low:g} or more"
    digits = 0 if value.is_integer() and low.is_integer() and high.is_integer() else 1
    return f"{value:.{digits}f}, or anything from {low:.{digits}f} to {high:.{digits}f}"


def _figure(rule: RuleFigure, words: Words) -> str:
    """Surely one factor fits: CFI 0.98, or anything from 0.96 to 1.00; 0.95 or more is asked for."""
    good, bad, name = CLAIMS[rule.rule]
    good, bad = (claim.format(words.scales.get(rule.about) or rule.about) for claim in (good, bad))
    if rule.value is None or rule.low is None or rule.high is None:
        return f"Too few people to say whether {good}."
    asked_for = f"{rule.line:.2f} or more" if rule.rule in AT_LEAST else f"less than {rule.line:.2f}"
    between = f"or anything from {rule.low:.2f} to {rule.high:.2f}"
    about = f"{name}{rule.value:.2f}, {between}; {asked_for} is asked for."
    match rule.verdict:
        case "few":
            return f"Cannot tell whether {good}: {about}"
        case "reword":
            return f"Surely {bad}: {about}"
        case "keep":
            return f"Surely {good}: {about}"


def _unlike(rule: RuleFigure) -> str:
    column, _, groups = rule.about.partition(": ")
    pair = f"{groups.replace(', ', ' and ')} ({column})"
    if rule.verdict == "few":
        return f"Too few to tell whether {pair} answer it alike: 200 on each side are asked for."
    if rule.verdict == "reword":
        return f"Surely {pair} who are alike on the rest answer it unlike: better answers from {rule.higher}."
    return f"No sign that {pair} who are alike on the rest answer it unlike."


def of_wording(one: WordingFigure) -> str:
    """One difference of two wordings in words, how sure it is first."""
    what = OUTCOMES[one.outcome]
    if one.differs is None or one.difference is None or one.low is None or one.high is None:
        return f"Too few to say whether the wordings differ ({what})."
    between = f"from {one.low:+.1f} to {one.high:+.1f}"
    if one.differs:
        more = "more" if one.difference > 0 else "less"
        return f"Surely {more} with the second wording ({what}): {one.difference:+.1f}, {between}."
    return f"No difference seen ({what}): it could be anywhere {between}."


def notices(findings: PilotFindings) -> Iterator[str]:
    """What must be said below the figures."""
    for notice in findings.notices:
        name, _, about = notice.partition(":")
        yield NOTICES[name].format(about)


def unasked_groups(findings: PilotFindings) -> Iterator[str]:
    """Which groups were too small to be set against each other, in one sentence for all questions."""
    few = [
        rule
        for item in findings.items
        for rule in item.rules
        if rule.rule == "unlike" and rule.verdict == "few"
    ]
    yield from dict.fromkeys(map(_unlike, few))

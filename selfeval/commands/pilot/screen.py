"""A pilot as a table to read in a terminal: what to do with each question first, then the figures."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from selfeval.commands.score.screen import cut, table
from selfeval.english import capitalised, count_of
from selfeval.findings.pilot import PilotFindings, PilotItem, PilotScale, RuleFigure, Verdict, WordingFigure
from selfeval.questionnaires.model import Questionnaire, Words
from selfeval.reports.pilot_words import (
    OUTCOMES,
    VERDICTS,
    notices,
    of_item,
    of_scale,
    of_wording,
    unasked_groups,
)

HEADINGS: tuple[tuple[Verdict, str], ...] = (
    ("reword", "Reword"),
    ("few", "Too few to say"),
    ("keep", "Keep"),
)
SHARES = ("skipped", "unsure", "best")
SHORT: Mapping[Verdict, str] = {"keep": "keep", "reword": "reword", "few": "too few"}
WIDTH = 110
"""Characters of a line."""


def screen(findings: PilotFindings, questionnaire: Questionnaire) -> str:
    """Verdicts in sentences, how sure they are first; then every figure."""
    words = questionnaire.words.get("en") or next(iter(questionnaire.words.values()))
    parts = [
        _heading(findings, words),
        *_verdicts(findings.items, words),
        "\n".join(line for text in _remarks(findings) for line in _wrapped(text, "")),
        _scales(findings.scales, words),
        _wordings(findings.wordings),
        _items(findings.items),
        _fits(findings.scales, words),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _remarks(findings: PilotFindings) -> Iterator[str]:
    yield from unasked_groups(findings)
    yield from notices(findings)


def _wrapped(sentence: str, indent: str) -> list[str]:
    """Lines that fit the screen, the later ones set in."""
    return textwrap.wrap(sentence, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")


def _heading(findings: PilotFindings, words: Words) -> str:
    lines = [
        f"Pilot of {words.title} ({findings.questionnaire}, version {findings.version})",
        f"{count_of(findings.n, 'person', 'people')} answered.",
    ]
    if findings.blank is None:
        lines[-1] += " A few forms were handed in without an answer."
    elif findings.blank:
        handed = "was" if findings.blank == 1 else "were"
        lines[-1] += f" {count_of(findings.blank, 'more form')} {handed} handed in without an answer."
    if findings.arms:
        arms = ", ".join(f"{arm} {n:,}" for arm, n in findings.arms)
        lines.append(f"By wording: {arms}.")
    return "\n".join(lines)


def _verdicts(items: Sequence[PilotItem], words: Words) -> Iterator[str]:
    for verdict, heading in HEADINGS:
        of_verdict = [item for item in items if item.verdict == verdict]
        if not of_verdict:
            continue
        lines = [f"{heading}: {count_of(len(of_verdict), 'question')}"]
        for item in of_verdict:
            lines.append(f"  {item.item}  “{words.items[item.item].text}”")
            lines += [line for sentence in of_item(item, words) for line in _wrapped(sentence, "    ")]
        yield "\n".join(lines)


def _scales(scales: Sequence[PilotScale], words: Words) -> str:
    lines = []
    for scale in scales:
        name = words.scales.get(scale.scale) or scale.scale
        of_arm = f", wording {scale.arm}" if scale.arm else ""
        verdict = f": {VERDICTS[scale.verdict]}" if scale.verdict else ""
        lines.append(f"Scale “{name}”{of_arm}{verdict}")
        lines += [line for sentence in of_scale(scale, words) for line in _wrapped(sentence, "  ")]
    return "\n".join(lines)


def _wordings(figures: Sequence[WordingFigure]) -> str:
    """Differences beyond chance in sentences, and all of them as a table: a row a pair of wordings."""
    if not figures:
        return ""
    sure = [f"  {_pair(one)}: {of_wording(one)}" for one in figures if one.differs]
    outcomes = [name for name in OUTCOMES if any(one.outcome == name for one in figures)]
    heads = (capitalised(OUTCOMES[name]) for name in outcomes)
    rows: list[tuple[str, ...]] = [("Second wording less first", "Asked", *heads)]
    for pair, several in groupby(figures, key=_pair):
        of_pair: dict[str, WordingFigure] = {one.outcome: one for one in several}
        people = max(one.n for one in of_pair.values())
        cells = (_difference(of_pair.get(name)) for name in outcomes)
        rows.append((cut(pair), f"{people[0]:,} and {people[1]:,}", *cells))
    head = ["Two wordings surely differ:", *sure] if sure else ["No two wordings surely differ."]
    return "\n".join([*head, "", table(rows), "Each difference with its 95 % interval, within classes."])


def _pair(one: WordingFigure) -> str:
    return f"{' and '.join(dict.fromkeys(one.items))} ({one.arms[0]}, {one.arms[1]})"


def _difference(one: WordingFigure | None) -> str:
    if one is None:
        return ""
    if one.difference is None or one.low is None or one.high is None:
        return "too few to say"
    middle, low, high = (round(figure) + 0 for figure in (one.difference, one.low, one.high))
    return f"{middle:+d} ({low:+d} to {high:+d})"


def _items(items: Sequence[PilotItem]) -> str:
    """A row a question; each share with its 90 % interval."""
    rows: list[tuple[str, ...]] = [
        ("Question", "Asked", "Left out %", "Don’t know %", "Best answer %", "With the rest", "")
    ]
    for item in items:
        by_rule: dict[str, list[RuleFigure]] = {}
        for rule in item.rules:
            by_rule.setdefault(rule.rule, []).append(rule)
        rows.append(
            (
                cut(item.item, 26),
                f"{item.n:,}",
                *(_cell(by_rule.get(name, []), 0) for name in SHARES),
                _cell(by_rule.get("rest", []), 2),
                SHORT[item.verdict],
            )
        )
    return table(rows) + "\nEach figure with its 90 % interval."


def _cell(rules: Sequence[RuleFigure], digits: int) -> str:
    """3.1 (1.9 to 5.0); of several scales the one that goes least well with it."""
    shown = [rule for rule in rules if rule.value is not None]
    if not shown:
        return ""
    rule = min(shown, key=lambda one: one.value or 0)
    value, low, high = rule.value or 0, rule.low, rule.high
    if rule.end_only:
        return f"{low:.0f} or more" if value > 50 else f"{high:.0f} or fewer"
    return f"{value:.{digits}f}" + (f" ({low:.{digits}f} to {high:.{digits}f})" if low is not None else "")


def _fits(scales: Sequence[PilotScale], words: Words) -> str:
    rows: list[tuple[str, ...]] = [("Scale", "People", "CFI", "RMSEA", "Omega", "Retest")]
    for scale in scales:
        name = words.scales.get(scale.scale) or scale.scale
        rules = {rule.rule: [rule] for rule in scale.rules}
        rows.append(
            (
                cut(f"{name} {scale.arm}".strip(), 18),
                f"{scale.n:,}",
                *(_cell(rules.get(rule, []), 2) for rule in ("cfi", "rmsea", "omega", "retest")),
            )
        )
    return table(rows)

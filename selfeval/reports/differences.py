"""What a correction changes of a release, in lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from selfeval.findings.findings import ReleaseFindings, RoundFindings
from selfeval.findings.table import EVERYONE, FindingRow, round_rows
from selfeval.questionnaires.model import Words


def differences(
    before: ReleaseFindings, after: ReleaseFindings, words_of: Callable[[str], Words]
) -> list[str]:
    """One line a change of a roll, a number or a score, and of what is shown.

    `words_of`: digest of a definition -> its words.
    """
    now = {round_.questionnaire: round_ for round_ in after.rounds}
    lines = []
    for then in before.rounds:
        words = words_of(then.digest)
        names = {**words.areas, **words.scales}
        lines.append(words.title)
        if then.questionnaire not in now:
            lines.append("  is given up: none of its figures is in the new release")
            continue
        changed = _of_round(then, now[then.questionnaire], names)
        lines += [f"  {line}" for line in changed] or ["  no figure changes"]
    return lines


def _of_round(then: RoundFindings, now: RoundFindings, names: Mapping[str, str]) -> Iterator[str]:
    old, new = _shown(then), {(row.by, row.group, row.id): row for row in _shown(now)}
    for by in (EVERYONE, *(breakdown.by for breakdown in then.breakdowns)):
        newly = dict.fromkeys(group for new_by, group, _ in new if new_by == by)
        for row in (row for row in old if row.by == by):
            newly.pop(row.group, None)
            other = new.get((by, row.group, row.id))
            if row.kind != "scale":
                yield from _of_group(row, other)
            elif (by, row.group, "") in new and _score(row) != _score(other):
                name, who = names.get(row.id, row.id), row.group or "everyone"
                yield f"{name}, {who}: {_score(other)}, was {_score(row)}"
        yield from (f"{group}: newly shown" for group in newly if group)


def _shown(findings: RoundFindings) -> list[FindingRow]:
    """The whole, the groups that are shown, and the scales of each."""
    rows = [row for row in round_rows(findings) if row.kind in ("round", "group", "scale")]
    return [row for row in rows if row.kind != "group" or row.hidden is None]


def _of_group(row: FindingRow, other: FindingRow | None) -> Iterator[str]:
    """What changed of those who could have answered and, of everyone, of those who did."""
    if other is None:
        yield f"{row.group}: no longer shown on its own"
        return
    if row.roll != other.roll:
        who = f"{row.group}, " if row.group else ""
        yield f"{who}could have answered: {_number(other.roll)}, was {_number(row.roll)}"
    if row.kind == "round" and row.n != other.n:
        yield f"answered: {_number(other.n)}, was {_number(row.n)}"


def _score(row: FindingRow | None) -> str:
    """The mean with its bracket, in whole numbers."""
    mean = None if row is None else row.cells.get("mean")
    if mean is None:
        return "not shown"
    bracket = "" if mean.low is None else f" ({mean.low:.0f} to {mean.high:.0f})"
    return f"{mean.value:.0f}{bracket}"


def _number(number: int | None) -> str:
    return "not known" if number is None else f"{number:,}"

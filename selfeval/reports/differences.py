"""What a correction changes, in lines for whoever makes it. Pure: two releases of a survey in, words out."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.questionnaires.versions import find
from selfeval.scoring.findings import GroupFinding, ReleaseFindings, RoundFindings, ScaleFinding

EVERYONE = "everyone"


def differences(before: ReleaseFindings, after: ReleaseFindings) -> list[str]:
    """One line a change of a roll, a number or a score, and of what is shown."""
    now = {found.questionnaire: found for found in after.rounds}
    lines = []
    for then in before.rounds:
        words = find(then.questionnaire, then.version).words["en"]
        names = {**words.areas, **words.scales}
        lines.append(words.title)
        found = now.get(then.questionnaire)
        if found is None:
            lines.append("  is given up: none of its figures is in the new release")
        else:
            lines += [f"  {line}" for line in _of_round(then, found, names)] or ["  no figure changes"]
    return lines


def _of_round(then: RoundFindings, now: RoundFindings, names: dict[str, str]) -> Iterator[str]:
    for what, old, new in (("could have answered", then.roll, now.roll), ("answered", then.n, now.n)):
        if old != new:
            yield f"{what}: {_number(new)}, was {_number(old)}"
    yield from _scores(EVERYONE, then.scales, now.scales, names)
    for table in then.breakdowns:
        groups, known = _shown(now, table.by), _shown(then, table.by)
        for group in known.values():
            if group.group not in groups:
                yield f"{group.group}: no longer shown by itself"
                continue
            same = groups.pop(group.group)
            if group.roll != same.roll:
                yield f"{group.group}, could have answered: {_number(same.roll)}, was {_number(group.roll)}"
            yield from _scores(group.group, group.scales, same.scales, names)
        yield from (f"{group}: newly shown" for group in groups)


def _shown(found: RoundFindings, by: str) -> dict[str, GroupFinding]:
    return {
        group.group: group
        for table in found.breakdowns
        if table.by == by
        for group in table.groups
        if group.hidden is None
    }


def _scores(
    who: str, then: tuple[ScaleFinding, ...], now: tuple[ScaleFinding, ...], names: dict[str, str]
) -> Iterator[str]:
    new = {scale.scale: scale for scale in now}
    for old in then:
        name, found = names.get(old.scale, old.scale), new.get(old.scale)
        if found is None or _score(found) != _score(old):
            yield f"{name}, {who}: {_score(found)}, was {_score(old)}"


def _score(scale: ScaleFinding | None) -> str:
    """The mean with its bracket, in whole numbers."""
    if scale is None or scale.mean is None:
        return "not shown"
    ends = scale.mean.interval
    return f"{scale.mean.value:.0f}" + (f" ({ends.low:.0f} to {ends.high:.0f})" if ends else "")


def _number(number: int | None) -> str:
    return "not known" if number is None else f"{number:,}"

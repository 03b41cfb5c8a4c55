"""Last year's judgements carried over to this year's indicators. They are provisional: nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from selfeval.questionnaires.catalogue import versions_between
from selfeval.questionnaires.lineage import joined_kinds
from selfeval.questionnaires.model import Change, ChangeKind, ItemWords, Questionnaire
from selfeval.self_evaluation.judgements import NOT_KNOWN, levels_of

LANGUAGE = "en"
BY_DEPTH: tuple[ChangeKind, ...] = ("unchanged", "reworded", "split", "merged")
"""How far an indicator has come from what was rated: the furthest of several steps is what it is called."""


class Judged(Protocol):
    """A judgement, as far as it can be carried over."""

    @property
    def level(self) -> str | None: ...

    @property
    def commentary(self) -> str: ...


@dataclass(frozen=True)
class CarriedSource:
    """One indicator of the earlier version as it was worded, and what was judged of it."""

    indicator: str
    number: str
    """Its number then: 5.3."""
    words: ItemWords
    """Its text, its levels and the rest as they stood then."""
    level: str | None
    """Option id, `not_known`, or None where nothing was chosen."""
    commentary: str


@dataclass(frozen=True)
class Carried:
    """What one indicator of this version takes over. It counts as rated only when somebody has saved it."""

    indicator: str
    kind: ChangeKind
    level: str | None
    """What is proposed: a level of one of the sources, or None."""
    commentary: str
    """Empty where one of the sources was split: its text speaks of more than this indicator."""
    sources: tuple[CarriedSource, ...]
    """Empty for a new indicator."""
    changed: str
    """What is different, in a sentence; empty where nothing is."""

    @property
    def provisional(self) -> bool:
        """Whether there is anything for somebody to confirm."""
        return self.level is not None or bool(self.commentary)


def carried(
    previous: Questionnaire, judgements: Mapping[str, Judged], current: Questionnaire
) -> dict[str, Carried]:
    """Indicator of `current` -> what it takes over from judgements (indicator -> judgement) of `previous`.

    Where versions lie between, their change lists are followed one after the other. Where `current` is the
    older one, only what kept its meaning all the way is carried.
    """
    if previous.name != current.name:
        return {item.id: _of_nothing(item.id) for item in current.definition.items}
    first, last = previous.definition.version, current.definition.version
    if last < first:
        later = versions_between(current.name, last, first)
        return _backward(previous, judgements, current, later)
    return carried_along((previous, *versions_between(current.name, first, last)), judgements)


def carried_along(versions: Sequence[Questionnaire], judgements: Mapping[str, Judged]) -> dict[str, Carried]:
    """The same by versions one after the other: the judgements are of the first, this year is on the last."""
    state = {one.indicator: one for one in _as_judged(versions[0], judgements)}
    for version in versions[1:]:
        state = {
            change.item: _step(version, change, [state[source] for source in change.sources])
            for change in version.changes
            if change.kind != "retired"
        }
    return {item.id: _fitting(state[item.id], versions[-1]) for item in versions[-1].definition.items}


def _as_judged(previous: Questionnaire, judgements: Mapping[str, Judged]) -> Iterator[Carried]:
    """Every indicator of the earlier version as if nothing had changed."""
    for item in previous.definition.items:
        judgement = judgements.get(item.id)
        level, commentary = (judgement.level, judgement.commentary) if judgement else (None, "")
        source = CarriedSource(
            indicator=item.id,
            number=item.number,
            words=previous.words[LANGUAGE].items[item.id],
            level=level,
            commentary=commentary,
        )
        yield Carried(item.id, "unchanged", level, commentary, (source,), "")


def _of_nothing(indicator: str, changed: str = "") -> Carried:
    return Carried(indicator, "new", None, "", (), changed)


def _step(version: Questionnaire, change: Change, parts: Sequence[Carried]) -> Carried:
    """One change of one version, made to what the version before took over."""
    changed = version.words[LANGUAGE].items[change.item].changed
    sources = tuple({source.indicator: source for part in parts for source in part.sources}.values())
    if not sources:
        return _of_nothing(change.item, changed)
    steps = {change.kind, *(part.kind for part in parts if part.sources)}
    return Carried(
        indicator=change.item,
        kind=max(steps, key=BY_DEPTH.index),
        level=_lowest(version, change.item, [part.level for part in parts]),
        commentary="" if change.kind == "split" else _commentary(parts),
        sources=sources,
        changed=" ".join(dict.fromkeys(filter(None, (*(part.changed for part in parts), changed)))),
    )


def _lowest(version: Questionnaire, indicator: str, levels: Iterable[str | None]) -> str | None:
    """The lower one, as always where in doubt; None where one of the parts has no level at all."""
    ladder = levels_of(version.definition.items_by_id[indicator], version.definition)
    given = [level if level in ladder else None for level in levels]
    if None in given or NOT_KNOWN in given:
        return NOT_KNOWN if set(given) == {NOT_KNOWN} else None
    return min(filter(None, given), key=ladder.index)


def _commentary(parts: Sequence[Carried]) -> str:
    """The texts of all parts, each under the number and name that it had, where there are several."""
    if len(parts) == 1:
        return parts[0].commentary
    texts = (
        f"{source.number} {source.words.short}: {source.commentary}".strip()
        for part in parts
        for source in part.sources
        if part.commentary and source.commentary
    )
    return "\n\n".join(dict.fromkeys(texts))


def _fitting(one: Carried, current: Questionnaire) -> Carried:
    """Without a level that this version does not have."""
    level = _lowest(current, one.indicator, [one.level])
    return one if level == one.level else replace(one, level=level)


def _backward(
    previous: Questionnaire,
    judgements: Mapping[str, Judged],
    current: Questionnaire,
    later: Sequence[Questionnaire],
) -> dict[str, Carried]:
    """For a year under way on an older version than that of the judgements: `later` are those after it."""
    state = {one.indicator: one for one in _as_judged(previous, judgements)}
    kinds = joined_kinds(later)
    return {
        item.id: _fitting(replace(state[item.id], kind=kinds[item.id]), current)
        if item.id in kinds
        else _of_nothing(item.id)
        for item in current.definition.items
    }

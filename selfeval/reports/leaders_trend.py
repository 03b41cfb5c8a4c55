"""Leaders' levels over the years: where an indicator keeps its meaning its line goes on, else it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from selfeval.english import capitalised, in_words, listed
from selfeval.questionnaires.catalogue import find, versions_between
from selfeval.questionnaires.lineage import joined_kinds
from selfeval.questionnaires.model import Item, Questionnaire
from selfeval.reports.sources import Leaders
from selfeval.reports.trend_sources import TrendSources
from selfeval.reports.wording import level

EVALUATION = "self-evaluation"
LANGUAGE = "en"
TOO_FEW = "too few rated"


@dataclass(frozen=True)
class CommonLevel:
    """One area in two years, by the indicators alone that mean the same in both."""

    area: str
    before: float | None
    """None where fewer than half of them are rated."""
    now: float | None
    common: int
    of: int
    """Indicators of the area in the later year."""
    joined: bool
    """Whether they are all the indicators that the area has, in both years."""


def _version(number: int) -> Questionnaire:
    return find(EVALUATION, number)


@cache
def common_indicators(one: int, other: int) -> frozenset[str]:
    """Indicators of both versions that are unchanged, or reworded with the same meaning."""
    first, last = sorted((one, other))
    if first == last:
        return frozenset(item.id for item in _version(first).definition.items)
    return frozenset(joined_kinds(versions_between(EVALUATION, first, last)))


def _of_area(version: int, area: str) -> tuple[Item, ...]:
    return tuple(item for item in _version(version).definition.items if item.area == area)


def common_level(before: Leaders, now: Leaders, area: str) -> CommonLevel:
    """An area in two years. In the same version it is the area's own level."""
    old, new = _of_area(before.version, area), _of_area(now.version, area)
    if before.version == now.version:
        return CommonLevel(area, before.areas.get(area), now.areas.get(area), len(new), len(new), True)
    common = common_indicators(before.version, now.version)
    both = [item.id for item in new if item.id in common]
    return CommonLevel(
        area=area,
        before=_mean(before, both),
        now=_mean(now, both),
        common=len(both),
        of=len(new),
        joined=len(both) == len(old) == len(new),
    )


def _mean(leaders: Leaders, indicators: Sequence[str]) -> float | None:
    """By the rule for an area: at least half of them are rated."""
    rated = [leaders.levels[one] for one in indicators if one in leaders.levels]
    return sum(rated) / len(rated) if rated and 2 * len(rated) >= len(indicators) else None


def starts_anew(judged: Sequence[Leaders | None], place: int, area: str | None) -> bool:
    """Whether an area's level at a place has other indicators than the last one before it."""
    now = judged[place]
    before = next((one for one in reversed(judged[:place]) if one is not None), None)
    if area is None or before is None or now is None:
        return False
    return not common_level(before, now, area).joined


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator over the years; another meaning is another line."""

    indicator: str
    number: str
    name: str
    area: str
    levels: tuple[str, ...]
    """3 Secure, for each year; empty where the year's version did not have it."""
    points: tuple[int | None, ...]
    begins: str
    """Why the line begins where it does, in a sentence; empty for one that was there from the first on."""
    ends: str
    """What it became, in a sentence; empty for one that goes on."""


@dataclass(frozen=True)
class Revision:
    """Two years, one after the other, that were rated on two versions."""

    before: str
    now: str
    """2026/27"""
    versions: tuple[int, int]
    areas: tuple[CommonLevel, ...]
    rows: tuple[tuple[str, str, str, str], ...]
    """Area, both levels on what both versions have, and on how much that is: 4 of 6 indicators."""
    common: int
    of: int
    changed: str
    """What the later version says of itself, in sentences."""

    @property
    def sentence(self) -> str:
        """With 2026/27 the indicators were revised. 19 of 27 mean the same as before, and …"""
        mean = "means" if self.common == 1 else "mean"
        older = self.versions[1] < self.versions[0]
        revised = (
            f"{self.before} is rated on newer indicators than {self.now}."
            if older
            else f"With {self.now} the indicators were revised."
        )
        return (
            f"{revised} {capitalised(in_words(self.common))} of "
            f"{in_words(self.of)} {mean} the same as before, and their lines go on. The others start again. "
            f"{self.changed}"
        ).strip()


@dataclass(frozen=True)
class LeadersTable:
    """What leaders judged, area by area and year by year."""

    years: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    drafts: tuple[str, ...]
    """Years whose self-evaluation is not complete and signed off."""
    broken: tuple[tuple[bool, ...], ...]
    """For each row and year, whether the level is of other indicators than the one before."""
    revisions: tuple[Revision, ...]
    lines: tuple[IndicatorLine, ...]
    """Of every indicator that was rated on more than one version; none where there was one version."""


def leaders_table(sources: TrendSources, only: str = "") -> LeadersTable | None:
    """None before the second year, and for a score that is no area. `only`: one area."""
    if len(sources.leaders) < 2 or (only and only not in sources.area_names):
        return None
    if only:
        sources = replace(sources, area_names={only: sources.area_names[only]})
    judged = [leaders for _, leaders in sources.leaders]
    revisions = tuple(_revisions(sources))
    return LeadersTable(
        years=tuple(year for year, _ in sources.leaders),
        rows=tuple(
            (name, tuple(_words(leaders.areas.get(area), leaders.top) for leaders in judged))
            for area, name in sources.area_names.items()
        ),
        drafts=tuple(year for year, leaders in sources.leaders if leaders.is_draft),
        broken=tuple(
            tuple(starts_anew(judged, place, area) for place in range(len(judged)))
            for area in sources.area_names
        ),
        revisions=revisions,
        lines=tuple(line for line in _lines(judged) if only in ("", line.area)) if revisions else (),
    )


def _words(mean: float | None, top: int) -> str:
    return TOO_FEW if mean is None else level(mean, top)


def _revisions(sources: TrendSources) -> Iterator[Revision]:
    for (before, old), (now, new) in pairwise(sources.leaders):
        if old.version == new.version:
            continue
        areas = tuple(common_level(old, new, area) for area in sources.area_names)
        yield Revision(
            before=before,
            now=now,
            versions=(old.version, new.version),
            areas=areas,
            rows=tuple(
                (
                    sources.area_names[one.area],
                    _words(one.before, old.top),
                    _words(one.now, new.top),
                    f"{in_words(one.common)} of {in_words(one.of)}",
                )
                for one in areas
            ),
            common=sum(one.common for one in areas),
            of=sum(one.of for one in areas),
            changed=_changed(old.version, new.version),
        )


def _changed(one: int, other: int) -> str:
    """What the versions after the earlier one say of themselves."""
    first, last = sorted((one, other))
    later = versions_between(EVALUATION, first, last)
    return " ".join(filter(None, (version.words[LANGUAGE].changed for version in later)))


def _lines(judged: Sequence[Leaders]) -> Iterator[IndicatorLine]:
    """By area and number; an id never changes its meaning, so one id is one line."""
    versions = sorted({leaders.version for leaders in judged})
    newest: dict[str, tuple[Item, Questionnaire]] = {}
    for number in versions:
        newest |= {item.id: (item, _version(number)) for item in _version(number).definition.items}
    areas = list(dict.fromkeys(area for number in versions for area in _version(number).definition.areas))
    order = sorted(newest.values(), key=lambda pair: (areas.index(pair[0].area or ""), pair[0].number))
    between = versions_between(EVALUATION, versions[0], versions[-1])
    for item, version in order:
        has = [item.id in _version(leaders.version).definition.items_by_id for leaders in judged]
        points = tuple(leaders.levels.get(item.id) for leaders in judged)
        yield IndicatorLine(
            indicator=item.id,
            number=item.number,
            name=version.words[LANGUAGE].items[item.id].short,
            area=item.area or "",
            levels=tuple(
                _label(leaders, point) if asked else ""
                for leaders, point, asked in zip(judged, points, has, strict=True)
            ),
            points=points,
            begins=_begins(item.id, between),
            ends=_ends(item.id, between),
        )


def _label(leaders: Leaders, point: int | None) -> str:
    return "not rated" if point is None else f"{point} {leaders.level_names[point]}"


def _begins(indicator: str, between: Sequence[Questionnaire]) -> str:
    for version in between:
        change = next((one for one in version.changes if one.item == indicator), None)
        if change is None or change.kind not in {"merged", "split", "new"}:
            continue
        if change.kind == "new":
            return "Not asked before, so its line begins here."
        old = _version(version.definition.version - 1)
        was = listed([_name(old, source) for source in change.sources])
        if change.kind == "split":
            return f"One part of what was {was}, so its line begins here."
        return f"Put together from what was {was}, so its line begins here."
    return ""


def _ends(indicator: str, between: Sequence[Questionnaire]) -> str:
    for version in between:
        became = [
            one.item
            for one in version.changes
            if indicator in one.sources and one.kind in {"merged", "split"} and one.item != indicator
        ]
        if became:
            return f"Now in {listed([_name(version, item) for item in became])}, so its line ends here."
        if any(one.item == indicator and one.kind == "retired" for one in version.changes):
            return "Not asked any more, so its line ends here."
    return ""


def _name(version: Questionnaire, indicator: str) -> str:
    """5.3 No bystanders"""
    number = version.definition.item(indicator).number
    return f"{number} {version.words[LANGUAGE].items[indicator].short}"

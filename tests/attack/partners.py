"""Trusts and authorities of invented schools, what they tell beside them, and what follows from it all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from selfeval.scoring.partnership.findings import partnership_findings
from selfeval.scoring.partnership.member_schools import SchoolSums, school_sums
from selfeval.scoring.partnership.publication import Pooled, may_be_published
from selfeval.scoring.round_findings import round_findings
from tests.attack.exact import TINY, Undecided, few_of, orthonormal
from tests.attack.people import Codes, Floats
from tests.attack.told import FEW, Round
from tests.attack.worlds import School, Wave

SMALLEST, LARGEST = 2, 7
"""Schools of a trust."""


@dataclass
class Partnerships:
    """What came of all partnerships of an area."""

    partnerships: int = 0
    told: int = 0
    """Figures by year and of everyone."""
    large: int = 0
    """Those that rest on ten people or more in two schools: more than may be told beside all others."""
    tried_alone: int = 0
    """Partnerships each of whose groups was tried as if it were the only one."""
    alone: int = 0
    told_of_alone: int = 0
    """Figures that could be told then, and those that are."""
    tried: int = 0
    """Rank tests: a scale or item of a window, over all schools."""
    undecided: int = 0
    """Of these, how many the solver of whole numbers did not end."""
    leaks: list[str] = field(default_factory=list)

    def add(self, other: Partnerships) -> None:
        self.partnerships += other.partnerships
        self.told += other.told
        self.large += other.large
        self.tried_alone += other.tried_alone
        self.alone += other.alone
        self.told_of_alone += other.told_of_alone
        self.tried += other.tried
        self.undecided += other.undecided
        self.leaks += other.leaks


@dataclass(frozen=True)
class Part:
    """One school's round in a window."""

    sums: SchoolSums
    round_: Round


def attacked(
    random: np.random.Generator, schools: Sequence[School], rounds: Mapping[str, Sequence[Round]]
) -> Partnerships:
    """`schools` of one authority, in trusts that schools join and leave; `rounds`: of each school."""
    found = Partnerships()
    windows: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for school in schools:
        for wave, round_ in zip(school.waves, rounds[school.name], strict=True):
            window = wave.definition.digest, wave.tellings[0].release.opens_on
            windows[window].append(part(school.name, wave, round_))
    for parts in windows.values():
        if len(parts) >= SMALLEST:
            _window(random, parts, found)
    return found


def part(name: str, wave: Wave, round_: Round) -> Part:
    """A school's round as its newest release counts it, and everything that was told of it."""
    newest = wave.tellings[-1].counted
    full = round_findings(newest.definition, newest.responses, groups=newest.groups, rolls=newest.rolls)
    return Part(school_sums(name, full, [telling.release.rounds[0] for telling in wave.tellings]), round_)


def _window(random: np.random.Generator, parts: Sequence[Part], found: Partnerships) -> None:
    """Trusts, then trusts that some schools have joined or left, then the authority: all over one window."""
    scales = {scale.id: scale.items for scale in parts[0].round_.wave.definition.scales}
    earlier: list[Pooled] = []
    for chosen in _memberships(random, len(parts)):
        sums = [parts[at].sums for at in chosen]
        known = {name for each in earlier for name, _ in each.people} - {each.member.school for each in sums}
        left = [part.sums for part in parts if part.sums.member.school in known]
        shown = partnership_findings(sums, len(sums), scales=scales, earlier=earlier, left=left)
        if shown is not None:
            found.partnerships += 1
            found.told += sum(len(each.figures) for each in shown.shown)
            found.large += _large(sums, scales)
            if not found.tried_alone:
                _alone(sums, scales, shown.shown, found)
            earlier += shown.shown
    for scale in scales:
        found.tried += 1
        try:
            found.leaks += few_people(parts, earlier, scale)
        except Undecided:
            found.undecided += 1
    for item in parts[0].sums.member.items:
        found.tried += 1
        found.leaks += _schools(parts, earlier, item)


def _memberships(random: np.random.Generator, schools: int) -> Iterator[Sequence[int]]:
    """Who is in each partnership, one after the other."""
    order = random.permutation(schools)
    trusts = []
    while len(order) >= SMALLEST:
        size = int(random.integers(SMALLEST, LARGEST + 1))
        trusts.append(sorted(order[:size].tolist()))
        order = order[size:]
    yield from trusts
    for trust in trusts:
        if random.random() < 0.5:
            stay = [school for school in trust if random.random() < 0.8]
            come = [int(random.integers(schools))] if random.random() < 0.7 else []
            changed = sorted({*stay, *come})
            if len(changed) >= SMALLEST and changed != trust:
                yield changed
    yield range(schools)


def _alone(
    sums: Sequence[SchoolSums],
    scales: Mapping[str, Sequence[str]],
    shown: Sequence[Pooled],
    found: Partnerships,
) -> None:
    """What could be told were each group the only one of the first partnership in a window."""
    items = sums[0].member.items
    found.tried_alone += 1
    for pooled in shown:
        wanted = replace(pooled, figures=("", *scales, *(() if pooled.name else items)))
        (could,) = may_be_published([each.member for each in sums], [wanted], scales=scales)
        found.alone += len(could.figures)
        found.told_of_alone += len(pooled.figures)


def _large(sums: Sequence[SchoolSums], scales: Mapping[str, Sequence[str]]) -> int:
    """How many figures rest on ten people or more in two schools."""
    members = [each.member for each in sums]
    large = 0
    for name in dict.fromkeys(group for member in members for group in member.bases):
        for figure in ["", *scales]:
            there = [member.bases.get(name, {}).get(figure, 0) for member in members]
            large += _enough(there)
    for figure in ["", *scales]:
        large += _enough([sum(of[figure] for of in member.bases.values()) for member in members])
    return large + sum(_enough([member.items[item] for member in members]) for item in members[0].items)


def _enough(people: Sequence[int]) -> bool:
    return sum(people) >= FEW and sum(n > 0 for n in people) >= SMALLEST


def _follows(part: Part, item: str) -> bool:
    """Whether a school's newest release tells an item, or what it tells of everyone does together."""
    told = part.sums.member.releases[-1]
    names = [each.item for each in told.items]
    asked = [[each.item] for each in told.items if each.hidden is None]
    asked += [list(scale.items) for scale in told.scales if scale.hidden is None]
    span = orthonormal(
        np.array([np.isin(names, each).astype(float) for each in asked]).reshape(-1, len(names))
    )
    return bool(np.linalg.norm(span[:, names.index(item)]) ** 2 > 1 - TINY)


def few_people(parts: Sequence[Part], told: Sequence[Pooled], scale: str) -> Iterator[str]:
    """Sets of few people whose sum in a scale follows from schools and partnerships together."""
    place = {part.sums.member.school: at for at, part in enumerate(parts)}
    kinds = [_kinds(part, scale) for part in parts]
    start = np.cumsum([0, *(of.shape[1] for of, _ in kinds)])
    lines = []
    for at, (of, _) in enumerate(kinds):
        for row in _told_rows(parts[at], scale, of):
            line = np.zeros(start[-1])
            line[start[at] : start[at + 1]] = row
            lines.append(line)
    for pooled in told:
        if scale in pooled.figures:
            line = np.zeros(start[-1])
            for school, group in pooled.people:
                at = place[school]
                line[start[at] : start[at + 1]] += kinds[at][0][parts[at].round_.wave.names.index(group)]
            lines.append(line)
    if not lines:
        return
    people: Codes = np.concatenate([many for _, many in kinds])
    chosen = few_of(orthonormal(np.array(lines)), people)
    if chosen is not None:
        yield f"{scale}: {people[chosen].sum()} people follow from schools and partnerships together"


def _kinds(part: Part, scale: str) -> tuple[Floats, Codes]:
    """Years of the newest counting, then told sets, by kinds of people; and how many of each are scored."""
    wave, scored = part.round_.wave, part.round_.scored(scale)
    years = np.array([wave.tellings[-1].group == at for at in range(len(wave.years))], dtype=float)
    sets = np.vstack([years, part.round_.sets])
    kinds, kind = np.unique(sets, axis=1, return_inverse=True)
    return kinds, np.bincount(kind.ravel()[scored], minlength=kinds.shape[1])


def _told_rows(part: Part, scale: str, kinds: Floats) -> Iterator[Floats]:
    years = len(part.round_.wave.years)
    rows = {figure.people for figure in part.round_.figures if figure.scale == scale}
    yield from (kinds[years + row] for row in sorted(rows))


def _schools(parts: Sequence[Part], told: Sequence[Pooled], item: str) -> Iterator[str]:
    """Schools that hide an item which follows from partnerships and other schools, and not from itself."""
    shows = [_follows(part, item) for part in parts]
    place = {part.sums.member.school: at for at, part in enumerate(parts)}
    lines = [np.eye(len(parts))[at] for at, known in enumerate(shows) if known]
    for pooled in told:
        if item in pooled.figures:
            line = np.zeros(len(parts))
            line[[place[school] for school, _ in pooled.people]] = 1
            lines.append(line)
    span = orthonormal(np.array(lines)) if lines else np.zeros((0, len(parts)))
    for at, known in enumerate(shows):
        if not known and np.linalg.norm(span[:, at]) ** 2 > 1 - TINY:
            yield f"{item}: what {parts[at].sums.member.school} hides follows from the others"

"""An attacker who holds every row of every round, with what is kept beside it, and the tables of all rounds.

He knows exactly how many of each year are in each group. For every row he works out the odds to be in a
group from the means that the table tells (discriminant analysis: rows near the group's mean are likelier its
members). Rounds are put together: a row is taken to be the same person's as the row of the round before that
is most like it in the year below. Rows that come out as next to sure are put to the attacker of
`tests.scoring.holders`, who draws divisions of the rows that have the figures told, and so are the rows of
some schools taken at random: he needs no assumption about how answers spread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from selfeval.findings.findings import Breakdown
from tests.attack.answering import Asked, Flags
from tests.attack.people import Codes, Floats
from tests.attack.told import Round, table_of
from tests.scoring.holders import SURE, Verdict, attack, told_by

TOGETHER = 0.6
"""Correlation of what two rounds say about one person: they are not two people's evidence."""
DRAWN, POINTED = 150, 500
"""Rows up to which divisions are drawn; the same where odds point at one."""
CHAINS, MORE, STEPS = 100, 500, 4000
TINY = 1e-9
LEAST = 0.2
"""Share of the spread that is left inside groups at least: means that would leave less are not believed."""


@dataclass
class Tied:
    """What came of it. A row is tied where its odds are 99 to 1 and the table made them 99 times as large."""

    tables: int = 0
    rows: int = 0
    likely: int = 0
    """Rows at which the odds of discriminant analysis point, one round or all together."""
    likely_right: int = 0
    likely_anyway: float = 0
    """How many of these would be right by the numbers of people in each year alone."""
    searched: int = 0
    """Tables whose divisions were drawn."""
    found: int = 0
    """Of these, how many had a division that fits."""
    sure: int = 0
    """Rows tied there."""
    right: int = 0

    def add(self, other: Tied) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass(frozen=True)
class _Odds:
    """Of one block of one table: log odds before and after (n,), and who is in it."""

    name: str
    before: Floats
    after: Floats
    truth: Flags
    inside: Flags
    """Who was counted and asked, and is in doubt."""


@dataclass(frozen=True)
class _Table:
    round_: Round
    asked: Asked
    told: Breakdown
    finished: Codes
    strata: Codes
    odds: tuple[_Odds, ...] = ()


def tied(rounds: Sequence[Round], *, draw: bool, seed: int) -> Tied:
    """`draw`: whether divisions are drawn for every table, and not only for those that point at a row."""
    found = Tied()
    for place in range(3):
        tables = [table for round_ in rounds if (table := _table(round_, place)) is not None]
        before: _Table | None = None
        for table in tables:
            found.tables += 1
            found.rows += int((table.asked.chosen >= 0).sum())
            if not table.odds:
                continue
            link = None if before is None or not before.odds else _linked(before.round_, table.round_)
            likely = np.zeros(len(table.strata), dtype=np.bool_)
            for odds in table.odds:
                past = None if link is None or before is None else _past(before, odds.name, link)
                sure = _sure(odds, past)
                likely |= sure
                found.likely += int(sure.sum())
                found.likely_right += int((sure & odds.truth).sum())
                found.likely_anyway += float((1 / (1 + np.exp(-odds.before[sure]))).sum())
            if len(table.strata) <= (POINTED if likely.any() else DRAWN if draw else 0):
                _search(table, seed, found)
            before = table
    return found


def _table(round_: Round, place: int) -> _Table | None:
    asked = round_.wave.questions[place]
    told = table_of(round_.wave, asked.by)
    if told is None or not any(scale.mean for group in told.groups for scale in group.scales):
        return None
    marks = [repr(mark) for mark in round_.wave.kept]
    number = {mark: at for at, mark in enumerate(sorted(set(marks)))}
    strata = round_.wave.group * len(number) + np.array([number[mark] for mark in marks])
    table = _Table(round_, asked, told, round_.finished[place], strata)
    return replace(table, odds=tuple(_all_odds(table)))


def _blocks(table: _Table) -> Codes:
    """The place of each person's block among the shown groups, or after them; -1 for not asked."""
    shown = [group for group in table.told.groups if group.hidden is None]
    block = {name: at for at, group in enumerate(shown) for name in group.parts}
    of = [block.get(option, len(shown)) for option in table.asked.options]
    return np.array([*of, len(shown), -1])[table.finished]


def _all_odds(table: _Table) -> Iterator[_Odds]:
    blocks = _blocks(table)
    asked = blocks >= 0
    shown, told = told_by(table.told, [scale.id for scale in table.round_.wave.definition.scales])
    if not told:
        return
    scores = table.round_.scores[:, told]
    names = [group.group for group in table.told.groups if group.hidden is None]
    for block, name in enumerate(names):
        middle = (shown.means[0][block] + shown.means[1][block]) / 2
        truth = blocks == block
        before, after = _odds(scores, table.strata, asked, truth, middle, table.told.step)
        yield _Odds(name, before, after, truth, asked & np.isfinite(before))


def _odds(
    scores: Floats, strata: Codes, asked: Flags, group: Flags, told: Floats, step: int
) -> tuple[Floats, Floats]:
    """Log odds before the table and after it; infinite where the rows themselves say who is in the group."""
    there = asked & ~np.isnan(scores).any(axis=1)
    apart, share = np.zeros_like(scores), np.zeros(len(strata))
    spread = np.zeros((scores.shape[1], scores.shape[1]))
    free = 0.0
    expected = np.zeros(scores.shape[1])
    for stratum in np.unique(strata[there]):
        rows = there & (strata == stratum)
        share[rows] = group[rows].mean()
        centre = scores[rows].mean(axis=0)
        apart[rows] = scores[rows] - centre
        spread += apart[rows].T @ apart[rows]
        free += rows.sum() * share[rows][0] * (1 - share[rows][0])
        expected += (group & rows).sum() * centre
    size = max(1, (group & there).sum())
    with np.errstate(divide="ignore"):
        before = np.log(share) - np.log1p(-share)
    if not free:
        return before, before
    spread = spread / there.sum() + step**2 / 12 * size**2 / free * np.eye(len(spread))
    toward = np.linalg.solve(spread + TINY * np.eye(len(spread)), (told - expected / size) * size / free)
    square = float(toward @ (told - expected / size) * size / free)
    of_all = free / there.sum()
    grows = 1 / max(LEAST, 1 - of_all * square)
    after = before + grows * (apart @ toward - (0.5 - share) * square)
    return before, np.where(there, after, before)


def _sure(odds: _Odds, past: Floats | None) -> Flags:
    with np.errstate(invalid="ignore"):
        gain = odds.after - odds.before
        both = gain if past is None else (gain + past) / (1 + TOGETHER)
        least = np.log(SURE / (1 - SURE))
        alone = (odds.after >= least) & (gain >= least)
        joined = (odds.before + both >= least) & (both >= least)
    return np.asarray(odds.inside & (alone | joined))


def _past(before: _Table, name: str, link: Codes) -> Floats | None:
    """What the round before said about each row's person."""
    same = next((each for each in before.odds if each.name == name), None)
    if same is None:
        return None
    with np.errstate(invalid="ignore"):
        gain = np.nan_to_num(same.after - same.before, nan=0.0, posinf=0.0, neginf=0.0)
    return np.where(link >= 0, gain[link], 0.0)


def _linked(before: Round, now: Round) -> Codes:
    """For each row the row of the round before that is most like it, a year below; -1 for none."""
    link = np.full(len(now.wave.rows), -1)
    old, new = (np.nan_to_num(each.scores, nan=50.0) for each in (before, now))
    for place in range(1, len(now.wave.years)):
        here = np.flatnonzero(now.wave.group == place)
        there = np.flatnonzero(before.wave.group == place - 1)
        if len(here) and len(there):
            far = ((new[here][:, None, :] - old[there][None, :, :]) ** 2).sum(axis=2)
            link[here] = there[far.argmin(axis=1)]
    return link


def _search(table: _Table, seed: int, found: Tied) -> None:
    """Divisions that fit are drawn, and rows on which they agree are looked at.

    Of a hundred divisions all may agree on one of many rows by chance: then more are drawn, and those count.
    """
    verdict = _drawn(table, CHAINS, seed)
    found.searched += 1
    found.found += verdict.found > 0
    if verdict.sure:
        verdict = _drawn(table, MORE, seed + 1)
    found.sure += verdict.sure
    found.right += verdict.right


def _drawn(table: _Table, chains: int, seed: int) -> Verdict:
    shown, told = told_by(table.told, [scale.id for scale in table.round_.wave.definition.scales])
    blocks = _blocks(table)
    asked = blocks >= 0
    scores = table.round_.scores[asked][:, told]
    return attack(scores, table.strata[asked], blocks[asked], shown, chains=chains, steps=STEPS, seed=seed)

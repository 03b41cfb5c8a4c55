"""Do the scales of a new edition recover true differences better? Writes docs/measurement-scales.md."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import stats

from selfeval.questionnaires.catalogue import shipped
from selfeval.questionnaires.model import Questionnaire
from tests.simulation.scale_model import CORRELATED, Floats, World, people, scores

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "measurement-scales.md"
SCALES: Mapping[str, Sequence[str]] = {
    "pupils-5-7": ("belonging",),
    "pupils-7-11": ("belonging", "attitudes"),
    "pupils-11-18": ("belonging", "attitudes"),
    "staff": ("belonging",),
}
DIFFERENCE = 0.3
"""In standard deviations between people."""
SIZES = (60, 150)
GROUPS = 2_000
"""Pairs of groups that are compared for each figure."""
PEOPLE = 40_000
USUAL = World()
WORLDS: Mapping[str, World] = {
    "as above": USUAL,
    "half the yes-saying": replace(USUAL, yes_saying=USUAL.yes_saying / 2),
    "double the yes-saying": replace(USUAL, yes_saying=USUAL.yes_saying * 2),
    "half the guessing": replace(USUAL, guessed=USUAL.guessed / 2),
    "double the guessing": replace(USUAL, guessed=USUAL.guessed * 2),
    "guesses are at random": replace(USUAL, said_no=0.0),
}
YOUNGEST = "pupils-5-7"
"""Who alone guesses, so that worlds of guessing are for them."""


@dataclass(frozen=True)
class Recovery:
    """How well one scale of one edition finds what is true."""

    truth: float
    """Correlation of scores with what is felt."""
    culture: float | None
    """Correlation with the score of the culture area; None where there is none."""
    seen: float
    """The difference that is found, for one of DIFFERENCE."""
    found: Mapping[int, float]
    """People in each group -> in how many of a hundred pairs a true difference is found."""
    false: float
    """In how many of a hundred pairs of 150 one is found where none is."""
    astray: float
    """The same where only what is thought of the school differs, by as much."""


def recovery(asked: Questionnaire, scale: str, world: World, *, groups: int, n: int, seed: int) -> Recovery:
    """One scale in one world; the same seed gives the same people to each edition."""
    chance = np.random.default_rng([seed, zlib.crc32(f"{asked.definition.questionnaire} {scale}".encode())])
    who = people(chance, n, world)
    answers = scores(chance, asked, who, world)
    culture = answers.get("culture")
    return Recovery(
        truth=_correlation(answers[scale], who[0]),
        culture=None if culture is None or scale == "culture" else _correlation(answers[scale], culture),
        seen=_difference(chance, asked, scale, world, n),
        found={size: _pairs(chance, asked, scale, world, groups, size, lower=DIFFERENCE) for size in SIZES},
        false=_pairs(chance, asked, scale, world, groups, SIZES[-1]),
        astray=_pairs(chance, asked, scale, world, groups, SIZES[-1], school=DIFFERENCE),
    )


def _correlation(one: Floats, other: Floats) -> float:
    both = ~np.isnan(one) & ~np.isnan(other)
    return float(np.corrcoef(one[both], other[both])[0, 1])


def _difference(chance: np.random.Generator, asked: Questionnaire, scale: str, world: World, n: int) -> float:
    """Between two large groups, in standard deviations of the score."""
    usual = scores(chance, asked, people(chance, n, world), world)[scale]
    lower = scores(chance, asked, people(chance, n, world, lower=DIFFERENCE), world)[scale]
    return float((np.nanmean(usual) - np.nanmean(lower)) / np.nanstd(usual))


def _pairs(
    chance: np.random.Generator,
    asked: Questionnaire,
    scale: str,
    world: World,
    groups: int,
    size: int,
    *,
    lower: float = 0.0,
    school: float = 0.0,
) -> float:
    """Of a hundred pairs of groups, those of which Welch's test says that they differ, at 5 in 100."""
    one = scores(chance, asked, people(chance, groups * size, world), world)[scale].reshape(groups, size)
    low = people(chance, groups * size, world, lower=lower, school=school)
    other = scores(chance, asked, low, world)[scale].reshape(groups, size)
    test = stats.ttest_ind(one, other, axis=1, equal_var=False, nan_policy="omit")
    return 100 * float(np.mean(test.pvalue < 0.05))


def editions(name: str) -> tuple[Questionnaire, Questionnaire]:
    """The edition before the newest, and the newest."""
    before, newest = shipped()[name][-2:]
    return before, newest


def main() -> None:
    """All scales in the usual world, then in the others."""
    told = {}
    for label, world in WORLDS.items():
        groups = GROUPS if world is USUAL else GROUPS // 4
        asked = [YOUNGEST] if "guess" in label else SCALES
        for name, scale in ((one, scale) for one in asked for scale in SCALES[one]):
            told[label, name, scale] = tuple(
                recovery(edition, scale, world, groups=groups, n=PEOPLE, seed=20261130)
                for edition in editions(name)
            )
            print(f"{label}: {name}, {scale}", flush=True)
    PAGE.write_text(page(told), encoding="utf-8")
    print(f"Written to docs/{PAGE.name}.")


def page(told: Mapping[tuple[str, str, str], tuple[Recovery, ...]]) -> str:
    """What was tried, and what came of it."""
    template = (HERE / "scales.md").read_text(encoding="utf-8")
    return template.format(
        difference=DIFFERENCE,
        correlated=CORRELATED,
        groups=f"{GROUPS:,}",
        people=f"{PEOPLE:,}",
        usual=_table(
            "Questionnaire, Scale, Edition, With the truth, With culture, Difference seen, Found at 60, "
            "Found at 150, Found where none is, Found where only the school differs",
            _usual(told),
        ),
        others=_table("World, Questionnaire, Scale, With the truth, Found at 150", _others(told)),
    )


def _usual(told: Mapping[tuple[str, str, str], tuple[Recovery, ...]]) -> Iterator[Sequence[str]]:
    for (label, name, scale), both in told.items():
        if label == "as above":
            for edition, one in zip(("before", "new"), both, strict=True):
                culture = "–" if one.culture is None else f"{one.culture:.2f}"
                found = [f"{share:.0f}" for share in (*one.found.values(), one.false, one.astray)]
                yield name, scale, edition, f"{one.truth:.2f}", culture, f"{one.seen:.2f}", *found


def _others(told: Mapping[tuple[str, str, str], tuple[Recovery, ...]]) -> Iterator[Sequence[str]]:
    for (label, name, scale), (before, new) in told.items():
        if label != "as above":
            size = SIZES[-1]
            yield (
                label,
                name,
                scale,
                f"{before.truth:.2f} → {new.truth:.2f}",
                f"{before.found[size]:.0f} → {new.found[size]:.0f}",
            )


def _table(headings: str, rows: Iterator[Sequence[str]]) -> str:
    head = headings.split(", ")
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))


if __name__ == "__main__":
    main()

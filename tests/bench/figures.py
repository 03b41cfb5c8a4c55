"""How fast figures are made: half a million responses scored, and the release of a school of 1,500."""

from __future__ import annotations

import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from selfeval.questionnaires.model import OPTION_CHARACTERS, Definition, Item, Option, OptionSet, Scale

if TYPE_CHECKING:
    from selfeval.release.release import CountedRound

RESPONSES, ITEMS = 500_000, 30
AREAS = ("leadership", "culture", "curriculum", "flourish", "bullying", "community")


def thirty_items() -> Definition:
    """A questionnaire of 30 items in six areas of five, a tenth of them reversed."""
    agree = OptionSet("agree5", tuple(Option(f"o{points}", points) for points in (5, 4, 3, 2, 1)), 4)
    items = tuple(
        Item(f"item{number}", "experience", "agree5", AREAS[number // 5], reversed=number % 10 == 9)
        for number in range(ITEMS)
    )
    scales = tuple(
        Scale(area, "area", tuple(item.id for item in items if item.area == area), area) for area in AREAS
    )
    return Definition("bench", 1, "pupils", items, scales, (agree,), AREAS)


def invented_responses() -> bytes:
    """500,000 invented responses of 30 items, a few left out, as the bytes of their strings run together."""
    random = np.random.default_rng(20261123)
    lean = random.normal(0, 1, RESPONSES)[:, None]
    places = np.clip(np.rint(1.6 - 0.8 * lean + random.normal(0, 0.9, (RESPONSES, ITEMS))), 0, 4)
    characters = np.frombuffer(OPTION_CHARACTERS.encode(), np.uint8)[places.astype(np.uint8)]
    characters[random.random((RESPONSES, ITEMS)) < 0.02] = ord(".")
    return characters.tobytes()


def bare_pass(responses: bytes) -> float:
    """Seconds for the least that numpy can do: look up every answer's score and take each item's mean."""
    scores = np.zeros(256, np.float32)
    scores[[ord(OPTION_CHARACTERS[place]) for place in range(5)]] = (100, 75, 50, 25, 0)
    begun = time.perf_counter()
    scores[np.frombuffer(responses, np.uint8).reshape(-1, ITEMS)].mean(axis=0)
    return time.perf_counter() - begun


def score_half_a_million() -> dict[str, float]:
    """Seconds and peak memory of scoring, in a fresh process so that only its own memory counts."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(invented_responses())
        file.flush()
        return _in_a_fresh_process("half_a_million", Path(file.name))


def half_a_million(file: Path) -> dict[str, float]:
    """Two rounds of a quarter of a million by year and two more columns, and what changed; best of three."""
    from selfeval.findings.comparisons import Occasion
    from selfeval.scoring.comparison.pairs import round_change
    from selfeval.scoring.comparison.released_round import ComparedRound
    from selfeval.scoring.round_findings import round_findings

    responses, people, definition = file.read_bytes(), RESPONSES // 2, thirty_items()
    years = [f"Year {7 + number % 5}" for number in range(people)]
    columns = {
        "sex": [("girl", "boy")[number % 2] for number in range(people)],
        "language": [("english", "polish", "urdu")[number % 3] for number in range(people)],
    }
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        sides = []
        for year, half in ((2025, responses[: people * ITEMS]), (2026, responses[people * ITEMS :])):
            found = round_findings(definition, half, groups=years, columns=columns)
            occasion = Occasion("Autumn survey", f"{year}-10-05", f"{year}-10-16", 1)
            sides.append(ComparedRound(occasion, definition, found, found, half))
        change = round_change(*sides, {}, published=False)
        taken.append(time.perf_counter() - begun)
        if sum(side.shown.n or 0 for side in sides) != RESPONSES or len(change.groups) != 10:
            raise AssertionError("Not every response was scored, or not every group compared.")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bare = min(bare_pass(responses) for _ in range(5))
    return {"numpy.pass_500k_s": bare, "score.500k_s": min(taken), "score.500k_peak_mb": peak / 1024}


def release_a_school() -> dict[str, float]:
    """Seconds from the 1,500 counted responses of a secondary school to its release with its past, cold."""
    from selfeval.findings.findings import to_json
    from selfeval.release.release import OtherRelease, findings_of

    past: list[OtherRelease] = []
    told = []
    for year in (2023, 2024, 2025):
        counted = a_secondary(year)
        findings = findings_of(
            school="Quarry Hill School",
            survey="Autumn survey",
            opens_on=dt.date(year, 10, 5),
            closes_on=dt.date(year, 10, 16),
            rounds=[counted],
            past=past,
        )
        past.append(OtherRelease(findings, f"{year}" * 16, {counted.definition.questionnaire: counted}))
        told.append([year, to_json(findings)])
    with tempfile.NamedTemporaryFile("w") as file:
        json.dump(told, file)
        file.flush()
        return _in_a_fresh_process("a_release", Path(file.name))


def a_release(file: Path) -> dict[str, float]:
    """The fourth autumn, set against the three whose releases are in the file."""
    from selfeval.findings.findings import release_from_json, to_json
    from selfeval.release.release import OtherRelease, findings_of

    past = []
    for year, findings in json.loads(file.read_text()):
        counted = a_secondary(year)
        rounds = {counted.definition.questionnaire: counted}
        past.append(OtherRelease(release_from_json(findings), f"{year}" * 16, rounds))
    counted = a_secondary(2026)
    begun = time.perf_counter()
    found = findings_of(
        school="Quarry Hill School",
        survey="Autumn survey",
        opens_on=dt.date(2026, 10, 5),
        closes_on=dt.date(2026, 10, 16),
        rounds=[counted],
        past=past,
    )
    to_json(found)
    seconds = time.perf_counter() - begun
    if len(found.changes) != 3 or not found.trends:
        raise AssertionError("The release was not compared with the three before it.")
    return {"release.school_1500_s": seconds}


def last_places(definition: Definition) -> list[int]:
    """The place of the last option of each item."""
    return [len(definition.options_of(item).options) - 1 for item in definition.items]


def a_secondary(year: int) -> CountedRound:
    """An autumn's 1,500 counted responses in five years, with girls and boys on the roll."""
    from selfeval.questionnaires.catalogue import latest
    from selfeval.release.release import CountedRound

    definition = latest("pupils-11-18").definition
    random = np.random.default_rng(year)
    mood = random.normal(0, 0.6, (1500, 1))
    raw = random.normal(1.6, 0.9, (1500, len(definition.items))) + mood
    places = np.clip(np.rint(raw), 0, last_places(definition)).astype(np.uint8)
    names = [f"Year {number}" for number in range(7, 12)]
    return CountedRound(
        definition,
        ["".join(OPTION_CHARACTERS[place] for place in row) for row in places],
        [names[number % 5] for number in range(1500)],
        dict.fromkeys(names, 330),
        years={name: (number,) for number, name in enumerate(names, start=7)},
        sexes=[("girl", "boy")[number // 5 % 2] for number in range(1500)],
        rolls_by_sex={name: {"girl": 165, "boy": 165} for name in names},
    )


def _in_a_fresh_process(what: str, file: Path) -> dict[str, float]:
    output = subprocess.run(
        [sys.executable, "-m", "tests.bench.figures", what, str(file)],
        check=True,
        capture_output=True,
        text=True,
    )
    measured: dict[str, float] = json.loads(output.stdout)
    return measured


def release_a_partnership(schools: int) -> float:
    """Seconds from the counted responses of so many schools to what their partnership may show.

    Their own releases are made before: a partnership is told of them. About 200 answers a school, in four
    years of 3 to 100, some of them too small to show.
    """
    from selfeval.questionnaires.catalogue import latest
    from selfeval.scoring.disclosure_control.publication import publish
    from selfeval.scoring.partnership.findings import partnership_findings
    from selfeval.scoring.partnership.member_schools import school_sums
    from selfeval.scoring.round_findings import round_findings

    definition = latest("pupils-7-11").definition
    random = np.random.default_rng(500)
    asked = []
    for _ in range(schools):
        sizes = random.choice([3, 8, 20, 40, 60, 80, 100], 4)
        groups = [f"Year {year}" for year, n in zip(range(3, 7), sizes, strict=True) for _ in range(n)]
        shape = (len(groups), len(definition.items))
        raw = random.normal(1.6, 1.1, shape)
        places = np.clip(np.rint(raw), 0, last_places(definition)).astype(np.uint8)
        responses = ["".join(OPTION_CHARACTERS[place] for place in row) for row in places]
        rolls = {f"Year {year}": int(n) + 10 for year, n in zip(range(3, 7), sizes, strict=True)}
        found = round_findings(definition, responses, groups=groups, rolls=rolls)
        asked.append((responses, groups, rolls, publish(found)))
    scales = {scale.id: scale.items for scale in definition.scales}
    begun = time.perf_counter()
    sums = [
        school_sums(f"School {number}", round_findings(definition, some, groups=of, rolls=rolls), (told,))
        for number, (some, of, rolls, told) in enumerate(asked)
    ]
    findings = partnership_findings(sums, schools, scales=scales)
    seconds = time.perf_counter() - begun
    if findings is None or not findings.groups[0].figures:
        raise AssertionError("The partnership has nothing to show.")
    return seconds


if __name__ == "__main__":
    print(
        json.dumps({"half_a_million": half_a_million, "a_release": a_release}[sys.argv[1]](Path(sys.argv[2])))
    )

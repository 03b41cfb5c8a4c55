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

import numpy as np

from selfeval.questionnaires.model import PLACES, Definition, Item, Option, OptionSet, Scale

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
    characters = np.frombuffer(PLACES.encode(), np.uint8)[places.astype(np.uint8)]
    characters[random.random((RESPONSES, ITEMS)) < 0.02] = ord(".")
    return characters.tobytes()


def bare_pass(responses: bytes) -> float:
    """Seconds for the least that numpy can do: look up every answer's score and take each item's mean."""
    scores = np.zeros(256, np.float32)
    scores[[ord(PLACES[place]) for place in range(5)]] = (100, 75, 50, 25, 0)
    begun = time.perf_counter()
    scores[np.frombuffer(responses, np.uint8).reshape(-1, ITEMS)].mean(axis=0)
    return time.perf_counter() - begun


def score_half_a_million() -> dict[str, float]:
    """Seconds and peak memory of scoring, in a fresh process so that only its own memory counts."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(invented_responses())
        file.flush()
        output = subprocess.run(
            [sys.executable, "-m", "tests.bench.figures", file.name],
            check=True,
            capture_output=True,
            text=True,
        )
    measured: dict[str, float] = json.loads(output.stdout)
    return measured


def _in_this_process(file: Path) -> dict[str, float]:
    from selfeval.scoring.rounds import round_findings

    responses = file.read_bytes()
    begun = time.perf_counter()
    findings = round_findings(thirty_items(), responses)
    seconds = time.perf_counter() - begun
    if findings.n != RESPONSES:
        raise AssertionError("Not every response was scored.")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bare = min(bare_pass(responses) for _ in range(5))
    return {"numpy.pass_500k_s": bare, "score.500k_s": seconds, "score.500k_peak_mb": peak / 1024}


def release_a_school() -> float:
    """Seconds from the 1,500 counted responses of a secondary school to its publishable findings."""
    from selfeval import release
    from selfeval.questionnaires.versions import latest
    from selfeval.scoring.findings import to_json

    definition = latest("pupils-11-18").definition
    random = np.random.default_rng(1500)
    places = np.clip(np.rint(random.normal(1.6, 1.1, (1500, len(definition.items)))), 0, 4).astype(np.uint8)
    responses = ["".join(PLACES[place] for place in row) for row in places]
    groups = [f"Year {7 + number % 5}" for number in range(1500)]
    rolls = {f"Year {year}": 330 for year in range(7, 12)}
    begun = time.perf_counter()
    counted = release.Counted(definition, responses, groups, rolls)
    to_json(
        release.findings_of(
            school="Quarry Hill School",
            survey="Autumn survey",
            opens_on=dt.date(2026, 10, 5),
            closes_on=dt.date(2026, 10, 16),
            rounds=[counted],
        )
    )
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(json.dumps(_in_this_process(Path(sys.argv[1]))))

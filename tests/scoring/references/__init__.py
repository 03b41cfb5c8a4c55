"""What R says: figures of psych, survey, metafor and lavaan, kept with the script that worked them out.

`reference.R` says how to run it again; `make_school.py` made the invented answers.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from selfeval.questionnaires.model import Definition, Item, Scale
from tests.scoring.forms import AGREE

HERE = Path(__file__).parent


@cache
def results(name: str) -> dict[str, float]:
    """The figures of one file by name; `alpha[2]` is the second of several."""
    with (HERE / f"{name}-results.csv").open(encoding="utf-8") as file:
        return {row["name"]: float(row["value"]) for row in csv.DictReader(file)}


def listed(name: str, figure: str) -> list[float]:
    """The figures `figure[1]`, `figure[2]` … in their order."""
    found, all_of_them = [], results(name)
    while f"{figure}[{len(found) + 1}]" in all_of_them:
        found.append(all_of_them[f"{figure}[{len(found) + 1}]"])
    return found


SCHOOL = Definition(
    questionnaire="pupils-7-11",
    version=1,
    audience="pupils",
    items=tuple(Item(f"q{number}", "experience", "agree5", reversed=number == 3) for number in range(1, 7)),
    scales=(Scale("six", "area", tuple(f"q{number}" for number in range(1, 7))),),
    option_sets=(AGREE,),
    band="7-11",
)
SEXES = {
    "Year 3": {"girl": 41, "boy": 46},
    "Year 4": {"girl": 52, "boy": 39},
    "Year 5": {"girl": 44, "boy": 58},
    "Year 6": {"girl": 47, "boy": 49},
}
ROLLS = {year: sum(rolls.values()) for year, rolls in SEXES.items()}


@cache
def school() -> tuple[list[str], list[str], list[str]]:
    """Response strings, years and sexes of the invented school."""
    with (HERE / "school.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    places = {"": ".", "5": "0", "4": "1", "3": "2", "2": "3", "1": "4"}
    responses = ["".join(places[row[item.id]] for item in SCHOOL.items) for row in rows]
    return responses, [row["year"] for row in rows], [row["sex"] for row in rows]

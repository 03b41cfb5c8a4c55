"""Makes school.csv, the answers of an invented school: `python tests/scoring/references/make_school.py`.

Six questions of one scale with points 1 to 5 (q3 is reversed), 240 pupils in four years; girls answer more
often than boys, older pupils less often and less favourably; some answers and some sexes are missing.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
ANSWERED = {
    "Year 3": {"girl": 38, "boy": 40},
    "Year 4": {"girl": 41, "boy": 24},
    "Year 5": {"girl": 31, "boy": 27},
    "Year 6": {"girl": 25, "boy": 14},
}
LOADINGS = np.array([0.8, 0.7, 0.65, 0.6, 0.5, 0.75])
REVERSED = 2


def main() -> None:
    draw = np.random.default_rng(20261124)
    with (HERE / "school.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["year", "sex", *(f"q{number}" for number in range(1, 7))])
        cells = [(year, sex, some) for year, sexes in ANSWERED.items() for sex, some in sexes.items()]
        for year, sex, some in cells:
            lean = 4.1 - 0.25 * int(year[-1]) + (0.35 if sex == "girl" else 0)
            for person in draw.normal(0, 1, some):
                raw = lean + LOADINGS * person + draw.normal(0, 0.8, 6)
                points = np.clip(np.rint(raw), 1, 5).astype(int)
                points[REVERSED] = 6 - points[REVERSED]
                gaps = draw.random(6) < 0.04
                writer.writerow([year, sex, *("" if gap else n for gap, n in zip(gaps, points, strict=True))])


if __name__ == "__main__":
    main()

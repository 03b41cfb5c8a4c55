"""Makes rounds.csv: two invented rounds of five questions; the fourth means something else in the second.

python -m tests.scoring.references.make_rounds
"""

from __future__ import annotations

import csv

import numpy as np

from tests.scoring.references import HERE

SIZES = (260, 230)
SHIFTS = (0.0, 0.0, 0.0, 0.7, 0.0)


def main() -> None:
    random = np.random.default_rng(20261124)
    with (HERE / "rounds.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["round", *(f"q{number}" for number in range(1, 6))])
        for number, n in enumerate(SIZES):
            mood = random.normal(0.1 * number, 1, n)[:, None]
            heights = np.linspace(-0.5, 0.5, 5) + number * np.array(SHIFTS)
            raw = np.clip(np.rint(2.3 + 0.9 * mood + random.normal(0, 0.9, (n, 5)) + heights), 0, 4)
            writer.writerows([number + 1, *map(int, row)] for row in raw)


if __name__ == "__main__":
    main()

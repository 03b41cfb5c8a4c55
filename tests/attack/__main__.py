"""Invents a thousand schools, attacks what they release, and writes docs/disclosure-attack.md."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from pathlib import Path

from tests.attack.page import page
from tests.attack.run import AREA, Result, area

PAGE = Path(__file__).parents[2] / "docs" / "disclosure-attack.md"
SCHOOLS = 1000


def main() -> int:
    """0 where nothing was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--schools", type=int, default=SCHOOLS, help=f"in areas of {AREA}")
    options.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    options.add_argument("--most-minutes", type=float, default=None, help="begin no new area after so long")
    chosen = options.parse_args()
    every, found, begun = range(-(-chosen.schools // AREA)), Result(), time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(chosen.processes, maxtasksperchild=4) as pool:
        for number, result in enumerate(pool.imap(area, every), start=1):
            found.add(result)
            for leak in result.all_leaks():
                print(leak, flush=True)
            PAGE.write_text(page(found), encoding="utf-8")
            passed = time.perf_counter() - begun
            print(
                f"{number} of {len(every)} areas: {found.schools:,} schools, {found.rounds:,} rounds, "
                f"{found.leaks} leaks, {passed / 60:.0f} minutes",
                flush=True,
            )
            if chosen.most_minutes is not None and passed > 60 * chosen.most_minutes:
                break
    print(f"Written to docs/{PAGE.name} after {(time.perf_counter() - begun) / 60:.0f} minutes.")
    return int(found.leaks > 0)


if __name__ == "__main__":
    sys.exit(main())

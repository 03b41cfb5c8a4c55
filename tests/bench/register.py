"""The national register at its true size: made anew for each run, read by the command, in a fresh process."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.web.admin.register_file import COLUMNS, PRIMARY

ROWS, WIDTH = 52_000, 140
"""About as many as on a day of 2026, half of them closed."""
FILLING = "Not applicable"


def lines() -> Iterator[bytes]:
    """Invented schools, a line each, in all the columns of the register: about 65 MB."""
    others = [f"Column {number} (name)" for number in range(WIDTH - len(COLUMNS))]
    yield (",".join(f'"{name}"' for name in (*COLUMNS, *others)) + "\r\n").encode("cp1252")
    filling = ",".join(f'"{FILLING if number % 2 else ""}"' for number in range(len(others)))
    for number in range(ROWS):
        row = PRIMARY | {
            "URN": str(100_000 + number),
            "LA (code)": str(200 + number % 150),
            "EstablishmentNumber": str(1_000 + number // 150),
            "EstablishmentName": f"St Invented’s Primary School {number}",
            "EstablishmentStatus (name)": "Closed" if number % 2 else "Open",
            "Postcode": f"WV{number % 90} {number % 9}AB",
        }
        yield (",".join(f'"{row.get(name, "")}"' for name in COLUMNS) + f",{filling}\r\n").encode("cp1252")


def whole_register() -> dict[str, float]:
    """Seconds and peak memory of a preview of one authority, from the CSV file and from the zip of it."""
    with tempfile.TemporaryDirectory() as folder:
        plain, packed = Path(folder) / "edubasealldata.csv", Path(folder) / "Results.zip"
        with plain.open("wb") as file:
            file.writelines(lines())
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(plain, "extract/edubasealldata.csv")
        where = os.environ | {"SELFEVAL_INSTANCE": f"{folder}/instance"}
        run(["list"], where)  # makes the folder ready
        return {
            "register.megabytes": plain.stat().st_size / 1e6,
            "register.zip_megabytes": packed.stat().st_size / 1e6,
            "register.csv_s": run(["import", str(plain), "--authority", "201", "--yes"], where),
            "register.zip_s": run(["import", str(packed), "--authority", "202", "--yes"], where),
            "register.peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3,
        }


def run(words: list[str], where: dict[str, str]) -> float:
    """Seconds of the processor that the command takes, from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(Path(sys.executable).with_name("selfeval")), "school", *words]
    subprocess.run(command, env=where, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    print(whole_register())

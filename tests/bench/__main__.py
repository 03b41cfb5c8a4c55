"""Measures, prints a table, writes bench.json. Every figure stands beside a plain one of the same run."""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.bench import (
    answering,
    databases,
    figures,
    first_visit,
    flood,
    long_tasks,
    printing,
    register,
    servers,
    ten_rounds,
)
from tests.bench.load import Load, hammer, request

AIMS = {
    "sqlite.respondents_per_s": "at least 300",
    "sqlite.sessions_per_s": "0.15 of flask.triples_per_s",
    "sqlite.sessions_p99_ms": "under 60",
    "sqlite.sessions_400_groups_per_s": "0.9 of sessions_per_s",
    "sqlite.sessions_400_groups_p99_ms": "under 60",
    "postgresql.sessions_per_s": "0.20 of flask.triples_per_s",
    "postgresql.sessions_p99_ms": "under 60",
    "postgresql.sessions_400_groups_per_s": "0.9 of sessions_per_s",
    "postgresql.sessions_400_groups_p99_ms": "under 60",
    "answering.first_visit_bytes": "at most 30,720",
    "answering.first_visit_requests": "at most 4",
    "answering.longest_task_ms": "under 200",
    "flood.ballot_p95_ms": "under 1,000",
    "flood.peak_mb": "under 600",
    "flood.stop_s": "under 10",
    "score.500k_s": "at most 0.6",
    "score.500k_peak_mb": "at most 1,000",
    "trend.ten_rounds_p95_ms": "under 150",
    "pdf.head_ten_rounds_s": "under 2",
    "workbook.ten_rounds_s": "under 3",
    "release.school_1500_s": "under 1",
    "release.partnership_500_s": "at most 300",
}


def bare_flask() -> dict[str, float]:
    with servers.bare_flask() as port:
        hello = request("GET", "/")
        hammer(port, ([hello] for _ in range(2_000)))
        per_second = hammer(port, ([hello] for _ in range(20_000))).per_second
    return {
        "flask.hello_per_s": per_second,
        "flask.pairs_per_s": per_second / 2,
        "flask.triples_per_s": per_second / 3,
    }


def on_sqlite() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        commits = databases.commits_per_second(f"sqlite:///{folder}/plain.sqlite")
        load = answering.respondents(Path(folder) / "instance")
        lessons = answering.respondents(Path(folder) / "tablets", tablets=True)
        whole = answering.sessions(Path(folder) / "sessions")
        in_400 = answering.sessions(Path(folder) / "groups", groups=400)
    return {"sqlite.commits_per_s": commits} | _told("sqlite", load, lessons, whole, in_400)


def on_postgresql() -> dict[str, float]:
    loads = []
    for measure in (
        answering.respondents,
        partial(answering.respondents, tablets=True),
        answering.sessions,
        partial(answering.sessions, groups=400),
    ):
        with tempfile.TemporaryDirectory() as folder, databases.postgresql(Path(folder) / "data") as url:
            commits = databases.commits_per_second(url)
            loads.append(measure(Path(folder) / "instance", url, workers=2))
    return {"postgresql.commits_per_s": commits} | _told("postgresql", *loads)


def in_a_flood() -> dict[str, float]:
    """A class answers while 200 sign in at once and 1,000 posts never end."""
    with tempfile.TemporaryDirectory() as folder:
        felt = flood.flooded(Path(folder) / "instance")
    return {
        "flood.ballot_p95_ms": felt.p95_ms,
        "flood.peak_mb": felt.memory_mb,
        "flood.sign_ins": felt.sign_ins,
        "flood.stop_s": felt.stop_s,
    }


def _told(name: str, load: Load, lessons: Load, whole: Load, in_400: Load) -> dict[str, float]:
    """Page and ballot, with slips and in lessons; whole sessions of one group, and of 400."""
    return {
        f"{name}.respondents_per_s": load.per_second,
        f"{name}.p99_ms": load.percentile_ms(0.99),
        f"{name}.tablets_per_s": lessons.per_second,
        f"{name}.sessions_per_s": whole.per_second,
        f"{name}.sessions_p99_ms": whole.percentile_ms(0.99),
        f"{name}.sessions_400_groups_per_s": in_400.per_second,
        f"{name}.sessions_400_groups_p99_ms": in_400.percentile_ms(0.99),
    }


MEASUREMENTS: dict[str, Callable[[], dict[str, float]]] = {
    "Bare Flask": bare_flask,
    "Answering, on SQLite": on_sqlite,
    "Answering, on PostgreSQL": on_postgresql,
    "A class in a flood": in_a_flood,
    "A first visit": first_visit.heaviest,
    "A visit on a slow tablet": long_tasks.longest,
    "Scoring": figures.score_half_a_million,
    "Reading what changed": printing.for_leaders,
    "Ten rounds, eight readers": ten_rounds.read_at_once,
    "The national register": register.whole_register,
    "Releasing a school of 1,500": figures.release_a_school,
    "A partnership of 125, 250 and 500 schools": lambda: {
        f"release.partnership_{schools}_s": figures.release_a_partnership(schools)
        for schools in (125, 250, 500)
    },
}


def main() -> None:
    logging.disable(logging.INFO)
    measured: dict[str, float] = {}
    for number, (name, measure) in enumerate(MEASUREMENTS.items(), start=1):
        print(f"{number} of {len(MEASUREMENTS)}: {name} ...", flush=True)
        measured |= measure()
    print(f"\n{'':34}{'measured':>12}  aim")
    for key, value in measured.items():
        shown = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
        print(f"{key:34}{shown:>12}  {AIMS.get(key, '')}".rstrip())
    Path("bench.json").write_text(json.dumps(measured, indent=2) + "\n")


if __name__ == "__main__":
    main()

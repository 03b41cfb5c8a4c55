"""Charts, drawn once and kept under the digest of what they show. Reading a page draws nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError

from selfeval.evaluation.gathering import sources_of
from selfeval.evaluation.trend_gathering import trend_sources_of
from selfeval.reports.charts import Panel, digest_of, figure
from selfeval.reports.outline import outline
from selfeval.reports.series import panels_of
from selfeval.store.database import Database
from selfeval.store.releases import Chart, charts_of
from selfeval.store.schools import School

_drawing = threading.Lock()  # matplotlib's fonts and settings belong to the whole process


def figures_of(database: Database, school_id: int, panels: Iterable[Panel]) -> dict[str, str]:
    """Panel key -> its figure, drawn once and kept: only what no one has seen yet is drawn."""
    wanted = {panel.key: (digest_of(panel), panel) for panel in panels}
    with database.reading() as session:
        kept = charts_of(session, school_id, [digest for digest, _ in wanted.values()])
    new = {digest: _drawn(panel) for digest, panel in wanted.values() if digest not in kept}
    for digest, svg in new.items():
        try:
            with database.writing() as session:
                session.add(Chart(school_id=school_id, digest=digest, svg=svg))
        except IntegrityError:
            continue  # another reader has kept the same picture meanwhile
    return {key: (kept | new)[digest] for key, (digest, _) in wanted.items()}


def draw_report(database: Database, school_id: int, year: int) -> None:
    """Draws what the pages of a year and of change show before anyone asks: after a count, nobody waits."""
    with database.reading() as session:
        school = session.get_one(School, school_id)
        sources = sources_of(session, school, year)
        followed = trend_sources_of(session, school)
    panels: list[Panel] = [panel for series in followed.series for panel in panels_of(series)]
    if sources is not None:
        said = outline(sources)
        panels += [*said.panels, *said.groups]
    figures_of(database, school_id, panels)


def _drawn(panel: Panel) -> str:
    with _drawing:
        return figure(panel)

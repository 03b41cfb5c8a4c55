"""The figures of a report, each drawn at two widths: the page shows the one that fits."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from selfeval.reports.area_chart import draw_areas
from selfeval.reports.areas import AreaPanel, AreaRow
from selfeval.reports.group_chart import draw_groups
from selfeval.reports.groups import GroupPanel, GroupRow
from selfeval.reports.marks import NARROW, WIDE, Size
from selfeval.reports.series import SeriesPanel, spoken_series
from selfeval.reports.series_chart import draw_series
from selfeval.reports.wording import bounds, level, whole
from selfeval.scoring.findings import Estimate

DRAWN_BY = 3
"""Raise it when the drawing changes, so that kept charts are drawn anew."""

Panel = AreaPanel | GroupPanel | SeriesPanel


def digest_of(panel: Panel) -> str:
    """SHA-256, hex, over everything a figure shows and the way it is drawn."""
    shown = json.dumps([DRAWN_BY, type(panel).__name__, asdict(panel)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(shown.encode()).hexdigest()


def figure(panel: Panel) -> str:
    """Both widths of a figure, as the page holds them; a small chart needs one only."""
    if isinstance(panel, SeriesPanel):
        return draw_series(panel, title_of(panel), spoken(panel))
    return "".join(f'<div class="{size.name}">{_draw(panel, size)}</div>' for size in (WIDE, NARROW))


def _draw(panel: AreaPanel | GroupPanel, size: Size) -> str:
    if isinstance(panel, AreaPanel):
        return draw_areas(panel, size, title_of(panel), spoken(panel))
    return draw_groups(panel, size, title_of(panel), spoken(panel))


def title_of(panel: Panel) -> str:
    """What the figure is called by those who hear it."""
    if isinstance(panel, SeriesPanel):
        return f"{panel.name}, {panel.who}, {panel.spots[0].name} to {panel.spots[-1].name}"
    if isinstance(panel, GroupPanel):
        return f"{panel.scale} by group{', ' + panel.heading if panel.heading else ''}"
    voices = [
        *(["leaders"] if panel.has_leaders else []),
        panel.pupils_who,
        "staff" if panel.has_staff else "",
    ]
    return f"Six areas: {', '.join(filter(None, voices))}"


def spoken(panel: Panel) -> str:
    """The figures in words, in the order in which they are drawn."""
    if isinstance(panel, SeriesPanel):
        return spoken_series(panel)
    if isinstance(panel, GroupPanel):
        said = [_spoken_group(row) for row in panel.rows]
        everyone = f" {panel.whole_name.capitalize()}: {whole(panel.whole.value)}." if panel.whole else ""
        return "; ".join(said) + "." + everyone
    return "; ".join(_spoken_row(panel, row) for row in panel.rows) + "."


def _spoken_group(row: GroupRow) -> str:
    if row.estimate is None:
        return f"{row.name}: not shown"
    standing = f", {row.standing}" if row.standing else ""
    return f"{row.name}: {_said(row.estimate)}{standing}, {row.answered} answered"


def _spoken_row(panel: AreaPanel, row: AreaRow) -> str:
    said = []
    if panel.has_leaders:
        said.append(f"leaders {level(row.level, panel.top) if row.level is not None else 'not rated'}")
    for who, mark in ((panel.pupils_who, row.pupils), ("staff", row.staff)):
        if mark is not None:
            said.append(f"{who} {_said(mark.estimate) if mark.estimate else 'not shown'}")
    return f"{row.name}: {', '.join(said)}"


def _said(estimate: Estimate) -> str:
    if estimate.interval is None:
        return str(whole(estimate.value))
    low, high = bounds(estimate)
    return f"{whole(estimate.value)}, between {whole(low)} and {whole(high)}"

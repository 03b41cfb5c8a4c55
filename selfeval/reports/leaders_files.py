"""Leaders' levels over the years for the files about change: rows of the table, and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selfeval.reports.leaders_trend import EVALUATION, TOO_FEW, Revision, leaders_table
from selfeval.reports.trend_sources import TrendSources

LEVEL, COMMON = "leaders’ level", "leaders’ level on common indicators"


def leaders_lines(sources: TrendSources) -> Iterator[Mapping[str, object]]:
    """A line for each year's level of each area and indicator, and for what two versions have in common."""
    table = leaders_table(sources)
    if table is None:
        return
    base = {"questionnaire": EVALUATION, "audience": "leaders"}
    for place, (year, leaders) in enumerate(sources.leaders):
        of_year = base | {"kind": LEVEL, "school_year": year, "version": leaders.version}
        for (area, name), broken in zip(sources.area_names.items(), table.broken, strict=True):
            mean = leaders.areas.get(area)
            yield of_year | {
                "by": "area",
                "id": area,
                "text": name,
                "value": mean,
                "broken_before": "yes" if broken[place] else "",
                "not_shown_because": TOO_FEW if mean is None else "",
            }
        for line in table.lines:
            if line.levels[place]:
                begun = not any(line.levels[:place])
                yield of_year | {
                    "by": "indicator",
                    "id": line.indicator,
                    "text": f"{line.number} {line.name}",
                    "value": line.points[place],
                    "label": " ".join(filter(None, (line.begins, line.ends))),
                    "broken_before": "yes" if line.begins and begun and place else "",
                    "not_shown_because": "not rated" if line.points[place] is None else "",
                }
    for revision in table.revisions:
        yield from _common_lines(sources, revision, base)


def _common_lines(
    sources: TrendSources, revision: Revision, base: Mapping[str, object]
) -> Iterator[Mapping[str, object]]:
    for one in revision.areas:
        for year, version, mean in zip(
            (revision.before, revision.now), revision.versions, (one.before, one.now), strict=True
        ):
            yield {
                **base,
                "kind": COMMON,
                "by": "area",
                "id": one.area,
                "text": sources.area_names[one.area],
                "school_year": year,
                "version": version,
                "value": mean,
                "label": f"{one.common} of {one.of} indicators stayed the same in both versions",
                "not_shown_because": TOO_FEW if mean is None else "",
            }


def leaders_json(sources: TrendSources) -> dict[str, object]:
    """Levels by year, and for each revision what the two versions have in common; empty before year two."""
    table = leaders_table(sources)
    if table is None:
        return {}
    return {
        "years": [
            {
                "year": year,
                "version": leaders.version,
                "areas": dict(leaders.areas),
                "indicators": dict(leaders.levels),
                "begins_anew": [
                    area
                    for area, broken in zip(sources.area_names, table.broken, strict=True)
                    if broken[place]
                ],
            }
            for place, (year, leaders) in enumerate(sources.leaders)
        ],
        "revisions": [
            {
                "from_year": revision.before,
                "year": revision.now,
                "from_version": revision.versions[0],
                "version": revision.versions[1],
                "indicators_in_common": revision.common,
                "indicators": revision.of,
                "areas": [
                    {
                        "area": one.area,
                        "before": one.before,
                        "now": one.now,
                        "indicators_in_common": one.common,
                        "indicators": one.of,
                    }
                    for one in revision.areas
                ],
            }
            for revision in table.revisions
        ],
        "lines": [
            {"indicator": line.indicator, "number": line.number, "begins": line.begins, "ends": line.ends}
            for line in table.lines
            if line.begins or line.ends
        ],
    }

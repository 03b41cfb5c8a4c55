"""What was released of a year, and changes over the years, as JSON to take away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from selfeval.findings.comparisons import Occasion
from selfeval.reports.explained_gaps import ExplainedGap
from selfeval.reports.group_differences import GroupDifference
from selfeval.reports.group_files import differences_json
from selfeval.reports.leaders_files import leaders_json
from selfeval.reports.sources import GoneRound, PrejudiceLog, Released, Series
from selfeval.reports.trend_sources import TrendSources
from selfeval.reports.wording import opened


def findings_json(
    releases: Sequence[tuple[Released, str]],
    gone: Sequence[GoneRound] = (),
    explained: Sequence[ExplainedGap] = (),
    log: PrejudiceLog | None = None,
    differences: Sequence[GroupDifference] = (),
) -> str:
    """Releases with their findings exactly as they were frozen; `str` is the canonical JSON of each.

    `gone`: rounds of the same year whose results are deleted. `explained`: where leaders' levels and these
    answers part. `log`: what the school's own log holds. `differences`: groups that differ surely.
    """
    rows = [
        {
            "survey": released.survey,
            "number": released.number,
            "released_on": released.on.isoformat(),
            "digest": released.digest,
            **({"reason": released.reason} if released.reason else {}),
            **({"brought_in": released.origin} if released.origin else {}),
            "findings": json.loads(findings),
        }
        for released, findings in releases
    ]
    deleted = {"deleted": [round_.row for round_ in gone]} if gone else {}
    parted = {"leaders_and_answers": [_gap_as_json(one) for one in explained]} if explained else {}
    logged = {"prejudice_log": _log_as_json(log)} if log else {}
    differing = {"groups_that_differ": differences_json(differences)} if differences else {}
    whole = {"releases": rows, **deleted, **parted, **logged, **differing}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True)


def _log_as_json(log: PrejudiceLog) -> dict[str, object]:
    return {
        "from": log.since.isoformat(),
        "until": log.until.isoformat(),
        "incidents": log.number,
        "typed_by": log.who,
        "typed_on": log.typed_on,
        "roll": log.roll,
    }


def _gap_as_json(explained: ExplainedGap) -> dict[str, object]:
    return {
        "indicator": explained.gap.indicator,
        "number": explained.gap.number,
        "name": explained.gap.name,
        "level": explained.points,
        "level_name": explained.gap.level,
        "says": explained.gap.sentence,
        "explanation": explained.explanation,
    }


def _brought_in(series: Series, occasion: Occasion) -> dict[str, str]:
    how = series.brought_in_on.get(opened(occasion))
    return {"brought_in": how} if how else {}


def trend_json(sources: TrendSources) -> str:
    """Every series and every change exactly as they were released, and leaders' levels beside them."""
    rows = [
        {
            "questionnaire": series.key,
            "baseline_opened": series.occasions[series.baseline or 0].opens_on,
            "smallest_change": series.smallest,
            "occasions": [
                {**asdict(occasion), "answered": n, "roll": roll, **_brought_in(series, occasion)}
                for occasion, (n, roll) in zip(series.occasions, series.answered, strict=True)
            ],
            "trends": [asdict(trend) for trend in series.trends],
            "changes": [asdict(change) for change in series.changes],
            **({"deleted": [gone.row for gone in series.gone]} if series.gone else {}),
        }
        for series in sources.series
    ]
    deleted = {"deleted": [gone.row for gone in sources.gone]} if sources.gone else {}
    judged = leaders_json(sources)
    evaluation = {"self_evaluation": judged} if judged else {}
    content = {"school": sources.school, "series": rows, **deleted, **evaluation}
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)

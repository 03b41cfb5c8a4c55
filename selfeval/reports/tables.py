"""Released findings as files to take away: JSON as released, and a table of every figure as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from selfeval.findings.comparisons import VoiceGap
from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import GroupFinding, ScaleFinding
from selfeval.reports.voices import Released, Voice
from selfeval.reports.wording import NEARLY_ALL, reaches

COLUMNS = (
    "survey", "opened", "closed", "questionnaire", "version", "audience", "by", "group", "kind", "id", "text",
    "answered", "roll", "figure", "value", "low", "high", "everyone_answered", "not_shown_because",
)  # fmt: skip
MARK = "\ufeff"
"""A byte-order mark: without it spreadsheets misread quotation marks."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Row = dict[str, object]


def findings_json(releases: Sequence[tuple[Released, str]]) -> str:
    """Releases with their findings exactly as they were frozen; `str` is the canonical JSON of each."""
    told = [
        {
            "survey": released.survey,
            "number": released.number,
            "released_on": released.on.isoformat(),
            "digest": released.digest,
            **({"reason": released.reason} if released.reason else {}),
            "findings": json.loads(findings),
        }
        for released, findings in releases
    ]
    return json.dumps({"releases": told}, ensure_ascii=False, indent=1, sort_keys=True)


def findings_csv(voices: Iterable[Voice], gaps: Iterable[VoiceGap] = ()) -> str:
    """One line a figure."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    rows = (row for voice in voices for row in _rows(voice))
    for row in (*rows, *(row for gap in gaps for row in _gap(gap))):
        writer.writerow({column: safe(value) for column, value in row.items()})
    return MARK + out.getvalue()


def _rows(voice: Voice) -> Iterator[Row]:
    found = voice.findings
    whole: Row = {
        "survey": voice.released.survey,
        "opened": voice.released.opens_on.isoformat(),
        "closed": voice.released.closes_on.isoformat(),
        "questionnaire": found.questionnaire,
        "version": found.version,
        "audience": found.audience,
        "by": "everyone",
        "roll": "" if found.roll is None else found.roll,
    }
    if found.careless is not None and found.careless.share is not None:
        yield whole | {"kind": "check", "figure": "careless", "value": _number(found.careless.share)}
    for scale in found.scales:
        yield from _scale(whole, voice, scale)
    for scale in found.careless.without if found.careless else ():
        row = whole | {"kind": "check", "id": scale.scale, "text": voice.name_of_scale(scale.scale)}
        yield row | {"answered": _number(scale.n), "figure": "mean without careless"} | _figure(scale.mean)
    for item in found.items:
        text = voice.words.items[item.item].text
        base = whole | {"kind": "question", "id": item.item, "text": text, "answered": _number(item.n)}
        base["not_shown_because"] = item.hidden or ""
        yield base | {"figure": "favourable"} | _figure(item.favourable)
        for option, share in (item.shares or {}).items():
            yield base | {"figure": f"share {option}", "value": _number(share)}
    for breakdown in found.breakdowns:
        for group in breakdown.groups:
            base = whole | {"by": breakdown.by, "group": group.group, "roll": _number(group.roll)}
            if group.hidden:
                yield base | {"kind": "group", "roll": "", "not_shown_because": group.hidden}
                continue
            for scale in group.scales:
                yield from _scale(base | {"answered": _in_fives(group)}, voice, scale)


def _in_fives(group: GroupFinding) -> str:
    """To the nearest five; in words where that would reach the roll."""
    return NEARLY_ALL if reaches(group.n or 0, group.roll) else _number(group.n)


def _scale(base: Row, voice: Voice, scale: ScaleFinding) -> Iterator[Row]:
    row = base | {"kind": "scale", "id": scale.scale, "text": voice.name_of_scale(scale.scale)}
    row |= {"answered": base.get("answered", _number(scale.n)), "not_shown_because": scale.hidden or ""}
    yield row | {"figure": "mean"} | _figure(scale.mean)
    if scale.sd is not None:
        yield row | {"figure": "spread", "value": _number(scale.sd)}
    if scale.favourable is not None:
        yield row | {"figure": "favourable"} | _figure(scale.favourable)
    if scale.weighted is not None:
        yield row | {"figure": "mean weighted to the roll"} | _figure(scale.weighted)
    if scale.stands_out is not None:
        yield row | {"figure": f"stands out, {scale.stands_out}"}
    if scale.reach is not None:
        ends = {"low": _number(scale.reach.low), "high": _number(scale.reach.high)}
        yield row | {"figure": "reach of those who did not answer"} | ends
    if scale.reliability is not None:
        yield row | {"figure": "alpha"} | _figure(scale.reliability.alpha)
        for name, value in (("omega", scale.reliability.omega), ("together", scale.reliability.together)):
            if value is not None:
                yield row | {"figure": name, "value": _number(value)}


def _gap(gap: VoiceGap) -> Iterator[Row]:
    """Staff beside pupils, on the questions that both were asked."""
    for scale in gap.scales:
        row: Row = {"audience": "staff and pupils", "by": "everyone", "kind": "gap", "id": scale.scale}
        row["not_shown_because"] = scale.hidden or ""
        yield row | {"figure": "pupils", "value": _number(scale.pupils)}
        yield row | {"figure": "staff", "value": _number(scale.staff)}
        apart = scale.difference and Estimate(scale.difference.value, scale.difference.interval)
        yield row | {"figure": "staff less pupils"} | _figure(apart or None)


def _figure(estimate: Estimate | None) -> Row:
    if estimate is None:
        return {}
    interval = estimate.interval
    return {
        "value": _number(estimate.value),
        "low": _number(interval.low) if interval else "",
        "high": _number(interval.high) if interval else "",
        "everyone_answered": "yes" if estimate.everyone else "",
    }


def _number(value: float | None) -> str:
    """As short as it can be written."""
    return "" if value is None else f"{value:g}"


def safe(value: object) -> object:
    """Text that cannot start a formula. Numbers are ours and stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS) and not _is_number(value):
        return f"'{value}"
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

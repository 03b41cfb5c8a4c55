"""Every output of a report against the releases behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask

from selfeval.reports.sources import Sources
from selfeval.reports.trend_choice import ALL_OF_IT, TrendChoice
from selfeval.reports.trend_sources import TrendSources
from selfeval.store.schools_and_accounts import Account
from tests.outputs.figures import HeldFigures, numbers_in
from tests.outputs.passages import ReportOutputs, outputs_of
from tests.outputs.tables import csv_faults, sheet_faults, trend_faults


class Outputs:
    """What the releases behind a report and its page about change hold."""

    def __init__(self, sources: Sources, trends: TrendSources | None = None) -> None:
        series = [*sources.series, *(trends.series if trends else ())]
        self.rounds = [voice.findings for voice in sources.voices]
        self.trends = trends
        self.held = HeldFigures(
            sources.voices,
            [change for one in series for change in (*one.changes, *one.earlier_changes)],
            [trend for one in series for trend in one.trends],
            sources.gaps,
            series,
        )
        self.held.of_the_school(sources.leaders, sources.log)

    def faults(self, outputs: ReportOutputs) -> list[str]:
        """What an output says that no release holds."""
        faults = [fault for passage in outputs.passages for fault in self.held.faults(passage)]
        faults += csv_faults(outputs.rows, self.rounds)
        faults += sheet_faults(outputs.workbook_rows, outputs.rows)
        if self.trends is not None:
            faults += trend_faults(outputs.trend_rows, self.trends)
        return faults


@dataclass(frozen=True)
class ComparedOutputs:
    """What came of comparing the outputs of one report."""

    faults: list[str]
    figures: int
    """How many were compared."""


def compare(
    app: Flask,
    account: Account,
    sources: Sources,
    trends: TrendSources | None = None,
    choices: Sequence[TrendChoice] = (ALL_OF_IT,),
) -> ComparedOutputs:
    """Makes every output of a report and holds it to the releases behind it.

    `choices`: what is chosen on the page about change, which is then read once for each.
    """
    outputs = outputs_of(app, account, sources, trends, choices)
    figures = sum(len(numbers_in(passage.text)) for passage in outputs.passages)
    figures += sum(bool(row[end]) for row in outputs.rows for end in ("value", "low", "high"))
    return ComparedOutputs(Outputs(sources, trends).faults(outputs), figures)

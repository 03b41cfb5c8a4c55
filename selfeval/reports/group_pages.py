"""Groups on pages of their own: one for year groups, one for each thing that people said of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.findings.findings import BY_GROUP
from selfeval.reports.group_names import LIKE
from selfeval.reports.groups import GroupPanel, characteristic_panels, group_panel
from selfeval.reports.sources import Voice

YEAR_GROUPS = "year-groups"


@dataclass(frozen=True)
class GroupPage:
    """One characteristic, with a panel for each set of people that has a table of it."""

    key: str
    """extra-help: the last part of its address"""
    name: str
    """Its question; Year groups."""
    panels: tuple[GroupPanel, ...]

    @property
    def by_year(self) -> bool:
        return self.key == YEAR_GROUPS

    @property
    def stands_out(self) -> bool:
        """Whether a group in it is clearly lower or higher."""
        return any(row.stands_out for panel in self.panels for row in panel.rows)


def group_pages(voices: Sequence[Voice]) -> tuple[GroupPage, ...]:
    """Year groups first; then what has a sure difference, then the rest as it was asked."""
    years = [panel for voice in voices if (panel := group_panel(voice)) is not None and panel.shown]
    by_address: dict[str, list[GroupPanel]] = {}
    for voice in voices:
        for panel in characteristic_panels(voice):
            by_address.setdefault(address(panel.by), []).append(panel)
    pages = [GroupPage(key, panels[0].heading, tuple(panels)) for key, panels in by_address.items()]
    pages.sort(key=lambda page: not page.stands_out)
    return (*([GroupPage(YEAR_GROUPS, "Year groups", tuple(years))] if years else []), *pages)


def address(by: str) -> str:
    """about.extra_help -> extra-help; the same for questions whose answers mean the same."""
    if by == BY_GROUP:
        return YEAR_GROUPS
    return LIKE.get(by, by).removeprefix("about.").replace(".", "-").replace("_", "-")

"""The columns of a year's figures, in CSV and workbook alike, and what each says."""

from __future__ import annotations

from collections.abc import Mapping

DICTIONARY: Mapping[str, str] = {
    "survey": "The survey, as the school called it.",
    "opened": "First day of the survey.",
    "closed": "Last day of the survey.",
    "brought_in": "Of a survey that was asked elsewhere, not by our ballot: with what. Else empty.",
    "questionnaire": "Which questionnaire was asked.",
    "version": "Its version. Other versions may ask other questions.",
    "audience": "Whose answers: pupils or staff; leaders for a level.",
    "by": "What people are grouped by: everyone, year group, or something they said about themselves.",
    "group": "The group.",
    "kind": "What the line is about: a check, a score (scale), a question, a gap, a log, a deleted round.",
    "id": "The score or question, by its short name. It never changes its meaning.",
    "text": "The question as it was asked, or the name of the score.",
    "answered": "How many answered. For groups, to the nearest five.",
    "roll": "How many could have answered.",
    "figure": "Which figure: mean is a score of 0 to 100; favourable and share are of 100 who answered.",
    "value": "The figure.",
    "low": "Lower end of the range in which the figure of everyone very likely lies (95 %).",
    "high": "Upper end of that range.",
    "everyone_answered": "Whether everyone answered, so that nothing is uncertain.",
    "not_shown_because": "Why a figure is not shown. It never says how many people there are.",
    "explanation": "What the school has written about it.",
}
"""Column -> what it says, in the order of the files."""
COLUMNS = tuple(DICTIONARY)

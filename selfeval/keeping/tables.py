"""What a school takes away as tables: CSV that spreadsheets open well and never run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from selfeval.questionnaires.model import Words
from selfeval.reports.files import MARK, safe
from selfeval.store.baselines import Baseline
from selfeval.store.judgements import Judgement
from selfeval.store.schools import AuditEntry, Identity
from selfeval.store.surveys import Survey
from selfeval.store.years import ENGLAND


def _csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """With a byte-order mark, and nothing that starts a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if value is None else safe(value) for value in row])
    return MARK + out.getvalue()


def log_csv(found: Iterable[AuditEntry]) -> str:
    """One line an entry, times in England."""
    here = ((entry.at.astimezone(ENGLAND), entry) for entry in found)
    return _csv(
        ("day", "time", "who", "did", "what"),
        ((f"{at:%Y-%m-%d}", f"{at:%H:%M}", entry.who, entry.act, entry.subject) for at, entry in here),
    )


def names_csv(found: Iterable[Identity]) -> str:
    """What the school has been called, and from which day on."""
    return _csv(
        ("from", "name", "register_number", "phase", "authority"),
        ((each.begins_on.isoformat(), each.name, each.urn, each.phase, each.authority) for each in found),
    )


def surveys_csv(surveys: Iterable[Survey]) -> str:
    """A line a group: the plan of every survey, with its days and rolls."""
    columns = (
        "survey", "title", "asks", "state", "first_day", "last_day", "adult", "questionnaire", "version",
        "group", "years", "roll", "roll_girls", "roll_boys", "about_you_questions",
    )  # fmt: skip
    return _csv(columns, (row for survey in surveys for row in _survey(survey)))


def _survey(survey: Survey) -> Iterable[Iterable[object]]:
    for round_ in survey.rounds:
        about = " ".join(item.id for item in round_.about.items)
        for group in round_.groups:
            yield (
                survey.id, survey.title, survey.audience, survey.state, survey.opens_on.isoformat(),
                survey.closes_on.isoformat(), survey.adult, round_.definition_row.questionnaire,
                round_.definition_row.version, group.name, " ".join(map(str, group.years)), group.roll,
                group.roll_girls, group.roll_boys, about,
            )  # fmt: skip


def baselines_csv(moves: Iterable[Baseline]) -> str:
    """Every move of a baseline, with its reason."""
    return _csv(
        ("questionnaire", "survey", "moved_on", "by", "reason"),
        (
            (each.questionnaire, each.survey.title, f"{each.moved_at:%Y-%m-%d}", each.who, each.reason)
            for each in moves
        ),
    )


def judgements_csv(judgements: Iterable[Judgement], words: Words) -> str:
    """A line an indicator, with the words of its level and what was written about it."""
    return _csv(
        ("indicator", "text", "level", "level_means", "commentary", "by", "on"),
        ((*_judged(each, words), each.rated_by, f"{each.rated_at:%Y-%m-%d}") for each in judgements),
    )


def _judged(judgement: Judgement, words: Words) -> Iterable[object]:
    item = words.items.get(judgement.indicator)
    means = item.levels.get(judgement.level or "", "") if item else ""
    return (
        judgement.indicator,
        item.text if item else "",
        judgement.level,
        means,
        judgement.commentary,
    )

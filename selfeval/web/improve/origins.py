"""Where an action comes from: an indicator's next step, a gap, a key finding or a question to ask.

The address names it; the sentence is read here again, so that nobody can put another one in its place.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from sqlalchemy.orm import Session

from selfeval.improvement.action_plan import Origin
from selfeval.improvement.metrics import Reference
from selfeval.reading.report_sources import sources_of
from selfeval.reports.finding_figures import figures_of_gap, figures_of_sentence
from selfeval.reports.year_report import YearReport, year_report
from selfeval.store.releases import releases_of
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import judgements_of, self_evaluation_of
from selfeval.store.sign_off import signed_revisions
from selfeval.web.site.forms import whole_number

QUESTION = "question-"
"""How a name begins that is a question to ask; the others say what is worrying, by its place."""


class Born(NamedTuple):
    """Where an action comes from, and the released figures or levels that this rests on."""

    origin: Origin
    references: tuple[Reference, ...]


def origin_of(session: Session, school: School, kind: str, year: int, name: str) -> Origin | None:
    """What an address names; None where there is no such thing for whoever reads.

    `name`: an indicator; of a finding its place on the report page, as `0` or `question-0`.
    """
    born = born_of(session, school, kind, year, name)
    return born.origin if born else None


def born_of(session: Session, school: School, kind: str, year: int, name: str) -> Born | None:
    """The same, with the figures that an action of it can be measured by, the nearest first."""
    if kind == "next_step":
        judgement = judgements_of(session, school.id, year).get(name)
        if judgement is None or not judgement.next_step:
            return None
        origin = Origin("next_step", year, name, _signed(session, school, year), judgement.next_step)
        return Born(origin, (Reference("level", name=name),))
    sources = sources_of(session, school, year) if kind in ("gap", "finding") else None
    if sources is None:
        return None
    report, digest = year_report(sources), _released(session, school, year)
    if kind == "gap":
        gap = next((one.gap for one in report.level_gaps if one.gap.indicator == name), None)
        if gap is None:
            return None
        return Born(Origin("gap", year, name, digest, gap.sentence), figures_of_gap(sources, gap))
    sentences = [one.text for one in report.to_ask] if name.startswith(QUESTION) else report.in_short.worrying
    place = whole_number(name.removeprefix(QUESTION))
    if place is None or place >= len(sentences):
        return None
    sentence = sentences[place]
    origin = Origin("finding", year, _about(report, sentence) or name, digest, sentence)
    return Born(origin, figures_of_sentence(sources, report, sentence))


def _about(report: YearReport, sentence: str) -> str:
    """Who answered and what it is about: `pupils in Years 3 to 6/belonging`; empty for no key finding."""
    for finding in report.key:
        if sentence == finding.sentence or sentence.startswith(f"{finding.headline}. "):
            return "/".join(finding.about)
    return ""


def _signed(session: Session, school: School, year: int) -> str:
    """The digest of the revision that was signed last; empty before one was."""
    evaluation = self_evaluation_of(session, school.id, year)
    revisions = signed_revisions(session, evaluation) if evaluation else []
    return revisions[-1].digest if revisions else ""


def _released(session: Session, school: School, year: int) -> str:
    releases = releases_of(session, school.id, year)
    return releases[0].digest if releases else ""


def mark_of(sentence: str) -> str:
    """What a form carries of a sentence, to see on saving that it is still the same."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:16]

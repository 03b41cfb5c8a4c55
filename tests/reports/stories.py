"""Small invented schools whose answers are made, counted and released: each has one true story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from selfeval.findings.findings import ReleaseFindings
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.model import OPTION_CHARACTERS, Definition
from selfeval.release.release import CountedRound, OtherRelease, findings_of
from selfeval.reports.sources import Leaders, Released, Series, Sources, Voice
from selfeval.scoring.disclosure_control.characteristics import characteristic_breakdowns
from selfeval.scoring.disclosure_control.recoding import Characteristic

YEARS = ("Year 3", "Year 4", "Year 5", "Year 6")
ASKED = latest("pupils-7-11")
STAFF = latest("staff")
ABOUT = latest("about-you-pupils")
LEVELS = latest("self-evaluation")
MOOD, NOISE, HEIGHT = 0.6, 0.9, 2.9
"""In steps of one answer of five: most questions are then answered well by about two in three."""


@dataclass(frozen=True)
class People:
    """Who they are: (n,) each."""

    year: np.ndarray
    """Place in YEARS."""
    traits: Mapping[str, np.ndarray]
    """About-you item -> place of the option."""


@dataclass(frozen=True)
class Story:
    """A school. Effects are in steps of one answer: about 17 points of a score."""

    name: str
    tells: tuple[str, ...]
    """What the headline has to hold: all of it."""
    silent: tuple[str, ...] = ()
    """What it must not hold: the red herring."""
    people: int = 320
    items: Mapping[str, float] | None = None
    """Question -> how much better or worse than others it is."""
    group: tuple[str, str, float, float] | None = None
    """About-you item, option, share of people, effect on everything."""
    small_groups: tuple[tuple[str, str, float, float], ...] = ()
    year_effect: Mapping[str, float] | None = None
    before: Mapping[str, float] | None = None
    """Question -> how much better or worse it was a year ago, beside what it is now."""
    levels: Mapping[str, int] | None = None
    """Number of an indicator -> level."""
    happened: float = 0.08
    """Share to whom somebody was unkind."""
    staff_items: Mapping[str, float] | None = None
    seed: int = 1


def _people(random: np.random.Generator, story: Story) -> People:
    n = story.people
    year = np.arange(n) % len(YEARS)
    traits = {}
    for item, option, share, _ in [*([story.group] if story.group else []), *story.small_groups]:
        options = [one.id for one in ABOUT.definition.options_of(ABOUT.definition.item(item)).options]
        others = next(place for place, one in enumerate(options) if one != option)
        chosen = np.full(n, others)
        chosen[random.permutation(n)[: round(share * n)]] = options.index(option)
        traits[item] = chosen
    return People(year, traits)


NOTHING_HAPPENED = ("never", "no", "did_not_happen")


def _answers(
    random: np.random.Generator,
    definition: Definition,
    feelings: np.ndarray,
    lifts: Mapping[str, float],
    happened: float,
) -> list[str]:
    """A response of one character an item for each person."""
    columns = []
    for item in definition.items:
        options = definition.options_of(item).options
        if item.kind == "event":
            names = [option.id for option in options]
            no = next(place for place, name in enumerate(names) if name in NOTHING_HAPPENED)
            met = random.random(len(feelings)) < happened
            columns.append(np.where(met, (no + 1) % len(names), no))
            continue
        top = len(options) - 1
        height = feelings + HEIGHT + lifts.get(item.id, 0.0) + NOISE * random.standard_normal(len(feelings))
        steps = np.clip(np.rint(height / 4 * top), 0, top).astype(int)
        worst_first = sorted(range(len(options)), key=lambda place: options[place].points)
        order = np.array(worst_first[::-1] if item.reversed else worst_first)
        columns.append(order[steps])
    rows = np.array(columns).T
    return ["".join(OPTION_CHARACTERS[place] for place in row) for row in rows]


def _round(random: np.random.Generator, story: Story, lifts: Mapping[str, float]) -> CountedRound:
    people = _people(random, story)
    feelings = MOOD * random.standard_normal(story.people)
    for item, option, _, effect in [*([story.group] if story.group else []), *story.small_groups]:
        options = [one.id for one in ABOUT.definition.options_of(ABOUT.definition.item(item)).options]
        feelings = feelings + effect * (people.traits[item] == options.index(option))
    for year, effect in (story.year_effect or {}).items():
        feelings = feelings + effect * (people.year == YEARS.index(year))
    definition = ASKED.definition
    responses = _answers(random, definition, feelings, lifts, story.happened)
    groups = [YEARS[place] for place in people.year]
    characteristics = []
    for item, places in people.traits.items():
        options = tuple(one.id for one in ABOUT.definition.options_of(ABOUT.definition.item(item)).options)
        characteristics.append(Characteristic(item, options, [options[place] for place in places]))
    tables = characteristic_breakdowns(definition, responses, characteristics, groups=groups, order=YEARS)
    roll = round(story.people / len(YEARS) / 0.8)
    return CountedRound(
        definition,
        responses,
        groups,
        dict.fromkeys(YEARS, roll),
        characteristic_tables=tuple(tables),
        years={name: (place + 3,) for place, name in enumerate(YEARS)},
    )


def _staff_round(random: np.random.Generator, lifts: Mapping[str, float]) -> CountedRound:
    responses = _answers(random, STAFF.definition, MOOD * random.standard_normal(60), lifts, 0.05)
    return CountedRound(STAFF.definition, responses, ["All staff"] * 60, {"All staff": 75})


def _release(
    year: int, survey: str, round_: CountedRound, past: tuple[OtherRelease, ...] = ()
) -> ReleaseFindings:
    return findings_of(
        school="Alder Vale Primary",
        survey=survey,
        opens_on=dt.date(year, 10, 5),
        closes_on=dt.date(year, 10, 16),
        rounds=[round_],
        past=past,
        year=year,
    )


def _released(findings: ReleaseFindings, audience: str) -> Released:
    return Released(
        survey=findings.survey,
        audience="staff" if audience == "staff" else "pupils",
        number=1,
        on=dt.date(2026, 11, 2),
        opens_on=dt.date(2026, 10, 5),
        closes_on=dt.date(2026, 10, 16),
        digest="0" * 64,
        threshold=10,
    )


def sources_of(story: Story) -> Sources:
    """Its answers, made by chance, as its report of the year reads them."""
    random = np.random.default_rng(story.seed)
    lifts = dict(story.items or {})
    past: tuple[OtherRelease, ...] = ()
    if story.before is not None:
        earlier = {
            item.id: lifts.get(item.id, 0.0) + story.before.get(item.id, 0.0)
            for item in ASKED.definition.items
        }
        then = _round(random, replace(story, year_effect=None), earlier)
        released = _release(2025, "Autumn 2025", then)
        past = (OtherRelease(released, "1" * 64, {"pupils-7-11": then}, 2025),)
    findings = _release(2026, "Autumn 2026", _round(random, story, lifts), past)
    voice = Voice(
        findings.rounds[0], ASKED.definition, ASKED.words["en"], _released(findings, "pupils"), ABOUT
    )
    staff = None
    if story.staff_items is not None:
        of_staff = _release(2026, "Staff 2026", _staff_round(random, story.staff_items))
        staff = Voice(of_staff.rounds[0], STAFF.definition, STAFF.words["en"], _released(of_staff, "staff"))
    return Sources(
        school="Alder Vale Primary",
        year="2026/27",
        area_names=LEVELS.words["en"].areas,
        pupils=(voice,),
        staff=staff,
        leaders=_leaders(story),
        baseline=not past,
        releases=(voice.released,),
        series=_series(voice, findings),
    )


def _series(voice: Voice, findings: ReleaseFindings) -> tuple[Series, ...]:
    if not findings.changes:
        return ()
    (change,) = findings.changes
    return (
        Series(
            voice=voice,
            versions={ASKED.definition.version: ASKED},
            occasions=(change.earlier, change.later),
            answered=((None, None), (findings.rounds[0].n, findings.rounds[0].roll)),
            judged=(None, None),
            changes=findings.changes,
        ),
    )


def _leaders(story: Story) -> Leaders | None:
    if story.levels is None:
        return None
    ids = {item.number: item.id for item in LEVELS.definition.items}
    levels = {ids[number]: level for number, level in story.levels.items()}
    return Leaders({}, len(levels), len(ids), version=LEVELS.definition.version, levels=levels)

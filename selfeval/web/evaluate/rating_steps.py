"""What the self-evaluation asks of its reader, and how soon, on the start page and on its own pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from textwrap import shorten

from selfeval.english import capitalised, count_in_words, day, in_words, listed
from selfeval.self_evaluation.head_comments import still_to_answer
from selfeval.self_evaluation.judgements import MINUTES_EACH
from selfeval.self_evaluation.way_to_sign_off import SignOffStatus
from selfeval.web.evaluate.rated import LACKS, Rated, RatedArea, RatedIndicator, Unexplained
from selfeval.web.site.survey_status import NextStep

OVERVIEW = "/self-evaluation"
AREA = 4
"""Indicators in an area: as many as one sitting takes."""
LAST = 8
"""Of so many indicators one is the last little; before that a lead is not told what others still have."""
EXPLAINED_IN = 5
"""Minutes that one explanation takes."""
FILLED_IN = 3
"""Minutes in which a reason is written, or a piece of evidence is added."""
MOST_OF_A_REASON = 200
"""Characters of why it is corrected, in a list."""
MOST_GAPS = 3
"""Of which each is a step of its own; more are one step together."""


class Urgency(IntEnum):
    """What comes before what; within each, by the day."""

    FIRST = 0
    RUNNING = 1
    """A survey is answered, or waits to be counted."""
    REVIEW = 2
    LATE = 3
    ON_A_DAY = 4
    OF_OTHERS = 5
    """Somebody else is late."""
    NEW_REPORT = 6
    PLAN = 7
    RATE = 8
    EXPLAIN = 9
    GIVE_OUT = 10
    FILL_IN = 11
    COME_BACK = 12
    REPORT = 13
    NOTE = 14
    """The governors have still to note it."""
    WITH_OTHERS = 15
    """The last that is to be rated, by others."""
    WAITING = 16
    """Somebody else has to act."""


@dataclass(frozen=True)
class TimedStep:
    """A step and how soon it is wanted."""

    urgency: Urgency
    step: NextStep
    due: dt.date | None = None

    @property
    def order(self) -> tuple[int, dt.date]:
        return self.urgency, self.due or dt.date.max


@dataclass(frozen=True)
class StartReader:
    """Who reads the start page."""

    account_id: int
    leads: bool
    """May run surveys and give areas out."""
    rates: bool
    """May write in the self-evaluation."""
    agrees: bool = False
    """May agree the self-evaluation, or send it back."""


def review_steps(status: SignOffStatus | None, rated: Rated, reader: StartReader) -> Iterator[TimedStep]:
    """What the self-evaluation asks of its reader on its way to sign-off: one step at most."""
    check = "/self-evaluation/check"
    if status is None:
        return
    if status.state == "in_review" and reader.agrees:
        more = (
            "The head teacher, or who signs for the head teacher, agrees it or sends it back with comments."
        )
        step = NextStep("Read the self-evaluation that was handed in", "/self-evaluation/review", 20, more)
    elif status.state == "in_review" and reader.leads:
        more = "You can change nothing meanwhile, and you can take it back. No e-mail is sent: ask the head."
        yield TimedStep(Urgency.WAITING, NextStep(f"The self-evaluation {status.words}", check, 1, more))
        return
    elif still_to_answer(status.comments) and reader.rates:
        again = "hand it in again" if reader.leads else "a lead hands it in again"
        more = f"Put right what {'it says' if len(status.comments) == 1 else 'they say'}, then {again}."
        step = NextStep(f"The self-evaluation {status.words}", check, 15, more)
    elif status.unchanged and not status.comments and reader.leads:
        why = shorten(status.correction, MOST_OF_A_REASON, placeholder="…")
        more = f"Nothing is changed yet. It was opened for a correction: “{why}”"
        step = NextStep("Change the indicator that was wrong", f"{OVERVIEW}#stand", MINUTES_EACH, more)
    elif status.comments and rated.progress.complete and reader.leads:
        more = f"It {status.words}. The head reads it again and sees what changed."
        step = NextStep("Hand in the self-evaluation again", check, 2, more)
    elif status.state == "draft" and rated.progress.complete and reader.leads:
        more = "A list says what is still missing. The head agrees it or sends it back."
        step = NextStep("Check the self-evaluation and hand it in", check, 15, more)
    elif status.is_to_be_noted and (reader.leads or reader.agrees):
        more = "The day of their meeting, and where the minutes have it. It stands in the PDF then."
        step = NextStep("Write down when the governors noted it", f"{check}#gov", 2, more)
        yield TimedStep(Urgency.NOTE, step)
        return
    else:
        return
    yield TimedStep(Urgency.REVIEW, step)


def rating_steps(rated: Rated, reader: StartReader, on: dt.date) -> Iterator[TimedStep]:
    """All that the self-evaluation asks of its reader, in no order; nothing where it may not be changed."""
    if rated.state != "draft" or not reader.rates:
        return
    open_areas = [area for area in rated.areas if area.left]
    if alone := [area for area in rated.areas if area.to_rate_alone]:
        alone.sort(key=lambda area: area.owner_id != reader.account_id)
        yield TimedStep(Urgency.RATE, _alone(alone))
        return
    own = [area for area in open_areas if is_of(area, reader) and (area.due or area.owner_id)]
    for area in own:
        yield _of_area(area, on)
    nobodys = [area for area in open_areas if area.owner_id is None and area not in own]
    gives_out = reader.leads and rated.given_out and rated.writers > 1
    if nobodys and not own and not gives_out:
        yield TimedStep(Urgency.RATE, _carry_on(rated, nobodys))
    elif open_areas and not own and not reader.leads:
        yield TimedStep(Urgency.RATE, _help(open_areas[0]))
    if reader.leads:
        if not own and not nobodys:
            yield from _others_last(rated, open_areas, on)
        yield from _late_others(open_areas, reader, on)
        yield from _give_out(rated, open_areas)
    for step in _explain(rated.unexplained):
        yield TimedStep(Urgency.EXPLAIN, step)
    concerned = [area for area in rated.areas if is_of(area, reader)]
    if lacking := [one for area in concerned for one in area.indicators if one.lacks]:
        yield TimedStep(Urgency.FILL_IN, _fill_in(lacking))
    if not_known := [(area, one) for area in concerned for one in area.not_known]:
        yield TimedStep(Urgency.COME_BACK, _come_back(not_known))


def is_of(area: RatedArea, reader: StartReader) -> bool:
    """An area with a day and nobody to look after it is the lead's."""
    return area.owner_id == reader.account_id or (area.owner_id is None and reader.leads)


def _of_area(area: RatedArea, on: dt.date) -> TimedStep:
    address = f"/self-evaluation/{area.id}"
    late = area.due is not None and area.due < on
    of = len(area.indicators)
    if len(area.left) == 1:
        only = area.left[0]
        what, address = only.name, f"{address}?indicator={only.id}"
        more = f"It is the last of {in_words(of)} in {area.name}." if of > 1 else ""
    else:
        what = area.name
        more = f"{capitalised(in_words(len(area.left)))} of {in_words(of)} indicators are left."
    if late:
        more = f"Its day is past. {more}"
    due = f", {'was due' if late else 'due'} {day(area.due)}" if area.due else ""
    step = NextStep(f"Rate {what}{due}", address, MINUTES_EACH * len(area.left), more)
    return TimedStep(Urgency.LATE if late else Urgency.ON_A_DAY, step, area.due)


def _alone(areas: Sequence[RatedArea]) -> NextStep:
    """What each is to rate before seeing what others say: the first of these areas first."""
    first, left = areas[0], sum(area.to_rate_alone for area in areas)
    number = first.to_rate_alone
    here = f"{count_in_words(number, 'indicator')} {'waits' if number == 1 else 'wait'}"
    elsewhere = left - number
    others = f" {capitalised(in_words(elsewhere))} more in other areas." if elsewhere else ""
    more = f"{capitalised(here)} for what you think.{others} After that you see what the others said."
    minutes = MINUTES_EACH * first.to_rate_alone
    return NextStep(f"Rate {first.name} for yourself", f"/self-evaluation/{first.id}", minutes, more)


def _help(area: RatedArea) -> NextStep:
    """An area of somebody else, for a colleague who has none: anybody who rates may help."""
    left = len(area.left)
    more = f"{area.owner} looks after it. {capitalised(count_in_words(left, 'indicator'))} "
    more += "is left." if left == 1 else "are left."
    address = f"/self-evaluation/{area.id}"
    return NextStep(f"Help to rate {area.name}", address, MINUTES_EACH * left, more)


def _carry_on(rated: Rated, areas: Sequence[RatedArea]) -> NextStep:
    done = rated.progress
    left = sum(len(area.left) for area in areas)
    if rated.given_out:
        names = listed([area.name for area in areas])
        address = f"/self-evaluation/{areas[0].id}"
        more = f"Nobody looks after {names} yet."
        return NextStep(f"Rate {areas[0].name}", address, MINUTES_EACH * len(areas[0].left), more)
    return NextStep(
        "Carry on rating the self-evaluation" if done.indicators > done.left else "Start the self-evaluation",
        OVERVIEW,
        MINUTES_EACH * left,
        f"{left} of {done.indicators} indicators {'is' if left == 1 else 'are'} left."
        + (" Best done one area at a time." if left > AREA else ""),
    )


def _late_others(areas: Sequence[RatedArea], reader: StartReader, on: dt.date) -> Iterator[TimedStep]:
    for area in areas:
        if area.owner and area.owner_id != reader.account_id and area.due and area.due < on:
            more = f"It was due {day(area.due)}. {len(area.left)} of {len(area.indicators)} are left."
            step = NextStep(f"Ask {area.owner} about {area.name}", f"/self-evaluation/{area.id}", 2, more)
            yield TimedStep(Urgency.OF_OTHERS, step, area.due)


def _others_last(rated: Rated, areas: Sequence[RatedArea], on: dt.date) -> Iterator[TimedStep]:
    """What alone still stops the hand-in, where it is little, is with others, and its day is not past."""
    if rated.progress.left * LAST > rated.progress.indicators:
        return
    for area in areas:
        if not area.due or area.due >= on:
            names = listed([one.name for one in area.left])
            them = "It is" if len(area.left) == 1 else "They are"
            by = f" by {day(area.due)}" if area.due else ""
            more = f"{them} still to look at{by}. {area.owner} looks after {area.name}. It stops the hand-in."
            more = more if len(area.left) == 1 else more.replace("It stops", "They stop")
            step = NextStep(f"Ask {area.owner} about {names}", f"/self-evaluation/{area.id}", 2, more)
            yield TimedStep(Urgency.WITH_OTHERS, step, area.due)


def _give_out(rated: Rated, open_areas: Sequence[RatedArea]) -> Iterator[TimedStep]:
    nobodys = [area for area in open_areas if area.owner_id is None]
    if rated.writers < 2 or not nobodys:
        return
    if not rated.given_out:
        more = "Each area can have somebody who looks after it, and a day. The page suggests an area a month."
        step = NextStep("Say who looks after which area", "/self-evaluation/plan", 5, more)
    elif len(nobodys) == 1:
        (area,) = nobodys
        started = len(area.left) < len(area.indicators)
        more = f"{capitalised(count_in_words(len(area.left), 'indicator'))} left; " + (
            "somebody has started." if started else "nobody has started."
        )
        step = NextStep(f"Give {area.name} an owner", "/self-evaluation/plan", 1, more)
    else:
        names = listed([area.name for area in nobodys])
        step = NextStep(
            f"Give {in_words(len(nobodys))} areas an owner", "/self-evaluation/plan", 2, f"{names}."
        )
    yield TimedStep(Urgency.GIVE_OUT, step)


def _explain(gaps: Sequence[Unexplained]) -> Iterator[NextStep]:
    """A step for each gap; one for all where they would fill the list."""
    more = "Your answer goes into the report beside the figures."
    if len(gaps) > MOST_GAPS:
        words = f"Explain where leaders and those who answered differ: {listed([gap.number for gap in gaps])}"
        yield NextStep(
            words, gaps[0].address, EXPLAINED_IN * len(gaps), more.replace("answer goes", "answers go")
        )
        return
    for gap in gaps:
        words = f"Explain where leaders and {gap.who} differ on {gap.number}"
        yield NextStep(words, gap.address, EXPLAINED_IN, f"{gap.sentence} {more}".strip())


def _fill_in(indicators: Sequence[RatedIndicator]) -> NextStep:
    """What a reader would miss, as the checklist has it."""
    parts = [
        f"Without {what}: {listed([one.number for one in indicators if what in one.lacks])}."
        for what in LACKS.values()
        if any(what in one.lacks for one in indicators)
    ]
    minutes = FILLED_IN * sum(len(one.lacks) for one in indicators)
    more = f"{' '.join(parts)} It does not stop the hand-in."
    return NextStep("Add what a reader would miss", "/self-evaluation/check", minutes, more)


def _come_back(indicators: Sequence[tuple[RatedArea, RatedIndicator]]) -> NextStep:
    number = len(indicators)
    words = "one indicator" if number == 1 else in_words(number)
    area, first = indicators[0]
    names = "; ".join(one.name for _, one in indicators)
    return NextStep(
        f"Come back to {words} marked “not known yet”",
        f"/self-evaluation/{area.id}?indicator={first.id}",
        MINUTES_EACH * number,
        f"{names}. It may stay so, and it does not stop the hand-in.",
    )


def next_on_its_pages(
    status: SignOffStatus | None, rated: Rated, reader: StartReader, on: dt.date
) -> NextStep | None:
    """What comes first of what the start page asks in the self-evaluation; None: nothing of this reader.

    What begins at the overview begins there at the first indicator that is left.
    """
    steps = sorted(
        (*review_steps(status, rated, reader), *rating_steps(rated, reader, on)), key=lambda one: one.order
    )
    if not steps or steps[0].urgency in (Urgency.WITH_OTHERS, Urgency.WAITING):
        return None
    first = steps[0].step
    left = next(((area, one) for area in rated.areas for one in area.left if is_of(area, reader)), None)
    if first.address != OVERVIEW or left is None:
        return first
    area, one = left
    of = f"{area.level.looked_at} of {area.level.indicators} are looked at"
    return NextStep(
        f"Rate {one.number}, {one.short}",
        f"{OVERVIEW}/{area.id}?indicator={one.id}",
        MINUTES_EACH,
        f"It is in {area.name}, where {of}.",
    )


def with_others(rated: Rated, reader: StartReader) -> tuple[str, ...]:
    """Who still has what to rate, one line for each area: Piotr Lind: 6.3 Reaching out, by 12 December."""
    return tuple(
        f"{area.owner}: {listed([one.name for one in area.left])}"
        + (f", by {day(area.due)}" if area.due else "")
        for area in rated.areas
        if area.left and area.owner and area.owner_id != reader.account_id
    )

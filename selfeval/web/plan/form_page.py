"""The form of a plan as a page: what may be chosen, and a school's own list, whose counts go into its fields.

The list is forgotten.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import count

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from selfeval.calendar.school_years import group_name, today, year_name
from selfeval.english import count_of, listed
from selfeval.imports.lists import Unreadable, sheets_of_file, sheets_of_text
from selfeval.imports.roll_questions import rows_in_words
from selfeval.imports.rolls import RollsRead, YearRoll, read_rolls
from selfeval.imports.staff import read_staff
from selfeval.questionnaires.audiences import AskedAudience, words_of
from selfeval.questionnaires.catalogue import (
    BANDS,
    BY_AGE,
    NOBODY,
    YEARS,
    Starts,
    every_about_you,
    latest,
    may_join,
    years_asked,
)
from selfeval.questionnaires.model import Item
from selfeval.schools.phases import outside_words, years_of
from selfeval.store.surveys import Survey
from selfeval.surveys.plan import ROUND_NAMES, THRESHOLDS, EarlierSurvey, Plan
from selfeval.surveys.planning import plan_of
from selfeval.web.plan.open_list import MOST_LINES, OPEN, ListRead, open_list, unsealed
from selfeval.web.plan.own_questions import offered_no_more, own_choices
from selfeval.web.site.access import school
from selfeval.web.site.forms import Form, typed_date, whole_number


def form_page(
    form: Form,
    audience: AskedAudience,
    survey: Survey | None = None,
    *,
    last: EarlierSurvey | None = None,
    read: ListRead | None = None,
    done: list[str] | None = None,
    theirs: Plan | None = None,
) -> str:
    items = every_about_you(audience)
    starts = typed_starts(form)
    phase = school().on(today()).phase
    concerned = years_of(phase).union(*(group.years for group in (last.groups if last else ())))
    columns = _columns(starts, concerned)
    others = _columns(starts, frozenset(YEARS) - concerned)
    return render_template(
        "plan/plan.html",
        form=form,
        audience=audience,
        survey=survey,
        last=last,
        read=read,
        done=done or [],
        theirs=theirs,
        columns=columns,
        folded=_folded(form, columns, last),
        others=others,
        others_words=outside_words(phase),
        others_open=any(_has_numbers(form, year) for years in others.values() for year in years),
        given_back=request.method == "POST",
        by_age=starts == BY_AGE,
        starts=dict(zip(BANDS, map(str, starts), strict=True)),
        choices={band: choices_of(band) for band in LATER if _may_move(band, starts, concerned)},
        band_names=ROUND_NAMES,
        thresholds=THRESHOLDS,
        least=typed_threshold(form),
        year_name=year_name,
        may_join=lambda year: may_join(year, starts),
        girls_and_boys=any(
            form.value(f"{name}-{year}") or form.fault(f"{name}-{year}")
            for name in ("girls", "boys")
            for year in YEARS
        ),
        small=_small_year(form)
        or any(
            field.startswith("roll") and "Each age needs" in fault for field, fault in form.faults.items()
        ),
        usual=[_choice(item, audience) for item in items if not item.off_by_default],
        special=[_choice(item, audience) for item in items if item.off_by_default],
        gone=offered_no_more(audience, last.versions) if last and not survey else [],
        own=own_choices(audience, theirs or (plan_of(survey) if survey else None), form),
        address=request.path,
    )


def _columns(starts: Starts, years: Collection[int]) -> dict[str, tuple[int, ...]]:
    """Questionnaire -> those of these years that answer it; one that none of them answers is left out."""
    asked = years_asked(starts).items()
    columns = {band: tuple(year for year in of if year in years) for band, of in asked}
    return {band: of for band, of in columns.items() if of}


def _has_numbers(form: Form, year: int) -> bool:
    """Whether something is typed for a year, or wrong there."""
    fields = [f"{name}-{year}" for name in ("roll", "girls", "boys")]
    return any(form.value(field) or form.fault(field) for field in fields)


def _may_move(band: str, starts: Starts, concerned: Collection[int]) -> bool:
    """Whether the first year of a questionnaire is this school’s business: it has years of that age."""
    moved = starts[BANDS.index(band)] != BY_AGE[BANDS.index(band)]
    return moved or any(year in concerned for year in years_asked(BY_AGE)[band])


def _folded(form: Form, columns: Mapping[str, Sequence[int]], last: EarlierSurvey | None) -> set[str]:
    """The ages without a number, once others have one; before that, those not asked last time."""
    typed_years = {year for year in YEARS if form.value(f"roll-{year}") or form.fault(f"roll-{year}")}
    wanted = typed_years or {year for group in (last.groups if last else ()) for year in group.years}
    return {band for band, years in columns.items() if wanted and not wanted.intersection(years)}


def _small_year(form: Form) -> bool:
    """Whether a year stands alone with too few pupils."""
    joined = {whole_number(text) for text in form.chosen("join")}
    small = {
        year for year in YEARS if 0 < (whole_number(form.value(f"roll-{year}")) or 0) < typed_threshold(form)
    }
    return any(not joined.intersection((year, year + 1)) for year in small)


def _choice(item: Item, audience: AskedAudience) -> tuple[str, str, str]:
    return item.id, about_words(audience)[item.id], f"Asked of {ages(item)}."


LATER = BANDS[1:]
"""The questionnaires whose first year can be moved."""


def typed_starts(form: Form) -> Starts:
    """The first years as chosen; one that cannot be is that of the age."""
    starts = [0]
    for band, by_age in zip(LATER, BY_AGE[1:], strict=True):
        chosen = whole_number(form.value(f"from-{band}"))
        right = chosen is not None and by_age <= chosen <= NOBODY
        starts.append(max(starts[-1], chosen if right and chosen is not None else by_age))
    return tuple(starts)


def typed_threshold(form: Form) -> int:
    """People below whom nothing is shown, as chosen; the least where that cannot be."""
    chosen = whole_number(form.value("threshold"))
    return chosen if chosen in THRESHOLDS else THRESHOLDS[0]


def choices_of(band: str) -> list[tuple[str, str]]:
    """The first years that a questionnaire may have, as a choice: its own age first."""
    by_age = BY_AGE[BANDS.index(band)]
    usual = [(str(by_age), f"{year_name(by_age)}, as usual")]
    later: Sequence[int] = range(by_age + 1, NOBODY)
    return [*usual, *((str(year), year_name(year)) for year in later), (str(NOBODY), "no year")]


def about_words(audience: AskedAudience) -> Mapping[str, str]:
    """Item id -> the question as it is asked."""
    return {
        item_id: words.text for item_id, words in latest(words_of(audience).about).words["en"].items.items()
    }


def ages(item: Item) -> str:
    """In which years a question may be asked."""
    years = sorted(item.years)
    return group_name(years) if years else "all staff"


NUMBERED = re.compile(r" \([0-9]+\)$")


def usual_title(audience: AskedAudience, opens_on: dt.date, taken: Collection[str]) -> str:
    """Pupil survey, autumn 2026; a second one of that term has (2) behind it."""
    first = _title(audience, opens_on)
    titles = (first if number == 1 else f"{first} ({number})" for number in count(1))
    return next(title for title in titles if title not in taken)


def is_usual(planned: Plan) -> bool:
    """Whether nobody has written another title."""
    return NUMBERED.sub("", planned.title) == _title(planned.audience, planned.opens_on)


def follow_the_days(form: Form, audience: AskedAudience, taken: Callable[[], Collection[str]]) -> Form:
    """The form with the title of its first day, where the title is still the one that was filled in.

    That one is sent along as `usual_title`. `taken` reads the titles of other surveys, only if need be.
    """
    opens_on, _ = typed_date(form, "opens_on", "the first day")
    if opens_on is None or not form.value("title") or form.value("title") != form.value("usual_title"):
        return form
    changed = form.typed.copy()
    changed["title"] = changed["usual_title"] = usual_title(audience, opens_on, taken())
    return Form(changed, form.faults)


def _title(audience: AskedAudience, opens_on: dt.date) -> str:
    term = "autumn" if opens_on.month >= 9 else "spring" if opens_on.month < 4 else "summer"
    return f"{words_of(audience).survey}, {term} {opens_on.year}"


PASTED, UPLOADED = "list", "file"
FORGOTTEN = "Names and all else in it are forgotten."
NOT_ASKED = "There was a list that had not been read yet. It is read now."
NOTHING_TAKEN = "Nothing was taken from the list. The numbers below are as they were."
NOBODY_LEFT = "With these answers nobody is left. Choose others, or take nothing from this list."
LOST = "The list that was read is no longer here. Paste it, or choose the file, once more."
ONE_OF_TWO = (
    "You have pasted a list and chosen a file. Press “Read the list” to read what is pasted. "
    "Or empty this field and choose the file once more: this page cannot keep it."
)


def has_list(form: Form) -> bool:
    """Whether this request has sent a list."""
    return bool(form.value(PASTED) or request.files.get(UPLOADED))


def has_open_list(form: Form) -> bool:
    """Whether this request answers, or should answer, what a list that was read leaves open."""
    return bool(form.value(OPEN))


def take_list(form: Form, audience: AskedAudience, *, asked: bool) -> tuple[Form, ListRead | None]:
    """The form with the counts of the list that this request has sent; or with the fault of the list.

    `asked`: by its own button. A list that any other button has sent is read too: a browser does not
    keep a chosen file for the next page, so it would be lost.
    """
    uploaded, pasted = request.files.get(UPLOADED), request.form.get(PASTED, "")
    if uploaded and pasted.strip():
        return form.with_faults({PASTED: ONE_OF_TWO}), None
    try:
        sheets = sheets_of_file(uploaded.read()) if uploaded else sheets_of_text(pasted)
        read_people = read_rolls if audience == "pupils" else read_staff
        changed, read = _taken(form, read_people(sheets, today()), audience)
    except Unreadable as fault:
        if uploaded:
            return form.with_faults({UPLOADED: str(fault)}), None
        without = "" if asked else " To go on without the list, empty this field."
        return form.with_faults({PASTED: f"{fault}{without}"}), None
    return changed, read if asked else replace(read, sentences=(NOT_ASKED, *read.sentences))


def _taken(form: Form, rolls: RollsRead, audience: AskedAudience) -> tuple[Form, ListRead]:
    changed = without_list(form)
    if rolls.questions:
        return changed, _with_left_out(open_list(rolls, of_staff=words_of(audience).is_one_group), rolls)
    return _with_numbers(changed, rolls, {}, audience)


def without_list(form: Form) -> Form:
    """The form without a list, and without what a list has left open."""
    changed = form.typed.copy()
    for name in [PASTED, *(name for name in changed if name.startswith(OPEN))]:
        changed.pop(name, None)
    return Form(changed)


def answer_list(form: Form, audience: AskedAudience) -> tuple[Form, ListRead | None]:
    """The form with the counts of the list that was read, by the answers of this request; or their faults."""
    rolls = unsealed(form.value(OPEN))
    if rolls is None:
        return without_list(form).with_faults({UPLOADED: LOST}), None
    read = _with_left_out(open_list(rolls, of_staff=words_of(audience).is_one_group), rolls)
    answers = {question.id: form.value(f"{OPEN}-{question.id}") for question in rolls.questions}
    faults = {
        f"{OPEN}-{question.id}": f"Choose an answer. {question.text.partition(' (')[0]}"
        for question in rolls.questions
        if answers[question.id] not in {answer for answer, _ in question.options}
    }
    if faults:
        return form.with_faults(faults), read
    if not rolls.years_by(answers):
        return form.with_faults({read.open[0].field: NOBODY_LEFT}), read
    return _with_numbers(without_list(form), rolls, answers, audience)


def _with_numbers(
    form: Form, rolls: RollsRead, answers: Mapping[str, str], audience: AskedAudience
) -> tuple[Form, ListRead]:
    years = rolls.years_by(answers)
    in_all = sum(roll.pupils for roll in years.values())
    if audience == "pupils":
        changed, sentences = _by_year(form, years, rolls.together_by(answers))
        who, check = f"{count_of(in_all, 'pupil')} on roll in {count_of(len(years), 'year')}", "numbers"
    else:
        changed, sentences = form.typed.copy(), []
        changed["roll"] = str(in_all)
        who, check = count_of(in_all, "person", "people"), "number"
    once = f", each of them counted once. {FORGOTTEN}" if rolls.one_row_a_pupil else "."
    said_back = (f"Your list has {who}{once}", *sentences, *rolls.remarks, f"Check the {check} below.")
    return Form(changed), _with_left_out(ListRead(said_back), rolls)


def _by_year(
    form: Form, years: Mapping[int, YearRoll], together: Sequence[tuple[int, ...]]
) -> tuple[MultiDict[str, str], list[str]]:
    """The fields with these numbers. A year that the list does not have is emptied: no older number stays."""
    changed = form.typed.copy()
    emptied = [year for year in YEARS if year not in years and form.value(f"roll-{year}")]
    for year in YEARS:
        roll = years.get(year)
        numbers = (roll.pupils, roll.girls, roll.boys) if roll else (None, None, None)
        for name, number in zip(("roll", "girls", "boys"), numbers, strict=True):
            changed[f"{name}-{year}"] = "" if number is None else str(number)
    joined = {str(year) for several in together for year in several[1:]}
    changed.setlist("join", sorted(joined.union(form.chosen("join"))))
    sentences = [
        f"{group_name(several)} have one number in the list. It is shared out evenly between them, "
        "and they are put together."
        for several in together
    ]
    if emptied:
        sentences.append(f"Not in the list, so taken out: {listed([year_name(year) for year in emptied])}.")
    return changed, sentences


def _with_left_out(read: ListRead, rolls: RollsRead) -> ListRead:
    lines = [
        (
            rows_in_words(row.rows) + (f" of “{row.sheet}”" if row.sheet else ""),
            row.text or "nothing",
            row.why,
        )
        for row in rolls.left_out
    ]
    return replace(read, left_out=tuple(lines[:MOST_LINES]), more=max(len(lines) - MOST_LINES, 0))

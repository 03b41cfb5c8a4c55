"""The form of one indicator: a rating as its fields hold it, and what was typed into them as a rating."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from selfeval.questionnaires.model import Definition
from selfeval.self_evaluation.editing import differing, digests_of
from selfeval.self_evaluation.judgements import UNRATED, RatingFaults, rating_faults
from selfeval.store.self_evaluations import LONGEST_OPENING, Judgement, Rating
from selfeval.web.evaluate.view_models import saved_at
from selfeval.web.site.forms import Form, as_typed, typed_date_or_none, whole_number

DAY = "the day by which it will be done"


def values_of(rating: Rating) -> dict[str, str | Iterable[str]]:
    """Field of the form -> what stands in it."""
    return {
        "level": rating.level or "",
        "commentary": rating.commentary,
        "strength": rating.strength,
        "explanation": rating.explanation,
        "next_step": rating.next_step,
        "owner": rating.owner,
        "tags": list(rating.tags),
        **(as_typed("due", rating.due) if rating.due else {}),
    }


def typed_rating(form: Form, definition: Definition, indicator: str) -> Rating:
    """What was typed. Raises RatingFaults with everything that is wrong with it."""
    due, due_fault = typed_date_or_none(form, "due", DAY)
    rating = Rating(
        level=None if form.value("act") == "clear" else form.value("level") or None,
        commentary=form.value("commentary"),
        strength=form.value("strength"),
        explanation=form.value("explanation"),
        next_step=form.value("next_step"),
        owner=form.value("owner"),
        due=due,
        tags=tuple(form.chosen("tags")),
    )
    faults = rating_faults(definition, indicator, rating)
    if due_fault:
        faults["due"] = due_fault
    if faults:
        raise RatingFaults(faults)
    return rating


def version_seen(form: Form) -> int:
    """The version that the page was opened with; UNRATED for anything that is none."""
    return whole_number(form.value("version"), 9) or UNRATED


def as_saved(judgement: Judgement, sent: Rating) -> Mapping[str, object]:
    """What the script needs to go on: fields that others or another tab have changed come with it."""
    values, changed = values_of(judgement.rating), differing(judgement.rating, sent)
    fields = {
        name: value if isinstance(value, str) else list(value)
        for name, value in {"due-day": "", "due-month": "", "due-year": "", **values}.items()
        if name.partition("-")[0] in changed
    }
    return {
        "version": judgement.version,
        "seen": digests_of(judgement.rating),
        "saved": saved_at(judgement.rated_at),
        "fields": fields,
    }


def new_opening() -> str:
    """A random id of an opened page, by which its further typing is told from another text."""
    return secrets.token_hex(LONGEST_OPENING // 2)


def opening_in(form: Form, name: str = "opening") -> str:
    """The id of an opened page that the form was sent with; empty for anything that is none."""
    given = form.value(name)
    return given if given.isascii() and given.isalnum() and len(given) <= LONGEST_OPENING else ""

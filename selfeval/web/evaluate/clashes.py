"""Two texts of one indicator side by side, field by field, so that somebody can choose."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from selfeval.accounts.changes import doer_of
from selfeval.english import full_day, listed
from selfeval.self_evaluation.editing import Merged, digests_of
from selfeval.self_evaluation.judgements import STRENGTHS, TEXTS
from selfeval.self_evaluation.tags import named, tag_groups, tag_words
from selfeval.store.self_evaluations import Judgement, Rating
from selfeval.web.evaluate.evaluations import Evaluation
from selfeval.web.evaluate.rating_form import values_of
from selfeval.web.evaluate.view_models import AreaPage, Indicator, level_label
from selfeval.web.site.access import account
from selfeval.web.site.forms import Form

TITLES: Mapping[str, str] = {
    "level": "Level",
    "explanation": TEXTS["explanation"],
    "commentary": TEXTS["commentary"],
    "strength": "How strong is the evidence?",
    "next_step": TEXTS["next_step"],
    "owner": "Who will do it?",
    "due": "By when?",
    "tags": "Tags",
}
"""Field of a rating -> what the page calls it."""


@dataclass(frozen=True)
class DifferentField:
    """One field in which two texts differ."""

    name: str
    title: str
    one: str
    """As it stands on the left, in words."""
    other: str
    """As it stands on the right, in words."""


def different_fields(
    indicator: Indicator, one: Rating, other: Rating, names: Iterable[str]
) -> tuple[DifferentField, ...]:
    """These fields of two texts, in the order of the page."""
    return tuple(
        DifferentField(name, TITLES[name], in_words(indicator, one, name), in_words(indicator, other, name))
        for name in _in_order(names)
    )


def _in_order(names: Iterable[str]) -> list[str]:
    """Fields in the order of the page."""
    return sorted(names, key=list(TITLES).index)


def _quoted(names: Iterable[str]) -> str:
    """“Level” and “Next step”"""
    return listed([f"“{TITLES[name]}”" for name in _in_order(names)])


def meanwhile(who: Sequence[str], changed: Sequence[str]) -> str:
    """What others changed while somebody was writing, and that it is kept; empty where nothing was."""
    if not who or not changed:
        return ""
    changes = f"While you were writing, {listed(who)} changed {_quoted(changed)}."
    return f"{changes} Both your changes and theirs are kept."


YOU = "you in another tab"
"""Who saved, where it is the same person."""
WHILE = "while you were writing"


def saver(stored: Judgement, alike: Collection[int] = ()) -> str:
    """Who saved what stands, as the person who writes calls them."""
    return YOU if stored.by_account == account().id else doer_of(stored, stored.rated_by, alike)


def only_yours(names: Sequence[str]) -> str:
    """What only the writer has changed, and that it is saved whichever text is chosen."""
    return f"Only you changed {_quoted(names)}. That is saved whichever text you keep."


def typed_fields(indicator: Indicator, form: Form) -> tuple[tuple[str, str], ...]:
    """What the page calls a field -> what was typed or chosen there, without empty ones."""
    words = {name: form.value(name) for name in TITLES} | {
        "level": level_label(indicator.rung(form.value("level"))),
        "strength": STRENGTHS.get(form.value("strength"), ""),
        "due": " ".join(form.value(f"due-{part}") for part in ("day", "month", "year")).strip(),
        "tags": "; ".join(named([tag for tag in form.chosen("tags") if tag in tag_words()])),
        "reason": form.value("reason"),
    }
    titles = {**TITLES, "reason": "Why?"}
    return tuple((titles[name], text) for name, text in words.items() if text)


def given_back(
    eyebrow: str, heading: str, why: str, texts: Sequence[tuple[str, str]], back: tuple[str, str]
) -> ResponseReturnValue:
    """The page of what came too late: all that was typed, to be copied. `back`: an address, and its words."""
    page = render_template(
        "evaluate/not-saved.html", eyebrow=eyebrow, heading=heading, why=why, texts=texts, back=back
    )
    return page, 409


def in_words(indicator: Indicator, rating: Rating, name: str) -> str:
    """What a rating says in a field, as people read it; empty where it says nothing."""
    if name == "level":
        return level_label(indicator.rung(rating.level))
    if name == "strength":
        return STRENGTHS.get(rating.strength, "")
    if name == "due":
        return full_day(rating.due) if rating.due else ""
    if name == "tags":
        return "; ".join(named(rating.tags))
    return str(getattr(rating, name))


def both_texts(
    evaluation: Evaluation,
    page: AreaPage,
    theirs: Indicator,
    form: Form,
    together: Merged,
    for_every_page: Mapping[str, object],
    **words: str,
) -> str:
    """What is saved on the left, another text in a form on the right, for every field to choose."""
    return render_template(
        "evaluate/clash.html",
        **evaluation._asdict(),
        **for_every_page,
        area=page,
        theirs=theirs,
        different=different_fields(theirs, theirs.rating, together.rating, together.both),
        digests=digests_of(theirs.rating),
        alike_values={
            name: [value] if isinstance(value, str) else list(value)
            for name, value in values_of(together.rating).items()
            if name.partition("-")[0] not in together.both
        },
        form=form,
        strengths=STRENGTHS,
        tag_groups=tag_groups(),
        words=words,
    )

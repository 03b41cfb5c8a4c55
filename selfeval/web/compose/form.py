"""The form in which a questionnaire is put together: from what was typed to a composition, and back.

A composition holds whatever is typed, also what is wrong: so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.composing import (
    AREA_SCORE,
    LANGUAGE,
    Composition,
    Concerns,
    OwnItem,
    in_library_order,
    usual_also,
)
from selfeval.questionnaires.model import EVENT_ANSWERS, SKIPPED_ID, Definition, ItemKind, Questionnaire
from selfeval.questionnaires.parts import stock
from selfeval.web.site.forms import Form, whole_number

KINDS: Mapping[ItemKind, str] = {
    "experience": "What happens here",
    "outcome": "How the person gets on here",
    "attitude": "What the person thinks",
    "event": "What has happened, and how often: told as shares, never scored",
}
"""The kinds of questions that one's own may be of."""
CONCERNS: Mapping[Concerns, str] = {
    "school": "School: what happens here, and how people find it",
    "person": "Who the person is: such as a disability, a faith, a skin colour, or whom they love",
}
"""What a question of one's own may ask about. It has to be said of each: words alone do not show it."""
SCORES = {"": "By itself", AREA_SCORE: "Also in the score of its area", "own": "Also in a score of our own"}
MOST_ROWS = 600
"""Rows of the form that are read; a questionnaire may have fewer questions."""
LONGEST_NAME = 80
GOOD = "+"
"""How the line of a good answer begins."""


def answer_sets(base: Questionnaire) -> dict[str, str]:
    """Option sets of the library that a question may take -> their labels: those of its age first.

    Those of events are among them, also where the library asks that age about none.
    """
    ready = stock().words_in(LANGUAGE).options
    with_points = [name for name, answers in stock().option_sets.items() if answers.has_points]
    usual = [answers.id for answers in base.definition.option_sets]
    names = [
        name
        for name in dict.fromkeys([*usual, *with_points, *EVENT_ANSWERS])
        if name in ready and name != "levels"
    ]
    return {name: " · ".join(ready[name].values()) for name in names}


def also_answers(base: Questionnaire) -> dict[str, str]:
    """Answers without points that the library has words for in this questionnaire."""
    return {name: label for name, label in base.words[LANGUAGE].answers.items() if name != SKIPPED_ID}


def new_item(base: Definition) -> OwnItem:
    """A question of one's own before anything is typed: it takes the usual answers."""
    return OwnItem(options=base.items[0].options, also=usual_also(base))


def read_composition(form: Form, before: Composition) -> Composition:
    """What the form holds, in the order that it asks for. `before`: the draft that it was made from."""
    languages = tuple(dict.fromkeys([*before.languages, *_more_language(form)]))
    rows: list[tuple[tuple[int, int], str | OwnItem]] = []
    ticked = set(form.chosen("keep"))
    for row in range(min(whole_number(form.value("rows")) or 0, MOST_ROWS)):
        if f"{row}" not in ticked:
            continue
        item = form.value(f"item-{row}")
        chosen = _own(form, f"own-{row}", languages) if item == "own" else item
        if chosen:
            rows.append((_wanted(form, row), chosen))
    items = [item for _, item in sorted(rows, key=lambda line: line[0])]
    base = before.base.definition
    step = form.value("step")
    added = {item for item in form.chosen("add") if item in base.items_by_id}
    if step.startswith("scale-"):
        added |= {item for scale in base.scales if f"scale-{scale.id}" == step for item in scale.items}
    if step == "all":
        added |= base.items_by_id.keys()
    items = in_library_order(items, (item for item in added if item not in items), base)
    new = _own(form, "own-new", languages)
    if new.texts or new.answers:
        items.append(new)
    newest = latest(before.questionnaire).definition.version
    return replace(
        before,
        items=tuple(items),
        languages=languages,
        based_on=newest if step == "newer" else before.based_on,
    )


def _more_language(form: Form) -> list[str]:
    code = form.value("language").lower()
    return [code] if code.isascii() and code.isalpha() and len(code) in (2, 3) else []


def _wanted(form: Form, row: int) -> tuple[int, int]:
    """Where a row is to stand: one moved up goes before the one that is there, one moved down after."""
    place = whole_number(form.value(f"place-{row}"))
    wanted = row + 1 if place is None else place
    return wanted, (wanted > row + 1) - (wanted < row + 1)


def _own(form: Form, name: str, languages: Sequence[str]) -> OwnItem:
    labels, points, favourable = read_answers(form.value(f"{name}-answers"))
    answers = {LANGUAGE: labels} if labels else {}
    texts = {}
    for language in languages:
        if text := form.value(f"{name}-text-{language}"):
            texts[language] = text
        lines = tuple(filter(None, map(str.strip, form.value(f"{name}-answers-{language}").split("\n"))))
        if lines and language != LANGUAGE:
            answers[language] = lines
    kind = form.value(f"{name}-kind")
    scored = form.value(f"{name}-scored")
    return OwnItem(
        texts=texts,
        kind=next((one for one in KINDS if one == kind), "experience"),
        options=form.value(f"{name}-options"),
        answers=answers,
        points=points,
        favourable_from=favourable,
        also=tuple(form.chosen(f"{name}-also")),
        commitment=form.value(f"{name}-commitment"),
        reversed=bool(form.chosen(f"{name}-reversed")),
        concerns=next((one for one in CONCERNS if one == form.value(f"{name}-concerns")), ""),
        scored=form.value(f"{name}-scale") if scored == "own" else scored if scored == AREA_SCORE else "",
    )


def read_answers(text: str) -> tuple[tuple[str, ...], tuple[int, ...], int | None]:
    """Labels, points and the lowest good points of answers typed line by line, the good ones marked.

    Marked answers have more points than all others. So where the marks do not run from one end, the points
    go up and down, which is a fault: nothing that was typed is lost, and no other answer counts as good.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip(f" {GOOD}")]
    labels = tuple(line.removeprefix(GOOD).strip() for line in lines)
    good = [line.startswith(GOOD) for line in lines]
    rising = bool(good) and good[-1] and not good[0]
    many = len(lines)
    in_order = sorted(range(many), key=lambda place: (good[place], place if rising else -place))
    points = tuple(in_order.index(place) + 1 for place in range(many))
    marked = [points[place] for place, is_good in enumerate(good) if is_good]
    return labels, points, min(marked, default=None)


def answers_text(item: OwnItem) -> str:
    """Its own answers as they are typed."""
    labels = item.answers.get(LANGUAGE, ())
    least = item.favourable_from
    good = [least is not None and points >= least for points in item.points]
    return "\n".join(
        f"{GOOD} {label}" if is_good else label for label, is_good in zip(labels, good, strict=False)
    )


def fields_of(composition: Composition) -> dict[str, str | list[str]]:
    """Every field of the form as it stands for a composition, with an empty question at its end."""
    fields: dict[str, str | list[str]] = {
        "rows": str(len(composition.items)),
        "keep": [str(row) for row in range(len(composition.items))],
    }
    for row, item in enumerate(composition.items):
        fields |= {f"place-{row}": str(row + 1), f"item-{row}": item if isinstance(item, str) else "own"}
        if isinstance(item, OwnItem):
            fields |= _fields_of_own(f"own-{row}", item)
    return fields | _fields_of_own("own-new", new_item(composition.base.definition))


def _fields_of_own(name: str, item: OwnItem) -> dict[str, str | list[str]]:
    of_own = item.scored not in ("", AREA_SCORE)
    return {
        **{f"{name}-text-{language}": text for language, text in item.texts.items()},
        **{
            f"{name}-answers-{language}": "\n".join(labels)
            for language, labels in item.answers.items()
            if language != LANGUAGE
        },
        f"{name}-answers": answers_text(item),
        f"{name}-kind": item.kind,
        f"{name}-options": item.options,
        f"{name}-also": list(item.also),
        f"{name}-commitment": item.commitment,
        f"{name}-concerns": item.concerns,
        f"{name}-reversed": ["yes"] if item.reversed else [],
        f"{name}-scored": "own" if of_own else item.scored,
        f"{name}-scale": item.scored if of_own else "",
    }

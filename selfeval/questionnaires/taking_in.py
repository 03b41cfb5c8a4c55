"""A questionnaire from files as a composition: what is the library's is told from what is one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from selfeval.questionnaires.composing import AREA_SCORE, LANGUAGE, Composition, Concerns, OwnItem, composed
from selfeval.questionnaires.model import Item, OptionSet, Questionnaire
from selfeval.questionnaires.parts import stock


@dataclass(frozen=True)
class TakenIn:
    """A composition, and sentences about what of the files it does not hold."""

    composition: Composition
    left_out: tuple[str, ...]


def taken_in(given: Questionnaire, before: Composition) -> TakenIn:
    """A questionnaire in the place of a composition, on the version of the library that it names."""
    based_on = given.definition.based_on or before.based_on
    try:
        base = Composition(before.questionnaire, based_on).base
    except KeyError:
        based_on, base = before.based_on, before.base
    concerns = {item.id: item.concerns for item in before.own}
    items = tuple(
        item.id if _is_of_library(item, given, base) else _with_concerns(_own(item, given), concerns)
        for item in given.definition.items
    )
    composition = Composition(
        before.questionnaire, based_on, items, tuple(dict.fromkeys([LANGUAGE, *given.words]))
    )
    return TakenIn(composition, tuple(_left_out(given, composition)))


def _is_of_library(item: Item, given: Questionnaire, base: Questionnaire) -> bool:
    """Whether an item is the library's, word for word."""
    same = base.definition.items_by_id.get(item.id)
    if same != item or base.definition.options_of(same) != given.definition.options_of(item):
        return False
    shared = given.words.keys() & base.words.keys()
    return all(given.words[name].items[item.id] == base.words[name].items[item.id] for name in shared)


def _with_concerns(item: OwnItem, concerns: Mapping[str, Concerns]) -> OwnItem:
    """No file says whether a question asks who the person is: it is so if the draft before says so."""
    return replace(item, concerns="person" if item.kind == "about-you" else concerns.get(item.id, ""))


def _own(item: Item, given: Questionnaire) -> OwnItem:
    answers = given.definition.options_of(item)
    of_library = stock().option_sets.get(answers.id) == answers
    turned = item.reversed and not of_library and answers.has_points
    return OwnItem(
        texts={language: words.items[item.id].text for language, words in given.words.items()},
        kind=item.kind,
        options=answers.id if of_library else "",
        answers={} if of_library else _labels(answers, given),
        points=() if of_library else tuple(_points(answers, turned=turned)),
        favourable_from=None if of_library else answers.favourable_from,
        also=item.also,
        commitment=item.commitment or "",
        reversed=item.reversed and not turned,
        scored=_scored(item, given),
    )


def _points(answers: OptionSet, *, turned: bool) -> Iterator[int]:
    """The points of each answer. Of one's own the marks say which are good, so they are turned here."""
    for option in answers.options:
        yield answers.lowest + answers.highest - option.points if turned else option.points


def _labels(answers: OptionSet, given: Questionnaire) -> dict[str, tuple[str, ...]]:
    return {
        language: tuple(words.options[answers.id][option.id] for option in answers.options)
        for language, words in given.words.items()
    }


def _scored(item: Item, given: Questionnaire) -> str:
    """In which score it counts: that of its area, one of its own kind, or none."""
    for scale in given.definition.scales:
        if item.id in scale.items and scale.kind in ("area", "other"):
            return AREA_SCORE if scale.kind == "area" else given.words[LANGUAGE].scales[scale.id]
    return ""


def _left_out(given: Questionnaire, composition: Composition) -> list[str]:
    """What the files say that is not taken: first and last page, and scores that are made by another rule."""
    made = composed(composition)
    words, own = given.words[LANGUAGE], made.words[LANGUAGE]
    sentences = []
    if (words.title, words.intro) != (own.title, own.intro):
        sentences.append("The first page stays that of the library: it says what must be said.")
    there = {(words.scales[scale.id], len(scale.items)) for scale in given.definition.scales}
    here = {(own.scales[scale.id], len(scale.items)) for scale in made.definition.scales}
    lost = sorted(name for name, _ in there - here)
    if lost:
        sentences.append(
            f"These scores are made by the rules of this page, so look at them: {', '.join(lost)}."
        )
    return sentences

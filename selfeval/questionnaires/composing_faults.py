"""What is wrong with a questionnaire of one's own: all that `check` finds, each at the item it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from selfeval.english import count_of
from selfeval.questionnaires.advice import advice_on
from selfeval.questionnaires.audiences import ONE_GROUP
from selfeval.questionnaires.composing import (
    AREA_SCORE,
    FEWEST_IN_SCALE,
    LANGUAGE,
    Composition,
    OwnItem,
    commitments,
    composed,
)
from selfeval.questionnaires.model import EVENT_ANSWERS, Questionnaire
from selfeval.questionnaires.toml_files import MOST_ITEMS, QuestionnaireFaults
from selfeval.questionnaires.writing import files_of, read_files

LONGEST_LOOKED_AT = 300
"""Characters of a question that advice is given on; a longer one is a fault."""

WHO_THE_PERSON_IS = (
    "It asks who the person is, so leave it out here. Such questions are chosen in the plan of a survey, "
    "under “Questions about the person”. There it is written down who decided to ask them. Their answers "
    "are used once, for groups that are large enough, and then forgotten."
)


@dataclass(frozen=True)
class PlacedFault:
    """A sentence, and the place of the item that it is about; None where it is about the whole."""

    place: int | None
    sentence: str


def composing_faults(composition: Composition) -> tuple[PlacedFault, ...]:
    """Every fault at once, in the order of the items; those of the whole first."""
    if not composition.items:
        return (PlacedFault(None, "There is no question in it yet. Choose usual ones, or add your own."),)
    if len(composition.items) > MOST_ITEMS:
        many = f"There are {len(composition.items)} questions. A questionnaire may have {MOST_ITEMS} at most."
        return (PlacedFault(None, many),)
    own = list(_plain_faults(composition))
    with_faults = {fault.place for fault in own}
    faults = [
        *own,
        *(fault for fault in _checked(composition) if fault.place is None or fault.place not in with_faults),
    ]
    return tuple(dict.fromkeys(sorted(faults, key=lambda fault: -1 if fault.place is None else fault.place)))


def without_faulty(composition: Composition, faults: Iterable[PlacedFault]) -> Questionnaire | None:
    """The questions with which nothing is wrong; None where there is none."""
    faulty = {fault.place for fault in faults}
    items = tuple(item for place, item in enumerate(composition.items) if place not in faulty)
    return composed(replace(composition, items=items)) if items else None


def composing_advice(composition: Composition) -> tuple[PlacedFault, ...]:
    """What is advised against, in the order of the items: it can be published all the same.

    Of a text that is longer than any may be, only its beginning is looked at.
    """
    composition = replace(composition, items=tuple(map(_shortened, composition.items)))
    questionnaire = composed(composition)
    place_of = _place_by_id(composition)
    advice = [
        PlacedFault(place_of.get(about), _about_whole(about, place_of, questionnaire) + sentence)
        for about, sentence in advice_on(questionnaire)
    ]
    return tuple(sorted(advice, key=lambda one: -1 if one.place is None else one.place))


def _shortened(item: str | OwnItem) -> str | OwnItem:
    if isinstance(item, str):
        return item
    return replace(item, texts={language: text[:LONGEST_LOOKED_AT] for language, text in item.texts.items()})


def _place_by_id(composition: Composition) -> dict[str, int]:
    """Id of an item, or of its own answers -> the first place where it stands."""
    place_of: dict[str, int] = {}
    for place, item in enumerate(composition.items):
        for name in (item,) if isinstance(item, str) else (item.id, item.options_id):
            place_of.setdefault(name, place)
    return place_of


def _about_whole(about: str, place_of: Mapping[str, int], questionnaire: Questionnaire) -> str:
    """The name of a score, or a commitment, before a sentence that stands at no item."""
    name = questionnaire.words[LANGUAGE].scales.get(about) or (about if about in commitments() else "")
    return f"{name}: " if name and about not in place_of else ""


def _plain_faults(composition: Composition) -> Iterator[PlacedFault]:
    """What can be said in plainer words than of a file."""
    asked = Counter(item if isinstance(item, str) else item.id for item in composition.items)
    for place, item in enumerate(composition.items):
        if isinstance(item, str):
            if item not in composition.base.definition.items_by_id:
                yield PlacedFault(place, "The library does not ask this any more. Leave it out.")
            elif asked[item] > 1:
                yield PlacedFault(place, "This question stands here twice. Leave one of them out.")
            continue
        for sentence in _own_sentences(item, in_parts=composition.questionnaire in ONE_GROUP):
            yield PlacedFault(place, sentence)
        if asked[item.id] > 1 and item.texts.get(LANGUAGE):
            yield PlacedFault(place, "Another question asks the same in the same way. Leave one of them out.")
    yield from _small_scores(composition)


def _small_scores(composition: Composition) -> Iterator[PlacedFault]:
    """Scores of one's own that have too few questions, each at its first one.

    Two are little of a score, and beside their shares it would say how the two go together: what the few who
    say yes to one say to the other.
    """
    asked: dict[str, dict[str, int]] = {}
    for place, item in enumerate(composition.items):
        if isinstance(item, OwnItem) and item.scored not in ("", AREA_SCORE):
            asked.setdefault(item.scored, {}).setdefault(item.id, place)
    for name, at in asked.items():
        if len(at) < FEWEST_IN_SCALE:
            some = f"only {count_of(len(at), 'question')}"
            yield PlacedFault(
                min(at.values()),
                f"The score “{name}” has {some}. It needs three or more. Add to it, or choose “By itself”.",
            )


def _own_sentences(item: OwnItem, *, in_parts: bool) -> Iterator[str]:
    """`in_parts`: it is shown in parts, one an area."""
    if not item.texts.get(LANGUAGE):
        yield "Write the question."
    if not item.concerns:
        yield "Say whether it asks about school, or about who the person is."
    if item.concerns == "person":
        yield WHO_THE_PERSON_IS
    if not item.options and len(item.points) < 2:
        yield "Write at least two answers, each on a line of its own, or choose a set of answers."
    if not item.options and item.favourable_from is not None:
        yield from _marked_sentences(item)
    if item.kind == "event" and item.options not in EVENT_ANSWERS:
        yield (
            "It asks what has happened, so choose ready answers, such as “Never · Once · A few times · "
            "Many times” or “Yes · No”. Of others nobody knows which one says that it did not happen."
        )
    if item.commitment and item.commitment not in commitments():
        yield "Choose what it is about from the list."
    if not item.commitment and (in_parts or item.scored == AREA_SCORE):
        yield "Choose what it is about, so that it is clear which area it belongs to."


def _marked_sentences(item: OwnItem) -> Iterator[str]:
    """Of answers of its own of which some are marked as good."""
    in_order = list(item.points) in (sorted(item.points), sorted(item.points, reverse=True))
    if not in_order or item.favourable_from == min(item.points):
        yield (
            "The answers marked with + must be the first ones or the last ones of the list, and not all. "
            "Put the answers in order, from best to worst."
        )
    if item.reversed:
        yield "You have marked the good answers, so nothing is to be turned round. Untick “Turned round”."


def _checked(composition: Composition) -> Iterator[PlacedFault]:
    """What `check` says of the files that this would be."""
    questionnaire = composed(composition)
    place_of = _place_by_id(composition)
    try:
        read_files(files_of(questionnaire))
    except QuestionnaireFaults as wrong:
        for fault in wrong.faults:
            parts = fault.id.split(", ")
            at = next((place_of[part] for part in reversed(parts) if part in place_of), None)
            yield PlacedFault(at, _about_whole(fault.id, place_of, questionnaire) + fault.sentence)

"""A questionnaire put together from the library's questions and some of one's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.questionnaires.catalogue import BANDS, latest
from selfeval.questionnaires.composed_scales import composed_scales
from selfeval.questionnaires.composing import (
    AREA_SCORE,
    Composition,
    OwnItem,
    composed,
    in_library_order,
    is_own,
    missing_words,
    own_version,
    version_words,
    whole_library,
)
from selfeval.questionnaires.composing_faults import composing_advice, composing_faults
from selfeval.questionnaires.lineage import changes_between
from selfeval.questionnaires.model import OWN
from selfeval.questionnaires.taking_in import taken_in
from selfeval.questionnaires.writing import files_of, read_files
from selfeval.scoring.comparison.equating import asked_alike
from selfeval.scoring.round_findings import round_findings
from tests.invented import answers

ALL = (*BANDS, "staff")
LUNCH = OwnItem(
    {"en": "I sit with others at lunch."}, options="agree5_child", commitment="2.3", concerns="school"
)
QUEUE = OwnItem(
    {"en": "I wait a long time for my lunch."},
    answers={"en": ("Always", "Often", "Never")},
    points=(1, 2, 3),
    favourable_from=3,
    commitment="2.3",
    concerns="school",
)
MIDDLE = "pupils-7-11"


def of(*items: str | OwnItem) -> Composition:
    """The library's questions for ages 7 to 11 with these at the end."""
    whole = whole_library(MIDDLE)
    return replace(whole, items=(*whole.items, *items))


def sentences(composition: Composition) -> list[tuple[int | None, str]]:
    return [(fault.place, fault.sentence) for fault in composing_faults(composition)]


@pytest.mark.parametrize("name", ALL)
def test_all_of_the_librarys_questions_are_the_librarys_questionnaire(name: str) -> None:
    library = latest(name)
    own = composed(whole_library(name))
    same = replace(own.definition, based_on=None, version=library.definition.version)
    assert same == library.definition
    assert own.words == {language: replace(words, changed="") for language, words in library.words.items()}
    assert not composing_faults(whole_library(name))


@pytest.mark.parametrize("name", ALL)
def test_all_of_the_librarys_questions_keep_every_score_whole(name: str) -> None:
    assert {scale.state for scale in composed_scales(whole_library(name))} == {"whole"}


def test_all_of_the_librarys_questions_give_the_librarys_scores() -> None:
    library = latest(MIDDLE).definition
    own = composed(whole_library(MIDDLE), own_version(3, 1)).definition
    given = answers(library, 40, seed=7)
    of_library, of_own = round_findings(library, given), round_findings(own, given)
    assert of_own.scales == of_library.scales
    assert of_own.items == of_library.items


any_own = st.builds(
    OwnItem,
    texts=st.fixed_dictionaries({"en": st.text("abc \"'\\{}#=[]é\n€", min_size=1, max_size=20)}),
    options=st.sampled_from(["agree5_child", ""]),
    answers=st.just({"en": ("Always", "Sometimes", "Never")}),
    points=st.just((3, 2, 1)),
    favourable_from=st.sampled_from([2, 3]),
    commitment=st.sampled_from(["", "1.1", "2.3", "5.4"]),
    reversed=st.booleans(),
    scored=st.sampled_from(["", AREA_SCORE, "At lunch"]),
    concerns=st.just("school"),
)
any_items = st.lists(st.one_of(st.sampled_from(whole_library(MIDDLE).items), any_own), max_size=12)


@given(any_items)
def test_what_is_put_together_downloaded_and_uploaded_is_the_same(items: list[str | OwnItem]) -> None:
    composition = Composition(MIDDLE, whole_library(MIDDLE).based_on, tuple(items))
    if composing_faults(composition):
        return
    made = composed(composition)
    read = read_files(files_of(made))
    assert read.definition == made.definition
    assert read.words == made.words
    back = taken_in(read, composition)
    assert all(item.concerns == "school" for item in back.composition.own)
    assert composed(back.composition).definition == made.definition
    assert composed(back.composition).words == made.words
    assert back.left_out == ()


def test_a_question_of_ones_own_never_has_an_id_of_the_library() -> None:
    ids = {item.id for name in ALL for item in latest(name).definition.items}
    assert not any(name.startswith(OWN) for name in ids)
    assert LUNCH.id.startswith(OWN)


def test_the_same_question_is_the_same_item_wherever_it_is_filed_and_another_answer_makes_another() -> None:
    assert replace(LUNCH, commitment="5.1", scored=AREA_SCORE).id == LUNCH.id
    assert replace(LUNCH, texts=LUNCH.texts | {"cy": "Dw i’n eistedd gydag eraill."}).id == LUNCH.id
    for other in (
        replace(LUNCH, texts={"en": "I sit with others at break."}),
        replace(LUNCH, options="amount3"),
        replace(LUNCH, reversed=True),
        replace(LUNCH, kind="outcome"),
    ):
        assert other.id != LUNCH.id


def test_a_question_of_ones_own_leaves_the_librarys_scores_whole_until_it_counts_in_one() -> None:
    alone = composed_scales(of(LUNCH))
    assert {scale.state for scale in alone} == {"whole"}
    counted = {scale.name: scale for scale in composed_scales(of(replace(LUNCH, scored=AREA_SCORE)))}
    culture = latest(MIDDLE).words["en"].areas["culture"]
    assert (counted[culture].state, counted[culture].own) == ("part", 1)
    assert {scale.state for name, scale in counted.items() if name != culture} == {"whole"}


def test_a_scale_of_which_too_few_questions_are_left_has_no_score() -> None:
    belonging = next(one for one in latest(MIDDLE).definition.scales if one.kind == "belonging")
    for left, state in ((len(belonging.items), "whole"), (3, "part"), (2, "gone")):
        few = Composition(MIDDLE, whole_library(MIDDLE).based_on, belonging.items[:left])
        shown = next(scale for scale in composed_scales(few) if scale.kind == "belonging")
        assert (shown.state, shown.shared) == (state, left)


def test_three_questions_of_ones_own_make_a_score_with_a_name() -> None:
    lunch = [replace(LUNCH, texts={"en": f"Lunch is good, number {n}."}, scored="Lunch") for n in "123"]
    assert not composing_faults(of(*lunch))
    assert [scale.name for scale in composed_scales(of(*lunch)) if scale.state == "own"] == ["Lunch"]


def test_advice_stands_at_its_question_and_is_no_fault() -> None:
    everyone = replace(LUNCH, texts={"en": "Everyone is always kind at lunch and at break."})
    advice = [one for one in composing_advice(of(everyone)) if one.place == len(of().items)]
    assert [one.sentence for one in advice] == [
        "It says “everyone” and “always”. Ask about the person who answers.",
        "It asks two things at once. Ask one, or make it two questions.",
    ]
    assert not composing_faults(of(everyone))
    assert not composing_advice(of())


def test_every_fault_stands_at_its_question_and_all_are_said_at_once() -> None:
    last = len(whole_library(MIDDLE).items)
    wrong = of(
        replace(LUNCH, texts={}),
        replace(LUNCH, texts={"en": "Do you like it?"}, options="", answers={"en": ("Yes",)}, points=(1,)),
        replace(LUNCH, texts={"en": "I feel <b>safe</b>."}),
        replace(LUNCH, texts={"en": "w" * 301}),
        replace(LUNCH, texts={"en": "I can\x00 see."}),
        LUNCH,
        LUNCH,
        whole_library(MIDDLE).items[3],
        "no.such.question",
    )
    places = {place for place, _ in sentences(wrong)}
    assert places >= set(range(last, last + 9))
    assert (last, "Write the question.") in sentences(wrong)
    assert any("HTML" in sentence for place, sentence in sentences(wrong) if place == last + 2)
    assert any("301 characters" in sentence for place, sentence in sentences(wrong) if place == last + 3)
    assert any("cannot be seen" in sentence for place, sentence in sentences(wrong) if place == last + 4)


@pytest.mark.parametrize("text", ["a" * 500_000, "a, " * 200_000, "they " * 100_000])
def test_of_a_text_longer_than_any_may_be_only_its_beginning_is_looked_at(text: str) -> None:
    long, short = (of(replace(LUNCH, texts={"en": given})) for given in (text, text[:300]))
    assert any("characters" in fault.sentence for fault in composing_faults(long))
    assert composing_advice(long) == composing_advice(short)


def test_staff_are_asked_in_parts_so_every_question_says_to_which_it_belongs() -> None:
    nowhere = OwnItem({"en": "I have time for my lunch."}, options="agree5", concerns="school")
    staff = whole_library("staff")
    wrong = replace(staff, items=(*staff.items, nowhere))
    assert sentences(wrong) == [
        (len(staff.items), "Choose what it is about, so that it is clear which area it belongs to.")
    ]
    assert not sentences(replace(wrong, items=(*staff.items, replace(nowhere, commitment="2.3"))))


def test_nothing_chosen_and_more_than_five_hundred_are_refused_in_a_sentence() -> None:
    many = [replace(LUNCH, texts={"en": f"Question {number}."}) for number in range(501)]
    (too_many,) = sentences(replace(of(), items=tuple(many)))
    assert too_many == (None, "There are 501 questions. A questionnaire may have 500 at most.")
    assert sentences(replace(of(), items=()))[0][0] is None
    assert not composing_faults(replace(of(), items=tuple(many[:500])))


def test_a_missing_translation_is_named_and_its_language_is_not_asked() -> None:
    french = replace(LUNCH, texts=LUNCH.texts | {"fr": "Je mange avec les autres."})
    composition = of(french, QUEUE)
    assert missing_words(composition)["fr"] == (
        *range(len(whole_library(MIDDLE).items)),
        len(composition.items) - 1,
    )
    assert set(composed(composition).words) == {"en"}
    alone = Composition(MIDDLE, composition.based_on, (french,))
    assert set(composed(alone).words) == {"en", "fr"}


def test_questions_are_added_where_they_stand_in_the_library() -> None:
    base = latest(MIDDLE).definition
    first, second, third = (item.id for item in base.items[:3])
    assert in_library_order([second, LUNCH], [third, first], base) == [first, second, third, LUNCH]


def test_versions_of_ones_own_have_numbers_that_no_shipped_version_has() -> None:
    assert own_version(3, 2) == 302
    assert is_own(302)
    assert not any(is_own(latest(name).definition.version) for name in ALL)
    assert version_words(302) == "own questions 3, version 2"
    assert version_words(2) == "version 2"


def test_a_change_list_between_two_versions_says_what_became_of_every_question() -> None:
    before = composed(of(LUNCH), own_version(3, 1))
    changed = replace(LUNCH, texts={"en": "I sit with a friend at lunch."})
    later = composed(replace(of(changed), items=(*of().items[1:], changed)), own_version(3, 2))
    kinds = {change.item: change.kind for change in changes_between(before, later)}
    assert kinds[LUNCH.id] == kinds[str(of().items[0])] == "retired"
    assert kinds[changed.id] == "new"
    assert set(kinds.values()) == {"unchanged", "retired", "new"}


def test_what_two_questionnaires_share_is_asked_alike_whoever_else_is_in_them() -> None:
    library = latest(MIDDLE).definition
    first = composed(of(LUNCH), own_version(3, 1)).definition
    second = composed(of(LUNCH, QUEUE), own_version(7, 4)).definition
    shared = {item.id for item in library.items}
    assert asked_alike(first, library, {}) == asked_alike(library, first, {}) == shared
    assert asked_alike(first, second, {}) == {*shared, LUNCH.id}


def test_across_versions_of_the_library_only_what_its_change_lists_keep_is_asked_alike() -> None:
    later = latest("pupils-11-18")
    assert later.definition.version > 1
    base = whole_library("pupils-11-18")
    older = Composition(
        "pupils-11-18", 1, tuple(item.id for item in replace(base, based_on=1).base.definition.items)
    )
    lists = {later.definition.version: later.changes}
    own = (LUNCH,)
    before = composed(replace(older, items=(*older.items, *own)), own_version(3, 1)).definition
    now = composed(replace(base, items=(*base.items, *own)), own_version(3, 2)).definition
    from_library = asked_alike(older.base.definition, later.definition, lists)
    assert asked_alike(before, now, lists) == {*from_library, LUNCH.id}
    assert asked_alike(before, now, {}) == {LUNCH.id}


def test_a_file_with_own_answers_turned_round_gives_the_same_scores_when_it_is_taken_in() -> None:
    turned = of(replace(QUEUE, points=(3, 2, 1), favourable_from=3, reversed=True))
    back = taken_in(composed(turned), turned).composition.own[0]
    assert (back.points, back.favourable_from, back.reversed) == (QUEUE.points, 3, False)
    before, now = composed(turned).definition, composed(of(back)).definition
    for option in ("a1", "a2", "a3"):
        figures = [
            round_findings(one, [one.encode({one.items[-1].id: option})] * 20).items[-1].favourable
            for one in (before, now)
        ]
        assert figures[0] == figures[1]

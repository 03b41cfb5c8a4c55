"""What every shipped questionnaire keeps to."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from selfeval.questionnaires.catalogue import NAMES, latest, shipped
from selfeval.questionnaires.model import Item, Questionnaire
from selfeval.questionnaires.parts import LIBRARY, stock
from selfeval.reading_age import reading_age

SURVEYS = ("pupils-5-7", "pupils-7-11", "pupils-11-18", "staff")
BELONG = "Here at school, I feel that I belong."
MY_SCHOOL = "At school I feel like one of us."
"""The same for those of five to seven, to whom what belongs to somebody is a coat."""


def _items(name: str) -> tuple[Item, ...]:
    return latest(name).definition.items


def _text(questionnaire: Questionnaire, item: str) -> str:
    return questionnaire.words["en"].items[item].text


def test_every_folder_of_the_library_is_shipped() -> None:
    assert {path.name for path in LIBRARY.iterdir() if path.is_dir()} == set(NAMES)


def test_the_areas_stand_in_one_order_everywhere() -> None:
    order = ("leadership", "culture", "curriculum", "flourish", "bullying", "community")
    assert stock().areas == order
    for name in (*SURVEYS, "self-evaluation"):
        definition = latest(name).definition
        assert definition.areas == order
        placed = [order.index(item.area) for item in definition.items if item.area]
        assert placed == sorted(placed)


def test_no_id_is_used_in_two_questionnaires() -> None:
    ids = [item.id for versions in shipped().values() for item in versions[-1].definition.items]
    assert len(ids) == len(set(ids)) == 221


@pytest.mark.parametrize(
    ("name", "start", "count"),
    [
        ("pupils-5-7", "ks1.", 18),
        ("pupils-7-11", "ks2.", 38),
        ("pupils-11-18", "ks3.", 45),
        ("staff", "staff.", 40),
    ],
)
def test_a_survey_asks_its_own_items_and_the_plain_one_about_belonging(
    name: str, start: str, count: int
) -> None:
    items = _items(name)
    assert len(items) == count
    assert all(item.id.startswith(start) for item in items)
    belong = latest(name).definition.item(f"{start}a2.belong")
    youngest = name == "pupils-5-7"
    assert _text(latest(name), belong.id) == (MY_SCHOOL if youngest else BELONG)
    assert (belong.kind, belong.commitment, belong.link, belong.link_kind) == (
        "outcome",
        "2.3",
        "L29",
        "adapted" if youngest else "verbatim",
    )
    assert belong.id in latest(name).definition.scale("belonging").items


@pytest.mark.parametrize(
    ("name", "most"), [("pupils-5-7", 8), ("pupils-7-11", 12), ("pupils-11-18", 14), ("staff", 14)]
)
def test_questions_are_short_enough_for_their_readers(name: str, most: int) -> None:
    for item in _items(name):
        text = _text(latest(name), item.id)
        assert len(text.split()) <= most, text
        assert text.endswith("?" if item.kind == "event" else ".")


def test_the_strongest_agreement_stands_first_in_every_option_set() -> None:
    for answers in stock().option_sets.values():
        points = [option.points for option in answers.options]
        assert points == sorted(points, reverse=True), answers.id


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("pupils-5-7", "yes_a_bit_no"),
        ("pupils-7-11", "agree5_middle"),
        ("pupils-11-18", "agree5"),
        ("staff", "agree5"),
        ("self-evaluation", "levels"),
    ],
)
def test_all_scored_items_of_a_questionnaire_share_one_option_set(name: str, options: str) -> None:
    assert {item.options for item in _items(name) if item.kind != "event"} == {options}


def test_the_favourable_answers_are_those_that_agree() -> None:
    favourable = {
        answers.id: [option.id for option in answers.options if option.points >= answers.favourable_from]
        for answers in stock().option_sets.values()
        if answers.favourable_from is not None
    }
    assert favourable == {
        "agree5": ["strongly_agree", "agree"],
        "agree5_child": ["really_agree", "agree"],
        "agree5_middle": ["really_agree", "agree"],
        "yes_a_bit_no": ["yes"],
        "amount3": ["yes"],
        "levels": ["leading", "secure"],
    }


def test_only_the_youngest_have_pictures() -> None:
    drawn = {answers.id for answers in stock().option_sets.values() if answers.picture}
    assert drawn == {"amount3", "yes_a_bit_no"}
    assert not any(answers.picture for name in SURVEYS[1:] for answers in latest(name).definition.option_sets)


def test_nothing_is_turned_round_before_year_5() -> None:
    assert {name: [item.id for item in _items(name) if item.reversed] for name in SURVEYS} == {
        "pupils-5-7": [],
        "pupils-7-11": [],
        "pupils-11-18": ["ks3.a2.hide", "ks3.a2.alone", "ks3.a4.cost"],
        "staff": ["staff.a2.hide", "staff.a5.pass"],
    }


def test_the_youngest_try_the_answers_on_two_questions_that_have_nothing_to_do_with_school() -> None:
    youngest = latest("pupils-5-7")
    assert list(youngest.words["en"].warm_ups.values()) == ["I like cake.", "I like rain."]
    assert not set(youngest.definition.warm_ups) & set(youngest.definition.items_by_id)
    assert all(latest(name).definition.warm_ups == () for name in SURVEYS[1:])


def test_what_happened_is_asked_with_answers_without_points_and_is_in_no_score() -> None:
    for name in SURVEYS[1:]:
        definition = latest(name).definition
        events = {item.id for item in definition.items if item.kind == "event"}
        assert events
        assert not any(definition.has_points(definition.item(event)) for event in events)
        assert not any(events & set(scale.items) for scale in definition.scales)
    assert not any(item.kind == "event" for item in _items("pupils-5-7"))


def test_pupils_of_seven_and_over_are_asked_the_same_about_prejudice_the_younger_with_the_kinds_named() -> (
    None
):
    asked = [
        [
            (_text(latest(name), item.id), item.options, item.also)
            for item in _items(name)
            if item.kind == "event" and item.commitment == "5.4"
        ]
        for name in ("pupils-7-11", "pupils-11-18")
    ]
    (own, *_), (older, *_) = asked
    assert own[0] == "Since September, was anyone here unkind about your looks, family or religion?"
    assert older[0] == "Since September, was anyone here unkind about who you are?"
    assert own[1:] == older[1:]
    assert asked[0][1:] == asked[1][1:]
    assert [options for _, options, _ in asked[0]] == ["times4", "times4", "yes_no_did_not_happen"]


@pytest.mark.parametrize(
    ("name", "scales"),
    [
        ("pupils-5-7", {"belonging": 5}),
        (
            "pupils-7-11",
            {"leadership": 3, "culture": 4, "curriculum": 5, "flourish": 3, "bullying": 4, "community": 4}
            | {"belonging": 6, "attitudes": 5},
        ),
        (
            "pupils-11-18",
            {"leadership": 4, "culture": 4, "curriculum": 6, "flourish": 4, "bullying": 5, "community": 4}
            | {"belonging": 7, "attitudes": 6},
        ),
        (
            "staff",
            {"leadership": 4, "culture": 4, "curriculum": 5, "flourish": 6, "bullying": 6, "community": 4}
            | {"belonging": 5, "confidence": 4},
        ),
        (
            "self-evaluation",
            {"leadership": 4, "culture": 4, "curriculum": 4, "flourish": 6, "bullying": 5, "community": 4},
        ),
    ],
)
def test_the_scales_of_a_questionnaire(name: str, scales: dict[str, int]) -> None:
    assert {scale.id: len(scale.items) for scale in latest(name).definition.scales} == scales


ASKED_BUT_NOT_SCORED = {"ks3.a3.online", "ks3.a4.mix"}
"""What NOTES says is shown by itself: no commitment speaks of it, or nobody can change it within a year."""


@pytest.mark.parametrize("name", ["pupils-7-11", "pupils-11-18", "staff", "self-evaluation"])
def test_an_area_score_is_what_is_asked_about_the_area_and_neither_attitudes_events_nor_belonging(
    name: str,
) -> None:
    definition = latest(name).definition
    apart = {item for scale in definition.scales if scale.kind == "belonging" for item in scale.items}
    for area in definition.areas:
        in_score = tuple(
            item.id
            for item in definition.items
            if item.area == area
            and item.kind not in ("attitude", "event")
            and item.id not in apart | ASKED_BUT_NOT_SCORED
        )
        assert definition.scale(area).items == in_score
        assert definition.scale(area).area == area


@pytest.mark.parametrize("name", SURVEYS)
def test_no_score_is_another_under_another_name(name: str) -> None:
    scales = latest(name).definition.scales
    for one, other in combinations(scales, 2):
        shared = set(one.items) & set(other.items)
        assert len(shared) <= (2 if "confidence" in (one.id, other.id) else 0), (one.id, other.id, shared)


@pytest.mark.parametrize("name", SURVEYS)
def test_no_score_is_made_of_two_questions(name: str) -> None:
    assert all(len(scale.items) > 2 for scale in latest(name).definition.scales)


NOT_ASKED = {
    "pupils-5-7": [
        "1.1",
        "1.2",
        "2.1",
        "2.2",
        "2.4",
        "3.1",
        "3.3",
        "3.4",
        "4.4",
        "5.2",
        "5.4",
        "6.2",
        "6.3",
        "6.4",
    ],
    "pupils-7-11": ["1.2", "4.4"],
    "pupils-11-18": [],
    "staff": [],
}
"""Of which commitment a band is asked nothing but what it thinks itself; NOTES says why."""


@pytest.mark.parametrize("name", SURVEYS)
def test_every_commitment_is_asked_about_where_it_can_be_asked_fairly(name: str) -> None:
    commitments = {item.commitment for item in latest("self-evaluation").definition.items}
    asked = {item.commitment for item in _items(name) if item.kind != "attitude"}
    assert sorted(str(one) for one in commitments - asked) == NOT_ASKED[name]


@pytest.mark.parametrize("name", SURVEYS)
def test_every_item_is_reached_from_an_area_and_a_commitment_of_it(name: str) -> None:
    for item in _items(name):
        assert item.area is not None
        assert item.commitment is not None
        place = latest(name).definition.areas.index(item.area) + 1
        assert item.commitment.startswith(f"{place}."), item.id


def test_items_with_one_link_ask_the_same_thing_and_verbatim_ones_in_the_same_words() -> None:
    verbatim: dict[str, set[str]] = {}
    for name in SURVEYS:
        for item in _items(name):
            if item.link and item.link_kind == "verbatim":
                verbatim.setdefault(item.link, set()).add(_text(latest(name), item.id))
    assert len(verbatim) > 10
    assert {link: texts for link, texts in verbatim.items() if len(texts) > 1} == {}


def test_staff_may_decline_every_question_and_pupils_skip_instead() -> None:
    assert all("prefer_not" in item.also for item in _items("staff"))
    assert all(item.also in ((), ("dont_know",)) for name in SURVEYS[:3] for item in _items(name))
    skip = {name: latest(name).words["en"].answers["skipped"] for name in SURVEYS}
    assert skip == {
        "pupils-5-7": "Skip",
        "pupils-7-11": "Skip this",
        "pupils-11-18": "Skip this",
        "staff": "Not answered",
    }
    assert latest("staff").words["en"].answers["prefer_not"] == "Prefer not to say"


def test_staff_who_cannot_judge_may_say_so() -> None:
    cannot = {item.id: item.also[0] for item in _items("staff") if len(item.also) > 1}
    assert len(cannot) == 23
    assert {item for item, answer in cannot.items() if answer == "not_my_role"} == {
        "staff.a3.stereotypes",
        "staff.a3.adapt",
    }
    assert [item for item, answer in cannot.items() if answer == "had_none"] == ["staff.a1.training"]


def test_i_do_not_know_stands_apart_where_a_pupil_may_not_know() -> None:
    unsure = {name: [item.id for item in _items(name) if "dont_know" in item.also] for name in SURVEYS[:3]}
    assert {name: len(items) for name, items in unsure.items()} == {
        "pupils-5-7": 0,
        "pupils-7-11": 7,
        "pupils-11-18": 9,
    }
    middle = latest("pupils-7-11").words["en"].options["agree5_middle"]["middle"]
    assert (middle, latest("pupils-7-11").words["en"].answers["dont_know"]) == (
        "In the middle",
        "I don’t know",
    )


def test_the_staff_survey_has_a_heading_for_each_of_its_parts() -> None:
    assert tuple(latest("staff").words["en"].pages) == latest("staff").definition.areas


def test_staff_are_told_what_prejudice_means_before_they_are_asked_about_it() -> None:
    words = latest("staff").words["en"]
    asked = {item.area for item in _items("staff") if "prejudice" in words.items[item.id].text.lower()}
    assert set(words.page_intros) == asked == {"bullying"}
    assert words.page_intros["bullying"].startswith("We use the word prejudice. It means this:")
    assert reading_age(words.page_intros["bullying"]) <= 9


def test_the_items_that_may_hurt_are_marked() -> None:
    assert {item.id for name in SURVEYS for item in _items(name) if item.sensitive} == {
        "ks2.a4.cost",
        "ks2.a5.happened",
        "ks2.a5.seen",
        "ks2.a5.adult_knew",
        "ks3.a2.hide",
        "ks3.a2.alone",
        "ks3.a4.cost",
        "ks3.a5.happened",
        "ks3.a5.seen",
        "ks3.a5.adult_knew",
        "staff.a2.hide",
        "staff.a5.pass",
        "staff.a5.worse",
        "staff.a5.told",
        "staff.a5.heard",
        "staff.a5.recorded",
    }


def test_every_question_about_the_person_may_be_declined_last_of_all() -> None:
    for name in ("about-you-pupils", "about-you-staff"):
        for item in _items(name):
            assert list(latest(name).definition.characters(item))[-1] == "prefer_not"


def test_no_child_is_asked_about_free_meals_or_being_looked_after() -> None:
    texts = " ".join(words.text.lower() for words in latest("about-you-pupils").words["en"].items.values())
    assert not any(word in texts for word in ("meal", "free", "foster", "social worker"))


@pytest.mark.parametrize("name", NAMES)
def test_no_text_shouts_or_promises_secrecy(name: str) -> None:
    words = latest(name).words["en"]
    texts = [words.title, words.intro, *(item.text for item in words.items.values())]
    for text in texts:
        assert "!" not in text
        assert "secret" not in text.lower()
        assert "anonymous" not in text.lower()


def test_the_points_of_levels_are_their_numbers() -> None:
    levels = stock().option_sets["levels"].options
    assert (levels[0].id, levels[0].points) == ("leading", 4)
    assert all(above.points - below.points == 1 for above, below in pairwise(levels))
    assert levels[-1].points == 0

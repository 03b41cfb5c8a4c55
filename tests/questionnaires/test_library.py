"""What every shipped questionnaire keeps to."""

from __future__ import annotations

from itertools import pairwise

import pytest

from selfeval.questionnaires.catalogue import NAMES, latest, shipped
from selfeval.questionnaires.model import Item, Questionnaire
from selfeval.questionnaires.parts import LIBRARY, stock

SURVEYS = ("pupils-5-7", "pupils-7-11", "pupils-11-18", "staff")
BELONG = "Here at school, I feel that I belong."


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
    assert len(ids) == len(set(ids)) == 146


@pytest.mark.parametrize(
    ("name", "start", "count"),
    [
        ("pupils-5-7", "ks1.", 13),
        ("pupils-7-11", "ks2.", 25),
        ("pupils-11-18", "ks3.", 32),
        ("staff", "staff.", 31),
    ],
)
def test_a_survey_asks_its_core_items_and_the_plain_one_about_belonging(
    name: str, start: str, count: int
) -> None:
    items = _items(name)
    assert len(items) == count
    assert all(item.id.startswith(start) for item in items)
    belong = latest(name).definition.item(f"{start}a2.belong")
    assert _text(latest(name), belong.id) == BELONG
    assert (belong.kind, belong.commitment, belong.link, belong.link_kind) == (
        "outcome",
        "2.3",
        "L29",
        "verbatim",
    )
    assert belong.id in latest(name).definition.scale("belonging").items


@pytest.mark.parametrize(
    ("name", "most"), [("pupils-5-7", 8), ("pupils-7-11", 12), ("pupils-11-18", 14), ("staff", 14)]
)
def test_questions_are_short_enough_for_their_readers(name: str, most: int) -> None:
    for item in _items(name):
        text = _text(latest(name), item.id)
        assert len(text.split()) <= most, text
        assert text.endswith(".")


def test_the_strongest_agreement_stands_first_in_every_option_set() -> None:
    for answers in stock().option_sets.values():
        points = [option.points for option in answers.options]
        assert points == sorted(points, reverse=True), answers.id


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("pupils-5-7", "amount3"),
        ("pupils-7-11", "agree5_child"),
        ("pupils-11-18", "agree5"),
        ("staff", "agree5"),
        ("self-evaluation", "levels"),
    ],
)
def test_all_scored_items_of_a_questionnaire_share_one_option_set(name: str, options: str) -> None:
    assert {item.options for item in _items(name)} == {options}


def test_the_favourable_answers_are_those_that_agree() -> None:
    favourable = {
        answers.id: [option.id for option in answers.options if option.points >= answers.favourable_from]
        for answers in stock().option_sets.values()
        if answers.favourable_from is not None
    }
    assert favourable == {
        "agree5": ["strongly_agree", "agree"],
        "agree5_child": ["really_agree", "agree"],
        "amount3": ["yes"],
        "levels": ["leading", "secure"],
    }


def test_only_the_youngest_have_pictures_and_they_have_no_reversed_items() -> None:
    assert stock().option_sets["amount3"].picture == "cup"
    assert [item.id for item in _items("pupils-5-7") if item.reversed] == []
    assert {name: sum(item.reversed for item in _items(name)) for name in SURVEYS[1:]} == {
        "pupils-7-11": 2,
        "pupils-11-18": 3,
        "staff": 3,
    }


@pytest.mark.parametrize(
    ("name", "scales"),
    [
        ("pupils-5-7", {"belonging": 5}),
        (
            "pupils-7-11",
            {"leadership": 3, "culture": 5, "curriculum": 2, "flourish": 4, "bullying": 3, "community": 3}
            | {"belonging": 6, "attitudes": 4},
        ),
        (
            "pupils-11-18",
            {"leadership": 3, "culture": 8, "curriculum": 4, "flourish": 4, "bullying": 5, "community": 3}
            | {"belonging": 7, "attitudes": 4, "speaking_up": 2},
        ),
        (
            "staff",
            {"leadership": 4, "culture": 7, "curriculum": 4, "flourish": 5, "bullying": 5, "community": 4}
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


@pytest.mark.parametrize("name", ["pupils-7-11", "pupils-11-18", "staff", "self-evaluation"])
def test_an_area_scale_is_every_item_of_its_area_but_the_attitudes(name: str) -> None:
    definition = latest(name).definition
    for area in definition.areas:
        counted = tuple(item.id for item in definition.items if item.area == area and item.kind != "attitude")
        assert definition.scale(area).items == counted
        assert definition.scale(area).area == area


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
    assert all(item.also == () for name in SURVEYS[:3] for item in _items(name))
    skip = {name: latest(name).words["en"].answers["skipped"] for name in SURVEYS}
    assert skip == {
        "pupils-5-7": "Skip",
        "pupils-7-11": "I’d rather not say",
        "pupils-11-18": "Prefer not to say",
        "staff": "Not answered",
    }
    assert latest("staff").words["en"].answers["prefer_not"] == "Prefer not to say"


def test_staff_who_cannot_judge_may_say_so() -> None:
    cannot = {item.id: item.also[0] for item in _items("staff") if len(item.also) > 1}
    assert len(cannot) == 13
    assert {item for item, answer in cannot.items() if answer == "not_my_role"} == {
        "staff.a3.show",
        "staff.a3.adapt",
    }


def test_the_staff_survey_has_a_heading_for_each_of_its_parts() -> None:
    assert tuple(latest("staff").words["en"].pages) == latest("staff").definition.areas


def test_the_items_that_may_hurt_are_marked() -> None:
    assert {item.id for name in SURVEYS for item in _items(name) if item.sensitive} == {
        "ks2.a5.teased",
        "ks3.a2.hide",
        "ks3.a2.alone",
        "ks3.a5.teased",
        "staff.a2.hide",
        "staff.a5.pass",
        "staff.a5.own",
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

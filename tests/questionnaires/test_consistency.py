"""Whether the parts of a structure fit together: one spoilt file for each rule."""

from __future__ import annotations

import pytest

from tests.questionnaires.author import STRUCTURE, WORDS, Author, changed

ONE_OPTION_TWICE = '{ id = "seldom", points = 2 }', '{ id = "Often", points = 2 }'


@pytest.mark.parametrize(
    ("old", "new", "place", "sentence"),
    [
        ('options = "agree5"', 'options = "agree9"', "p4", "There is no option set “agree9”"),
        (*ONE_OPTION_TWICE, "often4", "Two options have the id “often”."),
        (
            '{ id = "seldom"',
            '{ id = "dont_know"',
            "often4",
            "“dont_know” has no points. It belongs under “also”",
        ),
        ('{ id = "seldom"', '{ id = "skipped"', "often4", "“skipped” has no points."),
        ("points = 2", "points = 3", "often4", "Two options have the same points."),
        ("points = 2", "points = 9", "often4", "The points go up and down."),
        (
            "favourable_from = 3",
            "favourable_from = 7",
            "often4",
            "“favourable_from” is 7. It must be the points",
        ),
        (
            "favourable_from = 3",
            "favourable_from = 1",
            "often4",
            "“favourable_from” is 1. It must be the points",
        ),
        ("favourable_from = 3", "", "often4", "“favourable_from” is missing"),
        ('"seldom", points = 2', '"seldom"', "often4", "Some options have points and some have none."),
        (
            "favourable_from = 3",
            'favourable_from = 3\npicture = "cup"',
            "often4",
            "The picture “cup” shows three",
        ),
        (
            'also = ["dont_know"]',
            'also = ["maybe"]',
            "p3",
            "“maybe” cannot stand under “also”. There are “prefer_not”",
        ),
        (
            'also = ["dont_know"]',
            'also = ["dont_know", "not_known"]',
            "p3",
            "“dont_know” and “not_known” cannot be told apart later.",
        ),
        ("reversed = true", 'link = "L1"', "p2", "“link” and “link_kind” belong together."),
        ("reversed = true", 'link_kind = "mirror"', "p2", "“link” and “link_kind” belong together."),
        ("reversed = true", 'kind = "indicator"', "p2", "Leaders rate items of the kind “indicator”"),
        (
            "reversed = true",
            'kind = "about-you"',
            "p2",
            "Questions about the person stand in a questionnaire of their",
        ),
        (
            "reversed = true",
            "years = [3]",
            "p2",
            "“years” and “off_by_default” are for the kind “about-you” only.",
        ),
        ("reversed = true", "off_by_default = true", "p2", "“years” and “off_by_default” are for the kind"),
        (
            "reversed = true",
            'kind = "attitude"',
            "company",
            "“p2” is an attitude. Attitudes are not averaged",
        ),
        (
            "version = 1",
            "version = 1\nyears = [4, 3]",
            "years",
            "The years must go upwards, each of them once.",
        ),
        (
            "version = 1",
            "version = 1\nyears = [3, 3]",
            "years",
            "The years must go upwards, each of them once.",
        ),
        ('items = ["p1", "p2"]', 'items = ["p1", "p8"]', "company", "There is no question “p8”."),
        ('items = ["p1", "p2"]', 'items = ["p1", "p1"]', "company", "“p1” stands twice in this scale."),
        ('items = ["p1", "p2"]', 'items = ["p1"]', "company", "One question makes no scale."),
        (
            'items = ["p1", "p2"]',
            'items = ["p1", "p3"]',
            "company",
            "“p3” belongs to another area than this scale.",
        ),
        (
            "minimum_answered = 3",
            "minimum_answered = 5",
            "whole",
            "“minimum_answered” is 5, but the scale has 4 questions.",
        ),
        (
            'kind = "other"',
            'kind = "other"\narea = "safety"',
            "whole",
            "“area” names the area of a scale of the kind",
        ),
        (
            '"company", "safety"]',
            '"company", "safety", "shade"]',
            "shade",
            "No question belongs to this area.",
        ),
        ('areas = ["company", "safety"]', 'areas = ["company"]', "p3 p4", "“safety” is not among the areas"),
        ('id = "p2"', 'id = "P1"', "p1", "Two questions have this id."),
        ('id = "whole"', 'id = "Company"', "company", "Two scales have this id."),
        ('"company", "safety"]', '"company", "safety", "Safety"]', "safety", "Two areas have this id."),
        ('options = "agree5"', 'options = "yes_no"', "whole", "The answers to “p4” have no points"),
        (
            'options = "agree5"',
            'options = "yes_no"\nreversed = true',
            "p4",
            "It is reversed, but its answers have no points to turn round.",
        ),
        ('options = "often4"', "", "p1 p2 p3", "“options” is missing: the name of an option set."),
        ('kind = "outcome"', "", "p1 p2 p3 p4", "“kind” is missing, such as “experience” or “outcome”."),
    ],
)
def test_what_does_not_fit_together_is_told_with_its_id(
    author: Author, old: str, new: str, place: str, sentence: str
) -> None:
    found = [fault for fault in author.faults(changed(STRUCTURE, old, new)) if sentence in fault.sentence]
    assert " ".join(fault.id for fault in found) == place
    assert {fault.file for fault in found} == {"playground.toml"}


def test_the_questionnaire_that_is_spoilt_in_these_tests_has_no_fault_itself(author: Author) -> None:
    assert author.faults() == []


def test_two_scales_of_one_area_are_refused(author: Author) -> None:
    second = '\n[[scales]]\nid = "again"\nkind = "area"\narea = "company"\nitems = ["p1", "p2"]\n'
    assert [(fault.id, fault.sentence) for fault in author.faults(STRUCTURE + second)] == [
        ("company", "Two scales are scales of this area.")
    ]


def test_two_questions_with_one_link_are_refused(author: Author) -> None:
    structure = STRUCTURE.replace(
        'area = "company"\n', 'area = "company"\nlink = "L1"\nlink_kind = "adapted"\n', 1
    )
    structure = changed(structure, "reversed = true", 'link = "L1"\nlink_kind = "verbatim"')
    assert [(fault.id, fault.sentence) for fault in author.faults(structure)] == [
        ("p2", "“p1” and “p2” have one link. A link joins two questionnaires.")
    ]


def test_an_option_set_that_no_question_uses_is_refused(author: Author) -> None:
    structure = changed(STRUCTURE, 'options = "often4"', 'options = "agree5"')
    assert ("often4", "No question uses this option set. Leave it out.") in [
        (fault.id, fault.sentence) for fault in author.faults(structure)
    ]


def test_an_option_set_may_not_take_a_name_of_the_library(author: Author) -> None:
    structure = STRUCTURE.replace("often4", "agree5_child")
    words = changed(WORDS, "often4", "agree5_child")
    assert [(fault.id, fault.sentence) for fault in author.faults(structure, words)] == [
        ("agree5_child", "The library has an option set of this name. Rename yours."),
        ("agree5_child", "The library has the words of this option set. Leave yours out."),
    ]


@pytest.mark.parametrize(("count", "faults"), [(36, 0), (37, 1), (1, 1)])
def test_an_option_set_has_between_two_and_thirty_six_options(
    author: Author, count: int, faults: int
) -> None:
    options = ", ".join(f'"o{n}"' for n in range(count))
    structure = f"""
        questionnaire = "long"
        version = 1
        audience = "pupils"
        option_sets.many.options = [{options}]
        [[items]]
        id = "q"
        kind = "experience"
        options = "many"
    """
    labels = "".join(f'o{n} = "Option {n}"\n' for n in range(count))
    words = 'language = "en"\ntitle = "T"\nintro = "I"\nanswers.skipped = "S"\nitems.q = "Q"\n'
    assert len(author.faults(structure, f"{words}[options.many]\n{labels}")) == faults


ABOUT = """
questionnaire = "about-us"
version = 1
audience = "pupils"
[[items]]
id = "q"
kind = "about-you"
options = "yes_no"
also = ["prefer_not"]
years = [5, 6]
"""
ABOUT_WORDS = """
language = "en"
title = "About us"
intro = "Who are you?"
answers = { skipped = "Skip", prefer_not = "I’d rather not say" }
items = { q = "Do you walk to school?" }
"""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('also = ["prefer_not"]', "", "A question about the person must have “prefer_not” under “also”."),
        (
            "years = [5, 6]",
            "",
            "“years” says which pupils may be asked: needed for pupils, left out for others.",
        ),
        (
            '"pupils"',
            '"staff"',
            "“years” says which pupils may be asked: needed for pupils, left out for others.",
        ),
        (
            'options = "yes_no"',
            'options = "yes_no"\ncommitment = "1.1"',
            "belongs to no area and no commitment.",
        ),
        (
            'options = "yes_no"',
            'options = "yes_no"\nreversed = true',
            "its answers have no points to turn round.",
        ),
    ],
)
def test_questions_about_the_person_have_rules_of_their_own(
    author: Author, old: str, new: str, sentence: str
) -> None:
    assert author.faults(ABOUT, ABOUT_WORDS) == []
    faults = author.faults(changed(ABOUT, old, new), ABOUT_WORDS)
    assert [fault.id for fault in faults if sentence in fault.sentence] == ["q"]


def test_questions_about_the_person_are_not_scored(author: Author) -> None:
    scale = '[[scales]]\nid = "s"\nkind = "other"\nitems = ["q", "q"]\n'
    sentences = [fault.sentence for fault in author.faults(ABOUT + scale, ABOUT_WORDS)]
    assert "Questions about the person are not scored. Leave the scale out." in sentences


def test_leaders_rate_indicators_and_nothing_else(author: Author) -> None:
    faults = author.faults(changed(STRUCTURE, '"pupils"', '"leaders"'))
    assert {fault.id for fault in faults} == {"p1", "p2", "p3", "p4"}
    assert {fault.sentence for fault in faults} == {
        "Leaders rate items of the kind “indicator”, and nobody else does."
    }

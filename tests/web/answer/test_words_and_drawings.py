"""What the pages say and draw is complete for every age."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from selfeval.questionnaires import catalogue
from selfeval.web.answer.interface_words import STYLES, interface, languages
from selfeval.web.answer.payload import STATUS
from selfeval.web.answer.rendering import DRAWINGS, page_data, style_of
from selfeval.web.survey.paper_views import DOLL_USED

TEMPLATES = Path(__file__).parents[3] / "selfeval/web/templates/answer"
NAMES = ("pupils-5-7", "pupils-7-11", "pupils-11-18", "staff")


def test_each_questionnaire_has_a_style_of_its_own() -> None:
    assert tuple(style_of(catalogue.latest(name).definition) for name in NAMES) == STYLES


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", sorted(languages()))
def test_every_outcome_has_a_heading_and_a_sentence(language: str, style: str) -> None:
    own = interface(language, style)
    for outcome in STATUS.keys() - {"ok"}:
        for said in (own.outcomes[outcome], own.at_start[outcome]):
            assert said.keys() == {"title", "sentence"}
            assert all(said.values())


@pytest.mark.parametrize("style", STYLES)
def test_before_the_first_question_nothing_is_said_of_answers(style: str) -> None:
    own = interface("en", style)
    for outcome in ("paused", "no_key", "full"):
        assert re.search(r"[Yy]our answers|have answered", own.outcomes[outcome]["sentence"])
        assert not re.search(r"[Yy]our answers|have answered", own.at_start[outcome]["sentence"])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", sorted(languages()))
def test_no_sentence_shouts_or_promises_too_much(language: str, style: str) -> None:
    own = interface(language, style)
    said = " ".join(
        [
            *own.page.values(),
            *own.script.values(),
            *(t for o in (*own.outcomes.values(), *own.at_start.values()) for t in o.values()),
        ]
    )
    assert "!" not in said
    assert not re.search(r"secret|anonym", said, re.IGNORECASE)


def test_the_words_of_one_age_only_change_words_that_all_have() -> None:
    general = interface("en", "ks2")
    for style in STYLES:
        assert interface("en", style).page.keys() == general.page.keys()
        assert interface("en", style).script.keys() == general.script.keys()


def test_every_question_to_the_youngest_has_a_drawing() -> None:
    versions = [version.definition for version in catalogue.shipped()["pupils-5-7"]]
    asked = {item.id for version in versions for item in version.items}
    assert set(DRAWINGS) == asked | set(versions[-1].warm_ups)
    drawn = re.findall(r'<symbol id="(\w+)"', (TEMPLATES / "drawings.svg").read_text())
    assert set(DRAWINGS.values()) | {"cup0", "cup1", "cup2"} == set(drawn)
    icons = re.findall(r'<symbol id="(\w+)"', (TEMPLATES / "symbols.svg").read_text())
    assert not set(drawn) & set(icons)
    for version in versions:
        shown = [DRAWINGS[item.id] for item in version.items]
        assert len(set(shown)) == len(shown)


def test_every_figure_in_a_drawing_is_drawn_on_paper_too() -> None:
    drawn = (TEMPLATES / "drawings.svg").read_text()
    assert drawn.count("<use ") == len(DOLL_USED.findall(drawn)) > 20


def test_every_picture_that_a_template_shows_is_in_the_page() -> None:
    drawn = set(re.findall(r'<symbol id="(\w+)"', (TEMPLATES / "symbols.svg").read_text()))
    used = {
        name for path in TEMPLATES.glob("*.html") for name in re.findall(r'icon\("(\w+)"', path.read_text())
    }
    assert used <= drawn


def test_staff_see_their_questions_in_six_parts() -> None:
    staff = catalogue.latest("staff")
    known = page_data(staff.definition, staff.words["en"], interface("en", "staff"), "staff")
    assert len(known["parts"]) == 6
    assert sorted(item for part in known["parts"] for item in part["items"]) == list(range(40))


def test_the_strongest_agreement_stands_first() -> None:
    for name in NAMES:
        questionnaire = catalogue.latest(name)
        known = page_data(questionnaire.definition, questionnaire.words["en"], interface("en", "ks2"), "ks2")
        for options in known["sets"].values():
            assert [character for character, _ in options] == list("01234"[: len(options)])

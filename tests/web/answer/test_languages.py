"""A page for each language: asked for by the address, where both the questionnaire and the pages speak it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from selfeval.questionnaires import catalogue
from selfeval.questionnaires.model import Questionnaire
from selfeval.web.answer import rendering
from tests.web.answer.installation import Installation

YEAR_5 = "pupils-7-11"


@pytest.fixture
def made_up_language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A language, xy, that the pages and the questionnaire of Year 5 speak, and no other questionnaire."""
    shutil.copytree(rendering.WORDS, tmp_path / "words")
    text = (tmp_path / "words" / "en.toml").read_text("utf-8")
    (tmp_path / "words" / "xy.toml").write_text(text.replace('stop = "', 'stop = "Xy '), "utf-8")
    find = catalogue.find

    def with_xy(name: str, version: int) -> Questionnaire:
        questionnaire = find(name, version)
        if not name.startswith((YEAR_5, "about-you")):
            return questionnaire
        words = replace(questionnaire.words["en"], language="xy", title=f"Xy {name}")
        return replace(questionnaire, words={**questionnaire.words, "xy": words})

    monkeypatch.setattr(rendering, "WORDS", tmp_path / "words")
    monkeypatch.setattr(catalogue, "find", with_xy)
    forget()
    yield "xy"
    forget()


def forget() -> None:
    rendering.languages.cache_clear()
    rendering.interface.cache_clear()


def test_a_page_is_in_the_language_that_its_address_names(
    school: Installation, device: FlaskClient, made_up_language: str
) -> None:
    address = school.addresses["Year 5"]
    page = device.get(f"{address}?lang={made_up_language}").text
    assert '<html lang="xy"' in page
    assert f"Xy {YEAR_5}" in page
    assert "Xy " not in device.get(address).text


@pytest.mark.parametrize("wanted", ["zz", "", "en", "../en", "xy"])
def test_a_language_that_is_not_spoken_gives_the_usual_page(
    school: Installation, device: FlaskClient, made_up_language: str, wanted: str
) -> None:
    address = school.addresses["Year 1"]
    assert device.get(f"{address}?lang={wanted}").data == device.get(address).data


def test_what_a_tablet_is_told_comes_in_that_language_too(
    school: Installation, device: FlaskClient, made_up_language: str
) -> None:
    address = school.addresses["Year 5"]
    told = device.post(f"{address}/slip?lang=xy", json={"slip": "QQQQ2222"})
    assert told.status_code == 404
    assert device.get(f"{address}/group.json?lang=xy").json == device.get(f"{address}/group.json").json

"""`selfeval check`: what it prints and how it ends."""

from __future__ import annotations

from click.testing import CliRunner

from selfeval.commands.check import check_files
from selfeval.commands.main import main
from selfeval.questionnaires.parts import LIBRARY
from selfeval.questionnaires.translated import mark_of
from tests.questionnaires.author import STRUCTURE, WORDS, Author, changed


def test_a_good_file_is_summed_up_with_its_digest(author: Author) -> None:
    digest = author.loads().definition.digest
    path = author.folder / "playground.toml"
    report = check_files([path])
    assert report.ok
    assert report.text.splitlines() == [
        f"{path}: can be used",
        "  playground, version 1",
        "  4 questions, 2 scales, words in en",
        f"  digest {digest}",
        "  2 pieces of advice",
        "    company: Two questions make a poor score. Add one, or show them by themselves.",
        "    whole: It shares 2 questions with “company”: two names for one thing.",
    ]


def test_what_a_file_accepts_with_a_reason_is_not_advised_against(author: Author) -> None:
    accepted = '[accepted]\ncompany = "Two is all we ask."\nwhole = "It is the sum."\n\n[[items]]\nid = "p1"'
    author.loads(changed(STRUCTURE, '[[items]]\nid = "p1"', accepted))
    assert "advice" not in check_files([author.folder / "playground.toml"]).text


def test_the_command_says_which_commitments_nothing_is_asked_about() -> None:
    left_out = [
        line.strip()
        for line in check_files([LIBRARY / "pupils-7-11" / "v2.toml"]).text.splitlines()
        if "asks nothing about" in line
    ]
    assert left_out == ["asks nothing about 1.2, 4.4"]


def test_a_translation_that_nobody_checked_is_called_a_draft(author: Author) -> None:
    author.loads(words=changed(WORDS, '"en"', '"en"\ndraft = true'))
    assert "words in en (draft)" in check_files([author.folder / "playground.toml"]).text


def test_a_translation_says_where_its_english_has_changed_since(author: Author) -> None:
    author.loads()
    english = author.folder / "playground.en.toml"
    title = next(line for line in english.read_text().splitlines() if line.startswith("title"))
    text = title.partition('"')[2].rstrip('"')
    translated = changed(WORDS, '"en"', '"cy"\ndraft = true')
    author.writes("playground.cy.toml", f'{translated}\n[english]\ntitle = "{mark_of(text)}"\n')
    path = author.folder / "playground.toml"
    assert "has changed since" not in check_files([path]).text
    author.writes("playground.cy.toml", f'{translated}\n[english]\ntitle = "00000000"\n')
    report = check_files([path])
    assert report.ok
    assert f"  cy: the English has changed since for 1 sentence\n    title: {text}\n" in report.text


def test_every_fault_of_every_file_is_printed_and_the_command_ends_with_1(author: Author) -> None:
    author.writes("playground.en.toml", changed(WORDS, 'p2 = "I stand by myself."\n', ""))
    path = author.writes("playground.toml", changed(STRUCTURE, 'id = "p4"', 'id = "p3"'))
    result = CliRunner().invoke(main, ["check", str(path), str(author.folder / "gone.toml")])
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert any(line.startswith("  playground.toml: p3: Two questions have this id.") for line in lines)
    assert "  playground.en.toml: p2: The text of this question is missing. Add it under [items]." in lines
    assert "  gone.toml: There is no such file. Check its name and folder." in lines


def test_a_good_file_ends_with_0(author: Author) -> None:
    author.loads()
    result = CliRunner().invoke(main, ["check", str(author.folder / "playground.toml")])
    assert result.exit_code == 0
    assert "can be used" in result.output


def test_a_words_file_stands_for_its_questionnaire_and_each_is_checked_once(author: Author) -> None:
    author.loads()
    report = check_files(sorted(author.folder.glob("*.toml")))
    assert report.ok
    assert report.text.count("can be used") == 1


def test_no_file_at_all_is_a_mistake_in_calling_the_command() -> None:
    assert CliRunner().invoke(main, ["check"]).exit_code == 2

"""Files beside each other, a foreign questionnaire, and definitions from the database."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from selfeval.questionnaires.catalogue import definition_from_json, latest, load
from selfeval.questionnaires.toml_files import QuestionnaireFaults
from tests.questionnaires.author import STRUCTURE, WORDS, Author, changed


def test_what_the_file_says_is_what_the_questionnaire_is(author: Author) -> None:
    definition = author.loads().definition
    assert [item.id for item in definition.items] == ["p1", "p2", "p3", "p4"]
    assert [item.options for item in definition.items] == ["often4", "often4", "often4", "agree5"]
    assert definition.item("p2").reversed
    assert definition.item("p3").also == ("dont_know",)
    assert definition.scale("whole").minimum_answered == 3
    assert definition.areas == ("company", "safety")
    assert [answers.id for answers in definition.option_sets] == ["often4", "agree5"]


def test_a_file_of_the_first_releases_still_has_its_closing_words(author: Author) -> None:
    line = 'language = "en"'
    loaded = author.loads(words=changed(WORDS, line, f'{line}\nclosing = "That was all."'))
    assert loaded.words == author.loads().words


def test_a_question_says_what_differs_from_every_question(author: Author) -> None:
    structure = changed(STRUCTURE, 'options = "often4"', 'options = "often4"\nalso = ["prefer_not"]')
    words = changed(WORDS, 'skipped = "Skip"', 'skipped = "Skip"\nprefer_not = "I’d rather not say"')
    definition = author.loads(structure, words).definition
    assert [item.also for item in definition.items] == [
        ("prefer_not",),
        ("prefer_not",),
        ("dont_know",),
        ("prefer_not",),
    ]


def test_the_digest_does_not_depend_on_words_or_on_the_way_of_writing(author: Author) -> None:
    first = author.loads().definition.digest
    spaced = STRUCTURE.replace(" = ", "=").replace("\n\n", "\n# a remark\n\n\n")
    assert (
        author.loads(spaced, changed(WORDS, "I stand by myself.", "I stand alone.")).definition.digest
        == first
    )
    assert author.loads(changed(STRUCTURE, "reversed = true", "")).definition.digest != first


def test_a_questionnaire_without_words_says_which_file_to_write(author: Author) -> None:
    path = author.writes("playground.toml", STRUCTURE)
    with pytest.raises(QuestionnaireFaults, match=r"Write them in a file “playground\.en\.toml” beside it"):
        load(path)


def test_words_of_another_questionnaire_in_the_folder_are_left_alone(author: Author) -> None:
    author.writes("playgrounds.en.toml", "this is = not ] read")
    author.writes("play.ground.en.toml", "nor ] this")
    assert author.faults() == []


def test_a_words_file_must_be_in_the_language_of_its_name(author: Author) -> None:
    author.writes("playground.pl.toml", WORDS)
    faults = {(fault.file, fault.id, fault.sentence) for fault in author.faults()}
    assert faults == {("playground.pl.toml", "language", "The file says “en”, but its name says “pl”.")}


def test_a_missing_file_and_a_folder_are_told_in_a_sentence(author: Author) -> None:
    with pytest.raises(QuestionnaireFaults, match="There is no such file"):
        load(author.folder / "nowhere.toml")
    with pytest.raises(QuestionnaireFaults, match="This is a folder"):
        load(author.folder)


def test_the_version_in_the_file_is_the_version_in_its_name(author: Author) -> None:
    author.writes("v3.en.toml", WORDS)
    with pytest.raises(QuestionnaireFaults, match=r"It says version 1, but the file is called v3\.toml"):
        load(author.writes("v3.toml", STRUCTURE))


def test_a_foreign_questionnaire_brings_everything_it_needs(author: Author) -> None:
    """Sixteen questions, four options whose lowest points stand first, seven of them reversed, two areas."""
    belonging = [f"BEL{n}" for n in range(1, 8)]
    safety = [f"SAF{n}" for n in range(1, 10)]
    items = "".join(
        f'[[items]]\nid = "{item}"\narea = "{area}"\noptions = "{options}"\nreversed = {turned}\n'
        for group, area, options, turned in (
            (belonging, "belonging", "lot4", "true"),
            (safety, "safety", "often4", "false"),
        )
        for item in group
    )
    structure = f"""
        questionnaire = "grade-8"
        version = 1
        audience = "pupils"
        areas = ["belonging", "safety"]
        every_item.kind = "outcome"
        option_sets.lot4.favourable_from = 3
        option_sets.lot4.options = [
            {{ id = "a_lot", points = 1 }}, {{ id = "a_little", points = 2 }},
            {{ id = "not_much", points = 3 }}, {{ id = "not_at_all", points = 4 }},
        ]
        option_sets.often4.favourable_from = 3
        option_sets.often4.options = [
            {{ id = "weekly", points = 1 }}, {{ id = "monthly", points = 2 }},
            {{ id = "yearly", points = 3 }}, {{ id = "never", points = 4 }},
        ]
        {items}
        [[scales]]
        id = "belonging"
        kind = "area"
        area = "belonging"
        items = {json.dumps(belonging)}
        [[scales]]
        id = "safety"
        kind = "area"
        area = "safety"
        items = {json.dumps(safety)}
    """
    words = """
        language = "en"
        title = "Grade 8"
        intro = "How is school?"
        answers.skipped = "Left out"
        areas = { belonging = "Belonging", safety = "Safety" }
        options.lot4 = { a_lot = "A lot", a_little = "A bit", not_much = "Not much", not_at_all = "No" }
        options.often4 = { weekly = "Weekly", monthly = "Monthly", yearly = "Yearly", never = "Never" }
        [items]
    """ + "".join(f'{item} = "About {item}"\n' for item in belonging + safety)
    questionnaire = author.loads(structure, words)
    assert len(questionnaire.definition.items) == 16
    assert questionnaire.definition.encode({"BEL1": "a_lot", "SAF9": "never"}) == "0" + "." * 14 + "3"
    assert questionnaire.words["en"].scales == {"belonging": "Belonging", "safety": "Safety"}


def test_a_definition_without_questions_reads_back() -> None:
    """The youngest are asked nothing about themselves: the about-you definition of their round is empty."""
    about = latest("about-you-pupils").definition
    empty = replace(about, items=(), option_sets=())
    assert definition_from_json(empty.to_json()) == empty


def test_a_definition_that_spells_out_what_is_not_set_reads_back_too() -> None:
    definition = latest("pupils-5-7").definition
    assert definition_from_json(json.dumps(asdict(definition), indent=1)) == definition


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Invalid JSON"),
        ("[]", "should be an object"),
        ('{"questionnaire": "x", "version": "1", "audience": "staff"}', "valid integer"),
        (
            '{"questionnaire": "x", "version": 1, "audience": "cats"}',
            "'pupils', 'staff', 'families', 'governors' or 'leaders'",
        ),
        (
            '{"questionnaire": "x", "version": 1, "audience": "staff", "colour": 3}',
            "It holds something that is no part of a definition.",
        ),
        (
            '{"questionnaire": "x", "version": 1, "audience": "staff", "items": '
            '[{"id": "a", "kind": "outcome", "options": "gone"}]}',
            "There is no option set “gone”",
        ),
        (
            '{"questionnaire": "x", "version": 1, "audience": "staff", "scales": '
            '[{"id": "a", "kind": "other", "items": ["q1", "q2"], "colour": 3}]}',
            "It holds something that is no part of a definition.",
        ),
    ],
)
def test_a_definition_from_elsewhere_is_checked(text: str, sentence: str) -> None:
    with pytest.raises(QuestionnaireFaults) as unusable:
        definition_from_json(text)
    assert sentence in str(unusable.value)


@pytest.mark.parametrize(("written", "needed"), [("0.5", 2), ("0.51", 3), ("0.75", 3), ("4", 4), ("2.0", 2)])
def test_what_must_be_answered_is_a_number_of_questions_or_a_share_rounded_up(
    author: Author, written: str, needed: int
) -> None:
    changed_structure = changed(STRUCTURE, "minimum_answered = 3", f"minimum_answered = {written}")
    assert author.loads(changed_structure).definition.scale("whole").minimum_answered == needed


def test_what_must_be_answered_is_no_broken_number_of_questions(author: Author) -> None:
    faults = author.faults(changed(STRUCTURE, "minimum_answered = 3", "minimum_answered = 2.5"))
    assert [fault.sentence for fault in faults] == [
        "“minimum_answered” is 2.5. It is a whole number, or a share such as 0.75."
    ]

"""Broken TOML and wrong shapes, in the words of their author."""

from __future__ import annotations

import pytest

from tests.questionnaires.author import STRUCTURE, WORDS, Author, changed


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ('"playground"', '"playground', 2, "The text on this line has no closing quotation mark."),
        ("version = 1", "version 1", 3, "This line needs the form: name = value."),
        ("version = 1", "version = one", 3, "The value after the equals sign cannot be read."),
        ("version = 1", "version = 1\nversion = 1", 4, "Something is said here that was said above."),
        ("[every_item]", "[every_item", 7, "This line cannot be read."),
        ('"pupils"', '"pup\\ils"', 4, "A backslash (\\) has a meaning of its own in these files."),
    ],
)
def test_broken_toml_is_named_with_its_line(
    author: Author, old: str, new: str, line: int, sentence: str
) -> None:
    (fault,) = author.faults(changed(STRUCTURE, old, new))
    assert (fault.file, fault.id) == ("playground.toml", f"line {line}")
    assert fault.sentence.startswith(sentence)


def test_a_bracket_that_is_never_closed_is_named(author: Author) -> None:
    (fault,) = author.faults(STRUCTURE + "colours = [1, 2")
    assert fault.sentence.startswith("A quotation mark or a bracket is not closed here or further up.")


def test_everything_that_cannot_be_read_is_told_at_once(author: Author) -> None:
    broken = changed(STRUCTURE, "version = 1", "version 1\nversion = one\n")
    broken = changed(broken, '"pupils"', '"pup\\ils"') + 'more = [1,\n2\n[[items]]\nid = "late\n'
    faults = author.faults(broken)
    assert [fault.sentence.partition(".")[0] for fault in faults] == [
        "This line needs the form: name = value",
        "The value after the equals sign cannot be read",
        "A backslash (\\) has a meaning of its own in these files",
        "A quotation mark or a bracket is not closed here or further up",
        "The text on this line has no closing quotation mark",
    ]
    lines = [int(fault.id.removeprefix("line ")) for fault in faults]
    last = len(broken.splitlines())
    assert lines == [3, 4, 6, last - 2, last]


def test_what_is_said_twice_is_told_beside_what_cannot_be_read(author: Author) -> None:
    faults = author.faults(changed(STRUCTURE, "version = 1", "version = 1\nversion = 1\nname one\n"))
    assert [(fault.id, fault.sentence[:27]) for fault in faults] == [
        ("line 4", "Something is said here that"),
        ("line 5", "This line needs the form: n"),
    ]


def test_a_number_too_long_for_any_computer_is_a_fault_and_not_a_crash(author: Author) -> None:
    (fault,) = author.faults(changed(STRUCTURE, "version = 1", "version = 1" + "0" * 5000))
    assert fault.id.startswith("line ")


@pytest.mark.parametrize(
    ("old", "new", "place", "sentence"),
    [
        ('audience = "pupils"\n', "", "audience", "“audience” is missing. Add it."),
        (
            'audience = "pupils"',
            'audience = "cats"',
            "audience",
            "It is one of: 'pupils', 'staff', 'families', 'governors', 'leaders'.",
        ),
        (
            "version = 1",
            'version = "1"',
            "version",
            "“version” needs a whole number, without quotation marks.",
        ),
        ("version = 1", "version = 1.5", "version", "“version” needs a whole number"),
        ("version = 1", "version = true", "version", "“version” needs a whole number"),
        ("version = 1", "version = 0", "version", "“version” cannot be 0. It is 1 or more."),
        ("version = 1", "version = 100", "version", "“version” cannot be 100. It is 99 or less."),
        (
            "version = 1",
            "version = 1\nminutes = 601",
            "minutes",
            "“minutes” cannot be 601. It is 600 or less.",
        ),
        (
            "version = 1",
            "version = 1\nyears = [14]",
            "years, number 1",
            "“years” cannot be 14. It is 13 or less.",
        ),
        ('"playground"', '"Play Ground"', "questionnaire", "“Play Ground” cannot be a name."),
        ('"playground"', "7", "questionnaire", "“questionnaire” needs a text in quotation marks."),
        (
            'areas = ["company", "safety"]',
            'areas = "company"',
            "areas",
            "“areas” needs a list in square brackets",
        ),
        (
            "reversed = true",
            'reversed = "yes"',
            "p2",
            "“reversed” is true or false, without quotation marks.",
        ),
        (
            "reversed = true",
            "revresed = true",
            "p2",
            "“revresed” means nothing here. Did you mean “reversed”?",
        ),
        ("reversed = true", "zzz = true", "p2", "“zzz” means nothing here. Leave it out."),
        ("reversed = true", 'kind = "feeling"', "p2", "“kind” cannot be “feeling”."),
        (
            "reversed = true",
            'commitment = "2,3"',
            "p2",
            "“2,3” is not the number of a commitment, such as “2.3”.",
        ),
        ("reversed = true", 'link = "L1"\nlink_kind = "same"', "p2", "“link_kind” cannot be “same”."),
        ('id = "p2"', 'id = "p 2"', "p 2", "“p 2” cannot be an id."),
        ('id = "p2"\n', "", "number 2", "“id” is missing."),
        ("favourable_from = 3", 'picture = "smiley"', "option_sets, often4", "“picture” cannot be “smiley”."),
        ("minimum_answered = 3", "minimum_answered = 0", "whole", "“minimum_answered” cannot be 0."),
        ('items = ["p1", "p2"]', "items = []", "company", "“items” has 0 in it. It needs at least 1."),
    ],
)
def test_a_wrong_line_is_one_fault_with_its_id(
    author: Author, old: str, new: str, place: str, sentence: str
) -> None:
    faults = author.faults(changed(STRUCTURE, old, new))
    shape = [fault for fault in faults if sentence in fault.sentence]
    assert [(fault.file, fault.id) for fault in shape] == [("playground.toml", place)]


@pytest.mark.parametrize(
    ("old", "new", "place", "sentence"),
    [
        ('"I stand by myself."', '""', "p2", "“text” is empty."),
        ('"I stand by myself."', '" I stand."', "p2", "“text” has a space too many at its beginning or end."),
        (
            '"I stand by myself."',
            '"I\\nstand."',
            "p2",
            "“text” runs over several lines. Write it on one line.",
        ),
        ('"I stand by myself."', "5", "p2", "“text” needs a text in quotation marks."),
        (
            '"I stand by myself."',
            '"' + "long " * 60 + 'x"',
            "p2",
            "“text” has 301 characters. At most 300 fit.",
        ),
        ('"Our playground"', '"' + "y" * 101 + '"', "title", "“title” has 101 characters. At most 100 fit."),
        ('"Tell us about the playground."', '"' + "y" * 1501 + '"', "intro", "At most 1500 fit."),
        ('"Often"', '"' + "y" * 81 + '"', "options, often4", "“often” has 81 characters. At most 80 fit."),
        ('"en"', '"English"', "language", "“English” is not the code of a language, such as “en” or “pl”."),
        ('"en"', '"en"\ndraft = "no"', "draft", "“draft” is true or false"),
    ],
)
def test_a_wrong_text_is_one_fault_with_its_id(
    author: Author, old: str, new: str, place: str, sentence: str
) -> None:
    (fault,) = author.faults(words=changed(WORDS, old, new))
    assert (fault.file, fault.id) == ("playground.en.toml", place)
    assert sentence in fault.sentence


def test_faults_of_every_kind_in_both_files_are_told_at_once(author: Author) -> None:
    structure = changed(STRUCTURE, "reversed = true", "revresed = true")
    structure = changed(structure, '"p3", "p4"]', '"p3", "p9"]')
    words = changed(WORDS, '"I stand by myself."', '""')
    words = changed(words, 'whole = "The whole playground"', "")
    assert {(fault.file, fault.id) for fault in author.faults(structure, words)} == {
        ("playground.toml", "p2"),
        ("playground.toml", "whole"),
        ("playground.en.toml", "p2"),
        ("playground.en.toml", "whole"),
    }


def test_an_id_that_cannot_be_one_calls_up_no_false_faults_elsewhere(author: Author) -> None:
    assert [fault.id for fault in author.faults(changed(STRUCTURE, 'id = "p2"', 'id = "p 2"'))] == ["p 2"]


def test_a_structure_that_cannot_be_read_does_not_hide_the_faults_of_its_words(author: Author) -> None:
    faults = author.faults("questionnaire = ", changed(WORDS, '"Skip"', "1"))
    assert {fault.file for fault in faults} == {"playground.toml", "playground.en.toml"}


def test_the_sentence_names_no_program_and_no_library(author: Author) -> None:
    structure = changed(STRUCTURE, "reversed = true", 'reversed = "x"\nyears = ["y"]\nalso = 3\nlink = []')
    sentences = " ".join(fault.sentence for fault in author.faults(structure)).lower()
    for word in ("pydantic", "python", "str ", "int ", "dict", "boolean", "valid ", "none"):
        assert word not in sentences


def test_faults_of_every_kind_are_told_at_once(author: Author) -> None:
    structure = changed(STRUCTURE, 'audience = "pupils"', 'audience = "cats"')
    structure = changed(structure, "reversed = true", 'reversed = "yes"')
    structure = changed(structure, 'items = ["p1", "p2"]', 'items = ["p1", "p2", "p7"]')
    structure = changed(structure, "minimum_answered = 3", "minimum_answered = 30")
    words = changed(WORDS, 'p3 = "Somebody looks after us."\n', "")
    words = changed(words, 'p4 = "I feel safe outside."', 'p4 = "I <b>feel</b> safe outside."')
    words = changed(words, 'title = "Our playground"', "title = 4")
    words = changed(words, 'safety = "Safety"', 'safety = "Safety"\ncalm = "Calm"')
    faults = author.faults(structure, words)
    assert sorted((fault.file, fault.id, fault.sentence.split(".")[0]) for fault in faults) == [
        ("playground.en.toml", "calm", "There is no such area in the questionnaire"),
        ("playground.en.toml", "items, p4", "There is HTML in this text (“<b>feel</b>”)"),
        ("playground.en.toml", "p3", "The text of this question is missing"),
        ("playground.en.toml", "title", "“title” needs a text in quotation marks"),
        ("playground.toml", "audience", "“audience” cannot be “cats”"),
        ("playground.toml", "company", "There is no question “p7”"),
        ("playground.toml", "p2", "“reversed” is true or false, without quotation marks"),
        ("playground.toml", "whole", "“minimum_answered” is 30, but the scale has 4 questions"),
    ]  # fmt: skip


def test_what_was_mended_for_looking_on_makes_no_faults_of_its_own(author: Author) -> None:
    for old, new in (
        ('id = "p4"', 'id = "p 4"'),
        ('{ id = "never", points = 1 },', '{ id = "never", points = "one" },'),
        ('kind = "outcome"', 'kind = "feeling"'),
        ('id = "company"\nkind', 'id = "com pany"\nkind'),
        ('areas = ["company", "safety"]', "areas = 5"),
    ):
        assert len(author.faults(changed(STRUCTURE, old, new))) == 1, new

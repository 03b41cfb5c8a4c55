"""What is refused before anything is built from a file."""

from __future__ import annotations

import time

import pytest

from selfeval.questionnaires.catalogue import load
from selfeval.questionnaires.toml_files import LARGEST_FILE, MOST_ITEMS, QuestionnaireFaults
from tests.questionnaires.author import STRUCTURE, WORDS, Author, changed


def _only(author: Author, structure: str = STRUCTURE, words: str = WORDS) -> tuple[str, str]:
    """Place and sentence of the one fault there is."""
    (fault,) = author.faults(structure, words)
    return fault.id, fault.sentence


def test_a_file_of_a_million_bytes_is_read_and_one_byte_more_is_not(author: Author) -> None:
    room = LARGEST_FILE - len(STRUCTURE.encode())
    padding = "\n".join("#" + "x" * 98 for _ in range(room // 100))
    fits = STRUCTURE + padding + "#" * (room - len(padding))
    assert author.faults(fits) == []
    place, sentence = _only(author, fits + "#")
    assert (place, sentence[:29]) == ("", "The file is larger than 1 MB.")


def test_five_hundred_questions_are_the_most(author: Author) -> None:
    def questionnaire(count: int) -> list[str]:
        items = "".join(
            f'[[items]]\nid = "i{n}"\noptions = "agree5"\nkind = "outcome"\n' for n in range(count)
        )
        texts = "".join(f'i{n} = "Question {n}"\n' for n in range(count))
        structure = f'questionnaire = "long"\nversion = 1\naudience = "pupils"\n{items}'
        head = 'language = "en"\ntitle = "T"\nintro = "I"\nanswers.skipped = "S"'
        words = f"{head}\n[items]\n{texts}"
        return [fault.sentence for fault in author.faults(structure, words)]

    assert questionnaire(MOST_ITEMS) == []
    too_many = questionnaire(MOST_ITEMS + 1)
    assert "There are 501 questions. A questionnaire may have 500 at most." in too_many


@pytest.mark.parametrize(
    "deep",
    [
        "deep = " + "[" * 7 + "]" * 7,
        "deep = " + "[\n" * 50_000 + "]\n" * 50_000,
        "deep = " + "{a = " * 7 + "1" + "}" * 7,
        "a.b.c.d.e.f.g = 1",
        '"a"."b"."c"."d"."e"."f"."g" = 1',
        "[a.b.c.d.e.f.g]",
        "a" + ".a" * 100_000 + " = 1",
    ],
    ids=["lists", "lists over many lines", "tables", "dotted", "quoted", "heading", "endless"],
)
def test_deep_nesting_is_refused_at_once(author: Author, deep: str) -> None:
    began = time.process_time()
    place, sentence = _only(author, deep + "\n" + STRUCTURE)
    assert place.startswith("line ")
    assert sentence == "Lists or sections stand more than 6 deep inside one another."
    assert time.process_time() - began < 2


def test_brackets_and_dots_inside_texts_and_comments_are_not_nesting(author: Author) -> None:
    words = changed(WORDS, '"Our playground"', '"Ours [[[[[[[[ a.b.c.d.e.f.g.h"  # [[[[[[[[[[')
    assert author.faults(words=words) == []


def test_an_endless_text_is_refused(author: Author) -> None:
    place, sentence = _only(author, words=changed(WORDS, "Tell us about", "Tell us about" + " us" * 700))
    assert place == "intro"
    assert sentence.startswith("This text has 2129 characters. 2000 is the most")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("I <b>really</b> like it.", "<b>really</b"),
        ("<script>alert(1)</script>", "<script>aler"),
        ("</p> is left over", "</p> is left"),
        ("<!-- hidden -->", "<!-- hidden "),
        ("Tom &amp; Amina", "&amp; Amina"),
        ("&#60;b&#62;", "&#60;b&#62;"),
    ],
)
def test_html_in_a_text_is_refused(author: Author, text: str, shown: str) -> None:
    place, sentence = _only(author, words=changed(WORDS, "I stand by myself.", text))
    assert place == "items, p2"
    assert sentence.startswith("There is HTML in this text (“")
    assert sentence[29:].startswith(shown[:6])


@pytest.mark.parametrize("text", ["3 < 5", "fish & chips", "R&B; and more", "a <- b"])
def test_signs_that_are_no_html_may_stand(author: Author, text: str) -> None:
    assert author.faults(words=changed(WORDS, "I stand by myself.", text)) == []


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x07",
        "\x1b",
        "\x7f",
        "\x85",
        "\u200b",
        "\u202e",
        "\u2066",
        "\u2028",
        "\ufeff",
        "\ue000",
        "\U000e0041",
    ],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_characters_that_cannot_be_seen_are_refused(author: Author, character: str) -> None:
    place, sentence = _only(author, words=changed(WORDS, "I stand by", f"I stand{character}by"))
    line = 1 + WORDS[: WORDS.index("I stand by")].count("\n")
    assert (place, sentence) == (f"line {line}", "A character here cannot be seen. Type the line again.")


@pytest.mark.parametrize("escape", ["\\u0000", "\\u202E", "\\u200b", "\\t"])
def test_characters_that_cannot_be_seen_are_refused_when_written_as_escapes(
    author: Author, escape: str
) -> None:
    place, sentence = _only(author, words=changed(WORDS, "I stand by", f"I stand{escape}by"))
    assert place == "items, p2"
    assert sentence.startswith("This text holds a character that cannot be seen (U+")


def test_joiners_and_direction_marks_of_other_scripts_may_stand(author: Author) -> None:
    assert author.faults(words=changed(WORDS, "I stand by myself.", "می\u200cروم \u200f(1)")) == []


def test_a_file_that_is_not_utf_8_is_named_with_its_line(author: Author) -> None:
    path = author.folder / "playground.en.toml"
    author.loads()
    path.write_bytes(WORDS.replace("Don’t", "Don't").replace("Skip", "Sk\xefp").encode("latin-1"))
    with pytest.raises(QuestionnaireFaults) as unusable:
        load(author.folder / "playground.toml")
    (fault,) = unusable.value.faults
    assert (fault.file, fault.id) == ("playground.en.toml", "line 7")
    assert "not saved as UTF-8" in fault.sentence


def test_files_from_windows_are_read(author: Author) -> None:
    windows = "\ufeff" + STRUCTURE.replace("\n", "\r\n")
    assert author.faults(windows, WORDS.replace("\n", "\r\n")) == []


@pytest.mark.parametrize(
    "hostile",
    [
        '\\"""\n' * 40_000 + "\\",
        "[" + " " * 200_000 + "!",
    ],
    ids=["quotation marks that never close", "a heading of blanks"],
)
def test_what_is_written_to_take_long_is_refused_at_once(author: Author, hostile: str) -> None:
    """Each took hours: an end was looked for from every sign."""
    began = time.process_time()
    assert author.faults(hostile)
    assert time.process_time() - began < 5


def test_a_long_name_stands_once_in_the_memory_and_not_with_each_of_its_faults(author: Author) -> None:
    named = f"id = '{'x' * 200_000}'\n" + "".join(f"b{number} = '<b>'\n" for number in range(1_000))
    assert sum(len(str(fault)) for fault in author.faults(named)) < 1_000_000


def test_a_number_with_more_digits_than_python_writes_is_told(author: Author) -> None:
    written = changed(STRUCTURE, "version = 1", f"version = 0x{'f' * 5_000}")
    assert "“version” cannot be so large a number." in " ".join(_only(author, written))

"""Whatever is in a file, the loader ends with a questionnaire or with faults, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selfeval.commands.check import check_files
from tests.questionnaires.author import STRUCTURE, WORDS, Author

PIECES = [
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    '"""',
    "=",
    ".",
    ",",
    "#",
    "\n",
    "\\",
    "0",
    "-1",
    "true",
    "1979-05-27",
]
PIECES += [
    "[items]",
    "[[items]]",
    "[[scales]]",
    "[option_sets]",
    'id = "p1"\n',
    "items = 1\n",
    "nan",
    "\x00",
    "é",
]
WORDS_OF_FILES = [piece for text in (STRUCTURE, WORDS) for piece in text.split()]


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> str:
    """A file with a few passages cut out or put in."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(st.sampled_from(["", *PIECES, *WORDS_OF_FILES])) + text[end:]
    return text


@given(
    structure=st.one_of(st.just(STRUCTURE), spoilt(STRUCTURE)), words=st.one_of(st.just(WORDS), spoilt(WORDS))
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_spoilt_file_never_breaks_the_loader(author: Author, structure: str, words: str) -> None:
    for fault in author.faults(structure, words):
        assert fault.file in {"playground.toml", "playground.en.toml"}
        assert fault.sentence.endswith((".", "”?", "?"))
        assert "\n" not in fault.id


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"\xef\xbb\xbf", b"\x00" * 100, b"=", bytes(range(256)) * 40]
)
def test_a_file_that_is_no_text_is_a_fault(tmp_path: Path, raw: bytes) -> None:
    author = Author(tmp_path)
    author.writes("playground.en.toml", WORDS)
    (tmp_path / "playground.toml").write_bytes(raw)
    report = check_files([tmp_path / "playground.toml"])
    assert not report.ok
    assert "playground.toml: " in report.text

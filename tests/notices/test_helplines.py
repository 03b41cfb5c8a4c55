"""Helplines come from one file, which says when each was last checked."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from selfeval.commands.main import main
from selfeval.notices.helplines import (
    OWN,
    SHIPPED,
    HelplinesFault,
    helplines_in,
    read_helplines,
    with_check,
    written,
)

CHECKED = dt.date(2026, 11, 29)
PACKAGE = SHIPPED.parents[1]


def test_pupils_staff_and_parents_each_have_somebody_to_ring() -> None:
    every = read_helplines(SHIPPED)
    for reader in ("pupils", "staff", "parents"):
        assert every.of(reader)


def test_no_number_stands_anywhere_but_in_that_file() -> None:
    number = re.compile(r"\b0[38]00[0 ]\d*[ \d]{3,}")
    files = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".toml", ".html", ".js", ".md")]
    assert [path.name for path in files if number.search(path.read_text("utf-8"))] == ["helplines.toml"]


def test_a_check_is_relied_on_for_a_year() -> None:
    (line,) = [one for one in read_helplines(SHIPPED).every if one.checked_on == CHECKED]
    assert not line.is_due(dt.date(2027, 11, 29))
    assert line.is_due(dt.date(2027, 11, 30))


def test_a_helpline_that_nobody_has_checked_is_due_at_once_and_no_check_is_claimed() -> None:
    (childline,) = [one for one in read_helplines(SHIPPED).every if one.id == "childline"]
    assert childline.is_due(CHECKED)
    assert childline.check_words == "nobody has noted a check"


def test_an_installation_may_show_its_own_in_place_of_ours(tmp_path: Path) -> None:
    assert helplines_in(tmp_path) == read_helplines(SHIPPED)
    text = written(read_helplines(SHIPPED)).replace("0800 1111", "0808 808 0000")
    (tmp_path / OWN).write_text(text, encoding="utf-8")
    assert "0808 808 0000" in [line.number for line in helplines_in(tmp_path).every]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    every = with_check(read_helplines(SHIPPED), "childline", CHECKED, 'its "own" page')
    (tmp_path / OWN).write_text(written(every), encoding="utf-8")
    assert helplines_in(tmp_path) == every


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("[[helplines]", "cannot be read"),
        ('[[helplines]]\nid = "x"', "is not a file of helplines"),
        (
            '[[helplines]]\nid = "x"\nname = "X"\nnumber = "1"\nfor = ["staff"]\nwords.cy = "Am ddim"',
            "no English",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, wrong: str, said: str) -> None:
    (tmp_path / OWN).write_text(wrong, encoding="utf-8")
    with pytest.raises(HelplinesFault, match=said):
        helplines_in(tmp_path)


def test_the_operator_notes_a_check_by_a_command(tmp_path: Path) -> None:
    where = {"SELFEVAL_INSTANCE": str(tmp_path / "instance")}
    said = CliRunner().invoke(main, ["helplines"], env=where).output
    assert "childline: Childline, 0800 1111; nobody has noted a check. Check it now." in said
    done = CliRunner().invoke(main, ["helplines", "--checked", "childline", "--at", "its page"], env=where)
    assert done.exit_code == 0
    assert re.search(r"childline: .*; last checked on .*, at its page\.\n", done.output)
    wrong = CliRunner().invoke(main, ["helplines", "--checked", "childlin"], env=where)
    assert wrong.exit_code == 1
    assert "There is no helpline “childlin”." in wrong.output

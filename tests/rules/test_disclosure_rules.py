"""docs/rules/disclosure.md holds, and where a rule is about a release, on both databases."""

from __future__ import annotations

import re

import numpy as np
import pytest

from selfeval.findings.findings import release_from_json
from selfeval.scoring.disclosure_control.differencing import small_sets
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.round_findings import round_findings
from selfeval.store.database import Database
from tests.released import Asked, release_survey
from tests.rules.pages import Page, Row, name_of
from tests.schools import new_school
from tests.scoring.forms import form, mixed

PAGE = Page("disclosure.md")
OF_RELEASES = "Nothing is shown of fewer than ten people"


@pytest.mark.parametrize(("says", "row"), PAGE.cases, ids=name_of)
def test_the_rule_holds(says: str, row: Row) -> None:
    PAGE.checks[says](row)


def test_every_rule_is_checked() -> None:
    assert set(PAGE.checks) == set(PAGE.rules)


@pytest.mark.parametrize("row", PAGE.rules[OF_RELEASES].rows, ids=name_of)
def test_the_rule_holds_for_a_release_of_a_school(row: Row, database: Database) -> None:
    asked = [Asked(year, n, n + 20) for year, n in numbers(row["answered"]).items()]
    with database.writing() as session:
        release = release_survey(session, new_school(session).id, "pupils", {"pupils-7-11": asked})
        (released,) = release_from_json(release.findings).rounds
    assert [group.group for group in released.breakdowns[0].groups if group.hidden is None] == shown(row)


def numbers(cell: str) -> dict[str, int]:
    """`Year 3: 9, Year 4: 30` by name."""
    return {name: int(n) for name, n in re.findall(r"([\w ]+?): (\d+)", cell.replace(", ", ","))}


def shown(row: Row) -> list[str]:
    return row["shown"].split("; ")


def published_groups(answered: str, threshold: int = 10) -> list[str]:
    sizes = numbers(answered)
    groups = [group for group, size in sizes.items() for _ in range(size)]
    full = round_findings(
        form(4), mixed(len(groups), 4), groups=groups, rolls={group: n + 20 for group, n in sizes.items()}
    )
    return [group.group for group in publish(full, threshold).breakdowns[0].groups if group.hidden is None]


@PAGE.rule(OF_RELEASES)
def groups_of_ten(row: Row) -> None:
    assert published_groups(row["answered"]) == shown(row)


@PAGE.rule("A school may show less, never more")
def threshold_of_a_school(row: Row) -> None:
    threshold = int(row["threshold"])
    if threshold < 10:
        with pytest.raises(ValueError, match=re.escape(row["shown"].rstrip("."))):
            published_groups(row["answered"], threshold)
    else:
        assert published_groups(row["answered"], threshold) == shown(row)


@PAGE.rule("Where all answered alike, the figure is not told")
def one_answer_of_all(row: Row) -> None:
    answers = row["answers to the question"].split()
    others = mixed(len(answers), 3)
    item = publish(round_findings(form(4), [a + b for a, b in zip(answers, others, strict=True)])).items[0]
    if row["told"] == "an end of the range":
        assert item.hidden == "unanimous"
        assert item.shares is None
    else:
        assert item.favourable is not None
        assert f"{item.favourable.value:g}" == row["told"]


@PAGE.rule("Numbers of people in a group are told in fives, figures in whole numbers")
def numbers_in_fives(row: Row) -> None:
    sizes = numbers(row["answered"])
    groups = [group for group, size in sizes.items() for _ in range(size)]
    first = publish(round_findings(form(4), mixed(len(groups), 4), groups=groups)).breakdowns[0].groups[0]
    assert f"about {first.n}" == row["told of the first group"]
    assert all(scale.mean is None or scale.mean.value == round(scale.mean.value) for scale in first.scales)


@PAGE.rule("No small set may follow by adding and subtracting")
def small_sets_by_subtraction(row: Row) -> None:
    sizes = numbers(row["cells"])
    cells = list(sizes)
    lines = np.array(
        [[cell in line.strip().split("+") for cell in cells] for line in row["lines"].split(",")], dtype=float
    )
    small = small_sets(lines, np.array([*sizes.values()], dtype=np.int64), 10)
    assert not small.too_many
    follows = ["+".join(cells[place] for place in columns) for columns in small.sets]
    assert (", ".join(follows) or "nothing") == row["follows"]
